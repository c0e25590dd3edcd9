"""What a group of tickets adds up to, one ticket after the other: a kind, a building, a person of the list.

For lists of any length: of a ticket nothing is kept but two waits. "No data" is None, never 0 %.
"""

from array import array
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.figures.judgement import (
    is_answered_by,
    is_aside_at,
    is_excused,
    is_fixed_by,
    is_on_time,
    is_timely,
    late_since,
)
from bot.domain.figures.pause import Pause
from bot.domain.ticket import State


@dataclass(frozen=True, slots=True)
class Facts:
    """One ticket, as far as it is added up.

    `duplicate`: it is void because another one is about the same; `merged`: and its voices tell of that one now.
    """

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
    voices: int = 1
    merged: bool = False
    pauses: tuple[Pause, ...] = ()


@dataclass(slots=True)
class Sums:
    """Sums so far. `valid` leaves out false alarms and duplicates, and everything but those two counts only valid ones.

    `due`: tickets whose deadline has passed (应办结), without those that were suspended when it did. `timely`: with a
    first human act in time; one without any is late, not missing. `duplicates`: voices that told of what was known.
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
        """Add a ticket as it stood at `now`."""
        if facts.state is State.VOID:
            if not facts.merged:
                self.duplicates += facts.voices - (not facts.duplicate)
                self.false_alarms += not facts.duplicate
            return
        fixed = is_fixed_by(facts, now)
        answered = is_answered_by(facts, now)
        self.valid += 1
        self.duplicates += facts.voices - 1
        self.things += facts.quantity
        self.timely += answered and is_timely(facts)
        self.fixed += fixed
        self.open += not fixed
        self.overdue += late_since(facts, now) is not None
        self.suspended += not fixed and is_aside_at(facts, now)
        self.returned += facts.returned > 0
        self.reopened += facts.reopened > 0
        if facts.resolve_due_at < now and not is_excused(facts):
            self.due += 1
            self.on_time += is_on_time(facts, now)
        if fixed and facts.rating is not None:
            self.rated += 1
            self.ratings += facts.rating
        if answered and facts.acked_at is not None:
            self.answered_after.append((facts.acked_at - facts.opened_at).total_seconds())
        if fixed and facts.resolved_at is not None:
            self.fixed_after.append((facts.resolved_at - facts.opened_at).total_seconds())
