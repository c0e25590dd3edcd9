"""Pictures that staff send of their work: with their words, after them, and without replying to anything."""

from typing import Any

from sqlalchemy import Row, select

from bot.domain.roster import Roster
from bot.domain.ticket import Action, State
from bot.messages import Message
from bot.services import offering, people, photos, proof, receipts, showing
from bot.services.step import Step
from bot.services.tickets import Actor
from bot.tables import Ticket


def comes_late(ticket: Row[Any], actor: Actor) -> bool:
    """Tell whether a wordless picture of somebody is the proof of a ticket they have finished already."""
    return bool(ticket.state == State.RESOLVED.value and ticket.holder_id == actor.standing.person_id)


def show_late(step: Step, community: Roster, ticket: Row[Any], message: Message) -> None:
    """Keep a picture of the fix that came after the word, and show it to the reporters."""
    row = photos.add(step, ticket.id, message, photos.AFTER)
    if row is not None:
        showing.after_photo(step, community, ticket, row)
    receipts.react(step, message.chat.id, message.message_id, receipts.SEEN)


def keep(step: Step, community: Roster, ticket: Row[Any], message: Message, purpose: str) -> None:
    """Keep a picture with a ticket; one more of the problem is shown to those who handle it."""
    row = photos.add(step, ticket.id, message, purpose)
    if row is not None and purpose == photos.BEFORE:
        showing.show(step, community, ticket, row)


def take_unaddressed(step: Step, community: Roster, message: Message) -> bool:
    """Keep a picture of staff with the one ticket it can be of: they post proof without replying, too.

    Return whether that is all there is to the message; words with it may still ask for something.
    """
    person = community.by_telegram.get(message.sender.id)
    if person is None or message.picture is None:
        return False
    standing = people.standing(community, message.sender.id, is_reporter=False)
    if message.text:
        done = offering.wanted(step, community, message.text) is Action.RESOLVE
        mine = offering.meant(step, message.chat.id, Action.RESOLVE, standing) if done else []
    else:
        held = select(Ticket.__table__).where(Ticket.holder_id == person.id, Ticket.state == State.CLAIMED.value)
        mine = list(step.connection.execute(held.limit(2)).all())
    if len(mine) != 1:
        return False
    photos.add(step, mine[0].id, message, photos.AFTER)
    receipts.react(step, message.chat.id, message.message_id, receipts.SEEN)
    actor = Actor(message.sender.id, standing)
    if (said := proof.awaited(step, mine[0], actor)) is not None:
        proof.complete(step, community, mine[0], actor, said)
    return not message.text
