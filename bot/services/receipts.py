"""What the reporter sees: 👀 at once, one line in reply that is edited in place, 👌, 🎉 and the after-photo.

A group is kept quiet: the line changes, no further message is sent until the thing is fixed.
"""

from typing import Any

from sqlalchemy import Row, update

from bot.calls import Button, Buttons, Edit, PhotoRef, React, Say, Style, unpack
from bot.domain.result import Result
from bot.domain.roster import Purpose, Roster
from bot.domain.ticket import LIVE, Action, State
from bot.language import Words
from bot.services import assembly, buttons, cards, duty, lessons, outbox, texts
from bot.services.outbox import About, For, Priority
from bot.services.step import Step
from bot.tables import Post, Posting

SEEN, TAKEN, FIXED, GONE, LOVED = "👀", "👌", "🎉", "🙏", "❤"
MOST_CHOICES = 12


def react(step: Step, chat_id: int, message_id: int, emoji: str) -> None:
    """Queue a reaction on somebody's message."""
    outbox.put(step, React(message_id, emoji), chat_id, For.REACTION, Priority.RECEIPT)


def react_on_first(step: Step, ticket_id: int, emoji: str) -> None:
    """Queue a reaction on the first message of each report that fed a ticket."""
    for row in assembly.reports(step, ticket_id):
        first = assembly.first_message(step, row)
        if first is not None:
            react(step, row.chat_id, first, emoji)


def language_of(people: Roster, chat_id: int) -> str | None:
    """Return the language a chat is spoken to in: the group's, or the person's."""
    if chat_id > 0:
        person = people.by_telegram.get(chat_id)
        return person.language if person else None
    here = [group for group in people.groups if group.telegram_id == chat_id]
    # One group may be there for several things: in that of the riders, their language wins.
    return next((group.language for group in sorted(here, key=lambda one: one.purpose is not Purpose.REPORTS)), None)


def line(step: Step, people: Roster, ticket: Row[Any], words: Words, report: assembly.Told | None) -> str:
    """Return the receipt: number, what we understood, who owns it, the promised time; and the question that is open."""
    number = f"<b>#{ticket.number}</b>"
    if report is not None and report.merged:
        # The how-many-th person says more than "duplicate": what one has seen was worth telling.
        number = words.say("Joined to {number} (told by {count} people)").format(number=number, count=report.voice)
    parts = [number]
    if not ticket.restricted:
        where = texts.place(ticket, words, private=False)
        parts.append(
            " ".join(filter(None, (texts.kind(ticket, step.rules.lexicon, words) if ticket.category else "", where)))
        )
    owner = _owner(step, people, ticket, words)
    top = " · ".join(filter(None, (*parts, owner, texts.clock(ticket, words, step.now))))
    asked = question(people, ticket, words)
    strange = _strange_place(people, ticket, words)
    return "\n".join(filter(None, (top, cards.hotline(step, ticket, words, grave=True), strange, asked)))


def _strange_place(people: Roster, ticket: Row[Any], words: Words) -> str:
    if ticket.latitude is None or not people.outside(ticket.latitude, ticket.longitude):
        return ""
    return words.say("⚠️ The pin lies outside {community}; please check the place.").format(
        community=texts.name(people.name)
    )


def _owner(step: Step, people: Roster, ticket: Row[Any], words: Words) -> str:
    if ticket.state != State.OPEN.value:
        holder = people.person(ticket.holder_id)
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
    if _estates(people, ticket):
        return words.say("In which estate? Press one, or reply to this line with its name.")
    if ticket.category is None:
        return words.say("What is wrong? Press one, or say it in reply to this line.")
    return ""


def _estates(people: Roster, ticket: Row[Any]) -> tuple[str, ...]:
    """Return the estates it may be in: each has a building of that number, and which one is meant is not known."""
    if ticket.estate or people.estate_of(ticket.area_id):
        return ()
    found = people.estates_with(ticket.buildings)
    return found if len(found) > 1 else ()


def choices(step: Step, people: Roster, ticket: Row[Any], words: Words, report: assembly.Told | None) -> Buttons:
    """Return the buttons under a receipt: those that answer the open question, and those that undo a wrong guess."""
    return (*_answers(step, people, ticket, words), *_second_thoughts(step, ticket, words, report))


def _second_thoughts(step: Step, ticket: Row[Any], words: Words, report: assembly.Told | None) -> Buttons:
    """Return what takes a report back or apart again, as long as nobody has finished with it."""
    if report is None or State(ticket.state) not in LIVE:
        return ()
    drawn = []
    if report.merged:
        drawn.append(Button(words.say("Not the same"), buttons.data("apart", ticket, str(report.id))))
    elif report.last_part is not None:
        which = f"{report.id}.{report.last_part}"
        drawn.append(Button(words.say("Something else"), buttons.data("split", ticket, which)))
    if step.now - report.opened_at < step.rules.undo_within and (report.merged or ticket.state == State.OPEN.value):
        drawn.append(Button(words.say("Not a report"), buttons.data("undo", ticket, str(report.id))))
    return (tuple(drawn),) if drawn else ()


def _answers(step: Step, people: Roster, ticket: Row[Any], words: Words) -> Buttons:
    if not question(people, ticket, words):
        return ()
    if not (ticket.buildings or ticket.landmark or ticket.latitude is not None or ticket.estate):
        likely = lessons.of(step, people.community_id).likely_buildings(ticket.words, people.places)
        known = tuple(dict.fromkeys((*likely, *people.all_buildings())))[:MOST_CHOICES]
        drawn = [buttons.building(ticket, words, building) for building in known]
        return buttons.rows(drawn, 4)
    if estates := _estates(people, ticket):
        return buttons.rows([buttons.estate(ticket, people, one) for one in estates[:MOST_CHOICES]], 2)
    common = [c for c in step.rules.lexicon.categories.values() if c.id in COMMON]
    drawn = [Button(category.name(words.language), buttons.data("kind", ticket, category.id)) for category in common]
    return buttons.rows(drawn, 2)


