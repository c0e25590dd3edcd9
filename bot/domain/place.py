"""Buildings by their bare designators: "5", "A", "12A", "甲5", "5-1". What people call a building is read elsewhere.

One normal form everywhere: upper-case letters, no leading zeros, no 号楼/栋/幢/座/#, numbers in figures.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.domain.numerals import CHINESE, read_number
from bot.domain.traditional import SIMPLIFIED

SPAN = 10
"""A range of buildings people name spans at most this many; wider "ranges" are something else."""

_NUMBER = rf"(?:[0-9]{{1,4}}|[{CHINESE}]{{1,5}})"
_ELEMENT = re.compile(rf"([甲乙丙丁东西南北]?)([a-z]?)({_NUMBER})([a-z]?|[甲乙丙丁])")
_MARKER = re.compile(r"(?:号楼|号院?|栋楼?|幢|座|#楼?|楼)$")
_RANGE = re.compile(rf"({_NUMBER})(?:号楼|栋|幢|座|#)?(?:-|~|到|至)({_NUMBER})")


@dataclass(frozen=True)
class Places:
    """One community's own names; `Places()` knows none.

    `estates` and `departments` map an alias as people write it to the estate's name and the department's id.
    """

    estates: Mapping[str, str] = field(default_factory=dict)
    buildings: frozenset[str] = frozenset()
    departments: Mapping[str, str] = field(default_factory=dict)


NOWHERE = Places()
"""No community's names."""


def normal(said: str) -> str | None:
    """Return the normal form of one bare designator ("05", "五", "12a", "甲5", "b"), or None if it is none."""
    said = said.strip().lower()
    if len(said) == 1 and "a" <= said <= "z":
        return said.upper()
    sub, dash, part = said.partition("-")
    if dash:
        whole, piece = normal(sub), read_number(part)
        return f"{whole}-{piece}" if whole and piece else None
    match = _ELEMENT.fullmatch(said)
    number = read_number(match[3]) if match else None
    if match is None or not number:
        return None
    return f"{match[1]}{match[2]}{number}{match[4]}".upper()


def span(first: str, last: str) -> tuple[str, ...]:
    """Return every building from `first` to `last` in normal form; () unless both are plain, rising and near."""
    if not (first.isdigit() and last.isdigit()):
        return ()
    low, high = int(first), int(last)
    return tuple(str(n) for n in range(low, high + 1)) if low < high <= low + SPAN else ()


def expand_buildings(items: Iterable[str]) -> tuple[str, ...]:
    """Return the designators that `items` list, in order and once each: ["1-6", "甲5"] -> ("1", ..., "6", "甲5").

    Markers are forgiven ("5号楼", "A座"); "5-1", falling, is a building of its own. A wide range is allowed
    here, because an operator typed it. Raises ValueError that quotes the bad item.
    """
    found: dict[str, None] = {}
    for item in items:
        text = unicodedata.normalize("NFKC", str(item)).translate(SIMPLIFIED).lower().replace(" ", "")
        text = _MARKER.sub("", re.sub("[–—−〜～]", "-", text))
        ends = _RANGE.fullmatch(text)
        low, high = (read_number(ends[1]) or 0, read_number(ends[2]) or 0) if ends else (0, 0)
        if 0 < low < high:
            found |= dict.fromkeys(str(n) for n in range(low, high + 1))
        elif one := normal(text):
            found[one] = None
        else:
            raise ValueError(f"{item!r} is not a building; write one like '5', 'A', '甲5', or a range like '1-6'")
    return tuple(found)
