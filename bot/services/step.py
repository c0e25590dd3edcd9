"""What every service is handed: one open transaction, one moment, and the house's numbers, reader and rosters.

A step ends with its transaction. Services write through it and never open, commit or roll back anything themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from bot.database import Connection
from bot.domain.calendar import WorkCalendar
from bot.domain.deadline import Policy, Span
from bot.domain.lexicon import Lexicon
from bot.domain.points import Tariff
from bot.domain.readership import Hours, Meeting
from bot.domain.reading import Lessons, Reader
from bot.domain.roster import Role, Roster


@dataclass(frozen=True, slots=True)
class Shifts:
    """When a community's shifts have to be looked at again; `next_at` is the next beginning by that roster."""

    roster: Roster
    look_at: datetime
    next_at: datetime


@dataclass(frozen=True, slots=True)
class Quiet:
    """No digest of a community is due before `until`, by its roster of that revision and those hours."""

    revision: int
    hours: Hours
    until: datetime


@dataclass(frozen=True, slots=True)
class Memory:
    """What need not be asked again: rosters and lessons with the revision they are of, homes of groups, shifts.

    `quiet`: how long no digest is due.
    `reached` are the people whose private chat has taken a message.
    """

    rosters: dict[str, tuple[int, Roster]] = field(default_factory=dict)
    lessons: dict[str, tuple[int, Lessons]] = field(default_factory=dict)
    homes: dict[int, str] = field(default_factory=dict)
    shifts: dict[str, Shifts] = field(default_factory=dict)
    quiet: dict[str, Quiet] = field(default_factory=dict)
    reached: set[int] = field(default_factory=set)

    def clear(self) -> None:
        """Forget everything, after a rollback: it may have come from what was undone."""
        self.rosters.clear()
        self.lessons.clear()
        self.homes.clear()
        self.shifts.clear()
        self.quiet.clear()
        self.reached.clear()


@dataclass(frozen=True)
class Rules:
    """The house's unchanging part: built once by `app`, shared by every step."""

    policy: Policy
    calendar: WorkCalendar
    lexicon: Lexicon
    reader: Reader
    join_within: timedelta = timedelta(minutes=2)
    same_within: timedelta = timedelta(days=3)
    recurs_within: timedelta = timedelta(days=30)
    undo_within: timedelta = timedelta(minutes=10)
    hand_over: frozenset[Role] = frozenset()
    whistle: Span = field(default_factory=lambda: Span(workdays=2))
    suspend_times: int = 2
    suspend_at_most: timedelta = timedelta(days=30)
    proof_required: frozenset[str] = frozenset()
    proof_within: timedelta = timedelta(minutes=10)
    digest_at: time = time(20)
    digest_weekly: Meeting = field(default_factory=Meeting)
    digest_monthly: time = time(8, 30)
    digest_chiefs: bool = False
    digest_dark: bool = False
    ask_rating: bool = False
    tariff: Tariff = field(default_factory=Tariff)
    bot_id: int = 0
    bot_name: str = ""
    memory: Memory = field(default_factory=Memory)


@dataclass(frozen=True)
class Step:
    """One transaction at one moment."""

    connection: Connection
    now: datetime
    rules: Rules
    checked: set[str] = field(default_factory=set)
    """Communities whose roster was found to be current within this transaction."""


def one(row: Mapping[str, object] | None, what: str) -> Mapping[str, object]:
    """Return the row, which has to be there. Raise LookupError otherwise."""
    if row is None:
        raise LookupError(f"no {what}")
    return row
