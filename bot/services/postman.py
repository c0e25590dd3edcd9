"""The postman: leases rows of the outbox, keeps Telegram's pace, and records how each call went.

Pacing is counted from the table itself, so it survives restarts and holds across replicas. A row whose sender died
is taken back and marked uncertain: it may have arrived. Knows nothing of Telegram.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, and_, exists, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session, aliased

from bot.calls import Call, pack
from bot.database import is_sqlite, touched
from bot.services.outbox import Priority
from bot.tables import Lane, Posting, Ticket

_LEASE_LOCK = 0x51A4_0002
MOST_IN_ALBUM = 10
_posting = Posting.__table__


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast we may talk: calls a second, seconds between messages in a private chat, messages a minute in a group."""

    per_second: int = 25
    private_seconds: float = 1.0
    group_minute: int = 18
    reserved: int = 5


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
    language: str
    attempts: int
    uncertain: int
    pauses: int
    lease: str


def lease(session: Session, now: datetime, pace: Pace, most: int, lasting: timedelta) -> list[Ready]:
    """Take up to `most` rows that may be sent now: one a lane, alarms before cards before digests, within the pace.

    Rows that are no longer worth sending are set aside on the way.
    """
    token = uuid4().hex
    if not is_sqlite(session.get_bind()):
        # Two senders that lease at once would each miss the lane the other is about to take.
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LEASE_LOCK})
    room = _room(session, now, pace)
    if most <= 0 or room <= -pace.reserved:
        return []
    taken: list[Ready] = []
    lanes: set[str] = set()
    for row in _candidates(session, now, 4 * most):
        if len(taken) == most or row.lane in lanes:
            continue
        if _stale(session, row, now):
            continue
        if room <= (-pace.reserved if row.priority <= Priority.ALARM else 0):
            continue
        held = _held_until(session, row, now, pace)
        if held is not None:
            pause(session, row.lane, held)
            continue
        lanes.add(row.lane)
        room -= 1
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
                row.language,
                row.attempts + 1,
                row.uncertain,
                row.pauses,
                token,
            )
        )
    if taken:
        session.execute(
            update(_posting)
            .where(Posting.id.in_([row.id for row in taken]))
            .values(state="sending", lease=token, lease_until=now + lasting, attempts=Posting.attempts + 1, sent_at=now)
        )
    return taken


def _candidates(session: Session, now: datetime, most: int) -> Sequence[Row[Any]]:
    other = aliased(Posting)
    busy = exists().where(other.state == "sending", other.lane == Posting.lane)
    paused = exists().where(Lane.name == Posting.lane, Lane.not_before > now)
    stopped = exists().where(Lane.name == "*", Lane.not_before > now)
    columns = (
        Posting.id,
        Posting.lane,
        Posting.chat_id,
        Posting.purpose,
        Posting.kind,
        Posting.payload,
        Posting.priority,
        Posting.ticket_id,
        Posting.ticket_version,
        Posting.language,
        Posting.only_while,
        Posting.expires_at,
        Posting.attempts,
        Posting.uncertain,
        Posting.pauses,
    )
    free = (Posting.state == "waiting", Posting.due_at <= now, ~busy, ~paused, ~stopped)
    return session.execute(select(*columns).where(*free).order_by(Posting.priority, Posting.id).limit(most)).all()


def _room(session: Session, now: datetime, pace: Pace) -> int:
    sent = select(func.count()).select_from(Posting).where(Posting.sent_at > now - timedelta(seconds=1))
    return pace.per_second - pace.reserved - (session.scalar(sent) or 0)


def _stale(session: Session, row: Row[Any], now: datetime) -> bool:
    stale = row.expires_at is not None and row.expires_at <= now
    if not stale and row.only_while is not None:
        state = session.scalar(select(Ticket.state).where(Ticket.id == row.ticket_id))
        stale = state not in row.only_while
    if stale:
        session.execute(update(_posting).where(Posting.id == row.id).values(state="superseded"))
    return stale