COMMON = frozenset({
    "flying_wire_charging", "ebike_indoors", "fire_lane_blocked", "corridor_clutter", "water_leak", "sewage_overflow",
    "garbage_pileup", "streetlight_fault", "elevator_fault", "manhole_missing", "illegal_parking", "other",
})  # fmt: skip


def send(
    step: Step,
    people: Roster,
    ticket: Row[Any],
    chat_id: int,
    message_id: int,
    report_id: int,
    report: assembly.Told | None = None,
) -> None:
    """Queue the reaction and the receipt line for a new report; `report` when it is not the ticket's first and only."""
    words = cards.words_for(people, language_of(people, chat_id))
    report = report or assembly.Told(report_id, merged=False, opened_at=step.now, voice=1, last_part=None)
    top, drawn = line(step, people, ticket, words, report), choices(step, people, ticket, words, report)
    said = Say(top, drawn, None, message_id, quiet=True)
    about = About(ticket.id, ticket.version, report_id=report_id)
    react(step, chat_id, message_id, SEEN)
    outbox.put(step, said, chat_id, For.RECEIPT, Priority.RECEIPT, language=words.language, about=about)


def refresh(step: Step, people: Roster, ticket: Row[Any], known: cards.Messages | None = None) -> None:
    """Show every receipt line of a ticket as it stands now."""
    about = About(ticket.id, ticket.version)
    posts, waiting = cards.messages_for(step, ticket.id, For.RECEIPT, known)
    found = assembly.told(step, ticket.id) if posts or waiting else {}
    for post in posts:
        words, report = cards.words_for(people, post.language), found.get(post.report_id or 0)
        drawn = choices(step, people, ticket, words, report)
        edit = Edit(post.message_id, line(step, people, ticket, words, report), drawn)
        outbox.put_edit(step, edit, post.chat_id, language=words.language, about=about)
    for row in waiting:
        call = unpack(row.kind, row.payload)
        if isinstance(call, Say):
            words, report = cards.words_for(people, row.language), found.get(row.report_id or 0)
            drawn = choices(step, people, ticket, words, report)
            said = Say(line(step, people, ticket, words, report), drawn, None, call.reply_to, call.quiet)
            outbox.reword(step, row.id, said, ticket.version)


def follow(step: Step, ticket_id: int, into: int) -> None:
    """Let every receipt of a ticket, sent or not, speak of another one from now on."""
    for table in (Post.__table__, Posting.__table__):
        step.connection.execute(
            update(table)
            .where(table.c.ticket_id == ticket_id, table.c.purpose == For.RECEIPT.value)
            .values(ticket_id=into)
        )


def result(step: Step, people: Roster, ticket: Row[Any], photo: PhotoRef | None) -> None:
    """Tell each reporter that it is fixed, with the after-photo and a way to say that it is not."""
    for row in assembly.reports(step, ticket.id):
        words = cards.words_for(people, language_of(people, row.chat_id))
        holder = people.person(ticket.holder_id)
        said = _verdict(ticket, words).format(number=ticket.number, name=texts.name(holder.name if holder else ""))
        fixed = ticket.result in (None, Result.FIXED.value)
        if fixed and step.rules.ask_rating:
            asked = words.say("How many points from 1 to 10? Just reply with the number.")
            said = f"{said}\n{asked}"
        drawn = (
            (
                Button(
                    words.say("Yes, fixed") if fixed else words.say("All right"),
                    buttons.data(Action.CONFIRM, ticket),
                    Style.SUCCESS,
                ),
                Button(words.say("Not fixed"), buttons.data(Action.REOPEN, ticket), Style.DANGER),
            ),
        )
        outbox.put(
            step, Say(said, drawn, photo, assembly.first_message(step, row)), row.chat_id, For.RESULT, Priority.RECEIPT,
            language=words.language, about=About(ticket.id, ticket.version, (State.RESOLVED.value, State.CLOSED.value)),
        )  # fmt: skip


def _verdict(ticket: Row[Any], words: Words) -> str:
    return {
        Result.PARTLY.value: words.say("🔧 #{number}: {name} says it is partly fixed. Is that so?"),
        Result.CANNOT.value: words.say("#{number}: {name} says it cannot be fixed. Do you agree?"),
        Result.NOT_OURS.value: words.say("#{number}: {name} says it is not the community's to fix. Do you agree?"),
    }.get(ticket.result or "", words.say("🎉 #{number}: {name} says it is fixed. Is it?"))


def settle(step: Step, people: Roster, ticket: Row[Any], outcome: str) -> None:
    """Take the buttons off the result messages once the reporter has answered, and say the outcome there."""
    for post in cards.posted(step, ticket.id, For.RESULT):
        words = cards.words_for(people, post.language)
        said = {
            "confirmed": words.say("✅ #{number} is fixed and confirmed. Thank you.")
            if ticket.result in (None, Result.FIXED.value)
            else words.say("✅ #{number} is closed, confirmed. Thank you."),
            "reopened": words.say("↩️ #{number} was reopened; {name} has been told."),
            "silent": words.say("✅ #{number} is closed; nobody said it is not fixed."),
            "disproved": words.say("↩️ #{number}: the picture shows no repair; {name} is to look again."),
        }[outcome]
        holder = people.person(ticket.holder_id)
        body = said.format(number=ticket.number, name=texts.name(holder.name if holder else ""))
        edit = Edit(post.message_id, body, (), post.caption)
        outbox.put_edit(step, edit, post.chat_id, language=words.language, about=About(ticket.id, ticket.version))
