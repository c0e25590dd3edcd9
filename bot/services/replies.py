"""Replies in plain words: whatever a button does, words do too, and they never expire.

    staff      收到 · 马上到 · 已处理+photo · 不归我管 · 转给李师傅 · 误报 · 没修好 · 哪个单元?
    reporter   more words, photos, a pin · 好了 · 没修好 · 误报
    others     are told, kindly, that this is not theirs

A reply is bound to its ticket by the message it answers, never by its text.
"""

import re
from typing import Any

from sqlalchemy import Row, select

from bot.calls import Say
from bot.domain.reply import Intent, says_yes
from bot.domain.roster import Roster
from bot.domain.ticket import LIVE, Action, Refusal, State
from bot.messages import Message
from bot.services import (
    assembly,
    cards,
    handing,
    handiwork,
    lessons,
    orders,
    outbox,
    people,
    photos,
    praise,
    ratings,
    receipts,
    refusals,
    reports,
    showing,
    tickets,
    whistles,
)
from bot.services.outbox import About, For, Priority
from bot.services.speaking import say, words_of
from bot.services.step import Step
from bot.services.tickets import Actor
from bot.tables import Part, Photo, Report, Ticket

_NUMBER = re.compile(r"#(\d{1,9})")
_ACTIONS = {
    Intent.CLAIM: Action.CLAIM,
    Intent.ON_THE_WAY: Action.ON_THE_WAY,
    Intent.DONE: Action.RESOLVE,
    Intent.CANNOT: Action.RETURN,
    Intent.INVALID: Action.VOID,
    Intent.REOPEN: Action.REOPEN,
}
_QUIET = frozenset({Intent.THANKS, Intent.NOTE, Intent.NEED_INFO})


def ticket_of(step: Step, message: Message) -> Row[Any] | None:
    """Return the ticket that the message answers.

    It is found by our post, by a part of the report, or by the number on a post of ours that is not recorded yet.
    """
    answered = message.reply_to
    if answered is None:
        return None
    if (posted := cards.answered_by(step, message)) is not None:
        return posted
    connection, where = step.connection, (message.chat.id, answered.message_id)
    part = select(Report.ticket_id).join(Part, Part.report_id == Report.id)
    reported = part.where(Part.chat_id == where[0], Part.message_id == where[1], Report.withdrawn_at.is_(None))
    if found := connection.scalars(reported.order_by(Report.id)).all():
        return _meant(step, [cards.load(step, ticket_id) for ticket_id in found], message.text)
    photo = select(Photo.ticket_id).where(Photo.chat_id == where[0], Photo.message_id == where[1]).limit(1)
    if (shown := connection.scalar(photo)) is not None:
        return cards.load(step, shown)
    return _adopt(step, message, answered)


def _meant(step: Step, found: list[Row[Any]], text: str) -> Row[Any]:
    """Return which of the tickets that one message made a reply is about: 垃圾我找环卫 names its kind."""
    said = _couples(text)
    lexicon = step.rules.lexicon

    def nearness(ticket: Row[Any]) -> int:
        if ticket.category is None:
            return 0
        words = [word for word, category in lexicon.keywords.items() if category == ticket.category]
        return len(said & _couples(" ".join((lexicon.category(ticket.category).zh, *words))))

    return max(found, key=nearness)


def _couples(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1) if not text[at : at + 2].isspace()}


