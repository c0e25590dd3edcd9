"""RUN: the pumps. Each opens its transactions, asks the time once a step, and calls services and telegram_io.

    poll   getUpdates → inbox, committed before the offset moves
    read   inbox → everything a message causes → outbox
    fetch  pictures: download, develop, store
    send   outbox → Telegram → what became of it
    tick   deadlines, digests, what a dead process left behind

Each pump does one piece of work and says whether there was any. Exceptions are caught here and nowhere else.
"""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeVar

import structlog
from sqlalchemy import Engine, Row
from sqlalchemy.orm import Session

from bot.calls import Outcome, unpack
from bot.clock import Clock
from bot.config import Config
from bot.darkroom import Darkroom
from bot.database import reading, transaction
from bot.photo_store import PhotoStore
from bot.services import cards, delivery, digest, escalation, inbox, intake, outbox, people, photos, postman, showing
from bot.services.inbox import Incoming, Leased
from bot.services.postman import Pace, Ready
from bot.services.step import Rules, Step
from bot.telegram_io import files, polling, sending, updates
from bot.telegram_io.client import POLL_SECONDS, READ_SECONDS, Client

log = structlog.get_logger("qianshao")
T = TypeVar("T")
BATCH = 25
SENDING_LASTS = timedelta(seconds=READ_SECONDS * 1.2)
FETCHING_LASTS = timedelta(seconds=90)
RESTING_SECONDS = 0.25


