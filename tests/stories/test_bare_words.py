"""Staff say 收到 into the group without replying to anything: asked once, quietly, and nothing is taken by a guess."""

from typing import Any

import pytest

from tests.stories.town import Town

WIRE = "5号楼有飞线充电"
GARBAGE = "7号楼垃圾堆成山了"


def answers(town: Town, message: int) -> list[dict[str, Any]]:
    return [shown for shown in town.posts("group") if shown.get("reply_to_message", {}).get("message_id") == message]


def choices(town: Town, message: int) -> list[tuple[str, str]]:
    """Return the buttons under the question that a message got: what each does, and its label."""
    (asked,) = answers(town, message)
    buttons = [button for row in asked["reply_markup"]["inline_keyboard"] for button in row]
    return [(button["callback_data"].split(":")[1], button["text"]) for button in buttons]


def states(town: Town) -> list[str]:
    return [row.state for row in town.rows("SELECT state FROM ticket ORDER BY number")]


@pytest.mark.parametrize(
    ("words", "deed"), [("收到", "claim"), ("收到!", "claim"), ("马上到", "on_the_way"), ("我来处理", "claim")]
)
def test_one_quiet_question_with_a_button_and_nothing_taken(town: Town, words: str, deed: str):
    town.say("小李", WIRE)
    (message,) = town.say("王姐", words)
    ((kind, label),) = choices(town, message)
    assert kind == deed
    assert "#1" in label
    assert "5号楼" in label
    assert states(town) == ["open"]
    (sent,) = [given for given in town.calls("sendMessage", "group") if given.get("disable_notification")][-1:]
    assert sent["reply_parameters"]["message_id"] == message


def test_every_fresh_ticket_of_the_group_has_its_button_the_latest_first(town: Town):
    town.say("小李", WIRE)
    town.say("小陈", GARBAGE)
    (message,) = town.say("王姐", "收到")
    labels = [label for _, label in choices(town, message)]
    assert [label.split()[0] for label in labels] == ["#2", "#1"]
    assert states(town) == ["open", "open"]


def test_the_press_takes_it_as_any_press_does(town: Town):
    (report,) = town.say("小李", WIRE)
    (message,) = town.say("王姐", "收到")
    (asked,) = answers(town, message)
    town.tap("王姐", "claim", chat="group", message=asked["message_id"])
    assert states(town) == ["claimed"]
    assert town.reactions(report) == "👌"
    assert "#1" in town.toasts("王姐")[-1]
    assert "王姐" in answers(town, report)[0]["text"]


def test_pressed_by_a_rider_it_takes_nothing(town: Town):
    town.say("小李", WIRE)
    (message,) = town.say("王姐", "收到")
    (asked,) = answers(town, message)
    town.tap("小李", "claim", chat="group", message=asked["message_id"])
    assert states(town) == ["open"]
    assert town.toasts("小李")[-1]


def test_pressed_too_late_one_hears_who_has_it(town: Town):
    town.say("小李", WIRE)
    (message,) = town.say("王姐", "收到")
    (asked,) = answers(town, message)
    town.tap("老赵", "claim")
    town.tap("王姐", "claim", chat="group", message=asked["message_id"])
    assert "老赵" in town.toasts("王姐")[-1]


def test_when_there_is_nothing_to_take_nobody_is_asked(town: Town):
    (message,) = town.say("王姐", "收到")
    assert answers(town, message) == []
    assert town.heard_by("group") == []


@pytest.mark.parametrize("by", ["rider", "time"])
def test_what_is_taken_or_half_an_hour_old_is_not_asked_about(town: Town, by: str):
    town.say("小李", WIRE)
    if by == "rider":
        town.tap("老赵", "claim")
    else:
        town.sleep(minutes=31)
    (message,) = town.say("王姐", "收到")
    assert answers(town, message) == []


def test_within_half_an_hour_it_is_asked_about(town: Town):
    town.say("小李", WIRE)
    town.sleep(minutes=29)
    (message,) = town.say("王姐", "收到")
    assert len(choices(town, message)) == 1


@pytest.mark.parametrize("who", ["小陈", "路人", "小李", "周督导"])
def test_one_who_is_not_to_take_tickets_is_not_asked(town: Town, who: str):
    town.say("小李", WIRE)
    (message,) = town.say(who, "收到")
    assert answers(town, message) == []
    assert states(town) == ["open"]


