"""The formulas: reports, response, resolution, rework, returns, repeats, satisfaction, whistles, places and hours.

Counted by the time of the report; the parts add up. "No data" is None or a share of nothing, never 0 %.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from math import ceil
from statistics import fmean, median
from typing import TypeVar

from bot.domain.figures.case import Case
from bot.domain.figures.daily import Share
from bot.domain.ticket import LIVE, State

Key = TypeVar("Key", bound=Hashable)
SATISFIED = 6
"""A rating of 6 to 10 says satisfied."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Figures of the cases reported in [since, until), as of `until`. Shares of nothing have no percentage."""

    reports: int
    accepted: int
    void: int
    duplicates: int
    things: int
    answered: Share
    timely: Share
    median_response: timedelta | None
    mean_response: timedelta | None
    p90_response: timedelta | None
    resolved: Share
    handling: timedelta | None
    handling_net: timedelta | None
    reworked: Share
    returned: Share
    false_alarms: Share
    satisfied: Share
    satisfaction_asked: Share
    confirmed: Share


def tally(cases: Iterable[Case], since: datetime, until: datetime) -> Tally:
    """Count the cases reported in [since, until). Unanswered counts as late, not as missing."""
    came = [case for case in cases if since <= case.opened_at < until]
    valid = [case for case in came if case.is_valid]
    duplicates = sum(case.is_duplicate for case in came)
    void = len(came) - len(valid) - duplicates
    acked = [(case, case.acked_at) for case in valid if case.acked_at and case.acked_at <= until]
    waits = [acked_at - case.opened_at for case, acked_at in acked]
    fixed = [(case, case.resolved_at) for case in valid if case.resolved_at and case.resolved_by(until)]
    gross = [resolved_at - case.opened_at for case, resolved_at in fixed]
    net = [max(timedelta(0), resolved_at - case.opened_at - case.suspended) for case, resolved_at in fixed]
    rated = [case.rating for case, _ in fixed if case.rating is not None]
    said = [case.confirmed for case, _ in fixed if case.confirmed is not None]
    return Tally(
        reports=len(came),
        accepted=len(valid),
        void=void,
        duplicates=duplicates,
        things=sum(case.quantity for case in valid),
        answered=Share(len(waits), len(valid)),
        timely=Share(sum(acked_at <= case.ack_due_at for case, acked_at in acked), len(valid)),
        median_response=_seconds(median, waits),
        mean_response=_seconds(fmean, waits),
        p90_response=_seconds(p90, waits),
        resolved=Share(len(fixed), len(valid)),
        handling=_seconds(fmean, gross),
        handling_net=_seconds(fmean, net),
        reworked=Share(sum(case.reopened > 0 for case, _ in fixed), len(fixed)),
        returned=Share(sum(case.returned > 0 for case in valid), len(valid)),
        false_alarms=Share(void, len(came)),
        satisfied=Share(sum(rating >= SATISFIED for rating in rated), len(rated)),
        satisfaction_asked=Share(len(rated), len(fixed)),
        confirmed=Share(sum(said), len(said)),
    )


def _seconds(measure: Callable[[Sequence[float]], float], lengths: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=measure([length.total_seconds() for length in lengths])) if lengths else None


def p90(numbers: Sequence[float]) -> float:
    """Return the smallest number that nine of ten do not exceed (nearest rank)."""
    return sorted(numbers)[ceil(0.9 * len(numbers)) - 1]


def on_time(cases: Iterable[Case], since: datetime, until: datetime) -> tuple[Share, int]:
    """Return 按时办结率 of what fell due in [since, until), and how many suspended ones were left out (list them)."""
    due = [case for case in cases if case.is_valid and since <= case.resolve_due_at < until]
    counted = [case for case in due if case.state is not State.SUSPENDED]
    kept = sum(
        case.resolved_at is not None and case.resolved_by(until) and case.resolved_at <= case.resolve_due_at
        for case in counted
    )
    return Share(kept, len(counted)), len(due) - len(counted)


