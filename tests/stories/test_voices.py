"""Several people tell of one trouble: one ticket, every voice counted, every reporter told of every stage."""

from datetime import timedelta

from tests.stories.doubts import AGAIN, PIN, WIRE, answers, tickets
from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import Town


def holder_hears(town: Town, who: str) -> list[str]:
    """Return what somebody hears in reply to the first card they got."""
    return [shown.get("text") or shown.get("caption") or "" for shown in answers(town, first_card(town, who), who)]


def first_card(town: Town, who: str) -> int:
    return int(town.posts(who)[0]["message_id"])


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
    town.reply("王姐", "已处理")
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
