"""The ledger of points: entries are only ever added, each with its cause, and a balance is their sum.

A ticket that ends pays whoever told of it, once; when its end does not hold, what it paid is taken back by entries of
their own. `domain.points` says how much. Nobody is told anything here.
"""

from collections.abc import Collection, Iterable
from datetime import time, timedelta
from typing import Any

from sqlalchemy import Row, case, func, insert, select

from bot.database import is_sqlite
from bot.domain.points import BACK, EARNED, Cause, Credit, Outcome, due, within_cap
from bot.domain.roster import Roster
from bot.domain.rota import moment
from bot.domain.ticket import Action, State
from bot.services import assembly
from bot.services.step import Step
from bot.tables import Account, Event, PointEntry, Ticket

SETTLING = frozenset({Action.CONFIRM, Action.REOPEN, Action.VOID})
"""What staff or reporters do that may pay, take, or take back."""

_entry = PointEntry.__table__
_WRITE = insert(_entry)
_HANDS = (Action.CLAIM.value, Action.ON_THE_WAY.value, Action.RESOLVE.value)


def settle(step: Step, community: Roster, ticket: Row[Any], accuser: int | None = None) -> None:
    """Bring the ledger in line with what came of a ticket; doing so twice changes nothing.

    `accuser`: who of staff called it a false alarm, None when it was nobody's fault.
    """
    booked = step.connection.execute(select(_entry).where(_entry.c.ticket_id == ticket.id)).all()
    if State(ticket.state) not in (State.CLOSED, State.VOID):
        _take_back(step, booked)
        return
    if any(row.cycle == ticket.reopened for row in booked if row.reverses is None):
        return
    told = {row.sender_id: row.sender_name for row in reversed(assembly.reports(step, ticket.id)) if row.sender_id > 0}
    outcome = Outcome(
        State(ticket.state), ticket.severity, ticket.result, tuple(reversed(told)), _hands(step, community, ticket),
        accuser,
    )  # fmt: skip
    paid = due(outcome, step.rules.tariff)
    _hold(step, {credit.telegram_id for credit in paid if credit.cause in EARNED})
    for credit in paid:
        _pay(step, community, ticket, credit, told[credit.telegram_id])


def _hands(step: Step, community: Roster, ticket: Row[Any]) -> frozenset[int]:
    """Return everybody who held or fixed a ticket: nobody is paid for telling of what they then did themselves."""
    acted = select(Event.actor_id).where(Event.ticket_id == ticket.id, Event.kind.in_(_HANDS))
    hands = set(step.connection.scalars(acted))
    holder = community.person(ticket.holder_id)
    return frozenset(filter(None, hands | {holder.telegram_id if holder else None}))


def _hold(step: Step, telegram_ids: Collection[int]) -> None:
    """Let nobody else pay these people until this is done.

    Two tickets of one reporter may end in one moment; neither may see the day as if the other were not there.
    """
    if telegram_ids and not is_sqlite(step.connection):
        # In one order: two tickets that the same two told of would wait for each other without end.
        mine = select(Account.telegram_id).where(Account.telegram_id.in_(sorted(telegram_ids)))
        step.connection.execute(mine.order_by(Account.telegram_id).with_for_update())


def _pay(step: Step, community: Roster, ticket: Row[Any], credit: Credit, name: str) -> None:
    points, note = credit.points, ""
    if credit.cause in EARNED:
        points = within_cap(points, _earned_today(step, community, credit.telegram_id), step.rules.tariff.daily)
        note = str(credit.points) if points < credit.points else ""
    # What the cap left nothing of is written, too: its owner asks where it is.
    _write(
        step, community, credit.telegram_id, name, points, credit.cause, note=note, ticket_id=ticket.id,
        cycle=ticket.reopened,
    )  # fmt: skip


