"""By night what can wait is left till morning, and the ladder counts no hour of it; urgent trouble knows no night."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.deadline import Policy
from bot.domain.ladder import Climbed, Slept, Watch, next_step
from bot.domain.lexicon import Severity
from bot.domain.night import Night, night_for
from bot.domain.rota import Shift
from bot.domain.ticket import State

ZONE = ZoneInfo("Asia/Shanghai")
HOURS = Shift.parse(hours="22:00-07:00")
NIGHT = Night(HOURS.start, HOURS.end, ZONE)
POLICY = Policy(night=HOURS)
ALL = [True] * 4


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of November 2026 by the community's clock."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        (at(20, 21, 59), None),
        (at(20, 22), at(21, 7)),
        (at(21, 0), at(21, 7)),
        (at(21, 6, 59), at(21, 7)),
        (at(21, 7), None),
        (at(21, 12), None),
    ],
)
def test_the_night_ends_in_the_morning(now, morning):
    assert NIGHT.morning(now) == morning


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        (at(20, 9), at(20, 12), 3),
        (at(20, 21), at(21, 8), 2),
        (at(20, 23), at(21, 6), 0),
        (at(20, 12), at(22, 12), 30),
    ],
)
def test_only_hours_of_the_day_are_waited(since, until, hours):
    assert NIGHT.awake(since, until) == timedelta(hours=hours)


moments = st.integers(0, 60 * 24 * 20).map(lambda minute: at(1, 0) + timedelta(minutes=minute))


@given(st.lists(moments, min_size=3, max_size=3).map(sorted))
def test_the_parts_of_a_wait_add_up(three):
    first, middle, last = three
    assert NIGHT.awake(first, last) == NIGHT.awake(first, middle) + NIGHT.awake(middle, last)
    assert timedelta(0) <= NIGHT.awake(first, last) <= last - first


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_a_night_in_which_clocks_are_changed_ends_by_the_clock(zone):
    here = ZoneInfo(zone)
    for day in ((2026, 3, 29), (2026, 10, 25), (2026, 3, 8), (2026, 11, 1)):
        begins = datetime(*day, 1, 30, tzinfo=here)
        morning = Night(HOURS.start, HOURS.end, here).morning(begins.astimezone(UTC))
        assert morning is not None
        assert morning.astimezone(here).replace(tzinfo=None) == datetime(*day, 7, 0)


@pytest.mark.parametrize(
    ("severity", "waits"),
    [(Severity.NORMAL, True), (Severity.CONSULTATION, True), (Severity.URGENT, False), (Severity.EMERGENCY, False)],
)
def test_only_what_is_not_urgent_waits(severity, waits):
    assert (night_for(severity, HOURS, ZONE) is not None) is waits
    assert night_for(severity, None, ZONE) is None


def watch(due_at: datetime, rung: int = 0) -> Watch:
    opened = due_at - timedelta(minutes=10)
    return Watch(
        State.OPEN, rung, 0, 0, False, opened, due_at, due_at + timedelta(hours=20), timedelta(minutes=10), 0.8, due_at
    )


def test_what_falls_due_by_night_is_told_in_the_morning_to_the_next_rung_alone():
    assert next_step(watch(at(20, 23)), at(20, 23), ALL, POLICY, NIGHT) == Slept(at(21, 7))
    step = next_step(watch(at(21, 7)), at(21, 7), ALL, POLICY, NIGHT)
    assert isinstance(step, Climbed)
    assert step.rung == 1


def test_an_outage_over_night_counts_the_hours_of_the_day_alone():
    step = next_step(watch(at(20, 21, 55)), at(21, 7, 10), ALL, POLICY, NIGHT)
    assert isinstance(step, Climbed)
    assert (step.rung, step.passed) == (2, (1,))
