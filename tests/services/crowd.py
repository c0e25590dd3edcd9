"""Several bots at once on one database: what each of them does, as processes of their own.

Each function is one process's work; it opens its own engine and returns something small.
"""

import multiprocessing
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import text

from bot.database import open_database, transaction
from bot.services import escalation, inbox, invites, postman, turns
from bot.services.inbox import Incoming
from bot.services.pace import Pace
from tests.services.home import EVENING, Home

T = TypeVar("T")
NO_PACE = Pace(per_second=10_000, private_seconds=0, group_minute=0, reserved=0)


@contextmanager
def workers(number: int) -> Iterator[Callable[..., list[Any]]]:
    """Give a way to let so many processes work at the same time, as often as one likes."""
    # Forks of a process of its own, with no thread or connection in it, that has imported this file already.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    with context.Pool(number) as pool:

        def at_once(work: Callable[..., T], given: Sequence[tuple[Any, ...]]) -> list[T]:
            return pool.starmap(work, given, chunksize=1)

        yield at_once


def crowd(work: Callable[..., T], given: Sequence[tuple[Any, ...]]) -> list[T]:
    """Run `work` in one process for each tuple of arguments, all at the same time."""
    with workers(len(given)) as at_once:
        return at_once(work, given)


def store_letters(url: str, number: int) -> int:
    """Store the same letters as everybody else, in small lots."""
    engine = open_database(url)
    stored = 0
    for start in range(0, number, 20):
        lot = [Incoming(n, str(n % 3), f'{{"update_id": {n}}}') for n in range(start, start + 20)]
        with transaction(engine) as connection:
            stored += inbox.store(connection, 100, lot, EVENING)
    engine.dispose()
    return stored


def read_letters(url: str, worker: int) -> int:
    """Read until nothing waits; some letters fail at the first try. Note each reading in its own transaction."""
    engine, chance, done, now = open_database(url), random.Random(worker), 0, EVENING
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        now += timedelta(seconds=0.2)
        with transaction(engine) as connection:
            letters = inbox.lease(connection, now, 7)
        if not letters:
            with transaction(engine) as connection:
                if not inbox.waiting(connection):
                    break
            time.sleep(0.01)
            continue
        with transaction(engine) as connection:
            stopped: set[str] = set()
            for letter in letters:
                if letter.lane in stopped:
                    inbox.release(connection, [letter])
                elif letter.attempts == 1 and chance.random() < 0.05:
                    inbox.fail(connection, letter, "unlucky", now)
                    stopped.add(letter.lane)
                elif inbox.finish(connection, [letter]):
                    update_id = int(letter.body.split()[1].rstrip("}"))
                    values = {"lane": letter.lane, "update_id": update_id, "worker": worker}
                    connection.execute(
                        text("INSERT INTO seen (lane, update_id, worker) VALUES (:lane, :update_id, :worker)"), values
                    )
                    done += 1
    engine.dispose()
    return done


def send_postings(url: str, worker: int) -> list[tuple[int, str]]:
    """Lease and settle rows of the outbox until none is left; return what was sent, in this process's order."""
    engine, sent = open_database(url), []
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with transaction(engine) as connection:
            rows = postman.lease(connection, EVENING, NO_PACE, 5, timedelta(minutes=1))
        if not rows:
            with transaction(engine) as connection:
                if not postman.due(connection, EVENING):
                    break
            time.sleep(0.005)
            continue
        with transaction(engine) as connection:
            for row in rows:
                postman.sent(connection, row, worker, EVENING)
                sent.append((row.id, row.lane))
    engine.dispose()
    return sent


def climb(url: str, minutes: float) -> int:
    """Escalate everything that is due so many minutes after the evening began; return how many steps were taken."""
    home = Home(open_database(url))
    home.pass_(minutes=minutes)
    steps = 0
    while True:
        with home.step() as step:
            if not escalation.escalate_next(step):
                break
        steps += 1
    home.engine.dispose()
    return steps


def redeem(url: str, code: str, telegram_id: int) -> bool:
    """Try to enrol somebody by an invite's code."""
    from bot.messages import Sender

    home = Home(open_database(url))
    with home.step() as step:
        taken = invites.redeem(step, code, Sender(telegram_id, f"P{telegram_id}")) is not None
    home.engine.dispose()
    return taken


def send_digests(url: str, minutes: float) -> int:
    """Write every digest that is due so many minutes after the evening began; return how many."""
    home = Home(open_database(url))
    home.pass_(minutes=minutes)
    written = home.publish()
    home.engine.dispose()
    return written


def take_turn(url: str, holder: str) -> bool:
    """Ask for the turn to poll."""
    engine = open_database(url)
    with transaction(engine) as connection:
        taken = turns.take(connection, "poll", holder, EVENING, timedelta(seconds=6))
    engine.dispose()
    return taken
