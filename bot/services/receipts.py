"""What the reporter sees: 👀 at once, one line in reply that is edited in place, 👌, 🎉 and the after-photo.

A group is kept quiet: the line changes, no further message is sent until the thing is fixed.
"""

from typing import Any

from sqlalchemy import Row, select

from bot.calls import Button, Buttons, Edit, PhotoRef, React, Say, Style, unpack
from bot.domain.roster import Purpose, Roster
from bot.domain.ticket import Action, State
from bot.language import Words
from bot.services import cards, duty, outbox, texts
from bot.services.outbox import About, For, Priority
from bot.services.step import Step
from bot.tables import Part, Post, Report

SEEN, TAKEN, FIXED, GONE = "👀", "👌", "🎉", "🙏"
MOST_CHOICES = 12


def react(step: Step, chat_id: int, message_id: int, emoji: str) -> None:
    """Queue a reaction on somebody's message."""
    outbox.put(step, React(message_id, emoji), chat_id, For.REACTION, Priority.RECEIPT)


def react_on_first(step: Step, ticket_id: int, emoji: str) -> None:
    """Queue a reaction on the first message of each report that fed a ticket."""
    for row in reports(step, ticket_id):
        first = first_message(step, row)
        if first is not None:
            react(step, row.chat_id, first, emoji)


def reports(step: Step, ticket_id: int) -> list[Row[Any]]:
    """Return the reports of a ticket, the first one first."""
    return list(
        step.connection.execute(select(Report.__table__).where(Report.ticket_id == ticket_id).order_by(Report.id)).all()
    )


def first_message(step: Step, report: Row[Any]) -> int | None:
    """Return the message a report began with, in its present chat; ids of a group's old life mean nothing there."""
    parts = select(Part.message_id).where(Part.report_id == report.id, Part.chat_id == report.chat_id)
    first: int | None = step.connection.scalar(parts.order_by(Part.message_id).limit(1))
    return first


def language_of(people: Roster, chat_id: int) -> str | None:
    """Return the language a chat is spoken to in: the group's, or the person's."""
    if chat_id > 0:
        person = people.by_telegram.get(chat_id)
        return person.language if person else None
    return next((g.language for g in people.groups if g.telegram_id == chat_id and g.purpose is Purpose.REPORTS), None)


def line(step: Step, people: Roster, ticket: Row[Any], words: Words) -> str:
    """Return the receipt: number, what we understood, who owns it, the promised time; and the question that is open."""
    parts = [f"<b>#{ticket.number}</b>"]
    if not ticket.restricted:
        where = texts.place(ticket, words, private=False)
        parts.append(
            " ".join(filter(None, (texts.kind(ticket, step.rules.lexicon, words) if ticket.category else "", where)))
        )
    owner = _owner(step, people, ticket, words)
    top = " · ".join(filter(None, (*parts, owner, texts.clock(ticket, words, step.now))))
    asked = question(people, ticket, words)
    return f"{top}\n{asked}" if asked else top


def _owner(step: Step, people: Roster, ticket: Row[Any], words: Words) -> str:
    if ticket.state != State.OPEN.value:
        holder = people.people.get(ticket.holder_id) if ticket.holder_id else None
        return texts.state(ticket, holder.name if holder else None, words)
    told = duty.first_rung(people, ticket.area_id, step.now, step.rules.calendar).reachable
    if not told:
        return words.say("passed on to those above")
    return words.say("told {names}").format(names=texts.persons(told, words))


def question(people: Roster, ticket: Row[Any], words: Words) -> str:
    """Return the one question that is open, empty when nothing is missing."""
    if ticket.state not in (State.OPEN.value, State.CLAIMED.value) or ticket.restricted:
        return ""
    placed = ticket.buildings or ticket.landmark or ticket.latitude is not None or ticket.estate
    if not placed:
        return words.say("Which building? Press one, or reply to this line, e.g. “building 5, unit 2”.")
    if ticket.category is None:
        return words.say("What is wrong? Press one, or say it in reply to this line.")
    return ""


def choices(step: Step, people: Roster, ticket: Row[Any], words: Words) -> Buttons:
    """Return the buttons that answer the open question."""
    if not question(people, ticket, words):
        return ()
    if not (ticket.buildings or ticket.landmark or ticket.latitude is not None or ticket.estate):
        known = people.all_buildings()[:MOST_CHOICES]
        drawn = [
            Button(f"{b}号楼" if words.language == "zh" else f"Bldg {b}", cards.data("place", ticket, b)[:64])
            for b in known
        ]
        return tuple(tuple(drawn[i : i + 4]) for i in range(0, len(drawn), 4))
    common = [c for c in step.rules.lexicon.categories.values() if c.id in COMMON]
    drawn = [Button(category.name(words.language), cards.data("kind", ticket, category.id)) for category in common]
    return tuple(tuple(drawn[i : i + 2]) for i in range(0, len(drawn), 2))


