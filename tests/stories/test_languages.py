"""A group is spoken to in its language, a person in theirs."""

import re

from bot.domain.ticket import Action
from tests.stories.qinzhuang import QINZHUANG
from tests.stories.town import Town

ENGLISH = QINZHUANG.replace(
    'telegram_id = -1001\npurpose = "reports"', 'telegram_id = -1001\nlanguage = "en"\npurpose = "reports"'
)
WIRE = "Bldg 5 has charging wires hanging out of the windows"
CHINESE = re.compile(r"[\u3400-\u9fff]")


def left_in_chinese(town: Town, chat: str) -> list[str]:
    """Return what the bot says in Chinese once people's names are taken out."""
    names = sorted((*town.people, "秦庄社区", "第一网格", "第二网格", "仙营街道"), key=len, reverse=True)
    said = [*town.heard_by(chat), *town.buttons(chat)]
    if chat in town.people:
        said += town.toasts(chat)
    for name in names:
        said = [words.replace(name, "") for words in said]
    return [words for words in said if CHINESE.search(words)]


def test_an_english_group_hears_english_from_receipt_to_reopening(open_town):
    town = open_town(community=ENGLISH)
    town.say("小李", WIRE)
    assert "5" in town.ticket().buildings
    town.reply("王姐", "收到")
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    assert left_in_chinese(town, "group") == []
    town.tap("小李", Action.REOPEN, chat="group")
    assert left_in_chinese(town, "group") == []
    town.reply("王姐", "已处理")
    town.say("小李", "fixed, thanks", answering=town.posts("group")[-1]["message_id"])
    assert left_in_chinese(town, "group") == []
    assert len(town.heard_by("group")) >= 2


def test_an_english_group_is_asked_in_english(open_town):
    town = open_town(community=ENGLISH)
    town.say("小李", "The street lamp is broken")
    assert town.ticket().category == "streetlight_fault"
    assert town.offers("group")
    assert left_in_chinese(town, "group") == []
    town.tap("小李", "place:6", chat="group")
    assert left_in_chinese(town, "group") == []
    town.say("路人", "got it", answering=town.posts("group")[0]["message_id"])
    assert left_in_chinese(town, "group") == []


def test_an_english_speaker_s_private_chat_is_english_in_a_chinese_community(open_town):
    town = open_town(language="en")
    town.say("王姐", "/help", chat="王姐")
    town.say("老赵", "/help", chat="老赵")
    town.say("小李", WIRE)
    town.tap("王姐", "more")
    town.tap("王姐", "back")
    town.tap("王姐", "claim")
    town.tap("老赵", "on_the_way") if "on_the_way" in town.offers("老赵") else town.reply("老赵", "got it")
    town.wait(minutes=40)
    town.reply("王姐", "done", photos=["flying_wire_fixed"])
    for name in ("王姐", "老赵"):
        assert left_in_chinese(town, name) == []
    assert left_in_chinese(town, "group")


def test_english_replies_do_what_chinese_ones_do(open_town):
    town = open_town(community=ENGLISH, language="en")
    town.say("小李", WIRE)
    town.reply("王姐", "on my way")
    assert town.ticket().state == "claimed"
    town.reply("王姐", "not mine")
    assert town.ticket().state == "open"
    town.reply("老赵", "got it")
    town.reply("老赵", "done", photos=["flying_wire_fixed"])
    town.say("小李", "not fixed", answering=town.posts("group")[-1]["message_id"])
    assert town.ticket().state == "claimed"
    assert town.events() == ["open", "on_the_way", "return", "claim", "resolve", "reopen"]


def test_the_same_report_reads_in_chinese_and_english(open_town):
    town = open_town(community=ENGLISH)
    town.say("小李", "5号楼有飞线充电")
    assert town.ticket().category == "flying_wire_charging"
    assert "5" in town.heard_by("group")[0]
    assert left_in_chinese(town, "group") == []


def test_every_sentence_a_chinese_group_hears_is_chinese(town: Town):
    town.say("小李", "路灯坏了")
    town.tap("小李", "place:5", chat="group")
    town.reply("王姐", "收到")
    town.reply("王姐", "已处理", photos=["street_lamp_fixed"])
    town.tap("小李", "confirm", chat="group")
    for words in town.heard_by("group"):
        assert CHINESE.search(words), words
