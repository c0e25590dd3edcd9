"""Who may put whom off duty, and for which hours. It is Wednesday, 2 December 2026, noon."""

from datetime import date, datetime, time, timedelta

import pytest

from bot.domain.rearranging import Arranged, Objected, Objection, Times, leave, stands_above, swap
from bot.domain.roster import Role
from tests.domain.duties import CALENDAR, CHIEF, COMMUNITY, GRID, GRID_2, LI, WANG, ZHAO, at, away, duty, roster

NOW = at("2026-12-02T12:00")
SAT, SUN = date(2026, 12, 5), date(2026, 12, 6)
STRANGER = 99
TOWN = (
    duty(WANG, hours="08:00-20:00"), duty(LI, hours="20:00-08:00"), duty(ZHAO, role=Role.PROPERTY),
    duty(CHIEF, role=Role.GRID_CHIEF, area=COMMUNITY),
)  # fmt: skip


def asked(actor, who, cover=None, days=(SAT,), hours=None, now=NOW, **more):
    """Return what came of it: `now` or `asks` with the spans, or the objection."""
    return told(leave(roster(*TOWN, **more), actor, who, cover, Times(days, hours), now, CALENDAR))


def told(decided: Arranged | Objected):
    if isinstance(decided, Objected):
        return decided.why
    spans = [(one.person_id, one.cover_id, local(one.starts_at), local(one.ends_at)) for one in decided.leavings]
    return decided.asks, spans


def local(moment: datetime) -> str:
    return f"{moment.astimezone(NOW.tzinfo):%d %H:%M}"


DAY = [(WANG, LI, "05 08:00", "05 20:00")]


@pytest.mark.parametrize(
    ("actor", "who", "cover", "comes_of_it"),
    [
        (WANG, WANG, None, (None, [(WANG, None, "05 08:00", "05 20:00")])),
        (WANG, WANG, LI, (None, DAY)),
        (CHIEF, WANG, LI, (None, DAY)),
        (CHIEF, WANG, None, (None, [(WANG, None, "05 08:00", "05 20:00")])),
        (LI, WANG, LI, (WANG, DAY)),
        (LI, WANG, ZHAO, Objection.NOT_YOURS),
        (LI, WANG, None, Objection.NOT_YOURS),
        (WANG, CHIEF, None, Objection.NOT_YOURS),
        (ZHAO, WANG, None, Objection.NOT_YOURS),
        (WANG, WANG, WANG, Objection.SAME_PERSON),
        (None, WANG, LI, Objection.STRANGER),
        (STRANGER, WANG, STRANGER, Objection.STRANGER),
        (WANG, WANG, STRANGER, Objection.NO_STAFF),
        (CHIEF, STRANGER, LI, Objection.NO_STAFF),
    ],
)
def test_oneself_and_those_above_decide_and_a_colleague_asks(actor, who, cover, comes_of_it):
    assert asked(actor, who, cover) == comes_of_it


@pytest.mark.parametrize(
    ("who", "days", "hours", "spans"),
    [
        (LI, (SAT,), None, [("05 20:00", "06 08:00")]),
        (LI, (SAT, SUN), None, [("05 20:00", "06 08:00"), ("06 20:00", "07 08:00")]),
        (ZHAO, (SAT, SUN), None, [("05 00:00", "07 00:00")]),
        (WANG, (SAT,), (time(8), time(12)), [("05 08:00", "05 12:00")]),
        (WANG, (SAT,), (time(6), time(12)), [("05 08:00", "05 12:00")]),
        (LI, (SAT,), (time(22), time(2)), [("05 22:00", "06 02:00")]),
        (LI, (SAT,), (time(2), time(6)), [("05 02:00", "05 06:00")]),
        (LI, (SAT,), (time(6), time(21)), [("05 06:00", "05 08:00"), ("05 20:00", "05 21:00")]),
        (WANG, (date(2026, 12, 2),), None, [("02 12:00", "02 20:00")]),
        (LI, (date(2026, 12, 1),), None, Objection.PAST),
        (WANG, (date(2026, 12, 1),), None, Objection.PAST),
        (WANG, (SAT,), (time(21), time(22)), Objection.NOT_ON_DUTY),
        (WANG, (date(2027, 12, 2),), None, Objection.TOO_FAR),
        (WANG, (date(2999, 12, 31),), None, Objection.TOO_FAR),
    ],
)
def test_whole_shifts_that_begin_that_day_or_the_hours_that_were_said(who, days, hours, spans):
    found = asked(who, who, None, days, hours)
    assert (found if isinstance(found, Objection) else [(start, end) for _, _, start, end in found[1]]) == spans


def test_a_night_that_is_on_can_still_be_left():
    found = asked(LI, LI, None, (date(2026, 12, 2),), now=at("2026-12-02T23:00"))
    assert found == (None, [(LI, None, "02 23:00", "03 08:00")])


