"""The wrong person presses or replies: a polite sentence, and nothing has changed."""

import pytest

from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import GROUP, Town

WIRE = "5号楼有飞线充电"


def snapshot(town: Town) -> tuple:
    ticket = town.ticket()
    return ticket.state, ticket.holder_id, ticket.version, tuple(town.events())


def test_a_stranger_presses_claim_in_the_staff_group(open_town):
    town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.do(town.sandbox.town.join, town.chat("staff"), town.people["路人"])
    town.say("小李", WIRE)
    before = snapshot(town)
    town.tap("路人", "claim", chat="staff")
    assert snapshot(town) == before
    (toast,) = town.toasts("路人")
    assert "#1" in toast


def test_the_reporter_presses_claim_in_the_staff_group(open_town):
    town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.do(town.sandbox.town.join, town.chat("staff"), town.people["小李"])
    town.say("小李", WIRE)
    before = snapshot(town)
    town.tap("小李", "claim", chat="staff")
    assert snapshot(town) == before
    assert "#1" in town.toasts("小李")[-1]


def test_the_reporter_cannot_claim_in_words_either(town: Town):
    town.say("小李", WIRE)
    before = snapshot(town)[:2]
    town.reply("小李", "收到", chat="group", to=town.posts("group")[-1]["message_id"])
    assert snapshot(town)[:2] == before


def test_a_stranger_claims_by_replying_to_the_receipt(town: Town):
    town.say("小李", WIRE)
    before = snapshot(town)
    (reply,) = town.reply("路人", "收到", chat="group", to=town.posts("group")[-1]["message_id"])
    assert snapshot(town) == before
    answer = town.posts("group")[-1]
    assert answer["reply_to_message"]["message_id"] == reply
    assert "#1" in answer["text"]


@pytest.mark.parametrize("action", ["confirm", "reopen"])
def test_a_bystander_presses_the_reporter_s_buttons(town: Town, action: str):
    town.say("小李", WIRE)
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    before = snapshot(town)
    town.tap("路人", action, chat="group")
    assert snapshot(town) == before
    assert "#1" in town.toasts("路人")[-1]


def test_who_fixed_it_cannot_confirm_it(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    town.tap("王姐", "confirm", chat="group")
    assert town.ticket().state == "resolved"
    assert "#1" in town.toasts("王姐")[-1]


def test_a_bystander_cannot_answer_the_reporter_s_question(town: Town):
    town.say("小李", "路灯坏了")
    before = snapshot(town)
    town.tap("路人", "place:5", chat="group")
    assert snapshot(town) == before
    assert town.toasts("路人")[-1]


def test_a_gridworker_cannot_finish_or_give_back_what_another_holds(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    for words in ("已处理", "不归我管", "误报", "转给老马"):
        before = snapshot(town)[:2]
        town.reply("老赵", words)
        assert snapshot(town)[:2] == before, words
        assert "王姐" in town.heard_by("老赵")[-1], words


def test_a_button_that_nobody_drew_is_answered_and_forgotten(town: Town):
    (message,) = town.say("小李", WIRE)
    before = snapshot(town)
    for number, data in enumerate(("v1:claim:999999:1", "v1:explode:1:1", "hello", "v1:claim:1:x", "v1:place:1:1:999")):
        town.whisper(
            "callback_query",
            {
                "id": f"77{number}",
                "from": {"id": 1001, "is_bot": False, "first_name": "王姐"},
                "chat_instance": "1",
                "message": {"message_id": message, "date": 0, "chat": {"id": GROUP, "type": "group", "title": "秦庄"}},
                "data": data,
            },
        )
    assert snapshot(town) == before
    assert town.rows("SELECT id FROM inbox WHERE state != 'read'") == []
