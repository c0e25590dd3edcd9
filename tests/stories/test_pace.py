"""Telegram's pace is kept: so many messages a minute into a group, one a second to a person, the urgent ones first."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from bot import loops
from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import Town

SUPERVISORS = STAFF_GROUP + STAFF_GROUP.replace('"staff"', '"supervisors"')
MESSAGES = ("sendMessage", "sendPhoto", "sendMediaGroup")


def moments(town: Town, chat: str) -> list[datetime]:
    """Return when a message of ours went into a chat; each picture of an album counts."""
    wanted = str(town.chat(chat))
    return [
        call.at
        for call in town.sandbox.requests
        if call.ok and call.method in MESSAGES and str(call.params.get("chat_id")) == wanted
        for _ in call.params.get("media", [None])
    ]


def busiest(when: list[datetime], span: timedelta) -> int:
    """Return the most messages in any window of that length."""
    return max((sum(start <= moment < start + span for moment in when) for start in when), default=0)


def forty_reports(town: Town) -> None:
    for number in range(20):
        for who in ("小李", "小陈"):
            what = "有飞线充电" if who == "小李" else "门口垃圾堆成山了"
            town.say(who, f"{number % 12 + 1}号楼{number // 12 + 1}单元{what}", settle=False)


def test_no_more_than_eighteen_messages_a_minute_go_into_one_group(town: Town):
    town.sandbox.flood_limits = True
    forty_reports(town)
    town.settle()
    when = moments(town, "group")
    assert len(when) >= 20
    assert busiest(when, timedelta(seconds=60)) <= 18
    assert not [call for call in town.sandbox.requests if call.status == 429]


def test_one_message_a_second_goes_to_a_person(town: Town):
    forty_reports(town)
    town.settle()
    when = moments(town, "王姐")
    assert len(when) >= 10
    assert busiest(when, timedelta(seconds=1)) == 1


def test_an_album_counts_as_many_messages_as_it_has_pictures(open_town):
    town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.sandbox.flood_limits = True
    for building in ("1", "2", "3", "4"):
        scenes = ["flying_wire", "corridor", "garbage", "sewage", "manhole", "fire_lane"]
        town.say("小李", f"{building}号楼有飞线充电", photos=scenes)
    assert len(moments(town, "staff")) == 24
    assert busiest(moments(town, "staff"), timedelta(seconds=60)) <= 18


def test_a_card_goes_before_a_digest_that_waits_longer(open_town):
    town = open_town(community=QINZHUANG + SUPERVISORS)
    eight = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    town.clock.move(eight - town.clock.now() - timedelta(seconds=20))
    for number in range(18):
        town.say("小李", f"{number % 12 + 1}号楼{number // 12 + 1}单元有飞线充电", settle=False)
    town.hear()
    for _ in range(4):
        town.call(loops.send(town.house))
        town.clock.move(timedelta(seconds=1))
    town.clock.move(timedelta(seconds=20))
    town.call(loops.publish(town.house))
    waiting = [
        row.purpose for row in town.rows("SELECT purpose FROM outbox WHERE state = 'waiting' AND chat_id = -1002")
    ]
    assert "digest" in waiting
    town.say("小陈", "8号楼门口井盖没了")
    said = town.heard_by("staff")
    card = next(index for index, words in enumerate(said) if "#19" in words)
    digest = next(index for index, words in enumerate(said) if "📋" in words)
    assert card < digest


def test_an_emergency_overtakes_a_hundred_receipts(town: Town):
    forty_reports(town)
    town.say("阿强", "9号楼门口井盖没了", settle=False)
    town.hear()
    started = town.clock.now()
    town.settle()
    number = town.rows("SELECT number FROM ticket WHERE category = 'manhole_missing'")[0].number
    (sent,) = [
        call.at
        for call in town.sandbox.requests
        if call.method in MESSAGES and str(call.params["chat_id"]) == "1002" and f"#{number}<" in str(call.params)
    ]
    assert sent - started <= timedelta(seconds=25)


def test_fifty_changes_of_one_card_are_few_edits(town: Town):
    (message,) = town.say("小李", "5号楼有飞线充电")
    for number in range(50):
        town.do(
            town.sandbox.town.edit, town.chat("group"), 3001, message, f"5号楼{number % 9 + 1}单元有飞线充电 {number}"
        )
    town.settle()
    assert len(town.calls("editMessageText", "王姐")) <= 2
    assert "49" in town.heard_by("王姐")[0]


def test_reactions_do_not_use_up_the_group_s_messages(town: Town):
    town.sandbox.flood_limits = True
    for number in range(30):
        town.say("小李", "5号楼有飞线充电" if number == 0 else "", photos=["flying_wire"], settle=False)
    town.settle()
    assert Counter(call.status for call in town.sandbox.requests)[429] == 0
    assert len(town.rows("SELECT id FROM ticket")) == 1
    assert len(town.heard_by("group")) == 1
