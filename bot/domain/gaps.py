"""Hours in which nobody reachable is on duty for an area that has gridworkers: found before they bite.

Asks `Roster.holders`, the very question a report asks. Never asks what time it is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from bot.domain.absence import turns
from bot.domain.calendar import WorkCalendar
from bot.domain.roster import Area, Assignment, Role, Roster

AHEAD = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Gap:
    """Nobody is there for the area in [starts_at, ends_at), UTC. `unreachable`: who is on duty, but cannot be told."""

    area: Area
    starts_at: datetime
    ends_at: datetime
    unreachable: tuple[str, ...] = ()


def gaps(
    roster: Roster, now: datetime, calendar: WorkCalendar, ahead: timedelta = AHEAD, role: Role = Role.GRIDWORKER
) -> list[Gap]:
    """Return the gaps of the coming days, area by area in the roster's order; one that is on already begins `now`.

    An area counts when somebody has the `role` in it; people of an area above stand in for it.
    """
    staffed = sorted({held.area_id for held in roster.assignments if held.role is role} & roster.areas.keys())
    return [gap for area_id in staffed for gap in _of(roster, area_id, now, calendar, ahead, role)]


def _of(roster: Roster, area_id: int, now: datetime, calendar: WorkCalendar, ahead: timedelta, role: Role) -> list[Gap]:
    until = now + ahead
    found: list[Gap] = []
    for starts, ends in pairwise(_edges(roster, area_id, now, until, calendar, role)):
        there = roster.holders(role, area_id, starts, calendar)
        if any(person.reachable for person in there):
            continue
        names = tuple(person.name for person in there)
        if found and (found[-1].ends_at, found[-1].unreachable) == (starts, names):
            found[-1] = Gap(found[-1].area, found[-1].starts_at, ends, names)
        else:
            found.append(Gap(roster.areas[area_id], starts, ends, names))
    return found


def _edges(
    roster: Roster, area_id: int, now: datetime, until: datetime, calendar: WorkCalendar, role: Role
) -> list[datetime]:
    """Return every moment at which the answer can change."""
    held: list[Assignment] = [one for area in roster.upwards(area_id) for one in roster.held.get((role, area.id), ())]
    edges = {now, until}
    for one in held:
        for span in one.shift.spans(now, until, roster.zone, calendar):
            edges.update(span)
        edges |= turns(one.person_id, roster.away)
    return sorted(edge for edge in edges if now <= edge <= until)
