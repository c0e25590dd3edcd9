"""Something is missing: the ticket is live all the same, and one question is asked, with buttons."""

import pytest

from tests.stories.town import Town

LAMP = "路灯坏了"


@pytest.fixture
def asked(town: Town) -> Town:
    """Give a town in which a rider told what, but not where."""
    town.say("小李", LAMP)
    return town


def receipt(town: Town) -> int:
    return int(town.posts("group")[0]["message_id"])


def test_without_a_place_the_ticket_is_live_and_the_community_hears_of_it(asked: Town):
    assert asked.ticket().state == "open"
    assert asked.ticket().category == "streetlight_fault"
    assert "#1" in asked.heard_by("陈书记")[-1]
    assert "place:5" in asked.offers("group")
    assert len(asked.heard_by("group")) == 1


def test_the_place_by_a_press_moves_the_ticket_to_its_grid(asked: Town):
    due = asked.ticket().ack_due_at
    asked.tap("小李", "place:9", chat="group")
    ticket = asked.ticket()
    assert "9" in ticket.buildings
    assert ticket.ack_due_at == due
    assert "#1" in asked.heard_by("老马")[-1]
    assert "9号楼" in asked.heard_by("老马")[-1]
    assert asked.offers("group", receipt(asked)) == []
    assert "老马" in asked.heard_by("group")[0]
    assert len(asked.heard_by("group")) == 1


@pytest.mark.parametrize("words", ["6号楼", "是6号楼", "6号楼2单元", "在6号楼前面"])
def test_the_place_by_a_reply_to_the_question(asked: Town, words: str):
    asked.say("小李", words, answering=receipt(asked))
    assert "6" in asked.ticket().buildings
    assert "#1" in asked.heard_by("王姐")[-1]
    assert asked.offers("group", receipt(asked)) == []


def test_the_place_by_the_next_message_without_a_reply(asked: Town):
    asked.say("小李", "6号楼")
    assert "6" in asked.ticket().buildings
    assert len(asked.rows("SELECT id FROM ticket")) == 1


def test_the_place_by_a_pin(asked: Town):
    asked.say("小李", location=(39.1, 117.2))
    assert asked.offers("group", receipt(asked)) == []


def test_the_place_by_an_edit(asked: Town):
    asked.edit("小李", 1, "6号楼路灯坏了")
    assert "6" in asked.ticket().buildings
    assert asked.offers("group", receipt(asked)) == []


def test_staff_may_answer_the_question_too(asked: Town):
    asked.tap("王姐", "place:5", chat="group")
    assert "5" in asked.ticket().buildings


def test_another_rider_s_building_is_not_the_answer(asked: Town):
    asked.say("小陈", "6号楼")
    assert "6" not in asked.ticket().buildings


def test_a_wrong_place_is_corrected_in_words(town: Town):
    town.say("小李", "5号楼路灯坏了")
    town.say("小李", "不对,是8号楼")
    ticket = town.ticket()
    assert ("8" in ticket.buildings, "5" in ticket.buildings) == (True, False)
    assert "8号楼" in town.heard_by("老马")[-1]
    assert len(town.rows("SELECT id FROM ticket")) == 1


def test_a_wrong_place_is_corrected_an_hour_later(town: Town):
    town.say("小李", "5号楼路灯坏了")
    town.wait(hours=1)
    town.say("小李", "不对,是6号楼")
    assert "6" in town.ticket().buildings
    assert len(town.rows("SELECT id FROM ticket")) == 1


def test_without_a_kind_the_question_is_what(town: Town):
    town.say("小李", "5号楼", photos=["corridor"])
    assert town.ticket().category is None
    offered = town.offers("group")
    assert "kind:corridor_clutter" in offered
    town.tap("小李", "kind:corridor_clutter", chat="group")
    assert town.ticket().category == "corridor_clutter"
    assert town.offers("group", receipt(town)) == []


def test_the_kind_by_a_reply(town: Town):
    town.say("小李", "5号楼", photos=["corridor"])
    town.say("小李", "楼道堆满了杂物", answering=receipt(town))
    assert town.ticket().category == "corridor_clutter"
    assert len(town.rows("SELECT id FROM ticket")) == 1


def test_the_answer_that_makes_it_urgent_sets_deadlines_that_still_count_from_the_report(town: Town):
    town.say("小李", "5号楼", photos=["manhole"])
    before = town.ticket()
    town.wait(minutes=1)
    town.tap("小李", "kind:manhole_missing", chat="group")
    after = town.ticket()
    assert after.severity == "emergency"
    assert after.opened_at == before.opened_at
    assert str(after.ack_due_at)[:19] == "2026-11-20 09:33:00"
    town.wait(minutes=3)
    assert "#1" in town.heard_by("张网格长")[-1]


def test_nothing_but_a_photo_is_asked_one_question_after_the_other(town: Town):
    town.say("小李", photos=["corridor"])
    assert [offer for offer in town.offers("group") if not offer.startswith("place:")] == []
    town.tap("小李", "place:5", chat="group")
    assert [offer for offer in town.offers("group") if not offer.startswith("kind:")] == []
    town.tap("小李", "kind:other", chat="group")
    assert town.offers("group", receipt(town)) == []
    assert len(town.heard_by("group")) == 1


def test_the_question_goes_away_when_the_ticket_is_over(asked: Town):
    asked.reply("陈书记", "已处理")
    assert asked.offers("group", receipt(asked)) == []


def test_a_stale_answer_is_refused_politely(asked: Town):
    data = next(
        button["callback_data"]
        for row in asked.posts("group")[0]["reply_markup"]["inline_keyboard"]
        for button in row
        if button["callback_data"].endswith(":5")
    )
    asked.reply("陈书记", "误报")
    asked.whisper(
        "callback_query",
        {
            "id": "4000000000000998",
            "from": {"id": 3001, "is_bot": False, "first_name": "小李"},
            "chat_instance": "1",
            "message": {
                "message_id": receipt(asked),
                "date": 0,
                "chat": {"id": -1001, "type": "group", "title": "秦庄"},
            },
            "data": data,
        },
    )
    assert "5" not in asked.ticket().buildings
