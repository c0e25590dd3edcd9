"""Messages become reports: a new one, a further part of one in assembly, a correction, or nothing at all.

album sibling ─▶ same report, whenever it comes
same sender, within the window ─▶ photo or pin joins; words join, correct, or tell of something new
else ─▶ a report when it reads like one, or is a picture without words
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, bindparam, insert, literal, select, true, update

from bot.domain.reading import Reading
from bot.domain.roster import Roster
from bot.domain.ticket import LIVE, State
from bot.messages import Message, Pin
from bot.services import amending, cards, people, photos, receipts, showing, tickets
from bot.services.step import Step
from bot.services.tickets import Actor
from bot.tables import Part, Report, Ticket

AMENDS_FOR = timedelta(hours=24)
_part = Part.__table__
_report = Report.__table__
_ticket = Ticket.__table__
# What every message asks is built once: building a statement costs more than running it.
_latest = (
    select(
        _report,
        _ticket.c.state.label("ticket_state"),
        _ticket.c.buildings.label("ticket_buildings"),
        _ticket.c.category.label("ticket_category"),
    )
    .join(_ticket, _ticket.c.id == _report.c.ticket_id)
    .where(
        _report.c.chat_id == bindparam("chat_id"),
        _report.c.sender_id == bindparam("sender_id"),
        _report.c.last_part_at >= bindparam("since"),
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
_OPEN = insert(_report).returning(_report.c.id)
_ADD_PART = insert(_part)


def take(step: Step, community: Roster, message: Message, *, explicit: bool = False) -> bool:
    """Take a message that nobody replied with.

    `explicit`: the sender said that it is a report. Return whether it was one.
    """
    if message.album and (sibling := _sibling(step, message)) is not None:
        join(step, community, sibling, message)
        return True
    begun = _begun(step, message)
    if not message.text and not explicit:
        return _take_wordless(step, community, message, begun)
    reading = read(step, community, message.text, has_photo=message.picture is not None)
    if begun.report is not None and not explicit and _belongs(begun.report, message, reading):
        join(step, community, begun.report, message, reading)
        return True
    if reading.amends and not explicit:
        return _amend_latest(step, community, message, reading)
    if not (explicit or reading.is_report):
        return False
    open_report(step, community, message, reading, begun)
    return True


def read(step: Step, community: Roster, text: str, *, has_photo: bool) -> Reading:
    """Read a text with the community's own names."""
    return step.rules.reader.read_report(text, has_photo=has_photo, places=community.places)


def _sibling(step: Step, message: Message) -> Row[Any] | None:
    query = (
        select(_report)
        .join(_part, _part.c.report_id == _report.c.id)
        .where(_part.c.chat_id == message.chat.id, _part.c.album == message.album)
        .limit(1)
    )
    return step.connection.execute(query).one_or_none()


@dataclass(frozen=True, slots=True)
class Begun:
    """What a sender has begun in a chat and may go on with: the latest report, and a pin that waits for its words."""

    report: Row[Any] | None
    pin: Row[Any] | None


def _begun(step: Step, message: Message, within: timedelta | None = None) -> Begun:
    """Return what the sender of a message has begun, as long as it is still in assembly."""
    since = step.now - (within or timedelta(seconds=step.rules.join_within_seconds))
    where = {"chat_id": message.chat.id, "sender_id": message.sender.id, "since": since}
    row = step.connection.ahead(_BEGUN, where).one()
    return Begun(row if row.id is not None else None, row if row.pin_id is not None else None)


def _take_wordless(step: Step, community: Roster, message: Message, begun: Begun) -> bool:
    """Take a picture, pin or recording without words."""
    if begun.report is not None:
        join(step, community, begun.report, message)
        return True
    if message.picture is not None or message.recording is not None:
        reading = read(step, community, "", has_photo=message.picture is not None)
        open_report(step, community, message, reading, begun)
        return True
    if message.pin is not None:
        # A pin alone is as often a rider's meeting point as a report: it is kept and joins what is said next.
        _add_part(step, None, message)
    return False


def _belongs(latest: Row[Any], message: Message, reading: Reading) -> bool:
    """Tell whether words within the window belong to the report in assembly, rather than to a new one or to nobody."""
    if State(latest.ticket_state) not in LIVE:
        return False
    if reading.amends:
        return True
    known = latest.ticket_buildings
    elsewhere = bool(reading.buildings and known and set(reading.buildings) != set(known))
    other = bool(reading.category and latest.ticket_category and reading.category != latest.ticket_category)
    if elsewhere or other:
        return not reading.is_report
    placed = bool(reading.buildings or reading.unit or reading.floor or reading.landmark or reading.estate)
    return reading.is_report or placed or message.picture is not None


