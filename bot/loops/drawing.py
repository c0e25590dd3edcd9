"""Prints: read what is ordered, draw it in the child, store it, mark the row. People's own pictures come first.

Nobody waits for a print, and nobody is told when there can be none.
"""

import asyncio

import structlog
from sqlalchemy import Row

from bot.darkroom import Stamp
from bot.database import transaction
from bot.loops.house import House
from bot.services import photos, prints

log = structlog.get_logger("qianshao")


async def draw(house: House, row: Row[tuple[object, ...]]) -> None:
    """Draw one print that was leased."""
    wanted = await house.work(_compose, row)
    if wanted is None:
        return
    try:
        print_ = await _drawn(house, wanted)
        name = await asyncio.to_thread(house.store.keep, print_) if print_ else None
    except OSError as error:
        await house.work(_failed, row, error.strerror or "not stored")
        return
    if name is None:
        await house.work(_failed, row, "cannot be drawn")
    else:
        await house.work(_put_down, row, name)


async def _drawn(house: House, wanted: prints.Print) -> bytes | None:
    contents = [await asyncio.to_thread(house.store.path(name).read_bytes) for name in wanted.stored]
    if not wanted.title:
        return await house.darkroom.sheet(contents, wanted.lines)
    before, after = contents
    return await house.darkroom.pair(before, after, Stamp(wanted.title, *wanted.lines))


def _compose(house: House, row: Row[tuple[object, ...]]) -> prints.Print | None:
    with transaction(house.engine) as connection:
        wanted = prints.compose(house.step(connection), row)
        if wanted is None:
            photos.refuse(connection, row.id, "its pictures are gone")
        return wanted


def _put_down(house: House, row: Row[tuple[object, ...]], name: str) -> None:
    with transaction(house.engine) as connection:
        prints.drawn(house.step(connection), row, name)


def _failed(house: House, row: Row[tuple[object, ...]], why: str) -> None:
    with transaction(house.engine) as connection:
        given_up = photos.retry(connection, row, house.clock.now(), why)
    log.warning("print not drawn", photo=row.id, why=why, given_up=given_up)
