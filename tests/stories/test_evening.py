"""The way of one report, from a rider's photo to a closed ticket."""

from tests.stories.town import Town

FLYING_WIRE = "5号楼这边有飞线充电现象,电线垂在过道上看起来有点危险,需要赶紧去看看。"


def test_a_photo_with_words_becomes_a_ticket_that_is_claimed_fixed_and_confirmed(town: Town):
    (message,) = town.say("小李", FLYING_WIRE, photos=["flying_wire"])
    assert town.reactions(message) == "👀"
    (receipt,) = town.heard_by("group")
    assert "#1" in receipt
    assert "王姐" in receipt
    (card,) = [m for m in town.messages("王姐") if m["from"]["is_bot"]]
    assert "飞线充电" in card["caption"]
    assert card["photo"]
    town.reply("王姐", "收到,马上到")
    assert town.reactions(message) == "👌"
    assert town.ticket().state == "claimed"
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    assert town.reactions(message) == "🎉"
    result = town.messages("group")[-1]
    assert result["photo"]
    assert result["reply_to_message"]["message_id"] == message
    town.press("小李", result["reply_markup"]["inline_keyboard"][0][0]["text"], chat="group")
    assert town.ticket().state == "closed"
    assert town.events() == ["open", "on_the_way", "resolve", "confirm"]


def test_nobody_claims_so_the_ladder_is_climbed(town: Town):
    town.say("小李", FLYING_WIRE)
    assert town.heard_by("张网格长") == []
    town.wait(minutes=6)
    assert "#1" in town.heard_by("张网格长")[-1]
    assert town.heard_by("陈书记") == []
    town.wait(minutes=10)
    assert "#1" in town.heard_by("陈书记")[-1]
