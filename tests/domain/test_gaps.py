"""Hours in which nobody reachable is on duty, found a week before. It is Wednesday, 2 December 2026, noon."""

from datetime import timedelta

import pytest

from bot.domain.gaps import AHEAD, gaps
from bot.domain.roster import Role
from tests.domain.duties import CALENDAR, CHIEF, COMMUNITY, GRID_2, LI, WANG, at, away, duty, roster

NOW = "2026-12-02T12:00"


def found(town, now: str = NOW, zone: str = "Asia/Shanghai", ahead: timedelta = AHEAD) -> list[tuple[str, str, str]]:
    return [
        (
            gap.area.key,
            f"{gap.starts_at.astimezone(town.zone):%a %H:%M}",
            f"{gap.ends_at.astimezone(town.zone):%a %H:%M}",
        )
        for gap in gaps(town, at(now, zone), CALENDAR, ahead)
    ]


def test_with_somebody_always_there_there_is_no_gap():
    assert found(roster(duty(WANG))) == []
    assert found(roster(duty(WANG, hours="08:00-20:00"), duty(LI, hours="20:00-08:00"))) == []


def test_an_area_without_gridworkers_has_none_to_miss():
    assert found(roster(duty(WANG, role=Role.PROPERTY, hours="08:00-20:00"))) == []


def test_nights_and_weekends_that_nobody_has_are_gaps():
    town = roster(duty(WANG, "mon-fri"), duty(LI, "sat,sun", "08:00-20:00"))
    assert found(town) == [
        ("grid-1", "Sat 00:00", "Sat 08:00"),
        ("grid-1", "Sat 20:00", "Sun 08:00"),
        ("grid-1", "Sun 20:00", "Mon 00:00"),
    ]


def test_a_gap_that_is_on_begins_now_and_one_that_does_not_end_ends_with_the_week():
    assert found(roster(duty(WANG, "tue", "08:00-20:00")), ahead=timedelta(days=7)) == [
        ("grid-1", "Wed 12:00", "Tue 08:00"),
        ("grid-1", "Tue 20:00", "Wed 12:00"),
    ]


def test_a_leave_without_cover_is_a_gap_and_with_one_it_is_none():
    saturday = ("2026-12-05T00:00", "2026-12-06T00:00")
    assert found(roster(duty(WANG), absences=[away(WANG, None, *saturday)])) == [("grid-1", "Sat 00:00", "Sun 00:00")]
    assert found(roster(duty(WANG), absences=[away(WANG, LI, *saturday)])) == []


def test_a_cover_who_has_left_the_roster_is_nobody():
    town = roster(duty(WANG), absences=[away(WANG, 999, "2026-12-05T00:00", "2026-12-06T00:00")])
    assert found(town) == [("grid-1", "Sat 00:00", "Sun 00:00")]


def test_who_cannot_be_reached_is_a_gap_and_is_named():
    town = roster(duty(WANG), unreachable=[WANG])
    (gap,) = gaps(town, at(NOW), CALENDAR)
    assert gap.unreachable == ("王姐",)
    assert gap.ends_at - gap.starts_at == AHEAD


def test_a_cover_who_cannot_be_reached_is_one_too():
    town = roster(duty(WANG), unreachable=[LI], absences=[away(WANG, LI, "2026-12-05T00:00", "2026-12-06T00:00")])
    (gap,) = gaps(town, at(NOW), CALENDAR)
    assert gap.unreachable == ("李师傅",)


def test_gridworkers_of_the_area_above_stand_in():
    assert found(roster(duty(WANG, hours="08:00-20:00"), duty(CHIEF, area=COMMUNITY))) == []


def test_each_area_is_asked_for_itself():
    town = roster(duty(WANG), duty(LI, "mon-fri", area=GRID_2))
    assert found(town) == [("grid-2", "Sat 00:00", "Mon 00:00")]


@pytest.mark.parametrize(
    ("zone", "now", "length"),
    [
        ("Europe/Berlin", "2026-03-27T12:00", 9), ("Europe/Berlin", "2026-10-23T12:00", 11),
        ("America/New_York", "2026-03-06T12:00", 9), ("America/New_York", "2026-10-30T12:00", 11),
    ],
)  # fmt: skip
def test_a_gap_in_the_night_when_the_clock_is_changed_has_its_true_length(zone, now, length):
    town = roster(duty(WANG, hours="07:00-21:00"), zone=zone)
    lengths = {gap.ends_at - gap.starts_at for gap in gaps(town, at(now, zone), CALENDAR, timedelta(days=3))}
    assert timedelta(hours=length) in lengths
    assert timedelta(hours=10) in lengths


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
@pytest.mark.parametrize("now", ["2026-03-06T12:00", "2026-03-27T12:00", "2026-10-23T12:00", "2026-10-30T12:00"])
def test_two_who_follow_one_another_leave_no_gap_when_the_clock_is_changed(zone, now):
    for change in ("01:30", "02:00", "02:30", "03:00"):
        town = roster(duty(WANG, hours=f"{change}-14:00"), duty(LI, hours=f"14:00-{change}"), zone=zone)
        assert found(town, now, zone) == []