def _held_until(session: Session, row: Row[Any], now: datetime, pace: Pace) -> datetime | None:
    """Return until when Telegram would refuse this message, None when it may go."""
    if row.chat_id is None or row.lane != str(row.chat_id):
        return None
    cost = _cost(row)
    private = row.chat_id > 0
    limit, span = (1, timedelta(seconds=pace.private_seconds)) if private else (pace.group_minute, timedelta(minutes=1))
    if span <= timedelta(0) or limit <= 0:
        return None
    sent_lately = session.execute(
        select(Posting.sent_at, Posting.kind, Posting.payload)
        .where(Posting.lane == row.lane, Posting.sent_at > now - span * (MOST_IN_ALBUM if private else 1))
        .order_by(Posting.sent_at)
    ).all()
    if private:
        # An album takes as many turns as it has photos.
        free_at = max((one.sent_at + _cost(one) * span for one in sent_lately), default=now)
        return free_at if free_at > now else None
    used = sum(_cost(one) for one in sent_lately)
    until = None
    for one in sent_lately:
        if used + min(cost, limit) <= limit:
            break
        used -= _cost(one)
        until = one.sent_at + span
    return until


def _cost(row: Row[Any]) -> int:
    """Return how many messages a call makes: an album is as many as it has photos."""
    return len(row.payload["photos"]) if row.kind == "album" else 1


def pause(session: Session, lane: str, until: datetime) -> None:
    """Let nothing of a lane go before `until`; a shorter pause never shortens a longer one."""
    sqlite = is_sqlite(session.get_bind())
    statement = (sqlite_insert if sqlite else pg_insert)(Lane.__table__).values(name=lane, not_before=until)
    later = (func.max if sqlite else func.greatest)(Lane.not_before, statement.excluded.not_before)
    session.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"not_before": later}))


def pause_chat(session: Session, chat_id: int | None, until: datetime) -> None:
    """Let nothing go to a chat before `until`; without a chat, nothing at all."""
    for lane in ("*",) if chat_id is None else (str(chat_id), f"react:{chat_id}", f"edit:{chat_id}"):
        pause(session, lane, until)


def _settle(session: Session, row: Ready, **values: Any) -> bool:
    done = session.execute(
        update(_posting)
        .where(Posting.id == row.id, Posting.lease == row.lease)
        .values(lease=None, lease_until=None, **values)
    )
    return touched(done) > 0


def sent(session: Session, row: Ready, message_id: int | None, now: datetime) -> None:
    """Record that a call was carried out, and as which message."""
    _settle(session, row, state="sent", message_id=message_id, sent_at=now)


def retry(
    session: Session,
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
        session,
        row,
        state="waiting",
        due_at=at,
        error=error[:300],
        sent_at=None,
        uncertain=Posting.uncertain + int(uncertain),
        attempts=Posting.attempts - int(not counted),
        pauses=Posting.pauses + int(paused),
    )


def replace_call(session: Session, row: Ready, call: Call, at: datetime, error: str) -> None:
    """Try again with another call in the same row's place, which Telegram should accept."""
    kind, payload = pack(call)
    _settle(session, row, state="waiting", kind=kind, payload=payload, due_at=at, error=error[:300], sent_at=None)


def drop(session: Session, row: Ready, error: str) -> None:
    """Give a row up for good."""
    _settle(session, row, state="dead", error=error[:300], sent_at=None)


def reclaim(session: Session, now: datetime, *, everything: bool = False) -> int:
    """Take back rows whose sender died. Whether they arrived nobody knows, so they are marked uncertain.

    `everything` ignores leases: right only at the start of the one process that sends from an embedded database.
    """
    orphaned = Posting.state == "sending"
    if not everything:
        orphaned = and_(orphaned, or_(Posting.lease_until.is_(None), Posting.lease_until < now))
    done = session.execute(
        update(_posting)
        .where(orphaned)
        .values(
            state="waiting", lease=None, lease_until=None, uncertain=Posting.uncertain + 1, due_at=now, sent_at=None
        )
    )
    return touched(done)


def due(session: Session, now: datetime) -> int:
    """Return how many rows are under way, or wait and could go at this moment."""
    ripe = or_(Posting.state == "sending", and_(Posting.state == "waiting", Posting.due_at <= now))
    return session.scalar(select(func.count()).select_from(Posting).where(ripe)) or 0
