"""Who may do what to a ticket: every role, action and state in one table. Endless walks are in `test_ticket_walks`."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.roster import Role
from bot.domain.ticket import HOUSE, Action, Allowed, Decision, Facts, Refusal, Standing, State, decide

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
HOLDER, OTHER, CHIEF, SUPERVISOR = 1, 2, 3, 4

PEOPLE = {
    "stranger": Standing(None),
    "reporter": Standing(None, is_reporter=True),
    "department": Standing(None, is_department=True),
    "house": HOUSE,
    "holder": Standing(HOLDER, frozenset({Role.GRIDWORKER})),
    "other": Standing(OTHER, frozenset({Role.GRIDWORKER})),
    "chief": Standing(CHIEF, frozenset({Role.GRID_CHIEF})),
    "supervisor": Standing(SUPERVISOR, frozenset({Role.SUPERVISOR})),
}
FACTS = {
    "open": Facts(State.OPEN, None),
    "claimed": Facts(State.CLAIMED, HOLDER),
    "whistled": Facts(State.WHISTLED, HOLDER, slips=1),
    "suspended": Facts(State.SUSPENDED, HOLDER, suspensions=1),
    "resolved": Facts(State.RESOLVED, HOLDER, NOW - timedelta(hours=1)),
    "closed": Facts(State.CLOSED, HOLDER, NOW - timedelta(days=6)),
    "void": Facts(State.VOID, None, NOW - timedelta(hours=1)),
}
WHO = {HOLDER: "holder", OTHER: "other", CHIEF: "chief", SUPERVISOR: "supervisor", None: "nobody"}

# What it becomes and whose it is then; a single word is the refusal, a dash that of a stranger.
RULES = """
claim       open            claimed        whistled       suspended      resolved  closed  void
stranger    -               -              -              -              -         -       -
reporter    -               -              -              -              -         -       -
department  -               -              -              -              -         -       -
house       -               -              -              -              -         -       -
holder      claimed:holder  already_yours  already_yours  already_yours  over      over    over
other       claimed:other   taken          taken          taken          over      over    over
chief       claimed:chief   taken          taken          taken          over      over    over
supervisor  -               -              -              -              -         -       -

on_the_way  open            claimed         whistled         suspended       resolved  closed  void
stranger    -               -               -                -               -         -       -
reporter    -               -               -                -               -         -       -
department  -               -               -                -               -         -       -
house       -               -               -                -               -         -       -
holder      claimed:holder  claimed:holder  whistled:holder  claimed:holder  over      over    over
other       claimed:other   taken           taken            taken           over      over    over
chief       claimed:chief   taken           taken            taken           over      over    over
supervisor  -               -               -                -               -         -       -

resolve     open             claimed          whistled  suspended        resolved  closed  void
stranger    -                -                -         -                -         -       -
reporter    -                -                -         -                -         -       -
department  -                -                -         -                -         -       -
house       -                -                -         -                -         -       -
holder      resolved:holder  resolved:holder  whistled  resolved:holder  over      over    over
other       resolved:other   taken            taken     taken            over      over    over
chief       resolved:chief   resolved:holder  whistled  resolved:holder  over      over    over
supervisor  -                -                -         -                -         -       -

return      open         claimed      whistled     suspended    resolved  closed  void
stranger    -            -            -            -            -         -       -
reporter    -            -            -            -            -         -       -
department  -            -            -            -            -         -       -
house       -            -            -            -            -         -       -
holder      open:nobody  open:nobody  open:nobody  open:nobody  over      over    over
other       open:nobody  not_yours    not_yours    not_yours    over      over    over
chief       open:nobody  open:nobody  open:nobody  open:nobody  over      over    over
supervisor  -            -            -            -            -         -       -

