"""The ladder that never forgets: what is due on a ticket now, and when to look again.

      opened ──────── 80 % ──────── deadline ── every ── every ── every ──▶
                       │               │          │        │        │
                     warn            rung 1     rung 2   rung 3    top again, a few times, then the digest
                 (holder alone)

An open ticket climbs on its ack clock, a claimed one on its resolve clock. A rung that is empty or unreachable is
skipped in the same step. After an outage one step leads to the rung where the ticket should be now.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.deadline import Policy
from bot.domain.night import Night
from bot.domain.ticket import State


class TicketClock(StrEnum):
    """Which of the two clocks is running."""

    ACK = "ack"
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True)
class Watch:
    """What the ladder knows of a ticket. `rung` 0 is the gridworkers; `due_at` is when this step fell due."""

    state: State
    rung: int
    cycle: int
    repeats: int
    warned: bool
    opened_at: datetime
    ack_due_at: datetime
    resolve_due_at: datetime
    step: timedelta
    warn_at: float
    due_at: datetime

    @property
    def clock(self) -> TicketClock:
        """Return the clock that runs in this state."""
        return TicketClock.ACK if self.state is State.OPEN else TicketClock.RESOLVE

    @property
    def deadline(self) -> datetime:
        """Return the moment the running clock is up."""
        return self.ack_due_at if self.clock is TicketClock.ACK else self.resolve_due_at


@dataclass(frozen=True, slots=True)
class Warned:
    """Tell the holder, and nobody else, that the deadline is near."""

    next_due_at: datetime


@dataclass(frozen=True, slots=True)
class Climbed:
    """Tell `rung`; `skipped` had nobody to tell, `passed` was slept through; `repeats` counts messages to the top.

    A repeat begins a new `cycle`, so that no rung of a clock ever fires twice within one.
    """

    rung: int
    cycle: int
    repeats: int
    skipped: tuple[int, ...]
    passed: tuple[int, ...]
    next_due_at: datetime


@dataclass(frozen=True, slots=True)
class Exhausted:
    """Everybody was told often enough, or nobody is left to tell: from here on the ticket stands in the digest."""

    skipped: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lapsed:
    """The reporter kept silent about the fix: close it as unconfirmed."""


@dataclass(frozen=True, slots=True)
class Woken:
    """The day has come until which it was suspended."""


@dataclass(frozen=True, slots=True)
class Slept:
    """It is night, and it can wait for the morning."""

    next_due_at: datetime


Step = Warned | Climbed | Exhausted | Lapsed | Woken | Slept


def next_step(
    watch: Watch, now: datetime, reachable: Sequence[bool], policy: Policy, night: Night | None = None
) -> Step:
    """Say what to do with a ticket whose `due_at` has come.

    `reachable[i]` tells whether rung `i + 1` has somebody; `night`: the hours in which this one may wait.
    """
    if watch.state is State.RESOLVED:
        return Lapsed()
    if watch.state is State.SUSPENDED:
        return Woken()
    morning = night.morning(now) if night else None
    if morning is not None:
        return Slept(morning)
    if watch.clock is TicketClock.RESOLVE and not watch.warned and now < watch.deadline:
        return Warned(watch.deadline)
    # A warning that was slept through was due before the deadline; the rungs count from the deadline.
    since = watch.due_at if watch.warned or watch.clock is TicketClock.ACK else max(watch.due_at, watch.deadline)
    waited = night.awake(since, now) if night and since < now else now - since
    missed = int(waited / watch.step)
    wanted = min(watch.rung + 1 + max(0, missed), len(reachable))
    if wanted <= watch.rung:
        return _again(watch, now, reachable, policy)
    rung = _first(reachable, range(wanted, len(reachable) + 1))
    if rung is None:
        rung = _first(reachable, range(wanted - 1, watch.rung, -1))
    between = range(watch.rung + 1, rung or len(reachable) + 1)
    skipped = tuple(r for r in between if not reachable[r - 1])
    if rung is None:
        again = _again(watch, now, reachable, policy)
        return Exhausted(skipped) if isinstance(again, Exhausted) else replace(again, skipped=skipped)
    passed = tuple(r for r in between if reachable[r - 1])
    return Climbed(rung, watch.cycle, 0, skipped, passed, now + rest_after(rung, watch.step, reachable, policy))


def _again(watch: Watch, now: datetime, reachable: Sequence[bool], policy: Policy) -> Climbed | Exhausted:
    top = _first(reachable, range(min(watch.rung, len(reachable)), 0, -1))
    if top is None or watch.repeats >= policy.top_times:
        return Exhausted(())
    return Climbed(top, watch.cycle + 1, watch.repeats + 1, (), (), now + max(policy.top_every, watch.step))


def _first(reachable: Sequence[bool], rungs: range) -> int | None:
    return next((rung for rung in rungs if reachable[rung - 1]), None)


def rest_after(rung: int, step: timedelta, reachable: Sequence[bool], policy: Policy) -> timedelta:
    """Return how long a rung has before the next one hears; the last one that can be reached has longer."""
    return step if any(reachable[rung:]) else max(policy.top_every, step)


def first_look(opened_at: datetime, ack_due_at: datetime, *, told: bool) -> datetime:
    """Return when to look at a new ticket: at its ack deadline, or at once when its card reached nobody."""
    return ack_due_at if told else opened_at


def look_after_claim(watch: Watch, now: datetime) -> datetime:
    """Return when to look at a ticket that was just claimed, or reopened with its holder."""
    warn_at = watch.opened_at + (watch.resolve_due_at - watch.opened_at) * watch.warn_at
    if now < warn_at:
        return warn_at
    # One who takes up a late ticket gets a step's time before those above hear of it again.
    return max(watch.resolve_due_at, now + watch.step)


def look_after_return(watch: Watch, now: datetime) -> datetime:
    """Return when to look at a ticket that nobody holds any more: its age is kept, the next hand gets one step."""
    return max(watch.ack_due_at, now + watch.step)
