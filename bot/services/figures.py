"""Cases read for the figures: a few queries for a community, only the columns that are counted.

Counts nothing; the formulas are in `domain/figures`.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select

from bot.domain.figures.case import Call, Case
from bot.domain.ticket import LIVE, State
from bot.services.step import Step
from bot.tables import Department, Event, Report, Slip, Ticket

REACH = timedelta(days=30)
"""How far before a period tickets are read: for repeats, and for what fell due in it."""
_ticket, _event, _report = Ticket.__table__.c, Event.__table__.c, Report.__table__.c
_slip, _department = Slip.__table__.c, Department.__table__.c
_COLUMNS = (
    _ticket.id, _ticket.number, _ticket.area_id, _ticket.state, _ticket.opened_at, _ticket.ack_due_at,
    _ticket.resolve_due_at, _ticket.acked_at, _ticket.resolved_at, _ticket.closed_at, _ticket.category,
    _ticket.buildings, _ticket.restricted, _ticket.result, _ticket.confirmed, _ticket.rating, _ticket.returned,
    _ticket.reopened, _ticket.quantity, _ticket.suspensions, _ticket.merged_into,
)  # fmt: skip


def cases(
    step: Step,
    community_id: str,
    areas: Collection[int],
    since: datetime,
    until: datetime,
    reach: timedelta = REACH,
) -> list[Case]:
    """Return the cases of some areas reported in [since - reach, until), and older ones that are still live.

    They stand as they do now: what a period that is over looked like at its end is not kept.
    """
    live = _ticket.state.in_([state.value for state in LIVE])
    mine = and_(
        _ticket.community_id == community_id,
        _ticket.area_id.in_(areas),
        _ticket.opened_at < until,
        or_(_ticket.opened_at >= since - reach, live),
    )
    rows = step.connection.execute(select(*_COLUMNS).where(mine).order_by(_ticket.id)).all()
    suspended, told, calls = _suspended(step, mine, until), _reporters(step, mine), _calls(step, mine)
    return [_case(row, suspended[row.id], tuple(told[row.id]), tuple(calls[row.id])) for row in rows]


def _case(row: Row[Any], suspended: timedelta, reporters: tuple[int, ...], calls: tuple[Call, ...]) -> Case:
    return Case(
        number=row.number,
        area_id=row.area_id,
        state=State(row.state),
        opened_at=row.opened_at,
        ack_due_at=row.ack_due_at,
        resolve_due_at=row.resolve_due_at,
        acked_at=row.acked_at,
        resolved_at=row.resolved_at,
        closed_at=row.closed_at,
        category=row.category,
        # Whose trouble a restricted one is, its building would tell.
        buildings=() if row.restricted else tuple(row.buildings),
        result=row.result,
        confirmed=row.confirmed,
        rating=row.rating,
        returned=row.returned,
        reopened=row.reopened,
        quantity=row.quantity,
        suspended=suspended,
        suspensions=row.suspensions,
        reporters=reporters,
        merged=row.merged_into is not None,
        calls=calls,
    )


def _suspended(step: Step, mine: ColumnElement[bool], until: datetime) -> dict[int, timedelta]:
    """Return how long each was set aside, up to `until` where it still is."""
    found: dict[int, timedelta] = defaultdict(timedelta)
    begun: dict[int, datetime] = {}
    aside = State.SUSPENDED.value
    query = (
        select(_event.ticket_id, _event.at, _event.from_state, _event.to_state)
        .join(Ticket.__table__, _ticket.id == _event.ticket_id)
        .where(mine, _ticket.suspensions > 0, or_(_event.from_state == aside, _event.to_state == aside))
        .order_by(_event.ticket_id, _event.id)
    )
    for row in step.connection.execute(query):
        if row.to_state == aside:
            begun.setdefault(row.ticket_id, row.at)
        elif row.ticket_id in begun:
            found[row.ticket_id] += row.at - begun.pop(row.ticket_id)
    for ticket_id, at in begun.items():
        found[ticket_id] += max(timedelta(0), until - at)
    return found


def _reporters(step: Step, mine: ColumnElement[bool]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    query = (
        select(_report.ticket_id, _report.sender_id)
        .join(Ticket.__table__, _ticket.id == _report.ticket_id)
        .where(mine, _report.withdrawn_at.is_(None))
        .order_by(_report.id)
    )
    for row in step.connection.execute(query):
        found[row.ticket_id].append(row.sender_id)
    return found


def _calls(step: Step, mine: ColumnElement[bool]) -> dict[int, list[Call]]:
    found: dict[int, list[Call]] = defaultdict(list)
    query = (
        select(_slip.ticket_id, _department.name, _slip.asked_at, _slip.arrived_at, _slip.answered_at)
        .join(Department.__table__, _department.id == _slip.department_id)
        .join(Ticket.__table__, _ticket.id == _slip.ticket_id)
        .where(mine)
        .order_by(_slip.id)
    )
    for row in step.connection.execute(query):
        found[row.ticket_id].append(Call(row.name, row.asked_at, row.arrived_at or row.answered_at, row.answered_at))
    return found