reassign    open         claimed      whistled     suspended    resolved  closed  void
stranger    -            -            -            -            -         -       -
reporter    -            -            -            -            -         -       -
department  -            -            -            -            -         -       -
house       -            -            -            -            -         -       -
holder      open:nobody  open:nobody  open:nobody  open:nobody  over      over    over
other       open:nobody  not_yours    not_yours    not_yours    over      over    over
chief       open:nobody  open:nobody  open:nobody  open:nobody  over      over    over
supervisor  -            -            -            -            -         -       -

whistle     open             claimed          whistled         suspended        resolved  closed  void
stranger    -                -                -                -                -         -       -
reporter    -                -                -                -                -         -       -
department  -                -                -                -                -         -       -
house       -                -                -                -                -         -       -
holder      whistled:holder  whistled:holder  whistled:holder  whistled:holder  over      over    over
other       whistled:other   not_yours        not_yours        not_yours        over      over    over
chief       whistled:chief   whistled:holder  whistled:holder  whistled:holder  over      over    over
supervisor  -                -                -                -                -         -       -

answer      open         claimed         whistled         suspended         resolved   closed     void
stranger    -            -               -                -                 -          -          -
reporter    -            -               -                -                 -          -          -
department  open:nobody  claimed:holder  whistled:holder  suspended:holder  over       over       over
house       open:nobody  claimed:holder  whistled:holder  suspended:holder  over       over       over
holder      not_yours    claimed:holder  whistled:holder  suspended:holder  over       over       not_yours
other       not_yours    not_yours       not_yours        not_yours         not_yours  not_yours  not_yours
chief       open:nobody  claimed:holder  whistled:holder  suspended:holder  over       over       over
supervisor  -            -               -                -                 -          -          -

suspend     open              claimed           whistled   suspended         resolved  closed  void
stranger    -                 -                 -          -                 -         -       -
reporter    -                 -                 -          -                 -         -       -
department  -                 -                 -          -                 -         -       -
house       -                 -                 -          -                 -         -       -
holder      suspended:holder  suspended:holder  whistled   suspended:holder  over      over    over
other       suspended:other   not_yours         not_yours  not_yours         over      over    over
chief       suspended:chief   suspended:holder  whistled   suspended:holder  over      over    over
supervisor  -                 -                 -          -                 -         -       -

wake        open           claimed        whistled       suspended       resolved       closed         void
stranger    -              -              -              -               -              -              -
reporter    -              -              -              -               -              -              -
department  -              -              -              -               -              -              -
house       not_suspended  not_suspended  not_suspended  claimed:holder  not_suspended  not_suspended  not_suspended
holder      not_suspended  not_suspended  not_suspended  claimed:holder  over           over           over
other       not_suspended  not_yours      not_yours      not_yours       over           over           over
chief       not_suspended  not_suspended  not_suspended  claimed:holder  over           over           over
supervisor  -              -              -              -               -              -              -

void        open         claimed      whistled     suspended    resolved  closed  void
stranger    -            -            -            -            -         -       -
reporter    void:nobody  over         over         over         over      over    over
department  -            -            -            -            -         -       -
house       -            -            -            -            -         -       -
holder      void:nobody  void:nobody  void:nobody  void:nobody  over      over    over
other       void:nobody  taken        taken        taken        over      over    over
chief       void:nobody  void:nobody  void:nobody  void:nobody  over      over    over
supervisor  -            -            -            -            -         -       -

confirm     open      claimed    whistled   suspended  resolved       closed       void
stranger    -         -          -          -          -              -            -
reporter    not_over  not_over   not_over   not_over   closed:holder  nothing_new  not_over
department  -         -          -          -          -              -            -
house       -         -          -          -          -              -            -
holder      not_over  not_yours  not_yours  not_yours  not_yours      not_yours    not_over
other       not_over  not_over   whistled   not_over   closed:holder  nothing_new  not_over
chief       not_over  not_over   whistled   not_over   closed:holder  nothing_new  not_over
supervisor  -         -          -          -          -              -            -

