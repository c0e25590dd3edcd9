"""Working days, held against a second, independent calendar, day by day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import WorkCalendar

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize("year", range(2020, 2027))
def test_every_day_of_a_published_year_is_what_an_independent_calendar_says(year):
    calendar, day, wrong = WorkCalendar(), date(year, 1, 1), []
    while day.year == year:
        if calendar.is_workday(day) is not chinese_calendar.is_workday(day):
            wrong.append(day.isoformat())
        day += timedelta(days=1)
    assert wrong == []


@pytest.mark.parametrize("year", range(2020, 2027))
def test_published_years_are_known(year):
    assert WorkCalendar().knows(year)


@pytest.mark.parametrize("year", [2027, 2099])
def test_a_year_whose_make_up_days_nobody_has_published_is_not_known(year):
    assert not WorkCalendar().knows(year)


def test_an_operator_who_lists_the_make_up_days_makes_the_year_known():
    calendar = WorkCalendar.of([date(2027, 2, 20)], [])
    assert calendar.knows(2027)
    assert calendar.is_workday(date(2027, 2, 20))
    assert not WorkCalendar().is_workday(date(2027, 2, 20))


def test_an_operators_day_off_is_a_day_off_and_leaves_the_others_alone():
    calendar = WorkCalendar.of([], [date(2026, 11, 20)])
    assert not calendar.is_workday(date(2026, 11, 20))
    assert calendar.is_workday(date(2026, 11, 19))


def test_a_day_in_both_lists_is_worked():
    both = date(2026, 11, 21)
    assert WorkCalendar.of([both], [both]).is_workday(both)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2026, 11, 1)), st.integers(1, 15))
def test_so_many_working_days_later_lies_exactly_so_many_working_days_later(start, days):
    calendar = WorkCalendar()
    began = start.replace(tzinfo=UTC)
    ended = calendar.add_workdays(began, days, ZONE)
    assert calendar.is_workday(ended.date())
    first = began.astimezone(ZONE).date()
    while not calendar.is_workday(first):
        first += timedelta(days=1)
    between = [first + timedelta(days=n) for n in range(1, (ended.date() - first).days + 1)]
    assert sum(calendar.is_workday(day) for day in between) == days
