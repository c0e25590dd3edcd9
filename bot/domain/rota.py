"""When an assignment is on duty: days of the week, working days or holidays, hours that may cross midnight.

Reads the `days` and `hours` of the community file and answers for any local moment; never asks the time.
A shift is the time between two moments: where clocks are put back nobody comes on duty twice.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.domain.calendar import WorkCalendar

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SHORT = {"周一": "mon", "周二": "tue", "周三": "wed", "周四": "thu", "周五": "fri", "周六": "sat", "周日": "sun"}
_SHORT |= {long: long[:3] for long in "monday tuesday wednesday thursday friday saturday sunday".split()}
_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-–~至]\s*(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class Shift:
    """A weekly pattern.

    `start == end` is the whole day; `end < start` crosses midnight and belongs to the day it begins.
    """

    weekdays: frozenset[int] = frozenset(range(7))
    workdays: bool = False
    holidays: bool = False
    start: time = time(0)
    end: time = time(0)

    @classmethod
    def parse(cls, days: str = "", hours: str = "") -> "Shift":
        """Read `mon-fri`, `sat,sun`, `workdays`, `holidays`, none; `08:00-20:00`, none.

        Raise ValueError with what is wrong.
        """
        weekdays, workdays, off = _days(days)
        start, end = _hours(hours)
        return cls(weekdays, workdays, off, start, end)

    @property
    def whole_day(self) -> bool:
        """Tell whether it has no hours."""
        return self.start == self.end

    def covers(self, local: datetime, calendar: WorkCalendar) -> bool:
        """Tell whether the local moment falls into the shift."""
        today = local.date()
        if self.whole_day:
            return self.on(today, calendar)
        days = (today,) if self.start < self.end else (today, today - timedelta(days=1))
        zone = local.tzinfo or UTC
        return any(self.on(day, calendar) and _within(local, self.span(day, zone)) for day in days)

    def on(self, day: date, calendar: WorkCalendar) -> bool:
        """Tell whether it begins on that local day."""
        if day.weekday() in self.weekdays:
            return True
        return self.workdays if calendar.is_workday(day) else self.holidays

    def span(self, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return when the shift that begins on `day` begins and ends, UTC."""
        last = day if self.start < self.end else day + timedelta(days=1)
        return moment(day, self.start, zone), moment(last, self.end, zone)

    def spans(
        self, since: datetime, until: datetime, zone: tzinfo, calendar: WorkCalendar
    ) -> Iterator[tuple[datetime, datetime]]:
        """Yield the shifts that are running at some time in [since, until), whole, as UTC moments."""
        day = since.astimezone(zone).date() - timedelta(days=1)
        last = until.astimezone(zone).date()
        while day <= last:
            if self.on(day, calendar):
                begins, ends = self.span(day, zone)
                if begins < until and ends > since and begins < ends:
                    yield begins, ends
            day += timedelta(days=1)


def moment(day: date, clock: time, zone: tzinfo) -> datetime:
    """Return a local clock time as a UTC moment.

    One that comes twice is the first of both; one that does not come is as long after midnight as on any other day
    (RFC 5545, 3.3.5).
    """
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _within(local: datetime, span: tuple[datetime, datetime]) -> bool:
    # Two moments of one zone are compared by their clocks alone, which lie where the clocks are changed.
    return span[0] <= local.astimezone(UTC) < span[1]


def _days(text: str) -> tuple[frozenset[int], bool, bool]:
    chosen: set[int] = set()
    workdays = off = False
    for word in text.replace("、", ",").replace(" ", ",").lower().split(","):
        if not word:
            continue
        if word in ("workdays", "工作日"):
            workdays = True
        elif word in ("holidays", "节假日"):
            off = True
        else:
            first, dash, last = word.partition("-")
            chosen.update(_run(first, last if dash else first, text))
    if not chosen and not workdays and not off:
        chosen.update(range(7))
    return frozenset(chosen), workdays, off


def _run(first: str, last: str, text: str) -> list[int]:
    try:
        a, b = (DAYS.index(_SHORT.get(word, word)) for word in (first, last))
    except ValueError:
        raise ValueError(
            f'days = "{text}" is not understood; write e.g. "mon-fri", "sat,sun", "workdays" or "holidays"'
        ) from None
    return [day % 7 for day in range(a, b + 1 if b >= a else b + 8)]


def _hours(text: str) -> tuple[time, time]:
    if not text.strip():
        return time(0), time(0)
    found = _HOURS.fullmatch(text.strip())
    try:
        if not found:
            raise ValueError
        a, b, c, d = (int(part) for part in found.groups())
        return _clock(a, b), _clock(c, d)
    except ValueError:
        raise ValueError(f'hours = "{text}" is not understood; write e.g. "08:00-20:00" or "20:00-08:00"') from None


def _clock(hour: int, minute: int) -> time:
    """Return a clock time; 24:00 is midnight, and nothing else beyond the day is a time."""
    return time(0) if (hour, minute) == (24, 0) else time(hour, minute)
