"""What was joined wrongly comes apart with one tap, and what was nothing is taken back, by a button or in words."""

import json
from datetime import timedelta
from typing import Any

import pytest

from tests.stories.town import Town

WIRE = "5号楼有飞线充电"
AGAIN = "5号楼飞线充电,电线都拖到地上了"
NOTHING = "哦看错了 是做饭的油烟,误报误报"
PIN = (39.1234, 117.2345)


def tickets(town: Town) -> int:
    return len(town.rows("SELECT id FROM ticket"))


def answers(town: Town, message: int, chat: str = "group") -> list[dict[str, Any]]:
    return [shown for shown in town.posts(chat) if shown.get("reply_to_message", {}).get("message_id") == message]


def tap(town: Town, who: str, kind: str, message: int, *, after: timedelta = timedelta(0)) -> None:
    """Let somebody press the second thought of that kind on the receipt of a message, so long after one saw it."""
    receipt = answers(town, message)[0]
    (button,) = [
        button["callback_data"]
        for row in receipt["reply_markup"]["inline_keyboard"]
        for button in row
        if button["callback_data"].split(":")[1] == kind
    ]
    _, deed, _, _, extra = button.split(":", 4)
    town.tap(who, f"{deed}:{extra}", chat="group", message=receipt["message_id"], settle=False)
    town.house.clock.move(after)
    town.settle()


def doubts(town: Town, message: int) -> list[str]:
    """Return the second thoughts that the receipt of a message offers."""
    return town.second_thoughts("group", answers(town, message)[0]["message_id"])


def buildings(town: Town, number: int) -> list[str]:
    kept = town.ticket(number).buildings
    return list(json.loads(kept) if isinstance(kept, str) else kept)


def pictures(town: Town, number: int) -> int:
    query = f"SELECT p.id FROM photo p JOIN ticket t ON t.id = p.ticket_id WHERE t.number = {number}"
    return len(town.rows(f"{query} AND p.purpose = 'before'"))


def heard(town: Town, who: str, words: str) -> list[str]:
    return [said for said in town.heard_by(who) if words in said]


# --------------------------------------------------------------------------- not a report, by button


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


# --------------------------------------------------------------------------- taken back in words


@pytest.mark.parametrize("words", ["看错了,误报", NOTHING, "看错了", "误报", "没事了", "false alarm, sorry"])
def test_words_right_after_the_report_take_it_back_without_a_reply(town: Town, words: str):
    (message,) = town.say("小李", "9栋冒烟了!", photos=["corridor"])
    town.wait(minutes=1)
    (said,) = town.say("小李", words)
    assert (tickets(town), town.ticket().state) == (1, "void")
    assert town.reactions(message) == "🙏"
    assert town.reactions(said) == "👌"
    assert town.buttons("老马") == []


def test_nine_minutes_later_they_still_do(town: Town):
    town.say("小李", WIRE)
    town.sleep(minutes=9)
    town.say("小李", NOTHING)
    assert town.ticket().state == "void"


def test_eleven_minutes_later_they_do_not(town: Town):
    town.say("小李", WIRE)
    town.sleep(minutes=11)
    town.say("小李", "看错了,误报")
    assert (tickets(town), town.ticket().state) == (1, "open")


def test_the_ten_minutes_count_from_the_report_and_not_from_what_was_added_since(town: Town):
    town.say("小李", WIRE)
    for _ in range(7):
        town.house.clock.move(timedelta(seconds=100))
        town.say("小李", photos=["flying_wire"])
    town.say("小李", "看错了,误报")
    assert (tickets(town), town.ticket().state) == (1, "open")


@pytest.mark.parametrize(
    "words", ["是不是误报啊我看2单元电梯在动", "误报吧", "看错了吧", "误报误报", "没事了", "虚惊一场"]
)
def test_what_a_bystander_says_does_nothing(town: Town, words: str):
    town.say("小李", "3号楼电梯里困人了!!")
    (said,) = town.say("路人", words)
    assert (tickets(town), town.ticket().state) == (1, "open")
    assert town.reactions(said) == ""


@pytest.mark.parametrize("words", ["不是误报,是左边那部", "误报吗", "没看错,真的困人了", "谁说误报了"])
def test_the_reporter_s_own_denial_or_question_takes_nothing_back(town: Town, words: str):
    town.say("小李", "3号楼电梯里困人了!!")
    town.say("小李", words)
    assert (tickets(town), town.ticket().state) == (1, "open")


@pytest.mark.parametrize("words", ["没问题", "没事", "乌龙茶洒了", "客户取消这单了", "你看错了吧", "订单发错了"])
def test_a_rider_s_chatter_after_a_report_takes_nothing_back(town: Town, words: str):
    town.say("小李", "9栋冒烟了!")
    town.say("小李", words)
    assert town.ticket().state == "open"


