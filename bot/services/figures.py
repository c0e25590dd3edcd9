"""Cases read for the figures: a few queries for a community, only the columns that are counted.

Counts nothing; the formulas are in `domain/figures`.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select

from bot.domain.figures.case import Call, Case, Pause
from bot.domain.roster import Area, Roster
from bot.domain.ticket import LIVE, State
from bot.services.step import Step
from bot.tables import Area as AreaRow
from bot.tables import Department, Event, Report, Slip, Ticket

REACH = timedelta(days=30)
"""How far before a period tickets are read: for repeats, and for what fell due in it."""
_ticket, _event, _report = Ticket.__table__.c, Event.__table__.c, Report.__table__.c
_area, _slip, _department = AreaRow.__table__.c, Slip.__table__.c, Department.__table__.c
_COLUMNS = (
    _ticket.id, _ticket.community_id, _ticket.number, _ticket.area_id, _ticket.state, _ticket.opened_at,
    _ticket.ack_due_at, _ticket.resolve_due_at, _ticket.acked_at, _ticket.resolved_at, _ticket.closed_at,
    _ticket.category, _ticket.buildings, _ticket.restricted, _ticket.result, _ticket.confirmed, _ticket.rating,
    _ticket.returned, _ticket.reopened, _ticket.quantity, _ticket.suspensions, _ticket.merged_into,
)  # fmt: skip


def of_area(
    step: Step, community: Roster, area: Area, since: datetime, until: datetime, *, thin: bool = False
) -> list[Case]:
    """Return the cases of an area and all below it: of every community there, where the area lies above them."""
    found: list[Case] = []
    for community_id, areas in below(step, community, area):
        found += cases(step, community_id, areas, since, until, thin=thin)
    return found


def below(step: Step, community: Roster, area: Area) -> list[tuple[str, list[int]]]:
    """Return the communities in an area or around it, each with the ids of those of its areas that lie in the area."""
    if any(node.id == community.root_id for node in community.upwards(area.id)):
        inside = [node.id for node in community.areas.values() if area in community.upwards(node.id)]
        return [(community.community_id, inside)]
    tree = select(_area.id, _area.scope).where(_area.id == area.id).cte("below", recursive=True)
    tree = tree.union(select(_area.id, _area.scope).where(_area.parent_id == tree.c.id))
    found: dict[str, list[int]] = defaultdict(list)
    for row in step.connection.execute(select(tree).where(tree.c.scope != "").order_by(tree.c.scope, tree.c.id)):
        found[row.scope].append(row.id)
    return list(found.items())


def cases(
    step: Step,
    community_id: str,
    areas: Collection[int],
    since: datetime,
    until: datetime,
    reach: timedelta = REACH,
    *,
    thin: bool = False,
) -> list[Case]:
    """Return the cases of some areas reported in [since - reach, until), and older ones that are still live.

    They stand as they do now: what a period that is over looked like at its end is not kept. `thin`: nobody's names,
    and of what came before `since` only what was open or fell due after it. That is a day's figures without repeats.
    """
    early = since - reach
    here = and_(_ticket.community_id == community_id, _ticket.area_id.in_(areas))
    live = _ticket.state.in_([state.value for state in LIVE])
    recent = and_(here, _ticket.opened_at >= early, _ticket.opened_at < until)
    if thin:
        matters = or_(_ticket.opened_at >= since, _ticket.resolve_due_at >= since, _ticket.resolved_at >= since, live)
        recent = and_(recent, matters)
    # One after the other, not joined by OR: each of them then has an index of its own. Asked for by their age as well,
    # the live ones would be looked for among everything that is older.
    found = _read(step, recent, until, thin=thin)
    return [case for case in _read(step, and_(here, live), until, thin=thin) if case.opened_at < early] + found


def _read(step: Step, mine: ColumnElement[bool], until: datetime, *, thin: bool) -> list[Case]:
    rows = step.connection.execute(select(*_COLUMNS).where(mine).order_by(_ticket.id)).all()
    if not rows:
        return []
    pauses, calls = _pauses(step, mine) if any(row.suspensions for row in rows) else {}, _calls(step, mine)
    told = {} if thin else _reporters(step, mine)
    return [
        _case(row, tuple(pauses.get(row.id, ())), until, tuple(told.get(row.id, ())), tuple(calls.get(row.id, ())))
        for row in rows
    ]


def _case(
    row: Row[Any], pauses: tuple[Pause, ...], until: datetime, reporters: tuple[int, ...], calls: tuple[Call, ...]
) -> Case:
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
        suspended=sum(
            (max(timedelta(0), (pause.ended_at or until) - pause.began_at) for pause in pauses), timedelta(0)
        ),
        suspensions=row.suspensions,
        reporters=reporters,
        merged=row.merged_into is not None,
        calls=calls,
        pauses=pauses,
        community_id=row.community_id,
        id=row.id,
    )


def _pauses(step: Step, mine: ColumnElement[bool]) -> dict[int, list[Pause]]:
    found: dict[int, list[Pause]] = defaultdict(list)
    aside = State.SUSPENDED.value
    query = (
        select(_event.ticket_id, _event.at, _event.from_state, _event.to_state)
        .join(Ticket.__table__, _ticket.id == _event.ticket_id)
        .where(mine, _ticket.suspensions > 0, or_(_event.from_state == aside, _event.to_state == aside))
        .order_by(_event.ticket_id, _event.id)
    )
    for row in step.connection.execute(query):
        pauses = found[row.ticket_id]
        lasts = bool(pauses) and pauses[-1].ended_at is None
        if row.to_state == aside and not lasts:
            pauses.append(Pause(row.at))
        elif row.to_state != aside and lasts:
            pauses[-1] = Pause(pauses[-1].began_at, row.at)
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
