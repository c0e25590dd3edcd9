"""Rows of the list: tickets, the issue list (问题清单) for a meeting's table, and what happened, event by event.

Room numbers, telephone numbers and the names of those who reported never stand in them. Of restricted kinds, place,
words, pictures and who told of it are for the community itself alone.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from bot.domain.figures.judgement import hours_late
from bot.domain.honours import masked
from bot.domain.lexicon import Lexicon
from bot.domain.ticket import State
from bot.language import Words
from bot.services import events, texts
from bot.services.dossiers import Dossier
from bot.workbook import Cell, Column, Kind

_MOST_NAMES = 3


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: in which language, at what moment, and whether it is one of the community itself alone (`within`)."""

    words: Words
    lexicon: Lexicon
    now: datetime
    within: bool


def ticket_columns(words: Words, *, pictured: bool) -> tuple[Column, ...]:
    """Return the headings of the list of tickets."""
    pictures = (Column(words.say("Before"), Kind.PICTURE, 17), Column(words.say("After"), Kind.PICTURE, 17))
    return (
        Column(words.say("Number"), Kind.NUMBER, 8), Column(words.say("Community"), width=14),
        Column(words.say("Area"), width=14), Column(words.say("State"), width=12), Column(words.say("Kind"), width=18),
        Column(words.say("Severity"), width=9), Column(words.say("Place"), width=26),
        Column(words.say("Words"), Kind.TEXT, 44), Column(words.say("Quantity"), Kind.NUMBER, 9),
        Column(words.say("Voices"), Kind.NUMBER, 9), Column(words.say("Reporter"), width=12),
        Column(words.say("Holder"), width=12), Column(words.say("Reported"), Kind.MOMENT, 17),
        Column(words.say("Answered"), Kind.MOMENT, 17), Column(words.say("Fixed"), Kind.MOMENT, 17),
        Column(words.say("Closed at"), Kind.MOMENT, 17), Column(words.say("Answer by"), Kind.MOMENT, 17),
        Column(words.say("Fix by"), Kind.MOMENT, 17), Column(words.say("Minutes to answer"), Kind.HOURS, 10),
        Column(words.say("Hours to fix"), Kind.HOURS, 10), Column(words.say("Hours late"), Kind.HOURS, 10, bad=True),
        Column(words.say("Result"), width=12), Column(words.say("Confirmed"), width=10),
        Column(words.say("Rating"), Kind.NUMBER, 8), Column(words.say("Times given back"), Kind.NUMBER, 9),
        Column(words.say("Times reopened"), Kind.NUMBER, 9), Column(words.say("Departments"), Kind.TEXT, 24),
        Column(words.say("Suspended until"), Kind.MOMENT, 17), Column(words.say("Reason"), Kind.TEXT, 24),
        *(pictures if pictured else ()),
    )  # fmt: skip


def ticket_row(dossier: Dossier, reader: Reader, pictures: tuple[Path | None, Path | None] | None) -> tuple[Cell, ...]:
    """Return a ticket as a row of the list. `pictures`: thumbnails before and after, None when there is no column."""
    ticket, words, local = dossier.ticket, reader.words, _local(dossier)
    answered, fixed = ticket.acked_at, ticket.resolved_at
    return (
        ticket.number, dossier.community.name, _area(dossier), _state(ticket, words), kind(ticket, reader),
        texts.severity_name(ticket.severity, words), place(dossier, reader), said(dossier, ticket.words, reader),
        ticket.quantity, ticket.voices, _reporters(dossier, reader), holder(dossier), local(ticket.opened_at),
        local(answered), local(fixed), local(ticket.closed_at), local(ticket.ack_due_at), local(ticket.resolve_due_at),
        (answered - ticket.opened_at).total_seconds() / 60 if answered else None,
        (fixed - ticket.opened_at).total_seconds() / 3600 if fixed else None, hours_late(dossier.facts, reader.now),
        texts.result(ticket.result, words) if ticket.result else None, _yes_or_no(ticket.confirmed, words),
        ticket.rating, ticket.returned, ticket.reopened, _whistled(dossier, reader), local(ticket.wake_at),
        said(dossier, ticket.suspended_for or "", reader), *(pictures or ()),
    )  # fmt: skip


def issue_columns(words: Words) -> tuple[Column, ...]:
    """Return the headings of the issue list: numbered, with who, by when and how."""
    return (
        Column(words.say("No."), Kind.NUMBER, 6), Column(words.say("Number"), Kind.NUMBER, 8),
        Column(words.say("Reported"), Kind.MOMENT, 17), Column(words.say("Place"), Kind.WORDS, 22),
        Column(words.say("Problem"), Kind.TEXT, 46), Column(words.say("Who"), Kind.WORDS, 12),
        Column(words.say("By when"), Kind.MOMENT, 17), Column(words.say("How"), Kind.TEXT, 40),
        Column(words.say("State"), Kind.WORDS, 12), Column(words.say("Written off"), Kind.MOMENT, 17),
    )  # fmt: skip


def issue_row(nth: int, dossier: Dossier, reader: Reader) -> tuple[Cell, ...]:
    """Return a ticket as the `nth` line of the issue list."""
    ticket, local = dossier.ticket, _local(dossier)
    words = said(dossier, ticket.words, reader)
    return (
        nth, ticket.number, local(ticket.opened_at), place(dossier, reader),
        _joined(reader, "：", (kind(ticket, reader), words)), holder(dossier),
        local(ticket.resolve_due_at), _how(dossier, reader), _state(ticket, reader.words), local(ticket.closed_at),
    )  # fmt: skip


