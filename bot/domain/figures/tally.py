"""The formulas: reports, response, resolution, rework, returns, repeats, satisfaction, whistles, places and hours.

Counted by the time of the report; the parts add up. "No data" is None or a share of nothing, never 0 %.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import TypeVar

from bot.domain.figures.case import Case
from bot.domain.figures.judgement import (
    is_answered_by,
    is_aside_at,
    is_excused,
    is_on_time,
    is_open_at,
    is_timely,
    late_since,
)
from bot.domain.figures.share import Share, at_rank, mean, middle
from bot.domain.ticket import State

Key = TypeVar("Key", bound=Hashable)
SATISFIED = 6
"""A rating of 6 to 10 says satisfied."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Figures of the cases reported in [since, until), as of `until`. Shares of nothing have no percentage.

    `reports`: everybody who told of something, once for each thing; `accepted`, `void` and `duplicates` add up to it.
    """

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
    mean_rating: float | None


def tally(cases: Iterable[Case], since: datetime, until: datetime) -> Tally:
    """Count the cases reported in [since, until). Unanswered counts as late, not as missing."""
    came = [case for case in cases if since <= case.opened_at < until]
    valid = [case for case in came if case.is_valid]
    void = sum(case.state is State.VOID and not case.merged and not case.is_duplicate for case in came)
    # Whoever tells of what is known already joins its ticket as a voice: that is how most duplicates end.
    reports = sum(case.voices for case in came if not case.merged)
    acked = [case for case in valid if is_answered_by(case, until)]
    waits = [case.acked_at - case.opened_at for case in acked if case.acked_at]
    fixed = [(case, case.resolved_at) for case in valid if case.resolved_at and case.resolved_by(until)]
    gross = [resolved_at - case.opened_at for case, resolved_at in fixed]
    net = [max(timedelta(0), resolved_at - case.opened_at - case.suspended) for case, resolved_at in fixed]
    rated = [case.rating for case, _ in fixed if case.rating is not None]
    said = [case.confirmed for case, _ in fixed if case.confirmed is not None]
    # One that came back and is not fixed again was fixed once, and badly.
    ended = [case for case in valid if case.resolved_by(until) or case.reopened]
    return Tally(
        reports=reports,
        accepted=len(valid),
        void=void,
        duplicates=reports - len(valid) - void,
        things=sum(case.quantity for case in valid),
        answered=Share(len(waits), len(valid)),
        timely=Share(sum(map(is_timely, acked)), len(valid)),
        median_response=_length(middle, waits),
        mean_response=_length(mean, waits),
        p90_response=_length(p90, waits),
        resolved=Share(len(fixed), len(valid)),
        handling=_length(mean, gross),
        handling_net=_length(mean, net),
        reworked=Share(sum(case.reopened > 0 for case in ended), len(ended)),
        returned=Share(sum(case.returned > 0 for case in valid), len(valid)),
        false_alarms=Share(void, reports),
        satisfied=Share(sum(rating >= SATISFIED for rating in rated), len(rated)),
        satisfaction_asked=Share(len(rated), len(fixed)),
        confirmed=Share(sum(said), len(said)),
        mean_rating=mean(rated),
    )


def _length(measure: Callable[[Sequence[float]], float | None], lengths: Sequence[timedelta]) -> timedelta | None:
    found = measure([length.total_seconds() for length in lengths])
    return None if found is None else timedelta(seconds=found)


def p90(numbers: Sequence[float]) -> float | None:
    """Return the smallest number that nine of ten do not exceed (nearest rank); None of none."""
    return at_rank(numbers, 0.9)


def on_time(cases: Iterable[Case], since: datetime, until: datetime) -> tuple[Share, int]:
    """Return 按时办结率 of what fell due in [since, until), and how many suspended ones were left out (list them)."""
    due = [case for case in cases if case.is_valid and since <= case.resolve_due_at < until]
    counted = [case for case in due if not is_excused(case)]
    kept = sum(is_on_time(case, until) for case in counted)
    return Share(kept, len(counted)), len(due) - len(counted)


def standing(cases: Iterable[Case], until: datetime) -> tuple[tuple[Case, ...], tuple[Case, ...], tuple[Case, ...]]:
    """Return what was open at `until`, oldest first; what of it was overdue, latest first; what of it is suspended."""
    live = sorted((case for case in cases if is_open_at(case, until)), key=lambda case: (case.opened_at, case.number))
    late = [(since, case.number, case) for case in live if (since := late_since(case, until)) is not None]
    overdue = tuple(case for _, _, case in sorted(late, key=lambda one: one[:2]))
    return tuple(live), overdue, tuple(case for case in live if is_aside_at(case, until))


def lateness(case: Case, until: datetime) -> timedelta:
    """Return by how much a case was overdue at `until`; nothing when it was not."""
    since = late_since(case, until)
    return until - since if since is not None else timedelta(0)


def written_off(cases: Iterable[Case], since: datetime, until: datetime) -> Share:
    """Return 销号率: closed by `until`, of those that were on the list of the suspended at some time since `since`."""
    listed = [
        case
        for case in cases
        if case.is_valid
        and any(p.began_at < until and (p.ended_at is None or p.ended_at >= since) for p in case.pauses)
    ]
    return Share(sum(case.closed_at is not None and case.closed_at <= until for case in listed), len(listed))


def repeats(cases: Iterable[Case], since: datetime, until: datetime, window: timedelta = timedelta(days=30)) -> Share:
    """Return 重复投诉率: whose building and category had another valid ticket in the `window` before it.

    `cases` have to reach back by the window, or its first days look better than they were.
    """
    seen: dict[tuple[tuple[int, str], str], datetime] = {}
    again = whole = 0
    for case in sorted((c for c in cases if c.is_valid and c.opened_at < until), key=lambda c: (c.opened_at, c.number)):
        keys = [(spot, case.category) for spot in case.spots if case.category]
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


def by_spot(cases: Iterable[Case]) -> Counter[tuple[int, str]]:
    """Count valid cases at each of their buildings by area: two estates may each have a building 5."""
    return Counter(spot for case in cases if case.is_valid for spot in case.spots)


def per_hundred(counts: Mapping[Key, int], households: Mapping[Key, int | None]) -> dict[Key, float]:
    """Return counts per 100 households, of the buildings whose households are known."""
    return {name: 100 * n / size for name, n in counts.items() if (size := households.get(name))}


def by_category(cases: Iterable[Case]) -> Counter[str | None]:
    """Count valid cases by category; None is the kind that is not known."""
    return Counter(case.category for case in cases if case.is_valid)


def things(cases: Iterable[Case]) -> Counter[str | None]:
    """Count the things that valid cases are about, by category: a hundred lamps of one ticket are a hundred."""
    found: Counter[str | None] = Counter()
    for case in cases:
        if case.is_valid:
            found[case.category] += case.quantity
    return found


def by_hour(cases: Iterable[Case], zone: tzinfo) -> tuple[int, ...]:
    """Count valid cases by the local hour of their report: 24 numbers."""
    found = Counter(case.opened_at.astimezone(zone).hour for case in cases if case.is_valid)
    return tuple(found[hour] for hour in range(24))


def by_weekday(cases: Iterable[Case], zone: tzinfo) -> tuple[int, ...]:
    """Count valid cases by the local weekday of their report, Monday first: 7 numbers."""
    found = Counter(case.opened_at.astimezone(zone).weekday() for case in cases if case.is_valid)
    return tuple(found[day] for day in range(7))


def by_day(cases: Iterable[Case], zone: tzinfo) -> Counter[date]:
    """Count valid cases by the local day of their report."""
    return Counter(case.opened_at.astimezone(zone).date() for case in cases if case.is_valid)


def by_reporter(cases: Iterable[Case]) -> Counter[int]:
    """Count valid cases by who told of them: counting junk would invite it."""
    return Counter(person for case in cases if case.is_valid for person in set(case.reporters))


def grouped(cases: Collection[Case], key: Callable[[Case], Key]) -> dict[Key, list[Case]]:
    """Return the cases apart by a key (grid, community, property company): together they are all of them."""
    found: dict[Key, list[Case]] = defaultdict(list)
    for case in cases:
        found[key(case)].append(case)
    return dict(found)
