"""Rows that say what a digest says of the same days: its figures as numbers, to reckon with.

Counts by `domain/figures` alone, as the page does: of what was reported in the days, what fell due in them, what is
open at their end, be it in the list or older.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.domain.figures import tally as formulas
from bot.domain.figures.case import Case
from bot.domain.figures.share import Share
from bot.domain.whereabouts import property_company
from bot.language import Words
from bot.services import people
from bot.services.step import Step
from bot.workbook import Cell, Column, Kind

LONGEST = timedelta(days=100)
"""Of what is longer the cases would not lie in memory for nothing."""


def columns(words: Words) -> tuple[Column, ...]:
    """Return the headings."""
    return (
        Column(words.say("Figure"), width=34), Column(words.say("Count"), Kind.NUMBER, 10),
        Column(words.say("Of"), Kind.NUMBER, 10), Column(words.say("Share"), Kind.SHARE, 10),
        Column(words.say("Minutes"), Kind.HOURS, 12),
    )  # fmt: skip


def rows(found: Sequence[Case], since: datetime, until: datetime, words: Words) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each figure of an area's cases, as of `until`; of no data its cells are empty."""
    now = formulas.tally(found, since, until)
    due, excused = formulas.on_time(found, since, until)
    live, late, aside = formulas.standing(found, until)
    yield _count(words.say("Reports"), now.reports)
    yield _count(words.say("New (valid)"), now.accepted)
    yield _count(words.say("Things"), now.things)
    yield _count(words.say("Duplicates"), now.duplicates)
    yield _share(words.say("False alarms"), now.false_alarms)
    yield _share(words.say("Tickets answered"), now.answered)
    yield _share(words.say("Answered in time"), now.timely)
    yield _length(words.say("Median minutes to answer"), now.median_response)
    yield _length(words.say("Mean minutes to answer"), now.mean_response)
    yield _length(words.say("Nine in ten within minutes"), now.p90_response)
    yield _share(words.say("Fixed so far"), now.resolved)
    yield _share(words.say("Fixed in time, of what fell due"), due)
    yield _count(words.say("Suspended when it fell due"), excused)
    yield _length(words.say("Mean minutes to fix"), now.handling)
    yield _length(words.say("Mean minutes to fix, without suspensions"), now.handling_net)
    yield _share(words.say("Fixed again"), now.reworked)
    yield _share(words.say("Ever given back"), now.returned)
    yield _share(words.say("Came back within 30 days"), formulas.repeats(found, since, until))
    yield _share(words.say("Satisfied"), now.satisfied)
    yield _share(words.say("Gave a mark"), now.satisfaction_asked)
    yield _share(words.say("Confirmed by reporters"), now.confirmed)
    yield _count(words.say("Open at the end"), len(live))
    yield _count(words.say("Overdue at the end"), len(late))
    yield _count(words.say("Suspended at the end"), len(aside))
    yield _share(words.say("Written off of the suspended"), formulas.written_off(found, since, until))


def company_columns(words: Words) -> tuple[Column, ...]:
    """Return the headings of what property companies are assessed by (考核)."""
    return (
        Column(words.say("Property company"), width=24), Column(words.say("New"), Kind.NUMBER, 8),
        Column(words.say("Due"), Kind.NUMBER, 8), Column(words.say("In time"), Kind.NUMBER, 8),
        Column(words.say("Share fixed in time"), Kind.SHARE, 10), Column(words.say("Fixed so far"), Kind.NUMBER, 8),
        Column(words.say("Fixed again"), Kind.NUMBER, 8), Column(words.say("Share fixed again"), Kind.SHARE, 10),
        Column(words.say("Marks"), Kind.NUMBER, 8), Column(words.say("Mark (of 10)"), Kind.HOURS, 10),
        Column(words.say("Open"), Kind.NUMBER, 8), Column(words.say("Overdue"), Kind.NUMBER, 8),
    )  # fmt: skip


def company_rows(
    step: Step, found: Sequence[Case], since: datetime, until: datetime, words: Words
) -> Iterator[tuple[Cell, ...]]:
    """Yield a row for each property company, the busiest first and what has none at last; none where there is none."""
    rosters = {one: people.roster(step, one) for one in {case.community_id for case in found}}
    parts = formulas.grouped(found, lambda case: property_company(rosters[case.community_id], case.area_id))
    tallies = {name: formulas.tally(cases, since, until) for name, cases in parts.items()}
    for name in sorted(parts, key=lambda one: (not one, -tallies[one].accepted, one)) if any(parts) else ():
        now, (due, _) = tallies[name], formulas.on_time(parts[name], since, until)
        live, late, _ = formulas.standing(parts[name], until)
        yield (
            name or words.say("no property company"), now.accepted, due.whole, due.part, due.ratio,
            now.reworked.whole, now.reworked.part, now.reworked.ratio, now.satisfied.whole, now.mean_rating,
            len(live), len(late),
        )  # fmt: skip


def _count(label: str, n: int) -> tuple[Cell, ...]:
    return (label, n, None, None, None)


def _share(label: str, share: Share) -> tuple[Cell, ...]:
    if not share.whole:
        return (label, None, None, None, None)
    return (label, share.part, share.whole, share.ratio, None)


def _length(label: str, length: timedelta | None) -> tuple[Cell, ...]:
    return (label, None, None, None, None if length is None else length.total_seconds() / 60)
