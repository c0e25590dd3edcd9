"""What a digest says, before it is text, picture or sheet: the same numbers in the same order for all three.

Plain phrases in the reader's language; nothing here counts, and nothing knows how it will look.
"""

from dataclasses import dataclass
from enum import StrEnum


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

    `labels` has one entry for each value; an empty one is not written.
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
