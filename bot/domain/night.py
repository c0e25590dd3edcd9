"""The night: what can wait for the morning waits, and wakes nobody. Urgent trouble knows no night.

Deadlines are the same by day and by night; only what is told waits, and the ladder does not count the hours meanwhile.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from bot.domain.calendar import WorkCalendar
from bot.domain.lexicon import Severity
from bot.domain.rota import Shift

_EVERY_DAY = WorkCalendar()
WAITS = frozenset({Severity.NORMAL, Severity.CONSULTATION})


@dataclass(frozen=True, slots=True)
class Night:
    """The hours in which nobody is woken, by the clock of `zone`; they may cross midnight."""

    start: time
    end: time
    zone: tzinfo

    def morning(self, now: datetime) -> datetime | None:
        """Return when the night ends that `now` lies in, None by day."""
        return next(
            (ends for begins, ends in self._around(now, now + timedelta(seconds=1)) if begins <= now < ends), None
        )

    def awake(self, since: datetime, until: datetime) -> timedelta:
        """Return how much of the time between two moments is no night."""
        nights = (
            min(ends, until) - max(begins, since)
            for begins, ends in self._around(since, until)
            if begins < until and ends > since
        )
        return until - since - sum(nights, timedelta(0))

    def _around(self, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
        return list(Shift(start=self.start, end=self.end).spans(since, until, self.zone, _EVERY_DAY))


def night_for(severity: Severity, hours: Shift | None, zone: tzinfo) -> Night | None:
    """Return the night of a ticket, None when it is too urgent to wait or there is no night at all."""
    if hours is None or hours.whole_day or severity not in WAITS:
        return None
    return Night(hours.start, hours.end, zone)
