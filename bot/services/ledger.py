"""The ledger (台账): tickets listed and shown, and their deadlines computed anew on order.

Reads for operators; the one thing it changes is deadlines, and only when it is told to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, update

from bot.database import Connection
from bot.domain.deadline import Deadlines, deadlines
from bot.domain.lexicon import Severity
from bot.domain.ticket import LIVE, RUNNING, State
from bot.services import people
from bot.services.step import Step
from bot.tables import Event, Person, Ticket

_ticket = Ticket.__table__


def find(
    connection: Connection, community: str | None = None, states: tuple[str, ...] = (), most: int | None = None
) -> Iterator[Row[Any]]:
    """Yield tickets, the newest first, a few at a time."""
    query = select(_ticket).order_by(_ticket.c.opened_at.desc(), _ticket.c.id.desc())
    if community:
        query = query.where(_ticket.c.community_id == community)
    if states:
        query = query.where(_ticket.c.state.in_(states))
    yield from connection.execute(query.limit(most).execution_options(yield_per=500))


def numbered(connection: Connection, number: int, community: str | None = None) -> list[Row[Any]]:
    """Return the tickets of that number: one a community."""
    query = select(_ticket).where(_ticket.c.number == number)
    return list(connection.execute(query.where(_ticket.c.community_id == community) if community else query).all())


def history(connection: Connection, ticket_id: int) -> list[Row[Any]]:
    """Return a ticket's events, the first one first, with the name of who did it."""
    query = (
        select(Event.__table__, Person.name.label("person"))
        .outerjoin(Person, Person.id == Event.person_id)
        .where(Event.ticket_id == ticket_id)
        .order_by(Event.id)
    )
    return list(connection.execute(query).all())


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A live ticket whose deadlines differ under the present policy."""

    ticket: Row[Any]
    due: Deadlines


def recompute(step: Step, *, change: bool) -> list[Recomputed]:
    """Return live tickets whose deadlines the present policy would set otherwise; set them when told to `change`."""
    rules = step.rules
    found = []
    for ticket in step.connection.execute(
        select(_ticket).where(_ticket.c.state.in_([state.value for state in LIVE])).order_by(_ticket.c.id)
    ).all():
        zone = people.roster(step, ticket.community_id).zone
        category = rules.lexicon.category(ticket.category) if ticket.category else None
        severity = Severity(ticket.severity)
        due = deadlines(category, severity, ticket.opened_at, rules.policy, rules.calendar, zone)
        every = int(rules.policy.every.total_seconds())
        same = (due.ack_due_at, due.resolve_due_at, every) == (
            ticket.ack_due_at, ticket.resolve_due_at, ticket.step_seconds,
        )  # fmt: skip
        if same:
            continue
        found.append(Recomputed(ticket, due))
        if change:
            running = due.ack_due_at if ticket.state == "open" else due.resolve_due_at
            stands = State(ticket.state) not in RUNNING
            step.connection.execute(
                update(_ticket)
                .where(_ticket.c.id == ticket.id)
                .values(
                    ack_due_at=due.ack_due_at,
                    resolve_due_at=due.resolve_due_at,
                    step_seconds=every,
                    warn_at=rules.policy.warn_at,
                    due_at=running if ticket.rung == 0 and not stands else ticket.due_at,
                )
            )
            values = {"ticket_id": ticket.id, "at": step.now, "kind": "recompute", "note": ""}
            step.connection.execute(Event.__table__.insert(), values)
    return found
