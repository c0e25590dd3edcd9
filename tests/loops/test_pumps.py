"""The pumps, each turned by hand: one bad thing costs itself alone, and whatever fails is tried again."""

import asyncio
from datetime import timedelta

import pytest

from bot import app, loops
from bot.services.inbox import MOST_ATTEMPTS
from tests.loops.conftest import rows, run, settle
from tests.services.home import FLYING_WIRE, GROUP, WANG

# --------------------------------------------------------------------------- poll and read


async def test_an_update_is_on_disk_before_telegram_may_forget_it(house, sandbox):
    sandbox.town.say(GROUP, 3001, FLYING_WIRE)
    assert await loops.poll(house, 0)
    assert len(rows(house, "SELECT id FROM inbox")) == 1
    assert sandbox.pending_updates == 1
    await loops.poll(house, 0)
    assert sandbox.pending_updates == 0


async def test_what_cannot_be_stored_is_not_confirmed_and_comes_again(house, sandbox):
    sandbox.town.say(GROUP, 3001, FLYING_WIRE)
    run(house, "ALTER TABLE inbox RENAME TO away")
    with pytest.raises(Exception, match="inbox"):
        await loops.poll(house, 0)
    run(house, "ALTER TABLE away RENAME TO inbox")
    await settle(house)
    assert len(rows(house, "SELECT id FROM ticket")) == 1


POISON = [
    {"update_id": 900_000_001, "message": {"message_id": "x", "chat": {"id": GROUP, "type": "group"}, "date": "today"}},
    {"update_id": 900_000_002, "message": {"chat": "nowhere"}},
    {"update_id": 900_000_003, "callback_query": {"id": 1, "from": [], "message": {"chat": {"id": GROUP}}, "data": {}}},
]


@pytest.mark.parametrize("poison", POISON, ids=["message", "chat", "press"])
async def test_an_update_that_cannot_be_read_is_put_aside_and_its_neighbours_are_read(house, sandbox, poison):
    sandbox.town.say(GROUP, 3001, FLYING_WIRE)
    await loops.poll(house, 0)
    await loops.take(house, [poison])
    sandbox.town.say(GROUP, 3002, "7号楼路灯坏了")
    for _ in range(MOST_ATTEMPTS + 2):
        await settle(house)
        sandbox.clock.move(timedelta(minutes=2))
    states = {row.update_id: row.state for row in rows(house, "SELECT update_id, state FROM inbox")}
    assert states[poison["update_id"]] in ("aside", "read")
    assert {state for number, state in states.items() if number != poison["update_id"]} == {"read"}
    assert len(rows(house, "SELECT id FROM ticket")) == 2


async def test_a_letter_that_fails_leaves_nothing_of_itself_behind(house, sandbox):
    sandbox.town.say(GROUP, 3001, FLYING_WIRE)
    run(house, "ALTER TABLE event RENAME TO away")
    await settle(house)
    run(house, "ALTER TABLE away RENAME TO event")
    assert rows(house, "SELECT id FROM ticket") == []
    assert rows(house, "SELECT last_number FROM community") == [(0,)]
    assert rows(house, "SELECT state, attempts FROM inbox") == [("waiting", 1)]
    sandbox.clock.move(timedelta(minutes=1))
    await settle(house)
    assert rows(house, "SELECT number FROM ticket") == [(1,)]


# --------------------------------------------------------------------------- send


async def test_a_message_that_cannot_be_sent_dies_alone(house, sandbox):
    sandbox.town.say(GROUP, 3001, FLYING_WIRE)
    await loops.poll(house, 0)
    await house.work(loops.read)
    broken = rows(house, "SELECT id FROM outbox ORDER BY priority, id LIMIT 1")[0].id
    run(house, "UPDATE outbox SET kind = 'pigeon' WHERE id = :id", id=broken)
    await settle(house)
    states = {row.id: row.state for row in rows(house, "SELECT id, state FROM outbox")}
    assert states.pop(broken) == "dead"
    assert set(states.values()) == {"sent"}
    assert {row.uncertain for row in rows(house, "SELECT uncertain FROM outbox")} == {0}


