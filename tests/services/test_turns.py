"""A duty that one replica has at a time: it is kept, passes on when its holder falls silent, and can be handed over."""

from datetime import timedelta

import pytest

from bot.services import turns
from tests.services.crowd import crowd, take_turn
from tests.services.home import Home

LASTING = timedelta(seconds=6)


def take(home: Home, holder: str, name: str = "poll") -> bool:
    with home.step() as step:
        return turns.take(step.connection, name, holder, step.now, LASTING)


def test_the_first_one_has_it_and_the_second_one_has_not(home):
    assert take(home, "one")
    assert not take(home, "other")
    assert take(home, "other", "another duty")


def test_its_holder_keeps_it_by_asking_again(home):
    assert take(home, "one")
    for _ in range(5):
        home.pass_(seconds=4)
        assert take(home, "one")
        assert not take(home, "other")


def test_it_passes_on_when_its_holder_falls_silent(home):
    assert take(home, "one")
    home.now += LASTING
    assert take(home, "other")
    assert not take(home, "one")


def test_a_holder_that_stops_hands_it_over_at_once(home):
    assert take(home, "one")
    with home.step() as step:
        turns.give_up(step.connection, "poll", "one", step.now)
    assert take(home, "other")


def test_who_does_not_hold_it_cannot_give_it_up(home):
    assert take(home, "one")
    with home.step() as step:
        turns.give_up(step.connection, "poll", "other", step.now)
    assert not take(home, "other")


@pytest.mark.postgres
def test_of_several_who_ask_at_once_one_has_it(postgres_only):
    assert sorted(crowd(take_turn, [(postgres_only, f"replica {n}") for n in range(3)])) == [False, False, True]