def standing(cases: Iterable[Case], until: datetime) -> tuple[tuple[Case, ...], tuple[Case, ...], tuple[Case, ...]]:
    """Return what is open at `until`, oldest first; what of it is overdue, latest first; what of it is suspended."""
    live = sorted((c for c in cases if c.state in LIVE and c.opened_at < until), key=lambda c: c.opened_at)
    late = [(since, case.number, case) for case in live if (since := case.late_since) is not None and since < until]
    overdue = tuple(case for _, _, case in sorted(late, key=lambda one: one[:2]))
    return tuple(live), overdue, tuple(case for case in live if case.state is State.SUSPENDED)


def repeats(cases: Iterable[Case], since: datetime, until: datetime, window: timedelta = timedelta(days=30)) -> Share:
    """Return 重复投诉率: whose building and category had another valid ticket in the `window` before it.

    `cases` have to reach back by the window, or its first days look better than they were.
    """
    seen: dict[tuple[str, str], datetime] = {}
    again = whole = 0
    for case in sorted((c for c in cases if c.is_valid and c.opened_at < until), key=lambda c: (c.opened_at, c.number)):
        keys = [(building, case.category) for building in set(case.buildings) if case.category]
        if case.opened_at >= since:
            whole += 1
            again += any(key in seen and case.opened_at - seen[key] <= window for key in keys)
        seen.update(dict.fromkeys(keys, case.opened_at))
    return Share(again, whole)


def whistles(cases: Iterable[Case], since: datetime, until: datetime) -> dict[str, tuple[Share, Share]]:
    """Return answered and settled of the whistles blown in [since, until), by department."""
    found: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for case in cases:
        for call in case.calls:
            if case.is_valid and since <= call.asked_at < until:
                answered = call.answered_at is not None and call.answered_at <= until
                found[call.department].append((answered, call.settled_at is not None and call.settled_at <= until))
    return {
        department: (Share(sum(a for a, _ in got), len(got)), Share(sum(s for _, s in got), len(got)))
        for department, got in found.items()
    }


def by_building(cases: Iterable[Case]) -> Counter[str]:
    """Count valid cases at each of their buildings: one at two buildings stands at both, so this may exceed the sum."""
    return Counter(building for case in cases if case.is_valid for building in set(case.buildings))


def per_hundred(counts: Mapping[str, int], households: Mapping[str, int | None]) -> dict[str, float]:
    """Return counts per 100 households, of the buildings whose households are known."""
    return {name: 100 * n / size for name, n in counts.items() if (size := households.get(name))}


def by_category(cases: Iterable[Case]) -> Counter[str | None]:
    """Count valid cases by category; None is the kind that is not known."""
    return Counter(case.category for case in cases if case.is_valid)


def by_hour(cases: Iterable[Case], zone: tzinfo) -> tuple[int, ...]:
    """Count valid cases by the local hour of their report: 24 numbers."""
    found = Counter(case.opened_at.astimezone(zone).hour for case in cases if case.is_valid)
    return tuple(found[hour] for hour in range(24))


def by_weekday(cases: Iterable[Case], zone: tzinfo) -> tuple[int, ...]:
    """Count valid cases by the local weekday of their report, Monday first: 7 numbers."""
    found = Counter(case.opened_at.astimezone(zone).weekday() for case in cases if case.is_valid)
    return tuple(found[day] for day in range(7))


def by_reporter(cases: Iterable[Case]) -> Counter[int]:
    """Count valid cases by who told of them: counting junk would invite it."""
    return Counter(person for case in cases if case.is_valid for person in set(case.reporters))


def grouped(cases: Collection[Case], key: Callable[[Case], Key]) -> dict[Key, list[Case]]:
    """Return the cases apart by a key (grid, community, property company): together they are all of them."""
    found: dict[Key, list[Case]] = defaultdict(list)
    for case in cases:
        found[key(case)].append(case)
    return dict(found)


@dataclass(frozen=True, slots=True)
class Change:
    """How `now` stands to `before`. `ratio` is None when nothing was before: `is_new` tells 新增 from no data."""

    now: int
    before: int | None

    @property
    def ratio(self) -> float | None:
        """Return (now - before) / before; None where that is no number."""
        return (self.now - self.before) / self.before if self.before else None

    @property
    def is_new(self) -> bool:
        """Tell whether there was a period before, with nothing in it, and now there is something."""
        return self.before == 0 and self.now > 0
