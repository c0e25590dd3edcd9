"""Who is on duty from when to when: the rota laid out over days, with everybody who is absent or stands in.

The same truth as `Roster.holders`, asked for a span of time instead of a moment. Never asks what time it is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from bot.domain.absence import in_place_of, turns
from bot.domain.calendar import WorkCalendar
from bot.domain.roster import Assignment, Role, Roster


@dataclass(frozen=True, slots=True)
class Stint:
    """`person_id` is on duty in an area in [starts_at, ends_at), UTC. `instead_of`: whom they cover."""

    person_id: int
    area_id: int
    role: Role
    starts_at: datetime
    ends_at: datetime
    instead_of: int | None = None


def stints(
    roster: Roster, assignments: Iterable[Assignment], since: datetime, until: datetime, calendar: WorkCalendar
) -> list[Stint]:
    """Return who is on duty at some time in [since, until), by beginning.

    A stint is whole, also where it reaches out of the span; duty without hours is cut at its edges.
    """
    found = [stint for held in set(assignments) for stint in _of(roster, held, since, until, calendar)]
    return sorted(_joined(found), key=lambda stint: (stint.starts_at, stint.ends_at, stint.area_id, stint.person_id))


def _of(roster: Roster, held: Assignment, since: datetime, until: datetime, calendar: WorkCalendar) -> Iterator[Stint]:
    turning = turns(held.person_id, roster.away)
    for begins, ends in held.shift.spans(since, until, roster.zone, calendar):
        if held.shift.whole_day:
            begins, ends = max(begins, since), min(ends, until)
        edges = {begins, ends} | {edge for edge in turning if begins < edge < ends}
        for starts, stops in pairwise(sorted(edges)):
            person_id = in_place_of(held.person_id, roster.away, starts)
            if person_id is not None and starts < until and stops > since:
                instead_of = held.person_id if person_id != held.person_id else None
                yield Stint(person_id, held.area_id, held.role, starts, stops, instead_of)


def _joined(found: list[Stint]) -> Iterator[Stint]:
    """Join what follows on without a pause: a day without hours ends where the next one begins."""

    def what(stint: Stint) -> tuple[int, int, str, int]:
        return stint.person_id, stint.area_id, stint.role.value, stint.instead_of or 0

    open_: Stint | None = None
    for stint in sorted(found, key=lambda stint: (what(stint), stint.starts_at, stint.ends_at)):
        if open_ is not None and what(open_) == what(stint) and stint.starts_at <= open_.ends_at:
            open_ = replace(open_, ends_at=max(open_.ends_at, stint.ends_at))
            continue
        if open_ is not None:
            yield open_
        open_ = stint
    if open_ is not None:
        yield open_
