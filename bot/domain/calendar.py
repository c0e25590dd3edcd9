"""Which days people work: weekends, public holidays and their make-up working days (调休).

Decides from the `holidays` package and the operator's own list; never asks what day it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from functools import cache

import holidays


@cache
def _published() -> holidays.HolidayBase:
    return holidays.country_holidays("CN")


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working days of a place; the operator's own lists win over the published ones."""

    extra_workdays: frozenset[date] = field(default_factory=frozenset)
    extra_holidays: frozenset[date] = field(default_factory=frozenset)

    @classmethod
    def of(cls, workdays: Iterable[date], days_off: Iterable[date]) -> "WorkCalendar":
        """Make a calendar with the operator's own working days and days off."""
        return cls(frozenset(workdays), frozenset(days_off))

    def is_workday(self, day: date) -> bool:
        """Tell whether people work on `day`."""
        if day in self.extra_workdays:
            return True
        if day in self.extra_holidays:
            return False
        return _published().is_working_day(day)

    def knows(self, year: int) -> bool:
        """Tell whether the make-up days of `year` are published: a year without a single one is not known yet."""
        published = _published()
        date(year, 1, 1) in published  # noqa: B015 - the package fills a year in when it is first asked about it
        return any(day.year == year for day in published.weekend_workdays | self.extra_workdays)

    def add_workdays(self, start: datetime, days: int, zone: tzinfo) -> datetime:
        """Return the same local clock time `days` working days after `start`.

        A start on a day off counts from the next working morning.
        """
        local = start.astimezone(zone)
        day = local.date()
        clock = local.timetz().replace(tzinfo=None)
        if not self.is_workday(day):
            while not self.is_workday(day):
                day += timedelta(days=1)
            clock = clock.replace(hour=9, minute=0, second=0, microsecond=0)
        left = days
        while left > 0:
            day += timedelta(days=1)
            left -= self.is_workday(day)
        return datetime.combine(day, clock, zone)
