"""Pictures of a ticket: Telegram's handle at once, our own cleaned copy when the fetching pump has it.

A picture sent as a file keeps its GPS, so only the cleaned copy of it ever leaves. What we draw ourselves of a
ticket's pictures is a row among them, with `DRAWN` for its purpose. Rows only; bytes are elsewhere.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update

from bot.calls import PhotoRef
from bot.database import Connection
from bot.messages import Message, Picture
from bot.services.step import Step
from bot.tables import Photo

BEFORE, AFTER, PROGRESS = "before", "after", "progress"
PAIR, SHEET = "pair", "sheet"
DRAWN = (PAIR, SHEET)
MOST_ATTEMPTS = 6
FIRST_YEAR = 2015
_photo = Photo.__table__
_ADD = insert(_photo).returning(_photo)
_BEGIN = insert(_photo)
_OF_PURPOSE = (
    select(_photo)
    .where(_photo.c.ticket_id == bindparam("ticket_id"), _photo.c.purpose == bindparam("purpose"))
    .order_by(_photo.c.id)
)


@dataclass(frozen=True, slots=True)
class Developed:
    """What came of cleaning a picture: where it is stored, how it looks, where and when (UTC) it was taken."""

    stored: str
    dhash: str
    width: int
    height: int
    latitude: float | None
    longitude: float | None
    taken_at: datetime | None = None


def add(step: Step, ticket_id: int, message: Message, purpose: str) -> Row[Any] | None:
    """Keep the picture of a message with a ticket, to be fetched at once. Return its row, None without a picture."""
    if message.picture is None:
        return None
    return step.connection.ahead(_ADD, _values(step, ticket_id, message, message.picture, purpose)).one()


def begin(step: Step, ticket_id: int, message: Message) -> PhotoRef | None:
    """Keep the picture that a ticket begins with, if any. Return how it may be sent on at once."""
    picture = message.picture
    if picture is None:
        return None
    # Not appended: the next report may be of the very same picture.
    step.connection.ahead(_BEGIN, _values(step, ticket_id, message, picture, BEFORE))
    return None if picture.as_file else PhotoRef(file_id=picture.file_id)


def _values(step: Step, ticket_id: int, message: Message, picture: Picture, purpose: str) -> dict[str, Any]:
    return {
        "ticket_id": ticket_id,
        "purpose": purpose,
        "chat_id": message.chat.id,
        "message_id": message.message_id,
        "file_id": picture.file_id,
        "unique_id": picture.unique_id,
        "as_file": picture.as_file,
        "state": "waiting",
        "attempts": 0,
        "due_at": step.now,
    }


def ref(row: Row[Any]) -> PhotoRef | None:
    """Return how a picture may be sent on, None while it may not."""
    if not row.as_file:
        return PhotoRef(file_id=row.file_id)
    return PhotoRef(stored=row.stored) if row.stored else None


def of_problem(step: Step, ticket_id: int) -> list[Row[Any]]:
    """Return the pictures of the problem, the first one first."""
    return list(step.connection.ahead(_OF_PURPOSE, {"ticket_id": ticket_id, "purpose": BEFORE}).all())


def first(step: Step, ticket_id: int) -> PhotoRef | None:
    """Return the first picture of the problem that may leave."""
    return next((kept for row in of_problem(step, ticket_id) if (kept := ref(row)) is not None), None)


def after(step: Step, ticket_id: int) -> PhotoRef | None:
    """Return the latest picture of the fix that may leave."""
    found = step.connection.execute(_OF_PURPOSE, {"ticket_id": ticket_id, "purpose": AFTER}).all()
    return next((kept for row in reversed(found) if (kept := ref(row)) is not None), None)


def proven(step: Step, ticket_id: int) -> bool:
    """Tell whether there is a picture of the fix, be it not fetched yet."""
    rows = step.connection.execute(_OF_PURPOSE, {"ticket_id": ticket_id, "purpose": AFTER}).all()
    return any(row.state != "refused" for row in rows)


def disown(step: Step, ticket_id: int, photo_id: int | None = None) -> None:
    """Let pictures of a fix, or one of them, no longer pass for that: they stay with the ticket as pictures."""
    mine = update(_photo).where(_photo.c.ticket_id == ticket_id, _photo.c.purpose == AFTER)
    step.connection.execute((mine.where(_photo.c.id == photo_id) if photo_id else mine).values(purpose=PROGRESS))


def pair(step: Step, ticket_id: int) -> PhotoRef | None:
    """Return the problem and its fix side by side, with the evidence stamp; None while that is not drawn."""
    return _drawn(step, ticket_id, PAIR)


def sheet(step: Step, ticket_id: int) -> PhotoRef | None:
    """Return all pictures of the problem on one sheet; None while that is not drawn, as with a single picture."""
    return _drawn(step, ticket_id, SHEET)


def _drawn(step: Step, ticket_id: int, purpose: str) -> PhotoRef | None:
    found = step.connection.execute(_OF_PURPOSE, {"ticket_id": ticket_id, "purpose": purpose}).first()
    return ref(found) if found else None


def moment_of(taken: datetime | None, zone: tzinfo, now: datetime) -> datetime | None:
    """Return the moment a camera wrote, in UTC; one that named no time zone meant the community's.

    None for a clock that cannot be right: before 2015, or more than a day ahead of `now`.
    """
    if taken is None or taken.year < FIRST_YEAR:
        return None
    aware = taken if taken.tzinfo else taken.replace(tzinfo=zone)
    return aware.astimezone(UTC) if aware <= now + timedelta(days=1) else None


# --------------------------------------------------------------------------- the fetching pump's side


def lease(connection: Connection, now: datetime, most: int, lasting: timedelta) -> list[Row[Any]]:
    """Take up to `most` pictures that wait to be fetched; one that is not settled comes back after `lasting`.

    People's pictures come before what is drawn of them: somebody may be waiting to see one.
    """
    due = select(_photo).where(Photo.state == "waiting", Photo.due_at <= now)
    due = due.order_by(Photo.purpose.in_(DRAWN), Photo.due_at).limit(most)
    found = list(connection.execute(due.with_for_update(skip_locked=True)).all())
    if found:
        connection.execute(
            update(_photo)
            .where(Photo.id.in_([row.id for row in found]))
            .values(due_at=now + lasting, attempts=Photo.attempts + 1)
        )
    return found


def give_back(connection: Connection, ids: list[int], now: datetime) -> None:
    """Let pictures that were leased and not settled be fetched by whoever comes next, as if nobody had tried."""
    connection.execute(
        update(_photo)
        .where(Photo.id.in_(ids), Photo.state == "waiting")
        .values(due_at=now, attempts=Photo.attempts - 1)
    )


def developed(connection: Connection, photo_id: int, picture: Developed) -> Row[Any]:
    """Record a cleaned copy; return its row."""
    return connection.execute(
        update(_photo)
        .where(Photo.id == photo_id)
        .values(
            state="stored",
            stored=picture.stored,
            dhash=picture.dhash,
            width=picture.width,
            height=picture.height,
            latitude=picture.latitude,
            longitude=picture.longitude,
            taken_at=picture.taken_at,
            error=None,
        )
        .returning(_photo)
    ).one()


def ticket_of(connection: Connection, photo_id: int) -> int:
    """Return the ticket a picture belongs to by now: tickets that are one take their pictures along."""
    return int(connection.execute(select(_photo.c.ticket_id).where(_photo.c.id == photo_id)).scalar_one())


def retry(connection: Connection, row: Row[Any], now: datetime, error: str) -> bool:
    """Let a picture wait and be fetched again. Return True when it was given up instead."""
    if row.attempts + 1 >= MOST_ATTEMPTS:
        refuse(connection, row.id, error)
        return True
    wait = timedelta(seconds=5 * 2**row.attempts)
    connection.execute(update(_photo).where(Photo.id == row.id).values(due_at=now + wait, error=error[:300]))
    return False


def refuse(connection: Connection, photo_id: int, error: str) -> None:
    """Give a picture up: its report stays, without it."""
    connection.execute(update(_photo).where(Photo.id == photo_id).values(state="refused", error=error[:300]))


def release_all(connection: Connection, now: datetime) -> None:
    """Let every picture that waits be fetched at once: right only at the start of the one process that fetches."""
    connection.execute(update(_photo).where(_photo.c.state == "waiting").values(due_at=now))


def waiting(connection: Connection) -> int:
    """Return how many pictures wait to be fetched."""
    return connection.scalar(select(func.count()).select_from(Photo).where(Photo.state == "waiting")) or 0
