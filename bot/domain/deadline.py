"""How long a ticket may wait for its first answer and for its fix.

Both clocks start at the report and are never restarted; what is decided here is copied onto the ticket once.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

from bot.domain.calendar import WorkCalendar
from bot.domain.lexicon import Category, Severity
from bot.domain.rota import Shift

_UNITS = {"s": "seconds", "m": "minutes", "min": "minutes", "h": "hours", "d": "days", "秒": "seconds"}
_UNITS |= {"分钟": "minutes", "分": "minutes", "小时": "hours", "天": "days"}
_SPAN = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(s|min|m|h|d|wd|秒|分钟|分|小时|天|工作日|个工作日)\s*")


MOST, MOST_WORKDAYS = timedelta(days=3650), 2500
"""Longer than ten years is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: a fixed `length`, or a number of working days."""

    length: timedelta = timedelta(0)
    workdays: int = 0

    @classmethod
    def parse(cls, text: str) -> "Span":
        """Read `90s`, `10m`, `2h`, `1d`, `2wd`, `2工作日` or a sum of them (`1h30m`).

        Raise ValueError with the way to write it.
        """
        length, workdays, at = timedelta(0), 0, 0
        while at < len(text):
            found = _SPAN.match(text, at)
            if not found:
                break
            number, unit = float(found[1]), found[2]
            if unit in ("wd", "工作日", "个工作日"):
                workdays += int(number) if number.is_integer() and number <= MOST_WORKDAYS else MOST_WORKDAYS + 1
            else:
                length += min(timedelta(**{_UNITS[unit]: min(number, 1e6)}), MOST + timedelta(days=1))
            at = found.end()
        too_long = length > MOST or workdays > MOST_WORKDAYS
        if at == 0 or at < len(text) or (workdays and length) or too_long:
            raise ValueError(
                f'"{text}" is not a length of time; write it like "90s", "10m", "2h", "1d", "2wd" or "2工作日"'
            )
        return cls(length, workdays)

    def after(self, start: datetime, calendar: WorkCalendar, zone: tzinfo) -> datetime:
        """Return the moment this long after `start`; working days are those of `zone`."""
        if self.workdays:
            return calendar.add_workdays(start, self.workdays, zone).astimezone(UTC)
        return start + self.length


# What holds when neither the operator nor the category says anything, and for a category that the words made more
# urgent.
_BY_SEVERITY_ACK = {
    Severity.EMERGENCY: Span(timedelta(minutes=3)),
    Severity.URGENT: Span(timedelta(minutes=5)),
    Severity.NORMAL: Span(timedelta(minutes=10)),
    Severity.CONSULTATION: Span(timedelta(minutes=10)),
}
_BY_SEVERITY_RESOLVE = {
    Severity.EMERGENCY: Span(timedelta(minutes=15)),
    Severity.URGENT: Span(timedelta(minutes=30)),
    Severity.NORMAL: Span(timedelta(days=1)),
    Severity.CONSULTATION: Span(timedelta(days=1)),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """The operator's numbers.

    A kind that is set here wins over its severity, and a severity over the kind's own minutes. `night`: the hours in
    which what is not urgent wakes nobody.
    """

    ack: Mapping[Severity, Span] = field(default_factory=dict)
    resolve: Mapping[Severity, Span] = field(default_factory=dict)
    kinds_ack: Mapping[str, Span] = field(default_factory=dict)
    kinds_resolve: Mapping[str, Span] = field(default_factory=dict)
    night: Shift | None = None
    every: timedelta = timedelta(minutes=10)
    warn_at: float = 0.8
    top_every: timedelta = timedelta(hours=1)
    top_times: int = 3
    confirm_within: timedelta = timedelta(hours=24)
    reopen_within: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Deadlines:
    """The two moments of one ticket, UTC."""

    ack_due_at: datetime
    resolve_due_at: datetime


def severity_of(category: Category | None, *, urgent: bool) -> Severity:
    """Return how grave a report is: its category's severity, one step up when the words say it is urgent.

    Only the category makes an emergency: words alone do not.
    """
    severity = category.severity if category else Severity.NORMAL
    if urgent and severity is Severity.NORMAL:
        return Severity.URGENT
    if urgent and severity is Severity.CONSULTATION:
        return Severity.NORMAL
    return severity


def deadlines(
    category: Category | None,
    severity: Severity,
    opened_at: datetime,
    policy: Policy,
    calendar: WorkCalendar,
    zone: tzinfo,
) -> Deadlines:
    """Return the deadlines of a report that came at `opened_at`."""
    raised = category is None or category.severity is not severity

    def moment(
        kinds: Mapping[str, Span],
        severities: Mapping[Severity, Span],
        default: Mapping[Severity, Span],
        minutes: timedelta | None,
    ) -> datetime:
        by_severity = severities.get(severity, default[severity]).after(opened_at, calendar, zone)
        if category is not None and category.id in kinds:
            by_category = kinds[category.id].after(opened_at, calendar, zone)
        elif severity in severities or minutes is None:
            return by_severity
        else:
            by_category = opened_at + minutes
        return min(by_severity, by_category) if raised else by_category

    ack, resolve = (category.ack, category.resolve) if category else (None, None)
    return Deadlines(
        moment(policy.kinds_ack, policy.ack, _BY_SEVERITY_ACK, ack),
        moment(policy.kinds_resolve, policy.resolve, _BY_SEVERITY_RESOLVE, resolve),
    )
