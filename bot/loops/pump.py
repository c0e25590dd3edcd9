"""How a pump keeps going: do one, loop until there is none, rest until the bell rings. A fault never ends it."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.loops.house import House

log = structlog.get_logger("qianshao")


async def keep(
    house: House, bell: asyncio.Event, work: Callable[[House], Awaitable[bool]], rings: asyncio.Event
) -> None:
    while True:
        try:
            if await work(house):
                rings.set()
                continue
        except Exception:
            log.exception("pump failed")
            await asyncio.sleep(1)
        await rest(bell, 1.0)


async def rest(bell: asyncio.Event, seconds: float) -> None:
    """Wait for the bell, but not for ever: rows may fall due, and other processes write them, too."""
    try:
        async with asyncio.timeout(seconds):
            await bell.wait()
    except TimeoutError:
        pass
    bell.clear()
