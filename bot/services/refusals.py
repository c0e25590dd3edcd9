"""Why something was not done, as a sentence that says what to do instead.

Every `Refusal` has its sentence here and nowhere else.
"""

from typing import Any

from sqlalchemy import Row

from bot.domain.roster import Roster
from bot.domain.ticket import Refusal
from bot.language import Words
from bot.services import texts
from bot.services.step import Step


def sentence(refusal: Refusal, step: Step, community: Roster, ticket: Row[Any], words: Words) -> str:
    """Return the sentence for a refusal about a ticket; HTML."""
    holder = community.person(ticket.holder_id)
    said = {
        Refusal.STRANGER: words.say("#{number} is for those on the roster. Thank you for caring."),
        Refusal.TAKEN: words.say("{name} took #{number} at {when}."),
        Refusal.ALREADY_YOURS: words.say("#{number} is yours already."),
        Refusal.NOT_YOURS: words.say("{name} has #{number}; only they or a chief can do that."),
        Refusal.OVER: words.say("#{number} is finished. If it is not fixed, reply “not fixed”."),
        Refusal.NOT_OVER: words.say("#{number} is not marked as fixed yet; it is being handled."),
        Refusal.TOO_LATE: words.say("#{number} was closed too long ago to reopen. Please report it again."),
        Refusal.NOTHING_NEW: words.say("#{number} is closed already."),
        Refusal.WHISTLED: words.say(
            "#{number} still waits for a department's answer. Put it down or withdraw under More → Whistle first."
        ),
        Refusal.NO_PROOF: words.say(
            "#{number} is not done yet: this kind needs a picture of how it is now. Send it in reply and it counts."
        ),
        Refusal.TOO_OFTEN: words.say("#{number} was suspended often enough ({times}). It has to go on."),
        Refusal.NOT_SUSPENDED: words.say("#{number} is not suspended."),
        Refusal.NO_REASON: words.say(
            "Why is #{number} given back? Reply once more with the reason, e.g. “not my grid”."
        ),
    }[refusal]
    return said.format(
        number=ticket.number,
        times=ticket.suspensions,
        name=texts.name(holder.name if holder else ""),
        when=words.at(ticket.acked_at or ticket.opened_at, step.now),
    )


def anonymous(words: Words) -> str:
    """Return what an anonymous admin hears: nobody can tell who wrote, a press on a button can."""
    return words.say("You write as an anonymous admin, so I cannot tell who you are. Please press the button instead.")


def stale(words: Words) -> str:
    """Return what a press on a button that has gone hears."""
    return words.say("This card has changed. Please look again.")


def short(text: str, most: int = 40) -> str:
    """Return people's words for a sentence."""
    return texts.quoted(text, most)
