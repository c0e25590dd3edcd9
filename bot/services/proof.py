"""Proof: the picture of the fix that some kinds need, come a little late, or no proof at all.

Which kinds need one is a setting; that nobody ends such a ticket without it is decided in `domain.ticket`.
"""

from typing import Any

from sqlalchemy import Row, select

from bot.domain.reply import Intent
from bot.domain.result import Result
from bot.domain.roster import Roster
from bot.domain.sameness import copied
from bot.domain.ticket import HOUSE, Action, Decision, State
from bot.language import Words
from bot.services import cards, outcomes, photos, tickets
from bot.services.step import Step
from bot.services.tickets import Actor
from bot.tables import Event, Photo

_event, _photo = Event.__table__, Photo.__table__


def awaited(step: Step, ticket: Row[Any], actor: Actor) -> str | None:
    """Return the words with which somebody said a moment ago that it is fixed, and only the picture was lacking."""
    if State(ticket.state) not in (State.OPEN, State.CLAIMED, State.SUSPENDED):
        return None
    since = step.now - step.rules.proof_within
    mine = (_event.c.ticket_id == ticket.id, _event.c.actor_id == actor.telegram_id, _event.c.at >= since)
    query = select(_event.c.note).where(*mine, _event.c.kind == tickets.UNPROVEN).order_by(_event.c.id.desc()).limit(1)
    said: str | None = step.connection.scalar(query)
    return said


def complete(step: Step, community: Roster, ticket: Row[Any], actor: Actor, words_said: str) -> Decision:
    """End a ticket whose picture has come after all, as it was said then."""
    as_ = outcomes.said(words_said, Intent.DONE, ticket, actor) or Result.FIXED
    return outcomes.end(step, community, ticket, actor, as_, words_said)


def compare(step: Step, community: Roster, photo: Row[Any]) -> None:
    """A picture of a fix was developed: when it is the picture of the report it is none, and the fix is not proved."""
    if photo.purpose != photos.AFTER or not photo.dhash:
        return
    before = select(_photo.c.dhash).where(
        _photo.c.ticket_id == photo.ticket_id, _photo.c.purpose == photos.BEFORE, _photo.c.dhash.is_not(None)
    )
    if not any(copied(dhash, photo.dhash) for dhash in step.connection.scalars(before)):
        return
    photos.disown(step, photo.ticket_id, photo.id)
    ticket = cards.load(step, photo.ticket_id)
    if State(ticket.state) is State.RESOLVED and not photos.proven(step, ticket.id):
        tickets.act(step, community, ticket, Action.DISPROVE, Actor(step.rules.bot_id, HOUSE))
        ticket = cards.load(step, ticket.id)

    def head(words: Words) -> str:
        return words.say("📷 This is the picture of the report, not of the fix. Please send one of how it is now")

    holder = community.person(ticket.holder_id)
    if holder is not None and holder.reachable:
        cards.send_to(step, community, ticket, (holder,), None, head=head)
