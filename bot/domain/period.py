"""Spans of local days that are counted: a day, week (Monday to Sunday), month, quarter, year, or any span.

Plain dates in, plain moments out; never asks what day it is.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

DAY = timedelta(days=1)


class Kind(StrEnum):
    """How long a period is by its nature; the value is what a bulletin is kept under."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    SPAN = "span"


_MONTHS = {Kind.MONTH: 1, Kind.QUARTER: 3, Kind.YEAR: 12}


def _months_on(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """Local days from `first` to `last`, both inside."""

    kind: Kind
    first: date
    last: date

    def __post_init__(self) -> None:
        """Refuse a span that ends before it begins."""
        if self.last < self.first:
            raise ValueError(f"the last day {self.last} comes before the first one {self.first}; turn them round")

    @classmethod
    def holding(cls, kind: Kind, day: date) -> "Period":
        """Return the period of a kind that `day` lies in. A span has no nature: it is that day alone."""
        if kind is Kind.WEEK:
            first = day - timedelta(days=day.weekday())
            return cls(kind, first, first + timedelta(days=6))
        if kind in _MONTHS:
            length = _MONTHS[kind]
            first = date(day.year, (day.month - 1) // length * length + 1, 1)
            return cls(kind, first, _months_on(first, length) - DAY)
        return cls(kind, day, day)

    @classmethod
    def between(cls, first: date, last: date) -> "Period":
        """Return the days from `first` to `last`: as the week, month, quarter or year they are, else as a span."""
        natural = (cls.holding(kind, first) for kind in Kind if kind is not Kind.SPAN)
        return next((one for one in natural if (one.first, one.last) == (first, last)), cls(Kind.SPAN, first, last))

    @property
    def days(self) -> int:
        """Return how many local days it has."""
        return (self.last - self.first).days + 1

    def bounds(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return its moments [since, until) in UTC, by the local midnights: a day may have 23 or 25 hours."""
        since = datetime.combine(self.first, time(0), zone)
        return since.astimezone(UTC), datetime.combine(self.last + DAY, time(0), zone).astimezone(UTC)

    def previous(self) -> "Period":
        """Return the period before it (环比): the one of its kind, or as many days for a span."""
        if self.kind in (Kind.SPAN, Kind.DAY):
            return Period(self.kind, self.first - timedelta(days=self.days), self.first - DAY)
        return Period.holding(self.kind, self.first - DAY)

    def last_year(self) -> "Period":
        """Return the same period a year ago (同比): a week the week with the same weekdays, 29 February the 28th."""
        if self.kind is Kind.WEEK:
            back = timedelta(days=364)
            return Period(self.kind, self.first - back, self.last - back)
        if self.kind in _MONTHS:
            return Period.holding(self.kind, _year_ago(self.first))
        return Period(self.kind, _year_ago(self.first), _year_ago(self.last))


def longer(since: datetime, until: datetime, before: datetime, then: datetime) -> float:
    """Return how many times as long as [before, then) is [since, until); 1 where only a clock change parts them."""
    present, past = until - since, then - before
    return 1.0 if abs(present - past) < DAY / 2 or not past else present / past


def _year_ago(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
