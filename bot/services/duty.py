"""Who hears of a ticket now: the people of a rung who are on duty and can be reached.

Questions only; nothing is written here.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.calendar import WorkCalendar
from bot.domain.roster import FIRST_RUNG, UPPER_RUNGS, Person, Role, Roster


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung of one ticket's ladder, now. `number` 0 is the gridworkers, 1 the grid chief, and so on upwards."""

    number: int
    role: Role
    on_duty: tuple[Person, ...]

    @property
    def reachable(self) -> tuple[Person, ...]:
        """Return those who can be written to."""
        return tuple(person for person in self.on_duty if person.reachable)


def first_rung(people: Roster, area_id: int, now: datetime, calendar: WorkCalendar) -> Rung:
    """Return who gets the card: everybody on duty for the area in one of the roles that go and look.

    A place that lies in no grid, or was not understood, is the community's own to find out about.
    """
    roles = (*FIRST_RUNG, Role.COMMUNITY) if area_id == people.root_id else FIRST_RUNG
    found = [person for role in roles for person in people.holders(role, area_id, now, calendar)]
    return Rung(0, Role.GRIDWORKER, tuple(dict.fromkeys(found)))


def ladder_of(people: Roster) -> tuple[Role, ...]:
    """Return the roles of rungs 1, 2, 3 …; those that the community has nowhere are left out."""
    used = {held.role for held in people.assignments}
    return tuple(role for role in UPPER_RUNGS if role in used)


def rung_of(people: Roster, person_id: int | None, area_id: int, now: datetime, calendar: WorkCalendar) -> int | None:
    """Return the highest rung on which somebody stands for an area, on duty or not; None when on none."""
    if person_id is None:
        return None
    above = {area.id for area in people.upwards(area_id)}
    roles = {held.role for held in people.assignments if held.person_id == person_id and held.area_id in above}
    ladder = ladder_of(people)
    standing = [number for number, role in enumerate(ladder, start=1) if role in roles]
    # Who covers for somebody stands where they would.
    covering = (rung for rung in upper_rungs(people, area_id, now, calendar) if _among(person_id, rung.on_duty))
    standing += [rung.number for rung in covering]
    if standing:
        return max(standing)
    first = first_rung(people, area_id, now, calendar).on_duty
    return 0 if roles & {*FIRST_RUNG, Role.ADMIN} or _among(person_id, first) else None


def _among(person_id: int, found: tuple[Person, ...]) -> bool:
    return any(person.id == person_id for person in found)


def upper_rungs(people: Roster, area_id: int, now: datetime, calendar: WorkCalendar) -> tuple[Rung, ...]:
    """Return the rungs above, nearest first; the roles that the community has nowhere are left out."""
    return tuple(
        Rung(number, role, people.holders(role, area_id, now, calendar))
        for number, role in enumerate(ladder_of(people), start=1)
    )
