"""The ladder that never forgets: who hears, when, how often; and what an outage does to it."""

from datetime import UTC, datetime

from tests.stories.qinzhuang import QINZHUANG
from tests.stories.town import Town

WIRE = "5号楼有飞线充电"
CLUTTER = "6号楼楼道堆物"
RUNGS = ("张网格长", "陈书记", "林主任")


def counts(town: Town, *names: str) -> tuple[int, ...]:
    return tuple(len(town.heard_by(name)) for name in names)


def test_unclaimed_it_climbs_one_rung_every_ten_minutes(town: Town):
    town.say("小李", WIRE)
    town.wait(minutes=4)
    assert counts(town, *RUNGS) == (0, 0, 0)
    town.wait(minutes=2)
    assert counts(town, *RUNGS) == (1, 0, 0)
    town.wait(minutes=10)
    assert counts(town, *RUNGS) == (1, 1, 0)
    town.wait(minutes=10)
    assert counts(town, *RUNGS) == (1, 1, 1)


def test_the_claim_stops_the_climbing(town: Town):
    town.say("小李", WIRE)
    town.wait(minutes=6)
    town.reply("王姐", "收到")
    town.wait(minutes=10)
    assert counts(town, "陈书记", "林主任") == (0, 0)


def test_claimed_but_not_finished_the_holder_is_warned_alone_then_chief_community_subdistrict(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    everybody = ("王姐", "老赵", *RUNGS, "group")
    before = counts(town, *everybody)
    town.wait(minutes=25)
    after = counts(town, *everybody)
    assert after == (before[0] + 1, *before[1:])
    assert "#1" in town.heard_by("王姐")[-1]
    town.wait(minutes=6)
    assert counts(town, *RUNGS) == (1, 0, 0)
    assert "王姐" in town.heard_by("张网格长")[-1]
    town.wait(minutes=10)
    assert counts(town, *RUNGS) == (1, 1, 0)
    town.wait(minutes=10)
    assert counts(town, *RUNGS) == (1, 1, 1)
    assert town.heard_by("group")[0].count("#1") == 1


def test_a_normal_report_has_ten_minutes_and_a_day(town: Town):
    town.say("小李", CLUTTER)
    town.wait(minutes=9)
    assert counts(town, *RUNGS) == (0, 0, 0)
    town.wait(minutes=2)
    assert counts(town, *RUNGS) == (1, 0, 0)
    town.reply("王姐", "收到")
    town.wait(hours=19)
    warned = len(town.heard_by("王姐"))
    assert counts(town, *RUNGS) == (1, 0, 0)
    town.wait(hours=1)
    assert len(town.heard_by("王姐")) <= warned + 1
    town.wait(hours=5)
    assert counts(town, *RUNGS)[0] >= 2


def test_the_top_is_reminded_a_few_times_and_then_left_to_the_digest(town: Town):
    town.say("小李", WIRE)
    town.wait(minutes=26)
    assert counts(town, *RUNGS) == (1, 1, 1)
    town.wait(days=2)
    assert counts(town, *RUNGS) == (1, 1, 4)
    assert town.events()[-1] == "exhausted"
    assert town.ticket().due_at is None
    town.wait(days=2)
    assert counts(town, "林主任") == (4,)


def test_after_hours_of_downtime_one_message_goes_to_the_rung_where_it_should_be(town: Town):
    town.say("小李", WIRE)
    town.sleep(hours=3)
    assert counts(town, *RUNGS) == (0, 0, 1)
    outcomes = {row.rung: row.outcome for row in town.rows("SELECT rung, outcome FROM escalation")}
    assert outcomes == {1: "passed", 2: "passed", 3: "told"}
    town.wait(minutes=30)
    assert counts(town, *RUNGS) == (0, 0, 1)


def test_after_a_short_downtime_the_middle_rung_hears(town: Town):
    town.say("小李", WIRE)
    town.sleep(minutes=16)
    assert counts(town, *RUNGS) == (0, 1, 0)
    town.wait(minutes=10)
    assert counts(town, *RUNGS) == (0, 1, 1)


def test_after_downtime_a_claim_that_waited_in_telegram_comes_before_the_ladder(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到", settle=False)
    town.sleep(minutes=20)
    assert town.ticket().state == "claimed"
    assert counts(town, *RUNGS) == (0, 0, 0)


def test_downtime_over_warning_and_deadline_tells_those_above_once(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    town.sleep(hours=5)
    assert sum(counts(town, *RUNGS)) == 1


def test_no_rung_fires_twice_however_often_the_bot_restarts(town: Town):
    town.say("小李", WIRE)
    for _ in range(6):
        town.wait(minutes=1)
        town.restart(killed=True)
        town.settle()
    assert counts(town, *RUNGS) == (1, 0, 0)
    assert town.events().count("escalate") == 1


def test_ten_tickets_that_fall_due_together_are_ten_messages_each_once(town: Town):
    for building in ("1", "2", "3", "4", "6"):
        town.say("小李", f"{building}号楼有飞线充电")
        town.say("小陈", f"{building}号楼楼道堆物")
    town.wait(minutes=13)
    heard = " ".join(town.heard_by("张网格长"))
    assert counts(town, "张网格长") == (10,)
    for number in range(1, 11):
        assert f"#{number} " in heard


def test_an_emergency_at_three_in_the_morning_wakes_people(town: Town):
    night = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
    town.clock.move(night - town.clock.now())
    (message,) = town.say("小李", "8号楼门口井盖没了")
    assert town.reactions(message) == "👀"
    assert "#1" in town.heard_by("老马")[-1]
    town.wait(minutes=4)
    assert "#1" in town.heard_by("张网格长")[-1]


def test_at_night_when_no_gridworker_is_on_duty_the_chief_hears_at_once(open_town):
    daytime = QINZHUANG.replace(
        'role = "gridworker"\narea = "grid-2"', 'role = "gridworker"\narea = "grid-2"\nhours = "08:00-20:00"'
    )
    town = open_town(community=daytime)
    town.clock.move(datetime(2026, 11, 20, 19, 0, tzinfo=UTC) - town.clock.now())
    town.say("小李", "8号楼门口井盖没了")
    assert town.heard_by("老马") == []
    assert "#1" in town.heard_by("张网格长")[-1]


def test_a_chief_who_claims_from_the_ladder_holds_it(town: Town):
    town.say("小李", WIRE)
    town.wait(minutes=6)
    town.tap("张网格长", "claim")
    assert town.ticket().state == "claimed"
    assert "张网格长" in town.heard_by("group")[0]
    town.wait(minutes=10)
    assert counts(town, "陈书记") == (0,)


def test_the_cards_of_those_above_are_settled_when_it_is_fixed(town: Town):
    town.say("小李", WIRE)
    town.wait(minutes=16)
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    for name in ("张网格长", "陈书记"):
        card = town.posts(name)[0]["message_id"]
        assert town.offers(name, card) == []
    town.wait(hours=1)
    assert counts(town, "林主任") == (0,)
