"""The bot is stopped or dies mid-way: nothing is lost or done twice; at most a message comes twice, and is marked."""

from bot import loops
from bot.calls import Sent
from bot.database import transaction
from bot.services import inbox
from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import Town

WIRE = "5号楼有飞线充电"


def poll_only(town: Town) -> None:
    town.call(loops.poll(town.house, 0))


def come_to_rest(town: Town) -> None:
    """Another process may hold what a dead one had in its hands, until its lease is over."""
    town.wait(minutes=3)


def test_it_died_between_store_and_read(town: Town):
    town.say("小李", WIRE, photos=["flying_wire"], settle=False)
    poll_only(town)
    assert town.rows("SELECT id FROM ticket") == []
    town.restart(killed=True)
    town.settle()
    assert len(town.rows("SELECT id FROM ticket")) == 1
    assert len(town.heard_by("王姐")) == 1


def test_it_died_while_reading(town: Town):
    town.say("小李", WIRE, settle=False)
    poll_only(town)
    with transaction(town.house.engine) as connection:
        assert inbox.lease(connection, town.clock.now())
    town.restart(killed=True)
    come_to_rest(town)
    assert len(town.rows("SELECT id FROM ticket")) == 1
    assert len(town.heard_by("王姐")) == 1


def test_it_died_before_it_confirmed_to_telegram_what_it_had_stored(town: Town):
    town.say("小李", WIRE, settle=False)
    town.hear()
    assert town.sandbox.pending_updates == 1
    town.restart(killed=True)
    town.settle()
    assert len(town.rows("SELECT id FROM ticket")) == 1
    assert len(town.rows("SELECT id FROM inbox")) == 1


def test_it_died_between_send_and_record(town: Town):
    (message,) = town.say("小李", WIRE, settle=False)
    town.hear()
    delivered = town.speak()
    assert all(isinstance(outcome, Sent) for _, outcome in delivered)
    town.restart(killed=True)
    come_to_rest(town)
    assert len(town.rows("SELECT id FROM ticket")) == 1
    assert town.reactions(message) == "👀"
    for place in ("王姐", "老赵", "group"):
        said = [words for words in town.heard_by(place) if "#1" in words]
        assert 1 <= len(said) <= 2, place
    uncertain = town.rows("SELECT id FROM outbox WHERE uncertain > 0")
    assert len(uncertain) == len(delivered)
    assert town.rows("SELECT id FROM outbox WHERE state NOT IN ('sent', 'superseded')") == []


def test_both_copies_of_a_card_that_came_twice_can_be_answered(town: Town):
    town.say("小李", WIRE, settle=False)
    town.hear()
    town.speak()
    town.restart(killed=True)
    come_to_rest(town)
    first, second = [
        post["message_id"] for post in town.posts("王姐") if "claim" in town.offers("王姐", post["message_id"])
    ]
    town.reply("王姐", "收到", to=first)
    assert town.ticket().state == "claimed"
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"], to=second)
    assert town.ticket().state == "resolved"


def test_it_died_with_a_claim_in_its_inbox(open_town):
    town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.say("小李", WIRE)
    town.reply("王姐", "收到", settle=False)
    town.reply("老赵", "收到", settle=False)
    poll_only(town)
    town.restart(killed=True)
    town.settle()
    assert town.events().count("claim") == 1
    assert town.ticket().state == "claimed"


def test_it_died_again_and_again_through_a_whole_report(town: Town):
    town.say("小李", WIRE, photos=["flying_wire"], settle=False)
    poll_only(town)
    for _ in range(3):
        town.restart(killed=True)
    town.settle()
    town.restart(killed=True)
    town.reply("王姐", "收到", settle=False)
    town.restart(killed=True)
    town.settle()
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"], settle=False)
    poll_only(town)
    town.restart(killed=True)
    town.settle()
    assert town.events() == ["open", "claim", "resolve"]
    assert town.posts("group")[-1]["photo"]


def test_a_clean_stop_and_start_repeats_nothing(town: Town):
    town.say("小李", WIRE, photos=["flying_wire"])
    before = {place: town.heard_by(place) for place in ("group", "王姐", "老赵", "张网格长")}
    town.restart()
    town.settle()
    assert {place: town.heard_by(place) for place in before} == before
    assert town.rows("SELECT id FROM outbox WHERE uncertain > 0") == []


def test_what_was_said_while_it_was_down_is_heard_in_order(town: Town):
    (message,) = town.say("小李", WIRE, settle=False)
    town.say("小陈", "7号楼门口垃圾堆成山了", settle=False)
    town.say("小李", "2单元", settle=False)
    town.sleep(minutes=1)
    assert [town.ticket(n).category for n in (1, 2)] == ["flying_wire_charging", "garbage_pileup"]
    assert str(town.ticket(1).unit) == "2"
    assert town.reactions(message) == "👀"


def test_update_numbers_may_begin_anew_at_random_after_an_idle_week(town: Town):
    town.say("小李", WIRE)
    town.wait(days=8)
    first = town.rows("SELECT update_id FROM inbox ORDER BY id")[0].update_id
    town.do(town.sandbox.updates.restart_ids, first)
    town.restart()
    town.say("小陈", "7号楼门口垃圾堆成山了")
    assert town.ticket(2).category == "garbage_pileup"
