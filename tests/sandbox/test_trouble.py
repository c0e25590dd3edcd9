"""Trouble on order and Telegram's own limits."""

import asyncio
import time
from datetime import timedelta

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.sandbox.refusals import Impossible
from tests.sandbox.conftest import GROUP, LI, WANG


async def test_a_fault_strikes_as_often_as_ordered(ptb, sandbox, town):
    sandbox.fault("sendMessage", times=2, status=500)
    for _ in range(2):
        with pytest.raises(NetworkError, match="Internal Server Error"):
            await ptb.send_message(GROUP, "x")
    await ptb.send_message(GROUP, "x")
    assert len(town.messages(GROUP)) == 1
    assert [call.status for call in sandbox.requests if call.method == "sendMessage"] == [500, 500, 200]


async def test_a_fault_may_strike_one_chat_only(ptb, sandbox):
    sandbox.fault("*", status=403, chat=WANG, description="Forbidden: user is deactivated")
    await ptb.send_message(GROUP, "x")
    with pytest.raises(Forbidden, match="user is deactivated"):
        await ptb.send_message(WANG, "x")


async def test_a_star_strikes_everything_but_the_poll(ptb, sandbox, town):
    sandbox.fault("*", times=None, status=400)
    town.say(GROUP, LI, "x")
    assert len(await ptb.get_updates()) == 1
    for _ in range(3):
        with pytest.raises(BadRequest):
            await ptb.get_me()
    sandbox.faults.clear()
    await ptb.get_me()


async def test_a_flood_fault_says_how_long_to_wait(ptb, sandbox):
    sandbox.fault("sendMessage", retry_after=7)
    with pytest.raises(RetryAfter) as flood:
        await ptb.send_message(GROUP, "x")
    assert flood.value._retry_after == timedelta(seconds=7)


async def test_a_delay_delays_and_then_does_it(ptb, sandbox, town):
    sandbox.fault("sendMessage", delay=0.4)
    begun = time.monotonic()
    await ptb.send_message(GROUP, "x")
    assert time.monotonic() - begun >= 0.4
    sandbox.fault("sendMessage", delay=0.6)
    with pytest.raises(TimedOut):
        await ptb.send_message(GROUP, "y", read_timeout=0.2)
    await asyncio.sleep(0.6)
    assert [message["text"] for message in town.messages(GROUP)] == ["x", "y"]


@pytest.mark.parametrize(("drop", "arrived"), [("before", 0), ("after", 1)])
async def test_a_cut_line_is_before_or_after_the_effect(ptb, sandbox, town, drop, arrived):
    sandbox.fault("sendMessage", drop=drop)
    with pytest.raises(NetworkError):
        await ptb.send_message(GROUP, "x")
    assert len(town.messages(GROUP)) == arrived
    assert sandbox.requests[-1].status == 0


@pytest.mark.parametrize("order", [{}, {"status": 200}, {"drop": "sideways"}])
def test_a_fault_that_makes_no_sense_is_refused(order, clock):
    from bot.sandbox.server import Sandbox

    with pytest.raises(Impossible):
        Sandbox(clock).fault("sendMessage", **order)


async def test_a_group_takes_twenty_messages_a_minute(ptb, sandbox, clock):
    sandbox.flood_limits = True
    for _ in range(20):
        clock.move(timedelta(milliseconds=100))
        await ptb.send_message(GROUP, "x")
    with pytest.raises(RetryAfter) as flood:
        await ptb.send_message(GROUP, "x")
    assert flood.value._retry_after == timedelta(seconds=59)
    await ptb.send_message(WANG, "others are not held up")
    await ptb.set_message_reaction(GROUP, 1, "👀")
    clock.move(timedelta(seconds=59))
    await ptb.send_message(GROUP, "x")


async def test_everybody_together_takes_thirty_calls_a_second(ptb, sandbox, town, clock):
    sandbox.flood_limits = True
    for number in range(40):
        town.person(3000 + number, "x", started=True)
    for number in range(30):
        await ptb.send_message(3000 + number, "x")
    with pytest.raises(RetryAfter):
        await ptb.send_message(3030, "x")
    clock.move(timedelta(seconds=1))
    await ptb.send_message(3030, "x")


async def test_an_album_weighs_as_many_messages_as_it_has(ptb, sandbox, clock):
    from telegram import InputMediaPhoto

    from bot.sandbox import scenes

    photo = (await ptb.send_photo(WANG, scenes.draw("garbage"))).photo[-1].file_id
    sandbox.flood_limits = True
    for _ in range(2):
        await ptb.send_media_group(GROUP, [InputMediaPhoto(photo)] * 10)
    with pytest.raises(RetryAfter):
        await ptb.send_message(GROUP, "x")


async def test_a_private_chat_takes_a_short_burst_and_then_one_a_second(ptb, sandbox, clock):
    sandbox.flood_limits = True
    for _ in range(3):
        await ptb.send_message(WANG, "x")
    with pytest.raises(RetryAfter):
        await ptb.send_message(WANG, "x")
    for _ in range(5):
        clock.move(timedelta(seconds=3))
        await ptb.send_message(WANG, "x")
