"""Suspending (挂账): with a reason and until a day, in words or by buttons; it wakes by itself.

    staff    "挂账到周五 等配件" · 更多 → 挂账 → why → until when · "恢复办理"

What is lacking is asked for, and nothing changes. Whether it may be is decided in `domain.wake` and `domain.ticket`.
"""

from datetime import date
from typing import Any

from sqlalchemy import Row

from bot.calls import Button, Buttons
from bot.domain import wake
from bot.domain.roster import Roster
from bot.domain.ticket import Action, Refusal
from bot.domain.wake import Lacking, Wake
from bot.language import Words
from bot.messages import Message, Press
from bot.services import buttons, cards, photos, receipts, refusals, texts, tickets
from bot.services.speaking import say, words_of
from bot.services.step import Step
from bot.services.tickets import Actor

REASONS = ("parts", "builders", "owner", "weather", "approval")


def suspend(step: Step, community: Roster, ticket: Row[Any], actor: Actor, wanted: Wake) -> Refusal | None:
    """Suspend a ticket. Return why not, None when it was done."""
    until = wanted.at.astimezone(community.zone).date().isoformat()
    decision = tickets.act(
        step, community, ticket, Action.SUSPEND, actor, f"{until}: {wanted.reason}",
        wake_at=wanted.at, due_at=wanted.at, suspended_for=wanted.reason,
    )  # fmt: skip
    return decision if isinstance(decision, Refusal) else None


def in_words(step: Step, community: Roster, ticket: Row[Any], message: Message, actor: Actor) -> None:
    """Take a wish to suspend."""
    words = words_of(community, message)
    wanted = wake.read(message.text, step.now, community.zone, step.rules.suspend_at_most)
    if isinstance(wanted, Lacking):
        say(step, community, message, sentence(wanted, step, words))
        return
    refused = suspend(step, community, ticket, actor, wanted)
    if refused is not None:
        say(step, community, message, refusals.sentence(refused, step, community, cards.load(step, ticket.id), words))
        return
    receipts.react(step, message.chat.id, message.message_id, receipts.TAKEN)


def sentence(lacking: Lacking, step: Step, words: Words) -> str:
    """Return what is lacking, and what to write."""
    return {
        Lacking.DAY: words.say("Suspended until when? Write the day and why, e.g. “suspend until Friday: parts”."),
        Lacking.REASON: words.say("Suspended why? Write the day and why, e.g. “suspend until Friday: parts”."),
        Lacking.PAST: words.say("That day is not ahead. Write a later one, e.g. “suspend until Friday: parts”."),
        Lacking.TOO_LONG: words.say("That is too far away: {days} days at most. Write an earlier day."),
    }[lacking].format(days=step.rules.suspend_at_most.days)


def reason(code: str, words: Words) -> str:
    """Return why a ticket is suspended, for one of `REASONS`."""
    return {
        "parts": words.say("Waiting for parts"),
        "builders": words.say("Waiting for the builders"),
        "owner": words.say("Waiting for the owner"),
        "weather": words.say("Waiting for better weather"),
        "approval": words.say("Waiting for approval"),
    }[code]


def pressed(
    step: Step, community: Roster, ticket: Row[Any], press: Press, actor: Actor, action: str, extra: str, words: Words
) -> str:
    """Take a press on a button about suspending; return the toast."""
    if not actor.standing.is_staff:
        return refusals.sentence(Refusal.STRANGER, step, community, ticket, words)
    code, _, digits = extra.partition(".")
    if action == "pause":
        drawn = _days(step, community, ticket, code, words) if code in REASONS else _reasons(ticket, words)
        cards.turn_page(step, community, ticket, press.chat.id, press.message_id, "pause", drawn=drawn)
        return ""
    day = _day(digits)
    if code not in REASONS or day is None:
        return refusals.stale(words)
    # What stands on the card is read by all, in the community's language.
    why = reason(code, cards.words_for(community, None))
    wanted = wake.until(day, why, step.now, community.zone, step.rules.suspend_at_most)
    if isinstance(wanted, Lacking):
        return sentence(wanted, step, words)
    refused = suspend(step, community, ticket, actor, wanted)
    if refused is not None:
        return refusals.sentence(refused, step, community, cards.load(step, ticket.id), words)
    said = words.say("#{number} is suspended until {time}.")
    return said.format(number=ticket.number, time=words.at(wanted.at))


def _day(digits: str) -> date | None:
    try:
        return date.fromisoformat(digits)
    except ValueError:
        return None


def _reasons(ticket: Row[Any], words: Words) -> Buttons:
    drawn = tuple((Button(reason(code, words), buttons.data("pause", ticket, code)),) for code in REASONS)
    return (*drawn, (Button(words.say("« Back"), buttons.data("back", ticket)),))


def _days(step: Step, community: Roster, ticket: Row[Any], code: str, words: Words) -> Buttons:
    days = wake.days_offered(step.now, community.zone, step.rules.suspend_at_most)
    drawn = [Button(_label(day, words), buttons.data("suspend", ticket, f"{code}.{day:%Y%m%d}")) for day in days]
    rows = buttons.rows(drawn, 2)
    return (*rows, (Button(words.say("« Back"), buttons.data("back", ticket)),))


def _label(day: date, words: Words) -> str:
    """Return a day as a button says it: `周五 11月27日`, `Fri 27 Nov`."""
    if words.language == "zh":
        return f"周{'一二三四五六日'[day.weekday()]} {day.month}月{day.day}日"
    return f"{day:%a} {day.day} {day:%b}"


def tell_awake(step: Step, community: Roster, ticket: Row[Any], why: str) -> None:
    """Tell the holder that the day has come; without one who can be reached, those on duty."""
    reason_ = texts.quoted(why, 100)

    def head(words: Words) -> str:
        return words.say("⏰ No longer suspended ({reason}): please go on").format(reason=reason_)

    holder = community.person(ticket.holder_id)
    photo = photos.first(step, ticket.id)
    if holder is not None and holder.reachable:
        cards.send_to(step, community, ticket, (holder,), photo, head=head)
    else:
        tickets.dispatch(step, community, ticket, photo, head=head)
