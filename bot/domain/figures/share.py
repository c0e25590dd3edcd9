"""Parts of a whole and averages, as every figure is told: of nothing there is None or a dash, never 0 %.

Plain numbers in, plain numbers out; knows nothing of tickets.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

SMALL = 10
"""Of fewer than this a percentage says less than the fraction."""


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`. Of small numbers a percentage says less than the fraction, so both are kept."""

    part: int
    whole: int

    def __str__(self) -> str:
        if not self.whole:
            return "—"
        if self.whole < SMALL:
            return f"{self.part}/{self.whole}"
        return f"{self.percent} ({self.part}/{self.whole})"

    @property
    def percent(self) -> str:
        """Return whole percent: 100 % is all of them and 0 % none, whatever rounding says; a dash of nothing."""
        if not self.whole:
            return "—"
        near = round(100 * self.part / self.whole)
        return f"{min(max(near, int(self.part > 0)), 100 - int(self.part < self.whole))}%"

    @property
    def ratio(self) -> float | None:
        """Return the part of one; None of nothing."""
        return ratio(self.part, self.whole)


@dataclass(frozen=True, slots=True)
class Change:
    """How `now` stands to `before`. `ratio` is None when nothing was before: `is_new` tells 新增 from no data.

    `longer`: how many times as long as the time before it the present one is; March is 31/28 of a February.
    """

    now: int
    before: int | None
    longer: float = 1.0

    @property
    def ratio(self) -> float | None:
        """Return (now - before) / before, by the day where the lengths differ; None where that is no number."""
        fair = (self.before or 0) * self.longer
        return (self.now - fair) / fair if fair else None

    @property
    def by_day(self) -> bool:
        """Tell whether the ratio compares days, since the whole are not of one length."""
        return self.longer != 1.0

    @property
    def is_new(self) -> bool:
        """Tell whether there was a period before, with nothing in it, and now there is something."""
        return self.before == 0 and self.now > 0


def ratio(part: int, whole: int) -> float | None:
    """Return `part` as a part of one; None of nothing."""
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
