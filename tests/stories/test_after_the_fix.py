"""Fixed, says staff. Is it really? The reporter confirms, sends it back, or keeps silent."""

import pytest

from tests.stories.town import Town

WIRE = "5号楼有飞线充电"


@pytest.fixture
def fixed(town: Town) -> Town:
    """Give a town whose first ticket is fixed, with a photo, and waits for the reporter's word."""
    town.say("小李", WIRE, photos=["flying_wire"])
    town.reply("王姐", "收到")
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    return town


def result(town: Town) -> int:
    return int(town.posts("group")[-1]["message_id"])


def test_the_result_shows_the_after_photo_in_reply_to_the_report(fixed: Town):
    shown = fixed.posts("group")[-1]
    assert shown["photo"]
    assert "#1" in shown["caption"]
    assert shown["reply_to_message"]["message_id"] == 1
    assert fixed.offers("group", shown["message_id"]) == ["confirm", "reopen"]


@pytest.mark.parametrize("words", ["修好了", "好了,谢谢", "已经修好了 谢谢"])
def test_the_reporter_confirms_in_words(fixed: Town, words: str):
    fixed.say("小李", words, answering=result(fixed))
    assert fixed.ticket().state == "closed"
    assert fixed.ticket().confirmed


def test_the_reporter_confirms_by_button_and_the_buttons_go(fixed: Town):
    message = result(fixed)
    fixed.tap("小李", "confirm", chat="group")
    assert fixed.ticket().state == "closed"
    assert fixed.offers("group", message) == []
    assert "#1" in fixed.toasts("小李")[-1]


@pytest.mark.parametrize("way", ["words", "button"])
def test_not_fixed_reopens_with_the_same_holder_and_the_same_deadlines(fixed: Town, way: str):
    before = fixed.ticket()
    said = len(fixed.heard_by("王姐"))
    if way == "words":
        fixed.say("小李", "没修好,线还在", answering=result(fixed))
    else:
        fixed.tap("小李", "reopen", chat="group")
    after = fixed.ticket()
    assert (after.state, after.holder_id, after.reopened) == ("claimed", before.holder_id, 1)
    assert (after.opened_at, after.ack_due_at, after.resolve_due_at) == (
        before.opened_at,
        before.ack_due_at,
        before.resolve_due_at,
    )
    assert len(fixed.heard_by("王姐")) > said
    assert "resolve" in fixed.offers("王姐", fixed.posts("王姐")[0]["message_id"])


def test_not_fixed_with_a_photo_shows_the_holder_the_photo(fixed: Town):
    pictures = len([message for message in fixed.posts("王姐") if "photo" in message])
    fixed.say("小李", "没修好", photos=["flying_wire"], answering=result(fixed))
    assert fixed.ticket().state == "claimed"
    assert len([message for message in fixed.posts("王姐") if "photo" in message]) == pictures + 1


def test_six_days_later_it_can_still_be_reopened(fixed: Town):
    fixed.wait(days=6)
    assert fixed.ticket().state == "closed"
    fixed.say("小李", "没修好", answering=1)
    assert fixed.ticket().state == "claimed"
    assert fixed.ticket().reopened == 1


def test_after_seven_days_it_is_refused_with_a_sentence(fixed: Town):
    fixed.wait(days=9)
    (reply,) = fixed.say("小李", "没修好", answering=result(fixed))
    assert fixed.ticket().state == "closed"
    answer = fixed.posts("group")[-1]
    assert answer["reply_to_message"]["message_id"] == reply
    assert "#1" in answer["text"]


def test_after_seven_days_the_button_is_refused_with_a_toast(fixed: Town):
    shown = fixed.posts("group")[-1]
    data = shown["reply_markup"]["inline_keyboard"][0][1]["callback_data"]
    fixed.wait(days=9)
    fixed.whisper(
        "callback_query",
        {
            "id": "4000000000000999",
            "from": {"id": 3001, "is_bot": False, "first_name": "小李", "language_code": "zh-hans"},
            "chat_instance": "1",
            "message": {name: shown[name] for name in ("message_id", "date", "chat", "from")},
            "data": data,
        },
    )
    assert fixed.ticket().state == "closed"
    assert fixed.ticket().reopened == 0


def test_a_day_of_silence_closes_it(fixed: Town):
    fixed.wait(hours=23)
    assert fixed.ticket().state == "resolved"
    said = len(fixed.heard_by("group"))
    fixed.wait(hours=2)
    ticket = fixed.ticket()
    assert (ticket.state, bool(ticket.confirmed)) == ("closed", False)
    assert fixed.events()[-1] == "lapse"
    assert fixed.offers("group", result(fixed)) == []
    assert len(fixed.heard_by("group")) == said


def test_reopened_and_fixed_again_it_is_asked_again(fixed: Town):
    fixed.say("小李", "没修好", answering=result(fixed))
    fixed.reply("王姐", "这次真修好了", photos=["flying_wire_fixed"])
    assert fixed.ticket().state == "resolved"
    assert fixed.offers("group", result(fixed)) == ["confirm", "reopen"]
    assert fixed.reactions(1) == "🎉"
    fixed.tap("小李", "confirm", chat="group")
    assert fixed.events() == ["open", "claim", "resolve", "reopen", "resolve", "confirm"]


def test_reopened_the_rider_s_message_no_longer_says_fixed(fixed: Town):
    assert fixed.reactions(1) == "🎉"
    fixed.say("小李", "没修好", answering=result(fixed))
    assert fixed.reactions(1) != "🎉"


def test_reopened_and_forgotten_the_ladder_is_climbed_again(fixed: Town):
    fixed.wait(hours=2)
    fixed.say("小李", "没修好", answering=result(fixed))
    fixed.wait(hours=1)
    assert "#1" in fixed.heard_by("张网格长")[-1]
    assert fixed.ticket().state == "claimed"


def test_reopened_when_its_holder_is_gone_others_are_asked(fixed: Town):
    fixed.do(fixed.sandbox.town.block, fixed.people["王姐"])
    fixed.settle()
    said = len(fixed.heard_by("老赵"))
    fixed.say("小李", "没修好", answering=result(fixed))
    assert len(fixed.heard_by("老赵")) > said or fixed.heard_by("张网格长")


def test_a_second_confirmation_is_answered_politely(fixed: Town):
    message = result(fixed)
    fixed.tap("小李", "confirm", chat="group", settle=False)
    fixed.tap("小李", "confirm", chat="group", message=message, settle=False)
    fixed.settle()
    assert fixed.events().count("confirm") == 1
    assert len(fixed.toasts("小李")) == 2
