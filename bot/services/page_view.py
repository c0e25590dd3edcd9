"""What a page looks at: an area, a period and the one before it, with their cases; read once, used by every block.

Counts nothing and says little: names of kinds and buildings, percentages, and what is safe on a page.
"""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.domain.bulletin import Tone
from bot.domain.figures import tally as formulas
from bot.domain.figures.case import Case
from bot.domain.figures.share import SMALL, Change, Share
from bot.domain.period import Kind, Period, longer
from bot.domain.roster import Area, Roster
from bot.language import Words
from bot.services import figures, people, texts
from bot.services.step import Step

GOOD_FROM, BAD_BELOW = 0.95, 0.8
"""Rates in time: from here on good news, below it bad."""
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class View:
    """One page in the making. [since, until) is counted, [before, then) compared: months by the day, else as long."""

    step: Step
    community: Roster
    area: Area
    period: Period
    words: Words
    since: datetime
    until: datetime
    before: datetime
    then: datetime
    rosters: Mapping[str, Roster]
    found: Sequence[Case]

    @cached_property
    def came(self) -> list[Case]:
        """Cases reported in the period."""
        return [case for case in self.found if self.since <= case.opened_at < self.until]

    @cached_property
    def earlier(self) -> list[Case]:
        """Cases reported in the stretch it is compared with."""
        return [case for case in self.found if self.before <= case.opened_at < self.then]

    @cached_property
    def standing(self) -> tuple[tuple[Case, ...], tuple[Case, ...], tuple[Case, ...]]:
        """Open at the end, overdue of it, suspended of it."""
        return formulas.standing(self.found, self.until)

    def change(self, now: int, past: int) -> Change:
        """Return how a count stands to that of the stretch it is compared with, if anybody could report then."""
        unheard = not past and min(self.born.values(), default=self.before) >= self.then
        return Change(now, None if unheard else past, longer(self.since, self.until, self.before, self.then))

    @cached_property
    def born(self) -> dict[str, datetime]:
        """When each of the communities was taken in."""
        return figures.born(self.step, self.rosters)

    @property
    def is_over(self) -> bool:
        """Tell whether the period has ended; else it is counted up to now."""
        return self.until == self.period.bounds(self.community.zone)[1]

    @property
    def is_wide(self) -> bool:
        """Tell whether the area lies above the communities."""
        return all(node.id != self.community.root_id for node in self.community.upwards(self.area.id))

    def kind(self, category: str | None) -> str:
        """Return the name of a category."""
        return texts.category(category, self.step.rules.lexicon, self.words)

    def child(self, case: Case) -> Area | None:
        """Return the area right below this page's that a case lies in; None when it lies in none of them."""
        ways = self.rosters[case.community_id].upwards(case.area_id)
        return next((node for node in ways if node.parent_id == self.area.id), None)


def look(step: Step, community: Roster, area: Area, period: Period, words: Words) -> View:
    """Read what a page of an area and a period needs, up to now when the period is not over."""
    since, ends = period.bounds(community.zone)
    until, (before, _) = min(step.now, ends), period.previous().bounds(community.zone)
    # Equal lengths are compared: at noon, with the day before up to noon; months up to the end of the shorter one.
    then = since if until == ends else min(before + (until - since), since)
    found = figures.of_area(step, community, area, before, until, thin=period.kind is Kind.DAY)
    known = {community.community_id, *(case.community_id for case in found)}
    rosters = {one: people.roster(step, one) for one in sorted(known)}
    return View(step, community, area, period, words, since, until, before, then, rosters, found)


def plain(said: str) -> str:
    """Return HTML as the plain words a page is made of."""
    return html.unescape(_TAG.sub("", said))


def rate(share: Share) -> tuple[str, str]:
    """Return a share for a tile: `83%` and `39/47` beside it, of few the fraction alone, of none a dash."""
    if share.whole < SMALL:
        return str(share), ""
    return share.percent, f"{share.part}/{share.whole}"


def tone(share: Share) -> Tone:
    """Return whether a rate of things done in time is good news; of nothing it is no news."""
    if share.ratio is None:
        return Tone.PLAIN
    if share.ratio >= GOOD_FROM:
        return Tone.GOOD
    # Of few, a single late one is no verdict yet.
    return Tone.BAD if share.ratio < (BAD_BELOW if share.whole >= SMALL else 0.5) else Tone.WARN
