""" "Not a report": the reporter takes it back with one tap, and of several voices only one falls silent."""

from datetime import timedelta

import pytest

from tests.stories.doubts import AGAIN, WIRE, answers, doubts, pictures, second, tap, tickets
from tests.stories.town import Town


def test_a_fresh_receipt_offers_to_take_the_report_back_and_nothing_else(town: Town):
    (message,) = town.say("小李", WIRE)
    assert doubts(town, message) == ["undo"]


def test_the_reporter_takes_the_report_back_with_one_tap(town: Town):
    (message,) = town.say("小李", WIRE)
    tap(town, "小李", "undo", message)
    assert town.ticket().state == "void"
    assert "#1" in town.toasts("小李")[-1]
    assert town.reactions(message) == "🙏"
    assert town.buttons("王姐") == []
    assert town.buttons("group") == []


def test_taken_back_it_wakes_nobody_any_more(town: Town):
    (message,) = town.say("小李", WIRE)
    tap(town, "小李", "undo", message)
    town.wait(hours=1)
    assert town.heard_by("张网格长") == []


def test_another_rider_cannot_take_it_back_and_is_told_so_kindly(town: Town):
    (message,) = town.say("小李", WIRE)
    tap(town, "小陈", "undo", message)
    assert town.ticket().state == "open"
    assert town.toasts("小陈")[-1]


def test_after_ten_minutes_the_button_says_that_it_is_too_late(town: Town):
    (message,) = town.say("小李", WIRE)
    tap(town, "小李", "undo", message, after=timedelta(minutes=11))
    assert town.ticket().state == "open"
    assert "#1" in town.toasts("小李")[-1]


def test_staff_may_still_take_it_back_after_ten_minutes(town: Town):
    (message,) = town.say("小李", WIRE)
    tap(town, "老赵", "undo", message, after=timedelta(minutes=11))
    assert town.ticket().state == "void"


def test_once_somebody_is_on_it_the_receipt_no_longer_offers_it(town: Town):
    (message,) = town.say("小李", WIRE)
    town.tap("王姐", "claim")
    assert doubts(town, message) == []


def test_of_two_who_press_at_once_the_claim_or_the_taking_back_wins_and_both_hear(town: Town):
    (message,) = town.say("小李", WIRE)
    receipt = answers(town, message)[0]
    town.tap("王姐", "claim", settle=False)
    own = town.rows("SELECT id FROM report")[0].id
    town.tap("小李", f"undo:{own}", chat="group", message=receipt["message_id"], settle=False)
    town.settle()
    assert town.ticket().state in ("claimed", "void")
    assert len(town.toasts("王姐")) == len(town.toasts("小李")) == 1
    assert town.events().count("claim") + town.events().count("void") == 1


def test_pressed_twice_it_is_taken_back_once(town: Town):
    (message,) = town.say("小李", WIRE)
    receipt, own = answers(town, message)[0]["message_id"], town.rows("SELECT id FROM report")[0].id
    for _ in range(2):
        town.tap("小李", f"undo:{own}", chat="group", message=receipt, settle=False)
    town.settle()
    assert town.events().count("void") == 1
    assert len(town.toasts("小李")) == 2


def test_a_photo_after_a_report_that_was_taken_back_is_a_report_of_its_own(town: Town):
    (message,) = town.say("小李", WIRE)
    tap(town, "小李", "undo", message)
    town.say("小李", photos=["garbage"])
    assert tickets(town) == 2
    assert (town.ticket(2).state, pictures(town, 2)) == ("open", 1)


@pytest.fixture
def joined(town: Town) -> Town:
    """Give 秦庄 where 小李's trouble (message 1) is told of by 小陈, too, with a picture."""
    town.say("小李", WIRE)
    town.say("小陈", AGAIN, photos=["flying_wire"])
    return town


@pytest.mark.parametrize("way", ["button", "words"])
def test_a_joiner_who_takes_it_back_takes_back_no_more_than_that_voice(joined: Town, way: str):
    if way == "button":
        tap(joined, "小陈", "undo", second(joined))
    else:
        joined.say("小陈", "看错了,误报")
    assert (joined.ticket().state, joined.ticket().voices) == ("open", 1)
    assert doubts(joined, 1) == ["undo"]
    assert doubts(joined, second(joined)) == []
    assert "claim" in joined.offers("王姐", joined.posts("王姐")[0]["message_id"])


def test_a_voice_that_was_taken_back_is_not_asked_whether_it_is_fixed(joined: Town):
    message = second(joined)
    tap(joined, "小陈", "undo", message)
    joined.reply("王姐", "收到")
    joined.reply("王姐", "已处理")
    assert joined.reactions(message) != "🎉"
    results = [shown for shown in joined.posts("group") if joined.offers("group", shown["message_id"])]
    assert [shown["reply_to_message"]["message_id"] for shown in results] == [1]


def test_the_first_reporter_takes_it_back_and_the_other_voice_keeps_it_alive(joined: Town):
    tap(joined, "小李", "undo", 1)
    assert (joined.ticket().state, joined.ticket().voices) == ("open", 1)
    joined.tap("王姐", "claim")
    assert joined.reactions(second(joined)) == "👌"


def test_a_joiner_who_takes_it_back_while_somebody_is_on_it_leaves_them_at_it(joined: Town):
    joined.tap("王姐", "claim")
    joined.say("小陈", "看错了,误报")
    assert (joined.ticket().state, joined.ticket().voices) == ("claimed", 1)


def test_when_all_voices_are_taken_back_it_is_void(joined: Town):
    tap(joined, "小李", "undo", 1)
    tap(joined, "小陈", "undo", second(joined))
    assert joined.ticket().state == "void"


def test_a_button_with_nonsense_in_it_is_answered_and_does_nothing(joined: Town):
    shown = joined.post("group", answers(joined, second(joined))[0]["message_id"])
    ticket = joined.ticket().id
    for nonsense in ("undo", "apart:x", "apart:999999", "split:1", "split:1.", "split:1.x", "split:.", "undo:-1"):
        deed, _, extra = nonsense.partition(":")
        joined.whisper(
            "callback_query",
            {
                "id": f"4000000000001{len(joined.toasts('小陈')):03}{abs(hash(nonsense)) % 1000:03}",
                "from": {"id": 3002, "is_bot": False, "first_name": "小陈", "language_code": "zh-hans"},
                "chat_instance": "1",
                "message": {name: shown[name] for name in ("message_id", "date", "chat", "from")},
                "data": f"v1:{deed}:{ticket}:1:{extra}",
            },
        )
    assert (tickets(joined), joined.ticket().state, joined.ticket().voices) == (1, "open", 2)
    assert joined.rows("SELECT id FROM inbox WHERE failures > 0") == []
