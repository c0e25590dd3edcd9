"""Outbox to Telegram: calls under way side by side, one a lane, each recorded with what came of it."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

import structlog
from sqlalchemy.exc import OperationalError

from bot.calls import Call, Later, Ledger, Outcome, Picture, Poster, Refused, unpack
from bot.database import transaction
from bot.loops.house import House
from bot.loops.listing import listed
from bot.loops.pump import rest
from bot.services import delivery, postman
from bot.services.postman import Ready
from bot.telegram_io import sending
from bot.telegram_io.client import READ_SECONDS

log = structlog.get_logger("qianshao")
SENDING_LASTS = timedelta(seconds=READ_SECONDS * 1.2)
MAKING_SECONDS = 1.0
"""How long a picture or a list may be in the making before its row has to be held anew."""
MADE_LATER = timedelta(minutes=5)
"""How long a message waits that could not be made, because the database or the disk had no time or room for it."""
RESTING_SECONDS = 0.25
LAST_WORDS_SECONDS = 8


async def send(house: House) -> bool:
    """Outbox to Telegram: one round of what may go now. Return whether there was any."""
    ready = await house.work(lease_postings, house.config.sending.at_once)
    if ready:
        await house.work(record_postings, await asyncio.gather(*(deliver(house, row) for row in ready)))
    return bool(ready)


async def deliver(house: House, row: Ready) -> tuple[Ready, Outcome]:
    """Make one call; return its row with what came of it."""
    since = asyncio.get_running_loop().time()
    try:
        call = unpack(row.kind, row.payload)
        drawn = await _drawn(house, call)
        late = drawn is not None and asyncio.get_running_loop().time() - since > MAKING_SECONDS
        # The lease is as long as a call may take: else it would end while this is under way, and it be sent twice.
        if late and not await house.work(_held, row):
            return row, Later(timedelta(0), "it took too long to make")
        return row, await sending.deliver(house.client, row.chat_id, call, row.attempts, house.store.path, drawn)
    except Exception as error:
        # Like a poison letter, a row that cannot be sent dies alone.
        log.exception("message cannot be sent", posting=row.id)
        why = f"{type(error).__name__}: {error}"[:200]
        # Before anything is sent nothing but what is made for it asks the database, which may be back soon.
        if isinstance(error, OperationalError) or (isinstance(error, OSError) and row.kind == "ledger"):
            return row, Later(MADE_LATER, why)
        return row, Refused(why)


async def _drawn(house: House, call: Call) -> bytes | None:
    match call:
        case Poster():
            return await house.darkroom.poster(call)
        case Picture():
            return await house.darkroom.bulletin(call.page, dark=call.dark)
        case Ledger():
            return await house.lists.get(call, house.clock.now(), partial(listed, house, call))
    return None


def lease_postings(house: House, most: int) -> list[Ready]:
    """Take rows of the outbox that may go now."""
    with transaction(house.engine) as connection:
        return postman.lease(connection, house.clock.now(), house.pace(), most, SENDING_LASTS)


def _held(house: House, row: Ready) -> bool:
    with transaction(house.engine) as connection:
        return postman.hold(connection, row, house.clock.now() + SENDING_LASTS)


def record_postings(house: House, delivered: Sequence[tuple[Ready, Outcome]]) -> None:
    """Record how calls went, and what follows from it: all in one commit, or one by one when one cannot be recorded."""
    try:
        _record(house, delivered)
    except Exception:
        house.rules.memory.clear()
        for row, outcome in delivered:
            _record_alone(house, row, outcome)


def _record_alone(house: House, row: Ready, outcome: Outcome) -> None:
    try:
        _record(house, [(row, outcome)])
    except Exception as error:
        # Left as it is it would be sent again and again, and never be recorded.
        log.exception("answer cannot be recorded", posting=row.id)
        house.rules.memory.clear()
        with transaction(house.engine) as connection:
            postman.drop(connection, row, f"not recorded: {type(error).__name__}: {error}")


def _record(house: House, delivered: Sequence[tuple[Ready, Outcome]]) -> None:
    with transaction(house.engine) as connection:
        step = house.step(connection)
        for row, outcome in delivered:
            delivery.record(step, row, outcome)


async def keep_sending(house: House) -> None:
    """Keep calls under way until the house closes: a slow one must not hold up the others."""
    under_way: set[asyncio.Task[tuple[Ready, Outcome]]] = set()
    while not house.closing:
        try:
            room = house.config.sending.at_once - len(under_way)
            ready = await house.work(lease_postings, room) if room > 0 else []
            under_way |= {asyncio.create_task(deliver(house, row)) for row in ready}
            if not under_way:
                await rest(house.postings, RESTING_SECONDS)
                continue
            bell = asyncio.create_task(rest(house.postings, RESTING_SECONDS))
            await asyncio.wait({*under_way, bell}, return_when=asyncio.FIRST_COMPLETED)
            bell.cancel()
            done = {task for task in under_way if task.done()}
            under_way -= done
            if done:
                await house.work(record_postings, [task.result() for task in done])
        except Exception:
            log.exception("sending failed")
            await asyncio.sleep(1)
    if under_way:
        # What has been said is recorded, so that stopping says nothing twice.
        done, _ = await asyncio.wait(under_way, timeout=LAST_WORDS_SECONDS)
        await house.work(record_postings, [task.result() for task in done])