@pytest.mark.parametrize("words", ["大家吃饭了吗", "辛苦了", "好的", "谢谢", "今天真热", "哪个单元?", "不归我管"])
def test_other_words_of_staff_are_not_asked_about(town: Town, words: str):
    town.say("小李", WIRE)
    (message,) = town.say("王姐", words)
    assert answers(town, message) == []
    assert states(town) == ["open"]


def test_done_asks_about_what_they_hold_and_about_nothing_else(town: Town):
    town.say("小李", WIRE)
    town.say("小陈", GARBAGE)
    town.say("阿强", "5号楼路灯不亮")
    town.tap("王姐", "claim", message=town.posts("王姐")[0]["message_id"])
    town.tap("老马", "claim")
    town.tap("老赵", "claim")
    (message,) = town.say("王姐", "处理好了")
    ((deed, label),) = choices(town, message)
    assert deed == "resolve"
    assert "#1" in label
    assert states(town) == ["claimed", "claimed", "claimed"]


def test_done_pressed_it_is_fixed_and_the_reporter_is_asked(town: Town):
    (report,) = town.say("小李", WIRE)
    town.tap("王姐", "claim")
    town.wait(hours=2)
    (message,) = town.say("王姐", "处理好了")
    (asked,) = answers(town, message)
    town.tap("王姐", "resolve", chat="group", message=asked["message_id"])
    assert states(town) == ["resolved"]
    assert town.reactions(report) == "🎉"
    assert town.offers("group", answers(town, report)[-1]["message_id"]) == ["confirm", "reopen"]


def test_done_by_one_who_holds_nothing_is_not_asked_about(town: Town):
    town.say("小李", WIRE)
    town.tap("老赵", "claim")
    (message,) = town.say("王姐", "处理好了")
    assert answers(town, message) == []
    assert states(town) == ["claimed"]


def test_done_with_a_photo_the_picture_is_not_lost(town: Town):
    town.say("小李", WIRE)
    town.tap("王姐", "claim")
    (message,) = town.say("王姐", "处理好了", photos=["flying_wire_fixed"])
    assert len(town.rows("SELECT id FROM ticket")) == 1
    (asked,) = answers(town, message)
    town.tap("王姐", "resolve", chat="group", message=asked["message_id"])
    assert states(town) == ["resolved"]
    assert len(town.rows("SELECT id FROM photo WHERE purpose = 'after'")) == 1


def test_people_in_trouble_are_not_named_in_the_group_to_be_chosen(town: Town):
    town.say("小李", "5号楼王奶奶敲门没人应")
    (message,) = town.say("王姐", "收到")
    assert answers(town, message) == []


def test_a_ticket_of_another_chat_is_not_offered_here(town: Town):
    town.say("王姐", WIRE, chat="王姐")
    assert states(town) == ["open"]
    (message,) = town.say("王姐", "收到")
    assert answers(town, message) == []


def test_a_report_that_was_taken_back_is_not_offered(town: Town):
    town.say("小李", WIRE)
    town.say("小李", "看错了,误报")
    (message,) = town.say("王姐", "收到")
    assert answers(town, message) == []


def test_said_twice_and_pressed_twice_it_is_taken_once(town: Town):
    town.say("小李", WIRE)
    asked = [
        answers(town, message)[0]["message_id"] for message in (*town.say("王姐", "收到"), *town.say("老赵", "收到"))
    ]
    town.tap("王姐", "claim", chat="group", message=asked[0], settle=False)
    town.tap("老赵", "claim", chat="group", message=asked[1], settle=False)
    town.settle()
    assert town.events().count("claim") == 1
    assert len(town.toasts("王姐")) == len(town.toasts("老赵")) == 1


def test_the_room_is_not_named_on_the_button(town: Town):
    town.say("小李", "5号楼2单元301飞线充电")
    (message,) = town.say("王姐", "收到")
    ((_, label),) = choices(town, message)
    assert "301" not in label


def test_in_reply_to_the_report_there_is_nothing_to_ask(town: Town):
    (report,) = town.say("小李", WIRE)
    (message,) = town.say("王姐", "收到", answering=report)
    assert answers(town, message) == []
    assert states(town) == ["claimed"]
