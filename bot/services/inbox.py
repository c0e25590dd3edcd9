"""The inbox: every update is kept before Telegram may forget it, and read exactly once, in order within its chat.

Leasing is short and one at a time; reading goes on in parallel. A letter that fails is tried again, and after
`MOST_ATTEMPTS` put aside, so that it cannot stop those behind it. Knows nothing of what a letter means.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import uuid4

from sqlalchemy import and_, bindparam, delete, exists, func, or_, select, text, update
from sqlalchemy.orm import aliased

from bot.database import Connection, insert_into, is_sqlite, touched
from bot.tables import Letter

MOST_ATTEMPTS = 5
"""So often may the reading of a letter fail."""

MOST_DEATHS = 25
"""So often may a reader die over it: most deaths have other causes, and a report must not pay for them."""

LEASE = timedelta(seconds=60)
_LEASE_LOCK = 0x51A4_0001
_letter = Letter.__table__
_FINISH = (
    update(_letter)
    .where(
        _letter.c.id.in_(bindparam("ids", expanding=True)),
        _letter.c.lease == bindparam("held"),
        _letter.c.state == "waiting",
    )
    .values(state="read", lease=None, lease_until=None)
    .returning(_letter.c.id)
)


@dataclass(frozen=True, slots=True)
class Incoming:
    """An update on its way in: its raw JSON `body` and the `lane` (the chat) within which order is kept."""

    update_id: int
    lane: str
    body: str


@dataclass(frozen=True, slots=True)
class Leased:
    """A letter that is ours to read until its lease runs out."""

    id: int
    lane: str
    body: str
    attempts: int
    lease: str


def store(connection: Connection, bot_id: int, updates: Sequence[Incoming], now: datetime) -> int:
    """Keep the updates that are new; return how many were."""
    if not updates:
        return 0
    rows = [
        {
            "bot_id": bot_id,
            "update_id": incoming.update_id,
            "digest": sha256(incoming.body.encode("utf-8", "surrogatepass")).hexdigest(),
            "lane": incoming.lane,
            "body": incoming.body,
            "received_at": now,
            "due_at": now,
            "state": "waiting",
            "attempts": 0,
        }
        for incoming in updates
    ]
    statement = insert_into(connection, _letter).on_conflict_do_nothing(
        index_elements=["bot_id", "update_id", "digest"]
    )
    before = connection.scalar(select(func.coalesce(func.max(Letter.id), 0)))
    connection.execute(statement, rows)
    return connection.scalar(select(func.count()).where(Letter.id > before)) or 0


def lease(connection: Connection, now: datetime, most: int = 50) -> list[Leased]:
    """Take up to `most` letters that may be read now, in order; none whose chat has an earlier letter in other hands.

    The attempt is counted before the reading: a letter that kills its reader comes back alone, and not for ever.
    """
    if not is_sqlite(connection):
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LEASE_LOCK})
    earlier = aliased(Letter)
    free = and_(Letter.state == "waiting", Letter.due_at <= now, or_(Letter.lease.is_(None), Letter.lease_until < now))
    blocked = exists().where(
        earlier.state == "waiting",
        earlier.lane == Letter.lane,
        earlier.id < Letter.id,
        or_(earlier.due_at > now, and_(earlier.lease.is_not(None), earlier.lease_until >= now)),
    )
    columns = (Letter.id, Letter.lane, Letter.body, Letter.attempts)
    found = connection.execute(select(*columns).where(free, ~blocked).order_by(Letter.id).limit(most)).all()
    killers = {row.id for row in found if row.attempts >= MOST_DEATHS}
    if killers:
        _bury(connection, killers)
        found = [row for row in found if row.id not in killers]
    # One that was in the hands of a reader that died is read alone, and after all that are above suspicion.
    heads = {row.lane: row for row in reversed(found)}
    suspects = {row.lane for row in found if row.attempts}
    least = min(heads.values(), key=lambda row: (row.attempts, row.id), default=None)
    found = [row for row in found if row.lane not in suspects] or ([least] if least is not None else [])
    if not found:
        return []
    token = uuid4().hex
    connection.execute(
        update(_letter)
        .where(Letter.id.in_([row.id for row in found]))
        .values(lease=token, lease_until=now + LEASE, attempts=Letter.attempts + 1)
    )
    return [Leased(row.id, row.lane, row.body, row.attempts + 1, token) for row in found]


def _bury(connection: Connection, ids: Collection[int]) -> None:
    """Put letters aside whose readers died every time, without ever living to say so."""
    connection.execute(
        update(_letter)
        .where(_letter.c.id.in_(ids))
        .values(state="aside", error=func.coalesce(_letter.c.error, "its reader died"), lease=None, lease_until=None)
    )


def finish(connection: Connection, letters: Sequence[Leased]) -> set[int]:
    """Mark letters of one lease as read; return the ids of those that were still ours."""
    held = {"ids": [letter.id for letter in letters], "held": letters[0].lease if letters else ""}
    return set(connection.scalars(_FINISH, held))


def fail(connection: Connection, letter: Leased, error: str, now: datetime) -> bool:
    """Let a letter wait and be tried again, or put it aside. Return True when it was put aside."""
    failures = connection.scalar(
        update(_letter)
        .where(_letter.c.id == letter.id, _letter.c.lease == letter.lease)
        .values(
            failures=_letter.c.failures + 1,
            error=error[:500],
            lease=None,
            lease_until=None,
            due_at=now + timedelta(seconds=2 ** min(letter.attempts, 6)),
        )
        .returning(_letter.c.failures)
    )
    dead = failures is not None and failures >= MOST_ATTEMPTS
    if dead:
        connection.execute(update(_letter).where(_letter.c.id == letter.id).values(state="aside"))
    return dead


def release(connection: Connection, letters: Sequence[Leased]) -> None:
    """Give leased letters back untried, in their order."""
    connection.execute(
        update(_letter)
        .where(
            Letter.id.in_([letter.id for letter in letters]),
            Letter.lease.in_({letter.lease for letter in letters}),
            Letter.state == "waiting",
        )
        .values(lease=None, lease_until=None, attempts=Letter.attempts - 1)
    )


def release_all(connection: Connection) -> None:
    """Take every lease back: right only at the start of the one process that reads an embedded database."""
    connection.execute(update(_letter).where(Letter.lease.is_not(None)).values(lease=None, lease_until=None))


def waiting(connection: Connection) -> int:
    """Return how many letters wait to be read."""
    return connection.scalar(select(func.count()).select_from(Letter).where(Letter.state == "waiting")) or 0


def received(connection: Connection, since: datetime) -> list[tuple[str, str]]:
    """Return lane and body of every letter that came after a moment."""
    found = connection.execute(select(Letter.lane, Letter.body).where(Letter.received_at > since).order_by(Letter.id))
    return [(row.lane, row.body) for row in found]


def put_aside(connection: Connection) -> int:
    """Return how many letters could not be read and were put aside."""
    return connection.scalar(select(func.count()).select_from(Letter).where(Letter.state == "aside")) or 0


def purge(connection: Connection, before: datetime) -> int:
    """Forget letters that were read before a moment; return how many."""
    gone = connection.execute(delete(_letter).where(Letter.state == "read", Letter.received_at < before))
    return touched(gone)
