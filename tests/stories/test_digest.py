"""The day's digest: once a local day at eight, whatever happens in between, with the day's true numbers."""

from datetime import UTC, datetime

from tests.stories.qinzhuang import QINZHUANG
from tests.stories.town import Town

WIRE = "5号楼有飞线充电"
SECOND_COMMUNITY = """
[community]
id = "beizhan"
name = "北站社区"
[[area]]
id = "beizhan"
level = "community"
name = "北站社区"
[[person]]
id = "liu"
name = "刘督导"
telegram_id = 1701
[[assignment]]
person = "liu"
role = "supervisor"
area = "beizhan"
"""


def until(town: Town, hour: int, minute: int = 0, day: int = 20) -> None:
    """Let time pass until an hour of 秦庄's clock in November 2026, with the bot at work."""
    moment = datetime(2026, 11, day, hour, minute, tzinfo=UTC) - town.clock.now()
    town.wait(minutes=moment.total_seconds() / 60 - 8 * 60)


def digests(town: Town, name: str = "周督导") -> list[str]:
    return [said for said in town.heard_by(name) if "📋" in said]


def test_at_eight_the_supervisor_gets_the_day_s_numbers_once(town: Town):
    town.say("小李", WIRE)
    town.say("小陈", "7号楼门口垃圾堆成山了")
    town.reply("王姐", "收到")
    town.reply("王姐", "已处理")
    until(town, 19, 59)
    assert digests(town) == []
    until(town, 20, 1)
    (digest,) = digests(town)
    assert "2026-11-20" in digest
    assert "#2" in digest
    assert "2" in digest
    until(town, 23, 0)
    assert len(digests(town)) == 1


def test_an_empty_day_is_one_line(town: Town):
    until(town, 20, 1)
    (digest,) = digests(town)
    assert len(digest.strip().split("\n")) <= 2
    assert "#" not in digest


def test_a_restart_after_eight_does_not_send_it_again(town: Town):
    town.say("小李", WIRE)
    until(town, 20, 1)
    for killed in (True, False, True):
        town.restart(killed=killed)
        town.wait(minutes=3)
    assert len(digests(town)) == 1


def test_after_an_outage_over_eight_it_comes_late_and_only_once(town: Town):
    town.say("小李", WIRE)
    town.sleep(hours=7)
    assert len(digests(town)) == 1
    assert "2026-11-20" in digests(town)[0]


def test_after_an_outage_over_night_it_is_yesterday_s(town: Town):
    town.say("小李", WIRE)
    town.sleep(hours=15)
    (digest,) = digests(town)
    assert "2026-11-20" in digest
    until(town, 20, 1, day=21)
    assert len(digests(town)) == 2
    assert "2026-11-21" in digests(town)[1]


def test_every_day_has_one_of_its_own_for_a_week(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "误报")
    town.wait(days=7)
    days = [line for digest in digests(town) for line in digest.split("\n")[:1]]
    assert len(days) == 7
    assert len(set(days)) == 7


def test_a_false_alarm_is_counted_apart(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "误报")
    until(town, 20, 1)
    (digest,) = digests(town)
    assert "#1" not in digest


def test_the_late_one_is_named_with_its_holder(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    until(town, 20, 1)
    (digest,) = digests(town)
    late = next(line for line in digest.split("\n") if "#1" in line)
    assert "王姐" in late
    assert "5号楼" in late


def test_a_consultation_is_counted_but_its_place_and_words_are_not_told(town: Town):
    town.say("小李", "1号楼有位居民咨询自己收到的信息是不是诈骗的……")
    until(town, 20, 1, day=20)
    until(town, 20, 1, day=21)
    until(town, 20, 1, day=22)
    for digest in digests(town):
        assert "居民" not in digest
        assert "1号楼" not in digest


def test_the_reporter_s_name_and_the_room_are_not_in_the_digest(town: Town):
    town.say("小李", "5号楼3单元502室门口有飞线充电")
    until(town, 20, 1)
    (digest,) = digests(town)
    assert "小李" not in digest
    assert "502" not in digest


def test_another_community_s_supervisor_hears_of_their_own_alone(open_town):
    town = open_town(newcomers={"刘督导": 1701})
    town.take_in(SECOND_COMMUNITY)
    town.say("小李", WIRE)
    until(town, 20, 1)
    (theirs,) = digests(town, "刘督导")
    assert "北站社区" in theirs
    assert "#1" not in theirs
    assert "秦庄" not in theirs
    (ours,) = digests(town)
    assert "#1" in ours


def test_the_hour_is_the_community_s_own(open_town):
    town = open_town(
        community=QINZHUANG.replace(
            'name = "秦庄社区"\n[[area]]', 'name = "秦庄社区"\ntimezone = "Asia/Urumqi"\n[[area]]', 1
        )
    )
    until(town, 21, 59)
    assert digests(town) == []
    until(town, 22, 1)
    assert len(digests(town)) == 1


def test_a_supervisor_who_cannot_be_reached_stops_nothing(town: Town):
    town.do(town.sandbox.town.block, town.people["周督导"])
    town.settle()
    town.say("小李", WIRE)
    until(town, 20, 1)
    assert digests(town) == []
    town.say("小陈", "7号楼门口垃圾堆成山了")
    assert "#2" in town.heard_by("老马")[-1]