def _adopt(step: Step, message: Message, answered: Message) -> Row[Any] | None:
    """Find the ticket by the number on a message of ours that we have no record of yet, and record it."""
    number = _NUMBER.search(answered.text)
    if answered.sender.id != step.rules.bot_id or number is None:
        return None
    community_ids = people.communities_of(step, message.sender.id)
    found = step.connection.execute(
        select(Ticket.__table__)
        .where(Ticket.number == int(number[1]), Ticket.community_id.in_(community_ids))
        .order_by(Ticket.opened_at.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        return None
    community = people.roster(step, found.community_id)
    values = {
        "chat_id": message.chat.id,
        "message_id": answered.message_id,
        "ticket_id": found.id,
        "purpose": For.CARD.value,
        "caption": answered.picture is not None,
        "language": cards.words_for(community, message.sender.language).language,
        "private": message.chat.id > 0,
    }
    # The record of the one who sent it may come in this very moment.
    outbox.remember(step, values)
    return found


def remember(step: Step, chat_id: int, message_id: int, ticket_id: int) -> None:
    """Remember that somebody's own words were about a ticket: a reply to them finds it."""
    values = {
        "chat_id": chat_id, "message_id": message_id, "ticket_id": ticket_id, "purpose": For.NOTICE.value,
        "caption": False, "language": "", "private": chat_id > 0,
    }  # fmt: skip
    outbox.remember(step, values)


def take(step: Step, community: Roster, ticket: Row[Any], message: Message) -> bool:
    """Take a reply to a ticket.

    Return False when it has nothing to do with the ticket and may be a report of its own.
    """
    if whistles.heard(step, message):
        return True
    actor = tickets.actor_of(step, community, ticket, message.sender.id)
    if message.sender.anonymous:
        say(step, community, message, refusals.anonymous(words_of(community, message)))
        return True
    if actor.standing.is_staff:
        return _staff(step, community, ticket, message, actor)
    if actor.standing.is_reporter:
        return _reporter(step, community, ticket, message, actor)
    return _stranger(step, community, ticket, message, actor)


def _staff(step: Step, community: Roster, ticket: Row[Any], message: Message, actor: Actor) -> bool:
    reading = step.rules.reader.read_reply(message.text, places=community.places)
    thanks = reading.intent is not Intent.DONE and praise.pass_on(
        step, community, ticket, message, actor, reading.intent
    )
    if thanks or orders.take(step, community, ticket, message, actor, reading):
        return True
    if reading.intent is Intent.REASSIGN:
        return handing.hand_over(step, community, ticket, message, actor, reading.target)
    if reading.intent in _ACTIONS:
        action = _ACTIONS[reading.intent]
        handiwork.keep(step, community, ticket, message, photos.AFTER if action is Action.RESOLVE else photos.PROGRESS)
        _do(step, community, ticket, message, actor, action)
        return True
    if message.picture is not None and not message.text and handiwork.comes_late(ticket, actor):
        handiwork.show_late(step, community, ticket, message)
        return True
    handiwork.keep(step, community, ticket, message, photos.PROGRESS)
    if message.recording is not None:
        showing.play(step, ticket, message.chat.id, message.message_id, message.text)
    if reading.intent is Intent.NEED_INFO:
        _relay(step, community, ticket, message)
    if reading.intent is Intent.WHISTLE:
        wanted = reading.department or message.text
        note = words_of(community, message).say("Noted on #{number}: {words}")
        say(step, community, message, note.format(number=ticket.number, words=refusals.short(wanted)))
    if reading.intent is not Intent.THANKS:
        tickets.act(step, community, ticket, Action.NOTE, actor, message.text)
    return True


def _reporter(step: Step, community: Roster, ticket: Row[Any], message: Message, actor: Actor) -> bool:
    intent = step.rules.reader.read_reply(message.text, places=community.places).intent if message.text else Intent.NOTE
    # "2分,还没修好" asks for something; what it is worth is said when it is done.
    if intent is not Intent.REOPEN and ratings.take(step, community, ticket, message, actor):
        return True
    over = State(ticket.state) in (State.RESOLVED, State.CLOSED)
    wordless = not (message.picture or message.pin or message.recording)
    if intent is Intent.REOPEN and over:
        _do(step, community, ticket, message, actor, Action.REOPEN)
        handiwork.keep(step, community, cards.load(step, ticket.id), message, photos.BEFORE)
        if (own := _own_report(step, ticket, message)) is not None:
            # What is said next belongs to it, and an answer to these words finds it.
            assembly.add_part(step, own.id, message)
            assembly.go_on(step, own.id)
    elif ticket.state == State.RESOLVED.value and (intent is Intent.DONE or says_yes(message.text)):
        _do(step, community, ticket, message, actor, Action.CONFIRM)
        praise.pass_on(step, community, cards.load(step, ticket.id), message, actor, intent)
    elif praise.pass_on(step, community, ticket, message, actor, intent) or (intent is Intent.THANKS and wordless):
        return True
    elif intent is Intent.INVALID:
        _do(step, community, ticket, message, actor, Action.VOID)
    elif State(ticket.state) in LIVE and (message.picture or message.pin or message.recording or message.text):
        own = _own_report(step, ticket, message)
        assert own is not None
        reading = lessons.read(step, community, message.text, has_photo=message.picture is not None)
        if reading.is_report and _elsewhere(ticket, reading):
            return False
        reports.join(step, community, own, message, reading if message.text else None)
    elif message.text and intent not in (Intent.THANKS, Intent.NOTE):
        return False
    return True


def _own_report(step: Step, ticket: Row[Any], message: Message) -> Row[Any] | None:
    return next((row for row in assembly.reports(step, ticket.id) if row.sender_id == message.sender.id), None)


def _elsewhere(ticket: Row[Any], reading: Any) -> bool:
    other_place = reading.buildings and ticket.buildings and set(reading.buildings) != set(ticket.buildings)
    return bool(other_place and reading.category and not reading.amends)


def _stranger(step: Step, community: Roster, ticket: Row[Any], message: Message, actor: Actor) -> bool:
    reading = lessons.read(step, community, message.text, has_photo=message.picture is not None)
    if reading.is_report:
        return False
    intent = step.rules.reader.read_reply(message.text, places=community.places).intent
    thanks = praise.pass_on(step, community, ticket, message, actor, intent)
    if thanks or intent in _QUIET or not message.text:
        return True
    if intent in (Intent.CLAIM, Intent.ON_THE_WAY, Intent.DONE, Intent.CANNOT, Intent.REASSIGN):
        say(
            step,
            community,
            message,
            refusals.sentence(Refusal.STRANGER, step, community, ticket, words_of(community, message)),
        )
    return True


def _do(step: Step, community: Roster, ticket: Row[Any], message: Message, actor: Actor, action: Action) -> None:
    decision = tickets.act(step, community, ticket, action, actor, message.text)
    if not isinstance(decision, Refusal):
        receipts.react(step, message.chat.id, message.message_id, receipts.TAKEN)
        return
    after = cards.load(step, ticket.id)
    if decision is Refusal.ALREADY_YOURS or (decision is Refusal.NOT_OVER and action is Action.REOPEN):
        tickets.act(step, community, after, Action.NOTE, actor, message.text)
        receipts.react(step, message.chat.id, message.message_id, receipts.SEEN)
        return
    words = words_of(community, message)
    say(step, community, message, refusals.sentence(decision, step, community, after, words))


def _relay(step: Step, community: Roster, ticket: Row[Any], message: Message) -> None:
    """Bring a question of staff to the reporters, where they reported."""
    asker = community.by_telegram.get(message.sender.id)
    for report in assembly.reports(step, ticket.id):
        if report.chat_id == message.chat.id:
            continue
        words = cards.words_for(community, receipts.language_of(community, report.chat_id))
        said = words.say("❓ #{number}, {name} asks: {words}").format(
            number=ticket.number,
            name=refusals.short(asker.name if asker else ""),
            words=refusals.short(message.text, 200),
        )
        about = About(ticket.id, ticket.version, [state.value for state in LIVE])
        first = assembly.first_message(step, report)
        outbox.put(
            step, Say(said, reply_to=first), report.chat_id, For.NOTICE, Priority.RECEIPT, language=words.language,
            about=about,
        )  # fmt: skip
