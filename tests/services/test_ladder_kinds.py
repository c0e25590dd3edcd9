"""The ladder over a real roster: rungs that are empty, unreachable, absent and present, looked at in rows."""

from datetime import timedelta
from itertools import product

import pytest

from bot.services import people, postman
from tests.services.crowd import NO_PACE
from tests.services.home import CHIEF, SECRETARY, WANG, Home
from tests.services.test_escalation import rungs, tick, told

RUNGS = (("grid_chief", "grid"), ("community", "home"), ("subdistrict", "street"), ("district", "district"))
KINDS = ("empty", "unreachable", "absent", "present")
GRIDWORKER = 5000
TREE = """
[community]
id = "home"
name = "阶梯社区"
[[area]]
id = "district"
level = "district"
name = "区"
[[area]]
id = "street"
level = "subdistrict"
name = "街道"
parent = "district"
[[area]]
id = "home"
level = "community"
name = "阶梯社区"
parent = "street"
[[area]]
id = "grid"
level = "grid"
name = "一网格"
parent = "home"
buildings = ["1-9"]
[[chat]]
telegram_id = -1001
purpose = "reports"
area = "home"
[[person]]
id = "worker"
name = "网格员"
telegram_id = 5000
[[assignment]]
person = "worker"
role = "gridworker"
area = "grid"
"""


def somebody(number: int, role: str, area: str) -> str:
    """Return somebody who holds a role all day; rung 1 is Telegram user 5001, and so on."""
    person = f'[[person]]\nid = "p{number}"\nname = "第{number}级"\ntelegram_id = {5000 + number}\n'
    return f'{person}[[assignment]]\nperson = "p{number}"\nrole = "{role}"\narea = "{area}"\n'


def mixtures() -> list[tuple[str, ...]]:
    """Return a sixteenth of all mixtures, in which every kind stands on every rung, with each other kind beside it."""
    chosen = []
    for mixture in product(KINDS, repeat=len(RUNGS)):
        a, b, c, d = (KINDS.index(kind) for kind in mixture)
        if (a + b + c) % 4 == 0 and (b + 2 * c + d) % 4 == 0:
            chosen.append(mixture)
    return chosen


def settle_in(home: Home, mixture: tuple[str, ...]) -> None:
    """Let the community have exactly this mixture of rungs."""
    filled = [somebody(number, *RUNGS[number - 1]) for number, kind in enumerate(mixture, start=1) if kind != "empty"]
    # Somebody holds the role by night, so that an empty rung is a rung all the same.
    by_night = "".join(
        somebody(number + 10, *RUNGS[number - 1]) + 'hours = "03:00-04:00"\n'
        for number, kind in enumerate(mixture, start=1)
        if kind == "empty"
    )
    home.take_in(TREE + "".join(filled) + by_night)
    for number, kind in enumerate(mixture, start=1):
        if kind == "unreachable":
            with home.step() as step:
                people.set_reachable(step, 5000 + number, reachable=False)
        elif kind == "absent":
            (person,) = home.rows("SELECT id FROM person WHERE telegram_id = :id", id=5000 + number)
            home.run(
                "INSERT INTO absence (person_id, cover_id, starts_at, ends_at, note, by_id, at, cancelled_at)"
                " VALUES (:person, NULL, :since, :until, '', NULL, :since, NULL)",
                person=person.id, since=home.stored(home.now), until=home.stored(home.now.replace(year=2027)),
            )  # fmt: skip


@pytest.mark.parametrize("mixture", mixtures(), ids="-".join)
def test_the_lowest_rung_with_somebody_is_told_and_those_below_are_skipped_in_the_same_step(home: Home, mixture):
    settle_in(home, mixture)
    home.report("5号楼有飞线充电")
    assert told(home) == [GRIDWORKER]
    there = [number for number, kind in enumerate(mixture, start=1) if kind == "present"]
    heard, moments = [], 0
    home.pass_(minutes=5)
    for _ in range(len(RUNGS)):
        moments += tick(home)
        heard += told(home)
        home.pass_(minutes=10)
    assert heard == [5000 + number for number in there]
    assert [rung for _, rung, _ in rungs(home)] == there
    skipped = home.rows("SELECT rung, at FROM escalation WHERE outcome = 'skipped' ORDER BY rung")
    below = [number for number in range(1, max(there, default=len(RUNGS) + 1)) if number not in there]
    assert [row.rung for row in skipped if row.rung in below] == below
    told_at = {row.rung: row.at for row in home.rows("SELECT rung, at FROM escalation WHERE outcome = 'told'")}
    for row in skipped:
        above = next((number for number in there if number > row.rung), None)
        assert above is None or told_at[above] == row.at


# --------------------------------------------------------------------------- no ghosts


def test_what_the_ladder_said_before_the_fix_and_nobody_has_sent_yet_is_never_sent(qinzhuang: Home):
    """The card of those above and the warning are asked at the door whether the clock still runs."""
    ticket = qinzhuang.report()
    qinzhuang.press(WANG, f"v1:claim:{ticket.id}:{ticket.version}")
    told(qinzhuang)
    for minutes in (24, 6, 10):
        qinzhuang.pass_(minutes=minutes)
        tick(qinzhuang)
    ghosts = "SELECT chat_id FROM outbox WHERE state = 'waiting' AND purpose IN ('card', 'notice') ORDER BY id"
    assert [row.chat_id for row in qinzhuang.rows(ghosts)] == [WANG, CHIEF, SECRETARY]
    (after,) = qinzhuang.rows("SELECT version FROM ticket")
    qinzhuang.press(WANG, f"v1:resolve:{ticket.id}:{after.version}")
    with qinzhuang.step() as step:
        sent = postman.lease(step.connection, qinzhuang.now, NO_PACE, 50, timedelta(minutes=1))
    assert sent
    assert {row.chat_id for row in sent}.isdisjoint({CHIEF, SECRETARY})
    assert qinzhuang.rows(ghosts) == []
