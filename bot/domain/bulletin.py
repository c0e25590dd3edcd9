"""What a digest says, before it is text, picture or sheet: the same numbers in the same order for all three.

Plain phrases in the reader's language; nothing here counts, and nothing knows how it will look.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Tone(StrEnum):
    """Whether a number is good news. A picture shows it by colour and by a mark, never by colour alone."""

    PLAIN = "plain"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Tile:
    """One number at a glance: "New" "47" "9 more than yesterday"."""

    label: str
    value: str
    note: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a chart. `length` and `part` are numbers on the chart's own scale; `part` of it is done."""

    label: str
    value: str
    length: float
    part: float = 0.0
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Bars:
    """Rows side by side: kinds of trouble, grids, property companies, departments."""

    title: str
    rows: tuple[Bar, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Numbers along time: hours of a day, days of a month. `before` is the period before, to compare; may be empty.

    `labels` has one entry for each value and for what is still to come, which has none; an empty one is not written.
    """

    title: str
    labels: tuple[str, ...]
    values: tuple[int, ...]
    before: tuple[int, ...] = ()
    legend: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Strip:
    """A row of cells, the hotter the more: buildings, or hours. `heat` is 0 to 1."""

    title: str
    cells: tuple[tuple[str, str, float], ...]
    """Label, value, heat."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of words under headings; `more` says what was left out. `marked` are the columns that are bad news."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: str = ""
    marked: frozenset[int] = frozenset()
    tone: Tone = Tone.PLAIN


Block = Bars | Line | Strip | Table


@dataclass(frozen=True, slots=True)
class Page:
    """A whole digest: title, tiles, blocks in their order, small print. An empty period has one note alone."""

    title: str
    subtitle: str
    tiles: tuple[Tile, ...] = ()
    blocks: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()
    footer: str = ""


_BLOCKS: Mapping[str, type[Block]] = {"bars": Bars, "line": Line, "strip": Strip, "table": Table}
_KINDS = {shape: name for name, shape in _BLOCKS.items()}


def pack(page: Page) -> dict[str, Any]:
    """Return a page as JSON can hold it: lists, strings, numbers."""
    blocks = [{"block": _KINDS[type(block)]} | asdict(block) for block in page.blocks]
    return {name: _plain(value) for name, value in (asdict(page) | {"blocks": blocks}).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return sorted(value) if isinstance(value, frozenset) else value


def unpack(packed: Mapping[str, Any]) -> Page:
    """Return the page that `pack` took apart. Raise KeyError for an unknown kind of block, TypeError for an odd one."""
    tiles = tuple(Tile(**tile | {"tone": Tone(tile["tone"])}) for tile in packed["tiles"])
    blocks = tuple(_block(block) for block in packed["blocks"])
    return Page(**{**packed, "tiles": tiles, "blocks": blocks, "notes": tuple(packed["notes"])})


def _block(packed: Mapping[str, Any]) -> Block:
    said = {name: _frozen(value) for name, value in packed.items() if name != "block"}
    if packed["block"] == "bars":
        said["rows"] = tuple(Bar(**row | {"tone": Tone(row["tone"])}) for row in packed["rows"])
    if packed["block"] == "table":
        said |= {"marked": frozenset(said["marked"]), "tone": Tone(said["tone"])}
    return _BLOCKS[packed["block"]](**said)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