@pytest.mark.parametrize("words", ["看错了,是7号楼", "说错了,是7号楼", "看错楼了,应该是7号楼"])
def test_a_correction_that_names_another_building_corrects_and_takes_nothing_back(town: Town, words: str):
    town.say("小李", WIRE)
    town.say("小李", words)
    assert (tickets(town), town.ticket().state, buildings(town, 1)) == (1, "open", ["7"])
    assert town.heard_by("老马")


def test_taking_back_may_name_the_building_that_was_reported(town: Town):
    town.say("小李", "9栋冒烟了!")
    town.say("小李", "9栋那个是误报,看错了")
    assert town.ticket().state == "void"


def test_the_same_words_about_another_building_take_nothing_back(town: Town):
    town.say("小李", "9栋冒烟了!")
    town.say("小李", "7栋那个是误报")
    assert town.ticket().state == "open"


def test_somebody_is_on_it_already_so_they_hear_it_and_decide(town: Town):
    town.say("小李", "5号楼冒烟了!")
    town.tap("王姐", "claim")
    (said,) = town.say("小李", NOTHING)
    assert (town.ticket().state, tickets(town)) == ("claimed", 1)
    assert heard(town, "王姐", "做饭的油烟")
    assert not heard(town, "老赵", "做饭的油烟")
    assert town.reactions(said) == "👌"
    assert "note" in town.events()


def test_the_words_are_kept_with_the_ticket_that_is_void(town: Town):
    town.say("小李", "9栋冒烟了!")
    town.say("小李", NOTHING)
    (row,) = town.rows("SELECT note FROM event WHERE kind = 'void'")
    assert row.note == NOTHING


def test_the_right_one_of_two_reports_is_taken_back(town: Town):
    town.say("小李", WIRE)
    town.say("小李", "9栋冒烟了!")
    town.say("小李", NOTHING)
    assert (town.ticket(1).state, town.ticket(2).state) == ("open", "void")


def test_the_photo_that_follows_the_taking_back_is_not_buried_with_it(town: Town):
    town.say("小李", "9栋冒烟了!")
    town.say("小李", "看错了,误报")
    town.say("小李", photos=["garbage"])
    assert tickets(town) == 2
    assert (town.ticket(2).state, pictures(town, 2)) == ("open", 1)


def test_taken_back_and_then_told_again_it_is_a_ticket_again(town: Town):
    town.say("小李", "9栋冒烟了!")
    town.say("小李", "看错了,误报")
    town.say("小李", "9栋真的冒烟了!快来人")
    assert (tickets(town), town.ticket(2).state) == (2, "open")
    assert town.ticket(2).recurs_of is None


# --------------------------------------------------------------------------- a voice among several


@pytest.fixture
def joined(town: Town) -> Town:
    """Give 秦庄 where 小李's trouble (message 1) is told of by 小陈, too, with a picture."""
    town.say("小李", WIRE)
    town.say("小陈", AGAIN, photos=["flying_wire"])
    return town


def second(town: Town) -> int:
    (row,) = town.rows("SELECT message_id FROM part WHERE sender_id = 3002")
    return int(row.message_id)


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
    joined.reply("王姐", "已处理", photos=["flying_wire_fixed"])
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


# --------------------------------------------------------------------------- not the same: set apart


def test_the_joiner_says_not_the_same_and_has_a_ticket_of_their_own(joined: Town):
    message = second(joined)
    since = joined.rows("SELECT opened_at FROM report WHERE sender_id = 3002")[0].opened_at
    joined.wait(minutes=4)
    tap(joined, "小陈", "apart", message)
    first, own = joined.ticket(1), joined.ticket(2)
    assert (tickets(joined), first.voices, own.voices) == (2, 1, 1)
    assert (own.state, own.category, buildings(joined, 2)) == ("open", "flying_wire_charging", ["5"])
    assert own.opened_at == since
    assert "#2" in joined.toasts("小陈")[-1]
    assert "split" in joined.events(1)
    assert "split" in joined.events(2)


def test_set_apart_its_clocks_count_from_the_report(joined: Town):
    joined.wait(minutes=4)
    tap(joined, "小陈", "apart", second(joined))
    first, own = joined.ticket(1), joined.ticket(2)
    assert (own.ack_due_at, own.resolve_due_at) == (first.ack_due_at, first.resolve_due_at)


def test_set_apart_its_receipt_speaks_of_the_new_one_and_the_old_one_of_the_old(joined: Town):
    message = second(joined)
    tap(joined, "小陈", "apart", message)
    (receipt,) = answers(joined, message)
    assert "#2" in receipt["text"]
    assert "#1" not in receipt["text"]
    assert doubts(joined, message) == ["undo"]
    assert "#1" in answers(joined, 1)[0]["text"]


