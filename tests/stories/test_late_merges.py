"""It shows only later, or only in a picture, that two tell of one trouble; and a joiner's slips move nobody else's."""

import pytest

from tests.stories.doubts import AGAIN, WIRE, answers, buildings, tickets
from tests.stories.town import Town


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
    town.reply("王姐", "已处理")
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
