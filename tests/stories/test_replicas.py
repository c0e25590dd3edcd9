"""Several bots on one PostgreSQL, several readers in each: everything happens once, whoever does it."""

import asyncio
from datetime import timedelta

import pytest

from bot import loops
from bot.loops import House
from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.test_claims import CROWD, ENROLLED
from tests.stories.town import Town

pytestmark = [pytest.mark.postgres, pytest.mark.parametrize("open_town", ["postgres"], indirect=True)]
WIRE = "5号楼有飞线充电"


def together(town: Town, *houses: House, rounds: int = 40) -> None:
    """Let all houses turn all their pumps at the same time until nothing is left, with the seconds pacing needs."""

    async def everybody() -> bool:
        at_once = [town.one_round(house) for house in houses for _ in range(2)]
        return any(await asyncio.gather(*at_once))

    waiting = (
        "SELECT id FROM outbox WHERE state IN ('waiting', 'sending') UNION SELECT id FROM inbox WHERE state = 'waiting'"
    )
    for _ in range(rounds):
        if town.call(everybody()):
            continue
        if not town.rows(waiting) and not town.sandbox.pending_updates:
            return
        town.clock.move(timedelta(seconds=1))


def test_two_bots_make_one_ticket_and_one_card_of_one_report(town: Town):
    other = town.replica()
    (message,) = town.say("小李", WIRE, photos=["flying_wire"], settle=False)
    together(town, town.house, other)
    assert len(town.rows("SELECT id FROM ticket")) == 1
    assert town.reactions(message) == "👀"
    for chat in ("group", "王姐", "老赵"):
        assert len(town.heard_by(chat)) == 1, chat


def test_two_bots_climb_each_rung_once(town: Town):
    other = town.replica()
    town.say("小李", WIRE)
    for _ in range(30):
        town.clock.move(timedelta(minutes=1))
        together(town, town.house, other)
    for chat in ("张网格长", "陈书记", "林主任"):
        assert len(town.heard_by(chat)) == 1, chat
    assert town.events().count("escalate") == 3


def test_two_bots_pay_a_fix_that_nobody_doubted_once(town: Town):
    other = town.replica()
    town.say("小李", WIRE)
    for deed in ("claim", "resolve"):
        town.tap("王姐", deed)
    town.clock.move(timedelta(hours=25))
    together(town, town.house, other)
    paid = town.rows("SELECT cause, points FROM point_entry ORDER BY cause")
    assert [tuple(entry) for entry in paid] == [("report", 10), ("urgent", 5)]
    assert town.ticket().state == "closed"


def test_two_bots_send_one_digest(town: Town):
    other = town.replica()
    town.say("小李", WIRE)
    town.clock.move(timedelta(hours=3))
    together(town, town.house, other)
    assert len([said for said in town.heard_by("周督导") if "📋" in said]) == 1


def test_one_bot_hears_for_both_and_the_other_takes_over_when_it_dies(town: Town):
    other = town.replica()
    town.say("小李", WIRE, settle=False)
    together(town, town.house, other)
    assert [town.house.polling, other.polling].count(True) == 1
    listener, waiting = (town.house, other) if town.house.polling else (other, town.house)
    town.say("小陈", "7号楼门口垃圾堆成山了", settle=False)
    town.clock.move(timedelta(seconds=30))
    together(town, waiting)
    assert waiting.polling
    assert town.ticket(2).category == "garbage_pileup"
    town.call(loops.poll(listener, 0))
    assert not listener.polling
    assert not [call for call in town.sandbox.requests if call.status == 409]


def test_fifty_claims_read_by_four_readers_of_two_bots_have_one_winner(open_town):
    town = open_town(community=QINZHUANG + ENROLLED + STAFF_GROUP, newcomers=CROWD)
    other = town.replica()
    town.say("小李", WIRE)
    for name in list(CROWD)[:25]:
        town.tap(name, "claim", settle=False)
    for name in list(CROWD)[25:]:
        town.reply(name, "收到", settle=False)
    together(town, town.house, other)
    assert town.events().count("claim") == 1
    assert len([name for name in CROWD if town.toasts(name)]) == 25
    assert town.rows("SELECT id FROM inbox WHERE state = 'aside'") == []


def test_two_tickets_claimed_crosswise_by_everybody_put_no_letter_aside(open_town):
    town = open_town(community=QINZHUANG + ENROLLED, newcomers=CROWD)
    other = town.replica()
    town.say("小李", WIRE)
    town.say("小陈", "2号楼有飞线充电")
    names = list(CROWD)
    for index, name in enumerate(names):
        first, second = [post["message_id"] for post in town.posts(name)][:2][:: 1 if index % 2 else -1]
        town.reply(name, "收到", to=first, settle=False)
        town.reply(name, "收到", to=second, settle=False)
    together(town, town.house, other, rounds=120)
    assert [town.events(number).count("claim") for number in (1, 2)] == [1, 1]
    assert town.rows("SELECT id FROM inbox WHERE state != 'read'") == []


def test_thirty_reports_read_at_once_have_thirty_numbers(town: Town):
    other = town.replica()
    for building in range(1, 11):
        for unit, who in enumerate(("小李", "小陈", "阿强"), start=1):
            town.say(who, f"{building}号楼{unit}单元有飞线充电", settle=False)
    together(town, town.house, other, rounds=400)
    numbers = [row.number for row in town.rows("SELECT number FROM ticket ORDER BY number")]
    assert numbers == list(range(1, 31))


def test_thirty_who_tell_of_the_same_at_once_make_one_ticket(town: Town):
    other = town.replica()
    for number in range(10):
        for who in ("小李", "小陈", "阿强"):
            town.say(who, f"5号楼3单元有飞线充电,第{number}次说", settle=False)
    together(town, town.house, other, rounds=400)
    assert [(row.number, row.voices) for row in town.rows("SELECT number, voices FROM ticket")] == [(1, 3)]


def test_a_bot_that_dies_with_letters_and_messages_in_its_hands_is_inherited_from(town: Town):
    other = town.replica()
    town.say("小李", WIRE, settle=False)
    town.hear()
    town.speak()
    town.say("小陈", "7号楼门口垃圾堆成山了", settle=False)
    town.clock.move(timedelta(minutes=2))
    together(town, other, rounds=200)
    assert len(town.rows("SELECT id FROM ticket")) == 2
    for chat in ("王姐", "老马"):
        assert 1 <= len(town.heard_by(chat)) <= 2, chat
    assert town.rows("SELECT id FROM outbox WHERE state IN ('waiting', 'sending')") == []
