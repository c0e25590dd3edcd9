"""Several people tell of one trouble: one ticket, every voice counted, every reporter told, nothing merged in doubt."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.test_neighbours import BEIZHAN, BEIZHAN_GROUP
from tests.stories.town import Town

WIRE = "5号楼有飞线充电"
AGAIN = "5号楼飞线充电,电线都拖到地上了"
PIN = (39.1234, 117.2345)


def tickets(town: Town) -> int:
    return len(town.rows("SELECT id FROM ticket"))


def buildings(town: Town, number: int) -> list[str]:
    kept = town.ticket(number).buildings
    return list(json.loads(kept) if isinstance(kept, str) else kept)


def answers(town: Town, message: int, chat: str = "group") -> list[dict[str, Any]]:
    return [shown for shown in town.posts(chat) if shown.get("reply_to_message", {}).get("message_id") == message]


def holder_hears(town: Town, who: str) -> list[str]:
    """Return what somebody hears in reply to the first card they got."""
    return [shown.get("text") or shown.get("caption") or "" for shown in answers(town, first_card(town, who), who)]


def first_card(town: Town, who: str) -> int:
    return int(town.posts(who)[0]["message_id"])


def pass_on(town: Town, who: str, message: int, words: str = "") -> int:
    """Let somebody send the very picture of another's message on, as their own; return the message's id."""
    kept, place = town.post("group", message)["photo"], town.sandbox.town.place(town.chat("group"))
    author, caption = town.sandbox.town.people[town.people[who]], {"caption": words} if words else {}
    sent = town.do(
        town.sandbox.town.post,
        place,
        author.id,
        author.user,
        {"photo": kept} | caption,
        date=town.sandbox.town.unix(),
    )
    town.settle()
    return int(sent.id)


def test_the_same_trouble_told_by_another_rider_is_another_voice_and_no_second_ticket(town: Town):
    town.say("小李", WIRE)
    (second,) = town.say("小陈", AGAIN)
    assert (tickets(town), town.ticket().voices) == (1, 2)
    (receipt,) = answers(town, second)
    assert "#1" in receipt["text"]
    assert "2" in receipt["text"].replace("#1", "")
    assert town.second_thoughts("group", receipt["message_id"]) == ["apart", "undo"]
    assert town.reactions(second) == "👀"


def test_in_chinese_the_receipt_says_joined_to_and_the_how_many_th_person_it_is(town: Town):
    town.say("小李", WIRE)
    for place, name in ((2, "小陈"), (3, "阿强")):
        (message,) = town.say(name, AGAIN)
        (receipt,) = answers(town, message)
        assert receipt["text"].startswith("已并入 #1")
        assert f"第{place}人反映" in receipt["text"]


def test_those_on_duty_hear_the_new_voice_in_reply_to_their_card_and_get_no_second_card(town: Town):
    town.say("小李", WIRE)
    town.say("小陈", AGAIN)
    for name in ("王姐", "老赵"):
        (heard,) = holder_hears(town, name)
        assert "#1" in heard
        assert "电线都拖到地上了" in heard
        assert "2" in town.heard_by(name)[0].replace("#1", "")
        assert len([shown for shown in town.posts(name) if shown.get("reply_markup")]) == 1
    assert town.heard_by("老马") == []


def test_once_somebody_holds_it_the_holder_alone_hears_the_new_voice(town: Town):
    town.say("小李", WIRE)
    town.tap("王姐", "claim")
    (second,) = town.say("小陈", AGAIN)
    assert tickets(town) == 1
    assert [said for said in holder_hears(town, "王姐") if "电线都拖到地上了" in said]
    assert not [said for said in holder_hears(town, "老赵") if "电线都拖到地上了" in said]
    assert "王姐" in answers(town, second)[0]["text"]
    assert town.ticket().state == "claimed"


def test_the_joiner_sees_every_stage_and_the_result_like_the_first(town: Town):
    (first,) = town.say("小李", WIRE)
    (second,) = town.say("小陈", AGAIN)
    town.reply("王姐", "收到")
    assert town.reactions(first) == town.reactions(second) == "👌"
    assert "王姐" in answers(town, second)[0]["text"]
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    assert town.reactions(first) == town.reactions(second) == "🎉"
    for message in (first, second):
        result = answers(town, message)[-1]
        assert town.offers("group", result["message_id"]) == ["confirm", "reopen"]
        assert "photo" in result


def test_the_joiner_too_may_say_that_it_is_not_fixed(town: Town):
    town.say("小李", WIRE)
    (second,) = town.say("小陈", AGAIN)
    town.reply("王姐", "收到")
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    town.say("小陈", "没修好,还在", answering=second)
    assert (town.ticket().state, town.ticket().reopened) == ("claimed", 1)


def test_the_third_voice_makes_a_normal_ticket_press_and_moves_no_clock(town: Town):
    town.say("小李", "5号楼路灯不亮")
    before = town.ticket()
    assert before.severity == "normal"
    town.say("小陈", "5号楼路灯坏了")
    assert town.ticket().severity == "normal"
    town.say("阿强", "5号楼路灯坏了")
    after = town.ticket()
    assert (after.severity, after.voices) == ("urgent", 3)
    assert (after.opened_at, after.ack_due_at, after.resolve_due_at) == (
        before.opened_at,
        before.ack_due_at,
        before.resolve_due_at,
    )
    assert town.heard_by("王姐")[0].startswith("🔴")


def test_one_person_who_tells_it_three_times_is_one_voice(town: Town):
    town.say("小李", "5号楼路灯不亮")
    for _ in range(2):
        town.wait(minutes=3)
        town.say("小李", "5号楼路灯坏了")
    assert tickets(town) == 1
    assert (town.ticket().voices, town.ticket().severity) == (1, "normal")


def test_one_who_tells_it_again_is_not_announced_as_somebody_else(town: Town):
    town.say("小李", WIRE)
    town.wait(minutes=3)
    (again,) = town.say("小李", AGAIN)
    assert town.reactions(again) == "👀"
    heard = [said for said in holder_hears(town, "王姐") if "电线都拖到地上了" in said]
    assert heard
    assert not [said for said in heard if "又有人" in said or "1" in said.replace("#1", "")]


@pytest.mark.parametrize(
    "other",
    [
        "6号楼有飞线充电",
        "甲5号楼有飞线充电",
        "5号楼3单元有飞线充电",
        "5号楼2单元6楼有飞线充电",
        "5号楼2单元301有飞线充电",
        "湘潭东里5号楼2单元302有飞线充电",
        "5号楼2单元302垃圾堆成山了",
    ],
)
def test_another_place_or_another_kind_is_another_ticket(town: Town, other: str):
    town.say("小李", "湘潭东里5号楼2单元3楼302有飞线充电" if "湘潭" not in other else "丹江里5号楼2单元302有飞线充电")
    town.say("小陈", other)
    assert tickets(town) == 2
    assert (town.ticket(1).voices, town.ticket(2).voices) == (1, 1)
    assert "#2" in town.heard_by("group")[-1]


def test_what_the_joiner_knows_better_the_ticket_learns(town: Town):
    town.say("小李", WIRE)
    town.say("小陈", "5号楼2单元门口飞线充电")
    ticket = town.ticket()
    assert (tickets(town), ticket.unit, ticket.landmark) == (1, "2", "门口")
    assert "2单元" in town.heard_by("王姐")[0]
    assert "2单元" in town.heard_by("group")[0]


def test_the_joiner_s_pictures_are_shown_to_those_who_handle_it(town: Town):
    town.say("小李", WIRE)
    town.say("小陈", AGAIN, photos=["flying_wire"])
    assert tickets(town) == 1
    (shown,) = [message for message in town.posts("王姐") if "photo" in message]
    assert shown["reply_to_message"]["message_id"] == first_card(town, "王姐")


def test_the_joiner_s_later_photo_goes_with_the_same_ticket(town: Town):
    town.say("小李", WIRE)
    town.say("小陈", AGAIN)
    town.wait(minutes=1)
    town.say("小陈", photos=["flying_wire"])
    town.say("小陈", location=PIN)
    assert tickets(town) == 1
    assert [message for message in town.posts("王姐") if "photo" in message]
    assert round(town.ticket().latitude, 4) == PIN[0]


def test_many_at_once_are_one_ticket_with_many_voices(open_town):
    crowd = {f"骑手{n}号": 4000 + n for n in range(12)}
    town: Town = open_town(newcomers=crowd)
    for name in crowd:
        town.say(name, WIRE, settle=False)
    town.settle()
    assert (tickets(town), town.ticket().voices) == (1, 12)
    assert len([said for said in town.heard_by("group") if "#1" in said]) == 12


def test_a_command_joins_as_well_as_plain_words(town: Town):
    town.say("小李", WIRE)
    town.say("小陈", f"/report {AGAIN}")
    assert (tickets(town), town.ticket().voices) == (1, 2)


def test_after_three_days_the_same_words_are_a_ticket_of_their_own(town: Town):
    town.say("小李", WIRE)
    town.sleep(days=3, minutes=1)
    town.say("小陈", AGAIN)
    assert tickets(town) == 2
    assert (town.ticket(1).voices, town.ticket(2).voices) == (1, 1)


def test_until_three_days_are_over_it_joins(town: Town):
    town.say("小李", WIRE)
    town.sleep(days=2, hours=23)
    town.say("小陈", AGAIN)
    assert (tickets(town), town.ticket().voices) == (1, 2)


def test_the_operator_says_how_long_the_same_is_the_same(open_town):
    town: Town = open_town(settings={"reports": {"same_within": "1h"}})
    town.say("小李", WIRE)
    town.wait(minutes=61)
    town.say("小陈", AGAIN)
    assert tickets(town) == 2


@pytest.mark.parametrize(
    "words",
    [
        "5号楼有诈骗电话,说社保卡冻结",
        "5号楼李叔问社保卡到期了去哪儿换",
        "5号楼邻居吵架要打起来了",
        "5号楼王奶奶敲门没人应",
    ],
)
def test_consultations_disputes_and_people_in_trouble_are_never_merged(town: Town, words: str):
    town.say("小李", words)
    town.say("小陈", words)
    assert tickets(town) == 2
    assert (town.ticket(1).voices, town.ticket(2).voices) == (1, 1)
    assert "小李" not in "".join(town.heard_by("王姐"))


def test_the_same_picture_sent_on_joins_without_a_word(town: Town):
    (first,) = town.say("小李", WIRE, photos=["flying_wire"])
    second = pass_on(town, "小陈", first)
    assert (tickets(town), town.ticket().voices) == (1, 2)
    assert "#1" in answers(town, second)[0]["text"]


def test_the_same_picture_joins_even_where_kind_and_place_are_not_known(town: Town):
    (first,) = town.say("小李", photos=["flying_wire"])
    pass_on(town, "小陈", first)
    assert (tickets(town), town.ticket().voices) == (1, 2)


@pytest.mark.parametrize("words", ["7号楼有飞线充电", "5号楼垃圾堆成山了"])
def test_the_same_picture_does_not_join_what_its_words_contradict(town: Town, words: str):
    (first,) = town.say("小李", WIRE, photos=["flying_wire"])
    pass_on(town, "小陈", first, words)
    assert tickets(town) == 2


def test_photo_first_and_words_later_the_younger_ticket_goes_over_into_the_older(town: Town):
    town.say("小李", WIRE)
    (photo,) = town.say("小陈", photos=["flying_wire"])
    assert tickets(town) == 2
    town.wait(minutes=1)
    town.say("小陈", AGAIN)
    older, younger = town.ticket(1), town.ticket(2)
    assert (older.state, older.voices) == ("open", 2)
    assert (younger.state, younger.merged_into, younger.due_at) == ("void", older.id, None)
    (receipt,) = answers(town, photo)
    assert "#1" in receipt["text"]
    assert "#2" not in receipt["text"]
    assert town.second_thoughts("group", receipt["message_id"]) == ["apart", "undo"]
    assert town.offers("group", receipt["message_id"]) == []
    pictures = town.rows("SELECT ticket_id FROM photo WHERE purpose = 'before'")
    assert [row.ticket_id for row in pictures] == [older.id]


def test_merged_later_its_cards_say_where_it_goes_on_and_offer_nothing_more(town: Town):
    town.say("小李", WIRE)
    town.say("小陈", photos=["flying_wire"])
    (card,) = [shown for shown in town.posts("陈书记") if "#2" in (shown.get("caption") or shown.get("text", ""))]
    town.say("小陈", AGAIN)
    shown = town.post("陈书记", card["message_id"])
    assert "reply_markup" not in shown
    assert "#1" in shown["caption"]


def test_merged_later_its_words_and_its_picture_reach_those_who_handle_the_older_one(town: Town):
    town.say("小李", WIRE)
    town.say("小陈", photos=["flying_wire"])
    town.say("小陈", AGAIN)
    assert [said for said in holder_hears(town, "王姐") if "电线都拖到地上了" in said]
    (shown,) = [message for message in town.posts("王姐") if "photo" in message]
    assert shown["reply_to_message"]["message_id"] == first_card(town, "王姐")


def test_merged_later_the_photo_s_message_follows_the_older_ticket(town: Town):
    town.say("小李", WIRE)
    (photo,) = town.say("小陈", photos=["flying_wire"])
    town.say("小陈", AGAIN)
    town.tap("王姐", "claim")
    assert town.reactions(photo) == "👌"
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    assert town.reactions(photo) == "🎉"
    assert town.offers("group", answers(town, photo)[-1]["message_id"]) == ["confirm", "reopen"]


def test_merged_later_nobody_is_pressed_for_the_one_that_is_void(town: Town):
    town.say("小李", WIRE)
    town.say("小陈", photos=["flying_wire"])
    town.say("小陈", AGAIN)
    town.tap("王姐", "claim")
    town.wait(minutes=20)
    assert not [said for said in town.heard_by("林主任") if "#2" in said]


def test_one_that_somebody_already_holds_is_not_merged_away_under_their_hands(town: Town):
    town.say("小李", WIRE)
    town.say("小陈", photos=["flying_wire"])
    town.tap("陈书记", "claim")
    town.say("小陈", AGAIN)
    assert town.ticket(2).state == "claimed"


def test_a_button_that_says_the_kind_can_show_that_it_is_the_same(town: Town):
    town.say("小李", WIRE)
    town.say("小陈", "5号楼这里要来人看看", photos=["flying_wire"])
    assert tickets(town) == 2
    town.tap("小陈", "kind:flying_wire_charging", chat="group")
    assert (town.ticket(2).state, town.ticket(1).voices) == ("void", 2)


def test_a_joiner_s_edit_does_not_take_the_first_reporter_s_words_away(town: Town):
    town.say("小李", WIRE)
    (second,) = town.say("小陈", AGAIN)
    town.edit("小陈", second, "5号楼飞线充电,都拖到地上了,好几根")
    assert WIRE in town.ticket().words
    assert WIRE in town.heard_by("王姐")[0]


def test_a_joiner_s_correction_does_not_move_the_first_reporter_s_trouble(town: Town):
    town.say("小李", WIRE)
    town.say("小陈", AGAIN)
    town.say("小陈", "说错了,是7号楼")
    assert buildings(town, 1) == ["5"]
    assert tickets(town) == 2
    assert buildings(town, 2) == ["7"]
    assert (town.ticket(1).voices, town.ticket(2).voices) == (1, 1)


def test_a_joiner_s_edit_to_another_building_does_not_move_the_first_reporter_s_trouble(town: Town):
    town.say("小李", WIRE)
    (second,) = town.say("小陈", AGAIN)
    town.edit("小陈", second, "7号楼飞线充电,电线都拖到地上了")
    assert buildings(town, 1) == ["5"]
    assert "5号楼" in town.heard_by("王姐")[0]


def test_nobody_s_name_stands_in_a_group_s_card(open_town):
    town: Town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.say("小李", WIRE)
    town.say("小陈", AGAIN)
    said = "\n".join(town.heard_by("staff") + town.heard_by("王姐"))
    assert "小陈" not in said
    assert "小李" not in said


def test_staff_in_the_group_see_on_the_card_how_many_tell_of_it(open_town):
    town: Town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.say("小李", WIRE)
    town.say("小陈", AGAIN)
    town.say("阿强", AGAIN)
    assert "👥" in town.heard_by("staff")[0]
    assert "3" in town.heard_by("staff")[0]


def test_a_hazard_next_door_in_another_community_is_not_the_same(open_town):
    town: Town = open_town(community=QINZHUANG, newcomers={"王大爷": 1101, "刘书记": 1102})
    town.take_in(BEIZHAN)
    town.do(town.sandbox.town.group, BEIZHAN_GROUP, "北站随手报", members=list(town.people.values()))
    town.groups["beizhan"] = BEIZHAN_GROUP
    town.settle()
    town.say("小李", WIRE)
    town.say("小陈", WIRE, chat="beizhan")
    rows = town.rows("SELECT community_id, voices FROM ticket ORDER BY id")
    assert [tuple(row) for row in rows] == [("qinzhuang", 1), ("beizhan", 1)]
    assert holder_hears(town, "王姐") == []


def test_a_voice_that_comes_while_the_card_is_not_sent_yet_is_heard_all_the_same(town: Town):
    town.say("小李", WIRE, settle=False)
    town.say("小陈", AGAIN, settle=False)
    town.settle()
    assert (tickets(town), town.ticket().voices) == (1, 2)
    assert [said for said in town.heard_by("王姐") if "👥" in said or "电线都拖到地上了" in said]


def test_the_clock_of_the_ladder_is_the_first_report_s(town: Town):
    town.say("小李", WIRE)
    before = town.ticket()
    town.house.clock.move(timedelta(minutes=2))
    town.say("小陈", AGAIN)
    after = town.ticket()
    assert (after.ack_due_at, after.resolve_due_at, after.opened_at) == (
        before.ack_due_at,
        before.resolve_due_at,
        before.opened_at,
    )
