"""Whether two reports tell of one trouble: the same kind at the same place, or the same picture.

When in doubt they are two: a ticket too many costs a look, a hazard merged away may cost a life.
"""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_BITS = 8
"""How far two difference hashes of 64 bits may lie apart and still show the same picture."""

MOST_BITS_OF_A_COPY = 3
"""So far apart are two copies of one picture, smaller or pressed harder. The same place from the same spot, put right,
lies 5 bits away and more: what is *alike* enough to be one trouble may well be its repair."""

PRESSING_VOICES = 3
"""So many people do not tell of something that can wait."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What a report tells of. Places are in normal form; what is not known is empty."""

    category: str | None
    buildings: Sequence[str] = ()
    unit: str | None = None
    floor: str | None = None
    room: str | None = None
    estate: str | None = None
    landmark: str | None = None


SEVERAL = "*"


def spot(buildings: Sequence[str], landmark: str | None) -> str | None:
    """Return the one name under which a place is kept to be found again; several buildings share one name."""
    if len(buildings) > 1:
        return SEVERAL
    return buildings[0] if buildings else landmark


def spots(buildings: Sequence[str], landmark: str | None) -> list[str]:
    """Return the names under which the same place may have been kept."""
    return [*buildings, SEVERAL] if buildings else [landmark] if landmark else []


def same(one: Trouble, other: Trouble) -> bool:
    """Tell whether both are the same kind at the same place."""
    if one.category is None or one.category == "other" or one.category != other.category:
        return False
    if one.buildings and other.buildings:
        together = bool(set(one.buildings) & set(other.buildings))
    else:
        together = not (one.buildings or other.buildings) and bool(one.landmark) and one.landmark == other.landmark
    return together and not apart(one, other)


def apart(one: Trouble, other: Trouble) -> bool:
    """Tell whether what is known of both places cannot be one place."""
    if one.buildings and other.buildings and not set(one.buildings) & set(other.buildings):
        return True
    pairs = (
        (one.estate, other.estate),
        (one.unit, other.unit),
        (one.floor, other.floor),
        (one.room, other.room),
    )
    return any(a and b and a != b for a, b in pairs)


def alike(one: str, other: str) -> bool:
    """Tell whether two difference hashes (hex) are of the same picture; a picture of nothing much is like no other."""
    return _apart(one, other) <= MOST_BITS


def copied(one: str, other: str) -> bool:
    """Tell whether two difference hashes (hex) are of one and the same picture: then it proves no repair."""
    return _apart(one, other) <= MOST_BITS_OF_A_COPY


def _apart(one: str, other: str) -> int:
    first, second = int(one, 16), int(other, 16)
    show_something = all(MOST_BITS < bits.bit_count() < 64 - MOST_BITS for bits in (first, second))
    return (first ^ second).bit_count() if show_something else 64