def _earned_today(step: Step, community: Roster, telegram_id: int) -> int:
    """Return what tickets have brought somebody since local midnight and was not taken back."""
    midnight = moment(step.now.astimezone(community.zone).date(), time(0), community.zone)
    mine = (_entry.c.community_id == community.community_id, _entry.c.telegram_id == telegram_id)
    rows = step.connection.execute(
        select(_entry.c.id, _entry.c.points, _entry.c.cause, _entry.c.reverses).where(*mine, _entry.c.at >= midnight)
    ).all()
    gone = {row.reverses for row in rows}
    return sum(row.points for row in rows if row.cause in EARNED and row.id not in gone)


def _take_back(step: Step, booked: Iterable[Row[Any]]) -> None:
    rows = list(booked)
    gone = {row.reverses for row in rows}
    for row in rows:
        cause = BACK.get(Cause(row.cause))
        if cause is not None and row.points and row.id not in gone:
            values = {
                "community_id": row.community_id, "telegram_id": row.telegram_id, "name": row.name,
                "points": -row.points, "cause": cause.value, "note": "", "ticket_id": row.ticket_id,
                "cycle": row.cycle, "reverses": row.id, "by_id": None, "at": step.now,
            }  # fmt: skip
            step.connection.append(_WRITE, values)


def give(
    step: Step, community: Roster, telegram_id: int, name: str, points: int, reason: str, by: int, month: int = 0
) -> None:
    """Write an award or a deduction by hand. `month`: the month it is meant for as 202610, 0 for the present one."""
    _write(step, community, telegram_id, name, points, Cause.AWARD, note=reason, by=by, cycle=month)


def complain(step: Step, community: Roster, telegram_id: int, name: str, words: str) -> None:
    """Write down that somebody appeals; it moves no points."""
    _write(step, community, telegram_id, name, 0, Cause.APPEAL, note=words, by=telegram_id)


def _write(
    step: Step, community: Roster, telegram_id: int, name: str, points: int, cause: Cause, *, note: str = "",
    ticket_id: int | None = None, cycle: int = 0, by: int | None = None,
) -> None:  # fmt: skip
    values = {
        "community_id": community.community_id, "telegram_id": telegram_id, "name": name, "points": points,
        "cause": cause.value, "note": note[:500], "ticket_id": ticket_id, "cycle": cycle, "reverses": None,
        "by_id": by, "at": step.now,
    }  # fmt: skip
    step.connection.append(_WRITE, values)


# ------------------------------------------------------------------- questions


def balance(step: Step, community: Roster, telegram_id: int) -> int:
    """Return what somebody has in a community."""
    mine = (_entry.c.community_id == community.community_id, _entry.c.telegram_id == telegram_id)
    return int(step.connection.scalar(select(func.coalesce(func.sum(_entry.c.points), 0)).where(*mine)))


def latest(step: Step, community: Roster, telegram_id: int, most: int, first: Collection[int] = ()) -> list[Row[Any]]:
    """Return somebody's last entries, the newest first, each with its ticket's number.

    `first`: numbers of tickets that are asked about; what they brought stands above the rest, however old.
    """
    mine = (_entry.c.community_id == community.community_id, _entry.c.telegram_id == telegram_id)
    query = select(_entry, Ticket.number).outerjoin(Ticket, Ticket.id == _entry.c.ticket_id).where(*mine)
    asked = case((Ticket.number.in_(first), 0), else_=1)
    return list(step.connection.execute(query.order_by(asked, _entry.c.id.desc()).limit(most)).all())


def communities_of(step: Step, telegram_id: int) -> tuple[str, ...]:
    """Return the communities in whose ledger somebody stands."""
    query = select(_entry.c.community_id).where(_entry.c.telegram_id == telegram_id).distinct()
    return tuple(sorted(step.connection.scalars(query)))


def appeals_since(step: Step, community: Roster, telegram_id: int, length: timedelta) -> int:
    """Return how often somebody has appealed within so long."""
    mine = (_entry.c.community_id == community.community_id, _entry.c.telegram_id == telegram_id)
    query = select(func.count()).where(*mine, _entry.c.cause == Cause.APPEAL.value, _entry.c.at > step.now - length)
    return int(step.connection.scalar(query))
