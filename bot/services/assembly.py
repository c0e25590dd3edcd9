"""What a sender has begun in a chat: the rows of reports and of their parts, and a pin that waits for its words.

Rows only; whether a message belongs to a report is decided in `reports`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, literal, select, true, update

from bot.domain.behalf import on_behalf
from bot.messages import Message
from bot.services.step import Step
from bot.tables import Part, Report, Ticket

_part = Part.__table__
_report = Report.__table__
_ticket = Ticket.__table__
# What every message asks is built once: building a statement costs more than running it.
_with_ticket = select(
    _report,
    _ticket.c.state.label("ticket_state"),
    _ticket.c.buildings.label("ticket_buildings"),
    _ticket.c.category.label("ticket_category"),
).join(_ticket, _ticket.c.id == _report.c.ticket_id)
_latest = (
    _with_ticket.where(
        _report.c.chat_id == bindparam("chat_id"),
        _report.c.sender_id == bindparam("sender_id"),
        _report.c.last_part_at >= bindparam("since"),
        _report.c.withdrawn_at.is_(None),
    )
    .order_by(_report.c.last_part_at.desc(), _report.c.id.desc())
    .limit(1)
    .subquery("latest")
)
_pin = (
    select(_part.c.id.label("pin_id"), _part.c.latitude, _part.c.longitude)
    .where(
        _part.c.chat_id == bindparam("chat_id"),
        _part.c.sender_id == bindparam("sender_id"),
        _part.c.report_id.is_(None),
        _part.c.latitude.is_not(None),
        _part.c.sent_at >= bindparam("since"),
    )
    .order_by(_part.c.id.desc())
    .limit(1)
    .subquery("pin")
)
_now = select(literal(1).label("now")).subquery("now")
_BEGUN = select(_latest, _pin).select_from(_now.outerjoin(_latest, true()).outerjoin(_pin, true()))
_BEGIN = insert(_report).returning(_report.c.id)
_ADD_PART = insert(_part)


@dataclass(frozen=True, slots=True)
class Begun:
    """What a sender may go on with: the latest report (None: there is none), and a pin that waits for its words."""

    report: Row[Any] | None = None
    pin: Row[Any] | None = None


def begun(step: Step, message: Message, within: timedelta) -> Begun:
    """Return what the sender of a message has begun in its chat within so long."""
    where = {"chat_id": message.chat.id, "sender_id": message.sender.id, "since": step.now - within}
    row = step.connection.ahead(_BEGUN, where).one()
    return Begun(row if row.id is not None else None, row if row.pin_id is not None else None)


def begin(step: Step, ticket_id: int, message: Message, waiting: Begun, *, merged: bool = False) -> int:
    """Begin a report with a message and the pin that waited for it; return the report's id."""
    values = {
        "ticket_id": ticket_id,
        "chat_id": message.chat.id,
        "sender_id": message.sender.id,
        "sender_name": message.sender.name,
        "opened_at": step.now,
        "last_part_at": step.now,
        "merged": merged,
    }
    report_id: int = step.connection.ahead(_BEGIN, values).scalar_one()
    if waiting.pin is not None:
        step.connection.execute(update(_part).where(_part.c.id == waiting.pin.pin_id).values(report_id=report_id))
    add_part(step, report_id, message)
    return report_id


def add_part(step: Step, report_id: int | None, message: Message) -> None:
    """Keep a message as a part of a report; without one it waits for what is said next."""
    values = {
        "chat_id": message.chat.id,
        "message_id": message.message_id,
        "sender_id": message.sender.id,
        "report_id": report_id,
        "album": message.album,
        "text": message.text,
        "latitude": message.pin.latitude if message.pin else None,
        "longitude": message.pin.longitude if message.pin else None,
        "recording": message.recording.file_id if message.recording else None,
        "recording_kind": message.recording.kind if message.recording else None,
        "sent_at": step.now,
    }
    step.connection.append(_ADD_PART, values)
    if report_id is None:
        # The next message looks for it at once.
        step.connection.write()


def go_on(step: Step, report_id: int) -> None:
    """Keep a report in assembly: it was just added to."""
    step.connection.execute(update(_report).where(_report.c.id == report_id).values(last_part_at=step.now))


