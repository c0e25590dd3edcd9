"""The supervisors' figures: one day counted by hand, and what must hold of any day."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.figures import Row, Share, count, overdue_since
from bot.domain.ticket import LIVE, State

MORNING = datetime(2026, 11, 20, 0, 0, tzinfo=UTC)
EVENING = MORNING + timedelta(hours=12)


def at(hours: float) -> datetime:
    return MORNING + timedelta(hours=hours)


def ticket(
    number: int,
    opened: float,
    state: State = State.OPEN,
    *,
    acked: float | None = None,
    resolved: float | None = None,
    ack_due: float = 0.5,
    resolve_due: float = 4,
    category: str | None = "lamp",
    buildings: Sequence[str] = (),
) -> Row:
    """Make a ticket: everything in hours, deadlines counted from its opening."""
    opened_at = at(opened)
    return Row(
        number,
        state,
        category,
        tuple(buildings),
        opened_at,
        opened_at + timedelta(hours=acked) if acked is not None else None,
        opened_at + timedelta(hours=resolved) if resolved is not None else None,
        opened_at + timedelta(hours=ack_due),
        opened_at + timedelta(hours=resolve_due),
        None,
        "",
    )


YESTERDAY = ticket(1, -20, State.CLAIMED, acked=0.1, resolve_due=30)
DAY = [
    ticket(2, 0, State.CLOSED, acked=0.25, resolved=1, buildings=["5"]),
    ticket(3, 1, State.RESOLVED, acked=0.75, resolved=2, buildings=["5", "6", "5"], category="wire"),
    ticket(4, 2, State.CLAIMED, acked=0.5, buildings=["6"]),
    ticket(5, 3, State.OPEN, buildings=["5"]),
    ticket(6, 11.8, State.OPEN, category=None),
    ticket(7, 4, State.VOID, acked=0.1, buildings=["5"]),
]
TOMORROW = ticket(8, 12, State.OPEN)
ALL = [YESTERDAY, *DAY, TOMORROW]


def test_a_day_counted_by_hand():
    figures = count(ALL, [row for row in ALL if row.opened_at < EVENING], MORNING, EVENING)
    assert (figures.reported, figures.voided) == (5, 1)
    assert figures.answered == Share(3, 5)
    assert figures.timely == Share(2, 5)
    assert figures.resolved == Share(2, 5)
    assert figures.median_response == timedelta(minutes=30)
    assert figures.open_now == 4
    assert [row.number for row in figures.overdue] == [5, 4, 1]
    assert figures.categories == (("lamp", 3), ("wire", 1), (None, 1))
    assert figures.buildings == (("5", 3), ("6", 2))


def test_a_day_without_reports_has_no_percentages():
    figures = count([], [], MORNING, EVENING)
    assert (figures.reported, figures.voided, figures.open_now) == (0, 0, 0)
    assert figures.median_response is None
    assert [str(share) for share in (figures.answered, figures.timely, figures.resolved)] == ["—"] * 3


def test_what_is_old_and_still_open_stands_beside_the_day_it_does_not_count_in():
    figures = count([], [YESTERDAY], MORNING, EVENING)
    assert (figures.reported, figures.open_now) == (0, 1)
    assert figures.overdue == (YESTERDAY,)


def test_the_one_that_is_late_the_longest_comes_first():
    late = [ticket(number, hours) for number, hours in ((1, 5), (2, 1), (3, 3))]
    assert [row.number for row in count(late, late, MORNING, EVENING).overdue] == [2, 3, 1]


@pytest.mark.parametrize("state", [State.WHISTLED, State.SUSPENDED])
def test_what_waits_for_a_department_or_for_its_day_is_open_and_not_overdue(state: State):
    waiting = ticket(1, 1, state, acked=1)
    figures = count([waiting], [waiting], MORNING, EVENING)
    assert (figures.open_now, figures.overdue) == (1, ())


def test_the_clock_that_runs_decides_what_is_overdue():
    assert overdue_since(ticket(1, 0, State.OPEN)) == at(0.5)
    assert overdue_since(ticket(1, 0, State.CLAIMED, acked=0.1)) == at(4)


def test_a_ticket_reported_in_the_last_minute_and_answered_after_the_day_is_not_answered_in_the_day():
    late = ticket(1, 11.9, State.CLAIMED, acked=0.2)
    figures = count([late], [late], MORNING, EVENING)
    assert figures.answered.part == 0
    assert figures.timely.part == 0


def test_what_was_fixed_after_the_day_is_not_counted_as_fixed_in_the_days_figures():
    later = ticket(1, 11, State.CLOSED, acked=0.2, resolved=5)
    assert count([later], [], MORNING, EVENING).resolved == Share(0, 1)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (Share(0, 0), "—"),
        (Share(0, 3), "0/3"),
        (Share(3, 4), "3/4"),
        (Share(9, 9), "9/9"),
        (Share(5, 10), "50% (5/10)"),
        (Share(0, 12), "0% (0/12)"),
        (Share(200, 200), "100% (200/200)"),
    ],
)
def test_small_numbers_are_fractions_and_large_ones_keep_theirs(share, said):
    assert str(share) == said


rows = st.builds(
    ticket,
    st.integers(1, 10_000),
    st.floats(-40, 20),
    st.sampled_from(list(State)),
    acked=st.none() | st.floats(0, 30),
    resolved=st.none() | st.floats(0, 60),
    ack_due=st.floats(0.01, 5),
    resolve_due=st.floats(5, 60),
    category=st.sampled_from([None, "lamp", "wire", "water"]),
    buildings=st.lists(st.sampled_from(["1", "2", "5"]), max_size=4),
)


@given(st.lists(rows, max_size=40))
def test_the_parts_add_up(found):
    live = [row for row in found if row.state in LIVE]
    figures = count(found, live, MORNING, EVENING)
    came = [row for row in found if MORNING <= row.opened_at < EVENING]
    assert figures.reported + figures.voided == len(came)
    assert sum(number for _, number in figures.categories) == figures.reported
    assert figures.timely.part <= figures.answered.part <= figures.reported
    assert figures.resolved.part <= figures.reported
    assert {share.whole for share in (figures.answered, figures.timely, figures.resolved)} == {figures.reported}
    assert len(figures.overdue) <= figures.open_now == len(live)
    assert all(number <= figures.reported for _, number in figures.buildings)
    assert (figures.median_response is None) == (figures.answered.part == 0)


@given(st.lists(rows, max_size=30), st.floats(0.5, 11.5))
def test_a_day_cut_in_two_counts_what_the_whole_day_counts(found, hour):
    noon = at(hour)
    whole = count(found, [], MORNING, EVENING)
    halves = [count(found, [], MORNING, noon), count(found, [], noon, EVENING)]
    assert sum(half.reported for half in halves) == whole.reported
    assert sum(half.voided for half in halves) == whole.voided


@given(st.lists(rows, max_size=20), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter(found, chance):
    shuffled = list(found)
    chance.shuffle(shuffled)
    one, other = count(found, found, MORNING, EVENING), count(shuffled, shuffled, MORNING, EVENING)
    assert (one.reported, one.answered, one.timely, one.resolved, one.median_response) == (
        other.reported, other.answered, other.timely, other.resolved, other.median_response,
    )  # fmt: skip
    assert dict(one.categories) == dict(other.categories)
