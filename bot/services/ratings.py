"""A reporter's rating of a fix, given in reply to the message that says it is fixed: kept, and answered by a reaction.

Changes nothing else about the ticket; the last one given counts.
"""

from typing import Any

from sqlalchemy import Row, select, update

from bot.domain.rating import read_rating
from bot.domain.ticket import State
from bot.messages import Message
from bot.services import receipts, tickets
from bot.services.outbox import For
from bot.services.step import Step
from bot.services.tickets import Actor
from bot.tables import Post, Ticket

RATING = "rating"
"""The kind of the event that a fix was rated."""

_OVER = (State.RESOLVED, State.CLOSED)
_ticket, _post = Ticket.__table__, Post.__table__


def take(step: Step, ticket: Row[Any], message: Message, actor: Actor) -> bool:
    """Take a reporter's reply as a rating. Return False when it is none."""
    state = State(ticket.state)
    rating = read_rating(message.text) if state in _OVER and message.text else None
    if rating is None or not _answers_the_result(step, ticket, message):
        return False
    step.connection.execute(update(_ticket).where(_ticket.c.id == ticket.id).values(rating=rating))
    tickets.record(step, ticket.id, RATING, actor, state, state, str(rating))
    receipts.react(step, message.chat.id, message.message_id, receipts.LOVED)
    return True


def _answers_the_result(step: Step, ticket: Row[Any], message: Message) -> bool:
    answered = message.reply_to
    if answered is None:
        return False
    purpose = step.connection.scalar(
        select(_post.c.purpose).where(
            _post.c.chat_id == message.chat.id,
            _post.c.message_id == answered.message_id,
            _post.c.ticket_id == ticket.id,
        )
    )
    return bool(purpose == For.RESULT.value)
