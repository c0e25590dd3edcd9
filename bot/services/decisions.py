"""Decisions of a meeting: a reply to a digest with "#142 周五前换管" is written on the ticket, and its holder hears it.

Changes no state: whoever holds a ticket does that.
"""

from typing import Any

from sqlalchemy import Row, select

from bot.calls import Say
from bot.domain.decisions import asks, names_ticket, read_decisions
from bot.domain.permits import Denial, may_list
from bot.domain.roster import Person, Roster
from bot.domain.ticket import LIVE, State
from bot.domain.whereabouts import below
from bot.language import Words
from bot.messages import ChatType, Message
from bot.services import cards, duty, groups, outbox, people, refusals, texts, tickets
from bot.services.outbox import About, For, Priority
from bot.services.speaking import say, words_of
from bot.services.step import Step
from bot.services.tickets import Actor
from bot.tables import Ticket

MARK = "📋"
"""How every digest begins."""
DECISION = "decision"


def take(step: Step, message: Message) -> bool:
    """Take a reply to a digest. Return False when it answers something else.

    A digest names tickets, yet it is about none of them: words without a number must not be taken for one's reply.
    """
    if message.reply_to is None or message.reply_to.sender.id != step.rules.bot_id:
        return False
    decided, asked = read_decisions(message.text), asks(message.text)
    if not _answers_digest(step, message, message.reply_to.text, bool(decided or asked)):
        return False
    private = message.chat.type is ChatType.PRIVATE
    known = groups.of_sender(step, message)
    if not known or not (decided or asked or private or names_ticket(message.text)):
        return True
    words = words_of(known[0], message)
    if message.sender.anonymous:
        say(step, known[0], message, refusals.anonymous(words))
    elif asked and not decided:
        said = words.say("A question is no decision, so nothing is written down. How it stands: /history #{number}")
        say(step, known[0], message, said.format(number=asked))
    elif not decided:
        hint = words.say(
            "To write a decision on a ticket, reply with its number and the words: #142 new pipe by Friday"
        )
        say(step, known[0], message, hint)
    else:
        lines = [_decide(step, known, message, number, said, words) for number, said in decided]
        say(step, known[0], message, "\n".join(lines))
    return True


def _answers_digest(step: Step, message: Message, answered: str, decided: bool) -> bool:
    if not decided or answered.startswith(MARK):
        return answered.startswith(MARK)
    # What comes with a digest, its picture and its list, names no ticket. Of whoever decides nothing, "#5 又坏了" below
    # another message of ours is a report.
    if names_ticket(answered) or cards.answered_by(step, message) is not None:
        return False
    return not answered or any(_deciding(one, message) for one in groups.of_sender(step, message))


def _decide(step: Step, known: tuple[Roster, ...], message: Message, number: int, said: str, words: Words) -> str:
    """Write down one decision; return what became of it as a line."""
    mine = [(one, ticket) for one in known if (ticket := _ticket(step, one, message, number)) is not None]
    if len(mine) > 1:
        several = words.say("#{number}: several communities have it; say it in a group of the one you mean")
        return several.format(number=number)
    if not mine:
        return words.say("#{number}: no ticket you decide on").format(number=number)
    community, ticket = mine[0]
    actor = Actor(message.sender.id, people.standing(community, message.sender.id, is_reporter=False))
    state = State(ticket.state)
    tickets.record(step, ticket.id, DECISION, actor, state, state, said)
    if state not in LIVE:
        return words.say("#{number}: written down; it is over already").format(number=number)
    told = _tell(step, community, ticket, message.sender.id, said)
    if not told:
        return words.say("#{number}: written down").format(number=number)
    names = texts.listed((texts.name(person.name) for person in told), words)
    return words.say("#{number}: written down, {names} told").format(number=number, names=names)


def _ticket(step: Step, community: Roster, message: Message, number: int) -> Row[Any] | None:
    """Return the ticket of that number when the sender may decide on it here."""
    if not (areas := _deciding(community, message)):
        return None
    ticket = step.connection.execute(
        select(Ticket.__table__).where(Ticket.community_id == community.community_id, Ticket.number == number)
    ).one_or_none()
    inside = below(community, *map(community.areas.__getitem__, areas))
    return ticket if ticket is not None and ticket.area_id in inside else None


def _deciding(community: Roster, message: Message) -> frozenset[int]:
    """Return the areas that the sender may decide on here, with all that lies in them."""
    private = message.chat.type is ChatType.PRIVATE
    purposes = None if private else community.purposes.get(message.chat.id, frozenset())
    areas = may_list(community.held_by(message.sender.id), purposes)
    return frozenset() if isinstance(areas, Denial) else areas


def _tell(step: Step, community: Roster, ticket: Row[Any], decider: int, said: str) -> tuple[Person, ...]:
    """Tell whoever has the ticket, else those on duty for it; return whom."""
    holder = community.person(ticket.holder_id)
    on_duty = duty.first_rung(community, ticket.area_id, step.now, step.rules.calendar).reachable
    told = tuple(
        one for one in ((holder,) if holder else on_duty) if one.reachable and one.telegram_id not in (None, decider)
    )
    shown = cards.shown_in(step, ticket.id)
    by = community.by_telegram.get(decider)
    for person in told:
        words = cards.words_for(community, person.language)
        head = " ".join((f"#{ticket.number}", texts.kind(ticket, step.rules.lexicon, words)))
        decided = words.say("📌 Decided: {words} ({name})").format(
            words=texts.quoted(said, 300), name=texts.name(by.name if by else "")
        )
        call = Say(f"<b>{head}</b>\n{decided}", reply_to=shown.get(person.telegram_id or 0))
        outbox.put(
            step, call, person.telegram_id, For.NOTICE, Priority.CARD, language=words.language,
            about=About(ticket.id, ticket.version),
        )  # fmt: skip
    return told