COMMON = frozenset({
    "flying_wire_charging", "ebike_indoors", "fire_lane_blocked", "corridor_clutter", "water_leak", "sewage_overflow",
    "garbage_pileup", "streetlight_fault", "elevator_fault", "manhole_missing", "illegal_parking", "other",
})  # fmt: skip


def send(step: Step, people: Roster, ticket: Row[Any], chat_id: int, message_id: int) -> None:
    """Queue the reaction and the receipt line for a new report."""
    words = cards.words_for(people, language_of(people, chat_id))
    said = Say(line(step, people, ticket, words), choices(step, people, ticket, words), None, message_id, quiet=True)
    about = About(ticket.id, ticket.version)
    seen = outbox.posting(step, React(message_id, SEEN), chat_id, For.REACTION, Priority.RECEIPT)
    receipt = outbox.posting(step, said, chat_id, For.RECEIPT, Priority.RECEIPT, language=words.language, about=about)
    outbox.put_all(step, [seen, receipt])


def refresh(step: Step, people: Roster, ticket: Row[Any]) -> None:
    """Show every receipt line of a ticket as it stands now."""
    about = About(ticket.id, ticket.version)
    posts = step.connection.execute(
        select(Post.__table__).where(Post.ticket_id == ticket.id, Post.purpose == For.RECEIPT.value)
    ).all()
    for post in posts:
        words = cards.words_for(people, post.language)
        edit = Edit(post.message_id, line(step, people, ticket, words), choices(step, people, ticket, words))
        outbox.put_edit(step, edit, post.chat_id, language=words.language, about=about)
    for row in outbox.unsent(step, ticket.id, For.RECEIPT):
        call = unpack(row.kind, row.payload)
        if isinstance(call, Say):
            words = cards.words_for(people, row.language)
            drawn = choices(step, people, ticket, words)
            said = Say(line(step, people, ticket, words), drawn, None, call.reply_to, call.quiet)
            outbox.reword(step, row.id, said, ticket.version)


def result(step: Step, people: Roster, ticket: Row[Any], photo: PhotoRef | None) -> None:
    """Tell each reporter that it is fixed, with the after-photo and a way to say that it is not."""
    for row in reports(step, ticket.id):
        words = cards.words_for(people, language_of(people, row.chat_id))
        holder = people.people.get(ticket.holder_id) if ticket.holder_id else None
        said = words.say("🎉 #{number}: {name} says it is fixed. Is it?").format(
            number=ticket.number, name=texts.name(holder.name if holder else "")
        )
        drawn = (
            (
                Button(words.say("Yes, fixed"), cards.data(Action.CONFIRM, ticket), Style.SUCCESS),
                Button(words.say("Not fixed"), cards.data(Action.REOPEN, ticket), Style.DANGER),
            ),
        )
        outbox.put(
            step, Say(said, drawn, photo, first_message(step, row)), row.chat_id, For.RESULT, Priority.RECEIPT,
            language=words.language, about=About(ticket.id, ticket.version, (State.RESOLVED.value, State.CLOSED.value)),
        )  # fmt: skip


def settle(step: Step, people: Roster, ticket: Row[Any], outcome: str) -> None:
    """Take the buttons off the result messages once the reporter has answered, and say the outcome there."""
    posts = step.connection.execute(
        select(Post.__table__).where(Post.ticket_id == ticket.id, Post.purpose == For.RESULT.value)
    ).all()
    for post in posts:
        words = cards.words_for(people, post.language)
        said = {
            "confirmed": words.say("✅ #{number} is fixed and confirmed. Thank you."),
            "reopened": words.say("↩️ #{number} was reopened; {name} has been told."),
            "silent": words.say("✅ #{number} is closed; nobody said it is not fixed."),
        }[outcome]
        holder = people.people.get(ticket.holder_id) if ticket.holder_id else None
        body = said.format(number=ticket.number, name=texts.name(holder.name if holder else ""))
        edit = Edit(post.message_id, body, (), post.caption)
        outbox.put_edit(step, edit, post.chat_id, language=words.language, about=About(ticket.id, ticket.version))
