"""The rota laid out in time, with absences; and that it says at every moment what `Roster.holders` says."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.absence import Absence
from bot.domain.roster import Role
from bot.domain.timetable import stints
from tests.domain.duties import CALENDAR, GRID, LI, WANG, ZHAO, at, away, duty, roster


def laid_out(town, since: str, until: str, zone: str = "Asia/Shanghai") -> list[tuple[int, str, str, int | None]]:
    found = stints(town, town.assignments, at(since, zone), at(until, zone), CALENDAR)
    return [
        (one.person_id, f"{one.starts_at.astimezone(town.zone):%d %H:%M}",
         f"{one.ends_at.astimezone(town.zone):%d %H:%M}", one.instead_of)
        for one in found
    ]  # fmt: skip


def test_shifts_follow_one_another_and_those_that_reach_in_are_whole():
    town = roster(duty(WANG, hours="08:00-20:00"), duty(LI, hours="20:00-08:00"))
    assert laid_out(town, "2026-12-05T00:00", "2026-12-06T00:00") == [
        (LI, "04 20:00", "05 08:00", None),
        (WANG, "05 08:00", "05 20:00", None),
        (LI, "05 20:00", "06 08:00", None),
    ]


def test_days_without_hours_are_one_stint():
    assert laid_out(roster(duty(WANG)), "2026-12-05T00:00", "2026-12-08T00:00") == [
        (WANG, "05 00:00", "08 00:00", None)
    ]


def test_a_cover_takes_the_night_over_midnight():
    town = roster(duty(LI, hours="20:00-08:00"), absences=[away(LI, ZHAO, "2026-12-05T20:00", "2026-12-06T08:00")])
    assert laid_out(town, "2026-12-05T00:00", "2026-12-06T12:00") == [
        (LI, "04 20:00", "05 08:00", None),
        (ZHAO, "05 20:00", "06 08:00", LI),
    ]


def test_a_leave_in_the_middle_of_a_shift_cuts_it_in_two():
    town = roster(duty(WANG, hours="08:00-20:00"), absences=[away(WANG, None, "2026-12-05T12:00", "2026-12-05T14:00")])
    assert laid_out(town, "2026-12-05T00:00", "2026-12-06T00:00") == [
        (WANG, "05 08:00", "05 12:00", None),
        (WANG, "05 14:00", "05 20:00", None),
    ]


def test_make_up_days_are_worked():
    """10 October 2026 is a Saturday on which people work; 9 October is a Friday."""
    town = roster(duty(WANG, "workdays", "09:00-18:00"))
    days = [start for _, start, _, _ in laid_out(town, "2026-10-01T00:00", "2026-10-12T00:00")]
    assert days == ["08 09:00", "09 09:00", "10 09:00"]


@pytest.mark.parametrize(
    ("zone", "day", "hours", "length"),
    [
        ("Europe/Berlin", "2026-03-28", "22:00-06:00", 7),
        ("Europe/Berlin", "2026-10-24", "22:00-06:00", 9),
        ("Europe/Berlin", "2026-03-29", "", 23),
        ("Europe/Berlin", "2026-10-25", "", 25),
        ("Europe/Berlin", "2026-03-29", "00:00-02:30", 2.5),
        ("Europe/Berlin", "2026-10-25", "00:00-02:30", 2.5),
        ("Europe/Berlin", "2026-10-25", "02:30-10:00", 8.5),
        ("America/New_York", "2026-03-07", "22:00-06:00", 7),
        ("America/New_York", "2026-10-31", "22:00-06:00", 9),
        ("America/New_York", "2026-03-08", "", 23),
        ("America/New_York", "2026-11-01", "", 25),
        ("America/New_York", "2026-11-01", "01:30-09:00", 8.5),
    ],
)
def test_on_days_when_the_clock_is_changed_a_shift_is_as_long_as_it_is(zone, day, hours, length):
    town = roster(duty(WANG, hours=hours), zone=zone)
    shift = town.assignments[0].shift
    starts, ends = shift.span(datetime.fromisoformat(day).date(), town.zone)
    assert ends - starts == timedelta(hours=length)


@pytest.mark.parametrize(
    ("zone", "first"),
    [
        ("Europe/Berlin", "2026-03-28T12:00"), ("Europe/Berlin", "2026-10-24T12:00"),
        ("America/New_York", "2026-03-07T12:00"), ("America/New_York", "2026-10-31T12:00"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("change", ["02:00", "02:30", "03:00", "01:30", "00:00"])
def test_where_the_clock_is_changed_one_of_two_is_on_duty_and_they_change_once_a_shift(zone, first, change):
    town = roster(duty(WANG, hours=f"{change}-14:00"), duty(LI, hours=f"14:00-{change}"), zone=zone)
    begin = at(first, zone).astimezone(UTC)
    seen: list[int] = []
    for minute in range(0, 35 * 60, 10):
        there = town.holders(Role.GRIDWORKER, GRID, begin + timedelta(minutes=minute), CALENDAR)
        assert len(there) == 1
        if not seen or seen[-1] != there[0].id:
            seen.append(there[0].id)
    assert seen == [WANG, LI, WANG, LI]


@pytest.mark.parametrize(
    ("zone", "day", "night"), [("Europe/Berlin", "2026-03-28", 7), ("America/New_York", "2026-10-31", 9)]
)
def test_an_absence_over_the_changed_night_is_as_long_as_the_night(zone, day, night):
    after = (datetime.fromisoformat(day) + timedelta(days=1)).date().isoformat()
    town = roster(
        duty(LI, hours="22:00-06:00"), zone=zone, absences=[away(LI, ZHAO, f"{day}T22:00", f"{after}T06:00", zone)]
    )
    since, until = at(f"{day}T12:00", zone), at(f"{after}T12:00", zone)
    (stint,) = stints(town, town.assignments, since, until, CALENDAR)
    assert stint.person_id == ZHAO
    assert stint.ends_at - stint.starts_at == timedelta(hours=night)


HOURS = ["", "08:00-20:00", "20:00-08:00", "02:30-10:00", "22:00-02:30"]
BEGIN = datetime(2026, 10, 24, 6, tzinfo=UTC)
ABSENCES = st.lists(
    st.tuples(
        st.sampled_from([WANG, LI]), st.sampled_from([WANG, LI, ZHAO, None]), st.integers(0, 60), st.integers(1, 40)
    ).filter(lambda one: one[0] != one[1]),
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(HOURS), st.sampled_from(HOURS), ABSENCES, st.integers(0, 72 * 4))
def test_it_says_at_every_moment_what_the_roster_says(first, second, gone, quarter):
    """Also while the clock is changed, and whatever was arranged."""
    absences = [
        Absence(number, who, cover, BEGIN + timedelta(hours=start), BEGIN + timedelta(hours=start + length))
        for number, (who, cover, start, length) in enumerate(gone)
    ]
    town = roster(duty(WANG, hours=first), duty(LI, "fri,sat", second), zone="Europe/Berlin", absences=absences)
    now = BEGIN + timedelta(minutes=15 * quarter)
    found = stints(town, town.assignments, BEGIN - timedelta(days=1), BEGIN + timedelta(days=4), CALENDAR)
    there = {one.person_id for one in found if one.starts_at <= now < one.ends_at}
    assert there == {one.id for one in town.holders(Role.GRIDWORKER, GRID, now, CALENDAR)}
