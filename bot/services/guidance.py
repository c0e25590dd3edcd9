"""What `/help` says: to everybody what their roles let them ask and do, each with the words to write.

Answers alone; who may do what is decided in `domain.permits` and where it is done.
"""

from collections.abc import Iterator

from bot.domain.permits import LISTED_TO
from bot.domain.roster import FIRST_RUNG, STAFF, UPPER_RUNGS, Role
from bot.language import Words
from bot.services import people, texts
from bot.services.step import Step

_DECIDING = frozenset({Role.ADMIN, Role.COMMUNITY})
_READING = frozenset(UPPER_RUNGS) | {Role.SUPERVISOR}
_CARDS = frozenset(FIRST_RUNG + UPPER_RUNGS)


def to_anybody(words: Words) -> str:
    """Return how to report; HTML."""
    return words.say(
        "Post what you see in your community's report group: a photo, the place and a few words, e.g. "
        "“building 5, charging cable out of a window”. Where I cannot read along, begin with /report or "
        "mention me. “false alarm” takes it back."
    )


def to_one(step: Step, telegram_id: int, words: Words) -> str:
    """Return what somebody who writes in private can do here, by all their roles; HTML."""
    known = [people.roster(step, one) for one in people.communities_of(step, telegram_id)]
    roles = frozenset[Role]().union(*(people.standing(one, telegram_id, is_reporter=False).roles for one in known))
    lines = [to_anybody(words)]
    if known:
        names = texts.listed((texts.name(one.name) for one in known), words)
        said = words.say(
            "You are on the roster of {names}. Cards come to this chat. Reply “got it” to take one, “done” with a "
            "photo when it is fixed, “not mine” to give it back; or press the buttons."
        )
        if not roles & _CARDS:
            said = words.say("You are on the roster of {names}.")
        lines = [said.format(names=names)]
    return "\n".join((*lines, *_commands(roles, words)))


def _commands(roles: frozenset[Role], words: Words) -> Iterator[str]:
    yield words.say("/my: what you have and what you reported. /points: your points.")
    if roles & _CARDS:
        yield words.say("/duty, /leave, /cover, /swap: who is on duty, and who comes instead.")
    if roles & (STAFF | {Role.SUPERVISOR}):
        yield words.say("/stats this month lamps: how many, how fast. /who, /history: who gets it, what happened.")
    if roles & LISTED_TO:
        yield words.say("/list: what is not written off. /open: what is in hand. /late: what is late.")
    if roles & _READING:
        yield words.say("/digest: when your digest comes and in which language; /digest off: none.")
    if roles & LISTED_TO:
        yield words.say("Reply to a digest “#142 new pipe by Friday”: it is written on the ticket, its holder is told.")
    if roles & _DECIDING:
        yield words.say("/invite: somebody new. /award: points by hand. /points board: everybody's points.")
