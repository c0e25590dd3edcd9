"""The postman: leases rows of the outbox, as fast as the pace allows, and records how each call went.

A row whose sender died is taken back and marked uncertain: it may have arrived. Knows nothing of Telegram.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, and_, bindparam, exists, func, or_, select, text, update

from bot.calls import Call, pack
from bot.database import Connection, is_sqlite, touched
from bot.services.outbox import Priority
from bot.services.pace import Pace, held_until, pause, room
from bot.tables import Lane, Posting, Ticket

_LEASE_LOCK = 0x51A4_0002
_posting, _lane, _ticket = Posting.__table__, Lane.__table__, Ticket.__table__
_other = _posting.alias()


def _paused(name: Any) -> Any:
    return exists().where(_lane.c.name == name, _lane.c.not_before > bindparam("now"))


# What every round asks is built once: building a statement costs more than running it.
_CANDIDATES = (
    select(_posting, _ticket.c.state.label("ticket_state"))
    .outerjoin(_ticket, _ticket.c.id == _posting.c.ticket_id)
    .where(
        _posting.c.state == "waiting",
        _posting.c.due_at <= bindparam("now"),
        ~exists().where(_other.c.state == "sending", _other.c.lane == _posting.c.lane),
        ~_paused(_posting.c.lane),
        ~_paused("*"),
    )
    .order_by(_posting.c.priority, _posting.c.id)
    .limit(bindparam("most"))
)
_FREE = (
    select(_posting.c.id)
    .where(_posting.c.id.in_(bindparam("ids", expanding=True)), _posting.c.state == "waiting")
    .with_for_update(skip_locked=True)
)
_TAKE = (
    update(_posting)
    .where(_posting.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        state="sending",
        lease=bindparam("held"),
        lease_until=bindparam("until"),
        sent_at=bindparam("at"),
        attempts=_posting.c.attempts + 1,
    )
)
_SENT = (
    update(_posting)
    .where(_posting.c.id == bindparam("posting"), _posting.c.lease == bindparam("held"))
    .values(state="sent", lease=None, lease_until=None, sent_at=bindparam("at"), message_id=bindparam("message"))
)


@dataclass(frozen=True, slots=True)
class Ready:
    """A row that is ours to send until its lease runs out. `uncertain`: an earlier try may have arrived."""

    id: int
    lane: str
    chat_id: int | None
    purpose: str
    kind: str
    payload: dict[str, Any]
    ticket_id: int | None
    ticket_version: int | None
    report_id: int | None
    language: str
    attempts: int
    uncertain: int
    pauses: int
    lease: str


def lease(connection: Connection, now: datetime, pace: Pace, most: int, lasting: timedelta) -> list[Ready]:
    """Take up to `most` rows that may be sent now: one a lane, alarms before cards before digests, within the pace.

    Rows that are no longer worth sending are set aside on the way.
    """
    token = uuid4().hex
    if not is_sqlite(connection):
        # Two senders that lease at once would each miss the lane the other is about to take.
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LEASE_LOCK})
    spare = room(connection, now, pace)
    if most <= 0 or spare <= -pace.reserved:
        return []
    taken: list[Ready] = []
    lanes: set[str] = set()
    candidates = connection.execute(_CANDIDATES, {"now": now, "most": 4 * most}).all()
    if not candidates:
        return []
    # What another transaction is rewording is left till the next round, and its lane with it: to wait for it here,
    # with other rows in hand that it may want, would be a deadlock.
    free = set(connection.scalars(_FREE, {"ids": [row.id for row in candidates]}))
    for row in candidates:
        if len(taken) == most or row.lane in lanes:
            continue
        if row.id not in free:
            lanes.add(row.lane)
            continue
        if _stale(connection, row, now):
            continue
        if spare <= (-pace.reserved if row.priority <= Priority.ALARM else 0):
            continue
        held = held_until(connection, row, now, pace)
        if held is not None:
            pause(connection, row.lane, held)
            continue
        lanes.add(row.lane)
        spare -= 1
        taken.append(
            Ready(
                row.id,
                row.lane,
                row.chat_id,
                row.purpose,
                row.kind,
                row.payload,
                row.ticket_id,
                row.ticket_version,
                row.report_id,
                row.language,
                row.attempts + 1,
                row.uncertain,
                row.pauses,
                token,
            )
        )
    if taken:
        leased = {"held": token, "until": now + lasting, "at": now, "ids": [row.id for row in taken]}
        connection.execute(_TAKE, leased)
    return taken


def _stale(connection: Connection, row: Row[Any], now: datetime) -> bool:
    stale = row.expires_at is not None and row.expires_at <= now
    if stale or (row.only_while is not None and row.ticket_state not in row.only_while):
        connection.execute(update(_posting).where(_posting.c.id == row.id).values(state="superseded"))
        return True
    return False


def _settle(connection: Connection, row: Ready, **values: Any) -> bool:
    done = connection.execute(
        update(_posting)
        .where(Posting.id == row.id, Posting.lease == row.lease)
        .values(lease=None, lease_until=None, **values)
    )
    return touched(done) > 0


def hold(connection: Connection, row: Ready, until: datetime) -> bool:
    """Keep a row until a later moment. Return False when its lease has ended and it is no longer ours."""
    mine = (_posting.c.id == row.id, _posting.c.lease == row.lease)
    return touched(connection.execute(update(_posting).where(*mine).values(lease_until=until))) > 0


def sent(connection: Connection, row: Ready, message_id: int | None, now: datetime) -> None:
    """Record that a call was carried out, and as which message."""
    connection.execute(_SENT, {"posting": row.id, "held": row.lease, "at": now, "message": message_id})


def retry(
    connection: Connection,
    row: Ready,
    at: datetime,
    error: str,
    *,
    uncertain: bool,
    counted: bool = True,
    paused: bool = False,
) -> None:
    """Let a row wait until `at`.

    `uncertain`: it may have arrived; not `counted`: no fault of its own; `paused`: Telegram's wish.
    """
    _settle(
        connection,
        row,
        state="waiting",
        due_at=at,
        error=error[:300],
        sent_at=None,
        uncertain=Posting.uncertain + int(uncertain),
        attempts=Posting.attempts - int(paused or not counted),
        pauses=Posting.pauses + int(paused),
    )


def replace_call(connection: Connection, row: Ready, call: Call, at: datetime, error: str) -> None:
    """Try again with another call in the same row's place, which Telegram should accept."""
    kind, payload = pack(call)
    _settle(connection, row, state="waiting", kind=kind, payload=payload, due_at=at, error=error[:300], sent_at=None)


def drop(connection: Connection, row: Ready, error: str) -> None:
    """Give a row up for good."""
    _settle(connection, row, state="dead", error=error[:300], sent_at=None)


def reclaim(connection: Connection, now: datetime, *, everything: bool = False) -> int:
    """Take back rows whose sender died. Whether they arrived nobody knows, so they are marked uncertain.

    `everything` ignores leases: right only at the start of the one process that sends from an embedded database.
    """
    orphaned = Posting.state == "sending"
    if not everything:
        orphaned = and_(orphaned, or_(Posting.lease_until.is_(None), Posting.lease_until < now))
    done = connection.execute(
        update(_posting)
        .where(orphaned)
        .values(
            state="waiting", lease=None, lease_until=None, uncertain=Posting.uncertain + 1, due_at=now, sent_at=None
        )
    )
    return touched(done)


def due(connection: Connection, now: datetime) -> int:
    """Return how many rows are under way, or wait and could go at this moment."""
    ripe = or_(Posting.state == "sending", and_(Posting.state == "waiting", Posting.due_at <= now))
    return connection.scalar(select(func.count()).select_from(Posting).where(ripe)) or 0
