"""Reports and questions in the private chat with the bot, and staff who are reporters too."""

from tests.stories.town import Town

WIRE = "5号楼有飞线充电"


def test_a_rider_who_has_reported_before_may_report_in_private(town: Town):
    town.say("小李", WIRE)
    town.say("小李", "7号楼门口垃圾堆成山了", chat="小李", photos=["garbage"])
    assert town.ticket(2).category == "garbage_pileup"
    assert "#2" in town.heard_by("小李")[-1]
    town.reply("老马", "已处理", photos=["garbage_fixed"])
    assert town.posts("小李")[-1]["photo"]
    assert not [said for said in town.heard_by("group") if "#2" in said]
    town.tap("小李", "confirm")
    assert town.ticket(2).state == "closed"


def test_a_stranger_in_private_is_told_how_this_works(town: Town):
    town.say("路人", WIRE, chat="路人")
    assert town.rows("SELECT id FROM ticket") == []
    assert len(town.heard_by("路人")) == 1


def test_a_gridworker_reports_what_they_see_themselves(town: Town):
    (message,) = town.say("王姐", WIRE, chat="王姐")
    assert town.ticket().category == "flying_wire_charging"
    assert town.reactions(message, "王姐") == "👀"
    assert "#1" in town.heard_by("老赵")[-1]


def test_a_gridworker_who_reported_it_may_claim_and_finish_it(town: Town):
    town.say("王姐", WIRE, photos=["flying_wire"])
    town.reply("王姐", "收到")
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    assert town.ticket().state == "resolved"
    assert town.events() == ["open", "claim", "resolve"]


def test_words_in_private_that_mean_nothing_get_an_answer_all_the_same(town: Town):
    town.say("王姐", "今天天气不错", chat="王姐")
    assert len(town.heard_by("王姐")) == 1
    assert town.rows("SELECT id FROM ticket") == []


def test_staff_who_say_done_without_a_reply_and_hold_one_ticket_are_not_ignored(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    said = len(town.heard_by("王姐"))
    town.say("王姐", "已处理", chat="王姐")
    assert town.ticket().state == "resolved" or len(town.heard_by("王姐")) > said


def test_a_whistle_is_noted_and_answered_rather_than_lost(town: Town):
    town.say("小李", "7号楼门口路面塌了个坑")
    town.reply("老马", "收到")
    (reply,) = town.reply("老马", "吹哨城管委")
    answer = town.posts("老马")[-1]
    assert answer["reply_to_message"]["message_id"] == reply
    assert "#1" in answer["text"]
    assert town.ticket().state == "claimed"
