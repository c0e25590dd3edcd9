"""The course of a ticket: what is known before somebody acts, what changes then, and when the ladder looks next.

`domain.ticket` decides in between; nothing is written here. Neither deadline is ever moved.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row

from bot.domain import ladder
from bot.domain.bounce import gives_reason
from bot.domain.result import NEEDS_PROOF, Result
from bot.domain.roster import Role
from bot.domain.ticket import Action, Allowed, Facts, State
from bot.services import duty, people, photos, slips
from bot.services.step import Step

_NO_ANSWER = (Action.CONFIRM, Action.REOPEN, Action.ANSWER, Action.WAKE, Action.DISPROVE)
"""What is no first human act: it comes of one, or of none."""


def facts_of(step: Step, ticket: Row[Any], action: Action, result: str | None = None, note: str = "") -> Facts:
    """Return what `domain.ticket` has to know of a ticket to decide about an action that ends it with `result`.

    `note`: the words with which it is wanted.
    """
    waiting = 0
    if action is not Action.NOTE:
        waiting = slips.waiting(step, ticket.id, lock=action is Action.VOID)
    unproven = False
    if action in (Action.RESOLVE, Action.CONFIRM) and ticket.category in step.rules.proof_required:
        ends_as = Result(result or ticket.result or Result.FIXED)
        unproven = ends_as in NEEDS_PROOF and not photos.proven(step, ticket.id)
    over_at = ticket.closed_at or ticket.resolved_at
    return Facts(
        State(ticket.state),
        ticket.holder_id,
        over_at,
        waiting,
        unproven,
        ticket.suspensions,
        unreasoned=action is Action.RETURN and not gives_reason(note),
        open_to=_open_to(step, ticket) if action in (Action.CLAIM, Action.ON_THE_WAY) else frozenset(),
    )


def _open_to(step: Step, ticket: Row[Any]) -> frozenset[Role]:
    """Return the roles whose rung was asked to take a held ticket over."""
    if ticket.holder_id is None or not ticket.rung or not step.rules.hand_over:
        return frozenset()
    climbed = duty.ladder_of(people.roster(step, ticket.community_id))[: ticket.rung]
    return step.rules.hand_over.intersection(climbed)


def changes(step: Step, ticket: Row[Any], action: Action, decision: Allowed) -> dict[str, Any]:
    """Return the columns an action changes. Neither deadline is ever among them."""
    now, policy = step.now, step.rules.policy
    watch = watch_of(ticket)
    found: dict[str, Any] = {"state": decision.to.value, "holder_id": decision.holder_id}
    if action not in _NO_ANSWER and ticket.acked_at is None:
        found["acked_at"] = now
    if ticket.state == State.SUSPENDED.value and decision.to is not State.SUSPENDED:
        found |= {"wake_at": None, "suspended_for": None}
    fresh = {"rung": 0, "cycle": ticket.cycle + 1, "repeats": 0}
    match action:
        case Action.CLAIM | Action.ON_THE_WAY if ticket.state == State.OPEN.value:
            found |= fresh | _going_on(ticket, watch, decision, now)
        case Action.CLAIM | Action.ON_THE_WAY if ticket.holder_id != decision.holder_id:
            # Taken over from above: the ladder goes on from the rung it has reached.
            found |= _going_on(ticket, watch, decision, now)
        case Action.ON_THE_WAY | Action.WAKE if ticket.state == State.SUSPENDED.value:
            found |= _going_on(ticket, watch, decision, now)
        case Action.ANSWER if ticket.state != decision.to.value:
            found |= _going_on(ticket, watch, decision, now)
        case Action.WHISTLE:
            found |= {"due_at": None} | (fresh if ticket.state == State.OPEN.value else {})
        case Action.SUSPEND:
            found["suspensions"] = ticket.suspensions + 1
            found |= fresh if ticket.state == State.OPEN.value else {}
        case Action.RESOLVE:
            found |= {"resolved_at": now, "due_at": now + policy.confirm_within, "result": Result.FIXED.value}
        case Action.DISPROVE:
            found |= {"resolved_at": None, "result": None, "warned": True}
            found["due_at"] = max(ticket.resolve_due_at, now + watch.step)
        case Action.RETURN | Action.REASSIGN:
            found |= fresh | {"due_at": ladder.look_after_return(watch, now)}
            found["returned"] = ticket.returned + (action is Action.RETURN)
        case Action.VOID:
            found |= {"closed_at": now, "due_at": None}
        case Action.CONFIRM:
            found |= {"closed_at": now, "confirmed": True, "due_at": None}
        case Action.REOPEN:
            found |= {"resolved_at": None, "closed_at": None, "confirmed": False, "reopened": ticket.reopened + 1}
            # It was given for a fix that did not hold.
            found["rating"] = None
            found |= {"due_at": max(ticket.resolve_due_at, now + watch.step), "warned": True}
            found |= {"cycle": ticket.cycle + 1, "repeats": 0, "result": None}
        case Action.NOTE:
            found = {"acked_at": ticket.acked_at}
    return found


def _going_on(ticket: Row[Any], watch: ladder.Watch, decision: Allowed, now: datetime) -> dict[str, Any]:
    """Return how the ladder goes on with a ticket that somebody has: its clock as it was, or not while slips wait."""
    if decision.to is State.WHISTLED:
        return {"due_at": None}
    return going_on(ticket, watch, now)


def going_on(ticket: Row[Any], watch: ladder.Watch, now: datetime) -> dict[str, Any]:
    """Return the ladder's next look at a ticket that somebody is at work on, whose deadline stays as it was."""
    due = ladder.look_after_claim(watch, now)
    return {"due_at": due, "warned": due >= ticket.resolve_due_at}


def watch_of(ticket: Row[Any]) -> ladder.Watch:
    """Return what the ladder has to know of a ticket."""
    return ladder.Watch(
        State(ticket.state),
        ticket.rung,
        ticket.cycle,
        ticket.repeats,
        ticket.warned,
        ticket.opened_at,
        ticket.ack_due_at,
        ticket.resolve_due_at,
        timedelta(seconds=ticket.step_seconds),
        ticket.warn_at,
        ticket.due_at or ticket.opened_at,
    )
