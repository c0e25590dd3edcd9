"""What a group of tickets adds up to, one ticket after the other: a kind, a building, a person of the list.

For lists of any length: of a ticket nothing is kept but two waits. "No data" is None, never 0 %.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from bot.domain.ticket import LIVE, RUNNING, State


@dataclass(frozen=True, slots=True)
class Facts:
    """One ticket, as far as it is added up. `duplicate`: it is void because another one is about the same."""

    state: State
    duplicate: bool
    quantity: int
    opened_at: datetime
    acked_at: datetime | None
    resolved_at: datetime | None
    ack_due_at: datetime
    resolve_due_at: datetime
    returned: int
    reopened: int
    rating: int | None


@dataclass(slots=True)
class Tally:
    """Sums so far. `valid` leaves out false alarms and duplicates, and everything but those two counts only valid ones.

    `due`: tickets whose deadline has passed (应办结), without the suspended, which are counted beside. `timely`: with
    a first human act in time; one without any is late, not missing.
    """

    valid: int = 0
    things: int = 0
    timely: int = 0
    fixed: int = 0
    due: int = 0
    on_time: int = 0
    open: int = 0
    overdue: int = 0
    suspended: int = 0
    returned: int = 0
    reopened: int = 0
    rated: int = 0
    ratings: int = 0
    false_alarms: int = 0
    duplicates: int = 0
    answered_after: "array[float]" = field(default_factory=lambda: array("d"))
    fixed_after: "array[float]" = field(default_factory=lambda: array("d"))

    def add(self, facts: Facts, now: datetime) -> None:
        """Add a ticket as it stands at `now`."""
        if facts.state is State.VOID:
            self.duplicates += facts.duplicate
            self.false_alarms += not facts.duplicate
            return
        fixed = is_fixed(facts)
        self.valid += 1
        self.things += facts.quantity
        self.timely += is_timely(facts)
        self.fixed += fixed
        self.open += facts.state in LIVE
        self.overdue += is_overdue(facts, now)
        self.suspended += facts.state is State.SUSPENDED
        self.returned += facts.returned > 0
        self.reopened += facts.reopened > 0
        if facts.state is not State.SUSPENDED and facts.resolve_due_at <= now:
            self.due += 1
            self.on_time += fixed and hours_late(facts, now) is None
        if facts.rating is not None:
            self.rated += 1
            self.ratings += facts.rating
        if facts.acked_at is not None:
            self.answered_after.append((facts.acked_at - facts.opened_at).total_seconds())
        if fixed and facts.resolved_at is not None:
            self.fixed_after.append((facts.resolved_at - facts.opened_at).total_seconds())


def is_fixed(facts: Facts) -> bool:
    """Tell whether somebody finished it, be it not confirmed yet."""
    return facts.state in (State.RESOLVED, State.CLOSED) and facts.resolved_at is not None


def is_timely(facts: Facts) -> bool:
    """Tell whether somebody answered in time."""
    return facts.acked_at is not None and facts.acked_at <= facts.ack_due_at


def is_overdue(facts: Facts, now: datetime) -> bool:
    """Tell whether the clock that runs has run out; what waits for a department or for its day is listed, not late."""
    due = facts.ack_due_at if facts.state is State.OPEN else facts.resolve_due_at
    return facts.state in RUNNING and due < now


def hours_late(facts: Facts, now: datetime) -> float | None:
    """Return by how many hours the deadline was missed, by now where it is not fixed yet; None when it was not."""
    if facts.state in (State.VOID, State.SUSPENDED, State.WHISTLED):
        return None
    end = facts.resolved_at if is_fixed(facts) and facts.resolved_at is not None else now
    late = (end - facts.resolve_due_at).total_seconds() / 3600
    return late if late > 0 else None


def share(part: int, whole: int) -> float | None:
    """Return a share of one, None of nothing."""
    return part / whole if whole else None


def at_rank(values: Sequence[float], rank: float) -> float | None:
    """Return the value that `rank` (0.9: nine in ten) of all are not above, by nearest rank; None of none."""
    return sorted(values)[max(0, ceil(rank * len(values)) - 1)] if values else None


def middle(values: Sequence[float]) -> float | None:
    """Return the median, None of none."""
    if not values:
        return None
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def mean(values: Sequence[float]) -> float | None:
    """Return the mean, None of none."""
    return sum(values) / len(values) if values else None
