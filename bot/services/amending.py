"""What is known of a ticket, corrected or completed: its kind, its place, its words. No correction moves a deadline.

The one exception is a kind that was not known at all: then the deadlines are set by it, counted from the report.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, update

from bot.domain import ladder
from bot.domain.deadline import deadlines, severity_of
from bot.domain.lexicon import Category, Severity
from bot.domain.reading import Reading
from bot.domain.roster import Roster
from bot.domain.sameness import spot
from bot.domain.ticket import LIVE, State
from bot.messages import Pin
from bot.services import assembly, cards, course, photos, receipts, showing, tickets
from bot.services.step import Step
from bot.services.tickets import Actor
from bot.tables import Ticket

_ticket = Ticket.__table__


def amend(
    step: Step, people: Roster, ticket: Row[Any], actor: Actor | None, changes: Mapping[str, Any], note: str
) -> None:
    """Correct what is known of a ticket: kind, place, words. The clocks are not touched; a new area gets its card."""
    if not changes:
        return
    moved = dict(changes)
    buildings = tuple(changes.get("buildings", ticket.buildings))
    if {"buildings", "estate", "latitude"} & changes.keys():
        latitude, longitude = (changes.get(name, getattr(ticket, name)) for name in ("latitude", "longitude"))
        pin = Pin(latitude, longitude) if latitude is not None else None
        moved["area_id"] = tickets.whose(people, buildings, changes.get("estate", ticket.estate), pin).id
    if {"buildings", "landmark"} & changes.keys():
        moved["spot"] = spot(buildings, changes.get("landmark", ticket.landmark))
    if changes.get("category"):
        category = step.rules.lexicon.category(changes["category"])
        severity = severity_of(category, urgent=changes.get("urgent", ticket.urgent))
        moved = {"severity": severity.value, "restricted": tickets.is_restricted(category.id, severity)} | moved
        if ticket.category is None:
            moved |= _first_deadlines(step, people, ticket, category, severity)
    step.connection.execute(
        update(_ticket).where(_ticket.c.id == ticket.id).values(version=_ticket.c.version + 1, **moved)
    )
    state = State(ticket.state)
    tickets.record(step, ticket.id, "amend", actor, state, state, note)
    after = cards.load(step, ticket.id)
    cards.refresh(step, people, after)
    receipts.refresh(step, people, after)
    if after.area_id != ticket.area_id and state is State.OPEN and state in LIVE:
        tickets.dispatch(step, people, after, photos.first(step, after.id))
        for part in assembly.recordings(step, after.id):
            showing.play(step, after, part.chat_id, part.message_id, part.text)


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
    alike = reading.category in (None, changes.get("category", ticket.category))
    if alike and reading.quantity > 1 and reading.quantity != ticket.quantity and (overrule or ticket.quantity == 1):
        changes["quantity"] = reading.quantity
    if reading.urgent and not ticket.urgent:
        changes["urgent"] = True
        changes.setdefault("category", ticket.category)
    return changes


def _first_deadlines(
    step: Step, people: Roster, ticket: Row[Any], category: Category, severity: Severity
) -> dict[str, Any]:
    """Return the deadlines of a ticket whose kind is known only now, as in photo first, words after.

    They count from the report like any; a kind that is corrected later moves no deadline.
    """
    rules = step.rules
    due = deadlines(category, severity, ticket.opened_at, rules.policy, rules.calendar, people.zone)
    moved: dict[str, Any] = {"ack_due_at": due.ack_due_at, "resolve_due_at": due.resolve_due_at}
    if ticket.rung == 0 and ticket.due_at is not None and ticket.state in (State.OPEN.value, State.CLAIMED.value):
        watch = replace(course.watch_of(ticket), ack_due_at=due.ack_due_at, resolve_due_at=due.resolve_due_at)
        opened = ticket.state == State.OPEN.value
        moved["due_at"] = min(ticket.due_at, due.ack_due_at) if opened else ladder.look_after_claim(watch, step.now)
    return moved
