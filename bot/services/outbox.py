"""The outbox: one row is one Bot API call, written in the transaction that causes it.

A lane keeps its order and has one call under way. This is the writers' side; `postman` takes the rows out again.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, update

from bot.calls import Answer, Call, Edit, React, pack
from bot.database import Connection, insert_new, touched
from bot.services.step import Step
from bot.tables import Post, Posting

_posting = Posting.__table__
_PUT = insert(_posting)
_unsent = (
    _posting.c.id, _posting.c.chat_id, _posting.c.purpose, _posting.c.kind, _posting.c.payload, _posting.c.language,
    _posting.c.report_id,
)  # fmt: skip
_waits = select(*_unsent, _posting.c.ticket_id).where(_posting.c.state == "waiting")
_UNSENT = _waits.where(_posting.c.ticket_id == bindparam("ticket_id"), _posting.c.purpose == bindparam("purpose"))
_ALL_UNSENT = _waits.where(_posting.c.ticket_id.in_(bindparam("ticket_ids", expanding=True)))


class Priority(IntEnum):
    """Who goes first when not all may go at once; the first two have slots of their own."""

    ANSWER = 0
    ALARM = 1
    CARD = 2
    RECEIPT = 3
    EDIT = 4
    NOTICE = 5
    DIGEST = 8


class For(StrEnum):
    """What a message of ours is for."""

    CARD = "card"
    RECEIPT = "receipt"
    RESULT = "result"
    SLIP = "slip"
    PHOTOS = "photos"
    NOTICE = "notice"
    EDIT = "edit"
    REACTION = "reaction"
    ANSWER = "answer"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class About:
    """Which ticket a message is about, and while it is in which states the message is still worth sending."""

    ticket_id: int
    version: int
    only_while: Collection[str] | None = None
    report_id: int | None = None


def put(
    step: Step,
    call: Call,
    chat_id: int | None,
    purpose: For,
    priority: Priority,
    *,
    language: str = "",
    about: About | None = None,
    key: str | None = None,
    delay: timedelta = timedelta(0),
    expires: timedelta | None = None,
) -> bool:
    """Queue one call; return False when the same `key` was queued before."""
    if key is not None and step.connection.scalar(select(Posting.id).where(Posting.dedup_key == key)) is not None:
        return False
    kind, payload = pack(call)
    row = {
        "lane": _lane(call, chat_id),
        "chat_id": chat_id,
        "purpose": purpose.value,
        "kind": kind,
        "payload": payload,
        "priority": int(priority),
        "ticket_id": about.ticket_id if about else None,
        "ticket_version": about.version if about else None,
        "report_id": about.report_id if about else None,
        "language": language,
        "only_while": sorted(about.only_while) if about and about.only_while is not None else None,
        "dedup_key": key,
        "created_at": step.now,
        "due_at": step.now + delay,
        "expires_at": step.now + expires if expires else None,
        "state": "waiting",
        "attempts": 0,
        "uncertain": 0,
    }
    step.connection.append(_PUT, row)
    return True


def _lane(call: Call, chat_id: int | None) -> str:
    match call:
        case Answer():
            return f"answer:{call.press_id}"
        case React():
            return f"react:{chat_id}"
        case Edit():
            return f"edit:{chat_id}"
    return str(chat_id)


def put_edit(step: Step, edit: Edit, chat_id: int, *, language: str, about: About) -> None:
    """Queue an edit; one that still waits for the same message is overwritten, not followed."""
    pending = step.connection.execute(
        select(Posting.id, Posting.payload).where(
            Posting.ticket_id == about.ticket_id,
            Posting.purpose == For.EDIT.value,
            Posting.state == "waiting",
            Posting.chat_id == chat_id,
        )
    ).all()
    for row in pending:
        if row.payload["message_id"] == edit.message_id:
            _, payload = pack(edit)
            step.connection.execute(
                update(_posting).where(Posting.id == row.id).values(payload=payload, ticket_version=about.version)
            )
            return
    put(step, edit, chat_id, For.EDIT, Priority.EDIT, language=language, about=about)


def unsent(step: Step, ticket_id: int, purpose: For) -> list[Row[Any]]:
    """Return the rows of a ticket that are still waiting: their words can be changed in place."""
    return list(step.connection.execute(_UNSENT, {"ticket_id": ticket_id, "purpose": purpose.value}).all())


def all_unsent(step: Step, ticket_ids: Sequence[int]) -> list[Row[Any]]:
    """Return what waits of some tickets for whatever purpose, as long as this step has queued nothing about them."""
    return list(step.connection.ahead(_ALL_UNSENT, {"ticket_ids": ticket_ids}).all())


def reword(step: Step, posting_id: int, call: Call, version: int) -> None:
    """Give a waiting row other words."""
    kind, payload = pack(call)
    values = {"kind": kind, "payload": payload, "ticket_version": version}
    step.connection.execute(update(_posting).where(Posting.id == posting_id).values(**values))


def remember(step: Step, post: dict[str, Any]) -> None:
    """Keep which ticket a message is about, as a row of `Post`; what is known already stays as it is."""
    insert_new(step.connection, Post.__table__, post)


def hang_on(step: Step, ticket_id: int, chat_id: int, card: int) -> None:
    """Let what waits to follow a card, and could not know its number yet, come in reply to it."""
    for row in unsent(step, ticket_id, For.PHOTOS):
        if row.chat_id == chat_id and row.payload.get("reply_to", 0) is None:
            values = {"payload": row.payload | {"reply_to": card}}
            step.connection.execute(update(_posting).where(Posting.id == row.id).values(**values))


def count(connection: Connection, states: Iterable[str]) -> int:
    """Return how many rows are in one of the states."""
    return connection.scalar(select(func.count()).select_from(Posting).where(Posting.state.in_(list(states)))) or 0


def purge(connection: Connection, before: datetime) -> int:
    """Forget rows that were settled before a moment; return how many."""
    over = Posting.state.in_(["sent", "superseded", "dead"])
    gone = connection.execute(delete(_posting).where(over, Posting.created_at < before))
    return touched(gone)
