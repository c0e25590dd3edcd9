"""Staff who say "收到" into the group without replying to anything are asked, with one tap, which ticket they mean.

Nobody takes a ticket by a word that may have meant something else.
"""

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, and_, or_, select

from bot.calls import Button, Say
from bot.domain.reply import Intent
from bot.domain.roster import Roster
from bot.domain.ticket import Action, Standing, State
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
_COMING = re.compile(r"马上|过去|就到|路上")
_HEARD = re.compile(r"\s*(?:收到|好的|好嘞|已)")
_ticket = Ticket.__table__


def offer(step: Step, community: Roster, message: Message) -> bool:
    """Ask which ticket a word of theirs is about. Return whether there was anything to ask."""
    actor = people.standing(community, message.sender.id, is_reporter=False)
    if not actor.is_staff or message.sender.anonymous or not message.text:
        return False
    action = wanted(step, community, message.text)
    if action is None:
        return False
    found = meant(step, message.chat.id, action, actor)
    if not found:
        return False
    words = words_of(community, message)
    # What is pressed knows which words it was about, so that an answer to those words finds the ticket, too.
    about = f"m{message.message_id}"
    rows = tuple((Button(_label(step, ticket, words), buttons.data(action, ticket, about)),) for ticket in found)
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


def wanted(step: Step, community: Roster, text: str) -> Action | None:
    """Return what staff want who say something without replying to anything, None when it asks for nothing."""
    intent = step.rules.reader.read_reply(text, places=community.places).intent
    if intent is Intent.REASSIGN and (_COMING.search(text) or _HEARD.match(text)):
        # 收到,派电工 sends somebody the roster does not know, and says that it is in hand.
        return Action.ON_THE_WAY if _COMING.search(text) else Action.CLAIM
    return _ACTIONS.get(intent)


def meant(step: Step, chat_id: int, action: Action, actor: Standing) -> list[Row[Any]]:
    """Return the tickets told of in this chat that the word may be about, the latest first."""
    told_here = select(Report.ticket_id).where(Report.chat_id == chat_id, Report.withdrawn_at.is_(None))
    query = select(_ticket).where(_ticket.c.id.in_(told_here), _ticket.c.restricted.is_(False))
    free, held = _ticket.c.state == State.OPEN.value, _ticket.c.state == State.CLAIMED.value
    if action is Action.RESOLVE:
        theirs = held if actor.is_chief else and_(held, _ticket.c.holder_id == actor.person_id)
        query = query.where(or_(free, theirs))
    else:
        query = query.where(free, _ticket.c.opened_at >= step.now - FRESH)
    found = list(step.connection.execute(query.order_by(_ticket.c.id.desc()).limit(MOST)).all())
    mine = [ticket for ticket in found if ticket.holder_id is not None and ticket.holder_id == actor.person_id]
    return mine or found


def _label(step: Step, ticket: Row[Any], words: Any) -> str:
    where = texts.place(ticket, words, private=False)
    return " ".join(filter(None, (f"#{ticket.number}", where, texts.kind(ticket, step.rules.lexicon, words))))[:60]
