"""The formulas: a table counted by hand, and what must hold of any cases."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.figures import Share
from bot.domain.figures import tally as f
from bot.domain.figures.case import Call, Case
from bot.domain.period import Kind, Period
from bot.domain.ticket import State

START = datetime(2026, 11, 20, tzinfo=UTC)
END = START + timedelta(hours=24)


def hours(n: float) -> timedelta:
    return timedelta(hours=n)


def case(number: int, opened: float, state: State = State.CLOSED, acked=None, resolved=None, **more) -> Case:
    at = START + hours(opened)
    return Case(
        number, 1, state, at, at + hours(0.5), at + hours(4),
        at + hours(acked) if acked is not None else None, at + hours(resolved) if resolved is not None else None,
        **{"category": "lamp", **more},
    )  # fmt: skip


DAY = [
    case(1, -48, acked=0.1, resolved=1, buildings=("5",)),
    case(2, 0, acked=0.25, resolved=1, buildings=("5",), rating=9, confirmed=True, reporters=(7,)),
    case(3, 1, acked=0.75, resolved=6, buildings=("5", "6"), reopened=1, rating=3, reporters=(7, 8)),
    case(4, 2, acked=0.5, resolved=3, suspended=hours(2), quantity=100, returned=1, confirmed=False),
    case(5, 3, State.CLAIMED, acked=0.5, calls=(Call("城管", START + hours(4), START + hours(5)),)),
    case(6, 4, State.OPEN),
    case(7, 5, State.SUSPENDED, acked=0.2),
    case(8, 6, State.VOID, acked=0.1, result="false", reporters=(9,)),
    case(9, 7, State.VOID, result="duplicate", reporters=(9,)),
    case(10, 23, State.OPEN, category=None),
]


def test_a_day_counted_by_hand():
    t = f.tally(DAY, START, END)
    assert (t.reports, t.accepted, t.void, t.duplicates, t.things) == (9, 7, 1, 1, 106)
    assert (t.answered, t.timely, t.resolved) == (Share(5, 7), Share(4, 7), Share(3, 7))
    assert (t.median_response, t.mean_response, t.p90_response) == (hours(0.5), hours(0.44), hours(0.75))
    assert (t.handling, t.handling_net) == (hours(10 / 3), hours(8 / 3))
    assert (t.reworked, t.returned, t.false_alarms) == (Share(1, 3), Share(1, 7), Share(1, 9))
    assert (t.satisfied, t.satisfaction_asked, t.confirmed) == (Share(1, 2), Share(2, 3), Share(1, 2))
    assert f.on_time(DAY, START, END) == (Share(2, 5), 1)
    assert f.repeats(DAY, START, END) == Share(2, 7)
    assert f.repeats(DAY, START, END, timedelta(minutes=30)) == Share(0, 7)
    assert f.whistles(DAY, START, END) == {"城管": (Share(1, 1), Share(0, 1))}
    live, late, aside = f.standing(DAY, END)
    assert [[c.number for c in found] for found in (live, late, aside)] == [[5, 6, 7, 10], [6, 5, 10], [7]]
    assert f.by_building(DAY[1:]) == {"5": 2, "6": 1}
    assert f.per_hundred({"5": 2, "6": 1}, {"5": 40, "6": None}) == {"5": 5.0}
    assert f.by_reporter(DAY) == {7: 2, 8: 1}
    assert f.by_hour(DAY[1:], ZoneInfo("Asia/Shanghai"))[7:14] == (1, 1, 1, 1, 1, 1, 1)


def test_no_data_is_no_number():
    t = f.tally([], START, END)
    assert (t.median_response, t.p90_response, t.handling, str(t.timely)) == (None, None, None, "—")
    assert f.Change(3, 0).is_new
    assert f.Change(3, 0).ratio is f.Change(3, None).ratio is None
    assert f.Change(3, 2).ratio == 0.5


cases = st.builds(
    lambda n, o, s, a, r, area, m: replace(case(n, o, s, a, r, merged=m), area_id=area),
    st.integers(1, 999), st.floats(-40, 40), st.sampled_from(list(State)), st.none() | st.floats(0, 30),
    st.none() | st.floats(0, 60), st.integers(1, 3), st.booleans(),
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


def test_a_day_on_which_the_clocks_change_has_its_own_length():
    since, until = Period.holding(Kind.DAY, date(2026, 3, 29)).bounds(ZoneInfo("Europe/Berlin"))
    assert until - since == hours(23)
