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


def upper_rungs(people: Roster, area_id: int, now: datetime, calendar: WorkCalendar) -> tuple[Rung, ...]:
    """Return the rungs above, nearest first; the roles that the community has nowhere are left out."""
    used = {held.role for held in people.assignments}
    roles = [role for role in UPPER_RUNGS if role in used]
    return tuple(
        Rung(number, role, people.holders(role, area_id, now, calendar)) for number, role in enumerate(roles, start=1)
    )
