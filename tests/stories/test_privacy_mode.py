"""Privacy mode: the bot hears commands, mentions and replies to itself alone; reports get through all the same."""

import pytest

from tests.stories.town import Town

WIRE = "5号楼有飞线充电"


@pytest.fixture
def private_town(open_town) -> Town:
    """Give 秦庄 with a bot that is a plain member and hears only what is said to it."""
    town: Town = open_town(privacy_mode=True, bot_status="member")
    return town


def test_plain_words_are_not_heard(private_town: Town):
    (message,) = private_town.say("小李", WIRE)
    assert private_town.rows("SELECT id FROM ticket") == []
    assert private_town.reactions(message) == ""


def test_the_report_command_is_a_report(private_town: Town):
    (message,) = private_town.say("小李", f"/report {WIRE}")
    ticket = private_town.ticket()
    assert (ticket.category, ticket.words) == ("flying_wire_charging", WIRE)
    assert private_town.reactions(message) == "👀"
    assert "/report" not in private_town.heard_by("王姐")[-1]


def test_the_command_with_the_bot_s_name_is_a_report(private_town: Town):
    private_town.say("小李", f"/report@qianshao_bot {WIRE}")
    assert private_town.ticket().words == WIRE


def test_another_bot_s_command_is_none_of_ours(private_town: Town):
    private_town.say("小李", f"/report@other_bot {WIRE}")
    assert private_town.rows("SELECT id FROM ticket") == []


def test_a_photo_with_the_command_as_its_caption_is_a_report(private_town: Town):
    private_town.say("小李", f"/report {WIRE}", photos=["flying_wire"])
    assert private_town.ticket().words == WIRE
    assert private_town.posts("王姐")[-1]["photo"]


def test_the_command_in_reply_to_one_s_own_photo_reports_the_photo(private_town: Town):
    (photo,) = private_town.say("小李", photos=["flying_wire"])
    assert private_town.rows("SELECT id FROM ticket") == []
    private_town.say("小李", f"/report {WIRE}", answering=photo)
    assert private_town.ticket().category == "flying_wire_charging"
    assert private_town.posts("王姐")[-1]["photo"]


def test_the_bare_command_in_reply_to_words_reports_those_words(private_town: Town):
    (words,) = private_town.say("小陈", WIRE)
    private_town.say("小李", "/report", answering=words)
    assert private_town.ticket().category == "flying_wire_charging"


def test_the_bare_command_is_told_how_it_is_meant(private_town: Town):
    (message,) = private_town.say("小李", "/report")
    assert private_town.rows("SELECT id FROM ticket") == []
    answer = private_town.posts("group")[-1]
    assert answer["reply_to_message"]["message_id"] == message
    assert "/report" in answer["text"]


def test_a_mention_is_a_report(private_town: Town):
    (message,) = private_town.say("小李", f"@qianshao_bot {WIRE}")
    assert private_town.ticket().words == WIRE
    assert private_town.reactions(message) == "👀"


def test_a_mention_at_the_end_is_a_report_too(private_town: Town):
    private_town.say("小李", f"{WIRE} @Qianshao_Bot")
    assert private_town.ticket().words == WIRE


def test_a_mention_in_a_photo_s_caption_is_a_report(private_town: Town):
    private_town.say("小李", f"{WIRE} @qianshao_bot", photos=["flying_wire"])
    assert private_town.posts("王姐")[-1]["photo"]


def test_replies_to_the_receipt_reach_the_ticket(private_town: Town):
    private_town.say("小李", "/report 路灯坏了")
    receipt = private_town.posts("group")[-1]["message_id"]
    private_town.say("小李", "是6号楼", answering=receipt)
    assert "6" in private_town.ticket().buildings
    private_town.say("小李", photos=["street_lamp"], answering=receipt)
    assert len(private_town.rows("SELECT id FROM photo")) == 1


def test_the_whole_way_under_privacy_mode(private_town: Town):
    (message,) = private_town.say("小李", f"/report {WIRE}")
    private_town.reply("王姐", "收到")
    private_town.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    assert private_town.reactions(message) == "🎉"
    private_town.say("小李", "没修好", answering=private_town.posts("group")[-1]["message_id"])
    assert private_town.ticket().state == "claimed"
    assert private_town.ticket().reopened == 1
