"""Where a text says it is: building, unit, floor, room, estate, landmark, all in normal form.

Puts the four readers of places together and knows their order: what one has read, the next no longer sees.
"""

from dataclasses import dataclass, replace

from bot.domain.place import Places
from bot.domain.reading.buildings import find_buildings
from bot.domain.reading.doors import HOUSE, Door, find_door
from bot.domain.reading.estates import find_estate
from bot.domain.reading.mentions import Mention
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


def find_places(words: Wording, places: Places) -> tuple[Address, str]:
    """Read every place but the landmark out of `words`; return it with the text in which places are marks."""
    blotted = blot(words.spaced)
    mentions = find_buildings(blotted, words.cased, places.buildings)
    marked = _mark(blotted, mentions)
    door, doorless = find_door(marked)
    door = _completed(door, mentions)
    buildings = tuple(dict.fromkeys(name for mention in mentions for name in mention.buildings))
    estate = find_estate(words, marked, places)
    return Address(buildings, door.unit, door.floor, door.room, estate, tuple(mentions)), doorless


def _mark(blotted: str, mentions: list[Mention]) -> str:
    parts, at = [], 0
    for mention in mentions:
        parts += [blotted[at : mention.start], HOUSE]
        at = mention.end
    return "".join([*parts, blotted[at:]])


def _completed(door: Door, mentions: list[Mention]) -> Door:
    for mention in mentions:
        if mention.unit or mention.room:
            return replace(door, unit=mention.unit or door.unit, room=mention.room or door.room)
    return door
