"""丹江里: a resident's trouble goes through three offices until the road is laid anew, and is not forgotten."""

from datetime import timedelta

import pytest

from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import Town

DANJIANGLI = QINZHUANG.replace("秦庄", "丹江里") + STAFF_GROUP
DEPARTMENTS = """
[[department]]
id = "office"
name = "街道公共管理办"
aliases = ["公共管理办"]
telegram_id = 2001
[[department]]
id = "urban_management"
name = "城管委"
aliases = ["城管"]
telegram_id = 2002
[[department]]
id = "builders"
name = "施工队"
telegram_id = 2003
"""
OUTSIDE = ("公管办", "城管委", "施工队")
SAID = "代3号楼张奶奶报:小区东门口路面不平,一下雨就积水"
SCOPE = "工单内容变更:原来是补坑,现在改为整段重铺,加一排雨水箅子"


@pytest.fixture
def town(open_town) -> Town:
    """Give 丹江里 where 小李 has told of the gate for 张奶奶 and the secretary sees to it."""
    town: Town = open_town(
        community=DANJIANGLI + DEPARTMENTS, newcomers=dict(zip(OUTSIDE, (2001, 2002, 2003), strict=True))
    )
    town.say("小李", SAID)
    town.reply("陈书记", "我来跟")
    return town


def card(town: Town) -> int:
    """Return the message that is the secretary's card."""
    return int(town.posts("陈书记")[0]["message_id"])


def mended(town: Town) -> None:
    """Let the secretary call the builders, and these lay the road."""
    town.reply("陈书记", "吹哨施工队", to=card(town))
    town.reply("施工队", "路面已经重新铺好了", photos=["manhole_fixed"])
    town.reply("陈书记", "已处理", photos=["sewage_fixed"], to=card(town))


def test_from_the_resident_through_three_offices_to_the_new_road_and_back_to_the_gate(town: Town):
    before = town.ticket()
    assert (before.resident, before.category, before.landmark) == ("3号楼张奶奶", "standing_water", "东门")
    assert town.posts("王姐") == []
    moments = []

    def hop(department: str, chat: str, note: str, answer: str) -> None:
        town.sleep(hours=3)
        town.reply("陈书记", f"吹哨{department},{note}", to=card(town))
        assert note in town.heard_by(chat)[-1]
        town.sleep(minutes=40)
        town.reply(chat, "已到现场")
        town.sleep(minutes=20)
        if chat == "城管委":
            town.reply(chat, SCOPE)
        town.reply(chat, answer)
        moments.append(town.clock.now())

    hop("街道公共管理办", "公管办", "居民多次反映", "处理好了,已协调城管委")
    assert town.ticket().state == "claimed"
    hop("城管委", "城管委", "请看路面", "处理好了,已安排施工队")
    hop("施工队", "施工队", "按变更后的内容施工", "路面已经重新铺好了")
    slips = town.rows(
        "SELECT d.name, s.state, s.words, s.answer, s.asked_at, s.arrived_at, s.answered_at FROM slip s "
        "JOIN department d ON d.id = s.department_id ORDER BY s.id"
    )
    assert [(slip.name, slip.state) for slip in slips] == [
        ("街道公共管理办", "answered"), ("城管委", "answered"), ("施工队", "answered"),
    ]  # fmt: skip
    for slip in slips:
        assert slip.words
        assert slip.answer
        assert slip.asked_at < slip.arrived_at < slip.answered_at
    # Whoever looks at the card sees every hop with its moment, and what changed in between is in the history.
    shown = town.post("陈书记", card(town))["text"]
    for slip, moment in zip(slips, moments, strict=True):
        assert slip.name in shown
        assert f"{moment + timedelta(hours=8):%H:%M}" in shown
    town.say("陈书记", "/history #1", chat="陈书记")
    assert "整段重铺" in town.heard_by("陈书记")[-1]
    assert [said for said in town.heard_by("陈书记") if SCOPE in said]
    town.reply("陈书记", "已处理", photos=["sewage_fixed"], to=card(town))
    after = town.ticket()
    assert after.state == "resolved"
    assert (after.ack_due_at, after.resolve_due_at, after.opened_at) == (
        before.ack_due_at, before.resolve_due_at, before.opened_at,
    )  # fmt: skip
    town.tap("小李", "confirm", chat="group")
    assert (town.ticket().state, bool(town.ticket().confirmed)) == ("closed", True)
    town.sleep(days=10)
    town.say("小陈", "小区东门口又积水了")
    assert town.ticket(2).recurs_of == town.ticket(1).id
    assert "#1" in [said for said in town.heard_by("张网格长") if "#2" in said][-1]


def test_the_resident_is_known_to_those_who_handle_it_and_to_no_group_and_no_office(town: Town):
    assert "张奶奶" in town.heard_by("陈书记")[0]
    mended(town)
    for chat in ("group", "staff", "施工队"):
        assert not [said for said in town.heard_by(chat) if "张奶奶" in said]


@pytest.mark.parametrize("closing", ["button", "words"])
def test_thanks_in_reply_to_the_closing_message_reach_whoever_has_fixed_it_once(town: Town, closing: str):
    mended(town)
    result = town.posts("group")[-1]["message_id"]
    if closing == "button":
        town.tap("小李", "confirm", chat="group")
        (thanks,) = town.say("小李", "谢谢陈书记,路修得真好", answering=result)
    else:
        (thanks,) = town.say("小李", "修好了,谢谢陈书记", answering=result)
    assert town.ticket().state == "closed"
    praise = [said for said in town.heard_by("陈书记") if "💐" in said]
    assert len(praise) == 1
    assert "谢谢陈书记" in praise[0]
    assert "#1" in praise[0]
    assert "praise" in town.events()
    town.say("小李", "谢谢谢谢", answering=result)
    town.say("小李", "辛苦了", answering=thanks)
    assert len([said for said in town.heard_by("陈书记") if "💐" in said]) == 1
    assert town.rows("SELECT count(*) AS n FROM ticket")[0].n == 1


def test_thanks_that_ask_for_something_are_no_praise_and_nobody_thanks_for_what_is_not_fixed(town: Town):
    town.say("小李", "谢谢陈书记", answering=town.posts("group")[0]["message_id"])
    mended(town)
    town.say("小李", "谢谢,可是还没修好", answering=town.posts("group")[-1]["message_id"])
    assert not [said for said in town.heard_by("陈书记") if "💐" in said]
    assert town.ticket().state == "claimed"


def test_a_neighbour_s_and_a_colleague_s_thanks_count_and_the_fixer_s_own_do_not(town: Town):
    mended(town)
    result = town.posts("group")[-1]["message_id"]
    town.say("路人", "感谢社区,下雨天不用绕路了", answering=result)
    town.say("王姐", "谢谢书记,辛苦了", answering=result)
    town.say("陈书记", "谢谢大家", answering=result)
    assert len([said for said in town.heard_by("陈书记") if "💐" in said]) == 2
    assert town.events().count("praise") == 2
    assert town.ticket().state == "resolved"
