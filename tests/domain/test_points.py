"""What tickets pay: only what was confirmed, one amount a ticket however many told of it, never for one's own work."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.points import (
    Cause,
    Credit,
    Outcome,
    Tariff,
    counts_on,
    due,
    final_on,
    month,
    month_before,
    share,
    within_cap,
    year,
)
from bot.domain.ticket import State

RIDER, OTHER, THIRD, WANG, CHIEF = 1, 2, 3, 11, 12
TARIFF = Tariff()


def outcome(state: State = State.CLOSED, **given) -> Outcome:
    return Outcome(**{"state": state, "severity": "normal", "result": "fixed", "voices": (RIDER,)} | given)


def paid(**given) -> dict[int, int]:
    """Return what everybody is due all in all."""
    sums: dict[int, int] = {}
    for credit in due(outcome(**given), TARIFF):
        sums[credit.telegram_id] = sums.get(credit.telegram_id, 0) + credit.points
    return sums


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {RIDER: 10}),
        ({"result": "partly"}, {RIDER: 10}),
        ({"result": None}, {RIDER: 10}),
        ({"severity": "urgent"}, {RIDER: 15}),
        ({"severity": "emergency"}, {RIDER: 15}),
        ({"severity": "consultation"}, {RIDER: 10}),
        ({"result": "cannot"}, {}),
        ({"result": "not_ours"}, {}),
        ({"voices": (RIDER, OTHER)}, {RIDER: 5, OTHER: 5}),
        ({"voices": (RIDER, OTHER, THIRD)}, {RIDER: 4, OTHER: 3, THIRD: 3}),
        ({"voices": (RIDER, OTHER, THIRD), "severity": "urgent"}, {RIDER: 6, OTHER: 5, THIRD: 4}),
        ({"voices": (WANG,), "hands": frozenset({WANG})}, {}),
        ({"voices": (WANG, RIDER), "hands": frozenset({WANG})}, {RIDER: 10}),
        ({"voices": ()}, {}),
        ({"voices": tuple(range(1, 13))}, dict.fromkeys(range(1, 11), 1)),
        ({"accuser": CHIEF}, {RIDER: 10}),
    ],
)
def test_a_ticket_that_was_closed_pays_its_voices(given, expected):
    assert paid(**given) == expected


@pytest.mark.parametrize("state", [state for state in State if state not in (State.CLOSED, State.VOID)])
def test_what_is_not_over_pays_nothing_yet(state):
    assert paid(state=state) == {}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"accuser": CHIEF}, {RIDER: -5}),
        ({"accuser": None}, {}),
        ({"accuser": CHIEF, "result": "duplicate"}, {}),
        ({"accuser": CHIEF, "voices": (RIDER, OTHER)}, {RIDER: -3, OTHER: -2}),
        ({"accuser": WANG, "voices": (WANG,)}, {}),
        ({"accuser": WANG, "voices": (WANG, RIDER)}, {RIDER: -5}),
    ],
)
def test_a_false_alarm_costs_only_when_staff_said_so(given, expected):
    assert paid(state=State.VOID, **{"result": "false"} | given) == expected


def test_where_everything_is_worth_nothing_no_entry_is_due():
    nothing = Tariff(report=0, urgent=0, false_alarm=0)
    assert due(outcome(severity="urgent"), nothing) == ()
    assert due(outcome(State.VOID, result="false", accuser=CHIEF), nothing) == ()


def test_report_and_urgency_are_entries_of_their_own():
    assert due(outcome(severity="urgent"), TARIFF) == (
        Credit(RIDER, Cause.REPORT, 10), Credit(RIDER, Cause.URGENT, 5),
    )  # fmt: skip


@given(st.integers(-500, 500), st.integers(1, 40))
def test_shares_add_up_to_the_amount_and_differ_by_one_at_most(amount, among):
    shares = share(amount, among)
    assert sum(shares) == amount
    assert max(shares) - min(shares) <= 1
    assert len(shares) == among


@pytest.mark.parametrize(
    ("points", "earned", "daily", "left"),
    [(10, 0, 60, 10), (10, 55, 60, 5), (10, 60, 60, 0), (10, 70, 60, 0), (10, 500, 0, 10), (-5, 0, 60, -5)],
)
def test_a_day_brings_no_more_than_its_cap(points, earned, daily, left):
    assert within_cap(points, earned, daily) == left


# --------------------------------------------------------------------------- terms


def test_months_and_years_have_their_days():
    assert (month(date(2028, 2, 9)).last, month(date(2026, 12, 31)).first) == (date(2028, 2, 29), date(2026, 12, 1))
    assert month_before(date(2027, 1, 31)) == month(date(2026, 12, 1))
    assert (year(date(2026, 7, 1)).first, year(date(2026, 7, 1)).last) == (date(2026, 1, 1), date(2026, 12, 31))
    assert year(date(2026, 7, 1)).is_year
    assert not month(date(2026, 7, 1)).is_year


def test_a_months_list_is_final_when_the_time_for_appeals_is_over():
    assert final_on(month(date(2026, 10, 5)), TARIFF) == date(2026, 11, 8)


@pytest.mark.parametrize(
    ("written", "corrects", "counts"),
    [
        (date(2026, 11, 3), None, date(2026, 11, 3)),
        (date(2026, 11, 3), date(2026, 10, 20), date(2026, 10, 20)),
        (date(2026, 11, 7), date(2026, 10, 20), date(2026, 10, 20)),
        (date(2026, 11, 8), date(2026, 10, 20), date(2026, 11, 8)),
        (date(2026, 11, 20), date(2026, 11, 19), date(2026, 11, 19)),
        (date(2027, 1, 2), date(2026, 12, 30), date(2026, 12, 30)),
    ],
)
def test_a_correction_counts_for_the_month_it_corrects_while_that_is_provisional(written, corrects, counts):
    assert counts_on(written, corrects, TARIFF) == counts


@given(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.integers(0, 80), st.integers(0, 40))
def test_a_list_that_is_final_never_changes_again(first, later, appeal):
    tariff = Tariff(appeal=timedelta(days=appeal))
    written = first + timedelta(days=later)
    counted = counts_on(written, first, tariff)
    assert written < final_on(month(counted), tariff) or counted == written
