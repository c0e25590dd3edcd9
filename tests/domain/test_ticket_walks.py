"""Endless walks over a ticket and its slips: anybody tries anything at any time, and the ticket stays one that can be.

Beside `decide` the walk keeps a history as the services do, so that every transition is found in it.
"""

import inspect
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain import ticket, whistle
from bot.domain.roster import Role
from bot.domain.ticket import HOUSE, LIVE, Action, Allowed, Facts, Refusal, Standing, State, decide
from bot.domain.whistle import WAITING, Deed, SlipState

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
HOLDER, OTHER, CHIEF, SUPERVISOR = 1, 2, 3, 4
TIMES = 2
STAFF = {
    "one": Standing(HOLDER, frozenset({Role.GRIDWORKER})),
    "other": Standing(OTHER, frozenset({Role.GRIDWORKER})),
    "chief": Standing(CHIEF, frozenset({Role.GRID_CHIEF})),
    "community": Standing(5, frozenset({Role.COMMUNITY})),
}
PEOPLE = STAFF | {
    "stranger": Standing(None),
    "reporter": Standing(None, is_reporter=True),
    "department": Standing(None, is_department=True),
    "supervisor": Standing(SUPERVISOR, frozenset({Role.SUPERVISOR})),
    "house": HOUSE,
}
HELD = (State.CLAIMED, State.WHISTLED, State.SUSPENDED, State.RESOLVED, State.CLOSED)
PATHS = {
    (State.OPEN, State.CLAIMED), (State.OPEN, State.WHISTLED), (State.OPEN, State.SUSPENDED),
    (State.OPEN, State.RESOLVED), (State.OPEN, State.VOID),
    (State.CLAIMED, State.OPEN), (State.CLAIMED, State.WHISTLED), (State.CLAIMED, State.SUSPENDED),
    (State.CLAIMED, State.RESOLVED), (State.CLAIMED, State.VOID),
    (State.WHISTLED, State.CLAIMED), (State.WHISTLED, State.OPEN), (State.WHISTLED, State.VOID),
    (State.SUSPENDED, State.CLAIMED), (State.SUSPENDED, State.WHISTLED), (State.SUSPENDED, State.OPEN),
    (State.SUSPENDED, State.RESOLVED), (State.SUSPENDED, State.VOID),
    (State.RESOLVED, State.CLOSED), (State.RESOLVED, State.CLAIMED),
    (State.CLOSED, State.CLAIMED),
}  # fmt: skip
"""The picture in `domain/ticket.py`, as arrows."""


