"""One report comes in pieces: album, second photo, pin, words. Which pieces belong together, and which do not."""

from tests.stories.town import Town

WIRE = "5号楼有飞线充电"
PIN = (39.1234, 117.2345)


def tickets(town: Town) -> int:
    return len(town.rows("SELECT id FROM ticket"))


def pictures(town: Town, number: int = 1) -> int:
    query = f"SELECT p.id FROM photo p JOIN ticket t ON t.id = p.ticket_id WHERE t.number = {number}"
    query += " AND p.purpose = 'before'"
    return len(town.rows(query))


def test_a_photo_without_words_is_still_a_report(town: Town):
    (message,) = town.say("小李", photos=["sewage"])
    assert town.reactions(message) == "👀"
    assert tickets(town) == 1
    assert town.offers("group")


def test_words_alone_are_a_report(town: Town):
    town.say("小李", WIRE)
    assert town.ticket().category == "flying_wire_charging"
    assert pictures(town) == 0


def test_chatter_costs_nothing_and_is_not_answered(town: Town):
    for words in ("大家吃饭了吗", "哈哈哈", "😀😀😀", "谢谢师傅", "今天单子真多"):
        (message,) = town.say("小李", words)
        assert town.reactions(message) == ""
    assert tickets(town) == 0
    assert town.heard_by("group") == []


def test_an_album_is_one_ticket_and_shows_all_its_pictures(town: Town):
    messages = town.say("小李", WIRE, photos=["flying_wire", "corridor", "garbage"])
    assert len(messages) == 3
    assert (tickets(town), pictures(town)) == (1, 3)
    assert town.reactions(messages[0]) == "👀"
    assert len([said for said in town.heard_by("group") if "#1" in said]) == 1
    shown = [message for message in town.posts("王姐") if "photo" in message]
    assert len(shown) == 3


def test_captions_on_every_part_of_an_album_are_kept(town: Town):
    parts = {"5号楼有飞线充电": "flying_wire", "2单元门口": "corridor", "昨天就这样了": "garbage"}
    first, *_ = [town.show("小李", "77", scene, words) for words, scene in parts.items()]
    assert tickets(town) == 1
    assert town.reactions(first) == "👀"
    for words in parts:
        assert words in town.ticket().words


def test_a_sibling_of_the_album_joins_even_ten_minutes_later(town: Town):
    first = town.show("小李", "77", "flying_wire", WIRE)
    town.wait(minutes=10)
    late = town.show("小李", "77", "corridor")
    assert (tickets(town), pictures(town)) == (1, 2)
    assert town.reactions(first) == town.reactions(late) == "👀"


def test_two_albums_within_two_minutes_of_two_riders_are_two_tickets(town: Town):
    town.show("小李", "77", "flying_wire", WIRE)
    town.show("小陈", "78", "garbage", "7号楼垃圾堆成山了")
    town.show("小李", "77", "corridor")
    town.show("小陈", "78", "garbage")
    assert (tickets(town), pictures(town, 1), pictures(town, 2)) == (2, 2, 2)


def test_a_second_photo_within_two_minutes_joins_the_report(town: Town):
    town.say("小李", WIRE, photos=["flying_wire"])
    town.wait(minutes=1)
    town.say("小李", photos=["corridor"])
    assert (tickets(town), pictures(town)) == (1, 2)
    assert len([message for message in town.posts("王姐") if "photo" in message]) == 2


def test_after_two_minutes_a_photo_alone_is_a_new_report(town: Town):
    town.say("小李", WIRE, photos=["flying_wire"])
    town.wait(minutes=3)
    town.say("小李", photos=["garbage"])
    assert (tickets(town), pictures(town, 1), pictures(town, 2)) == (2, 1, 1)


def test_a_pin_within_two_minutes_joins_the_report(town: Town):
    town.say("小李", "路灯坏了")
    town.say("小李", location=PIN)
    ticket = town.ticket()
    assert (round(ticket.latitude, 4), round(ticket.longitude, 4)) == PIN
    assert tickets(town) == 1


def test_a_pin_first_and_then_the_words(town: Town):
    town.say("小李", location=PIN)
    assert tickets(town) == 0
    town.wait(minutes=1)
    town.say("小李", WIRE)
    assert tickets(town) == 1
    assert round(town.ticket().latitude, 4) == PIN[0]


def test_a_pin_that_nothing_follows_is_no_report(town: Town):
    town.say("小李", location=PIN)
    town.wait(minutes=3)
    town.say("小李", WIRE)
    assert town.ticket().latitude is None


def test_words_first_and_then_the_photo(town: Town):
    town.say("小李", WIRE)
    town.wait(minutes=1)
    town.say("小李", photos=["flying_wire"])
    assert (tickets(town), pictures(town)) == (1, 1)
    assert [message for message in town.posts("王姐") if "photo" in message]


def test_a_photo_first_and_then_the_words(town: Town):
    town.say("小李", photos=["flying_wire"])
    town.wait(minutes=1)
    town.say("小李", WIRE)
    assert tickets(town) == 1
    ticket = town.ticket()
    assert ticket.category == "flying_wire_charging"
    assert "5" in ticket.buildings
    assert town.offers("group") == []


def test_what_others_say_in_between_does_not_join(town: Town):
    town.say("小李", photos=["flying_wire"])
    town.say("小陈", "哪里啊")
    town.say("阿强", "好的好的")
    town.say("小李", WIRE)
    assert tickets(town) == 1
    assert "哪里" not in town.ticket().words
    assert "好的" not in town.ticket().words


def test_another_rider_s_photo_in_between_is_a_report_of_its_own(town: Town):
    town.say("小李", WIRE, photos=["flying_wire"])
    town.say("小陈", photos=["garbage"])
    town.say("小李", photos=["corridor"])
    assert tickets(town) == 2
    assert (pictures(town, 1), pictures(town, 2)) == (2, 1)


def test_another_problem_within_two_minutes_is_another_ticket(town: Town):
    town.say("小李", WIRE, photos=["flying_wire"])
    town.say("小李", "7号楼门口垃圾堆成山了", photos=["garbage"])
    assert tickets(town) == 2
    assert town.ticket(2).category == "garbage_pileup"
    assert town.heard_by("老马")


def test_an_hour_later_a_photo_in_reply_to_one_s_own_report_still_joins(town: Town):
    (message,) = town.say("小李", WIRE)
    town.wait(hours=1)
    town.say("小李", photos=["flying_wire"], answering=message)
    assert (tickets(town), pictures(town)) == (1, 1)
