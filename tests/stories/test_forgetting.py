"""Raw updates and sent messages are forgotten after a while; tickets are not, and old cards still answer."""

from datetime import timedelta

from bot import loops
from tests.stories.town import Town

WIRE = "6号楼有飞线充电"


def test_an_old_card_still_answers_after_everything_raw_was_forgotten(town: Town):
    town.say("小李", WIRE, photos=["flying_wire"])
    town.wait(days=4)
    assert town.call(town.house.work(loops.forget, timedelta(0), timedelta(0))) > 0
    assert town.rows("SELECT id FROM inbox") == []
    card = town.posts("王姐")[0]["message_id"]
    town.reply("王姐", "收到", to=card)
    assert town.ticket().state == "claimed"
    town.reply("王姐", "已处理", to=card, photos=["flying_wire_fixed"])
    assert town.posts("group")[-1]["reply_to_message"]["message_id"] == 1


def test_what_waits_or_was_put_aside_is_never_forgotten(town: Town):
    town.do(town.sandbox.fault, "sendMessage", times=1, retry_after=300, chat=town.chat("group"))
    town.say("小李", WIRE, settle=False)
    town.hear()
    for _ in range(3):
        town.call(town.one_round())
    town.call(town.house.work(loops.forget, timedelta(0), timedelta(0)))
    assert town.rows("SELECT id FROM outbox WHERE state = 'waiting'")
    town.settle()
    assert "#1" in town.heard_by("group")[0]


def test_a_digest_is_not_sent_again_after_the_forgetting(town: Town):
    town.say("小李", WIRE)
    town.wait(hours=4)
    town.call(town.house.work(loops.forget, timedelta(0), timedelta(0)))
    town.wait(hours=1)
    assert len([said for said in town.heard_by("周督导") if "📋" in said]) == 1