def event_columns(words: Words) -> tuple[Column, ...]:
    """Return the headings of what happened."""
    return (
        Column(words.say("Number"), Kind.NUMBER, 8), Column(words.say("Community"), width=14),
        Column(words.say("Time"), Kind.MOMENT, 17), Column(words.say("What"), width=20),
        Column(words.say("Who"), width=14), Column(words.say("State before"), width=12),
        Column(words.say("State after"), width=12), Column(words.say("Note"), Kind.TEXT, 50),
    )  # fmt: skip


def event_rows(dossier: Dossier, reader: Reader) -> list[tuple[Cell, ...]]:
    """Return what happened to a ticket, a row an event."""
    words, local = reader.words, _local(dossier)
    return [
        (
            dossier.ticket.number, dossier.community.name, local(event.at), events.event_name(event.kind, words),
            _who(dossier, event, words), _state_name(event.from_state, words), _state_name(event.to_state, words),
            said(dossier, events.readable(event.kind, event.note, words), reader),
        )
        for event in dossier.events
    ]  # fmt: skip


# --------------------------------------------------------------------------- cells


def kind(ticket: Row[Any], reader: Reader) -> str:
    """Return what a ticket's kind is called."""
    return texts.kind(ticket, reader.lexicon, reader.words)


def place(dossier: Dossier, reader: Reader) -> str:
    """Return where it is, without the room; nothing for strangers to what is restricted."""
    if dossier.ticket.restricted and not reader.within:
        return ""
    found = texts.place(dossier.ticket, reader.words, private=False)
    return texts.masked(html.unescape(found), dossier.ticket.room)


def said(dossier: Dossier, text: str, reader: Reader) -> str:
    """Return people's words without room, telephone and identity numbers; nothing where they are not for the reader."""
    if not text or (dossier.ticket.restricted and not reader.within):
        return ""
    return texts.masked(text, dossier.ticket.room)


def holder(dossier: Dossier) -> str:
    """Return who has the ticket."""
    found = dossier.community.person(dossier.ticket.holder_id)
    return found.name if found else ""


def _local(dossier: Dossier) -> Any:
    zone = dossier.community.zone

    def local(moment: datetime | None) -> datetime | None:
        """Return a moment as a spreadsheet wants it: by the clock of the place, without a zone."""
        return moment.astimezone(zone).replace(tzinfo=None, microsecond=0) if moment else None

    return local


def _area(dossier: Dossier) -> str:
    area = dossier.community.areas.get(dossier.ticket.area_id)
    return area.name if area else ""


def _state(ticket: Row[Any], words: Words) -> str:
    if ticket.state == State.VOID.value and (ticket.merged_into is not None or ticket.result == "duplicate"):
        return texts.result("duplicate", words)
    return texts.state_name(ticket.state, words)


@lru_cache(maxsize=64)
def _state_name(value: str | None, words: Words) -> str:
    return texts.state_name(value, words) if value else ""


def _yes_or_no(value: bool | None, words: Words) -> str:
    return "" if value is None else words.say("yes") if value else words.say("no")


def _reporters(dossier: Dossier, reader: Reader) -> str:
    if dossier.ticket.restricted and not reader.within:
        return ""
    names = list({report.sender_id: masked(report.sender_name) for report in dossier.reports}.values())
    return _listed(names)


def _departments(dossier: Dossier) -> str:
    return _listed([slip.department for slip in dossier.slips if slip.state != "withdrawn"])


def _whistled(dossier: Dossier, reader: Reader) -> str:
    """Return which departments were called, each with the moment it came and what it answered."""
    told = []
    for slip in dossier.slips:
        moments = [reader.words.at(moment) for moment in (slip.arrived_at, slip.answered_at) if moment is not None]
        answer = said(dossier, slip.answer or "", reader)
        told.append(" ".join(filter(None, (slip.department, *moments, answer))))
    return _joined(reader, "；", told)


def _listed(names: Sequence[str]) -> str:
    shown = list(dict.fromkeys(names))
    return "、".join(shown[:_MOST_NAMES]) + ("…" if len(shown) > _MOST_NAMES else "")


def _who(dossier: Dossier, event: Row[Any], words: Words) -> str:
    """Return who did it: staff by name, whoever reported by no more than that, nobody where it was the clock."""
    if event.person:
        return str(event.person)
    return words.say("reporter") if event.actor_id or event.kind == "open" else ""


def _how(dossier: Dossier, reader: Reader) -> str:
    """Return what was or is being done: what came of it, whom it waits for, and the latest that staff wrote."""
    ticket, words = dossier.ticket, reader.words
    parts = [texts.result(ticket.result, words)] if ticket.result else []
    if ticket.suspended_for:
        parts.append(said(dossier, ticket.suspended_for, reader))
    if waits := _departments(dossier):
        parts.append(words.say("called: {departments}").replace("{departments}", waits))
    written = next((one.note for one in reversed(dossier.events) if one.person and one.note), "")
    parts.append(said(dossier, written, reader))
    return _joined(reader, "；", parts)


def _joined(reader: Reader, mark: str, parts: Sequence[str]) -> str:
    """Return what there is, each thing once, parted by a mark as the language writes it."""
    spelt = mark if reader.words.language == "zh" else {"：": ": ", "；": "; "}[mark]
    return spelt.join(dict.fromkeys(filter(None, parts)))
