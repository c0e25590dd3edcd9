"""The formulas: a table counted by hand, and what must hold of any cases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.figures import tally as f
from bot.domain.figures.case import Call, Case
from bot.domain.figures.judgement import late_since
from bot.domain.figures.pause import Pause
from bot.domain.figures.share import Change, Share
from bot.domain.period import Kind, Period
from bot.domain.ticket import State

START = datetime(2026, 11, 20, tzinfo=UTC)
END = START + timedelta(hours=24)


def hours(n: float) -> timedelta:
    return timedelta(hours=n)


def case(number: int, opened: float, state: State = State.CLOSED, acked=None, resolved=None, area=1, **more) -> Case:
    at = START + hours(opened)
    return Case(
        number, area, state, at, at + hours(0.5), at + hours(4),
        at + hours(acked) if acked is not None else None, at + hours(resolved) if resolved is not None else None,
        **{"category": "lamp", **more},
    )  # fmt: skip


DAY = [
    case(1, -48, acked=0.1, resolved=1, buildings=("5",)),
    case(2, 0, acked=0.25, resolved=1, buildings=("5",), rating=9, confirmed=True, reporters=(7, 9), voices=2),
    case(3, 1, acked=0.75, resolved=6, buildings=("5", "6"), reopened=1, rating=3, reporters=(7, 8)),
    case(4, 2, acked=0.5, resolved=3, suspended=hours(2), quantity=100, returned=1, confirmed=False),
    case(5, 3, State.CLAIMED, acked=0.5, calls=(Call("城管", START + hours(4), START + hours(5)),)),
    case(6, 4, State.OPEN),
    case(7, 5, State.SUSPENDED, acked=0.2, pauses=(Pause(START + hours(6)),)),
    case(8, 6, State.VOID, acked=0.1, result="false", reporters=(9,)),
    case(9, 7, State.VOID, result="duplicate", reporters=(9,)),
    case(10, 23, State.OPEN, category=None),
    # Of another kind and another grid; fixed when the day was over, so still open at its end.
    case(11, 8, acked=0.1, resolved=30, category="wire", area=2, buildings=("5",)),
    # Its deadline falls into the next day: it is reported, and not due.
    case(12, 21, State.RESOLVED, acked=0.5, resolved=2, category="wire", area=2, rating=6),
    case(13, 9, State.WHISTLED, acked=0.2, category="wire", calls=(Call("城管", START + hours(10)),)),
    # Reported before, due in the day: on time, late, and one taken off the list of the suspended.
    case(14, -2, acked=0.1, resolved=3.5, category="wire"),
    case(15, -1, State.CLAIMED, acked=0.1, category="wire"),
    case(
        16, -30, acked=0.1, resolved=40, category="wire", suspensions=1, pauses=(Pause(START - hours(20), START),),
        closed_at=START + hours(12),
    ),
    # Of the next day, and of the first moment of this one.
    case(17, 24, acked=0.1, resolved=1),
    case(18, 10, State.VOID, merged=True, result="duplicate"),
    # Its department has come and is done.
    case(
        19, 11, acked=0.4, resolved=4, category="water", buildings=("6",), rating=10, confirmed=True,
        calls=(Call("水务", START + hours(12), START + hours(13), START + hours(14)),), reporters=(8, 8),
    ),
    # The same kind at the same building two days after number 1, but in another estate's building 5.
    case(20, 12, acked=2, resolved=3, area=2, buildings=("5",)),
]  # fmt: skip
TEN = DAY[:10]


def test_a_small_day_counted_by_hand():
    t = f.tally(TEN, START, END)
    assert (t.reports, t.accepted, t.void, t.duplicates, t.things) == (10, 7, 1, 2, 106)
    assert (t.answered, t.timely, t.resolved) == (Share(5, 7), Share(4, 7), Share(3, 7))
    assert (t.median_response, t.mean_response, t.p90_response) == (hours(0.5), hours(0.44), hours(0.75))
    assert (t.handling, t.handling_net) == (hours(10 / 3), hours(8 / 3))
    assert (t.reworked, t.returned, t.false_alarms) == (Share(1, 3), Share(1, 7), Share(1, 10))
    assert (t.satisfied, t.satisfaction_asked, t.confirmed, t.mean_rating) == (
        Share(1, 2), Share(2, 3), Share(1, 2), 6,
    )  # fmt: skip
    assert f.on_time(TEN, START, END) == (Share(2, 5), 1)
    assert f.repeats(TEN, START, END) == Share(2, 7)
    assert f.repeats(TEN, START, END, timedelta(minutes=30)) == Share(0, 7)
    assert f.whistles(TEN, START, END) == {"城管": (Share(1, 1), Share(0, 1))}
    live, late, aside = f.standing(TEN, END)
    assert [[c.number for c in found] for found in (live, late, aside)] == [[5, 6, 7, 10], [6, 5, 10], [7]]
    assert f.by_building(TEN[1:]) == {"5": 2, "6": 1}
    assert f.per_hundred({"5": 2, "6": 1}, {"5": 40, "6": None}) == {"5": 5.0}
    assert f.by_reporter(TEN) == {7: 2, 8: 1, 9: 1}
    assert f.by_hour(TEN[1:], ZoneInfo("Asia/Shanghai"))[7:14] == (1, 1, 1, 1, 1, 1, 1)


def test_a_day_of_twenty_counted_by_hand():
    t = f.tally(DAY, START, END)
    # Reported: 2-13, 19 and 20, and 2 once more, which 18 was merged into; void 8, duplicates 9 and the second voice.
    assert (t.reports, t.accepted, t.void, t.duplicates, t.things) == (15, 12, 1, 2, 111)
    # Nobody came to 6 and 10; 3 and 20 were answered too late.
    assert (t.answered, t.timely) == (Share(10, 12), Share(8, 12))
    # Waits in hours: 0.1 0.2 0.2 0.25 0.4 0.5 0.5 0.5 0.75 2.
    assert (t.median_response, t.mean_response, t.p90_response) == (hours(0.45), hours(0.54), hours(0.75))
    # 2, 3, 4, 12, 19 and 20: 1 + 6 + 3 + 2 + 4 + 3 hours, of which 4 lay suspended for two.
    assert (t.resolved, t.handling, t.handling_net) == (Share(6, 12), hours(19 / 6), hours(17 / 6))
    assert (t.reworked, t.returned, t.false_alarms) == (Share(1, 6), Share(1, 12), Share(1, 15))
    assert (t.satisfied, t.satisfaction_asked, t.mean_rating) == (Share(3, 4), Share(4, 6), 7)
    assert t.confirmed == Share(2, 3)
    # Due: 2-6, 11, 13-15, 19, 20, and 7 that is left out; in time 2, 4, 14, 19, 20.
    assert f.on_time(DAY, START, END) == (Share(5, 11), 1)
    live, late, aside = f.standing(DAY, END)
    assert [c.number for c in live] == [15, 5, 6, 7, 11, 13, 10]
    assert [c.number for c in late] == [15, 6, 5, 11, 10]
    assert [c.number for c in aside] == [7]
    # 7 is still on the list; 16 left it as the day began and was fixed in it.
    assert f.written_off(DAY, START, END) == Share(1, 2)
    assert f.written_off(DAY, START + hours(1), END) == Share(0, 1)
    # 2 after 1, 3 after 2; 20 lies in another area.
    assert f.repeats(DAY, START, END) == Share(2, 12)
    assert f.whistles(DAY, START, END) == {"城管": (Share(1, 2), Share(0, 2)), "水务": (Share(1, 1), Share(1, 1))}
    came = [c for c in DAY if START <= c.opened_at < END]
    assert f.by_category(came) == {"lamp": 7, "wire": 3, "water": 1, None: 1}
    assert f.by_spot(came) == {(1, "5"): 2, (1, "6"): 2, (2, "5"): 2}
    assert f.by_day(DAY, UTC) == {
        date(2026, 11, 18): 2, date(2026, 11, 19): 2, date(2026, 11, 20): 12, date(2026, 11, 21): 1,
    }  # fmt: skip
    assert f.by_weekday(came, UTC) == (0, 0, 0, 0, 12, 0, 0)
    assert f.by_reporter(came) == {7: 2, 8: 2, 9: 1}
    assert f.lateness(DAY[14], END) == hours(21)
    assert f.lateness(DAY[6], END) == hours(0)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Share(0, 0), "—"), (Share(0, 3), "0/3"), (Share(3, 4), "3/4"), (Share(9, 9), "9/9"),
        (Share(5, 10), "50% (5/10)"), (Share(0, 12), "0% (0/12)"), (Share(200, 200), "100% (200/200)"),
        (Share(999, 1000), "99% (999/1000)"), (Share(1, 1000), "1% (1/1000)"),
    ],
)  # fmt: skip
def test_small_numbers_are_fractions_and_only_all_of_them_are_a_hundred_percent(share, said):
    assert str(share) == said


@pytest.mark.parametrize(
    ("one", "since"),
    [
        (case(1, 0, State.OPEN), 0.5),
        (case(1, 0, State.OPEN, acked=0.1), 0.5),
        (case(1, 0, State.CLAIMED, acked=0.1), 4),
        (case(1, 0, State.CLAIMED, acked=30), 0.5),
        (case(1, 0, acked=0.1, resolved=30), 4),
        (case(1, 0, acked=0.1, resolved=5), None),
        (case(1, 0, State.WHISTLED, acked=0.1), None),
        (case(1, 0, State.SUSPENDED, acked=0.1), None),
        (case(1, 0, State.VOID), None),
        (case(1, 25, State.OPEN), None),
    ],
)
def test_the_clock_that_ran_decides_what_was_overdue(one, since):
    assert late_since(one, END) == (None if since is None else START + hours(since))


def test_what_came_back_and_is_not_fixed_again_is_rework_all_the_same():
    found = [case(1, 0, acked=0.1, resolved=1), case(2, 0, State.CLAIMED, acked=0.1, reopened=1), case(3, 0)]
    assert f.tally(found, START, END).reworked == Share(1, 2)


SET_ASIDE = Pause(START + hours(1), START + hours(30))


@pytest.mark.parametrize(
    ("one", "due", "left_out"),
    [
        # The deadline is four hours after the report. Woken since and fixed: it was excused then and still is.
        (case(1, 0, acked=0.1, resolved=31, suspensions=1, pauses=(SET_ASIDE,)), Share(0, 0), 1),
        (case(1, 0, State.SUSPENDED, acked=0.1, suspensions=1, pauses=(Pause(START + hours(1)),)), Share(0, 0), 1),
        # To suspend what is late already hides nothing.
        (case(1, 0, State.SUSPENDED, acked=0.1, suspensions=1, pauses=(Pause(START + hours(5)),)), Share(0, 1), 0),
        (case(1, 0, acked=0.1, resolved=3, pauses=(Pause(START + hours(1), START + hours(2)),)), Share(1, 1), 0),
    ],
)
def test_a_deadline_is_excused_by_the_suspension_it_came_in_and_by_no_other(one, due, left_out):
    assert f.on_time([one], START, END) == (due, left_out)


def test_what_was_suspended_when_a_day_ended_is_listed_and_not_late_though_it_is_fixed_since():
    live, late, aside = f.standing([case(1, 0, acked=0.1, resolved=31, suspensions=1, pauses=(SET_ASIDE,))], END)
    assert (len(live), late, len(aside)) == (1, (), 1)


def test_what_is_fixed_and_not_closed_is_not_written_off():
    fixed = case(1, 0, State.RESOLVED, acked=0.1, resolved=10, pauses=(Pause(START + hours(1), START + hours(9)),))
    assert f.written_off([fixed], START, END) == Share(0, 1)
    closed = replace(fixed, state=State.CLOSED, closed_at=START + hours(20))
    assert f.written_off([closed], START, END) == Share(1, 1)


def test_a_building_is_one_place_whichever_area_its_ticket_lies_in():
    one = case(1, 0, buildings=("5",), acked=0.1, resolved=1)
    other = case(2, 1, area=2, buildings=("7", "5"), homes=(2, 1), acked=0.1, resolved=2)
    assert f.by_spot([one, other]) == {(1, "5"): 2, (2, "7"): 1}
    assert f.repeats([one, other], START, END) == Share(1, 2)


def test_what_was_merged_and_set_apart_again_is_told_once():
    # 2 was merged into 1, then its report was set apart as 3.
    found = [case(1, 0), case(2, 1, State.VOID, merged=True, result="duplicate"), case(3, 1)]
    told = f.tally(found, START, END)
    assert (told.reports, told.accepted, told.duplicates) == (2, 2, 0)


def test_no_data_is_no_number():
    t = f.tally([], START, END)
    assert (t.median_response, t.p90_response, t.handling, str(t.timely)) == (None, None, None, "—")
    assert Change(3, 0).is_new
    assert Change(3, 0).ratio is Change(3, None).ratio is None
    assert Change(3, 2).ratio == 0.5


cases = st.builds(
    lambda n, o, s, a, r, area, m, v: replace(case(n, o, s, a, r, merged=m, voices=v), area_id=area),
    st.integers(1, 999), st.floats(-40, 40), st.sampled_from(list(State)), st.none() | st.floats(0, 30),
    st.none() | st.floats(0, 60), st.integers(1, 3), st.booleans(), st.integers(1, 4),
)  # fmt: skip


@given(st.lists(cases, max_size=30))
def test_the_areas_add_up_to_the_whole(found):
    whole = f.tally(found, START, END)
    parts = [f.tally(some, START, END) for some in f.grouped(found, lambda c: c.area_id).values()]
    for field in ("reports", "accepted", "void", "duplicates", "things"):
        assert sum(getattr(part, field) for part in parts) == getattr(whole, field)
    for field in ("answered", "timely", "resolved", "reworked", "returned", "false_alarms"):
        assert sum(getattr(part, field).part for part in parts) == getattr(whole, field).part
    assert whole.reports == whole.accepted + whole.void + whole.duplicates
    assert sum(f.by_hour(found, UTC)) == sum(f.by_weekday(found, UTC)) == sum(f.by_category(found).values())


@given(st.lists(cases, max_size=30), st.floats(0.5, 23.5))
def test_a_day_cut_in_two_counts_what_the_whole_day_counts(found, hour):
    cut = START + hours(hour)
    whole, halves = f.tally(found, START, END), [f.tally(found, START, cut), f.tally(found, cut, END)]
    for field in ("reports", "accepted", "void", "duplicates", "things"):
        assert sum(getattr(half, field) for half in halves) == getattr(whole, field)
    dues = [f.on_time(found, *bounds) for bounds in ((START, cut), (cut, END))]
    due, left_out = f.on_time(found, START, END)
    assert (sum(share.whole for share, _ in dues), sum(out for _, out in dues)) == (due.whole, left_out)


@given(st.lists(cases, max_size=30), st.randoms(use_true_random=False))
def test_no_part_exceeds_its_whole_and_the_order_does_not_matter(found, chance):
    t = f.tally(found, START, END)
    assert t.timely.part <= t.answered.part <= t.accepted
    live, late, aside = f.standing(found, END)
    assert {c.number for c in late} | {c.number for c in aside} <= {c.number for c in live}
    assert f.repeats(found, START, END).whole == t.accepted
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert f.tally(shuffled, START, END).median_response == t.median_response
    assert f.on_time(shuffled, START, END) == f.on_time(found, START, END)


@given(st.lists(cases, min_size=1, max_size=15))
def test_a_report_moved_to_another_area_moves_exactly_its_cells(found):
    moved = [replace(found[0], area_id=9), *found[1:]]
    before, after = f.grouped(found, lambda c: c.area_id), f.grouped(moved, lambda c: c.area_id)
    for area in before.keys() - {found[0].area_id}:
        assert f.tally(before[area], START, END) == f.tally(after[area], START, END)
    assert f.tally(after[9], START, END) == f.tally(found[:1], START, END)
    assert f.tally(found, START, END) == f.tally(moved, START, END)


@pytest.mark.parametrize(
    ("kind", "day", "first", "last", "before", "year_ago"),
    [
        (Kind.DAY, date(2028, 2, 29), "2028-02-29", "2028-02-29", "2028-02-28", "2027-02-28"),
        (Kind.WEEK, date(2026, 1, 1), "2025-12-29", "2026-01-04", "2025-12-22", "2024-12-30"),
        (Kind.MONTH, date(2026, 3, 31), "2026-03-01", "2026-03-31", "2026-02-01", "2025-03-01"),
        (Kind.QUARTER, date(2026, 2, 3), "2026-01-01", "2026-03-31", "2025-10-01", "2025-01-01"),
        (Kind.YEAR, date(2026, 2, 3), "2026-01-01", "2026-12-31", "2025-01-01", "2025-01-01"),
    ],
)
def test_periods_and_those_they_are_compared_with(kind, day, first, last, before, year_ago):
    found = Period.holding(kind, day)
    assert [str(d) for d in (found.first, found.last, found.previous().first, found.last_year().first)] == [
        first, last, before, year_ago,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "last", "kind"),
    [
        (date(2026, 2, 1), date(2026, 2, 28), Kind.MONTH), (date(2026, 2, 1), date(2026, 2, 27), Kind.SPAN),
        (date(2026, 11, 16), date(2026, 11, 22), Kind.WEEK), (date(2026, 11, 17), date(2026, 11, 23), Kind.SPAN),
        (date(2026, 4, 1), date(2026, 6, 30), Kind.QUARTER), (date(2026, 1, 1), date(2026, 12, 31), Kind.YEAR),
        (date(2026, 1, 1), date(2026, 1, 1), Kind.DAY),
    ],
)  # fmt: skip
def test_days_that_are_a_whole_month_are_compared_like_the_month(first, last, kind):
    assert Period.between(first, last) == Period(kind, first, last)


def test_a_day_on_which_the_clocks_change_has_its_own_length():
    since, until = Period.holding(Kind.DAY, date(2026, 3, 29)).bounds(ZoneInfo("Europe/Berlin"))
    assert until - since == hours(23)
