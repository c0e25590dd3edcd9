"""Shifts: which moments they cover, also over midnight and on make-up days, and what is no shift."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import WorkCalendar
from bot.domain.rota import DAYS, Shift

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar()


def covers(days: str, hours: str, moment: str) -> bool:
    return Shift.parse(days, hours).covers(datetime.fromisoformat(moment).replace(tzinfo=ZONE), CALENDAR)


@pytest.mark.parametrize(
    ("days", "hours", "inside", "outside"),
    [
        ("", "", ["2026-11-20T00:00", "2026-11-22T23:59:59"], []),
        ("mon-sun", "", ["2026-11-20T12:00", "2026-11-22T12:00"], []),
        ("mon-fri", "", ["2026-11-20T23:59"], ["2026-11-21T00:00", "2026-11-22T12:00"]),
        ("fri-mon", "", ["2026-11-20T12:00", "2026-11-22T12:00", "2026-11-23T12:00"], ["2026-11-24T12:00"]),
        ("sat,sun", "", ["2026-11-21T12:00", "2026-11-22T12:00"], ["2026-11-20T12:00"]),
        ("sat、sun", "", ["2026-11-21T12:00"], ["2026-11-20T12:00"]),
        ("Fri", "", ["2026-11-20T12:00"], ["2026-11-21T12:00"]),
        ("friday", "", ["2026-11-20T12:00"], ["2026-11-21T12:00"]),
        ("周五", "", ["2026-11-20T12:00"], ["2026-11-21T12:00"]),
        ("周一-周五", "", ["2026-11-20T12:00"], ["2026-11-21T12:00"]),
        ("", "08:00-20:00", ["2026-11-20T08:00", "2026-11-20T19:59:59"], ["2026-11-20T07:59", "2026-11-20T20:00"]),
        ("", "8:00-20:00", ["2026-11-20T08:00"], ["2026-11-20T07:59"]),
        ("", "08:00 – 20:00", ["2026-11-20T08:00"], ["2026-11-20T20:00"]),
        ("", "08:00至20:00", ["2026-11-20T08:00"], ["2026-11-20T20:00"]),
        ("", "00:00-24:00", ["2026-11-20T00:00", "2026-11-20T23:59"], []),
        ("", "18:00-24:00", ["2026-11-20T18:00", "2026-11-20T23:59"], ["2026-11-20T17:59", "2026-11-21T00:00"]),
        ("", "20:00-08:00", ["2026-11-20T20:00", "2026-11-21T07:59"], ["2026-11-20T19:59", "2026-11-20T08:00"]),
        ("fri", "20:00-08:00", ["2026-11-20T20:00", "2026-11-21T07:59"], ["2026-11-20T07:59", "2026-11-21T20:00"]),
        ("sun", "22:00-06:00", ["2026-11-22T22:00", "2026-11-23T05:59"], ["2026-11-22T05:59", "2026-11-23T22:00"]),
        ("workdays", "", ["2026-11-20T12:00", "2026-10-10T12:00"], ["2026-11-21T12:00", "2026-10-01T12:00"]),
        ("工作日", "", ["2026-10-10T12:00"], ["2026-10-01T12:00"]),
        ("holidays", "", ["2026-11-21T12:00", "2026-10-01T12:00"], ["2026-11-20T12:00", "2026-10-10T12:00"]),
        ("节假日", "", ["2026-10-01T12:00"], ["2026-10-10T12:00"]),
        ("workdays,holidays", "", ["2026-11-21T12:00", "2026-11-20T12:00"], []),
        ("workdays", "20:00-08:00", ["2026-11-20T21:00", "2026-11-21T07:00"], ["2026-11-21T21:00", "2026-11-23T07:00"]),
        ("workdays", "20:00-08:00", ["2026-10-10T21:00", "2026-10-11T07:00"], ["2026-10-11T21:00"]),
        ("holidays", "20:00-08:00", ["2026-10-07T21:00", "2026-10-08T07:00"], ["2026-10-08T21:00"]),
    ],
)  # fmt: skip
def test_a_shift_covers_the_moments_it_says(days, hours, inside, outside):
    assert [moment for moment in inside if not covers(days, hours, moment)] == []
    assert [moment for moment in outside if covers(days, hours, moment)] == []


def test_the_operators_own_days_decide_what_a_working_day_is():
    friday, saturday = (datetime(2026, 11, day, 12, tzinfo=ZONE) for day in (20, 21))
    calendar = WorkCalendar.of([saturday.date()], [friday.date()])
    assert Shift.parse("workdays").covers(saturday, calendar)
    assert not Shift.parse("workdays").covers(friday, calendar)


@pytest.mark.parametrize("days", ["workdays,sat", "sat,workdays", "holidays mon"])
def test_days_of_both_kinds_are_all_counted_or_refused_but_none_is_forgotten(days):
    named = datetime(2026, 11, 21 if "sat" in days else 23, 12, tzinfo=ZONE)
    try:
        shift = Shift.parse(days)
    except ValueError:
        return
    assert shift.covers(named, CALENDAR)


@pytest.mark.parametrize(
    "days",
    [
        "someday", "1-5", "mon--fri", "mon-", "-fri", "mon to fri", "montag", "monkey", "sunny", "周八", "weekdays!",
        "mon-fry",
    ],
)  # fmt: skip
def test_days_that_are_none_are_refused_with_examples(days):
    with pytest.raises(ValueError, match="mon-fri") as refused:
        Shift.parse(days)
    assert days in str(refused.value)


@pytest.mark.parametrize(
    "hours",
    ["8-20", "08:00", "08:00-", "08:60-20:00", "25:00-26:00", "08:00-30:00", "8pm-6am", "08.00-20.00", "24:30-06:00"],
)
def test_hours_that_are_none_are_refused_with_examples(hours):
    with pytest.raises(ValueError, match="08:00-20:00") as refused:
        Shift.parse("", hours)
    assert hours in str(refused.value)


@given(st.text(max_size=15), st.text(max_size=15))
def test_any_text_is_a_shift_or_a_clear_no(days, hours):
    try:
        shift = Shift.parse(days, hours)
    except ValueError as refused:
        said, shift = str(refused), Shift()
    else:
        said = "is not understood"
    assert "is not understood" in said
    assert shift.covers(datetime(2026, 11, 20, 12, tzinfo=ZONE), CALENDAR) in (True, False)


@given(
    st.sampled_from(DAYS),
    st.integers(0, 23),
    st.integers(0, 23),
    st.integers(0, 7 * 24 * 60 - 1),
)
def test_day_and_night_shift_hand_over_without_gap_or_overlap(day, start, end, minute):
    """Whoever follows in the rota begins in the very minute the other one ends."""
    if start == end:
        return
    local = datetime(2026, 11, 16, tzinfo=ZONE) + timedelta(minutes=minute)
    first = Shift.parse("", f"{start:02}:00-{end:02}:00")
    second = Shift.parse("", f"{end:02}:00-{start:02}:00")
    assert first.covers(local, CALENDAR) != second.covers(local, CALENDAR)
    one_day = Shift.parse(day, f"{start:02}:00-{end:02}:00")
    assert not one_day.covers(local, CALENDAR) or first.covers(local, CALENDAR)
