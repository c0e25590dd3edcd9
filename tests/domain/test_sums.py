"""What tickets add up to, by hand and at random."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.figures.judgement import hours_late
from bot.domain.figures.pause import Pause
from bot.domain.figures.share import at_rank, mean, middle, ratio
from bot.domain.figures.sums import Facts, Sums
from bot.domain.ticket import State

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def facts(state: State, hours_ago: float = 48, answered: float | None = 5, fixed: float | None = None, **more) -> Facts:
    """Make a ticket: answered after so many minutes, fixed after so many hours; due after 10 minutes and a day."""
    opened = NOW - timedelta(hours=hours_ago)
    values: dict[str, Any] = {
        "state": state,
        "duplicate": False,
        "quantity": 1,
        "opened_at": opened,
        "acked_at": None if answered is None else opened + timedelta(minutes=answered),
        "resolved_at": None if fixed is None else opened + timedelta(hours=fixed),
        "ack_due_at": opened + timedelta(minutes=10),
        "resolve_due_at": opened + DAY,
        "returned": 0,
        "reopened": 0,
        "rating": None,
    }
    return Facts(**(values | more))


BY_HAND = (
    facts(State.CLOSED, fixed=3, rating=10, quantity=100),
    facts(State.CLOSED, fixed=30, answered=12, reopened=2),
    facts(State.RESOLVED, fixed=24, answered=10, rating=7, returned=1),
    facts(State.CLAIMED, answered=20),
    facts(State.CLAIMED, hours_ago=2),
    facts(State.OPEN, hours_ago=1, answered=None),
    facts(State.OPEN, hours_ago=0.1, answered=None),
    facts(State.SUSPENDED),
    facts(State.WHISTLED),
    facts(State.VOID),
    facts(State.VOID, duplicate=True),
)


def added(tickets) -> Sums:
    sums = Sums()
    for one in tickets:
        sums.add(one, NOW)
    return sums


def test_a_list_adds_up_as_it_does_by_hand():
    sums = added(BY_HAND)
    assert (sums.valid, sums.false_alarms, sums.duplicates, sums.things) == (9, 1, 1, 108)
    assert (sums.timely, sums.fixed, sums.open, sums.suspended) == (5, 3, 6, 1)
    # Due: the three fixed ones, the old claimed one and the one that waits for a department; on time: 3 h and 24 h.
    assert (sums.due, sums.on_time) == (5, 2)
    # Overdue: claimed for two days, and an hour without an answer.
    assert sums.overdue == 2
    assert (sums.returned, sums.reopened, sums.rated, sums.ratings) == (1, 1, 2, 17)
    assert sorted(sums.answered_after) == [seconds * 60 for seconds in (5, 5, 5, 5, 10, 12, 20)]
    assert mean(sums.fixed_after) == 19 * 3600


def test_of_nothing_there_is_no_share_no_median_and_no_mean():
    sums = added([])
    assert ratio(sums.timely, sums.valid) is None
    assert middle(sums.answered_after) is None
    assert at_rank(sums.answered_after, 0.9) is None
    assert mean(sums.fixed_after) is None


@pytest.mark.parametrize(
    ("values", "median", "nine_in_ten"),
    [([4], 4, 4), ([1, 2], 1.5, 2), ([3, 1, 2], 2, 3), (range(1, 11), 5.5, 9), (range(1, 12), 6, 10)],
)
def test_the_median_and_nine_in_ten(values, median, nine_in_ten):
    assert (middle(list(values)), at_rank(list(values), 0.9)) == (median, nine_in_ten)


@pytest.mark.parametrize(
    ("one", "late"),
    [
        (facts(State.CLOSED, fixed=24), None),
        (facts(State.CLOSED, fixed=25), 1),
        (facts(State.CLAIMED), 24),
        (facts(State.CLAIMED, hours_ago=3), None),
        (facts(State.SUSPENDED), None),
        (facts(State.WHISTLED), None),
        (facts(State.VOID), None),
    ],
)
def test_how_late_a_ticket_is(one, late):
    assert hours_late(one, NOW) == (None if late is None else pytest.approx(late))


ANY = st.builds(
    facts, st.sampled_from(State), st.floats(0, 100), st.none() | st.floats(0, 60), st.none() | st.floats(0, 50),
    duplicate=st.booleans(), quantity=st.integers(1, 9), rating=st.none() | st.integers(1, 10),
)  # fmt: skip
COUNTS = (
    "valid", "things", "timely", "fixed", "due", "on_time", "open", "overdue", "suspended", "rated", "ratings",
    "false_alarms", "duplicates",
)  # fmt: skip


@given(st.lists(ANY, max_size=12), st.lists(ANY, max_size=12))
def test_the_parts_add_up_to_the_whole(some, others):
    one, two, whole = added(some), added(others), added([*some, *others])
    for name in COUNTS:
        assert getattr(one, name) + getattr(two, name) == getattr(whole, name)
    assert sorted([*one.answered_after, *two.answered_after]) == sorted(whole.answered_after)


@given(st.lists(ANY, max_size=12))
def test_no_part_is_larger_than_what_it_is_a_part_of(tickets):
    sums = added(tickets)
    assert sums.valid + sums.false_alarms + sums.duplicates == len(tickets)
    assert sums.on_time <= min(sums.due, sums.fixed)
    assert max(sums.timely, sums.fixed, sums.open, sums.due) <= sums.valid
    assert sums.overdue + sums.suspended <= sums.open == sums.valid - sums.fixed


def test_a_list_is_counted_as_of_the_moment_it_ends_whatever_was_done_since():
    sums = added([facts(State.CLOSED, hours_ago=30, answered=40, fixed=29, rating=3)])
    assert (sums.fixed, sums.open, sums.rated) == (1, 0, 1)
    then = Sums()
    then.add(facts(State.CLOSED, hours_ago=30, answered=40, fixed=29, rating=3), NOW - timedelta(hours=2))
    assert (then.fixed, then.open, then.overdue, then.rated, list(then.fixed_after)) == (0, 1, 1, 0, [])


def test_a_mark_for_a_fix_that_did_not_hold_is_no_mark():
    assert added([facts(State.CLAIMED, rating=2, reopened=1)]).rated == 0


def test_voices_that_join_are_duplicates_and_what_was_merged_is_counted_where_it_went():
    sums = added([facts(State.OPEN, voices=3), facts(State.VOID, duplicate=True, merged=True)])
    assert (sums.valid, sums.duplicates, sums.false_alarms) == (1, 2, 0)


@pytest.mark.parametrize(
    ("pauses", "due", "suspended"),
    [((12, 36), 0, 0), ((12, None), 0, 1), ((30, None), 1, 1), ((6, 12), 1, 0)],
)
def test_only_a_deadline_that_comes_while_a_ticket_is_suspended_is_excused(pauses, due, suspended):
    began, ended = (NOW - timedelta(hours=48 - at) if at is not None else None for at in pauses)
    assert began is not None
    state = State.CLAIMED if ended else State.SUSPENDED
    sums = added([facts(state, pauses=(Pause(began, ended),))])
    assert (sums.due, sums.suspended, sums.open) == (due, suspended, 1)