@dataclass
class House:
    """Everything the pumps work with. `writer` runs what touches the database; `letters` and `postings` ring when there is work."""

    config: Config
    engine: Engine
    clock: Clock
    rules: Rules
    client: Client
    store: PhotoStore
    darkroom: Darkroom
    writer: Executor
    offset: int | None = None
    letters: asyncio.Event = field(default_factory=asyncio.Event)
    postings: asyncio.Event = field(default_factory=asyncio.Event)
    pictures: asyncio.Event = field(default_factory=asyncio.Event)

    async def work(self, what: Callable[..., T], *given: object) -> T:
        """Run something that touches the database, away from the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self.writer, what, self, *given)

    def pace(self) -> Pace:
        """Return how fast we may talk."""
        pace = self.config.sending
        return Pace(pace.per_second, pace.private_seconds, pace.group_minute, min(5, pace.per_second // 5))

    def step(self, session: Session) -> Step:
        """Begin a step: this transaction, this moment."""
        return Step(session, self.clock.now(), self.rules)


# --------------------------------------------------------------------------- poll


async def poll(house: House, wait: int = POLL_SECONDS) -> bool:
    """Telegram to inbox: one long poll, committed before the offset moves. Return whether anything was heard."""
    heard = await polling.poll(house.client, house.offset, wait)
    if isinstance(heard, polling.Deaf):
        log.warning("cannot hear Telegram", why=heard.why)
        await asyncio.sleep(heard.rest_seconds)
        return False
    if not heard.updates:
        return False
    letters = [Incoming(int(raw["update_id"]), updates.lane(raw), json.dumps(raw)) for raw in heard.updates]
    await house.work(_store, letters)
    house.offset = letters[-1].update_id + 1
    house.letters.set()
    return True


def _store(house: House, letters: list[Incoming]) -> int:
    with transaction(house.engine) as session:
        return inbox.store(session, house.rules.bot_id, letters, house.clock.now())


# --------------------------------------------------------------------------- read


def read(house: House) -> bool:
    """Inbox to outbox: a few letters in one commit, each of them everything it causes or nothing."""
    with transaction(house.engine) as session:
        letters = inbox.lease(session, house.clock.now(), BATCH)
    if not letters:
        return False
    try:
        with transaction(house.engine) as session:
            stopped: set[str] = set()
            for letter in letters:
                if letter.lane in stopped:
                    inbox.release(session, [letter])
                elif not _read_one(house, session, letter):
                    stopped.add(letter.lane)
    except Exception:
        house.rules.rosters.clear()
        with transaction(house.engine) as session:
            inbox.release(session, letters)
        raise
    return True


def _read_one(house: House, session: Session, letter: Leased) -> bool:
    """Read one letter inside its own savepoint. Return False when it failed and its lane has to wait for it."""
    step = house.step(session)
    try:
        with session.begin_nested():
            if inbox.finish(session, letter):
                update = updates.parse(json.loads(letter.body), house.rules.bot_id, house.rules.bot_name)
                if update is not None:
                    intake.take(step, update)
    except Exception as error:
        # What was remembered of a roster may have been rolled back with the letter.
        house.rules.rosters.clear()
        aside = inbox.fail(session, letter, f"{type(error).__name__}: {error}", step.now)
        log.exception("letter put aside" if aside else "letter failed", letter=letter.id, attempt=letter.attempts)
        return aside
    return True


# --------------------------------------------------------------------------- send


async def send(house: House) -> bool:
    """Outbox to Telegram: one round of what may go now. Return whether there was any."""
    ready = await house.work(lease_postings, house.config.sending.at_once)
    if ready:
        await house.work(record_postings, await asyncio.gather(*(deliver(house, row) for row in ready)))
    return bool(ready)


async def deliver(house: House, row: Ready) -> tuple[Ready, Outcome]:
    """Make one call; return its row with what came of it."""
    call = unpack(row.kind, row.payload)
    return row, await sending.deliver(house.client, row.chat_id, call, row.attempts, house.store.path)


def lease_postings(house: House, most: int) -> list[Ready]:
    """Take rows of the outbox that may go now."""
    with transaction(house.engine) as session:
        return postman.lease(session, house.clock.now(), house.pace(), most, SENDING_LASTS)


def record_postings(house: House, delivered: list[tuple[Ready, Outcome]]) -> None:
    """Record how calls went, and what follows from it."""
    with transaction(house.engine) as session:
        step = house.step(session)
        for row, outcome in delivered:
            delivery.record(step, row, outcome)


# --------------------------------------------------------------------------- fetch


async def fetch(house: House) -> bool:
    """Pictures: download, develop in the child, store, mark the row. Return whether there was one."""
    waiting = await house.work(_lease_photos)
    for row in waiting:
        await _fetch_one(house, row)
    if waiting:
        house.postings.set()
    return bool(waiting)


async def _fetch_one(house: House, row: Row[tuple[object, ...]]) -> None:
    most = house.config.photos.max_megabytes * 1024 * 1024
    fetched = await files.fetch(house.client, row.file_id, most)
    if isinstance(fetched, files.Missing):
        await house.work(_missing, row, fetched)
        return
    picture = await house.darkroom.develop(fetched.content)
    if picture is None:
        await house.work(_missing, row, files.Missing("unreadable", for_good=True))
        return
    try:
        name = await asyncio.to_thread(house.store.keep, picture.content)
    except OSError as error:
        await house.work(_missing, row, files.Missing(f"not stored: {error.strerror}", for_good=False))
        return
    about = (picture.dhash, picture.width, picture.height, picture.latitude, picture.longitude)
    await house.work(_developed, row, photos.Developed(name, *about))


def _lease_photos(house: House) -> list[Row[tuple[object, ...]]]:
    with transaction(house.engine) as session:
        return photos.lease(session, house.clock.now(), 4, FETCHING_LASTS)


def _developed(house: House, row: Row[tuple[object, ...]], picture: photos.Developed) -> None:
    with transaction(house.engine) as session:
        step = house.step(session)
        kept = photos.developed(session, row.id, picture)
        ticket = cards.load(step, row.ticket_id)
        showing.developed(step, people.roster(step, ticket.community_id), ticket, kept)


def _missing(house: House, row: Row[tuple[object, ...]], missing: files.Missing) -> None:
    with transaction(house.engine) as session:
        step = house.step(session)
        if missing.for_good:
            photos.refuse(session, row.id, missing.why)
        given_up = missing.for_good or photos.retry(session, row, step.now, missing.why)
        log.warning("picture not fetched", photo=row.id, why=missing.why, given_up=given_up)
        if given_up:
            ticket = cards.load(step, row.ticket_id)
            showing.refused(step, people.roster(step, ticket.community_id), ticket, row, missing.why)


# --------------------------------------------------------------------------- tick


def tick(house: House) -> bool:
    """Deadlines and digests that are due, one transaction each, and rows whose sender died. Return whether there was any."""
    with transaction(house.engine) as session:
        worked = postman.reclaim(session, house.clock.now()) > 0
    while _one(house, escalation.escalate_next):
        worked = True
    while _one(house, lambda step: digest.send_next(step, house.config.digest.at)):
        worked = True
    return worked


def _one(house: House, what: Callable[[Step], bool]) -> bool:
    with transaction(house.engine) as session:
        return what(house.step(session))


def recover(house: House) -> None:
    """At the start of the one process of an embedded database: nobody else can be holding anything."""
    with transaction(house.engine) as session:
        inbox.release_all(session)
        postman.reclaim(session, house.clock.now(), everything=True)


def forget(house: House, letters: timedelta = timedelta(hours=72), postings: timedelta = timedelta(days=30)) -> int:
    """Forget raw updates and settled rows that are old enough; return how many."""
    now = house.clock.now()
    with transaction(house.engine) as session:
        return inbox.purge(session, now - letters) + outbox.purge(session, now - postings)


def idle(house: House) -> bool:
    """Tell whether nothing waits at this moment: no letter, no picture, no message that may go now."""
    with reading(house.engine) as session:
        now = house.clock.now()
        return not (inbox.waiting(session) or photos.waiting(session) or postman.due(session, now))
