"""The notice board (两长多员公示牌): who answers for an area, above and below it, and who of them is on duty now.

A question to the roster; what is said and drawn of it is not decided here.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.calendar import WorkCalendar
from bot.domain.roster import Area, Assignment, Person, Role, Roster
from bot.domain.rota import Shift
from bot.domain.whereabouts import below

ON_THE_BOARD = (Role.GRID_CHIEF, Role.GRIDWORKER, Role.BUILDING_HEAD, Role.PROPERTY, Role.COMMUNITY)
"""Whom the people of an area should know, in the order they are listed."""


@dataclass(frozen=True, slots=True)
class Post:
    """A place on the board: somebody's role in an area, with their shift; `on_duty` now."""

    person: Person
    role: Role
    area: Area
    shift: Shift
    on_duty: bool


@dataclass(frozen=True, slots=True)
class Board:
    """One area's board; posts in the order of `ON_THE_BOARD`. `standing_in` are on duty without being listed."""

    area: Area
    posts: tuple[Post, ...]
    standing_in: tuple[Person, ...] = ()

    @property
    def people(self) -> tuple[Person, ...]:
        """Return everybody on it, once each."""
        return tuple(dict.fromkeys((*(post.person for post in self.posts), *self.standing_in)))


def board_of(community: Roster, area: Area, now: datetime, calendar: WorkCalendar) -> Board:
    """Return an area's board: those of the area, those above it who answer for it, and those of its parts."""
    depth = {one.id: number for number, one in enumerate(community.upwards(area.id))}
    parts = below(community, area)
    on_duty: dict[tuple[Role, int], frozenset[int]] = {}

    def is_on_duty(held: Assignment) -> bool:
        key = held.role, held.area_id
        if key not in on_duty:
            on_duty[key] = frozenset(one.id for one in community.holders(*key, now, calendar))
        return held.person_id in on_duty[key]

    shown = [
        Post(community.people[held.person_id], held.role, community.areas[held.area_id], held.shift, is_on_duty(held))
        for role in ON_THE_BOARD
        for held in sorted(
            (held for held in community.assignments if held.role is role), key=lambda held: depth.get(held.area_id, -1)
        )
        if held.area_id in depth or held.area_id in parts
    ]
    listed = {post.person.id for post in shown}
    there = [one for role in ON_THE_BOARD for one in community.holders(role, area.id, now, calendar)]
    return Board(area, tuple(shown), tuple(dict.fromkeys(one for one in there if one.id not in listed)))