async def test_an_answer_that_cannot_be_recorded_costs_its_neighbours_nothing(house, sandbox):
    """The post of one card is in the way already; the other messages that ended in the same moment are recorded."""
    sandbox.town.say(GROUP, 3001, FLYING_WIRE)
    await loops.poll(house, 0)
    await house.work(loops.read)
    run(
        house,
        "CREATE TRIGGER refuse BEFORE INSERT ON post WHEN NEW.chat_id = 1001 BEGIN SELECT RAISE(ABORT, 'no'); END",
    )
    for _ in range(3):
        try:
            await settle(house)
        except Exception:
            await asyncio.sleep(0)
    states = {row.chat_id: row.state for row in rows(house, "SELECT chat_id, state FROM outbox WHERE purpose = 'card'")}
    assert states[1004] == "sent"
    heard = [message for message in sandbox.town.messages(1004) if message["from"]["is_bot"]]
    assert len(heard) == 1


# --------------------------------------------------------------------------- tick


async def test_a_ticket_whose_step_fails_does_not_stop_the_ladder_of_the_others(house, sandbox):
    sandbox.town.say(GROUP, 3001, FLYING_WIRE)
    sandbox.town.say(GROUP, 3002, "2号楼有飞线充电")
    await settle(house)
    first = rows(house, "SELECT id FROM ticket ORDER BY due_at, id LIMIT 1")[0].id
    run(
        house,
        f"CREATE TRIGGER refuse BEFORE INSERT ON escalation WHEN NEW.ticket_id = {int(first)}"
        " BEGIN SELECT RAISE(ABORT, 'no'); END",
    )
    sandbox.clock.move(timedelta(minutes=6))
    await house.work(loops.tick)
    assert [row.ticket_id for row in rows(house, "SELECT ticket_id FROM escalation")] == [first + 1]
    run(house, "DROP TRIGGER refuse")
    sandbox.clock.move(timedelta(minutes=6))
    await house.work(loops.tick)
    assert first in [row.ticket_id for row in rows(house, "SELECT ticket_id FROM escalation")]


async def test_what_is_old_is_forgotten_and_what_waits_is_not(house, sandbox):
    sandbox.town.say(GROUP, 3001, FLYING_WIRE)
    await settle(house)
    sandbox.clock.move(timedelta(days=31))
    sandbox.town.say(GROUP, 3002, "7号楼路灯坏了")
    await loops.poll(house, 0)
    assert await house.work(loops.forget) > 0
    assert [row.state for row in rows(house, "SELECT state FROM inbox")] == ["waiting"]
    assert len(rows(house, "SELECT id FROM ticket")) == 1


async def test_at_rest_nothing_waits(house, sandbox):
    assert await house.work(loops.idle)
    sandbox.town.say(GROUP, 3001, FLYING_WIRE)
    await loops.poll(house, 0)
    assert not await house.work(loops.idle)
    await settle(house)
    assert await house.work(loops.idle)


# --------------------------------------------------------------------------- all of them, running


async def test_the_running_house_outlives_trouble_of_every_kind(house, sandbox):
    for fault in ({"status": 502}, {"drop": "before"}, {"drop": "after"}):
        sandbox.fault("getUpdates", **fault)
    for method in ("sendMessage", "sendPhoto", "setMessageReaction", "getFile"):
        for fault in ({"status": 500}, {"status": 401}, {"drop": "before"}, {"drop": "after"}, {"retry_after": 1}):
            sandbox.fault(method, **fault)
    stop, ready = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(app.run(house, until=stop, ready=ready.set))
    await asyncio.wait_for(ready.wait(), 20)
    sandbox.town.say(GROUP, 3001, FLYING_WIRE)
    for _ in range(600):
        await asyncio.sleep(0.1)
        sandbox.clock.move(timedelta(seconds=5))
        if any(message["from"]["is_bot"] for message in sandbox.town.messages(WANG)):
            break
    stop.set()
    await asyncio.wait_for(running, 30)
    assert any(message["from"]["is_bot"] for message in sandbox.town.messages(WANG))
    assert len([message for message in sandbox.town.messages(GROUP) if not message["from"]["is_bot"]]) == 1


async def test_a_house_that_is_told_to_stop_stops_soon_also_in_a_long_poll(house):
    stop, ready = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(app.run(house, until=stop, ready=ready.set))
    await asyncio.wait_for(ready.wait(), 20)
    await asyncio.sleep(0.3)
    stop.set()
    await asyncio.wait_for(running, 10)
    assert running.done()