def test_set_apart_it_gets_a_card_with_its_own_picture(joined: Town):
    tap(joined, "小陈", "apart", second(joined))
    (card,) = [m for m in joined.posts("王姐") if "#2" in (m.get("caption") or m.get("text", "")) and "photo" in m]
    assert "reply_markup" in card
    assert (pictures(joined, 1), pictures(joined, 2)) == (0, 1)


def test_set_apart_each_reporter_follows_their_own(joined: Town):
    message = second(joined)
    tap(joined, "小陈", "apart", message)
    joined.tap("王姐", "claim", message=joined.posts("王姐")[0]["message_id"])
    assert joined.reactions(1) == "👌"
    assert joined.reactions(message) == "👀"


def test_staff_may_set_apart_and_another_rider_may_not(joined: Town):
    message = second(joined)
    tap(joined, "小李", "apart", message)
    tap(joined, "阿强", "apart", message)
    assert tickets(joined) == 1
    assert joined.toasts("小李")[-1]
    assert joined.toasts("阿强")[-1]
    tap(joined, "王姐", "apart", message)
    assert tickets(joined) == 2


def test_pressed_twice_it_is_set_apart_once(joined: Town):
    message = second(joined)
    own = joined.rows("SELECT id FROM report WHERE sender_id = 3002")[0].id
    receipt = answers(joined, message)[0]["message_id"]
    for _ in range(2):
        joined.tap("小陈", f"apart:{own}", chat="group", message=receipt, settle=False)
    joined.settle()
    assert tickets(joined) == 2
    assert len(joined.toasts("小陈")) == 2


def test_set_apart_after_a_claim_the_new_one_is_nobody_s_yet(joined: Town):
    joined.tap("王姐", "claim")
    tap(joined, "小陈", "apart", second(joined))
    assert (joined.ticket(1).state, joined.ticket(2).state, joined.ticket(2).holder_id) == ("claimed", "open", None)
    assert "claim" in joined.offers("老赵")


def test_of_what_is_fixed_nothing_is_set_apart_any_more(joined: Town):
    joined.reply("王姐", "收到")
    joined.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    assert doubts(joined, second(joined)) == []


def test_set_apart_and_told_of_by_a_third_it_is_joined_once_and_not_to_both(joined: Town):
    tap(joined, "小陈", "apart", second(joined))
    joined.say("阿强", AGAIN)
    assert tickets(joined) == 2
    assert joined.ticket(1).voices + joined.ticket(2).voices == 3


def test_merged_by_later_words_it_can_be_set_apart_as_well(town: Town):
    town.say("小李", WIRE)
    (photo,) = town.say("小陈", photos=["flying_wire"])
    town.say("小陈", AGAIN)
    tap(town, "小陈", "apart", photo)
    own = town.ticket(3)
    assert (own.state, own.category, pictures(town, 3)) == ("open", "flying_wire_charging", 1)
    assert "#3" in answers(town, photo)[0]["text"]


# --------------------------------------------------------------------------- something else: split off


def test_a_photo_that_joined_by_mistake_is_split_off_with_one_tap(town: Town):
    (message,) = town.say("小李", WIRE)
    assert doubts(town, message) == ["undo"]
    town.wait(minutes=1)
    (photo,) = town.say("小李", photos=["garbage"])
    assert doubts(town, message) == ["split", "undo"]
    tap(town, "小李", "split", message)
    assert (tickets(town), pictures(town, 1), pictures(town, 2)) == (2, 0, 1)
    (receipt,) = answers(town, photo)
    assert "#2" in receipt["text"]
    assert town.offers("group", receipt["message_id"])
    assert "#2" in town.toasts("小李")[-1]


def test_split_off_it_counts_from_its_own_message(town: Town):
    (message,) = town.say("小李", WIRE)
    town.wait(minutes=1)
    town.say("小李", photos=["garbage"])
    sent = town.rows("SELECT sent_at FROM part ORDER BY id")[1].sent_at
    town.wait(minutes=3)
    before = town.ticket(1)
    tap(town, "小李", "split", message)
    assert town.ticket(2).opened_at == sent
    after = town.ticket(1)
    assert (after.opened_at, after.ack_due_at, after.resolve_due_at) == (
        before.opened_at,
        before.ack_due_at,
        before.resolve_due_at,
    )


