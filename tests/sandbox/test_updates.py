"""The queue between people and the bot: what is kept, for how long, and who gets it."""

import asyncio
import time
from datetime import timedelta

import pytest
from telegram.error import Conflict

from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import GROUP, LI, WANG, populated

HOUR = timedelta(hours=1)


async def _texts(ptb, **arguments):
    return [update.effective_message.text for update in await ptb.get_updates(**arguments)]


async def test_updates_come_again_until_their_offset_is_passed(ptb, town, sandbox):
    for number in range(3):
        town.say(GROUP, LI, f"m{number}")
    updates = await ptb.get_updates()
    assert [update.message.text for update in updates] == ["m0", "m1", "m2"]
    assert await _texts(ptb) == ["m0", "m1", "m2"]
    assert await _texts(ptb, offset=updates[1].update_id) == ["m1", "m2"]
    assert sandbox.pending_updates == 2
    assert await _texts(ptb, offset=updates[2].update_id + 1) == []
    assert sandbox.pending_updates == 0


async def test_a_limit_takes_the_oldest_first(ptb, town):
    for number in range(5):
        town.say(GROUP, LI, f"m{number}")
    assert await _texts(ptb, limit=2) == ["m0", "m1"]


async def test_a_negative_offset_keeps_only_the_newest(ptb, town, sandbox):
    for number in range(5):
        town.say(GROUP, LI, f"m{number}")
    assert await _texts(ptb, offset=-2) == ["m3", "m4"]
    assert sandbox.pending_updates == 2


async def test_a_long_poll_ends_with_the_first_word(ptb, town):
    poll = asyncio.create_task(ptb.get_updates(timeout=20))
    await asyncio.sleep(0.2)
    begun = time.monotonic()
    town.say(GROUP, LI, "now")
    (update,) = await poll
    assert update.message.text == "now"
    assert time.monotonic() - begun < 2


async def test_a_long_poll_without_news_ends_empty(ptb):
    begun = time.monotonic()
    assert await ptb.get_updates(timeout=1) == ()
    assert 0.9 < time.monotonic() - begun < 3


async def test_two_pollers_the_older_one_is_thrown_out(ptb, town):
    older = asyncio.create_task(ptb.get_updates(timeout=20))
    await asyncio.sleep(0.2)
    newer = asyncio.create_task(ptb.get_updates(timeout=20))
    with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure that only one bot instance"):
        await older
    town.say(GROUP, LI, "for the newer one")
    assert len(await newer) == 1


async def test_a_day_old_message_is_lost_and_so_is_a_press_after_150_seconds(ptb, town, clock, sandbox):
    sent = await ptb.send_message(GROUP, "card", reply_markup=_keyboard())
    town.say(GROUP, LI, "a report")
    town.press(GROUP, WANG, sent.message_id, "x")
    assert sandbox.pending_updates == 2
    clock.move(timedelta(seconds=149))
    assert sandbox.pending_updates == 2
    clock.move(timedelta(seconds=2))
    assert await _texts(ptb) == ["a report"]
    clock.move(24 * HOUR)
    assert await _texts(ptb) == []


async def test_a_message_written_two_days_ago_is_never_delivered(ptb, town, clock):
    town.say(GROUP, LI, "old", date=clock.now() - 48 * HOUR)
    town.say(GROUP, LI, "late", date=clock.now() - 23 * HOUR)
    assert await _texts(ptb) == ["late"]


async def test_ids_that_start_again_lower_are_not_mistaken_for_confirmed_ones(ptb, town, sandbox):
    town.say(GROUP, LI, "before")
    (old,) = await ptb.get_updates()
    await ptb.get_updates(offset=old.update_id + 1)
    sandbox.updates.restart_ids(500)
    town.say(GROUP, LI, "after an idle week")
    (new,) = await ptb.get_updates(offset=old.update_id + 1)
    assert (new.update_id, new.message.text) == (500, "after an idle week")


async def test_reactions_and_members_are_delivered_only_when_asked_for_and_the_wish_sticks(ptb, town):
    (report,) = town.say(GROUP, LI, "x")
    await ptb.get_updates(offset=-1)
    town.react(GROUP, WANG, report, "👍")
    town.join(GROUP, 1003)
    kinds = [_kind(update) for update in await ptb.get_updates(allowed_updates=["message_reaction", "chat_member"])]
    assert kinds == ["message", "message"]  # What happened before the wish was not kept; the arrival is a message.
    town.react(GROUP, WANG, report, "👌")
    town.leave(GROUP, 1003)
    town.say(GROUP, LI, "not asked for")
    kinds = [_kind(update) for update in await ptb.get_updates()]
    assert kinds[2:] == ["message_reaction", "chat_member"]
    await ptb.get_updates(allowed_updates=[])
    town.say(GROUP, LI, "again by default")
    assert _kind((await ptb.get_updates())[-1]) == "message"


async def test_a_reaction_tells_old_and_new(ptb, town):
    await ptb.get_updates(allowed_updates=["message_reaction"])
    (report,) = town.say(GROUP, LI, "x")
    town.react(GROUP, WANG, report, "👍")
    town.react(GROUP, WANG, report, "👌")
    town.react(GROUP, WANG, report, "")
    changes = [update.message_reaction for update in await ptb.get_updates()]
    told = [([r.emoji for r in c.old_reaction], [r.emoji for r in c.new_reaction]) for c in changes]
    assert told == [([], ["👍"]), (["👍"], ["👌"]), (["👌"], [])]


async def test_a_plain_member_hears_of_no_reactions(ptb, town):
    town.set_bot_status(GROUP, "member")
    await ptb.get_updates(offset=-1, allowed_updates=["message_reaction"])
    (report,) = town.say(GROUP, LI, "x")
    town.react(GROUP, WANG, report, "👍")
    assert [update for update in await ptb.get_updates() if update.message_reaction] == []


async def test_an_update_is_what_it_was_when_it_happened(ptb, town):
    (report,) = town.say(GROUP, LI, "first words")
    town.edit(GROUP, LI, report, "second words")
    first, second = await ptb.get_updates()
    assert (first.message.text, second.edited_message.text) == ("first words", "second words")


async def test_the_brake_slows_a_poller_that_never_moves_on(clock):
    sandbox = populated(Sandbox(clock, throttle=True))
    for number in range(3):
        sandbox.town.say(GROUP, LI, f"m{number}")
    from bot.sandbox.parameters import Parameters

    first = await sandbox.updates.poll(Parameters({}))
    again = await sandbox.updates.poll(Parameters({}))
    assert (first.count(b"update_id"), again.count(b"update_id")) == (3, 1)


def _kind(update):
    return next(name for name in update.to_dict() if name != "update_id")


def _keyboard():
    from telegram import InlineKeyboardButton, InlineKeyboardMarkup

    return InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="x")]])