class Walk(RuleBasedStateMachine):
    """One ticket, its slips and everybody who may try something with them."""

    def __init__(self) -> None:
        super().__init__()
        self.facts = Facts(State.OPEN, None)
        self.slips: list[SlipState] = []
        self.proof = False
        self.now = NOW
        self.history: list[tuple[str, State, State]] = []

    @initialize(needs_proof=st.booleans())
    def begin(self, needs_proof):
        self.needs_proof = needs_proof

    def known(self) -> Facts:
        """Return the facts as the services gather them at the moment of a wish."""
        waiting = sum(1 for slip in self.slips if slip in WAITING)
        return replace(self.facts, slips=waiting, unproven=self.needs_proof and not self.proof)

    def try_(self, action: Action, who: Standing) -> bool:
        before = self.known()
        decision = decide(before, action, who, self.now, suspend_times=TIMES)
        if isinstance(decision, Refusal):
            return False
        self.apply(before, action, who, decision)
        return True

    def apply(self, before: Facts, action: Action, who: Standing, decision: Allowed) -> None:
        was, now = before.holder_id, decision.holder_id
        assert was is None or now in (was, None), f"taken from {was} by {action}"
        assert now in (was, None, who.person_id), f"{now} has it, whom {action} does not concern"
        if decision.to is not before.state:
            assert (before.state, decision.to) in PATHS
        if action is Action.NOTE:
            assert (decision.to, now) == (before.state, was)
        over_at = self.facts.over_at if decision.to is before.state else self.now
        self.facts = replace(
            self.facts,
            state=decision.to,
            holder_id=now,
            over_at=None if decision.to in LIVE else over_at,
            suspensions=self.facts.suspensions + (action is Action.SUSPEND),
        )
        self.history.append((action.value, before.state, decision.to))
        if action is Action.WHISTLE:
            self.slips.append(SlipState.SENT)
        if action is Action.VOID:
            self.slips = [SlipState.WITHDRAWN if slip in WAITING else slip for slip in self.slips]
        if action in (Action.REOPEN, Action.DISPROVE):
            self.proof = False

    @rule(
        who=st.sampled_from(sorted(PEOPLE)),
        also_reporter=st.booleans(),
        action=st.sampled_from([action for action in Action if action is not Action.ANSWER]),
        later=st.integers(0, 20_000),
    )
    def somebody_tries(self, who, also_reporter, action, later):
        self.now += timedelta(minutes=later)
        standing = PEOPLE[who]
        before = self.known()
        done = self.try_(action, replace(standing, is_reporter=standing.is_reporter or also_reporter))
        if done and action in (Action.RESOLVE, Action.CONFIRM):
            assert before.slips == 0 or before.state is State.CLOSED
            assert not before.unproven or (action is Action.CONFIRM and (also_reporter or standing.is_reporter))

    @rule(who=st.sampled_from(sorted(STAFF)), action=st.sampled_from([Action.WHISTLE, Action.SUSPEND, Action.RESOLVE]))
    def staff_go_on(self, who, action):
        self.try_(action, STAFF[who])

    @rule()
    def a_picture_of_the_fix_comes(self):
        self.proof = True

    @precondition(lambda self: self.slips)
    @rule(who=st.sampled_from(sorted(PEOPLE)), deed=st.sampled_from(list(Deed)), which=st.integers(0, 5))
    def a_slip_is_answered(self, who, deed, which):
        at = which % len(self.slips)
        before = self.slips[at]
        to = whistle.decide(before, deed, PEOPLE[who], self.facts.holder_id, "because")
        if not isinstance(to, SlipState):
            return
        assert before in WAITING, "a settled slip woke again"
        self.slips[at] = to
        if to not in WAITING:
            assert self.try_(Action.ANSWER, PEOPLE[who])

    @precondition(lambda self: self.facts.state is State.OPEN)
    @rule(order=st.permutations(sorted(STAFF)))
    def all_claim_at_once(self, order):
        won = [who for who in order if self.try_(Action.CLAIM, STAFF[who])]
        assert won == order[:1]

    @precondition(lambda self: self.facts.state is State.SUSPENDED)
    @rule()
    def its_day_comes(self):
        assert self.try_(Action.WAKE, HOUSE)
        assert self.facts.state is State.CLAIMED

    @invariant()
    def somebody_holds_it_exactly_when_somebody_should(self):
        assert (self.facts.holder_id is not None) is (self.facts.state in HELD)

    @invariant()
    def it_is_whistled_exactly_while_a_holder_waits_for_departments(self):
        waiting = any(slip in WAITING for slip in self.slips)
        if self.facts.state in LIVE and self.facts.holder_id is not None:
            assert (self.facts.state is State.WHISTLED) is waiting
        if self.facts.state not in LIVE:
            assert not waiting

    @invariant()
    def it_is_never_suspended_more_often_than_allowed(self):
        assert self.facts.suspensions <= TIMES

    @invariant()
    def its_history_leads_from_open_to_where_it_is(self):
        state = State.OPEN
        for _, before, after in self.history:
            assert before is state
            state = after
        assert state is self.facts.state

    @invariant()
    def void_is_the_end(self):
        assert all(before is not State.VOID or after is State.VOID for _, before, after in self.history)


Walk.TestCase.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
TestWalk = Walk.TestCase


def test_no_deadline_is_asked_before_anybody_may_do_anything():
    asked = set(inspect.signature(decide).parameters) | set(Facts.__dataclass_fields__)
    assert not {name for name in asked if "due" in name or "deadline" in name}
    assert "Deadlines" not in vars(ticket)
