"""Where a text says it is: building, unit, floor, room, estate, landmark, all in normal form.

Puts the four readers of places together and knows their order: what one has read, the next no longer sees.
"""

from dataclasses import dataclass, replace

from bot.domain.place import Places
from bot.domain.reading.buildings import Mention, find_buildings
from bot.domain.reading.doors import HOUSE, Door, find_door
from bot.domain.reading.estates import find_estate
from bot.domain.reading.traps import blot
from bot.domain.wording import Wording


@dataclass(frozen=True, slots=True)
class Address:
    """The places one text names, without landmarks."""

    buildings: tuple[str, ...] = ()
    unit: str | None = None
    floor: str | None = None
    room: str | None = None
    estate: str | None = None
    mentions: tuple[Mention, ...] = ()


def find_places(words: Wording, places: Places) -> Address:
    """Read every place but the landmark out of `words`."""
    blotted = blot(words.spaced)
    mentions = find_buildings(blotted, words.cased, places.buildings)
    marked = _mark(blotted, mentions)
    door, _ = find_door(marked)
    door = _completed(door, mentions)
    buildings = tuple(dict.fromkeys(name for mention in mentions for name in mention.buildings))
    return Address(buildings, door.unit, door.floor, door.room, find_estate(words, marked, places), tuple(mentions))


def _mark(blotted: str, mentions: list[Mention]) -> str:
    parts, at = [], 0
    for mention in mentions:
        parts += [blotted[at : mention.start], HOUSE]
        at = mention.end
    return "".join([*parts, blotted[at:]])


def _completed(door: Door, mentions: list[Mention]) -> Door:
    for mention in mentions:
        if mention.room:
            return replace(door, unit=mention.unit or door.unit, room=mention.room)
    return door