def album_sibling(step: Step, message: Message) -> Row[Any] | None:
    """Return the report that an earlier picture of the same album belongs to."""
    query = (
        select(_report)
        .join(_part, _part.c.report_id == _report.c.id)
        .where(_part.c.chat_id == message.chat.id, _part.c.album == message.album)
        .order_by(_report.c.id)
        .limit(1)
    )
    return step.connection.execute(query).one_or_none()


def twins(step: Step, report: Row[Any]) -> list[Row[Any]]:
    """Return the reports that began with the same message, in order: one text may tell of several troubles."""
    first = select(func.min(_part.c.message_id))
    first = first.where(_part.c.report_id == report.id, _part.c.chat_id == report.chat_id)
    shared = select(_part.c.report_id).where(
        _part.c.chat_id == report.chat_id, _part.c.message_id == first.scalar_subquery()
    )
    query = _with_ticket.where(
        _report.c.id.in_(shared), _report.c.sender_id == report.sender_id, _report.c.withdrawn_at.is_(None)
    )
    return list(step.connection.execute(query.order_by(_report.c.id)).all())


def parts(step: Step, report_id: int) -> Sequence[Row[Any]]:
    """Return a report's parts, in the order in which they came."""
    return step.connection.execute(select(_part).where(_part.c.report_id == report_id).order_by(_part.c.id)).all()


def words(texts: Iterable[str]) -> str:
    """Return what was said, line by line, as a ticket keeps it: without the names of those it was said for."""
    spoken = ((on_behalf(text), text) for text in texts)
    return "\n".join(filter(None, (behalf.words if behalf else text for behalf, text in spoken)))[:4000]


def resident(texts: Iterable[str]) -> str | None:
    """Return on whose behalf the first of some words was said that was said for somebody."""
    return next((behalf.resident for text in texts if (behalf := on_behalf(text)) is not None), None)


def recordings(step: Step, ticket_id: int) -> Sequence[Row[Any]]:
    """Return the parts of a ticket's reports that are a voice note or a video."""
    query = select(_part).join(_report, _report.c.id == _part.c.report_id)
    heard = query.where(_report.c.ticket_id == ticket_id, _part.c.recording.is_not(None)).order_by(_part.c.id)
    return step.connection.execute(heard).all()


def reports(step: Step, ticket_id: int) -> list[Row[Any]]:
    """Return the reports of a ticket, the first one first."""
    return list(
        step.connection.execute(
            select(_report)
            .where(_report.c.ticket_id == ticket_id, _report.c.withdrawn_at.is_(None))
            .order_by(_report.c.id)
        ).all()
    )


def first_message(step: Step, report: Row[Any]) -> int | None:
    """Return the message a report began with, in its present chat; ids of a group's old life mean nothing there."""
    told_here = select(_part.c.message_id).where(_part.c.report_id == report.id, _part.c.chat_id == report.chat_id)
    first: int | None = step.connection.scalar(told_here.order_by(_part.c.message_id).limit(1))
    return first


@dataclass(frozen=True, slots=True)
class Told:
    """A report as its receipt shows it: the how-many-th voice for its ticket, and which of its parts came last."""

    id: int
    merged: bool
    opened_at: datetime
    voice: int
    last_part: int | None


def told(step: Step, ticket_id: int) -> dict[int, Told]:
    """Return the reports of a ticket by their ids."""
    found: dict[int, Told] = {}
    senders: list[int] = []
    for row in reports(step, ticket_id):
        if row.sender_id not in senders:
            senders.append(row.sender_id)
        found[row.id] = Told(row.id, row.merged, row.opened_at, senders.index(row.sender_id) + 1, _joined(step, row.id))
    return found


def _joined(step: Step, report_id: int) -> int | None:
    """Return the part that joined a report last and says something of its own, None when there is none."""
    kept = parts(step, report_id)
    return next((part.id for part in reversed(kept[1:]) if not part.album or part.album != kept[0].album), None)


def communities_of(step: Step, telegram_id: int) -> tuple[str, ...]:
    """Return the communities somebody has reported to."""
    query = (
        select(_ticket.c.community_id)
        .join(_report, _report.c.ticket_id == _ticket.c.id)
        .where(_report.c.sender_id == telegram_id)
    )
    return tuple(step.connection.scalars(query.distinct()))
