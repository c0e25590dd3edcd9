"""Pictures of a ticket: Telegram's handle at once, our own cleaned copy when the fetching pump has it.

A picture sent as a file keeps its GPS, so only the cleaned copy of it ever leaves. Rows only; bytes are elsewhere.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update

from bot.calls import PhotoRef
from bot.database import Connection
from bot.messages import Message, Picture
from bot.services.step import Step
from bot.tables import Photo

BEFORE, AFTER, PROGRESS = "before", "after", "progress"
MOST_ATTEMPTS = 6
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
    """What came of cleaning a picture: where it is stored, how it looks, where its file said it was taken."""

    stored: str
    dhash: str
    width: int
    height: int
    latitude: float | None
    longitude: float | None


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
    step.connection.append(_BEGIN, _values(step, ticket_id, message, picture, BEFORE))
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


def first(step: Step, ticket_id: int) -> PhotoRef | None:
    """Return the first picture of the problem that may leave."""
    found = step.connection.execute(_OF_PURPOSE, {"ticket_id": ticket_id, "purpose": BEFORE}).all()
    return next((kept for row in found if (kept := ref(row)) is not None), None)


def after(step: Step, ticket_id: int) -> PhotoRef | None:
    """Return the latest picture of the fix that may leave."""
    found = step.connection.execute(_OF_PURPOSE, {"ticket_id": ticket_id, "purpose": AFTER}).all()
    return next((kept for row in reversed(found) if (kept := ref(row)) is not None), None)


# --------------------------------------------------------------------------- the fetching pump's side


def lease(connection: Connection, now: datetime, most: int, lasting: timedelta) -> list[Row[Any]]:
    """Take up to `most` pictures that wait to be fetched; one that is not settled comes back after `lasting`."""
    due = select(_photo).where(Photo.state == "waiting", Photo.due_at <= now).order_by(Photo.due_at).limit(most)
    found = list(connection.execute(due.with_for_update(skip_locked=True)).all())
    if found:
        connection.execute(
            update(_photo)
            .where(Photo.id.in_([row.id for row in found]))
            .values(due_at=now + lasting, attempts=Photo.attempts + 1)
        )
    return found


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
            error=None,
        )
        .returning(_photo)
    ).one()


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
