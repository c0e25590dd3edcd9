"""Telegram says no, says wait, or says nothing: what is due still arrives, once, or twice at the most and marked."""

from datetime import timedelta

import pytest

from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import Town

WIRE = "5号楼有飞线充电"


def first_heard(town: Town, chat: str) -> timedelta:
    """Return how long after the story's beginning a chat's first message went through."""
    begin = town.sandbox.requests[0].at
    wanted = str(town.chat(chat))
    return next(
        call.at - begin
        for call in town.sandbox.requests
        if call.ok and call.method in ("sendMessage", "sendPhoto") and str(call.params.get("chat_id")) == wanted
    )


def test_a_chat_that_has_to_wait_does_not_make_others_wait(town: Town):
    town.do(town.sandbox.fault, "sendMessage", times=1, retry_after=30, chat=town.chat("group"))
    town.say("小李", WIRE)
    assert first_heard(town, "王姐") <= timedelta(seconds=2)
    assert first_heard(town, "group") >= timedelta(seconds=30)
    assert len(town.heard_by("group")) == 1
    refused = [call for call in town.sandbox.requests if call.status == 429]
    assert len(refused) == 1


def test_a_chat_that_has_to_wait_is_not_asked_again_before_its_time(town: Town):
    town.do(town.sandbox.fault, "sendMessage", times=1, retry_after=60, chat=town.chat("group"))
    town.say("小李", WIRE)
    town.say("小陈", "7号楼门口垃圾堆成山了")
    calls = [call for call in town.sandbox.requests if str(call.params.get("chat_id")) == str(town.chat("group"))]
    refused = next(call for call in calls if call.status == 429)
    later = [call for call in calls if call.n > refused.n and call.method == "sendMessage"]
    assert later
    assert all(call.at - refused.at >= timedelta(seconds=60) for call in later)


def test_waiting_is_not_forgotten_over_a_restart(town: Town):
    town.do(town.sandbox.fault, "sendMessage", times=1, retry_after=120, chat=town.chat("group"))
    town.say("小李", WIRE, settle=False)
    town.hear()
    town.call(town.one_round())
    town.restart()
    town.settle()
    assert len(town.heard_by("group")) == 1
    assert first_heard(town, "group") >= timedelta(seconds=120)


@pytest.mark.parametrize("status", [500, 502, 504])
def test_telegram_is_ill_for_a_while_and_everything_arrives_once(town: Town, status: int):
    town.do(town.sandbox.fault, "*", times=8, status=status)
    (message,) = town.say("小李", WIRE, photos=["flying_wire"])
    town.wait(minutes=5)
    assert town.reactions(message) == "👀"
    for chat in ("group", "王姐", "老赵"):
        assert len([said for said in town.heard_by(chat) if "#1" in said]) == 1, chat


def test_the_line_is_cut_after_the_effect_so_it_comes_twice_at_the_most_and_is_marked(town: Town):
    town.do(town.sandbox.fault, "sendMessage", times=1, drop="after", chat=town.chat("王姐"))
    town.say("小李", WIRE)
    said = [words for words in town.heard_by("王姐") if "#1" in words]
    assert 1 <= len(said) <= 2
    marked = town.rows("SELECT uncertain, state FROM outbox WHERE uncertain > 0")
    assert [(row.uncertain, row.state) for row in marked] == [(1, "sent")]
    town.tap("王姐", "claim", message=town.posts("王姐")[0]["message_id"])
    assert town.ticket().state == "claimed"


def test_the_line_is_cut_before_the_effect_and_it_comes_once(town: Town):
    town.do(town.sandbox.fault, "sendMessage", times=2, drop="before", chat=town.chat("王姐"))
    town.say("小李", WIRE)
    assert len([words for words in town.heard_by("王姐") if "#1" in words]) == 1


def test_an_edit_that_is_cut_after_its_effect_is_no_trouble(town: Town):
    town.say("小李", WIRE)
    town.do(town.sandbox.fault, "editMessageText", times=2, drop="after")
    town.reply("王姐", "收到")
    for chat in ("group", "王姐", "老赵"):
        assert "王姐" in town.heard_by(chat)[0]
        assert len(town.heard_by(chat)) == 1
    assert town.rows("SELECT id FROM outbox WHERE state NOT IN ('sent', 'superseded')") == []


def test_polling_fails_and_the_report_is_heard_all_the_same(town: Town):
    town.do(town.sandbox.fault, "getUpdates", times=1, status=502)
    town.say("小李", WIRE)
    town.settle()
    assert "#1" in town.heard_by("王姐")[0]


def test_markup_telegram_cannot_read_is_sent_as_plain_words(town: Town):
    town.do(
        town.sandbox.fault, "sendMessage", times=1, status=400, chat=town.chat("王姐"),
        description="Bad Request: can't parse entities: Unsupported start tag",
    )  # fmt: skip
    town.say("小李", WIRE)
    (card,) = town.posts("王姐")
    assert "#1" in card["text"]
    assert "<b>" not in card["text"]
    assert "claim" in town.offers("王姐")


def test_a_press_that_is_answered_too_late_still_counts(town: Town):
    town.say("小李", WIRE)
    town.tap("王姐", "claim", settle=False)
    town.sleep(minutes=2)
    assert town.ticket().state == "claimed"
    assert town.toasts("王姐") == []
    assert "王姐" in town.heard_by("group")[0]
    assert town.rows("SELECT id FROM outbox WHERE state IN ('waiting', 'sending')") == []


def test_a_press_that_telegram_forgot_can_be_made_again(town: Town):
    town.say("小李", WIRE)
    town.tap("王姐", "claim", settle=False)
    town.clock.move(timedelta(minutes=4))
    town.settle()
    assert town.ticket().state == "open"
    town.tap("王姐", "claim")
    assert town.ticket().state == "claimed"


def test_telegram_refuses_one_card_for_good_and_the_others_arrive(open_town):
    town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.do(
        town.sandbox.fault, "sendMessage", times=1, status=400, chat=town.chat("staff"),
        description="Bad Request: not enough rights to send text messages to the chat",
    )  # fmt: skip
    town.say("小李", WIRE)
    assert "#1" in town.heard_by("王姐")[0]
    assert "#1" in town.heard_by("group")[0]
    assert town.rows("SELECT id FROM outbox WHERE state IN ('waiting', 'sending')") == []


def test_a_reaction_telegram_does_not_allow_here_is_no_reason_to_stop(town: Town):
    town.do(
        town.sandbox.fault, "setMessageReaction", times=None, status=400,
        description="Bad Request: REACTION_INVALID",
    )  # fmt: skip
    town.say("小李", WIRE)
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    assert town.ticket().state == "resolved"
    assert town.posts("group")[-1]["photo"]
    assert town.rows("SELECT id FROM outbox WHERE state IN ('waiting', 'sending')") == []


def test_the_claim_is_not_lost_when_nothing_can_be_sent_for_hours(town: Town):
    town.say("小李", WIRE)
    town.do(town.sandbox.fault, "*", times=None, status=502)
    town.reply("王姐", "收到", settle=False)
    for _ in range(30):
        town.call(town.one_round())
        town.clock.move(timedelta(minutes=1))
    town.do(town.sandbox.faults.clear)
    town.wait(minutes=20)
    assert town.ticket().state == "claimed"
    assert "王姐" in town.heard_by("group")[0]
    assert "王姐" in town.heard_by("老赵")[0]
