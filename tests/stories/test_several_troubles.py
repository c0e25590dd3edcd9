"""One text with two troubles is two tickets: each with its card, receipt and fate, and never a third by an edit."""

from typing import Any

import pytest

from tests.stories.doubts import PIN, answers, buildings, pictures, tickets
from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import Town

BOTH = "5、6号楼之间垃圾三天没拉了,5-7号楼都没暖气"
EDITED = "5、6号楼之间垃圾三天没拉了,5到8号楼都没暖气,屋里才14度"


@pytest.fixture
def two(town: Town) -> Town:
    """Give 秦庄 where 小李 has told of garbage (#1) and of no heating (#2) in message 1."""
    town.say("小李", BOTH)
    return town


def receipts(town: Town, message: int = 1) -> list[dict[str, Any]]:
    return answers(town, message)


def card(town: Town, who: str, number: int) -> int:
    (found,) = [
        shown["message_id"]
        for shown in town.posts(who)
        if shown.get("reply_markup") and f"#{number} " in (shown.get("text") or shown.get("caption") or "")
    ]
    return int(found)


def notes(town: Town, number: int) -> list[str]:
    query = "SELECT e.note FROM event e JOIN ticket t ON t.id = e.ticket_id WHERE t.number = {} AND e.kind = 'note'"
    return [row.note for row in town.rows(query.format(number))]


def test_two_troubles_in_one_text_are_two_tickets_each_with_its_own_place(two: Town):
    assert tickets(two) == 2
    assert (two.ticket(1).category, buildings(two, 1)) == ("garbage_pileup", ["5", "6"])
    assert (two.ticket(2).category, buildings(two, 2)) == ("no_heating", ["5", "6", "7"])


def test_each_has_a_receipt_in_reply_to_the_same_message(two: Town):
    first, second = receipts(two)
    assert "#1" in first["text"]
    assert "#2" in second["text"]
    assert two.reactions(1) == "👀"
    for receipt in (first, second):
        assert two.second_thoughts("group", receipt["message_id"]) == ["undo"]


def test_each_has_a_card(two: Town):
    assert card(two, "王姐", 1) != card(two, "王姐", 2)


def test_troubles_in_two_grids_go_to_two_gridworkers(town: Town):
    town.say("小李", "5号楼垃圾没人清,7号楼路灯不亮")
    assert tickets(town) == 2
    assert "#1" in town.heard_by("王姐")[0]
    assert len(town.posts("王姐")) == 1
    assert "#2" in town.heard_by("老马")[0]
    assert len(town.posts("老马")) == 1


def test_three_troubles_are_three_tickets(town: Town):
    town.say("小李", "5号楼垃圾没人清,路灯也不亮,电梯坏了")
    kinds = [row.category for row in town.rows("SELECT category FROM ticket ORDER BY number")]
    assert kinds == ["garbage_pileup", "streetlight_fault", "elevator_fault"]
    assert len(receipts(town)) == 3


def test_an_edit_puts_right_the_one_it_is_about_and_makes_no_third(two: Town):
    before = [two.ticket(number) for number in (1, 2)]
    two.edit("小李", 1, EDITED)
    assert tickets(two) == 2
    assert buildings(two, 1) == ["5", "6"]
    assert buildings(two, 2) == ["5", "6", "7", "8"]
    after = [two.ticket(number) for number in (1, 2)]
    for was, now in zip(before, after, strict=True):
        assert (now.category, now.opened_at, now.ack_due_at) == (was.category, was.opened_at, was.ack_due_at)
        assert "14度" in now.words
    assert len(receipts(two)) == 2


def test_an_edit_that_leaves_one_trouble_out_does_not_turn_it_into_the_other(two: Town):
    two.edit("小李", 1, "5、6号楼之间垃圾三天没拉了")
    assert tickets(two) == 2
    assert (two.ticket(2).category, buildings(two, 2)) == ("no_heating", ["5", "6", "7"])
    assert (two.ticket(1).category, buildings(two, 1)) == ("garbage_pileup", ["5", "6"])


def test_an_edit_that_adds_a_trouble_to_one_report_does_not_turn_it_into_the_other(town: Town):
    (message,) = town.say("小李", "5号楼垃圾没人清")
    town.edit("小李", message, "5号楼垃圾没人清,7号楼路灯不亮")
    assert (town.ticket(1).category, buildings(town, 1)) == ("garbage_pileup", ["5"])


def test_a_photo_after_it_goes_with_both(two: Town):
    two.wait(minutes=1)
    (photo,) = two.say("小李", photos=["garbage"])
    assert (tickets(two), pictures(two, 1), pictures(two, 2)) == (2, 1, 1)
    assert two.reactions(photo) == "👀"
    shown = [m["reply_to_message"]["message_id"] for m in two.posts("王姐") if "photo" in m]
    assert sorted(shown) == sorted([card(two, "王姐", 1), card(two, "王姐", 2)])


def test_a_pin_after_it_goes_with_both(two: Town):
    two.say("小李", location=PIN)
    for number in (1, 2):
        assert round(two.ticket(number).latitude, 4) == PIN[0]


def test_a_pin_before_it_goes_with_both(town: Town):
    town.say("小李", location=PIN)
    town.say("小李", BOTH)
    assert [round(town.ticket(number).latitude or 0, 4) for number in (1, 2)] == [PIN[0], PIN[0]]


def test_the_photo_it_is_the_caption_of_goes_with_both(town: Town):
    town.say("小李", BOTH, photos=["garbage"])
    assert (tickets(town), pictures(town, 1), pictures(town, 2)) == (2, 1, 1)
    assert len([m for m in town.posts("王姐") if "photo" in m and m.get("reply_markup")]) == 2


