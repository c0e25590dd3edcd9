"""Cases read for the figures: a few queries for a community, only the columns that are counted.

Counts nothing; the formulas are in `domain/figures`.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select

from bot.domain.figures.case import Call, Case
from bot.domain.figures.pause import Pause, length, pauses
from bot.domain.roster import Area, Roster
from bot.domain.ticket import LIVE, State
from bot.domain.whistle import SlipState
from bot.services import people
from bot.services.step import Step
from bot.tables import Area as AreaRow
from bot.tables import Community, Department, Event, Report, Slip, Ticket

REACH = timedelta(days=30)
"""How far before a period tickets are read for repeats."""
_MOST_IDS = 5000
_ticket, _event, _report = Ticket.__table__.c, Event.__table__.c, Report.__table__.c
_area, _slip, _department = AreaRow.__table__.c, Slip.__table__.c, Department.__table__.c
_COLUMNS = (
    _ticket.id, _ticket.community_id, _ticket.number, _ticket.area_id, _ticket.state, _ticket.opened_at,
    _ticket.ack_due_at, _ticket.resolve_due_at, _ticket.acked_at, _ticket.resolved_at, _ticket.closed_at,
    _ticket.category, _ticket.buildings, _ticket.restricted, _ticket.result, _ticket.confirmed, _ticket.rating,
    _ticket.returned, _ticket.reopened, _ticket.quantity, _ticket.suspensions, _ticket.merged_into,
    _ticket.voices,
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


def born(step: Step, communities: Collection[str]) -> dict[str, datetime]:
    """Return when communities were taken in: before that nobody could report anything."""
    query = select(Community.id, Community.created_at).where(Community.id.in_(communities))
    return {row.id: row.created_at for row in step.connection.execute(query)}


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
    """Return the cases of some areas reported in [since - reach, until), and older ones that were open after `since`.

    They stand as they do now: what a period that is over looked like at its end is not kept. `thin`: nobody's names,
    and of what came before `since` only what was open or fell due after it. That is a day's figures without repeats.
    """
    early = since - reach
    here = and_(_ticket.community_id == community_id, _ticket.area_id.in_(areas))
    live = _ticket.state.in_([state.value for state in LIVE])
    # What was set aside for months and is done now, or was done long before its deadline, is as old as it likes.
    lasted = and_(~live, or_(_ticket.resolved_at >= since, _ticket.resolve_due_at >= since))
    recent = and_(here, _ticket.opened_at >= early, _ticket.opened_at < until)
    if thin:
        recent = and_(recent, or_(_ticket.opened_at >= since, lasted, live))
    # Years of tickets are walked once for the few that matter; their voices and slips are then found by number. What is
    # live has an index of its own, which one that asks for its age as well would not use.
    standing = step.connection.execute(select(_ticket.id, _ticket.opened_at).where(here, live))
    ids = {row.id for row in standing if row.opened_at < early}
    ids.update(step.connection.scalars(select(_ticket.id).where(here, _ticket.opened_at < early, lasted)))
    listed = sorted(ids)
    wanted = [_ticket.id.in_(listed[at : at + _MOST_IDS]) for at in range(0, len(listed), _MOST_IDS)]
    roster = people.roster(step, community_id)
    return [case for mine in (*wanted, recent) for case in _read(step, roster, mine, until, thin=thin)]


def _read(step: Step, roster: Roster, mine: ColumnElement[bool], until: datetime, *, thin: bool) -> list[Case]:
    rows = step.connection.execute(select(*_COLUMNS).where(mine).order_by(_ticket.id)).all()
    if not rows:
        return []
    aside, calls = _pauses(step, mine) if any(row.suspensions for row in rows) else {}, _calls(step, mine)
    told = {} if thin else _reporters(step, mine)
    return [
        _case(row, roster, aside.get(row.id, ()), until, tuple(told.get(row.id, ())), tuple(calls.get(row.id, ())))
        for row in rows
    ]


def _case(
    row: Row[Any],
    roster: Roster,
    aside: tuple[Pause, ...],
    until: datetime,
    reporters: tuple[int, ...],
    calls: tuple[Call, ...],
) -> Case:
    # Whose trouble a restricted one is, its building would tell.
    buildings = () if row.restricted else tuple(dict.fromkeys(row.buildings))
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
        buildings=buildings,
        result=row.result,
        confirmed=row.confirmed,
        rating=row.rating,
        returned=row.returned,
        reopened=row.reopened,
        quantity=row.quantity,
        suspended=length(aside, until),
        suspensions=row.suspensions,
        reporters=reporters,
        voices=row.voices,
        merged=row.merged_into is not None,
        calls=calls,
        pauses=aside,
        community_id=row.community_id,
        id=row.id,
        homes=tuple(roster.home_of(building, row.area_id) for building in buildings),
    )


def _pauses(step: Step, mine: ColumnElement[bool]) -> dict[int, tuple[Pause, ...]]:
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    aside = State.SUSPENDED.value
    query = (
        select(_event.ticket_id, _event.at, _event.to_state)
        .join(Ticket.__table__, _ticket.id == _event.ticket_id)
        .where(mine, _ticket.suspensions > 0, or_(_event.from_state == aside, _event.to_state == aside))
        .order_by(_event.ticket_id, _event.id)
    )
    for row in step.connection.execute(query):
        found[row.ticket_id].append(row)
    return {ticket_id: pauses(rows) for ticket_id, rows in found.items()}


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
        select(_slip.ticket_id, _slip.state, _department.name, _slip.asked_at, _slip.arrived_at, _slip.answered_at)
        .join(Department.__table__, _department.id == _slip.department_id)
        .join(Ticket.__table__, _ticket.id == _slip.ticket_id)
        # A whistle that was taken back asked nothing of anybody.
        .where(mine, _slip.state != SlipState.WITHDRAWN.value)
        .order_by(_slip.id)
    )
    for row in step.connection.execute(query):
        refused = row.state == SlipState.REFUSED.value
        settled_at = None if refused else row.answered_at
        came_at = row.arrived_at or row.answered_at
        found[row.ticket_id].append(Call(row.name, row.asked_at, came_at, settled_at, refused))
    return found
