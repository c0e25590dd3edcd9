"""Voice notes and videos: a report like a photo, played to everybody who has its card, in reply to the card."""

from typing import Any

import pytest

from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import Town

WIRE = "5号楼有飞线充电"
SOUND: dict[str, Any] = {"voice": b"OggS the kettle whistles"}
FILM: dict[str, Any] = {"video": b"\x00\x00\x00\x18ftypmp42 smoke"}
KINDS = pytest.mark.parametrize(("kind", "sent"), [("voice", SOUND), ("video", FILM)])


def tickets(town: Town) -> int:
    return len(town.rows("SELECT id FROM ticket"))


def played(town: Town, chat: str, kind: str = "voice") -> list[dict[str, Any]]:
    return [shown for shown in town.posts(chat) if kind in shown]


def card(town: Town, chat: str) -> int:
    return int(next(shown["message_id"] for shown in town.posts(chat) if shown.get("reply_markup")))


def answered(shown: dict[str, Any]) -> int | None:
    number: int | None = shown.get("reply_to_message", {}).get("message_id")
    return number


@KINDS
def test_without_a_word_it_is_a_report_and_is_asked_for_its_place(town: Town, kind: str, sent: dict[str, Any]):
    (message,) = town.say("小李", **sent)
    assert (tickets(town), town.ticket().state) == (1, "open")
    assert town.reactions(message) == "👀"
    assert town.offers("group")
    assert town.second_thoughts("group") == ["undo"]
    (row,) = town.rows("SELECT recording, recording_kind FROM part")
    assert row.recording_kind == kind
    assert row.recording


@KINDS
def test_a_human_hears_it_at_once_in_reply_to_the_card(town: Town, kind: str, sent: dict[str, Any]):
    town.say("小李", **sent)
    (heard,) = played(town, "陈书记", kind)
    assert answered(heard) == card(town, "陈书记")


@KINDS
def test_with_words_it_goes_to_those_the_words_say(town: Town, kind: str, sent: dict[str, Any]):
    town.say("小李", WIRE, **sent)
    assert (tickets(town), town.ticket().category) == (1, "flying_wire_charging")
    for name in ("王姐", "老赵"):
        (heard,) = played(town, name, kind)
        assert answered(heard) == card(town, name)
    assert played(town, "陈书记", kind) == []


@KINDS
def test_it_joins_a_report_in_assembly(town: Town, kind: str, sent: dict[str, Any]):
    town.say("小李", WIRE)
    town.wait(minutes=1)
    (message,) = town.say("小李", **sent)
    assert tickets(town) == 1
    assert town.reactions(message) == "👀"
    for name in ("王姐", "老赵"):
        (heard,) = played(town, name, kind)
        assert answered(heard) == card(town, name)


def test_the_words_that_follow_say_where_and_the_new_ones_on_duty_hear_it_too(town: Town):
    town.say("小李", **SOUND)
    town.wait(minutes=1)
    town.say("小李", WIRE)
    assert (tickets(town), town.ticket().category) == (1, "flying_wire_charging")
    (heard,) = played(town, "王姐")
    assert answered(heard) == card(town, "王姐")


def test_pressed_where_it_is_the_gridworker_hears_it_too(town: Town):
    town.say("小李", **SOUND)
    town.tap("小李", "place:5", chat="group")
    (heard,) = played(town, "王姐")
    assert answered(heard) == card(town, "王姐")


def test_two_of_them_are_both_heard(town: Town):
    town.say("小李", WIRE)
    town.say("小李", **SOUND)
    town.say("小李", **FILM)
    assert tickets(town) == 1
    assert len(played(town, "王姐")) == len(played(town, "王姐", "video")) == 1


def test_the_group_it_came_from_does_not_hear_it_again(town: Town):
    town.say("小李", WIRE, **SOUND)
    assert played(town, "group") == []


def test_the_staff_group_hears_it_in_reply_to_its_card(open_town):
    town: Town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.say("小李", WIRE, **SOUND)
    (heard,) = played(town, "staff")
    assert answered(heard) == card(town, "staff")


def test_of_people_in_trouble_the_staff_group_hears_nothing(open_town):
    town: Town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.say("小李", "5号楼王奶奶敲门没人应", **SOUND)
    assert town.ticket().restricted
    assert played(town, "staff") == []
    assert len(played(town, "王姐")) == 1


def test_the_reporter_is_not_named_by_the_copy(town: Town):
    town.say("小李", WIRE, **SOUND)
    (heard,) = played(town, "王姐")
    assert "forward_origin" not in heard
    assert "小李" not in str({name: value for name, value in heard.items() if name != "reply_to_message"})


def test_a_room_in_its_words_is_not_copied_into_the_staff_group(open_town):
    town: Town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.say("小李", "5号楼2单元301飞线充电,电话13800000000", **SOUND)
    assert played(town, "staff")
    assert "13800000000" not in str(town.posts("staff"))
    assert "301" not in "".join(town.heard_by("staff"))


def test_another_voice_for_a_known_trouble_is_heard_by_those_on_duty(town: Town):
    town.say("小李", WIRE)
    town.say("小陈", "5号楼飞线充电,听听这声音", **SOUND)
    assert (tickets(town), town.ticket().voices) == (1, 2)
    (heard,) = played(town, "王姐")
    assert answered(heard) == card(town, "王姐")


def test_sent_in_reply_to_one_s_own_report_it_is_heard(town: Town):
    (message,) = town.say("小李", WIRE)
    town.wait(hours=1)
    town.say("小李", answering=message, **SOUND)
    assert tickets(town) == 1
    assert len(played(town, "王姐")) == 1


def test_what_the_holder_says_aloud_on_the_card_is_heard_by_the_others_with_a_card(town: Town):
    town.say("小李", WIRE)
    town.tap("王姐", "claim")
    town.reply("王姐", **SOUND)
    assert town.ticket().state == "claimed"
    assert len(played(town, "老赵")) == 1
    assert played(town, "王姐") == []


def test_deleted_before_it_was_copied_the_report_stands(town: Town):
    (message,) = town.say("小李", WIRE, settle=False, **SOUND)
    town.hear()
    town.forget("小李", message)
    town.settle()
    assert town.ticket().state == "open"
    assert "claim" in town.offers("王姐")
    assert played(town, "王姐") == []


def test_in_a_private_chat_it_is_a_report_as_well(town: Town):
    town.say("王姐", chat="王姐", **SOUND)
    assert tickets(town) == 1
    assert len(played(town, "陈书记")) == 1


def test_taken_back_at_once_nobody_has_to_listen(town: Town):
    town.say("小李", WIRE, settle=False, **SOUND)
    town.say("小李", "看错了,误报", settle=False)
    town.settle()
    assert town.ticket().state == "void"
    assert played(town, "王姐") == []


def test_split_off_it_is_heard_with_its_own_card(town: Town):
    (message,) = town.say("小李", WIRE)
    town.say("小李", "5号楼2单元也有飞线充电", **SOUND)
    assert tickets(town) == 1
    own, part = town.rows("SELECT report_id, id FROM part ORDER BY id")[1]
    town.tap("小李", f"split:{own}.{part}", chat="group")
    cards = [shown["message_id"] for shown in town.posts("王姐") if shown.get("reply_markup")]
    assert len(cards) == 2
    assert cards[1] in [answered(heard) for heard in played(town, "王姐")]
    assert message == 1
