"""Two conversations in which one report comes in pieces: words before photos, photos before words, a pin at the end."""

import pytest

from tests.stories.conversation import (
    Conversation,
    buildings,
    holder,
    notes,
    numbers,
    pictures,
    public,
)

WIRE = "5号楼这边有飞线充电现象,电线垂在过道上看起来有点危险,需要赶紧去看看。"


# ------------------------------------------------------- words, then photos, then thanks


def report_a_wire(talk: Conversation) -> None:
    talk.line("00:00", "小李", WIRE)
    talk.line("00:21", "小李", photos=["flying_wire"])
    talk.line("00:25", "小李", photos=["corridor"])


def tell_of_the_wire(talk: Conversation) -> None:
    """Tell all of it; 王姐, the first on the spot, presses what she is asked."""
    report_a_wire(talk)
    talk.line("01:40", "老赵", "收到")
    talk.line("02:10", "王姐", "我正好在3号楼,马上到")
    talk.press("王姐", 5, "on_the_way")
    talk.line("09:30", "王姐", "到了,是2单元302的,在做工作", answering=talk.said[1])
    talk.line("10:05", "小徐", "今天这单子爆了😂")
    talk.line("24:50", "王姐", "已处理,线收了,业主答应去充电棚充", photos=["flying_wire_fixed"])
    talk.press("王姐", 8, "resolve")
    talk.line("25:30", "小李", "👍太快了")
    talk.line("26:00", "陈书记", "辛苦了")
    talk.sticker("26:00", "陈书记", "👍")


def test_two_photos_half_a_minute_after_the_words_make_one_ticket_with_its_place(talk: Conversation):
    report_a_wire(talk)
    town, ticket = talk.town, talk.town.ticket()
    assert (numbers(town), pictures(town)) == ([1], 2)
    assert (ticket.category, buildings(town), ticket.landmark) == ("flying_wire_charging", ["5"], "过道")
    assert ticket.urgent
    assert len(talk.answers(1)) == 1
    assert [town.reactions(message) for message in talk.said[1:]] == ["👀"] * 3
    assert len([post for post in town.posts("王姐") if "photo" in post]) == 2


def test_received_and_on_my_way_are_asked_about_and_bind_nobody_before_a_press(talk: Conversation):
    report_a_wire(talk)
    talk.line("01:40", "老赵", "收到")
    talk.line("02:10", "王姐", "我正好在3号楼,马上到")
    for number, deed in ((4, "claim"), (5, "on_the_way")):
        (asked,) = talk.answers(number)
        assert talk.town.offers("group", asked["message_id"]) == [deed]
        assert "#1" in asked["reply_markup"]["inline_keyboard"][0][0]["text"]
    assert (talk.town.ticket().state, holder(talk.town)) == ("open", None)
    assert numbers(talk.town) == [1]


def test_the_first_on_the_spot_leads_and_the_other_hears_who_it_is(talk: Conversation):
    report_a_wire(talk)
    talk.line("01:40", "老赵", "收到")
    talk.line("02:10", "王姐", "我正好在3号楼,马上到")
    talk.press("王姐", 5, "on_the_way")
    talk.press("老赵", 4, "claim")
    assert holder(talk.town) == "王姐"
    assert "王姐" in talk.town.toasts("老赵")[-1]


def test_one_who_is_on_the_way_does_not_take_it_from_the_one_who_has_it(talk: Conversation):
    report_a_wire(talk)
    talk.line("01:40", "老赵", "收到")
    talk.press("老赵", 4, "claim")
    talk.line("02:10", "王姐", "我正好在3号楼,马上到")
    assert holder(talk.town) == "老赵"
    assert "老赵" in talk.answers(1)[0]["text"]


def test_whose_door_it_is_stays_among_those_who_handle_it(talk: Conversation):
    tell_of_the_wire(talk)
    assert "到了,是2单元302的,在做工作" in notes(talk.town)
    assert "302" not in public(talk.town)


