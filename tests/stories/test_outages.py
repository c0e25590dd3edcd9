"""The bot was away: supervisors learn when, and how much was caught up with; once, whatever restarts in between."""

import re
from datetime import timedelta

import pytest

from bot import loops
from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import Town

WIRE = "5号楼有飞线充电"
SUPERVISORS = STAFF_GROUP.replace('"staff"', '"supervisors"')
NO_SUPERVISOR = QINZHUANG.replace('role = "supervisor"', 'role = "gridworker"')


def told(town: Town, who: str = "周督导") -> list[str]:
    return [said for said in town.heard_by(who) if said.startswith("🔌")]


def start(town: Town) -> Town:
    """Let the bot hear that all is quiet, at half past five."""
    town.settle()
    return town


def test_the_supervisor_hears_once_when_it_was_away_and_how_much_it_caught_up_with(town: Town):
    start(town)
    town.sleep(minutes=1)
    town.say("小李", WIRE)
    for words in ("7号楼门口垃圾堆成山了", "早上好", "3号楼楼道堆物"):
        town.say("小陈", words, settle=False)
    town.sleep(minutes=29)
    (said,) = told(town)
    assert re.findall(r"\d\d:\d\d", said) == ["17:31", "18:00"]
    assert re.search(r"\b3\b|3 条", said)
    (row,) = town.rows("SELECT caught_up, told_at FROM outage")
    assert row.caught_up == 3
    assert row.told_at is not None
    town.restart(killed=True)
    town.wait(minutes=30)
    assert len(told(town)) == 1


def test_nothing_was_written_meanwhile_and_that_is_said(town: Town):
    start(town).sleep(minutes=20)
    (said,) = told(town)
    assert "0" not in re.sub(r"\d\d:\d\d", "", said)
    assert town.rows("SELECT caught_up FROM outage")[0].caught_up == 0


def test_a_short_silence_is_nobody_s_concern(town: Town):
    start(town)
    for _ in range(5):
        town.sleep(minutes=2)
    assert told(town) == []
    assert town.rows("SELECT id FROM outage") == []


def test_a_day_of_quiet_hearing_is_no_outage(town: Town):
    start(town).wait(hours=5)
    assert town.rows("SELECT id FROM outage") == []


def test_in_their_group_supervisors_hear_it_too_and_the_gridworkers_do_not(open_town):
    town = start(open_town(community=QINZHUANG + SUPERVISORS))
    town.sleep(minutes=10)
    assert len(told(town, "staff")) == len(told(town)) == 1
    assert told(town, "王姐") == told(town, "group") == []


def test_without_a_supervisor_the_community_hears_it(open_town):
    town = start(open_town(community=NO_SUPERVISOR))
    town.sleep(minutes=10)
    assert len(told(town, "陈书记")) == 1
    assert told(town) == []


def test_it_died_between_coming_back_and_saying_so(town: Town):
    start(town)
    town.say("小李", WIRE, settle=False)
    town.clock.move(timedelta(minutes=20))
    town.hear()
    town.call(town.house.work(loops.tick))
    assert len(town.rows("SELECT id FROM outage")) == 1
    town.restart(killed=True)
    town.settle()
    (said,) = told(town)
    assert re.search(r"\b1\b|1 条", said)


@pytest.mark.parametrize("open_town", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_of_two_replicas_one_says_so(open_town):
    town = start(open_town())
    other = town.replica()
    town.sleep(minutes=20)
    for _ in range(3):
        town.call(town.one_round(other))
        town.settle()
    assert len(told(town)) == 1