def open_report(step: Step, community: Roster, message: Message, reading: Reading, begun: Begun) -> Row[Any]:
    """Open a ticket for a message, tell those on duty, give the reporter a receipt. Return the ticket."""
    pin = message.pin or (Pin(begun.pin.latitude, begun.pin.longitude) if begun.pin else None)
    ticket = tickets.open_ticket(step, community, reading, message.text, pin)
    values = {
        "ticket_id": ticket.id,
        "chat_id": message.chat.id,
        "sender_id": message.sender.id,
        "sender_name": message.sender.name,
        "opened_at": step.now,
        "last_part_at": step.now,
    }
    report_id = step.connection.ahead(_OPEN, values).scalar_one()
    if begun.pin is not None:
        step.connection.execute(update(_part).where(_part.c.id == begun.pin.pin_id).values(report_id=report_id))
    _add_part(step, report_id, message)
    picture = photos.begin(step, ticket.id, message)
    told = tickets.dispatch(step, community, ticket, picture)
    receipts.send(step, community, ticket, message.chat.id, message.message_id)
    if not told:
        step.connection.execute(update(Ticket.__table__).where(Ticket.id == ticket.id).values(due_at=step.now))
    return ticket


def _add_part(step: Step, report_id: int | None, message: Message) -> None:
    values = {
        "chat_id": message.chat.id,
        "message_id": message.message_id,
        "sender_id": message.sender.id,
        "report_id": report_id,
        "album": message.album,
        "text": message.text,
        "latitude": message.pin.latitude if message.pin else None,
        "longitude": message.pin.longitude if message.pin else None,
        "recording": message.recording,
        "sent_at": step.now,
    }
    step.connection.append(_ADD_PART, values)
    if report_id is None:
        # The next message looks for it at once.
        step.connection.write()


def join(step: Step, community: Roster, report: Row[Any], message: Message, reading: Reading | None = None) -> None:
    """Join a message to a report: its picture, pin and words; the ticket learns what it did not know."""
    _add_part(step, report.id, message)
    step.connection.execute(update(_report).where(_report.c.id == report.id).values(last_part_at=step.now))
    ticket = cards.load(step, report.ticket_id)
    picture = photos.add(step, ticket.id, message, photos.BEFORE)
    changes: dict[str, Any] = {}
    if message.pin is not None:
        changes |= {"latitude": message.pin.latitude, "longitude": message.pin.longitude}
    if message.text:
        reading = reading or read(step, community, message.text, has_photo=message.picture is not None)
        changes |= learnt(ticket, reading, overrule=reading.amends)
        changes["words"] = "\n".join(filter(None, (ticket.words, message.text)))[:4000]
    actor = Actor(message.sender.id, people.standing(community, message.sender.id, is_reporter=True))
    amending.amend(step, community, ticket, actor, changes, message.text)
    if picture is not None:
        showing.show(step, community, cards.load(step, ticket.id), picture)
    receipts.react(step, message.chat.id, message.message_id, receipts.SEEN)


def learnt(ticket: Row[Any], reading: Reading, *, overrule: bool) -> dict[str, Any]:
    """Return what a reading adds to a ticket. `overrule`: it corrects what was known, too."""
    changes: dict[str, Any] = {}
    for field in ("unit", "floor", "room", "estate", "landmark", "category"):
        value = getattr(reading, field)
        known = getattr(ticket, field)
        if value and value != known and (overrule or not known):
            changes[field] = value
    if reading.buildings and list(reading.buildings) != ticket.buildings and (overrule or not ticket.buildings):
        changes["buildings"] = list(reading.buildings)
    if reading.urgent and not ticket.urgent:
        changes["urgent"] = True
        changes.setdefault("category", ticket.category)
    return changes


def _amend_latest(step: Step, community: Roster, message: Message, reading: Reading) -> bool:
    latest = _begun(step, message, AMENDS_FOR).report
    if latest is None or State(latest.ticket_state) not in LIVE:
        return False
    join(step, community, latest, message, reading)
    return True


def edit(step: Step, community: Roster, message: Message) -> bool:
    """Re-read an edited message: the ticket follows it, its clocks do not.

    Words that were chatter may become a report.
    """
    where = (_part.c.chat_id == message.chat.id, _part.c.message_id == message.message_id)
    of_report = select(_part.c.text, _part.c.report_id, _report.c.ticket_id).join(
        _report, _report.c.id == _part.c.report_id
    )
    part = step.connection.execute(of_report.where(*where)).first()
    if part is None:
        return take(step, community, message)
    if part.text == message.text:
        return True
    step.connection.execute(update(_part).where(*where).values(text=message.text))
    ticket = cards.load(step, part.ticket_id)
    told = select(_part.c.text).where(_part.c.report_id == part.report_id).order_by(_part.c.id)
    words = "\n".join(filter(None, step.connection.scalars(told)))
    changes = learnt(ticket, read(step, community, message.text, has_photo=True), overrule=True) | {
        "words": words[:4000]
    }
    actor = Actor(message.sender.id, people.standing(community, message.sender.id, is_reporter=True))
    amending.amend(step, community, ticket, actor, changes, part.text)
    return True


def communities_of(step: Step, telegram_id: int) -> tuple[str, ...]:
    """Return the communities somebody has reported to."""
    query = (
        select(Ticket.community_id).join(Report, Report.ticket_id == Ticket.id).where(Report.sender_id == telegram_id)
    )
    return tuple(step.connection.scalars(query.distinct()))
