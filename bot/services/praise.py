"""Praise: what people say in thanks for something that is fixed reaches the one who has fixed it, once from each.

Only the holder hears it, in private and word for word; nothing about the ticket changes.
"""

from typing import Any

from sqlalchemy import Row

from bot.calls import Say
from bot.domain.praise import praises
from bot.domain.reply import Intent
from bot.domain.roster import Roster
from bot.domain.ticket import State
from bot.messages import Message
from bot.services import cards, lessons, outbox, receipts, texts, tickets
from bot.services.outbox import About, For, Priority
from bot.services.step import Step
from bot.services.tickets import Actor

PRAISE = "praise"
"""The kind of the event that somebody was thanked."""

_OVER = (State.RESOLVED.value, State.CLOSED.value)


def pass_on(step: Step, community: Roster, ticket: Row[Any], message: Message, actor: Actor, intent: Intent) -> bool:
    """Bring thanks to whoever has fixed it. Return False when the words are no thanks, or nothing is fixed."""
    if ticket.state not in _OVER or not praises(message.text, intent):
        return False
    if lessons.read(step, community, message.text, has_photo=message.picture is not None).is_report:
        return False
    holder = community.person(ticket.holder_id)
    if holder is None or holder.telegram_id == message.sender.id:
        return True
    if holder.telegram_id is not None and holder.reachable:
        words = cards.words_for(community, holder.language)
        said = words.say("💐 Thanks for #{number} {place}: “{words}”").format(
            number=ticket.number,
            place=texts.place(ticket, words, private=True),
            words=texts.quoted(message.text, 200),
        )
        # Who thanks twice for the same fix is heard once; what was reopened and fixed again deserves its own.
        key = f"praise:{ticket.id}:{ticket.reopened}:{message.sender.id}"
        card = cards.shown_in(step, ticket.id).get(holder.telegram_id)
        told = outbox.put(
            step, Say(said, reply_to=card, quiet=True), holder.telegram_id, For.NOTICE, Priority.NOTICE,
            language=words.language, about=About(ticket.id, ticket.version), key=key,
        )  # fmt: skip
        if not told:
            return True
    state = State(ticket.state)
    tickets.record(step, ticket.id, PRAISE, actor, state, state, message.text)
    receipts.react(step, message.chat.id, message.message_id, receipts.LOVED)
    return True
