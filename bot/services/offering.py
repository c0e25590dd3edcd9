"""Staff who say "收到" into the group without replying to anything are asked, with one tap, which ticket they mean.

Nobody takes a ticket by a word that may have meant something else.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select

from bot.calls import Button, Say
from bot.domain.reply import Intent
from bot.domain.roster import Roster
from bot.domain.ticket import Action, State
from bot.messages import Message
from bot.services import buttons, outbox, people, texts
from bot.services.outbox import For, Priority
from bot.services.speaking import words_of
from bot.services.step import Step
from bot.tables import Report, Ticket

FRESH = timedelta(minutes=30)
"""A "收到" so long after the last report is about something else."""

MOST = 4
_ACTIONS = {Intent.CLAIM: Action.CLAIM, Intent.ON_THE_WAY: Action.ON_THE_WAY, Intent.DONE: Action.RESOLVE}
_ticket = Ticket.__table__


def offer(step: Step, community: Roster, message: Message) -> bool:
    """Ask which ticket a word of theirs is about. Return whether there was anything to ask."""
    actor = people.standing(community, message.sender.id, is_reporter=False)
    if not actor.is_staff or message.sender.anonymous or not message.text:
        return False
    action = _ACTIONS.get(step.rules.reader.read_reply(message.text, places=community.places).intent)
    if action is None:
        return False
    found = _meant(step, message.chat.id, action, actor.person_id)
    if not found:
        return False
    words = words_of(community, message)
    rows = tuple((Button(_label(step, ticket, words), buttons.data(action, ticket)),) for ticket in found[:MOST])
    asked = {
        Action.CLAIM: words.say("Which one do you take?"),
        Action.ON_THE_WAY: words.say("Which one are you on your way to?"),
        Action.RESOLVE: words.say("Which one is fixed?"),
    }[action]
    outbox.put(
        step, Say(asked, rows, None, message.message_id, quiet=True), message.chat.id, For.NOTICE, Priority.RECEIPT,
        language=words.language,
    )  # fmt: skip
    return True


def _meant(step: Step, chat_id: int, action: Action, person_id: int | None) -> list[Row[Any]]:
    """Return the tickets told of in this chat that the word may be about, the latest first."""
    told_here = select(Report.ticket_id).where(Report.chat_id == chat_id, Report.withdrawn_at.is_(None))
    query = select(_ticket).where(_ticket.c.id.in_(told_here), _ticket.c.restricted.is_(False))
    if action is Action.RESOLVE:
        query = query.where(_ticket.c.state == State.CLAIMED.value, _ticket.c.holder_id == person_id)
    else:
        query = query.where(_ticket.c.state == State.OPEN.value, _ticket.c.opened_at >= step.now - FRESH)
    return list(step.connection.execute(query.order_by(_ticket.c.id.desc()).limit(MOST)).all())


def _label(step: Step, ticket: Row[Any], words: Any) -> str:
    where = texts.place(ticket, words, private=False)
    return " ".join(filter(None, (f"#{ticket.number}", where, texts.kind(ticket, step.rules.lexicon, words))))[:60]
