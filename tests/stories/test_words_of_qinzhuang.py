"""The two messages that 秦庄's own page quotes, word for word, and how each is understood."""

import pytest

from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import Town

FLYING_WIRE = "5号楼这边有飞线充电现象,电线垂在过道上看起来有点危险,需要赶紧去看看。"
FRAUD = "1号楼有位居民咨询自己收到的信息是不是诈骗的……"


def test_the_flying_wire_is_a_hazard_at_building_5_for_gridworker_and_property_in_parallel(town: Town):
    (message,) = town.say("小李", FLYING_WIRE)
    ticket = town.ticket()
    assert (ticket.category, ticket.state, bool(ticket.restricted)) == ("flying_wire_charging", "open", False)
    assert '"5"' in str(ticket.buildings).replace("'", '"')
    assert town.reactions(message) == "👀"
    for on_duty in ("王姐", "老赵"):
        (card,) = town.heard_by(on_duty)
        assert "#1" in card
        assert FLYING_WIRE in card
    for not_concerned in ("老马", "张网格长", "陈书记", "周督导"):
        assert town.heard_by(not_concerned) == []


def test_the_flying_wire_has_half_an_hour_with_a_warning_at_24_minutes_and_the_chief_at_30(town: Town):
    town.say("小李", FLYING_WIRE)
    town.reply("王姐", "收到")
    said_to_wang, said_to_zhang = len(town.heard_by("王姐")), len(town.heard_by("张网格长"))
    town.wait(minutes=23)
    assert len(town.heard_by("王姐")) == said_to_wang
    town.wait(minutes=1.5)
    assert len(town.heard_by("王姐")) == said_to_wang + 1
    assert len(town.heard_by("张网格长")) == said_to_zhang
    town.wait(minutes=6)
    assert "#1" in town.heard_by("张网格长")[-1]


def test_the_fraud_question_is_a_consultation_at_building_1_that_asks_for_no_photo(town: Town):
    (message,) = town.say("小李", FRAUD)
    ticket = town.ticket()
    assert (ticket.category, ticket.severity) == ("fraud_consultation", "consultation")
    assert '"1"' in str(ticket.buildings).replace("'", '"')
    assert town.reactions(message) == "👀"
    (receipt,) = town.heard_by("group")
    assert "#1" in receipt
    assert town.offers("group") == []
    (card,) = town.heard_by("王姐")
    assert "诈骗" in card


def test_the_words_of_a_consultation_are_never_echoed_into_any_group(open_town):
    town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.say("小李", FRAUD)
    town.reply("王姐", "收到")
    town.reply("王姐", "已处理,已向居民说明这是诈骗短信")
    town.say("小李", "修好了", answering=town.posts("group")[-1]["message_id"])
    assert town.ticket().state == "closed"
    for group in ("group", "staff"):
        assert not [said for said in town.heard_by(group) if "诈骗" in said or "1号楼" in said or "居民" in said]


def test_the_staff_group_sees_the_hazard_with_those_on_duty_but_not_the_consultation(open_town):
    town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.say("小李", FLYING_WIRE)
    (card,) = town.heard_by("staff")
    assert "#1" in card
    assert "王姐" in card
    town.say("阿强", FRAUD)
    assert len(town.heard_by("staff")) == 1


@pytest.mark.parametrize(
    ("words", "category"),
    [
        ("3号楼漏水", "water_leak"),
        ("3号楼三层漏水了", "water_leak"),
        ("5号楼有飞线充电", "flying_wire_charging"),
        ("6号楼楼道堆物", "corridor_clutter"),
        ("7号楼门口垃圾堆成山了", "garbage_pileup"),
        ("8号楼门口井盖没了", "manhole_missing"),
        ("5号楼污水冒出来了", "sewage_overflow"),
        ("2号楼着火了", "fire_or_smoke"),
    ],
)
def test_the_plainest_reports_are_reports(town: Town, words: str, category: str):
    town.say("小李", words)
    assert town.ticket().category == category
    assert town.offers("group") == []
