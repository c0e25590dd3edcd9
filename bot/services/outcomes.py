"""How a ticket ends: fixed, partly, it cannot be, not ours, a duplicate, a false alarm; in words or by 更多 → 结果.

    staff    "部分处理了" · "办结:无法解决" · 更多 → 结果 → which

Ends nothing itself; `tickets` does, and `domain.result` reads the words.
"""

from typing import Any

from sqlalchemy import Row

from bot.calls import Button, Buttons
from bot.domain import result
from bot.domain.reply import Intent
from bot.domain.result import NOTHING_TO_DO, Result
from bot.domain.roster import Roster
from bot.domain.ticket import Action, Decision, Refusal
from bot.language import Words
from bot.messages import Press
from bot.services import buttons, cards, refusals, texts, tickets
from bot.services.step import Step
from bot.services.tickets import Actor


def said(text: str, intent: Intent, ticket: Row[Any], actor: Actor) -> Result | None:
    """Return what somebody's words end a ticket with, None when they do not end it.

    "没法处理" of a gridworker gives it back. Whoever stands above and has it themselves has nobody to give it to.
    """
    if (named := result.ended(text)) is not None:
        return named
    if intent is Intent.DONE:
        return Result.FIXED
    above = actor.standing.is_chief and actor.standing.person_id == ticket.holder_id
    return Result.CANNOT if intent is Intent.CANNOT and above and result.hopeless(text) else None


def end(step: Step, community: Roster, ticket: Row[Any], actor: Actor, as_: Result, note: str) -> Decision:
    """End a ticket with a result."""
    action = Action.VOID if as_ in NOTHING_TO_DO else Action.RESOLVE
    return tickets.act(step, community, ticket, action, actor, note, result=as_.value)


def pressed(
    step: Step, community: Roster, ticket: Row[Any], press: Press, actor: Actor, action: str, extra: str, words: Words
) -> str:
    """Take a press on a button about the result; return the toast."""
    if not actor.standing.is_staff:
        return refusals.sentence(Refusal.STRANGER, step, community, ticket, words)
    if action == "results":
        cards.turn_page(step, community, ticket, press.chat.id, press.message_id, "results", drawn=_page(ticket, words))
        return ""
    if extra not in set(Result):
        return refusals.stale(words)
    decision = end(step, community, ticket, actor, Result(extra), texts.result(extra, words))
    if isinstance(decision, Refusal):
        return refusals.sentence(decision, step, community, cards.load(step, ticket.id), words)
    return f"#{ticket.number}: {texts.result(extra, words)}"


def _page(ticket: Row[Any], words: Words) -> Buttons:
    drawn = [Button(texts.result(one, words), buttons.data("result", ticket, one)) for one in Result]
    rows = buttons.rows(drawn, 2)
    return (*rows, (Button(words.say("« Back"), buttons.data("back", ticket)),))