def test_an_album_goes_with_both_whole(town: Town):
    town.say("小李", BOTH, photos=["garbage", "corridor", "sewage"])
    assert (tickets(town), pictures(town, 1), pictures(town, 2)) == (2, 3, 3)


def test_words_after_it_go_with_the_one_whose_kind_they_name(two: Town):
    two.say("小李", "垃圾在2单元门口")
    assert tickets(two) == 2
    assert (two.ticket(1).unit, two.ticket(2).unit) == ("2", None)


def test_what_staff_reply_to_the_message_goes_to_the_one_their_words_name(two: Town):
    two.say("王姐", "暖气报供热公司", answering=1)
    assert notes(two, 2) == ["暖气报供热公司"]
    assert notes(two, 1) == []
    two.say("王姐", "垃圾我找环卫", answering=1)
    assert notes(two, 2) == ["暖气报供热公司"]


@pytest.mark.parametrize(("words", "number"), [("暖气我收到了", 2), ("垃圾收到", 1), ("收到", 1), ("马上到", 1)])
def test_a_claim_in_reply_to_the_message_takes_the_one_it_names_else_the_first(two: Town, words: str, number: int):
    two.say("王姐", words, answering=1)
    states = {1: "open", 2: "open"} | {number: "claimed"}
    assert {n: two.ticket(n).state for n in (1, 2)} == states


def test_a_reply_to_a_receipt_is_about_that_one_whatever_it_names(two: Town):
    _, second = receipts(two)
    two.say("王姐", "收到", answering=second["message_id"])
    assert (two.ticket(1).state, two.ticket(2).state) == ("open", "claimed")


def test_one_fixed_and_the_other_not_are_told_apart(two: Town):
    two.tap("王姐", "claim", message=card(two, "王姐", 1))
    two.reply("王姐", "已处理", to=card(two, "王姐", 1))
    assert (two.ticket(1).state, two.ticket(2).state) == ("resolved", "open")
    results = [m for m in receipts(two) if two.offers("group", m["message_id"]) == ["confirm", "reopen"]]
    assert len(results) == 1
    assert "#1" in results[0]["text"]


def test_one_taken_back_by_button_leaves_the_other(two: Town):
    _, second = receipts(two)
    own = two.rows("SELECT r.id FROM report r JOIN ticket t ON t.id = r.ticket_id WHERE t.number = 2")[0].id
    two.tap("小李", f"undo:{own}", chat="group", message=second["message_id"])
    assert (two.ticket(1).state, two.ticket(2).state) == ("open", "void")


def test_when_one_of_them_is_known_already_only_the_other_is_new(town: Town):
    town.say("小李", "5号楼垃圾没人清")
    (message,) = town.say("小陈", "5号楼垃圾没人清,7号楼路灯不亮")
    assert tickets(town) == 2
    assert (town.ticket(1).voices, town.ticket(2).voices) == (2, 1)
    assert ["#1" in shown["text"] for shown in receipts(town, message)] == [True, False]
    assert town.ticket(2).category == "streetlight_fault"


def test_when_both_are_known_already_both_get_another_voice(two: Town):
    (message,) = two.say("小陈", BOTH)
    assert tickets(two) == 2
    assert (two.ticket(1).voices, two.ticket(2).voices) == (2, 2)
    for receipt in receipts(two, message):
        assert two.second_thoughts("group", receipt["message_id"]) == ["apart", "undo"]


def test_a_photo_split_off_from_one_of_them_stays_with_the_other(two: Town):
    two.say("小李", photos=["garbage"])
    part = two.rows("SELECT p.id, p.report_id FROM part p ORDER BY p.id")
    first = receipts(two)[0]
    own = two.rows("SELECT r.id FROM report r JOIN ticket t ON t.id = r.ticket_id WHERE t.number = 1")[0].id
    (leaving,) = [row.id for row in part if row.report_id == own][1:]
    two.tap("小李", f"split:{own}.{leaving}", chat="group", message=first["message_id"])
    assert (tickets(two), pictures(two, 1), pictures(two, 2), pictures(two, 3)) == (3, 0, 1, 1)


def test_one_set_apart_from_somebody_else_s_leaves_the_picture_of_its_twin(town: Town):
    town.say("小李", "5号楼垃圾没人清")
    (message,) = town.say("小陈", "5号楼垃圾没人清,7号楼路灯不亮", photos=["garbage"])
    joined = town.rows("SELECT id FROM report WHERE merged")[0].id
    town.tap("小陈", f"apart:{joined}", chat="group", message=receipts(town, message)[0]["message_id"])
    assert tickets(town) == 3
    assert (town.ticket(3).category, buildings(town, 3)) == ("garbage_pileup", ["5"])
    assert (pictures(town, 2), pictures(town, 3)) == (1, 1)


def test_a_dispute_told_in_one_breath_with_clutter_is_not_echoed_into_the_group(open_town):
    town: Town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.say("小李", "5号楼两家吵起来了,为了楼道放鞋柜")
    assert tickets(town) == 2
    assert [row.restricted for row in town.rows("SELECT restricted FROM ticket ORDER BY number")] == [1, 0]
    assert "吵起来" not in "".join(town.heard_by("staff"))


def test_urgency_is_of_the_one_it_was_said_of(town: Town):
    town.say("小李", "5号楼路灯不亮,6号楼电梯困人了")
    severities = {row.category: row.severity for row in town.rows("SELECT category, severity FROM ticket")}
    assert severities == {"streetlight_fault": "normal", "elevator_trapped": "emergency"}
