"""What was fixed and comes back is a new ticket that knows its past, and starts one rung higher."""

from typing import Any

import pytest

from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import Town

WIRE = "5号楼2单元有飞线充电"
BACK = "5号楼2单元又飞线充电了"


def fix(town: Town, who: str = "王姐") -> None:
    town.reply(who, "收到")
    town.reply(who, "已处理", photos=["corridor_fixed"])


@pytest.fixture
def fixed(town: Town) -> Town:
    """Give 秦庄 where 小李 has reported something and 王姐 has fixed it."""
    town.say("小李", WIRE)
    fix(town)
    return town


def cards(town: Town, who: str, number: int) -> list[dict[str, Any]]:
    sign = f"#{number} "
    return [shown for shown in town.posts(who) if shown.get("reply_markup") and sign in (shown.get("text") or "")]


def test_what_comes_back_is_a_new_ticket_that_knows_the_old_one(fixed: Town):
    fixed.say("小陈", BACK)
    first, second = fixed.ticket(1), fixed.ticket(2)
    assert (second.recurs_of, second.state, second.voices) == (first.id, "open", 1)
    assert (first.state, first.voices) == ("resolved", 1)
    assert "recurs" in fixed.events(2)


def test_its_card_shows_that_it_came_back_and_of_which_one(fixed: Town):
    fixed.say("小陈", BACK)
    for name in ("王姐", "老赵", "张网格长"):
        (card,) = cards(fixed, name, 2)
        assert "🔁" in card["text"]
        assert "#1" in card["text"]


def test_the_grid_chief_hears_of_it_at_once(fixed: Town):
    assert fixed.heard_by("张网格长") == []
    fixed.say("小陈", BACK)
    (heard,) = fixed.heard_by("张网格长")
    assert "#2" in heard
    assert "claim" in fixed.offers("张网格长")
    assert fixed.ticket(2).rung == 1
    assert fixed.heard_by("陈书记") == []


def test_nobody_takes_it_and_the_rung_above_the_chief_is_the_next_to_hear(fixed: Town):
    fixed.say("小陈", BACK)
    fixed.wait(minutes=6)
    assert [said for said in fixed.heard_by("陈书记") if "#2" in said]
    assert fixed.heard_by("林主任") == []
    assert len(fixed.heard_by("张网格长")) == 1


def test_the_chief_may_take_it(fixed: Town):
    fixed.say("小陈", BACK)
    fixed.tap("张网格长", "claim")
    assert fixed.ticket(2).state == "claimed"
    assert "张网格长" in fixed.heard_by("王姐")[-1]


def test_the_one_who_tells_it_again_gets_a_receipt_of_the_new_one(fixed: Town):
    (message,) = fixed.say("小陈", BACK)
    answers = [m for m in fixed.posts("group") if m.get("reply_to_message", {}).get("message_id") == message]
    assert len(answers) == 1
    assert "#2" in answers[0]["text"]
    assert fixed.second_thoughts("group", answers[0]["message_id"]) == ["undo"]


def test_its_clocks_are_its_own(fixed: Town):
    fixed.wait(hours=2)
    fixed.say("小陈", BACK)
    assert fixed.ticket(2).opened_at > fixed.ticket(1).opened_at
    assert fixed.ticket(2).ack_due_at > fixed.ticket(1).ack_due_at


def test_closed_for_weeks_it_is_still_remembered(fixed: Town):
    fixed.tap("小李", "confirm", chat="group")
    fixed.sleep(days=29)
    fixed.say("小陈", BACK)
    assert fixed.ticket(2).recurs_of == fixed.ticket(1).id
    assert [said for said in fixed.heard_by("张网格长") if "#2" in said]


def test_after_thirty_days_it_is_a_trouble_like_any_other(fixed: Town):
    fixed.tap("小李", "confirm", chat="group")
    fixed.sleep(days=30, minutes=1)
    fixed.say("小陈", BACK)
    second = fixed.ticket(2)
    assert (second.recurs_of, second.rung) == (None, 0)
    assert not [said for said in fixed.heard_by("张网格长") if "#2" in said]


