"""Inbox to outbox: each letter is read once, in order within its chat, and causes everything or nothing."""

import json

import structlog

from bot.database import Connection, transaction
from bot.loops.house import House
from bot.services import inbox, intake
from bot.services.inbox import Leased
from bot.services.step import Step
from bot.telegram_io import updates

log = structlog.get_logger("qianshao")
BATCH = 50


def read(house: House) -> bool:
    """Inbox to outbox: a few letters in one commit. Return whether there were any."""
    with transaction(house.engine) as connection:
        letters = inbox.lease(connection, house.clock.now(), BATCH)
    if len(letters) == 1 or not _all_at_once(house, letters):
        _one_by_one(house, letters)
    return bool(letters)


def _all_at_once(house: House, letters: list[Leased]) -> bool:
    """Read the letters as if none could fail. Return False when one did, and nothing happened."""
    try:
        with transaction(house.engine) as connection:
            step = house.step(connection)
            ours = inbox.finish(connection, letters)
            for letter in letters:
                if letter.id in ours:
                    _take(house, step, letter)
    except Exception:
        # Which one it was shows when they are read one by one; what was remembered of rosters was rolled back, too.
        house.rules.memory.clear()
        return False
    return True


def _one_by_one(house: House, letters: list[Leased]) -> None:
    """Read the letters, each of them everything it causes or nothing; one that fails stops its lane alone."""
    try:
        with transaction(house.engine) as connection:
            stopped: set[str] = set()
            for letter in letters:
                if letter.lane in stopped:
                    inbox.release(connection, [letter])
                elif not _read_one(house, connection, letter):
                    stopped.add(letter.lane)
    except Exception:
        house.rules.memory.clear()
        with transaction(house.engine) as connection:
            inbox.release(connection, letters)
        raise


def _read_one(house: House, connection: Connection, letter: Leased) -> bool:
    """Read one letter inside its own savepoint. Return False when it failed and its lane has to wait for it."""
    step = house.step(connection)
    try:
        with connection.savepoint():
            if inbox.finish(connection, [letter]):
                _take(house, step, letter)
    except Exception as error:
        # What was remembered of a roster may have been rolled back with the letter.
        house.rules.memory.clear()
        aside = inbox.fail(connection, letter, f"{type(error).__name__}: {error}", step.now)
        log.exception("letter put aside" if aside else "letter failed", letter=letter.id, attempt=letter.attempts)
        return aside
    return True


def _take(house: House, step: Step, letter: Leased) -> None:
    update = updates.parse(json.loads(letter.body), house.rules.bot_name)
    if update is not None:
        intake.take(step, update)