def test_the_wire_is_gone_within_half_an_hour_and_the_photo_shows_it(talk: Conversation):
    tell_of_the_wire(talk)
    town = talk.town
    assert (numbers(town), town.ticket().state, holder(town)) == ([1], "resolved", "王姐")
    assert "escalate" not in town.events()
    assert town.reactions(talk.said[1]) == "🎉"
    assert (pictures(town), pictures(town, purpose="after")) == (2, 1)
    assert any("photo" in post and "#1" in post["caption"] for post in talk.answers(1))


def test_chatter_and_thanks_around_a_report_are_left_alone(talk: Conversation):
    tell_of_the_wire(talk)
    assert talk.unanswered(7, 9, 10)
    assert talk.town.ticket().words == WIRE


# ------------------------------------------------------- photos first, words later, a correction, a pin


def report_sewage(talk: Conversation) -> None:
    talk.line("00:00", "小陈", photos=["sewage"])
    talk.line("00:04", "小陈", photos=["manhole"])
    talk.line("00:50", "刘阿姨", "明天谁去团菜呀")
    talk.line("01:15", "小陈", "下水井往外冒水,臭死了,六号楼后面")
    talk.line("01:30", "小陈", "说错了,是8号楼")
    talk.line("03:40", "小陈", location=(39.1234, 117.2345))


def tell_of_the_sewage(talk: Conversation) -> None:
    report_sewage(talk)
    talk.line("05:00", "老马", "收到,哪个单元那边?")
    talk.press("老马", 7, "claim")
    talk.line("05:20", "小陈", "靠快递柜这边")
    talk.line("06:10", "老马", "知道了在路上")
    talk.line("58:00", "老马", "叫排水所来抽了,正在弄")
    talk.line("96:00", "老马", "处理好了", photos=["sewage_fixed", "manhole_fixed"])


def test_photos_join_the_words_although_somebody_else_spoke_in_between(talk: Conversation):
    report_sewage(talk)
    assert (numbers(talk.town), pictures(talk.town)) == ([1], 2)
    assert talk.town.ticket().category == "sewage_overflow"
    assert "团菜" not in talk.town.ticket().words
    assert talk.unanswered(3)
    assert len(talk.answers(1)) == 1


def test_a_building_said_wrong_is_put_right_in_words(talk: Conversation):
    report_sewage(talk)
    assert buildings(talk.town) == ["8"]
    assert "8号楼" in talk.answers(1)[0]["text"]
    assert any("#1" in said for said in talk.town.heard_by("老马"))


def test_the_pin_two_minutes_after_the_last_word_still_joins(talk: Conversation):
    report_sewage(talk)
    assert talk.town.ticket().latitude == pytest.approx(39.1234, abs=1e-4)
    assert talk.town.reactions(talk.said[6]) == "👀"


def test_received_with_a_question_is_a_claim_of_whoever_presses(talk: Conversation):
    report_sewage(talk)
    talk.line("05:00", "老马", "收到,哪个单元那边?")
    talk.press("老马", 7, "claim")
    assert (talk.town.ticket().state, holder(talk.town)) == ("claimed", "老马")
    assert talk.town.reactions(talk.said[1]) == "👌"


def test_what_the_reporter_answers_to_the_question_of_staff_is_kept(talk: Conversation):
    tell_of_the_sewage(talk)
    assert "靠快递柜这边" in talk.town.ticket().words
    assert talk.town.ticket().landmark in ("快递柜", "楼后")


def test_what_staff_say_of_their_own_work_is_no_further_report(talk: Conversation):
    tell_of_the_sewage(talk)
    assert numbers(talk.town) == [1]


def test_two_photos_of_the_fix_are_proof_of_the_one_who_holds_it(talk: Conversation):
    tell_of_the_sewage(talk)
    talk.press("老马", 11, "resolve")
    assert talk.town.ticket().state == "resolved"
    assert (pictures(talk.town), pictures(talk.town, purpose="after")) == (2, 2)