def test_a_cover_who_is_off_duty_then_is_no_cover():
    off = away(LI, None, "2026-12-05T10:00", "2026-12-05T11:00")
    assert asked(WANG, WANG, LI, absences=[off]) is Objection.COVER_AWAY
    assert asked(WANG, WANG, LI, (SUN,), absences=[off]) == (None, [(WANG, LI, "06 08:00", "06 20:00")])


def test_the_same_is_not_arranged_twice():
    off = away(WANG, LI, "2026-12-05T08:00", "2026-12-05T20:00")
    assert asked(WANG, WANG, LI, absences=[off]) is Objection.ALREADY
    assert asked(WANG, WANG, None, absences=[off]) is Objection.ALREADY
    assert asked(WANG, WANG, ZHAO, absences=[off]) == (None, [(WANG, ZHAO, "05 08:00", "05 20:00")])


def test_somebody_on_leave_without_a_cover_can_still_get_one():
    off = away(WANG, None, "2026-12-05T08:00", "2026-12-05T20:00")
    assert asked(LI, WANG, LI, absences=[off]) == (WANG, DAY)


def test_a_cover_can_find_a_cover_of_their_own():
    off = away(WANG, ZHAO, "2026-12-05T08:00", "2026-12-05T20:00")
    town = (duty(WANG, hours="08:00-20:00"), duty(ZHAO, "mon", role=Role.PROPERTY), duty(LI, "mon"))
    decided = leave(roster(*town, absences=[off]), ZHAO, ZHAO, LI, Times((SAT,)), NOW, CALENDAR)
    assert told(decided) == (None, [(ZHAO, LI, "05 08:00", "05 20:00")])


def test_a_swap_gives_a_day_for_a_day_and_asks_the_other():
    decided = swap(roster(*TOWN), WANG, LI, Times((SAT,)), Times((SUN,)), NOW, CALENDAR)
    assert told(decided) == (LI, [(LI, WANG, "05 20:00", "06 08:00"), (WANG, LI, "06 08:00", "06 20:00")])


def test_a_chief_who_swaps_need_not_ask():
    decided = swap(roster(*TOWN), CHIEF, WANG, Times((SAT,)), Times((SUN,)), NOW, CALENDAR)
    assert isinstance(decided, Arranged)
    assert decided.asks is None


def test_two_can_swap_shifts_of_one_day():
    decided = swap(roster(*TOWN), WANG, LI, Times((SAT,)), Times((SAT,)), NOW, CALENDAR)
    assert told(decided) == (LI, [(LI, WANG, "05 20:00", "06 08:00"), (WANG, LI, "05 08:00", "05 20:00")])


@pytest.mark.parametrize(
    ("above", "below", "stands"),
    [
        (duty(CHIEF, role=Role.GRID_CHIEF, area=COMMUNITY), duty(WANG), True),
        (duty(CHIEF, role=Role.GRID_CHIEF), duty(WANG), True),
        (duty(CHIEF, role=Role.GRID_CHIEF, area=GRID_2), duty(WANG), False),
        (duty(CHIEF, role=Role.ADMIN, area=COMMUNITY), duty(WANG, role=Role.COMMUNITY, area=COMMUNITY), True),
        (duty(CHIEF, role=Role.SUPERVISOR, area=COMMUNITY), duty(WANG), False),
        (duty(CHIEF, role=Role.PROPERTY), duty(WANG), False),
        (duty(CHIEF, role=Role.GRID_CHIEF), duty(WANG, role=Role.GRID_CHIEF), False),
        (duty(CHIEF, role=Role.COMMUNITY, area=COMMUNITY), duty(WANG, role=Role.GRID_CHIEF), True),
    ],
)
def test_above_is_a_higher_role_in_the_area_or_around_it(above, below, stands):
    assert stands_above(roster(above, below), CHIEF, WANG) is stands


def test_above_in_one_of_two_grids_is_not_above_the_person():
    held = (duty(CHIEF, role=Role.GRID_CHIEF, area=GRID), duty(WANG), duty(WANG, area=GRID_2))
    assert not stands_above(roster(*held), CHIEF, WANG)


@pytest.mark.parametrize(("zone", "night"), [("Europe/Berlin", 9), ("America/New_York", 8)])
def test_a_night_in_which_the_clock_is_put_back_is_covered_whole(zone, night):
    """25 October 2026 in Berlin; in New York it is a week later."""
    town = roster(duty(WANG, hours="22:00-06:00"), duty(LI), zone=zone)
    now = at("2026-10-20T12:00", zone)
    decided = leave(town, WANG, WANG, LI, Times((date(2026, 10, 24),)), now, CALENDAR)
    assert isinstance(decided, Arranged)
    (one,) = decided.leavings
    assert one.ends_at - one.starts_at == timedelta(hours=night)
