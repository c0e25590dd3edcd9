"""A group is kept quiet: what was promised appears, and nothing else; and names and rooms never do."""

from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import Town

WIRE = "5号楼有飞线充电"


def test_the_whole_life_of_a_report_is_two_messages_in_the_group(town: Town):
    town.say("小李", WIRE, photos=["flying_wire"])
    town.reply("王姐", "收到")
    town.reply("王姐", "马上到")
    town.wait(minutes=20)
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    town.tap("小李", "confirm", chat="group")
    receipt, result = town.posts("group")
    assert "#1" in receipt["text"]
    assert "#1" in result["caption"]


def test_the_receipt_is_edited_in_place(town: Town):
    town.say("小李", WIRE)
    before = town.posts("group")[0]
    town.reply("老赵", "收到")
    (after,) = town.posts("group")
    assert after["message_id"] == before["message_id"]
    assert "老赵" in after["text"]
    assert after["text"] != before["text"]


def test_the_ladder_is_not_heard_in_the_riders_group(town: Town):
    town.say("小李", WIRE)
    town.wait(hours=3)
    assert len(town.heard_by("group")) == 1


def test_bouncing_and_handing_on_are_not_heard_in_the_riders_group(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    town.reply("王姐", "转给老赵")
    town.reply("老赵", "不归我管")
    town.reply("张网格长", "转给老马") if town.posts("张网格长") else None
    assert len(town.heard_by("group")) == 1


def test_one_receipt_for_pieces_that_come_one_after_the_other(town: Town):
    town.say("小李", photos=["flying_wire"])
    town.say("小李", WIRE)
    town.say("小李", location=(39.1, 117.2))
    town.say("小李", photos=["corridor"])
    assert len(town.heard_by("group")) == 1


def test_a_receipt_does_not_ring_phones(town: Town):
    town.say("小李", WIRE)
    (sent,) = town.calls("sendMessage", "group")
    assert str(sent.get("disable_notification")).lower() == "true"
    cards = town.calls("sendMessage", "王姐")
    assert str(cards[0].get("disable_notification", False)).lower() == "false"


def test_the_reporter_s_name_never_stands_in_a_group_card(open_town):
    town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.say("小李", WIRE, photos=["flying_wire"])
    town.wait(minutes=20)
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    for place in ("group", "staff", "王姐", "老赵", "张网格长", "陈书记"):
        assert town.heard_by(place), place
        assert not [said for said in town.heard_by(place) if "小李" in said], place


def test_the_room_is_for_the_private_card_alone(open_town):
    town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.say("小李", "5号楼3单元502室门口有飞线充电")
    assert str(town.ticket().room) == "502"
    assert "502" in town.heard_by("王姐")[0]
    for group in ("group", "staff"):
        assert not [said for said in town.heard_by(group) if "502" in said], group
    town.reply("王姐", "已处理")
    for group in ("group", "staff"):
        assert not [said for said in town.heard_by(group) if "502" in said], group


def test_a_telephone_number_in_the_words_does_not_get_into_a_group(open_town):
    town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.say("小李", "5号楼有飞线充电,联系住户 13812345678")
    assert town.ticket().state == "open"
    for group in ("group", "staff"):
        assert not [said for said in town.heard_by(group) if "13812345678" in said], group


def test_the_staff_group_has_one_card_that_is_edited(open_town):
    town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.say("小李", WIRE)
    town.reply("王姐", "收到", chat="staff")
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"], chat="staff")
    (card,) = town.posts("staff")
    assert "王姐" in card["text"]
    assert "reply_markup" not in card


def test_twenty_reports_are_twenty_receipts_and_no_more(town: Town):
    for number in range(1, 11):
        town.say("小李", f"{number}号楼有飞线充电", settle=False)
        town.say("小陈", f"{number}号楼楼道堆物", settle=False)
    town.settle()
    heard = town.heard_by("group")
    assert len(heard) == 20
    assert len({said.split(" ")[0] for said in heard}) == 20
