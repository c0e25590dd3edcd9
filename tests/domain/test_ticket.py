"""Who may do what to a ticket: every role, action and state in one table, and an endless game that breaks no rule."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.domain.roster import Role
from bot.domain.ticket import LIVE, Action, Allowed, Decision, Facts, Refusal, Standing, State, decide

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
HOLDER, OTHER, CHIEF, SUPERVISOR = 1, 2, 3, 4

PEOPLE = {
    "stranger": Standing(None),
    "reporter": Standing(None, is_reporter=True),
    "holder": Standing(HOLDER, frozenset({Role.GRIDWORKER})),
    "other": Standing(OTHER, frozenset({Role.GRIDWORKER})),
    "chief": Standing(CHIEF, frozenset({Role.GRID_CHIEF})),
    "supervisor": Standing(SUPERVISOR, frozenset({Role.SUPERVISOR})),
}
FACTS = {
    "open": Facts(State.OPEN, None),
    "claimed": Facts(State.CLAIMED, HOLDER),
    "resolved": Facts(State.RESOLVED, HOLDER, NOW - timedelta(hours=1)),
    "closed": Facts(State.CLOSED, HOLDER, NOW - timedelta(days=6)),
    "void": Facts(State.VOID, None, NOW - timedelta(hours=1)),
}
WHO = {HOLDER: "holder", OTHER: "other", CHIEF: "chief", SUPERVISOR: "supervisor", None: "nobody"}

# What it becomes and whose it is then; a single word is the refusal.
RULES = """
claim        open             claimed          resolved         closed           void
stranger     stranger         stranger         stranger         stranger         stranger
reporter     stranger         stranger         stranger         stranger         stranger
holder       claimed:holder   already_yours    over             over             over
other        claimed:other    taken            over             over             over
chief        claimed:chief    taken            over             over             over
supervisor   stranger         stranger         stranger         stranger         stranger

on_the_way   open             claimed          resolved         closed           void
stranger     stranger         stranger         stranger         stranger         stranger
reporter     stranger         stranger         stranger         stranger         stranger
holder       claimed:holder   claimed:holder   over             over             over
other        claimed:other    taken            over             over             over
chief        claimed:chief    taken            over             over             over
supervisor   stranger         stranger         stranger         stranger         stranger

resolve      open             claimed          resolved         closed           void
stranger     stranger         stranger         stranger         stranger         stranger
reporter     stranger         stranger         stranger         stranger         stranger
holder       resolved:holder  resolved:holder  over             over             over
other        resolved:other   taken            over             over             over
chief        resolved:chief   resolved:holder  over             over             over
supervisor   stranger         stranger         stranger         stranger         stranger

return       open             claimed          resolved         closed           void
stranger     stranger         stranger         stranger         stranger         stranger
reporter     stranger         stranger         stranger         stranger         stranger
holder       open:nobody      open:nobody      over             over             over
other        open:nobody      not_yours        over             over             over
chief        open:nobody      open:nobody      over             over             over
supervisor   stranger         stranger         stranger         stranger         stranger

reassign     open             claimed          resolved         closed           void
stranger     stranger         stranger         stranger         stranger         stranger
reporter     stranger         stranger         stranger         stranger         stranger
holder       open:nobody      open:nobody      over             over             over
other        open:nobody      not_yours        over             over             over
chief        open:nobody      open:nobody      over             over             over
supervisor   stranger         stranger         stranger         stranger         stranger

void         open             claimed          resolved         closed           void
stranger     stranger         stranger         stranger         stranger         stranger
reporter     void:nobody      over             over             over             over
holder       void:nobody      void:nobody      over             over             over
other        void:nobody      taken            over             over             over
chief        void:nobody      void:nobody      over             over             over
supervisor   stranger         stranger         stranger         stranger         stranger

confirm      open             claimed          resolved         closed           void
stranger     stranger         stranger         stranger         stranger         stranger
reporter     not_over         not_over         closed:holder    nothing_new      not_over
holder       not_over         not_yours        not_yours        not_yours        not_over
other        not_over         not_over         closed:holder    nothing_new      not_over
chief        not_over         not_over         closed:holder    nothing_new      not_over
supervisor   stranger         stranger         stranger         stranger         stranger

reopen       open             claimed          resolved         closed           void
stranger     stranger         stranger         stranger         stranger         stranger
reporter     not_over         not_over         claimed:holder   claimed:holder   over
holder       not_over         not_over         claimed:holder   claimed:holder   over
other        not_over         not_over         claimed:holder   claimed:holder   over
chief        not_over         not_over         claimed:holder   claimed:holder   over
supervisor   stranger         stranger         stranger         stranger         stranger

