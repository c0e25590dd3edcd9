"""The ladder: every mixture of rungs, time and downtime, as a table of what is to be done and when to look again."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.deadline import Policy
from bot.domain.ladder import (
    Climbed,
    Exhausted,
    Lapsed,
    TicketClock,
    Warned,
    Watch,
    Woken,
    first_look,
    look_after_claim,
    look_after_return,
    next_step,
)
from bot.domain.ticket import State

OPENED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ACK, RESOLVE, WARN = OPENED + timedelta(minutes=5), OPENED + timedelta(minutes=30), OPENED + timedelta(minutes=24)
EVERY, TOP = timedelta(minutes=10), timedelta(hours=1)
POLICY = Policy(every=EVERY, top_every=TOP, top_times=3)
YES, NO = True, False


def open_ticket(*, due_at=ACK, rung=0, cycle=0, repeats=0, step=EVERY) -> Watch:
    return Watch(State.OPEN, rung, cycle, repeats, False, OPENED, ACK, RESOLVE, step, 0.8, due_at)


def claimed(*, due_at=RESOLVE, rung=0, cycle=1, repeats=0, warned=True) -> Watch:
    return Watch(State.CLAIMED, rung, cycle, repeats, warned, OPENED, ACK, RESOLVE, EVERY, 0.8, due_at)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.parametrize(
    ("reachable", "rung", "skipped", "rest"),
    [
        ([YES, YES, YES, YES], 1, (), EVERY),
        ([YES, NO, NO, NO], 1, (), TOP),
        ([NO, YES, YES, YES], 2, (1,), EVERY),
        ([NO, YES, NO, YES], 2, (1,), EVERY),
        ([NO, NO, YES, YES], 3, (1, 2), EVERY),
        ([NO, NO, NO, YES], 4, (1, 2, 3), TOP),
        ([YES], 1, (), TOP),
    ],
)
def test_nobody_answered_so_the_first_rung_that_has_somebody_hears_of_it(reachable, rung, skipped, rest):
    assert next_step(open_ticket(), ACK, reachable, POLICY) == Climbed(rung, 0, 0, skipped, (), ACK + rest)


@pytest.mark.parametrize("reachable", [[], [NO], [NO, NO, NO, NO]])
def test_with_nobody_to_tell_the_ticket_is_left_to_the_digest_and_says_whom_it_missed(reachable):
    missed = tuple(range(1, len(reachable) + 1))
    assert next_step(open_ticket(), ACK, reachable, POLICY) == Exhausted(missed)


@pytest.mark.parametrize(
    ("rung", "reachable", "told", "skipped", "rest"),
    [
        (1, [YES, YES, YES, YES], 2, (), EVERY),
        (1, [YES, NO, YES, YES], 3, (2,), EVERY),
        (2, [NO, NO, YES, YES], 3, (), EVERY),
        (2, [YES, YES, NO, YES], 4, (3,), TOP),
        (3, [YES, YES, YES, YES], 4, (), TOP),
    ],
)
def test_each_silence_leads_one_rung_further(rung, reachable, told, skipped, rest):
    step = next_step(open_ticket(rung=rung), ACK, reachable, POLICY)
    assert step == Climbed(told, 0, 0, skipped, (), ACK + rest)


@pytest.mark.parametrize(
    ("late", "reachable", "rung", "skipped", "passed"),
    [
        (9.9, [YES, YES, YES, YES], 1, (), ()),
        (10, [YES, YES, YES, YES], 2, (), (1,)),
        (25, [YES, YES, YES, YES], 3, (), (1, 2)),
        (25, [NO, YES, YES, YES], 3, (1,), (2,)),
        (25, [YES, YES, NO, YES], 4, (3,), (1, 2)),
        (35, [YES, YES, YES, YES], 4, (), (1, 2, 3)),
        (60 * 24 * 30, [YES, YES, YES, YES], 4, (), (1, 2, 3)),
        (25, [YES, YES, NO, NO], 2, (), (1,)),
        (25, [YES, NO, NO, NO], 1, (), ()),
    ],
)
def test_after_an_outage_one_message_goes_to_the_rung_where_the_ticket_should_be_now(
    late, reachable, rung, skipped, passed
):
    now = ACK + minutes(late)
    step = next_step(open_ticket(), now, reachable, POLICY)
    assert isinstance(step, Climbed)
    assert (step.rung, step.skipped, step.passed) == (rung, skipped, passed)
    assert step.next_due_at == now + (EVERY if any(reachable[rung:]) else TOP)


def test_an_outage_never_leads_down_again():
    step = next_step(open_ticket(rung=3), ACK + minutes(25), [YES, YES, YES, NO], POLICY)
    assert step == Climbed(3, 1, 1, (4,), (), ACK + minutes(25) + TOP)


@pytest.mark.parametrize("repeats", [0, 1, 2])
def test_the_top_hears_of_it_again_and_each_time_begins_a_new_cycle(repeats):
    watch = open_ticket(rung=4, cycle=7, repeats=repeats)
    assert next_step(watch, ACK, [YES] * 4, POLICY) == Climbed(4, 8, repeats + 1, (), (), ACK + TOP)


def test_after_three_repeats_nobody_is_told_any_more():
    assert next_step(open_ticket(rung=4, repeats=3), ACK, [YES] * 4, POLICY) == Exhausted(())


def test_with_no_repeats_wanted_the_top_is_told_once():
    assert next_step(open_ticket(rung=4), ACK, [YES] * 4, Policy(top_times=0)) == Exhausted(())


@pytest.mark.parametrize(
    ("reachable", "told", "skipped"),
    [([YES, YES, NO, NO], 2, (3, 4)), ([YES, NO, NO, NO], 1, (3, 4)), ([YES, YES, YES, NO], 3, ())],
)
def test_when_everybody_above_is_gone_the_highest_who_is_left_hears_of_it_again(reachable, told, skipped):
    step = next_step(open_ticket(rung=2), ACK, reachable, POLICY)
    assert isinstance(step, Climbed)
    assert (step.rung, step.skipped) == (told, skipped)


def test_when_everybody_is_gone_the_ladder_ends_and_says_so():
    assert next_step(open_ticket(rung=2), ACK, [NO] * 4, POLICY) == Exhausted((3, 4))


def test_the_top_is_not_asked_again_sooner_than_one_step():
    long = timedelta(hours=3)
    step = next_step(open_ticket(rung=1, step=long), ACK, [YES], POLICY)
    assert isinstance(step, Climbed)
    assert step.next_due_at == ACK + long


def test_the_holder_alone_is_warned_before_the_deadline_and_looked_at_again_at_the_deadline():
    assert next_step(claimed(due_at=WARN, warned=False), WARN, [YES] * 4, POLICY) == Warned(RESOLVE)


def test_a_claimed_ticket_that_is_not_fixed_climbs_on_its_own_clock():
    watch = claimed()
    assert watch.clock is TicketClock.RESOLVE
    assert next_step(watch, RESOLVE, [YES] * 4, POLICY) == Climbed(1, 1, 0, (), (), RESOLVE + EVERY)


@pytest.mark.parametrize(("after_deadline", "rung"), [(0, 1), (1, 1), (9, 1), (10, 2), (21, 3)])
def test_a_warning_that_was_slept_through_does_not_make_the_ticket_later_than_it_is(after_deadline, rung):
    """The ladder is climbed from the deadline, not from the moment of the warning that nobody could send."""
    watch = claimed(due_at=WARN, warned=False)
    step = next_step(watch, RESOLVE + minutes(after_deadline), [YES] * 4, POLICY)
    assert isinstance(step, Climbed)
    assert step.rung == rung


def test_a_slept_through_warning_of_a_long_deadline_tells_the_chief_and_not_the_district():
    resolve = OPENED + timedelta(days=1)
    warn = OPENED + timedelta(days=1) * 0.8
    watch = Watch(State.CLAIMED, 0, 1, 0, False, OPENED, ACK, resolve, EVERY, 0.8, warn)
    step = next_step(watch, resolve + minutes(1), [YES] * 4, POLICY)
    assert isinstance(step, Climbed)
    assert (step.rung, step.passed) == (1, ())


def test_a_fix_that_nobody_confirmed_lapses():
    watch = Watch(State.RESOLVED, 0, 1, 0, True, OPENED, ACK, RESOLVE, EVERY, 0.8, RESOLVE + timedelta(days=1))
    assert next_step(watch, RESOLVE + timedelta(days=1), [YES] * 4, POLICY) == Lapsed()


def test_a_suspended_ticket_whose_day_has_come_wakes_however_late_it_is():
    watch = Watch(State.SUSPENDED, 2, 1, 0, True, OPENED, ACK, RESOLVE, EVERY, 0.8, RESOLVE + timedelta(days=3))
    for later in (timedelta(0), timedelta(days=9)):
        assert next_step(watch, RESOLVE + timedelta(days=3) + later, [YES] * 4, POLICY) == Woken()


@pytest.mark.parametrize(("told", "when"), [(True, ACK), (False, OPENED)])
def test_a_ticket_whose_card_reached_nobody_is_looked_at_at_once(told, when):
    assert first_look(OPENED, ACK, told=told) == when


@pytest.mark.parametrize(
    ("claimed_after", "look_after"),
    [(0, 24), (23.9, 24), (24, 34), (29, 39), (31, 41), (500, 510)],
)
def test_who_claims_late_gets_a_step_before_those_above_hear_of_it_again(claimed_after, look_after):
    assert look_after_claim(open_ticket(), OPENED + minutes(claimed_after)) == OPENED + minutes(look_after)


@pytest.mark.parametrize(("returned_after", "look_after"), [(1, 11), (0, 10), (60, 70)])
def test_a_returned_ticket_keeps_its_age_and_the_next_hand_gets_one_step(returned_after, look_after):
    assert look_after_return(claimed(), OPENED + minutes(returned_after)) == OPENED + minutes(look_after)


def test_a_return_long_before_the_deadline_does_not_bring_the_deadline_forward():
    late = Watch(State.CLAIMED, 0, 1, 0, False, OPENED, OPENED + timedelta(hours=4), RESOLVE, EVERY, 0.8, RESOLVE)
    assert look_after_return(late, OPENED + minutes(1)) == OPENED + timedelta(hours=4)


# --------------------------------------------------------------------------- whatever happens

moves = st.lists(
    st.tuples(st.integers(0, 400), st.lists(st.booleans(), min_size=4, max_size=4)), min_size=1, max_size=30
)


@given(moves)
def test_whatever_happens_no_rung_is_told_twice_in_a_cycle_and_none_is_forgotten(course):
    watch, now = open_ticket(), ACK
    told: list[tuple[int, int]] = []
    for late, reachable in course:
        now = max(now, watch.due_at) + minutes(late)
        step = next_step(watch, now, reachable, POLICY)
        if not isinstance(step, Climbed):
            assert isinstance(step, Exhausted)
            assert not any(reachable) or watch.repeats == POLICY.top_times
            return
        assert reachable[step.rung - 1]
        assert step.next_due_at > now
        assert all(not reachable[rung - 1] for rung in step.skipped)
        assert all(reachable[rung - 1] for rung in step.passed)
        if step.cycle == watch.cycle:
            accounted = sorted((*step.skipped, *step.passed, step.rung))
            assert accounted == list(range(watch.rung + 1, step.rung + 1))
            assert step.rung > watch.rung
        told.append((step.cycle, step.rung))
        watch = open_ticket(due_at=step.next_due_at, rung=step.rung, cycle=step.cycle, repeats=step.repeats)
    assert len(told) == len(set(told))


@pytest.mark.parametrize("reachable", list(product([YES, NO], repeat=4)))
def test_from_every_rung_and_with_everybody_awake_the_ladder_ends_within_a_few_steps(reachable):
    watch, now, steps = open_ticket(), ACK, 0
    while isinstance(step := next_step(watch, now, reachable, POLICY), Climbed):
        now, steps = step.next_due_at, steps + 1
        watch = open_ticket(due_at=now, rung=step.rung, cycle=step.cycle, repeats=step.repeats)
    assert isinstance(step, Exhausted)
    assert steps == (sum(reachable) + POLICY.top_times if any(reachable) else 0)
