"""Whole tickets for the list (案卷): each with its place in the house, its history, its slips, voices and photos.

Read in small lots, oldest first, so that a hundred thousand need no more memory than two hundred. Writes nothing.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, Row, Select, func, or_, select

from bot.domain.figures.pause import pauses
from bot.domain.figures.sums import Facts
from bot.domain.result import Result
from bot.domain.roster import Roster
from bot.domain.ticket import LIVE, State
from bot.services import people, photos
from bot.services.step import Step
from bot.tables import Area, Department, Event, Person, Photo, Report, Slip, Ticket

LOT = 200
PICTURED_LOT = 20
"""Tickets of a lot whose pictures are looked at: a database ends a transaction that is idle for ten seconds."""

_ticket = Ticket.__table__


@dataclass(frozen=True, slots=True)
class Wish:
    """Which tickets: reported in [since, until), in a community, in an area and all below it. None: all of them.

    `standing`: with those that were reported earlier and are open still.
    """

    community_id: str | None = None
    area_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    standing: bool = False


@dataclass(frozen=True, slots=True)
class Dossier:
    """A ticket with everything the list says of it. `before` and `after` are names in the photo store."""

    ticket: Row[Any]
    community: Roster
    facts: Facts
    events: Sequence[Row[Any]]
    slips: Sequence[Row[Any]]
    reports: Sequence[Row[Any]]
    before: str | None
    after: str | None


def number(step: Step, wish: Wish) -> int:
    """Return how many tickets there are."""
    return int(step.connection.scalar(_asked(select(func.count()).select_from(_ticket), wish)) or 0)


def lots(step: Step, wish: Wish, size: int) -> Iterator[list[Dossier]]:
    """Yield the tickets, at most `size` at a time, by community, the oldest first."""
    query = _asked(select(_ticket), wish).order_by(_ticket.c.community_id, _ticket.c.opened_at, _ticket.c.id)
    for rows in step.connection.execute(query.execution_options(yield_per=size)).partitions():
        yield _opened(step, rows)


def _asked(query: Select[Any], wish: Wish) -> Select[Any]:
    asked: list[ColumnElement[bool]] = []
    if wish.community_id is not None:
        asked.append(_ticket.c.community_id == wish.community_id)
    if wish.area_id is not None:
        below = select(Area.id).where(Area.id == wish.area_id).cte("below", recursive=True)
        below = below.union(select(Area.id).where(Area.parent_id == below.c.id))
        asked.append(_ticket.c.area_id.in_(select(below.c.id)))
    if wish.since is not None:
        since = _ticket.c.opened_at >= wish.since
        live = _ticket.c.state.in_([state.value for state in LIVE])
        asked.append(or_(since, live) if wish.standing else since)
    if wish.until is not None:
        asked.append(_ticket.c.opened_at < wish.until)
    return query.where(*asked)


def _opened(step: Step, rows: Sequence[Row[Any]]) -> list[Dossier]:
    ids = [row.id for row in rows]
    events = _by_ticket(
        step,
        select(Event.__table__, Person.name.label("person"))
        .outerjoin(Person, Person.id == Event.person_id)
        .where(Event.ticket_id.in_(ids))
        .order_by(Event.id),
    )
    slips = _by_ticket(
        step,
        select(Slip.__table__, Department.name.label("department"))
        .join(Department, Department.id == Slip.department_id)
        .where(Slip.ticket_id.in_(ids))
        .order_by(Slip.id),
    )
    told = select(Report.__table__).where(Report.ticket_id.in_(ids), Report.withdrawn_at.is_(None))
    reports = _by_ticket(step, told.order_by(Report.id))
    kept = select(Photo.ticket_id, Photo.purpose, Photo.stored)
    kept = kept.where(Photo.ticket_id.in_(ids), Photo.stored.is_not(None)).order_by(Photo.id)
    pictures = _by_ticket(step, kept)
    found = []
    for row in rows:
        mine = pictures.get(row.id, ())
        # As on the pair that proves a repair: the first of the trouble, the latest of the fix.
        before = next((one.stored for one in mine if one.purpose == photos.BEFORE), None)
        after = next((one.stored for one in reversed(mine) if one.purpose == photos.AFTER), None)
        community = people.roster(step, row.community_id)
        told_of = (events.get(row.id, ()), slips.get(row.id, ()), reports.get(row.id, ()))
        found.append(Dossier(row, community, facts_of(row, events.get(row.id, ())), *told_of, before, after))
    return found


def _by_ticket(step: Step, query: Executable) -> dict[int, list[Row[Any]]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in step.connection.execute(query):
        found[row.ticket_id].append(row)
    return found


def facts_of(ticket: Row[Any], events: Sequence[Row[Any]]) -> Facts:
    """Return what of a ticket and its history is added up."""
    merged = ticket.merged_into is not None
    return Facts(
        State(ticket.state), merged or ticket.result == Result.DUPLICATE.value, ticket.quantity, ticket.opened_at,
        ticket.acked_at, ticket.resolved_at, ticket.ack_due_at, ticket.resolve_due_at, ticket.returned,
        ticket.reopened, ticket.rating, ticket.voices, merged, pauses(events) if ticket.suspensions else (),
    )  # fmt: skip
