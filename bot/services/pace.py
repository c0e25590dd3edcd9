"""Telegram's pace: how fast we may talk, counted from the outbox itself.

So it survives restarts and holds across replicas. Says until when something has to wait; sends nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, func, select

from bot.database import Connection, insert_into, is_sqlite
from bot.tables import Lane, Posting

MOST_IN_ALBUM = 10
_posting = Posting.__table__
_SENT_SINCE = select(func.count()).select_from(_posting).where(_posting.c.sent_at > bindparam("since"))
_SENT_IN_LANE = (
    select(_posting.c.sent_at, _posting.c.kind, _posting.c.payload)
    .where(_posting.c.lane == bindparam("lane"), _posting.c.sent_at > bindparam("since"))
    .order_by(_posting.c.sent_at)
)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast we may talk: calls a second, seconds between two messages to a person, messages a minute to a group."""

    per_second: int = 25
    private_seconds: float = 1.0
    group_minute: int = 18
    reserved: int = 5


def room(connection: Connection, now: datetime, pace: Pace) -> int:
    """Return how many calls may still be made this second, the reserved ones not counted."""
    sent = connection.scalar(_SENT_SINCE, {"since": now - timedelta(seconds=1)})
    return pace.per_second - pace.reserved - (sent or 0)


def held_until(connection: Connection, row: Row[Any], now: datetime, pace: Pace) -> datetime | None:
    """Return until when Telegram would refuse this message, None when it may go."""
    if row.chat_id is None or row.lane != str(row.chat_id):
        return None
    cost = _cost(row)
    private = row.chat_id > 0
    limit, span = (1, timedelta(seconds=pace.private_seconds)) if private else (pace.group_minute, timedelta(minutes=1))
    if span <= timedelta(0) or limit <= 0:
        return None
    since = now - span * (MOST_IN_ALBUM if private else 1)
    sent_lately = connection.execute(_SENT_IN_LANE, {"lane": row.lane, "since": since}).all()
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


def _cost(row: Any) -> int:
    """Return how many messages a call makes: an album is as many as it has photos."""
    return len(row.payload["photos"]) if row.kind == "album" else 1


def pause(connection: Connection, lane: str, until: datetime) -> None:
    """Let nothing of a lane go before `until`; a shorter pause never shortens a longer one."""
    statement = insert_into(connection, Lane.__table__).values(name=lane, not_before=until)
    latest = func.max if is_sqlite(connection) else func.greatest
    later = latest(Lane.__table__.c.not_before, statement.excluded.not_before)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"not_before": later}))


def pause_chat(connection: Connection, chat_id: int | None, until: datetime) -> None:
    """Let nothing go to a chat before `until`; without a chat, nothing at all."""
    for lane in ("*",) if chat_id is None else (str(chat_id), f"react:{chat_id}", f"edit:{chat_id}"):
        pause(connection, lane, until)
