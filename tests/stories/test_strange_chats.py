"""Groups nobody bound, channels, anonymous admins, forwarded messages, messages that are gone."""

from tests.stories.town import GROUP, Town

WIRE = "5号楼有飞线充电"
ELSEWHERE = -1009


def strangers(town: Town) -> None:
    town.groups["elsewhere"] = ELSEWHERE
    town.do(town.sandbox.town.group, ELSEWHERE, "别的群", members=[3001, 3009], bot_status="administrator")


def test_an_unknown_group_hears_one_polite_line_and_then_nothing(town: Town):
    strangers(town)
    for words in (WIRE, "7号楼门口垃圾堆成山了", "在吗", WIRE):
        town.say("小李", words, chat="elsewhere")
    (line,) = town.heard_by("elsewhere")
    assert str(ELSEWHERE) in line
    assert town.rows("SELECT id FROM ticket") == []
    town.restart()
    town.say("路人", WIRE, chat="elsewhere")
    assert len(town.heard_by("elsewhere")) == 1


def test_being_added_to_an_unknown_group_says_the_line_once(town: Town):
    strangers(town)
    town.do(town.sandbox.town.set_bot_status, ELSEWHERE, "left")
    town.settle()
    town.do(town.sandbox.town.set_bot_status, ELSEWHERE, "member")
    town.settle()
    town.say("小李", "@qianshao_bot 在吗", chat="elsewhere")
    assert len(town.heard_by("elsewhere")) == 1


def test_a_channel_post_is_ignored(town: Town):
    body = {
        "message_id": 5,
        "date": int(town.clock.now().timestamp()),
        "chat": {"id": -100777, "type": "channel", "title": "秦庄公告"},
        "sender_chat": {"id": -100777, "type": "channel", "title": "秦庄公告"},
        "text": WIRE,
    }
    town.whisper("channel_post", body)
    town.whisper("message", body)
    town.whisper("edited_channel_post", body)
    assert town.rows("SELECT id FROM ticket") == []
    assert town.calls("sendMessage") == []
    assert town.rows("SELECT id FROM inbox WHERE state != 'read'") == []


def test_a_post_that_a_linked_channel_forwards_into_the_group_is_no_report(town: Town):
    channel = {"id": -100777, "type": "channel", "title": "秦庄公告"}
    town.whisper(
        "message",
        {
            "message_id": 5000,
            "date": int(town.clock.now().timestamp()),
            "chat": {"id": GROUP, "type": "supergroup", "title": "秦庄随手报"},
            "from": {"id": 777000, "is_bot": False, "first_name": "Telegram"},
            "sender_chat": channel,
            "is_automatic_forward": True,
            "text": "通知:明天9点停水,请大家提前接水",
        },
    )
    assert town.rows("SELECT id FROM ticket") == []


def test_an_anonymous_admin_may_report(town: Town):
    (message,) = town.say("王姐", WIRE, anonymous=True)
    assert town.ticket().category == "flying_wire_charging"
    assert town.reactions(message) == "👀"
    assert town.rows("SELECT * FROM account WHERE telegram_id = 1087968824") == []


def test_an_anonymous_admin_s_claim_by_reply_is_answered_with_the_button(town: Town):
    town.say("小李", WIRE)
    receipt = town.posts("group")[-1]["message_id"]
    (reply,) = town.say("王姐", "收到", anonymous=True, answering=receipt)
    assert town.ticket().state == "open"
    answer = town.posts("group")[-1]
    assert answer["reply_to_message"]["message_id"] == reply


def test_two_messages_of_an_anonymous_admin_join_like_anybody_s(town: Town):
    town.say("王姐", photos=["flying_wire"], anonymous=True)
    town.say("王姐", WIRE, anonymous=True)
    assert len(town.rows("SELECT id FROM ticket")) == 1


def test_another_bot_s_words_are_never_a_report(town: Town):
    town.whisper(
        "message",
        {
            "message_id": 5000,
            "date": int(town.clock.now().timestamp()),
            "chat": {"id": GROUP, "type": "group", "title": "秦庄随手报"},
            "from": {"id": 4242, "is_bot": True, "first_name": "别的机器人"},
            "text": WIRE,
        },
    )
    assert town.rows("SELECT id FROM ticket") == []


def test_a_reply_to_a_message_that_was_deleted_is_read_like_any_other(town: Town):
    (message,) = town.say("小李", "在吗")
    town.say("小陈", WIRE, answering=message, settle=False)
    town.forget("小李", message)
    town.settle()
    assert town.ticket().category == "flying_wire_charging"


def test_the_report_was_deleted_before_the_receipt_came(town: Town):
    (message,) = town.say("小李", WIRE, settle=False)
    town.forget("小李", message)
    town.settle()
    (receipt,) = town.posts("group")
    assert "#1" in receipt["text"]
    assert "reply_to_message" not in receipt
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    assert town.posts("group")[-1]["photo"]
    assert town.rows("SELECT id FROM outbox WHERE state IN ('waiting', 'sending')") == []


def test_our_own_card_was_deleted_so_it_is_posted_anew(town: Town):
    town.say("小李", WIRE)
    card = town.posts("王姐")[0]["message_id"]
    town.do(town.sandbox.town.remove, town.sandbox.town.place(town.chat("王姐")), card)
    town.tap("老赵", "claim")
    fresh = town.posts("王姐")[-1]
    assert "#1" in fresh["text"]
    assert "老赵" in fresh["text"]
    assert fresh["message_id"] != card
    town.reply("老赵", "不归我管")
    assert town.ticket().state == "open"
    assert "claim" in town.offers("王姐")


def test_a_reply_to_our_deleted_card_arrives_without_it_and_does_no_harm(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到", settle=False)
    card = town.posts("王姐")[0]["message_id"]
    town.do(town.sandbox.town.remove, town.sandbox.town.place(town.chat("王姐")), card)
    town.settle()
    assert town.ticket().state == "claimed"


def test_a_forwarded_report_is_a_report_of_the_one_who_forwards_it(town: Town):
    (message,) = town.say("小李", WIRE, photos=["flying_wire"], forwarded_from=3009)
    assert town.ticket().category == "flying_wire_charging"
    (report,) = town.rows("SELECT sender_id FROM report")
    assert report.sender_id == town.people["小李"]
    assert town.reactions(message) == "👀"


def test_a_forwarded_message_of_somebody_hidden_is_no_trouble(town: Town):
    town.say("小李", WIRE, forwarded_from="一位居民")
    assert town.ticket().state == "open"


def test_a_forwarded_done_is_not_the_gridworker_s_word(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    town.reply("王姐", "已处理", forwarded_from=1004)
    assert town.ticket().state in ("claimed", "resolved")
    assert town.rows("SELECT id FROM inbox WHERE state != 'read'") == []
