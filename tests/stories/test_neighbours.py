"""One bot, two communities: numbers, people, words and cards of one never show up in the other."""

import pytest

from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import Town

BEIZHAN_GROUP = -1005
BEIZHAN = """
[community]
id = "beizhan"
name = "北站社区"
[[area]]
id = "beizhan"
level = "community"
name = "北站社区"
[[area]]
id = "grid-1"
level = "grid"
name = "北站一网格"
parent = "beizhan"
buildings = ["1-6"]
[[person]]
id = "wang"
name = "王大爷"
telegram_id = 1101
[[person]]
id = "liu"
name = "刘书记"
telegram_id = 1102
[[assignment]]
person = "wang"
role = "gridworker"
area = "grid-1"
[[assignment]]
person = "liu"
role = "community"
area = "beizhan"
[[chat]]
telegram_id = -1005
purpose = "reports"
area = "beizhan"
"""
WIRE = "5号楼有飞线充电"


@pytest.fixture
def both(open_town) -> Town:
    """Give 秦庄 and 北站 under one bot; 小陈 rides in both."""
    town: Town = open_town(community=QINZHUANG + STAFF_GROUP, newcomers={"王大爷": 1101, "刘书记": 1102})
    town.take_in(BEIZHAN)
    town.groups["beizhan"] = BEIZHAN_GROUP
    members = [1101, 1102, town.people["小陈"]]
    town.do(town.sandbox.town.group, BEIZHAN_GROUP, "北站随手报", members=members)
    return town


def test_each_community_counts_its_own_numbers_and_tells_its_own_people(both: Town):
    both.say("小李", WIRE)
    both.say("小陈", WIRE, chat="beizhan")
    assert [row.number for row in both.rows("SELECT number FROM ticket")] == [1, 1]
    assert len(both.heard_by("王姐")) == 1
    assert len(both.heard_by("王大爷")) == 1
    assert "王大爷" in both.heard_by("beizhan")[0]
    assert "王大爷" not in both.heard_by("group")[0]
    assert len(both.heard_by("staff")) == 1


def test_a_claim_is_for_the_ticket_that_was_answered_not_for_its_number(both: Town):
    both.say("小李", WIRE)
    both.say("小陈", WIRE, chat="beizhan")
    both.reply("王大爷", "收到")
    states = {row.community_id: row.state for row in both.rows("SELECT community_id, state FROM ticket")}
    assert states == {"qinzhuang": "open", "beizhan": "claimed"}


def test_the_neighbour_s_gridworker_is_a_stranger_here(both: Town):
    both.do(both.sandbox.town.join, both.chat("group"), 1101)
    both.say("小李", WIRE)
    both.say("王大爷", "收到", answering=both.posts("group")[-1]["message_id"])
    assert both.ticket().state == "open"


def test_a_ticket_is_not_handed_to_somebody_of_the_neighbours(both: Town):
    both.say("小李", WIRE)
    both.reply("王姐", "收到")
    both.reply("王姐", "转给刘书记")
    assert both.ticket().state == "claimed"
    assert both.heard_by("刘书记") == []


def test_the_ladder_stays_in_its_community(both: Town):
    both.say("小陈", WIRE, chat="beizhan")
    both.wait(hours=2)
    assert both.heard_by("刘书记")
    assert both.heard_by("张网格长") == []
    assert both.heard_by("陈书记") == []


def test_a_rider_of_both_who_writes_in_private_is_asked_to_write_in_a_group(both: Town):
    both.say("小陈", WIRE)
    both.say("小陈", WIRE, chat="beizhan")
    both.say("小陈", "2号楼有飞线充电", chat="小陈")
    assert len(both.rows("SELECT id FROM ticket")) == 2
    assert len(both.heard_by("小陈")) == 1


def test_two_reports_of_one_rider_in_two_groups_within_a_minute_stay_apart(both: Town):
    both.say("小陈", photos=["flying_wire"])
    both.say("小陈", WIRE, chat="beizhan")
    rows = both.rows("SELECT community_id, category FROM ticket ORDER BY id")
    assert [(row.community_id, row.category) for row in rows] == [
        ("qinzhuang", None),
        ("beizhan", "flying_wire_charging"),
    ]
