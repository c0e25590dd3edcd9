"""金辰园: ten minutes to the first answer, a numbered list, and nothing is written off while anything is lacking."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from bot.database import reading
from bot.language import Words
from bot.services import export, texts
from bot.services.dossiers import Wish
from bot.services.ledger_rows import Reader
from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import Town

SHOP = """
[[area]]
id = "b2"
level = "building"
name = "2号楼"
parent = "grid-1"
buildings = ["2"]
[[person]]
id = "barber"
name = "老周理发店"
telegram_id = 1020
[[assignment]]
person = "barber"
role = "building_head"
area = "b2"
"""
DEPARTMENT = """
[[department]]
id = "urban_management"
name = "城管委"
aliases = ["城管"]
telegram_id = 2001
"""
JINCHENYUAN = QINZHUANG.replace("秦庄", "金辰园") + SHOP + DEPARTMENT + STAFF_GROUP
TEN = {"ack": dict.fromkeys(("emergency", "urgent", "normal", "consultation"), "10m")}
WIRE, HOLE, LAMP = "5号楼有飞线充电", "7号楼门口路面塌了个坑", "2号楼门口路灯坏了"


@pytest.fixture
def town(open_town) -> Town:
    """Give 金辰园 with its promise, its shop at building 2, where flying wires need a picture of the fix."""
    town: Town = open_town(
        community=JINCHENYUAN,
        newcomers={"老周理发店": 1020, "城管委": 2001},
        settings={"escalation": TEN, "proof": {"required": ["flying_wire_charging"]}},
    )
    return town


def listed(town: Town, who: str = "陈书记", command: str = "/清单") -> list[str]:
    """Return the lines of the issue list, those about issues alone."""
    town.say(who, command, chat=who)
    return [line for line in town.heard_by(who)[-1].splitlines() if "#" in line]


def write_off(town: Town, number: int) -> str:
    """Let the secretary say 销号 to what the group was told of an issue; return the state after it."""
    receipt = next(post for post in town.posts("group") if f"#{number} " in f"{post.get('text', '')} ")
    town.say("陈书记", "销号", answering=receipt["message_id"])
    return str(town.ticket(number).state)


@pytest.mark.parametrize("words", [WIRE, "7号楼门口井盖没了", "6号楼楼道堆物", "1号楼有位居民咨询收到的信息是不是诈骗"])
def test_of_every_kind_the_first_answer_is_due_in_ten_minutes(town: Town, words: str):
    town.say("小李", words)
    town.wait(minutes=9)
    assert town.heard_by("张网格长") == []
    town.wait(minutes=2)
    assert len(town.heard_by("张网格长")) == 1


def test_an_answer_within_ten_minutes_is_enough_and_whoever_comes_later_is_told_of_the_promise(town: Town):
    town.say("小李", LAMP)
    town.wait(minutes=9)
    town.reply("王姐", "收到")
    town.wait(minutes=20)
    assert town.heard_by("张网格长") == []


def test_the_list_is_numbered_and_an_issue_leaves_it_only_when_nothing_is_lacking(town: Town):
    town.say("小李", LAMP)
    town.wait(minutes=1)
    town.say("小陈", WIRE, photos=["flying_wire"])
    town.wait(minutes=1)
    town.say("阿强", HOLE)
    assert [line.split("#")[1][0] for line in listed(town)] == ["1", "2", "3"]
    for who in ("老周理发店", "王姐", "老马"):
        town.reply(who, "收到")
    town.reply("老马", "吹哨城管,坑很深")
    # Nothing is written off before it is fixed, without its picture, or while a department has still to answer.
    assert [write_off(town, number) for number in (1, 2, 3)] == ["claimed", "claimed", "whistled"]
    town.reply("王姐", "已处理")
    town.reply("老马", "已处理")
    assert [write_off(town, number) for number in (2, 3)] == ["claimed", "whistled"]
    town.reply("老周理发店", "修好了")
    assert write_off(town, 1) == "closed"
    lines = listed(town)
    assert [line.split("#")[1][0] for line in lines] == ["2", "3"]
    assert "王姐" in lines[0]
    assert "城管委" in lines[1]
    town.reply("王姐", photos=["flying_wire_fixed"])
    assert write_off(town, 2) == "closed"
    town.reply("城管委", "处理好了")
    town.reply("老马", "已处理", to=town.posts("老马")[0]["message_id"])
    assert write_off(town, 3) == "closed"
    assert listed(town) == []


def test_the_slip_carries_the_moment_of_arrival_and_the_list_shows_who_is_awaited(town: Town):
    town.say("小李", HOLE)
    town.reply("老马", "收到")
    town.reply("老马", "吹哨城管")
    town.wait(minutes=45)
    town.reply("城管委", "我们报到了")
    (slip,) = town.rows("SELECT state, asked_at, arrived_at FROM slip")
    assert slip.state == "arrived"
    arrived = f"{town.clock.now() + timedelta(hours=8):%H:%M}"
    for shown in (town.heard_by("城管委")[0], town.post("老马", town.posts("老马")[0]["message_id"])["text"]):
        assert arrived in shown.partition("📍")[2]
    town.say("陈书记", "/history #1", chat="陈书记")
    assert len([line for line in town.heard_by("陈书记")[-1].splitlines() if arrived in line]) == 1
    (line,) = listed(town)
    assert "📣 已吹哨城管委" in line


def test_what_is_suspended_stands_on_the_list_with_its_day(town: Town):
    town.say("小李", LAMP)
    town.reply("王姐", "收到")
    town.reply("王姐", "挂账到周五 等配件")
    (line,) = listed(town)
    assert "⏸" in line
    assert "11月27日" in line


def test_a_shop_tells_of_a_trouble_and_takes_a_small_job_itself(town: Town):
    (message,) = town.say("老周理发店", LAMP)
    assert town.reactions(message) == "👀"
    assert "#1" in town.heard_by("王姐")[-1]
    town.reply("老周理发店", "我来换个灯泡")
    assert town.ticket().state == "claimed"
    assert "老周理发店" in town.heard_by("group")[0]
    town.reply("老周理发店", "已处理", photos=["street_lamp_fixed"])
    assert town.ticket().state == "resolved"
    assert write_off(town, 1) == "closed"
    town.say("小李", WIRE)
    assert not [said for said in town.heard_by("老周理发店") if "#2" in said]


def test_the_list_is_written_to_a_table_with_who_when_and_how(town: Town, tmp_path: Path):
    town.say("小李", HOLE)
    town.reply("老马", "收到")
    town.reply("老马", "吹哨城管")
    town.reply("城管委", "处理好了,换了新井圈")
    town.reply("老马", "办结:确实无法整改", to=town.posts("老马")[0]["message_id"])
    with reading(town.house.engine) as connection:
        reader = Reader(Words("zh", UTC), town.house.rules.lexicon, town.clock.now(), within=True)
        export.write(town.house.step(connection), tmp_path / "list.xlsx", Wish(), reader)
    _, row = CalamineWorkbook.from_path(str(tmp_path / "list.xlsx")).get_sheet_by_index(0).to_python()
    assert "老马" in row
    assert texts.result("cannot", Words("zh", UTC)) in row
    local = town.clock.now().replace(tzinfo=None) + timedelta(hours=8)
    assert [cell for cell in row if isinstance(cell, datetime) and abs(cell - local) < timedelta(minutes=1)]
    assert [cell for cell in row if "城管委" in str(cell) and "换了新井圈" in str(cell)]