def test_a_long_one_that_was_fixed_yesterday_counts_from_its_end(open_town):
    town: Town = open_town()
    town.say("小李", WIRE)
    town.tap("王姐", "claim")
    town.sleep(days=40)
    town.reply("王姐", "已处理", photos=["corridor_fixed"])
    town.sleep(days=1)
    town.say("小陈", BACK)
    assert town.ticket(2).recurs_of == town.ticket(1).id


@pytest.mark.parametrize("words", ["5号楼3单元有飞线充电", "6号楼有飞线充电", "5号楼2单元垃圾堆成山了"])
def test_another_place_or_another_kind_has_not_come_back(fixed: Town, words: str):
    fixed.say("小陈", words)
    assert (fixed.ticket(2).recurs_of, fixed.ticket(2).rung) == (None, 0)
    assert fixed.heard_by("张网格长") == []


def test_a_false_alarm_does_not_come_back(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "误报")
    assert town.ticket().state == "void"
    town.say("小陈", BACK)
    assert town.ticket(2).recurs_of is None


def test_people_in_trouble_are_not_said_to_come_back(town: Town):
    town.say("小李", "5号楼王奶奶敲门没人应")
    fix(town)
    town.say("小陈", "5号楼王奶奶敲门没人应")
    assert town.ticket(2).recurs_of is None


def test_what_comes_back_twice_knows_the_latest_time(fixed: Town):
    fixed.say("小陈", BACK)
    fix(fixed)
    fixed.say("阿强", BACK)
    assert fixed.ticket(3).recurs_of == fixed.ticket(2).id


def test_a_second_rider_joins_the_one_that_came_back_and_not_the_one_that_is_over(fixed: Town):
    fixed.say("小陈", BACK)
    fixed.say("阿强", BACK)
    assert len(fixed.rows("SELECT id FROM ticket")) == 2
    assert (fixed.ticket(1).voices, fixed.ticket(2).voices) == (1, 2)


def test_where_there_is_no_chief_the_next_rung_hears_it(open_town):
    chief = '[[assignment]]\nperson = "zhang"\nrole = "grid_chief"\narea = "qinzhuang"\n'
    town: Town = open_town(community=QINZHUANG.replace(chief, ""))
    town.say("小李", WIRE)
    fix(town)
    town.say("小陈", BACK)
    assert [said for said in town.heard_by("陈书记") if "#2" in said]


def test_a_chief_who_cannot_be_reached_is_passed_over(town: Town):
    town.say("小李", WIRE)
    fix(town)
    town.do(town.sandbox.town.block, town.people["张网格长"])
    town.settle()
    town.say("小陈", BACK)
    assert [said for said in town.heard_by("陈书记") if "#2" in said]
    assert town.ticket(2).rung == 2


def test_the_operator_says_for_how_long_it_is_remembered(open_town):
    town: Town = open_town(settings={"reports": {"recurs_within": "1h"}})
    town.say("小李", WIRE)
    fix(town)
    town.wait(minutes=61)
    town.say("小陈", BACK)
    assert town.ticket(2).recurs_of is None


def test_the_picture_of_what_came_back_is_on_the_chief_s_card_too(fixed: Town):
    fixed.say("小陈", BACK, photos=["flying_wire"])
    (card,) = fixed.posts("张网格长")
    assert "photo" in card
    assert "🔁" in card["caption"]


def test_in_the_staff_group_it_is_said_as_well_and_no_reporter_is_named(open_town):
    town: Town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.say("小李", WIRE)
    fix(town)
    town.say("小陈", BACK)
    said = town.heard_by("staff")[-1]
    assert "🔁" in said
    assert "#1" in said
    assert "小陈" not in said
