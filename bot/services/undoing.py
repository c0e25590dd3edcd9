"""What was joined wrongly comes apart with one tap, and what was nothing is taken back.

    take back   一份 "不是上报" within ten minutes: a ticket with one voice is void, one with several loses a voice
    set apart   a report that was merged into another's ticket gets one of its own
    split off   a message that was joined to a report becomes a report of its own

Clocks always count from the report, however late it is set apart.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from bot.domain.roster import Roster
from bot.domain.ticket import LIVE, Action, Refusal, State
from bot.messages import Pin
from bot.services import amending, assembly, cards, lessons, opening, photos, prints, receipts, showing, tickets
from bot.services.step import Step
from bot.services.tickets import Actor
from bot.tables import Part, Photo, Post, Posting, Report, Ticket

_report = Report.__table__
_part = Part.__table__
_ticket = Ticket.__table__
_photo = Photo.__table__


def may_undo(report: Row[Any], actor: Actor) -> bool:
    """Tell whether somebody may take apart what belongs to a report: its sender, and staff."""
    return actor.telegram_id == report.sender_id or actor.standing.is_staff


def take_back(step: Step, community: Roster, report: Row[Any], actor: Actor, note: str) -> Refusal | None:
    """Take a report back. Return why not, None when it was done."""
    ticket = cards.load(step, report.ticket_id)
    state = State(ticket.state)
    if state not in LIVE:
        return Refusal.OVER
    if step.now - report.opened_at > step.rules.undo_within and not actor.standing.is_staff:
        return Refusal.TOO_LATE
    if all(other.id == report.id for other in assembly.reports(step, ticket.id)):
        # When staff take it back, it was the bot that took chatter for a report.
        decision = tickets.act(step, community, ticket, Action.VOID, actor, note, blameless=True)
        return decision if isinstance(decision, Refusal) else None
    step.connection.execute(update(_report).where(_report.c.id == report.id).values(withdrawn_at=step.now))
    tickets.record(step, ticket.id, "withdraw", actor, state, state, note)
    amending.amend(step, community, ticket, actor, opening.recount(step, ticket), note)
    return None


def set_apart(step: Step, community: Roster, report: Row[Any], actor: Actor) -> Row[Any] | None:
    """Give a merged report a ticket of its own. Return it, None when there was nothing to set apart."""
    before = cards.load(step, report.ticket_id)
    if not report.merged or State(before.state) not in LIVE:
        return None
    told = assembly.parts(step, report.id)
    ticket = _own_ticket(step, community, told, report.opened_at, before.category)
    step.connection.execute(update(_report).where(_report.c.id == report.id).values(ticket_id=ticket.id, merged=False))
    for table in (Post.__table__, Posting.__table__):
        step.connection.execute(update(table).where(table.c.report_id == report.id).values(ticket_id=ticket.id))
    _move(step, told, before, ticket)
    _note(step, before, ticket, actor)
    amending.amend(step, community, before, actor, opening.recount(step, before), f"#{ticket.number}")
    opening.announce(step, community, ticket, photos.first(step, ticket.id))
    after = cards.load(step, ticket.id)
    receipts.refresh(step, community, after)
    return after


def split_off(step: Step, community: Roster, report: Row[Any], part_id: int, actor: Actor) -> Row[Any] | None:
    """Make a message that was joined to a report a report of its own. Return its ticket, None when it cannot be."""
    before = cards.load(step, report.ticket_id)
    told = assembly.parts(step, report.id)
    chosen = next((part for part in told if part.id == part_id), None)
    if chosen is None or State(before.state) not in LIVE:
        return None
    # An album is one thing that was sent.
    leaving = [part for part in told if part.id == part_id or (chosen.album and part.album == chosen.album)]
    staying = [part for part in told if part not in leaving]
    if not staying or told[0] in leaving:
        return None
    ticket = _own_ticket(step, community, leaving, leaving[0].sent_at, None)
    values = {
        "ticket_id": ticket.id, "chat_id": report.chat_id, "sender_id": report.sender_id,
        "sender_name": report.sender_name, "opened_at": leaving[0].sent_at, "last_part_at": leaving[0].sent_at,
        "merged": False,
    }  # fmt: skip
    own = step.connection.execute(insert(_report).returning(_report.c.id), values).scalar_one()
    moved = [part.id for part in leaving]
    step.connection.execute(update(_part).where(_part.c.id.in_(moved)).values(report_id=own))
    _move(step, leaving, before, ticket)
    _note(step, before, ticket, actor)
    amending.amend(step, community, before, actor, _without(step, community, before, leaving, staying), "")
    opening.announce(step, community, ticket, photos.first(step, ticket.id))
    for part in assembly.recordings(step, ticket.id):
        showing.play(step, ticket, part.chat_id, part.message_id, part.text)
    receipts.send(step, community, ticket, report.chat_id, leaving[0].message_id, own)
    return cards.load(step, ticket.id)


def _own_ticket(step: Step, community: Roster, told: Sequence[Row[Any]], since: datetime, kind: str | None) -> Row[Any]:
    """Open a ticket from the parts of a report; of several troubles they tell of, it is the one of that `kind`."""
    pin = next((Pin(part.latitude, part.longitude) for part in told if part.latitude is not None), None)
    texts = [part.text for part in told]
    said = assembly.words(texts)
    told_of = lessons.read(step, community, "\n".join(texts), has_photo=True)
    reading = opening.trouble_of_kind(told_of, kind)
    resident = assembly.resident(texts)
    return tickets.open_ticket(step, community, reading, said, pin, since=since, resident=resident)


def _without(
    step: Step, community: Roster, ticket: Row[Any], leaving: Sequence[Row[Any]], staying: Sequence[Row[Any]]
) -> dict[str, Any]:
    """Return what a ticket knows once some words have left: what only they had told is forgotten."""
    texts = [[part.text for part in told] for told in (leaving, staying)]
    gone, kept = (lessons.read(step, community, assembly.words(said), has_photo=True) for said in texts)
    changes: dict[str, Any] = {"words": assembly.words(texts[1])}
    if any(part.latitude is not None and part.latitude == ticket.latitude for part in leaving):
        left = next((part for part in reversed(staying) if part.latitude is not None), None)
        changes |= {"latitude": left.latitude if left else None, "longitude": left.longitude if left else None}
    for field in ("unit", "floor", "room", "estate", "landmark", "category"):
        told = getattr(gone, field)
        if told and told == getattr(ticket, field) != getattr(kept, field):
            changes[field] = getattr(kept, field)
    if gone.buildings and list(gone.buildings) == ticket.buildings:
        changes["buildings"] = list(kept.buildings)
    return changes


def _move(step: Step, told: Sequence[Row[Any]], before: Row[Any], ticket: Row[Any]) -> None:
    """Let the pictures of some parts go with them."""
    messages = [part.message_id for part in told]
    step.connection.execute(
        update(_photo)
        .where(
            _photo.c.ticket_id == before.id,
            _photo.c.chat_id == told[0].chat_id,
            _photo.c.message_id.in_(messages),
        )
        .values(ticket_id=ticket.id)
    )
    prints.order(step, before.id)
    prints.order(step, ticket.id)


def _note(step: Step, before: Row[Any], ticket: Row[Any], actor: Actor) -> None:
    state = State(before.state)
    tickets.record(step, before.id, "split", actor, state, state, f"#{ticket.number}")
    tickets.record(step, ticket.id, "split", actor, None, State.OPEN, f"#{before.number}")


def report_of(step: Step, report_id: int) -> Row[Any] | None:
    """Return a report's row, None when there is none."""
    return step.connection.execute(select(_report).where(_report.c.id == report_id)).one_or_none()
