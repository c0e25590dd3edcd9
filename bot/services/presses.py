"""Presses on buttons. What a button carries is only a hint: who may do what is decided anew, from the database.

Every press is answered, with a toast.
"""

import html
from datetime import UTC, timedelta
from typing import Any

from sqlalchemy import Row, select

from bot.calls import Answer
from bot.domain.roster import Roster
from bot.domain.ticket import LIVE, Action, Allowed, Refusal, State
from bot.language import Words, pick
from bot.messages import Press
from bot.services import (
    agreeing,
    amending,
    buttons,
    cards,
    lessons,
    opening,
    outbox,
    outcomes,
    people,
    refusals,
    replies,
    showing,
    strangers,
    suspending,
    tickets,
    undoing,
    whistles,
)
from bot.services.outbox import For, Priority
from bot.services.step import Step
from bot.services.tickets import Actor
from bot.tables import Ticket

ANSWER_WITHIN = timedelta(seconds=60)
_PAGES = ("more", "why", "back", "kinds", "places")
_UNDOINGS = ("undo", "apart", "split")
_ELSEWHERE = {
    **dict.fromkeys(("slips", "whistle", "slip"), whistles.pressed),
    **dict.fromkeys(("pause", "suspend"), suspending.pressed),
    **dict.fromkeys(("results", "result"), outcomes.pressed),
}
_DEEDS = frozenset({
    Action.CLAIM, Action.ON_THE_WAY, Action.RESOLVE, Action.RETURN, Action.VOID, Action.CONFIRM, Action.REOPEN,
    Action.WAKE,
})  # fmt: skip


def take(step: Step, press: Press) -> None:
    """Take a press and answer it."""
    if press.data.startswith(strangers.PREFIX):
        _answer(step, press, strangers.take(step, press))
        return
    if press.data.startswith(agreeing.PREFIX):
        _answer(step, press, agreeing.take(step, press))
        return
    found = _parse(step, press.data)
    if found is None:
        words = Words(pick(press.sender.language), UTC)
        _answer(step, press, words.say("I do not know this button any more."))
        return
    ticket, action, version, extra = found
    community = people.roster(step, ticket.community_id)
    words = cards.words_to(community, press.sender)
    actor = tickets.actor_of(step, community, ticket, press.sender.id)
    if (pressed := _ELSEWHERE.get(action)) is not None:
        _answer(step, press, pressed(step, community, ticket, press, actor, action, extra, words))
        return
    if action in (*_PAGES, "pictures"):
        if not actor.standing.is_staff:
            _answer(step, press, refusals.sentence(Refusal.STRANGER, step, community, ticket, words))
            return
        if action == "pictures":
            _answer(step, press, _pictures(step, community, ticket, press, words))
            return
        likely = lessons.of(step, community.community_id).likely_buildings(ticket.words, community.places)
        cards.turn_page(step, community, ticket, press.chat.id, press.message_id, action, likely)
        _answer(step, press, "")
        return
    if action in _UNDOINGS:
        _answer(step, press, _undo(step, community, ticket, actor, action, extra, words))
        return
    if action in ("place", "kind", "estate"):
        _answer(step, press, _choose(step, community, ticket, actor, action, extra, words))
        return
    _answer(step, press, _act(step, community, ticket, actor, action, version, extra, words, press.chat.id))


def _parse(step: Step, data: str) -> tuple[Row[Any], str, int, str] | None:
    head, *rest = data.split(":", 4)
    if head != "v1" or len(rest) < 3 or not rest[1].isdecimal() or not rest[2].isdecimal() or len(rest[1]) > 18:
        return None
    ticket = step.connection.execute(select(Ticket.__table__).where(Ticket.id == int(rest[1]))).one_or_none()
    if ticket is None:
        return None
    return ticket, rest[0], int(rest[2][:9]), rest[3] if len(rest) > 3 else ""


def _act(
    step: Step,
    community: Roster,
    ticket: Row[Any],
    actor: Actor,
    action: str,
    version: int,
    extra: str,
    words: Words,
    press_chat: int,
) -> str:
    if action not in _DEEDS:
        return words.say("I do not know this button any more.")
    wanted = Action(action)
    note = buttons.reason(extra, words) if wanted is Action.RETURN and extra in buttons.RETURN_REASONS else ""
    if wanted is Action.RETURN and not note:
        return refusals.stale(words)
    # A card drawn for an earlier version asks for something about a ticket that has moved on; only what is still
    # true in its present state may be done by it, and giving back or voiding by accident is not.
    if version != ticket.version and wanted in (Action.RETURN, Action.VOID) and ticket.state != State.OPEN.value:
        return refusals.stale(words)
    decision = tickets.act(step, community, ticket, wanted, actor, note)
    if extra.startswith("m") and extra[1:].isdecimal():
        replies.remember(step, press_chat, int(extra[1:18]), ticket.id)
    if isinstance(decision, Refusal):
        return refusals.sentence(decision, step, community, cards.load(step, ticket.id), words)
    return _done(wanted, decision, ticket, words)