reopen      open      claimed   whistled  suspended  resolved        closed          void
stranger    -         -         -         -          -               -               -
reporter    not_over  not_over  not_over  not_over   claimed:holder  claimed:holder  over
department  -         -         -         -          -               -               -
house       -         -         -         -          -               -               -
holder      not_over  not_over  not_over  not_over   claimed:holder  claimed:holder  over
other       not_over  not_over  not_over  not_over   claimed:holder  claimed:holder  over
chief       not_over  not_over  not_over  not_over   claimed:holder  claimed:holder  over
supervisor  -         -         -         -          -               -               -

disprove    open      claimed   whistled  suspended  resolved        closed    void
stranger    -         -         -         -          -               -         -
reporter    -         -         -         -          -               -         -
department  -         -         -         -          -               -         -
house       not_over  not_over  not_over  not_over   claimed:holder  not_over  not_over
holder      -         -         -         -          -               -         -
other       -         -         -         -          -               -         -
chief       -         -         -         -          -               -         -
supervisor  -         -         -         -          -               -         -

note        open         claimed         whistled         suspended         resolved         closed         void
stranger    -            -               -                -                 -                -              -
reporter    open:nobody  claimed:holder  whistled:holder  suspended:holder  resolved:holder  closed:holder  void:nobody
department  open:nobody  claimed:holder  whistled:holder  suspended:holder  resolved:holder  closed:holder  void:nobody
house       open:nobody  claimed:holder  whistled:holder  suspended:holder  resolved:holder  closed:holder  void:nobody
holder      open:nobody  claimed:holder  whistled:holder  suspended:holder  resolved:holder  closed:holder  void:nobody
other       open:nobody  claimed:holder  whistled:holder  suspended:holder  resolved:holder  closed:holder  void:nobody
chief       open:nobody  claimed:holder  whistled:holder  suspended:holder  resolved:holder  closed:holder  void:nobody
supervisor  -            -               -                -                 -                -              -
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
    assert said(decide(FACTS[state], Action(action), PEOPLE[who], NOW)) == outcome.replace("-", "stranger")


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


@pytest.mark.parametrize("action", [Action.RESOLVE, Action.CONFIRM])
def test_nobody_but_the_reporter_ends_a_ticket_whose_proof_is_lacking(action):
    state = State.CLAIMED if action is Action.RESOLVE else State.RESOLVED
    facts = Facts(state, HOLDER, unproven=True)
    assert decide(facts, action, PEOPLE["chief"], NOW) is Refusal.NO_PROOF


def test_the_reporter_who_has_seen_it_needs_no_picture():
    facts = Facts(State.RESOLVED, HOLDER, NOW, unproven=True)
    assert decide(facts, Action.CONFIRM, PEOPLE["reporter"], NOW) == Allowed(State.CLOSED, HOLDER)


def test_the_last_answer_brings_a_ticket_back_to_its_holder_and_no_earlier_one_does():
    answer = (Action.ANSWER, PEOPLE["department"], NOW)
    assert decide(Facts(State.WHISTLED, HOLDER, slips=1), *answer) == Allowed(State.WHISTLED, HOLDER)
    assert decide(Facts(State.WHISTLED, HOLDER, slips=0), *answer) == Allowed(State.CLAIMED, HOLDER)
    assert decide(Facts(State.OPEN, None, slips=0), *answer) == Allowed(State.OPEN, None)


def test_taken_up_while_departments_are_still_called_it_is_whistled_and_not_claimed():
    assert decide(Facts(State.OPEN, None, slips=2), Action.CLAIM, PEOPLE["other"], NOW) == Allowed(
        State.WHISTLED, OTHER
    )


@pytest.mark.parametrize(("before", "times", "granted"), [(0, 2, True), (1, 2, True), (2, 2, False), (0, 0, False)])
def test_a_ticket_is_suspended_so_often_and_no_more(before, times, granted):
    facts = Facts(State.CLAIMED, HOLDER, suspensions=before)
    outcome = decide(facts, Action.SUSPEND, PEOPLE["holder"], NOW, suspend_times=times)
    assert outcome == (Allowed(State.SUSPENDED, HOLDER) if granted else Refusal.TOO_OFTEN)
