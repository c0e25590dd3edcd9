"""What the day's digest counts, and `Share`, the fraction every rate is told as.

Valid tickets are those that were not voided, counted by the time of the report. "No data" is None, never 0 %.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from bot.domain.ticket import LIVE, RUNNING, State

FIXED = (State.RESOLVED, State.CLOSED)


@dataclass(frozen=True, slots=True)
class Row:
    """One ticket, as far as figures need it. `overdue_at` is the deadline of the clock that runs."""

    number: int
    state: State
    category: str | None
    buildings: tuple[str, ...]
    opened_at: datetime
    acked_at: datetime | None
    resolved_at: datetime | None
    ack_due_at: datetime
    resolve_due_at: datetime
    holder: str | None
    place: str


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`. Below ten a percentage says less than the fraction, so both are kept."""

    part: int
    whole: int

    def __str__(self) -> str:
        if not self.whole:
            return "—"
        return (
            f"{self.part}/{self.whole}"
            if self.whole < 10
            else f"{self.part / self.whole:.0%} ({self.part}/{self.whole})"
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """A period's figures, as of `until`."""

    since: datetime
    until: datetime
    reported: int
    voided: int
    answered: Share
    timely: Share
    resolved: Share
    median_response: timedelta | None
    open_now: int
    overdue: tuple[Row, ...]
    categories: tuple[tuple[str | None, int], ...]
    buildings: tuple[tuple[str, int], ...]


def overdue_since(row: Row) -> datetime:
    """Return the deadline of the clock that runs on a live ticket."""
    return row.ack_due_at if row.state is State.OPEN else row.resolve_due_at


def count(rows: Sequence[Row], live: Sequence[Row], since: datetime, until: datetime) -> Figures:
    """Count the tickets reported in [since, until), and beside them all that are `live` at `until`."""
    came = [row for row in rows if since <= row.opened_at < until]
    valid = [row for row in came if row.state is not State.VOID]
    waits = [row.acked_at - row.opened_at for row in valid if row.acked_at and row.acked_at <= until]
    # What waits for a department or for its day is listed, not late.
    late = sorted((row for row in live if row.state in RUNNING and overdue_since(row) < until), key=overdue_since)
    by_category = Counter(row.category for row in valid)
    by_building = Counter(building for row in valid for building in dict.fromkeys(row.buildings))
    return Figures(
        since=since,
        until=until,
        reported=len(valid),
        voided=len(came) - len(valid),
        answered=Share(len(waits), len(valid)),
        timely=Share(sum(1 for r in valid if r.acked_at and r.acked_at <= min(r.ack_due_at, until)), len(valid)),
        resolved=Share(
            sum(1 for r in valid if r.state in FIXED and r.resolved_at and r.resolved_at <= until), len(valid)
        ),
        median_response=timedelta(seconds=median(wait.total_seconds() for wait in waits)) if waits else None,
        open_now=sum(1 for row in live if row.state in LIVE),
        overdue=tuple(late),
        categories=tuple(by_category.most_common(5)),
        buildings=tuple(by_building.most_common(3)),
    )
