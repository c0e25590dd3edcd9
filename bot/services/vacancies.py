"""Hours ahead in which nobody reachable is on duty, as lines for the operator and the supervisors.

Found by `domain/gaps.py`; says what to do about them.
"""

from datetime import timedelta

from bot.domain.gaps import AHEAD, Gap, gaps
from bot.domain.roster import Roster
from bot.language import Words
from bot.services import hours, texts
from bot.services.step import Step


def found(step: Step, community: Roster, ahead: timedelta = AHEAD) -> list[Gap]:
    """Return the gaps of the coming days, area by area."""
    return gaps(community, step.now, step.rules.calendar, ahead)


def line(gap: Gap, words: Words) -> str:
    """Return when nobody is there, and whether somebody would be if they could be reached; HTML."""
    when = hours.span(gap.starts_at, gap.ends_at, words)
    if gap.unreachable:
        names = texts.listed(map(texts.name, gap.unreachable), words)
        return words.say("{when}: {names} on duty, but cannot be reached").format(when=when, names=names)
    return words.say("{when}: nobody on duty").format(when=when)


def lines(step: Step, community: Roster, words: Words, most: int = 5, ahead: timedelta = AHEAD) -> list[str]:
    """Return the gaps as lines for a digest, the first few of them, each with its area; HTML. [] when there is none."""
    gaps_ = found(step, community, ahead)
    said = [f"{texts.name(gap.area.name)} {line(gap, words)}" for gap in gaps_[:most]]
    if len(gaps_) > most:
        more = len(gaps_) - most
        said.append(words.plural("and {n} more", "and {n} more", more).format(n=more))
    return said
