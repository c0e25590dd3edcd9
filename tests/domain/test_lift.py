"""Up and down by hand: who may send what where, what follows, and the words people use for it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.ladder import Watch
from bot.domain.lift import (
    Asked,
    Lifted,
    LiftRefusal,
    Lowered,
    Stairs,
    asked_down,
    asked_for,
    asked_up,
    lift,
    look_after_lift,
    lower,
)
from bot.domain.roster import Level, Role
from bot.domain.ticket import LIVE, Standing, State

WORKER, OTHER, BOSS = 1, 2, 3
ROLES = (Role.GRID_CHIEF, Role.COMMUNITY, Role.SUBDISTRICT, Role.DISTRICT)
GRIDWORKER = Standing(WORKER, frozenset({Role.GRIDWORKER}))
CHIEF = Standing(BOSS, frozenset({Role.GRID_CHIEF}))
ABOVE = Standing(BOSS, frozenset({Role.SUBDISTRICT}))
ADMIN = Standing(BOSS, frozenset({Role.ADMIN}))
OPEN = Stairs(State.OPEN, 0, ROLES, (True,) * 4)
HELD = replace(OPEN, state=State.CLAIMED, holder_id=WORKER)


@pytest.mark.parametrize(
    ("stairs", "who", "own", "wanted", "outcome"),
    [
        (OPEN, GRIDWORKER, 0, None, Lifted(1, (), ())),
        (OPEN, GRIDWORKER, 0, Role.SUBDISTRICT, Lifted(3, (), (1, 2))),
        (HELD, GRIDWORKER, 0, Role.COMMUNITY, Lifted(2, (), (1,))),
        (HELD, CHIEF, 1, None, Lifted(2, (), (1,))),
        (replace(OPEN, rung=2), GRIDWORKER, 0, None, Lifted(3, (), ())),
        (replace(OPEN, reachable=(False, True, True, True)), GRIDWORKER, 0, None, Lifted(2, (1,), ())),
        (replace(OPEN, reachable=(True, True, False, True)), GRIDWORKER, 0, Role.SUBDISTRICT, Lifted(4, (3,), (1, 2))),
        (replace(OPEN, reachable=(True, False, False, False)), GRIDWORKER, 0, Role.COMMUNITY, LiftRefusal.NOBODY_THERE),
        (replace(OPEN, rung=4), GRIDWORKER, 0, None, LiftRefusal.NOBODY_THERE),
        (replace(OPEN, rung=3), GRIDWORKER, 0, Role.COMMUNITY, LiftRefusal.THERE_ALREADY),
        (replace(OPEN, rung=3), GRIDWORKER, 0, Role.SUBDISTRICT, LiftRefusal.THERE_ALREADY),
        (replace(OPEN, roles=ROLES[:2], reachable=(True, True)), CHIEF, 1, Role.DISTRICT, LiftRefusal.NO_SUCH_RUNG),
        (OPEN, Standing(None, is_reporter=True), None, None, LiftRefusal.STRANGER),
        (OPEN, Standing(OTHER, frozenset({Role.SUPERVISOR})), None, None, LiftRefusal.STRANGER),
        (OPEN, Standing(OTHER, frozenset({Role.GRIDWORKER})), None, None, LiftRefusal.ELSEWHERE),
        (HELD, Standing(OTHER, frozenset({Role.GRIDWORKER})), 0, None, Lifted(1, (), ())),
        (HELD, GRIDWORKER, None, None, Lifted(1, (), ())),
    ],
)  # fmt: skip
def test_who_may_lift_what_and_where_it_lands(stairs, who, own, wanted, outcome):
    assert lift(stairs, who, own, wanted) == outcome


@pytest.mark.parametrize("state", State)
def test_only_what_is_not_over_can_be_sent_up_or_down(state):
    up = lift(replace(HELD, state=state), GRIDWORKER, 0, None)
    down = lower(replace(HELD, state=state, rung=2), ABOVE, 3, None)
    assert (up is LiftRefusal.OVER) == (down is LiftRefusal.OVER) == (state not in LIVE)


@pytest.mark.parametrize(
    ("stairs", "who", "own", "wanted", "outcome"),
    [
        (replace(OPEN, rung=3), ABOVE, 3, None, Lowered(0, released=False)),
        (replace(OPEN, rung=3), ABOVE, 3, Role.GRIDWORKER, Lowered(0, released=False)),
        (replace(OPEN, rung=3), ABOVE, 3, Role.COMMUNITY, Lowered(2, released=False)),
        (replace(OPEN, rung=2), ABOVE, 3, None, Lowered(0, released=False)),
        (replace(HELD, rung=3), ABOVE, 3, None, Lowered(0, released=False)),
        (replace(HELD, rung=1, holder_id=BOSS, held_at=1), CHIEF, 1, None, Lowered(0, released=True)),
        (replace(HELD, rung=0, holder_id=BOSS, held_at=1), CHIEF, 1, None, Lowered(0, released=True)),
        (replace(HELD, rung=3, holder_id=BOSS, held_at=1), ABOVE, 3, Role.GRID_CHIEF, Lowered(1, released=False)),
        (replace(OPEN, rung=3), CHIEF, 1, None, LiftRefusal.BENEATH),
        (replace(OPEN, rung=1), GRIDWORKER, 0, None, LiftRefusal.BENEATH),
        (replace(OPEN, rung=3), GRIDWORKER, None, None, LiftRefusal.BENEATH),
        (replace(OPEN, rung=3), ADMIN, 0, None, Lowered(0, released=False)),
        (OPEN, ABOVE, 3, None, LiftRefusal.THERE_ALREADY),
        (replace(OPEN, rung=2), ABOVE, 3, Role.COMMUNITY, LiftRefusal.THERE_ALREADY),
        (replace(OPEN, rung=2, ground=False), ABOVE, 3, None, LiftRefusal.NOBODY_THERE),
        (replace(OPEN, rung=2, reachable=(False,) * 4), ABOVE, 3, Role.GRID_CHIEF, LiftRefusal.NOBODY_THERE),
        (replace(OPEN, rung=2, roles=ROLES[1:3]), ABOVE, 3, Role.GRID_CHIEF, LiftRefusal.NO_SUCH_RUNG),
        (replace(OPEN, rung=2), Standing(None, is_reporter=True), None, None, LiftRefusal.STRANGER),
    ],
)  # fmt: skip
def test_who_may_send_down_what_and_who_has_it_then(stairs, who, own, wanted, outcome):
    assert lower(stairs, who, own, wanted) == outcome


# --------------------------------------------------------------------------- when the ladder looks again

OPENED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
ACK, RESOLVE = OPENED + timedelta(minutes=10), OPENED + timedelta(minutes=100)
EVERY = timedelta(minutes=10)


def watch(state: State, *, warned: bool = False) -> Watch:
    return Watch(state, 1, 0, 0, warned, OPENED, ACK, RESOLVE, EVERY, 0.8, ACK)


@pytest.mark.parametrize(
    ("seen", "after", "due", "warned"),
    [
        (watch(State.OPEN), 2, 12, True),
        (watch(State.OPEN), 30, 40, True),
        (watch(State.CLAIMED), 20, 80, False),
        (watch(State.CLAIMED, warned=True), 85, 100, True),
        (watch(State.CLAIMED, warned=True), 130, 140, True),
    ],
)
def test_after_a_lift_those_above_have_a_step_and_nothing_climbs_before_its_own_clock_is_up(seen, after, due, warned):
    now = OPENED + timedelta(minutes=after)
    assert look_after_lift(seen, now, EVERY) == (OPENED + timedelta(minutes=due), warned)


@pytest.mark.parametrize("state", [State.WHISTLED, State.SUSPENDED])
def test_what_waits_for_a_department_or_its_day_waits_on(state):
    assert look_after_lift(watch(state), OPENED, EVERY) == (None, False)


# --------------------------------------------------------------------------- the words for it

AREAS = {"仙营街道": Level.SUBDISTRICT, "秦庄社区": Level.COMMUNITY, "第一网格": Level.GRID}


@pytest.mark.parametrize(
    ("text", "role", "why"),
    [
        ("上报街道", Role.SUBDISTRICT, ""),
        ("上报街道,井盖要换", Role.SUBDISTRICT, "井盖要换"),
        ("请街道协调", Role.SUBDISTRICT, ""),
        ("需要街道出面协调一下", Role.SUBDISTRICT, ""),
        ("上报仙营街道 处理不了", Role.SUBDISTRICT, "处理不了"),
        ("请社区书记帮忙协调", Role.COMMUNITY, ""),
        ("报请区里解决", Role.DISTRICT, ""),
        ("上报网格长", Role.GRID_CHIEF, ""),
        ("上报", None, ""),
        ("上报上级", None, ""),
        ("升级:两天没人来", None, "两天没人来"),
        ("escalate to the subdistrict", Role.SUBDISTRICT, ""),
        ("Please escalate this to the community: needs a lift", Role.COMMUNITY, "needs a lift"),
        ("escalate", None, ""),
    ],
)
def test_words_that_send_a_ticket_up(text, role, why):
    found = asked_up(text, AREAS)
    assert found is not None
    assert (found.role, found.why) == (role, why)


@pytest.mark.parametrize(
    "text",
    [
        "已上报街道", "街道的人来过了", "上报城管", "上报街道城管科", "请社区民警来一趟", "报区城管局", "吹哨街道",
        "上报过了", "上报了吗", "escalate to urban management", "escalated to the subdistrict", "收到", "",
    ],
)  # fmt: skip
def test_words_that_only_look_like_it(text):
    assert asked_up(text, AREAS) is None


@pytest.mark.parametrize(
    ("text", "role", "why"),
    [
        ("退回网格员", Role.GRIDWORKER, ""),
        ("退回第一网格", Role.GRIDWORKER, ""),
        ("退回网格员重新处理,没修到位", Role.GRIDWORKER, "没修到位"),
        ("退回给社区: 先自己协调", Role.COMMUNITY, "先自己协调"),
        ("打回网格长", Role.GRID_CHIEF, ""),
        ("send it back to the gridworkers: easy one", Role.GRIDWORKER, "easy one"),
    ],
)
def test_words_that_send_a_ticket_down(text, role, why):
    found = asked_down(text, AREAS)
    assert found is not None
    assert (found.role, found.why) == (role, why)


@pytest.mark.parametrize("text", ["退回", "退回,不归我管", "不归我管", "退给李师傅", "send it back", "give it to Li"])
def test_giving_back_is_not_sending_down(text):
    assert asked_down(text, AREAS) is None


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("街道 要换井盖", Asked(Role.SUBDISTRICT, "街道", "要换井盖")),
        ("", Asked(None, "", "")),
        ("两天了", Asked(None, "", "两天了")),
        ("网格员", Asked(Role.GRIDWORKER, "网格员", "")),
        ("第一网格 在你们那边", Asked(Role.GRIDWORKER, "第一网格", "在你们那边")),
        ("to the district", Asked(Role.DISTRICT, "district", "")),
    ],
)
def test_what_stands_after_the_command(text, asked):
    assert asked_for(text, AREAS) == asked