def _done(action: Action, decision: Allowed, ticket: Row[Any], words: Words) -> str:
    said = {
        Action.CLAIM: words.say("#{number} is yours. Reply “done” with a photo when it is fixed."),
        Action.ON_THE_WAY: words.say("Noted: you are on your way to #{number}."),
        Action.RESOLVE: words.say("#{number} is marked as fixed. Reply with a photo as proof."),
        Action.RETURN: words.say("#{number} is given back."),
        Action.VOID: words.say("#{number} is marked as a false alarm."),
        Action.CONFIRM: words.say("Thank you. #{number} is closed."),
        Action.REOPEN: words.say("#{number} is reopened; they have been told."),
        Action.WAKE: words.say("#{number} goes on."),
    }.get(action, "#{number}")
    return said.format(number=ticket.number)


def _choose(step: Step, community: Roster, ticket: Row[Any], actor: Actor, what: str, extra: str, words: Words) -> str:
    if not (actor.standing.is_reporter or actor.standing.is_staff):
        return words.say("Only the reporter or staff can answer this.")
    if State(ticket.state) not in LIVE:
        return refusals.sentence(Refusal.OVER, step, community, ticket, words)
    if what == "place" and extra in community.all_buildings():
        changes: dict[str, Any] = {"buildings": [extra]}
    elif what == "kind" and extra in step.rules.lexicon.categories:
        changes = {"category": extra}
    elif what == "estate" and (estate := _estate(community, extra)) is not None:
        changes = {"estate": estate}
    else:
        return refusals.stale(words)
    if actor.standing.is_staff and what != "estate":
        # What staff put right is what the reader reads next time.
        lessons.learn(step, ticket, "place" if what == "place" else "category", extra)
    amending.amend(step, community, ticket, actor, changes, f"{what} {extra}")
    if actor.standing.is_reporter:
        opening.find_the_same(step, community, cards.load(step, ticket.id))
    return words.say("Thank you, noted.")


def _estate(community: Roster, area_id: str) -> str | None:
    area = community.areas.get(int(area_id)) if area_id.isdecimal() and len(area_id) < 19 else None
    return area.estate if area is not None else None


def _pictures(step: Step, community: Roster, ticket: Row[Any], press: Press, words: Words) -> str:
    shown = showing.all_pictures(step, community, ticket, press.chat.id, press.message_id, words.language)
    return "" if shown else words.say("There are no further pictures yet.")


def _undo(step: Step, community: Roster, ticket: Row[Any], actor: Actor, what: str, extra: str, words: Words) -> str:
    """Take a report back, or apart again."""
    report_id, _, part_id = extra.partition(".")
    report = undoing.report_of(step, int(report_id)) if report_id.isdecimal() and len(report_id) < 19 else None
    if report is None or report.ticket_id != ticket.id or (what == "split" and not part_id.isdecimal()):
        return refusals.stale(words)
    if not undoing.may_undo(report, actor):
        return words.say("Only the reporter or staff can answer this.")
    if what == "undo":
        refused = undoing.take_back(step, community, report, actor, words.say("Not a report"))
        if refused is Refusal.TOO_LATE:
            return words.say("It is too late to take it back here; reply “false alarm” to #{number}.").format(
                number=ticket.number
            )
        if refused is not None:
            return refusals.sentence(refused, step, community, ticket, words)
        return words.say("#{number} is taken back.").format(number=ticket.number)
    if what == "apart":
        own = undoing.set_apart(step, community, report, actor)
    else:
        own = undoing.split_off(step, community, report, int(part_id[:18]), actor)
    if own is None:
        return refusals.stale(words)
    return words.say("It is a ticket of its own now: #{number}.").format(number=own.number)


def _answer(step: Step, press: Press, said: str) -> None:
    # A toast is plain text, while names in sentences are escaped for HTML.
    answer = Answer(press.id, html.unescape(said)[:200])
    outbox.put(step, answer, press.chat.id, For.ANSWER, Priority.ANSWER, expires=ANSWER_WITHIN)
