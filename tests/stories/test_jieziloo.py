"""介子路: six levels from the building's head to the district, and everybody named on the wall."""

import pytest

from bot.database import reading
from bot.domain.coverage import uncovered
from bot.domain.roster import Level, Role, Roster
from bot.services import people
from tests.stories import jieziloo
from tests.stories.town import Town

DRAIN = "汇景家园5号楼2单元下水道堵了"
FIRST = ("汇景家园5号楼长", "汇景家园网格员1", "汇景家园网格员2", "汇景家园网格员3")
ABOVE = ("汇景家园网格长", "介子路书记", "区值班室")


@pytest.fixture
def town(open_town) -> Town:
    """Give 介子路 with everybody in it."""
    community, newcomers = jieziloo.written()
    town: Town = open_town(community=community, newcomers=newcomers)
    return town


def roster(town: Town) -> Roster:
    with reading(town.house.engine) as connection:
        return people.roster(town.house.step(connection), "jieziloo")


def heard(town: Town, names: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(len(town.heard_by(name)) for name in names)


def test_exactly_this_tree_is_taken_in_and_the_building_without_a_head_is_listed(town: Town):
    known = roster(town)
    levels = [area.level for area in known.areas.values()]
    assert [levels.count(level) for level in Level] == [1, 1, 1, 8, 48]
    named = [held.role for held in known.assignments]
    assert (named.count(Role.GRIDWORKER), named.count(Role.BUILDING_HEAD), named.count(Role.GRID_CHIEF)) == (17, 47, 8)
    found = [(one.area.name, one.building, one.role) for one in uncovered(known)]
    assert found == [("兰亭苑6号楼", "6", Role.BUILDING_HEAD)]
    community, _ = jieziloo.written()
    before = len(town.rows("SELECT id FROM assignment"))
    town.take_in(community)
    assert len(town.rows("SELECT id FROM assignment")) == before


def test_what_nobody_attends_to_walks_from_the_building_s_head_to_the_district_and_each_hop_is_logged_once(town: Town):
    town.say("小李", DRAIN)
    assert heard(town, FIRST) == (1, 1, 1, 1)
    assert heard(town, ("汇景家园4号楼长", "介子里5号楼长", "介子里网格员1", *ABOVE)) == (0, 0, 0, 0, 0, 0)
    town.wait(minutes=9)
    assert heard(town, ABOVE) == (0, 0, 0)
    town.wait(minutes=2)
    assert heard(town, ABOVE) == (1, 0, 0)
    town.wait(minutes=10)
    assert heard(town, ABOVE) == (1, 1, 0)
    town.wait(minutes=10)
    assert heard(town, ABOVE) == (1, 1, 1)
    hops = town.rows("SELECT clock, rung, outcome FROM escalation ORDER BY at, rung")
    assert [tuple(hop) for hop in hops] == [("ack", rung, "told") for rung in (1, 2, 3)]
    assert town.events() == ["open", "escalate", "escalate", "escalate"]


def test_the_level_where_somebody_is_named_but_cannot_be_reached_is_skipped_and_said_so(open_town):
    community, newcomers = jieziloo.written()
    community += (
        '[[person]]\nid = "street"\nname = "街道值班"\n'
        '[[assignment]]\nperson = "street"\nrole = "subdistrict"\narea = "street"\n'
    )
    town: Town = open_town(community=community, newcomers=newcomers)
    town.say("小李", DRAIN)
    town.wait(minutes=31)
    assert heard(town, ABOVE) == (1, 1, 1)
    assert "街道" in town.heard_by("区值班室")[-1].splitlines()[0]
    hops = town.rows("SELECT rung, outcome, at FROM escalation ORDER BY rung")
    assert [(hop.rung, hop.outcome) for hop in hops] == [(1, "told"), (2, "told"), (3, "skipped"), (4, "told")]
    assert hops[2].at == hops[3].at


def test_the_head_of_the_building_fixes_the_door_handle_before_anybody_above_hears_of_it(town: Town):
    town.say("小李", "汇景家园5号楼门把手坏了")
    town.reply("汇景家园5号楼长", "我去看看")
    town.wait(minutes=30)
    town.reply("汇景家园5号楼长", "已处理", photos=["corridor_fixed"])
    town.tap("小李", "confirm", chat="group")
    assert (town.ticket().state, heard(town, ABOVE)) == ("closed", (0, 0, 0))


def test_a_smell_of_gas_at_the_hob_is_a_hazard_with_minutes_and_the_number_to_ring(town: Town):
    town.say("小李", "汇景家园3号楼王奶奶家灶头坏了,有煤气味")
    ticket = town.ticket()
    assert (ticket.category, ticket.severity) == ("gas_leak", "emergency")
    assert "119" in town.heard_by("group")[0]
    town.wait(minutes=4)
    assert heard(town, ABOVE) == (1, 0, 0)


def test_the_board_of_an_estate_names_both_chiefs_and_all_its_people_and_nobody_of_another(town: Town):
    town.say("小李", "/公示牌 汇景家园")
    text, page = town.posts("group")[-2:]
    way = "河东区 › 介子路街道 › 介子路社区 › 第1网格"
    for name in (way, "介子路书记", *FIRST, "汇景家园网格长", "汇景家园1号楼长"):
        assert name in text["text"]
    assert "介子里" not in text["text"]
    assert page["document"]["file_name"] == "board-grid-1.png"


@pytest.mark.parametrize("way", ["button", "words"])
def test_a_building_s_number_that_every_estate_has_is_asked_about_and_no_estate_is_guessed(town: Town, way: str):
    town.say("小李", "5号楼2单元下水道堵了")
    assert heard(town, ("介子路书记", *FIRST)) == (1, 0, 0, 0, 0)
    (receipt,) = town.posts("group")
    assert len([offer for offer in town.offers("group") if offer.startswith("estate:")]) == 8
    if way == "button":
        town.press("小李", "汇景家园", chat="group")
    else:
        town.say("小李", "汇景家园的", answering=receipt["message_id"])
    assert heard(town, FIRST) == (1, 1, 1, 1)
    assert heard(town, ("介子里5号楼长", "介子里网格员1")) == (0, 0)
    assert town.ticket().estate == "汇景家园"
    assert town.offers("group") == []
