""" "Something else": a message that was joined by mistake becomes a report of its own, and takes what it told along."""

from tests.stories.doubts import PIN, WIRE, answers, buildings, doubts, pictures, tap, tickets
from tests.stories.town import Town


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
