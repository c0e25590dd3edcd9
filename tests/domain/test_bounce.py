"""Giving back needs a reason: which words are one."""

import pytest

from bot.domain.bounce import gives_reason
from bot.domain.roster import Role
from bot.domain.ticket import Action, Allowed, Facts, Refusal, Standing, State, decide
from tests.domain.test_lift import OPENED


@pytest.mark.parametrize(
    "words", ["不归我管", "退回,不是我这片", "不是我的", "今天休息", "not mine", "我修不了", "退回第二网格"]
)
def test_words_that_say_why(words):
    assert gives_reason(words)


@pytest.mark.parametrize(
    "words", ["", "  ", "退回", "退回。", "退单", "退回吧", "我要退单", "send it back", "Give back", "不接"]
)
def test_words_that_do_not(words):
    assert not gives_reason(words)


@pytest.mark.parametrize("state", [State.OPEN, State.CLAIMED])
def test_without_a_reason_nothing_is_given_back_but_handing_on_needs_none(state):
    facts = Facts(state, 1 if state is State.CLAIMED else None, unreasoned=True)
    me = Standing(1, frozenset({Role.GRIDWORKER}))
    assert decide(facts, Action.RETURN, me, OPENED) is Refusal.NO_REASON
    other = Standing(2, frozenset({Role.GRIDWORKER}))
    expected = Refusal.NOT_YOURS if state is State.CLAIMED else Refusal.NO_REASON
    assert decide(facts, Action.RETURN, other, OPENED) is expected
    assert decide(Facts(state, 1), Action.REASSIGN, me, OPENED) == Allowed(State.OPEN, None)


def test_who_stands_on_a_rung_that_was_asked_to_take_over_takes_it_from_its_holder_and_nobody_else_does():
    facts = Facts(State.CLAIMED, 1, open_to=frozenset({Role.COMMUNITY}))
    secretary, chief = Standing(5, frozenset({Role.COMMUNITY})), Standing(3, frozenset({Role.GRID_CHIEF}))
    for action in (Action.CLAIM, Action.ON_THE_WAY):
        assert decide(facts, action, secretary, OPENED) == Allowed(State.CLAIMED, 5)
        assert decide(facts, action, chief, OPENED) is Refusal.TAKEN
