"""The ledger (台账): tickets listed and shown, written to a spreadsheet, and their deadlines computed anew on order.

Reads for operators; the one thing it changes is deadlines, and only when it is told to.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, select, update

from bot.database import Connection
from bot.domain.deadline import Deadlines, deadlines
from bot.domain.lexicon import Severity
from bot.domain.ticket import LIVE, RUNNING, State
from bot.language import Words
from bot.services import cards, people, slips, texts
from bot.services.step import Step
from bot.tables import Event, Person, Ticket

_ticket = Ticket.__table__
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


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


def plain(value: object) -> str:
    """Return text that no spreadsheet takes for a formula."""
    said = "" if value is None else str(value)
    return f"'{said}" if said.lstrip().startswith(_FORMULA) or said.startswith(_FORMULA) else said


def columns(words: Words) -> tuple[str, ...]:
    """Return the headings of an exported table."""
    return (
        words.say("Number"), words.say("Community"), words.say("State"), words.say("Kind"), words.say("Severity"),
        words.say("Place"), words.say("Words"), words.say("Holder"), words.say("Reported"), words.say("Answered"),
        words.say("Fixed"), words.say("Closed at"), words.say("Answer by"), words.say("Fix by"),
        words.say("Times given back"),
        words.say("Times reopened"), words.say("Result"), words.say("Whistled for"),
    )  # fmt: skip


def cells(step: Step, ticket: Row[Any]) -> tuple[str | int | datetime | None, ...]:
    """Return a ticket as a row of an exported table; moments are local and without zone, as spreadsheets want them."""
    community = people.roster(step, ticket.community_id)
    words = cards.words_for(community, None)
    holder = community.people.get(ticket.holder_id) if ticket.holder_id else None

    def local(moment: datetime | None) -> datetime | None:
        return moment.astimezone(community.zone).replace(tzinfo=None, microsecond=0) if moment else None

    return (
        ticket.number, plain(community.name), texts.state_name(ticket.state, words),
        texts.kind(ticket, step.rules.lexicon, words), texts.severity_name(ticket.severity, words),
        plain(texts.place(ticket, words, private=True)), plain(ticket.words), plain(holder.name if holder else ""),
        local(ticket.opened_at), local(ticket.acked_at), local(ticket.resolved_at), local(ticket.closed_at),
        local(ticket.ack_due_at), local(ticket.resolve_due_at), ticket.returned, ticket.reopened,
        texts.result(ticket.result, words) if ticket.result else "", plain(_whistled(step, ticket, words)),
    )  # fmt: skip


def _whistled(step: Step, ticket: Row[Any], words: Words) -> str:
    """Return which departments were called, each with the moment it came and what it answered; plain text."""
    told = []
    for slip in slips.of_ticket(step, ticket.id):
        moments = [words.at(moment) for moment in (slip.arrived_at, slip.answered_at) if moment is not None]
        told.append(" ".join(filter(None, (slip.department, *moments, slip.answer))))
    return "; ".join(told)


def export(step: Step, path: Path, words: Words, community: str | None = None) -> int:
    """Write tickets to an xlsx file in bounded memory: real dates, a frozen header, filters. Return how many."""
    import xlsxwriter

    heads = columns(words)
    book = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    try:
        sheet = book.add_worksheet(words.say("Tickets"))
        bold, moment = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.freeze_panes(1, 1)
        sheet.set_column(5, 6, 32)
        sheet.set_column(8, 13, 17)
        sheet.write_row(0, 0, heads, bold)
        written = 0
        for written, ticket in enumerate(find(step.connection, community), start=1):
            for column, value in enumerate(cells(step, ticket)):
                if isinstance(value, datetime):
                    sheet.write_datetime(written, column, value, moment)
                elif isinstance(value, int):
                    sheet.write_number(written, column, value)
                else:
                    sheet.write_string(written, column, value or "")
        sheet.autofilter(0, 0, written, len(heads) - 1)
    finally:
        book.close()
    return written


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