def test_what_only_the_message_that_left_had_told_is_forgotten(town: Town):
    (message,) = town.say("小李", photos=["garbage"])
    town.say("小李", WIRE)
    assert (town.ticket().category, buildings(town, 1)) == ("flying_wire_charging", ["5"])
    tap(town, "小李", "split", message)
    first, own = town.ticket(1), town.ticket(2)
    assert (first.category, buildings(town, 1), first.words) == (None, [], "")
    assert (own.category, buildings(town, 2), own.words) == ("flying_wire_charging", ["5"], WIRE)
    assert town.offers("group", answers(town, message)[0]["message_id"])
    assert (pictures(town, 1), pictures(town, 2)) == (1, 0)


def test_what_both_had_told_is_kept_by_both(town: Town):
    (message,) = town.say("小李", WIRE)
    town.say("小李", "5号楼2单元也有飞线充电", photos=["flying_wire"])
    assert (tickets(town), town.ticket().unit) == (1, "2")
    tap(town, "小李", "split", message)
    assert (town.ticket(1).unit, buildings(town, 1)) == (None, ["5"])
    assert (town.ticket(2).unit, buildings(town, 2)) == ("2", ["5"])


def test_a_place_on_the_map_that_leaves_is_forgotten_too(town: Town):
    (message,) = town.say("小李", "5号楼路灯坏了")
    town.say("小李", location=PIN)
    assert round(town.ticket(1).latitude, 4) == PIN[0]
    tap(town, "小李", "split", message)
    assert town.ticket(1).latitude is None
    assert round(town.ticket(2).latitude, 4) == PIN[0]


def test_a_sibling_of_the_album_is_never_offered_to_be_split_off(town: Town):
    first = town.show("小李", "77", "flying_wire", WIRE)
    town.show("小李", "77", "corridor")
    assert doubts(town, first) == ["undo"]


def test_of_three_messages_the_last_one_leaves(town: Town):
    (message,) = town.say("小李", WIRE)
    town.say("小李", photos=["flying_wire"])
    town.say("小李", photos=["garbage"])
    tap(town, "小李", "split", message)
    assert (tickets(town), pictures(town, 1), pictures(town, 2)) == (2, 1, 1)
    tap(town, "小李", "split", message)
    assert (tickets(town), pictures(town, 1), pictures(town, 3)) == (3, 0, 1)
    assert doubts(town, message) == ["undo"]


def test_a_whole_album_that_joined_by_mistake_leaves_as_one(town: Town):
    (message,) = town.say("小李", WIRE)
    town.say("小李", photos=["garbage", "corridor"])
    assert pictures(town, 1) == 2
    tap(town, "小李", "split", message)
    assert (tickets(town), pictures(town, 1), pictures(town, 2)) == (2, 0, 2)


def test_another_rider_cannot_split_and_staff_can(town: Town):
    (message,) = town.say("小李", WIRE)
    town.say("小李", photos=["garbage"])
    tap(town, "小陈", "split", message)
    assert tickets(town) == 1
    assert town.toasts("小陈")[-1]
    tap(town, "王姐", "split", message)
    assert tickets(town) == 2


def test_pressed_twice_only_one_message_leaves(town: Town):
    (message,) = town.say("小李", WIRE)
    town.say("小李", photos=["flying_wire"])
    town.say("小李", photos=["garbage"])
    receipt = answers(town, message)[0]
    data = receipt["reply_markup"]["inline_keyboard"][-1][0]["callback_data"].split(":", 4)
    for _ in range(2):
        town.tap("小李", f"split:{data[4]}", chat="group", message=receipt["message_id"], settle=False)
    town.settle()
    assert (tickets(town), pictures(town, 1)) == (2, 1)
    assert len(town.toasts("小李")) == 2


def test_split_off_while_somebody_is_on_it_both_are_live(town: Town):
    (message,) = town.say("小李", WIRE)
    town.tap("王姐", "claim")
    town.say("小李", photos=["garbage"])
    tap(town, "小李", "split", message)
    assert (town.ticket(1).state, town.ticket(2).state) == ("claimed", "open")


def test_split_off_words_that_tell_of_a_known_trouble_do_not_go_back_to_where_they_were(town: Town):
    (message,) = town.say("小李", WIRE)
    town.say("小李", "5号楼2单元也有飞线充电", photos=["flying_wire"])
    tap(town, "小李", "split", message)
    assert (town.ticket(1).voices, town.ticket(2).voices) == (1, 1)
    assert town.ticket(2).state == "open"


def test_after_a_split_the_next_photo_goes_with_what_was_split_off(town: Town):
    (message,) = town.say("小李", WIRE)
    town.say("小李", photos=["garbage"])
    tap(town, "小李", "split", message)
    town.say("小李", photos=["garbage"])
    assert (tickets(town), pictures(town, 1) + pictures(town, 2)) == (2, 2)


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
