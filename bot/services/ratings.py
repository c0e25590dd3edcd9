"""A reporter's rating of a fix, given in reply to the message that says it is fixed: kept, and answered by a reaction.

Changes nothing else about the ticket; the last one given counts.
"""

from typing import Any

from sqlalchemy import Row, select, update

from bot.database import touched
from bot.domain.rating import is_bare, misses, read_rating
from bot.domain.roster import Roster
from bot.domain.ticket import State
from bot.messages import Message
from bot.services import receipts, tickets
from bot.services.outbox import For
from bot.services.speaking import say, words_of
from bot.services.step import Step
from bot.services.tickets import Actor
from bot.tables import Post, Ticket

RATING = "rating"
"""The kind of the event that a fix was rated."""

_OVER = (State.RESOLVED, State.CLOSED)
_ticket, _post = Ticket.__table__, Post.__table__


def take(step: Step, community: Roster, ticket: Row[Any], message: Message, actor: Actor) -> bool:
    """Take a reporter's reply as a rating. Return False when it is none.

    A bare number is one only in answer to the message that says it is fixed. Points on another scale are asked for
    again, and so are those for what is at work again.
    """
    state, rating = State(ticket.state), read_rating(message.text)
    astray = rating is None and misses(message.text)
    if state is State.VOID or not (astray or rating) or not _is_about_the_fix(step, ticket, message, state):
        return False
    words = words_of(community, message)
    if rating is None and state in _OVER:
        say(step, community, message, words.say("Give 1 to 10 points, whole ones: 9分"))
        return True
    # Another bot may take its reopening in this very moment: what did not hold keeps no points.
    still = (_ticket.c.id == ticket.id, _ticket.c.state.in_([over.value for over in _OVER]))
    if rating is None or not touched(step.connection.execute(update(_ticket).where(*still).values(rating=rating))):
        said = words.say("#{number} is at work again. Give points once it is fixed.")
        say(step, community, message, said.format(number=ticket.number))
        return True
    tickets.record(step, ticket.id, RATING, actor, state, state, str(rating))
    receipts.react(step, message.chat.id, message.message_id, receipts.LOVED)
    return True


def _is_about_the_fix(step: Step, ticket: Row[Any], message: Message, state: State) -> bool:
    """Tell whether words can only mean the fix: 9分 under whatever is over, a bare 9 under the news of it alone."""
    if is_bare(message.text):
        return state in _OVER and _answers_the_result(step, ticket, message)
    return state in _OVER or _answers_the_result(step, ticket, message)


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
