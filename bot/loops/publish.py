"""Digests: read beside the bot's own work, for as long as a big page takes, and queued in one short transaction.

Deadlines wait for no digest, and a digest that cannot be written for none of the others.
"""

import asyncio
from dataclasses import replace
from zlib import crc32

import structlog

from bot.database import reading, transaction
from bot.loops.house import House
from bot.services import digest
from bot.services.digest import Ready
from bot.services.step import Memory, Step

log = structlog.get_logger("qianshao")


async def publish(house: House) -> bool:
    """Write one digest that is due and queue it to whom it is owed. Return False when none is due."""
    try:
        ready = await asyncio.to_thread(_written, house)
        if ready is not None:
            await house.work(_queued, ready)
    except digest.StuckDigest as stuck:
        log.exception("digest could not be written", community=stuck.community_id)
        await house.work(_put_off, stuck.community_id)
        return True
    return ready is not None


def _written(house: House) -> Ready | None:
    # What the writer remembers is the writer's: two threads would trip over each other there. Which community is
    # quiet is told by the revision of its roster, so it holds for both.
    rules = replace(house.rules, memory=Memory(quiet=house.rules.memory.quiet))
    with reading(house.engine, patiently=True) as connection:
        return digest.prepare(Step(connection, house.clock.now(), rules), crc32(house.name.encode()))


def _queued(house: House, ready: Ready) -> None:
    try:
        with transaction(house.engine) as connection:
            digest.queue(house.step(connection), ready)
    except Exception:
        house.rules.memory.clear()
        raise


def _put_off(house: House, community_id: str) -> None:
    with transaction(house.engine) as connection:
        digest.put_off(house.step(connection), community_id)
