"""Points (积分): what one ticket pays to whom, what a day may bring, and for which month an entry counts.

    closed, fixed or partly     its voices share the amount; whoever had a hand in it earns nothing for telling of it
    void, staff said so         its voices share the deduction
    anything else               nothing; what was paid before goes back

Whole numbers in, whole numbers out; the ledger is kept in `services/points.py`.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.lexicon import Severity
from bot.domain.result import Result
from bot.domain.ticket import State


class Cause(StrEnum):
    """Why an entry stands in the ledger."""

    REPORT = "report"
    URGENT = "urgent"
    FALSE = "false"
    AWARD = "award"
    APPEAL = "appeal"
    REPORT_BACK = "report_back"
    URGENT_BACK = "urgent_back"


BACK = {Cause.REPORT: Cause.REPORT_BACK, Cause.URGENT: Cause.URGENT_BACK}
"""What is paid for an outcome, and the cause under which it goes back when the outcome does not hold."""

EARNED = frozenset(BACK)
"""What a day's cap is about; deductions and what people give by hand are not."""

_PAID = frozenset({Result.FIXED.value, Result.PARTLY.value})
_PRESSING = frozenset({Severity.EMERGENCY.value, Severity.URGENT.value})


@dataclass(frozen=True, slots=True)
class Tariff:
    """What is paid for what.

    `daily`: the most that tickets may bring one person in a local day, 0 is no cap. `by_hand`: the most that one award
    or deduction of staff may be. `appeal`: how long after its end a month's list is provisional.
    """

    report: int = 10
    urgent: int = 5
    false_alarm: int = -5
    daily: int = 60
    by_hand: int = 100
    appeal: timedelta = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a ticket.

    `voices`: who told of it, each once, the first one first. `hands`: who held or fixed it. `accuser`: who of staff
    said that it was a false alarm (None: nobody, or it was no fault of whoever told of it).
    """

    state: State
    severity: str
    result: str | None
    voices: tuple[int, ...]
    hands: frozenset[int] = frozenset()
    accuser: int | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """Points that somebody is due; negative ones are taken away."""

    telegram_id: int
    cause: Cause
    points: int


def due(outcome: Outcome, tariff: Tariff) -> tuple[Credit, ...]:
    """Return what a ticket that ended so pays, and takes; () when nothing, or while it has not ended."""
    if outcome.state is State.CLOSED and (outcome.result or Result.FIXED.value) in _PAID:
        paid = [voice for voice in outcome.voices if voice not in outcome.hands]
        amounts = [(Cause.REPORT, tariff.report)]
        if outcome.severity in _PRESSING:
            amounts.append((Cause.URGENT, tariff.urgent))
        return tuple(credit for cause, amount in amounts for credit in _credits(cause, amount, paid))
    if outcome.state is State.VOID and outcome.result == Result.FALSE.value and outcome.accuser is not None:
        wrong = [voice for voice in outcome.voices if voice != outcome.accuser]
        return tuple(_credits(Cause.FALSE, tariff.false_alarm, wrong))
    return ()


def _credits(cause: Cause, amount: int, among: Sequence[int]) -> list[Credit]:
    shares = zip(among, share(amount, len(among)), strict=True)
    return [Credit(telegram_id, cause, points) for telegram_id, points in shares if points]


def share(amount: int, among: int) -> tuple[int, ...]:
    """Share an amount: as evenly as whole numbers go, what is left over to the first. The shares add up to it."""
    if among < 1:
        return ()
    each, over = divmod(abs(amount), among)
    sign = -1 if amount < 0 else 1
    return tuple(sign * (each + (n < over)) for n in range(among))


def within_cap(points: int, earned: int, daily: int) -> int:
    """Return how much of `points` may still be paid to somebody whom the day has brought `earned`."""
    if points <= 0 or not daily:
        return points
    return min(points, max(0, daily - earned))


# ------------------------------------------------------------------- months, years and their lists


@dataclass(frozen=True, slots=True)
class Term:
    """A month or a year of a list, by its first and last local day."""

    first: date
    last: date

    @property
    def is_year(self) -> bool:
        """Tell whether it is a whole year."""
        return self.first.month != self.last.month


def month(day: date) -> Term:
    """Return the month a day lies in."""
    return Term(day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def year(day: date) -> Term:
    """Return the year a day lies in."""
    return Term(date(day.year, 1, 1), date(day.year, 12, 31))


def month_before(day: date) -> Term:
    """Return the month before the one a day lies in."""
    return month(day.replace(day=1) - timedelta(days=1))


def final_on(term: Term, tariff: Tariff) -> date:
    """Return the first local day on which a list changes no more; until then anybody may appeal."""
    return term.last + timedelta(days=1) + tariff.appeal


def counts_on(written: date, corrects: date | None, tariff: Tariff) -> date:
    """Return the local day an entry counts for: that of what it corrects, as long as that month's list was provisional.

    `written`: the day it was made. `corrects`: the day of the entry it takes back, or any day of the month it is for.
    """
    if corrects is None or written >= final_on(month(corrects), tariff):
        return written
    return corrects
