""" "Not the same": a report that was merged into another's ticket gets one of its own, with its own clocks."""

import pytest

from tests.stories.doubts import AGAIN, WIRE, answers, buildings, doubts, pictures, second, tap, tickets
from tests.stories.town import Town


@pytest.fixture
def joined(town: Town) -> Town:
    """Give 秦庄 where 小李's trouble (message 1) is told of by 小陈, too, with a picture."""
    town.say("小李", WIRE)
    town.say("小陈", AGAIN, photos=["flying_wire"])
    return town


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
    joined.reply("王姐", "已处理")
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
