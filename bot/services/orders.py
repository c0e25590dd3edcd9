"""What staff order in a reply beside taking and fixing: whistles, suspensions, results, write-offs, a late proof.

    "吹哨城管" "撤回吹哨"  ·  "挂账到周五 等配件" "恢复办理"
    "上报街道" "退回网格员"  ·  "部分处理了" "办结:无法解决"  ·  "销号"  ·  a picture that was due

Reads which of them words are; does none of them itself.
"""

import re
from typing import Any

from sqlalchemy import Row

from bot.domain import wake, whistle
from bot.domain.reply import Intent, ReplyReading
from bot.domain.result import Result
from bot.domain.roster import Roster
from bot.domain.ticket import Action, Decision, Refusal, State
from bot.messages import Message
from bot.services import cards, lifting, outcomes, photos, proof, receipts, refusals, suspending, tickets, whistles
from bot.services.speaking import say, words_of
from bot.services.step import Step
from bot.services.tickets import Actor

_WRITE_OFF = re.compile(
    r"^[\s,，]*(?:可以|同意|确认|请|给|准予?)?\s*(?:销号|销单|核销)[\s了吧。!！]*$|^\s*(?:write|written) (?:it )?off\b",
    re.IGNORECASE,
)
_SOMETHING_ELSE = frozenset({Intent.CANNOT, Intent.REASSIGN, Intent.INVALID, Intent.REOPEN, Intent.WHISTLE})


def take(
    step: Step, community: Roster, ticket: Row[Any], message: Message, actor: Actor, reading: ReplyReading
) -> bool:
    """Take a reply of staff that orders one of these. Return False when it is something else."""
    text = message.text
    if lifting.in_words(step, community, ticket, message, actor):
        return True
    if whistle.withdraws(text):
        whistles.withdraw_in_words(step, community, ticket, message, actor)
    elif wake.asks(text):
        photos.add(step, ticket.id, message, photos.PROGRESS)
        suspending.in_words(step, community, ticket, message, actor)
    elif wake.resumes(text) and ticket.state == State.SUSPENDED.value:
        _answer(step, community, ticket, message, tickets.act(step, community, ticket, Action.WAKE, actor, text))
    elif _WRITE_OFF.search(text) and ticket.state != State.VOID.value:
        _answer(step, community, ticket, message, tickets.act(step, community, ticket, Action.CONFIRM, actor, text))
    elif whistle.asks(text) or reading.intent is Intent.WHISTLE:
        photos.add(step, ticket.id, message, photos.PROGRESS)
        return whistles.in_words(step, community, ticket, message, actor, reading.department)
    else:
        return _ends(step, community, ticket, message, actor, reading)
    return True


def _ends(
    step: Step, community: Roster, ticket: Row[Any], message: Message, actor: Actor, reading: ReplyReading
) -> bool:
    """End a ticket with a result that was said, or with the picture that was lacking."""
    as_ = outcomes.said(message.text, reading.intent, ticket, actor)
    late = None
    if message.picture is not None and reading.intent not in _SOMETHING_ELSE:
        late = proof.awaited(step, ticket, actor)
    if late is not None and as_ in (None, Result.FIXED):
        photos.add(step, ticket.id, message, photos.AFTER)
        _answer(step, community, ticket, message, proof.complete(step, community, ticket, actor, late))
        return True
    if as_ is None or as_ is Result.FIXED:
        return False
    photos.add(step, ticket.id, message, photos.AFTER)
    _answer(step, community, ticket, message, outcomes.end(step, community, ticket, actor, as_, message.text))
    return True


def _answer(step: Step, community: Roster, ticket: Row[Any], message: Message, decision: Decision) -> None:
    if not isinstance(decision, Refusal):
        receipts.react(step, message.chat.id, message.message_id, receipts.TAKEN)
        return
    words, after = words_of(community, message), cards.load(step, ticket.id)
    say(step, community, message, refusals.sentence(decision, step, community, after, words))
