"""Telegram to inbox: what was heard is on disk before Telegram may forget it."""

import asyncio
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog

from bot.database import is_sqlite, transaction
from bot.loops.house import House
from bot.services import inbox, turns
from bot.services.inbox import Incoming
from bot.telegram_io import polling, updates
from bot.telegram_io.client import POLL_SECONDS

log = structlog.get_logger("qianshao")
TURN = timedelta(seconds=6)
WAITING_SECONDS = 1.0


async def poll(house: House, wait: int = POLL_SECONDS) -> bool:
    """Telegram to inbox: one long poll, committed before the offset moves. Return whether anything was heard."""
    if not await house.work(keep_turn):
        # Another replica hears for us; its silence would be its own to tell.
        house.heard_at = None
        await asyncio.sleep(min(WAITING_SECONDS, wait))
        return False
    heard = await polling.poll(house.client, house.offset, wait)
    if isinstance(heard, polling.Deaf):
        log.warning("cannot hear Telegram", why=heard.why)
        await asyncio.sleep(heard.rest_seconds)
        return False
    house.heard_at = house.clock.now()
    if not heard.updates:
        house.caught_up_at = house.heard_at
        return False
    await take(house, heard.updates)
    house.offset = int(heard.updates[-1]["update_id"]) + 1
    return True


async def take(house: House, raw: Sequence[dict[str, Any]]) -> None:
    """Keep raw updates, whichever way they came; when this returns they are on disk."""
    letters = [Incoming(int(one["update_id"]), updates.lane(one), json.dumps(one)) for one in raw]
    await house.work(_store, letters)
    house.letters.set()


def keep_turn(house: House) -> bool:
    """Take or keep the turn to poll: of several replicas on one database, one does.

    The turn is short and kept by the tick, since a long poll lasts longer than anybody should wait for a dead holder.
    """
    if is_sqlite(house.engine):
        return True
    with transaction(house.engine) as connection:
        house.polling = turns.take(connection, "poll", house.name, house.clock.now(), TURN)
    return house.polling


def give_up_turn(house: House) -> None:
    """Let another replica poll at once."""
    with transaction(house.engine) as connection:
        turns.give_up(connection, "poll", house.name, house.clock.now())


def _store(house: House, letters: list[Incoming]) -> int:
    with transaction(house.engine) as connection:
        return inbox.store(connection, house.rules.bot_id, letters, house.clock.now())
