"""秦庄: problem, place and photo in the group, gridworker and property at once, and half an hour until it is done."""

from datetime import timedelta

from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.test_words_of_qinzhuang import FLYING_WIRE, FRAUD
from tests.stories.town import Town

ABOVE = ("张网格长", "陈书记", "林主任")


def counts(town: Town, *names: str) -> tuple[int, ...]:
    return tuple(len(town.heard_by(name)) for name in names)


def test_the_property_goes_is_warned_at_24_minutes_the_chief_hears_at_30_and_then_it_is_done(town: Town):
    town.say("小李", FLYING_WIRE, photos=["flying_wire"])
    begun = town.clock.now()
    for on_duty in ("王姐", "老赵"):
        (card,) = town.posts(on_duty)
        assert "photo" in card
        assert FLYING_WIRE in card["caption"]
    town.wait(minutes=3)
    town.reply("老赵", "马上到")
    assert "老赵" in town.heard_by("王姐")[0]
    before = counts(town, "王姐", "老赵", *ABOVE)
    town.wait(minutes=20)
    assert counts(town, "王姐", "老赵", *ABOVE) == before
    town.wait(minutes=2)
    assert counts(town, "王姐", "老赵", *ABOVE) == (before[0], before[1] + 1, 0, 0, 0)
    assert "#1" in town.heard_by("老赵")[-1]
    town.wait(minutes=6)
    assert counts(town, "王姐", *ABOVE) == (before[0], 1, 0, 0)
    assert "老赵" in town.heard_by("张网格长")[0]
    hop = town.rows("SELECT clock, rung, outcome FROM escalation")
    assert [(one.clock, one.rung, one.outcome) for one in hop] == [("resolve", 1, "told")]
    town.reply("老赵", "已处理", photos=["flying_wire_fixed"])
    town.say("小李", "好了", answering=town.posts("group")[-1]["message_id"])
    town.wait(minutes=40)
    assert (town.ticket().state, counts(town, *ABOVE)) == ("closed", (1, 0, 0))
    assert town.clock.now() - begun > timedelta(minutes=60)
    assert town.events() == ["open", "on_the_way", "warn", "escalate", "resolve", "confirm"]


def test_done_within_half_an_hour_nobody_above_ever_hears_of_it(town: Town):
    town.say("小李", FLYING_WIRE, photos=["flying_wire"])
    town.wait(minutes=2)
    town.reply("王姐", "收到,马上去")
    town.wait(minutes=18)
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    heard = counts(town, "王姐", "老赵")
    town.wait(minutes=30)
    assert counts(town, *ABOVE) == (0, 0, 0)
    assert counts(town, "王姐", "老赵") == heard
    assert town.rows("SELECT rung FROM escalation") == []
    town.sleep(hours=24)
    assert (town.ticket().state, bool(town.ticket().confirmed)) == ("closed", False)


def test_the_fraud_question_is_answered_in_private_without_a_picture_and_stands_on_no_group_s_list(open_town):
    town: Town = open_town(community=QINZHUANG + STAFF_GROUP, settings={"proof": {}})
    town.say("小李", FRAUD)
    town.say("陈书记", "/list", chat="staff")
    (line,) = [line for line in town.heard_by("staff")[-1].splitlines() if "#1" in line]
    assert "诈骗" not in line
    assert "1号楼" not in line
    town.reply("王姐", "收到")
    town.reply("王姐", "已处理,已告知居民是诈骗短信")
    assert town.ticket().state == "resolved"
    town.tap("小李", "confirm", chat="group")
    town.say("陈书记", "/list", chat="staff")
    assert "#1" not in town.heard_by("staff")[-1]