note         open             claimed          resolved         closed           void
stranger     stranger         stranger         stranger         stranger         stranger
reporter     open:nobody      claimed:holder   resolved:holder  closed:holder    void:nobody
holder       open:nobody      claimed:holder   resolved:holder  closed:holder    void:nobody
other        open:nobody      claimed:holder   resolved:holder  closed:holder    void:nobody
chief        open:nobody      claimed:holder   resolved:holder  closed:holder    void:nobody
supervisor   stranger         stranger         stranger         stranger         stranger
"""


def cells() -> list[tuple[str, str, str, str]]:
    """Take the table apart: action, who, state, outcome."""
    found = []
    for block in RULES.strip().split("\n\n"):
        (action, *states), *rows = (line.split() for line in block.splitlines())
        found += [(action, who, state, cell) for who, *row in rows for state, cell in zip(states, row, strict=True)]
    return found


def said(decision: Decision) -> str:
    if isinstance(decision, Refusal):
        return decision.value
    return f"{decision.to.value}:{WHO[decision.holder_id]}"


@pytest.mark.parametrize(("action", "who", "state", "outcome"), cells())
def test_the_table_of_permissions(action, who, state, outcome):
    assert said(decide(FACTS[state], Action(action), PEOPLE[who], NOW)) == outcome


def test_the_table_leaves_no_action_out():
    assert {action for action, *_ in cells()} == {action.value for action in Action}


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SUPERVISOR])
def test_everybody_whom_the_roster_gives_work_may_claim(role):
    somebody = Standing(OTHER, frozenset({role}))
    assert decide(FACTS["open"], Action.CLAIM, somebody, NOW) == Allowed(State.CLAIMED, OTHER)


@pytest.mark.parametrize("role", list(Role))
def test_only_those_above_may_end_what_another_one_holds(role):
    somebody = Standing(OTHER, frozenset({role}))
    above = role in {Role.GRID_CHIEF, Role.COMMUNITY, Role.SUBDISTRICT, Role.DISTRICT, Role.ADMIN}
    outcome = decide(FACTS["claimed"], Action.RESOLVE, somebody, NOW)
    assert (outcome == Allowed(State.RESOLVED, HOLDER)) is above


def test_a_gridworker_who_reported_it_may_still_do_everything_a_gridworker_may():
    both = Standing(OTHER, frozenset({Role.GRIDWORKER}), is_reporter=True)
    assert decide(FACTS["open"], Action.CLAIM, both, NOW) == Allowed(State.CLAIMED, OTHER)
    assert decide(FACTS["claimed"], Action.VOID, both, NOW) is Refusal.TAKEN
    assert decide(FACTS["resolved"], Action.CONFIRM, both, NOW) == Allowed(State.CLOSED, HOLDER)


def test_a_reporter_who_also_fixed_it_may_confirm_because_nobody_else_can():
    both = Standing(HOLDER, frozenset({Role.GRIDWORKER}), is_reporter=True)
    assert decide(FACTS["resolved"], Action.CONFIRM, both, NOW) == Allowed(State.CLOSED, HOLDER)


@pytest.mark.parametrize(
    ("over_for", "outcome"),
    [
        (timedelta(0), Allowed(State.CLAIMED, HOLDER)),
        (timedelta(days=7), Allowed(State.CLAIMED, HOLDER)),
        (timedelta(days=7, seconds=1), Refusal.TOO_LATE),
        (timedelta(days=400), Refusal.TOO_LATE),
    ],
)
@pytest.mark.parametrize("state", [State.RESOLVED, State.CLOSED])
def test_not_fixed_is_heard_for_seven_days(state, over_for, outcome):
    facts = Facts(state, HOLDER, NOW - over_for)
    assert decide(facts, Action.REOPEN, PEOPLE["reporter"], NOW) == outcome


def test_how_long_not_fixed_is_heard_is_the_operators_to_say():
    facts = Facts(State.CLOSED, HOLDER, NOW - timedelta(days=2))
    assert decide(facts, Action.REOPEN, PEOPLE["reporter"], NOW, timedelta(days=1)) is Refusal.TOO_LATE


def test_a_reopened_ticket_whose_holder_has_left_is_anybodys():
    facts = Facts(State.CLOSED, None, NOW)
    assert decide(facts, Action.REOPEN, PEOPLE["reporter"], NOW) == Allowed(State.OPEN, None)


class Game(RuleBasedStateMachine):
    """Anybody tries anything at any time; the ticket must stay one that can be."""

    def __init__(self) -> None:
        super().__init__()
        self.facts = Facts(State.OPEN, None)
        self.now = NOW

    @rule(
        who=st.sampled_from(sorted(PEOPLE)),
        also_reporter=st.booleans(),
        action=st.sampled_from(list(Action)),
        later=st.integers(0, 20_000),
    )
    def somebody_tries(self, who, also_reporter, action, later):
        self.now += timedelta(minutes=later)
        person = PEOPLE[who]
        standing = Standing(person.person_id, person.roles, person.is_reporter or also_reporter)
        before = self.facts
        decision = decide(before, action, standing, self.now)
        if isinstance(decision, Refusal):
            return
        self.facts = Facts(decision.to, decision.holder_id, self._over_at(decision))
        if before.holder_id is not None and decision.holder_id not in (before.holder_id, None):
            raise AssertionError(f"{who} took it from {WHO[before.holder_id]} by {action}")
        if decision.to is not before.state and before.state is State.VOID:
            raise AssertionError("a void ticket came back")
        if action is Action.NOTE:
            assert (decision.to, decision.holder_id) == (before.state, before.holder_id)

    def _over_at(self, decision: Allowed) -> datetime | None:
        if decision.to in LIVE:
            return None
        return self.facts.over_at if self.facts.state is decision.to else self.now

    @precondition(lambda self: self.facts.state is State.OPEN)
    @rule(order=st.permutations([HOLDER, OTHER, CHIEF]))
    def all_claim_at_once(self, order):
        won = []
        for person_id in order:
            decision = decide(self.facts, Action.CLAIM, Standing(person_id, frozenset({Role.GRIDWORKER})), self.now)
            if isinstance(decision, Allowed):
                won.append(person_id)
                self.facts = Facts(decision.to, decision.holder_id)
        assert won == order[:1]

    @invariant()
    def somebody_holds_it_exactly_when_somebody_should(self):
        held = self.facts.state in (State.CLAIMED, State.RESOLVED, State.CLOSED)
        assert (self.facts.holder_id is not None) is held


Game.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestGame = Game.TestCase
