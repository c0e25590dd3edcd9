"""What is never merged: another place or kind, another time, another community, and people in trouble."""

import pytest

from tests.stories.doubts import AGAIN, WIRE, answers, tickets
from tests.stories.qinzhuang import QINZHUANG
from tests.stories.test_neighbours import BEIZHAN, BEIZHAN_GROUP
from tests.stories.town import Town


def holder_hears(town: Town, who: str) -> list[str]:
    """Return what somebody hears in reply to the first card they got."""
    return [shown.get("text") or shown.get("caption") or "" for shown in answers(town, first_card(town, who), who)]


def first_card(town: Town, who: str) -> int:
    return int(town.posts(who)[0]["message_id"])


@pytest.mark.parametrize(
    "other",
    [
        "6号楼有飞线充电",
        "甲5号楼有飞线充电",
        "5号楼3单元有飞线充电",
        "5号楼2单元6楼有飞线充电",
        "5号楼2单元301有飞线充电",
        "湘潭东里5号楼2单元302有飞线充电",
        "5号楼2单元302垃圾堆成山了",
    ],
)
def test_another_place_or_another_kind_is_another_ticket(town: Town, other: str):
    town.say("小李", "湘潭东里5号楼2单元3楼302有飞线充电" if "湘潭" not in other else "丹江里5号楼2单元302有飞线充电")
    town.say("小陈", other)
    assert tickets(town) == 2
    assert (town.ticket(1).voices, town.ticket(2).voices) == (1, 1)
    assert "#2" in town.heard_by("group")[-1]


def test_after_three_days_the_same_words_are_a_ticket_of_their_own(town: Town):
    town.say("小李", WIRE)
    town.sleep(days=3, minutes=1)
    town.say("小陈", AGAIN)
    assert tickets(town) == 2
    assert (town.ticket(1).voices, town.ticket(2).voices) == (1, 1)


def test_until_three_days_are_over_it_joins(town: Town):
    town.say("小李", WIRE)
    town.sleep(days=2, hours=23)
    town.say("小陈", AGAIN)
    assert (tickets(town), town.ticket().voices) == (1, 2)


def test_the_operator_says_how_long_the_same_is_the_same(open_town):
    town: Town = open_town(settings={"reports": {"same_within": "1h"}})
    town.say("小李", WIRE)
    town.wait(minutes=61)
    town.say("小陈", AGAIN)
    assert tickets(town) == 2


@pytest.mark.parametrize(
    "words",
    [
        "5号楼有诈骗电话,说社保卡冻结",
        "5号楼李叔问社保卡到期了去哪儿换",
        "5号楼邻居吵架要打起来了",
        "5号楼王奶奶敲门没人应",
    ],
)
def test_consultations_disputes_and_people_in_trouble_are_never_merged(town: Town, words: str):
    town.say("小李", words)
    town.say("小陈", words)
    assert tickets(town) == 2
    assert (town.ticket(1).voices, town.ticket(2).voices) == (1, 1)
    assert "小李" not in "".join(town.heard_by("王姐"))


def test_a_hazard_next_door_in_another_community_is_not_the_same(open_town):
    town: Town = open_town(community=QINZHUANG, newcomers={"王大爷": 1101, "刘书记": 1102})
    town.take_in(BEIZHAN)
    town.do(town.sandbox.town.group, BEIZHAN_GROUP, "北站随手报", members=list(town.people.values()))
    town.groups["beizhan"] = BEIZHAN_GROUP
    town.settle()
    town.say("小李", WIRE)
    town.say("小陈", WIRE, chat="beizhan")
    rows = town.rows("SELECT community_id, voices FROM ticket ORDER BY id")
    assert [tuple(row) for row in rows] == [("qinzhuang", 1), ("beizhan", 1)]
    assert holder_hears(town, "王姐") == []
