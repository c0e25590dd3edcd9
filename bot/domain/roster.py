"""Who is responsible: the tree of areas, the people on it, and the questions one asks of both.

A `Roster` is one community's whole picture as plain values; it is rebuilt when the community changes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from bot.domain.absence import Absence, in_place_of
from bot.domain.calendar import WorkCalendar
from bot.domain.map import Point, inside, metres_to, square_metres
from bot.domain.reading import Places
from bot.domain.rota import Shift


class Level(StrEnum):
    """Kinds of area, the widest first; the depth of a tree is not fixed."""

    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    COMMUNITY = "community"
    GRID = "grid"
    BUILDING = "building"


class Role(StrEnum):
    """What somebody is, in an area."""

    BUILDING_HEAD = "building_head"
    GRIDWORKER = "gridworker"
    GRID_CHIEF = "grid_chief"
    COMMUNITY = "community"
    SUBDISTRICT = "subdistrict"
    DISTRICT = "district"
    PROPERTY = "property"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


FIRST_RUNG = (Role.GRIDWORKER, Role.PROPERTY, Role.BUILDING_HEAD)
"""Who gets the card of a new ticket, in parallel."""

UPPER_RUNGS = (Role.GRID_CHIEF, Role.COMMUNITY, Role.SUBDISTRICT, Role.DISTRICT)
"""Rungs 1, 2, 3 … of the ladder."""

GPS_METRES = 50.0
"""How far beside the truth a telephone may think it is, among tall buildings."""

STAFF = frozenset(FIRST_RUNG + UPPER_RUNGS + (Role.ADMIN,))


class Purpose(StrEnum):
    """What a group is for."""

    REPORTS = "reports"
    STAFF = "staff"
    SUPERVISORS = "supervisors"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Area:
    """A node of the tree; `buildings` in normal form, `boundary` the corners in WGS-84 degrees, if it was drawn.

    `households`: how many live in it, where that is known.
    """

    id: int
    key: str
    level: Level
    name: str
    parent_id: int | None
    buildings: frozenset[str] = frozenset()
    estate: str | None = None
    boundary: tuple[Point, ...] = ()
    households: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody on the roster. `reachable`: has a Telegram account that has not refused us."""

    id: int
    key: str
    name: str
    telegram_id: int | None
    reachable: bool
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """A person's role in an area during a shift; `since` when it is theirs, where that is known."""

    person_id: int
    area_id: int
    role: Role
    shift: Shift
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A group of the community; `since` when it is for that, where that is known."""

    telegram_id: int
    purpose: Purpose
    area_id: int
    language: str | None = None
    reachable: bool = True
    since: datetime | None = None


@dataclass(frozen=True)
class Roster:
    """One community: its tree, people, groups and names."""

    community_id: str
    name: str
    zone: ZoneInfo
    language: str
    areas: Mapping[int, Area]
    people: Mapping[int, Person]
    assignments: tuple[Assignment, ...]
    groups: tuple[Group, ...]
    root_id: int
    places: Places = field(default_factory=Places)
    absences: tuple[Absence, ...] = ()

    @cached_property
    def away(self) -> Mapping[int, tuple[Absence, ...]]:
        """Absences by who is absent; of people who have left the roster nobody is the cover."""
        found: dict[int, tuple[Absence, ...]] = {}
        for absence in self.absences:
            kept = absence if absence.cover_id in self.people else replace(absence, cover_id=None)
            found[absence.person_id] = (*found.get(absence.person_id, ()), kept)
        return found

    @cached_property
    def by_telegram(self) -> Mapping[int, Person]:
        """People by their Telegram id."""
        return {person.telegram_id: person for person in self.people.values() if person.telegram_id is not None}

    @cached_property
    def purposes(self) -> Mapping[int, frozenset[Purpose]]:
        """What each group is for, by its Telegram id."""
        found: dict[int, frozenset[Purpose]] = {}
        for group in self.groups:
            found[group.telegram_id] = found.get(group.telegram_id, frozenset()) | {group.purpose}
        return found

    @cached_property
    def held(self) -> Mapping[tuple[Role, int], list[Assignment]]:
        """Assignments by role and area: a city has thousands, and each report asks for a few."""
        held: dict[tuple[Role, int], list[Assignment]] = {}
        for assignment in self.assignments:
            held.setdefault((assignment.role, assignment.area_id), []).append(assignment)
        return held

    def person(self, person_id: int | None) -> Person | None:
        """Return who has this id; nobody for none, and for one who is on the roster no more."""
        return None if person_id is None else self.people.get(person_id)

    def roles_of(self, person: Person) -> frozenset[Role]:
        """Return every role the person holds anywhere in the community."""
        return frozenset(held.role for held in self.assignments if held.person_id == person.id)

    def held_by(self, telegram_id: int) -> dict[Role, frozenset[int]]:
        """Return somebody's roles in the community, each with the ids of the areas they hold it in."""
        person = self.by_telegram.get(telegram_id)
        mine = [held for held in self.assignments if person is not None and held.person_id == person.id]
        return {held.role: frozenset(one.area_id for one in mine if one.role is held.role) for held in mine}

    def upwards(self, area_id: int | None) -> Iterator[Area]:
        """Go from an area to the top of its tree."""
        seen: set[int] = set()
        while area_id is not None and area_id in self.areas and area_id not in seen:
            seen.add(area_id)
            area = self.areas[area_id]
            yield area
            area_id = area.parent_id

    def area_of(self, buildings: tuple[str, ...], estate: str | None) -> Area:
        """Return the smallest area that has the building (in that estate, when both are known), else the community.

        With several buildings the first one that lies somewhere decides: that is where the reporter began. A number
        that several estates have, and no estate was named: the smallest area that has them all in it.
        """
        for building in buildings:
            if found := self._with(building, estate):
                estates = {self.estate_of(area.id) for area in found}
                return found[0] if len(estates) == 1 or None in estates else self._around(found)
        if not buildings and estate:
            inside = [area for area in self.areas.values() if area.estate == estate]
            if len(inside) == 1:
                return inside[0]
        return self.areas[self.root_id]

    def home_of(self, building: str, area_id: int) -> int:
        """Return the area that a building of a ticket lies in: the ticket's own, unless it is one beside or below.

        A ticket at several buildings lies in the first one's area; one may lie in an area that was divided since.
        """
        key = (building, area_id)
        if key not in self._homes:
            found = self._with(building, self.estate_of(area_id))
            estates = {self.estate_of(area.id) for area in found}
            mine = len(estates) != 1 or any(area.id == area_id for area in found)
            self._homes[key] = area_id if mine else found[0].id
        return self._homes[key]

    @cached_property
    def _homes(self) -> dict[tuple[str, int], int]:
        return {}

    def _with(self, building: str, estate: str | None) -> list[Area]:
        """Return the areas that have a building and in which no smaller one has it, the deepest first."""
        found = [area for area in self.areas.values() if building in area.buildings and self.in_estate(area, estate)]
        if len(found) < 2:
            return found
        ways = {area.id: [above.id for above in self.upwards(area.id)] for area in found}
        around = {above for way in ways.values() for above in way[1:]}
        return sorted((area for area in found if area.id not in around), key=lambda area: -len(ways[area.id]))

    def _around(self, found: list[Area]) -> Area:
        shared = [{above.id for above in self.upwards(area.id)} for area in found]
        return next(above for above in self.upwards(found[0].id) if all(above.id in ids for ids in shared))

    def estate_of(self, area_id: int) -> str | None:
        """Return the estate that an area is, or lies in."""
        return next((area.estate for area in self.upwards(area_id) if area.estate), None)

    def estates_with(self, buildings: Iterable[str]) -> tuple[str, ...]:
        """Return the estates that have the first of these buildings that lies anywhere, in the roster's order."""
        found = next(filter(None, (self._with(building, None) for building in buildings)), [])
        return tuple(dict.fromkeys(filter(None, (self.estate_of(area.id) for area in found))))

    def in_estate(self, area: Area, estate: str | None) -> bool:
        """Tell whether an area may lie in an estate: where none is named, on either side, any may."""
        estates = [node.estate for node in self.upwards(area.id) if node.estate]
        return estate is None or not estates or estate in estates

    @cached_property
    def _drawn(self) -> tuple[Area, ...]:
        """The community's own areas whose boundary is known, the smallest first; of equal ones the deepest.

        The levels above are shared with other communities: lying in them says nothing about this one.
        """
        ways = ((area, [node.id for node in self.upwards(area.id)]) for area in self.areas.values() if area.boundary)
        sized = [(square_metres(area.boundary), -len(way), area) for area, way in ways if self.root_id in way]
        return tuple(area for _, _, area in sorted(sized, key=lambda one: one[:2]))

    def area_at(self, latitude: float, longitude: float) -> Area | None:
        """Return the smallest area whose boundary holds the WGS-84 point, None when none does."""
        return next((area for area in self._drawn if inside(area.boundary, (latitude, longitude))), None)

    def outside(self, latitude: float, longitude: float) -> bool:
        """Tell whether a WGS-84 point is surely none of the community's: further than GPS errs from every boundary.

        Where no boundary was drawn nothing is outside.
        """
        drawn = self._drawn
        return bool(drawn) and all(metres_to(area.boundary, (latitude, longitude)) > GPS_METRES for area in drawn)

    def all_buildings(self) -> tuple[str, ...]:
        """Return every building of the community, in a person's order (2 before 10)."""
        found = {building for area in self.areas.values() for building in area.buildings}
        return tuple(sorted(found, key=lambda b: (not b.isdigit(), len(b), b)))

    def holders(self, role: Role, area_id: int, now: datetime, calendar: WorkCalendar) -> tuple[Person, ...]:
        """Return the people with `role` at the nearest area from `area_id` upwards that has one on duty at `now`.

        Whoever is absent then is not among them; their cover is.
        """
        local = now.astimezone(self.zone)
        for area in self.upwards(area_id):
            found = [
                in_place_of(held.person_id, self.away, now)
                for held in self.held.get((role, area.id), ())
                if held.shift.covers(local, calendar)
            ]
            if there := [self.people[person_id] for person_id in found if person_id is not None]:
                return tuple(dict.fromkeys(there))
        return ()

    def nearest_group(self, purpose: Purpose, area_id: int) -> Group | None:
        """Return the reachable group of that purpose nearest above the area."""
        for area in self.upwards(area_id):
            for group in self.groups:
                if group.purpose is purpose and group.area_id == area.id and group.reachable:
                    return group
        return None
