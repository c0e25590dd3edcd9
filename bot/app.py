"""BUILD: puts the house together once, starts its pumps and stops them.

Nothing else creates an engine, a client or a thread.
"""

import asyncio
import signal
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import Engine

from bot import loops, vocabulary
from bot.clock import Clock
from bot.config import Config
from bot.darkroom import Darkroom
from bot.database import is_sqlite, open_database
from bot.language import LANGUAGES, Words
from bot.loops import House
from bot.photo_store import PhotoStore
from bot.sections import ConfigError
from bot.services.step import Rules
from bot.telegram_io import client as telegram
from bot.web.doors import WEBHOOK_PATH, Doors, Health

log = structlog.get_logger("qianshao")


def rules(config: Config) -> Rules:
    """Return the unchanging part of the house: its numbers, lexicon and reader."""
    _known("escalation.kinds", config.escalation.kinds)
    _known("proof.required", config.proof.required)
    return Rules(
        config.policy(),
        config.work_calendar(),
        vocabulary.lexicon(),
        vocabulary.reader(),
        join_within=config.reports.join_within,
        same_within=config.reports.same_within,
        recurs_within=config.reports.recurs_within,
        undo_within=config.reports.undo_within,
        hand_over=frozenset(config.escalation.hand_over),
        whistle=config.escalation.whistle,
        suspend_times=config.escalation.suspend_times,
        suspend_at_most=timedelta(days=config.escalation.suspend_days),
        proof_required=frozenset(config.proof.required),
        proof_within=config.proof.within,
        digest_at=config.digest.at,
        digest_weekly=config.digest.weekly,
        digest_monthly=config.digest.monthly_at,
        digest_chiefs=config.digest.chiefs,
        digest_dark=config.digest.theme == "dark",
        ask_rating=config.reports.ask_rating,
        tariff=config.tariff(),
    )


def _known(setting: str, kinds: Iterable[str]) -> None:
    """Raise ConfigError for a kind of trouble that the lexicon does not have."""
    known = vocabulary.lexicon().categories
    for kind in kinds:
        if kind not in known:
            near = get_close_matches(kind, known, n=1)
            hint = f'did you mean "{near[0]}"?' if near else "bot/lexicon.toml lists the kinds there are"
            raise ConfigError(f'{setting}: there is no kind "{kind}"; {hint}')


def build(config: Config, clock: Clock | None = None, engine: Engine | None = None) -> House:
    """Build the house; nothing is started or sent yet. Raise ConfigError without a token."""
    engine = engine or open_database(config.database.url)
    # SQLite has one writer; a second thread would only wait for the first and time out under load.
    threads = 1 if is_sqlite(engine) else config.database.readers
    return House(
        config=config,
        engine=engine,
        clock=clock or Clock(),
        rules=rules(config),
        client=telegram.connect(
            config.telegram.secret(),
            base_url=config.telegram.base_url,
            proxy=config.telegram.proxy,
            connections=config.sending.at_once + 8,
        ),
        store=PhotoStore(Path(config.photos.store)),
        darkroom=Darkroom(),
        writer=ThreadPoolExecutor(threads, thread_name_prefix="qianshao"),
    )


async def open_house(house: House) -> None:
    """Open the connection to Telegram, learn who we are, take back what a dead process left. Raise TokenRefused."""
    house.store.prepare()
    me = await _introduce(house)
    house.rules = replace(house.rules, bot_id=me.id, bot_name=me.username)
    if is_sqlite(house.engine):
        await house.work(loops.recover)
    await telegram.offer_commands(house.client, _menu())


async def _introduce(house: House) -> telegram.Self:
    """Ask who we are for as long as Telegram cannot be reached: an outage at the start is no reason to give up."""
    wait = 1.0
    while True:
        try:
            return await telegram.introduce(house.client)
        except telegram.Unreachable as error:
            log.warning("not connected yet", why=str(error), again_in=f"{wait:.0f} s")
            await asyncio.sleep(wait)
            wait = min(60.0, wait * 2)


def _menu() -> dict[str, list[tuple[str, str]]]:
    menu = {}
    for language in LANGUAGES:
        words = Words(language, Clock().now().tzinfo)  # type: ignore[arg-type]
        menu[language] = [
            ("report", words.say("Report a problem")),
            ("board", words.say("Who is responsible here")),
            ("my", words.say("What I have and what I reported")),
            ("points", words.say("My points")),
            ("help", words.say("How this works")),
        ]
    return menu | {"": menu["zh"]}


async def close_house(house: House) -> None:
    """Close every connection, child and thread, and let another replica poll at once."""
    if house.polling:
        await house.work(loops.give_up_turn)
    await house.client.shutdown()
    await house.darkroom.close()
    house.writer.shutdown(wait=True)
    house.engine.dispose()


async def run(
    house: House,
    *,
    until: asyncio.Event | None = None,
    ready: Callable[[], Any] | None = None,
    welcome: Callable[[str, str], Any] | None = None,
) -> None:
    """Run every pump until `until` is set or the process is told to stop; then let work under way finish.

    `welcome` is told the name of each community without an admin, and the link for the first one.
    """
    stop = until or asyncio.Event()
    loop = asyncio.get_running_loop()
    if until is None:
        for name in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(name, stop.set)
    stopping = asyncio.create_task(stop.wait())
    opening = asyncio.create_task(open_house(house))
    try:
        await asyncio.wait([stopping, opening], return_when=asyncio.FIRST_COMPLETED)
        if opening.done():
            opening.result()
            if welcome is not None:
                for community, link in await house.work(loops.first_admins):
                    log.warning("no admin yet", community=community, link=link)
                    welcome(community, link)
            await _work(house, stopping, ready)
    finally:
        for task in (stopping, opening):
            task.cancel()
        await asyncio.gather(stopping, opening, return_exceptions=True)
        await close_house(house)
        log.info("closed")


async def _work(house: House, stopping: asyncio.Task[Any], ready: Callable[[], Any] | None) -> None:
    """Keep the pumps going in an open house."""
    doors = await _open_doors(house)
    scheduler = _scheduler(house)
    scheduler.start()
    pumps = [
        *([asyncio.create_task(_poll(house))] if house.config.telegram.mode == "polling" else []),
        *(
            asyncio.create_task(loops.keep(house, house.letters, _reading, house.postings))
            for _ in range(_readers(house))
        ),
        asyncio.create_task(loops.keep(house, house.pictures, loops.fetch, house.postings)),
        asyncio.create_task(loops.keep(house, asyncio.Event(), loops.publish, house.postings)),
    ]
    sender = asyncio.create_task(loops.keep_sending(house))
    log.info("open", bot=house.rules.bot_name)
    if ready:
        ready()
    try:
        done, _ = await asyncio.wait([stopping, sender, *pumps], return_when=asyncio.FIRST_COMPLETED)
        for task in done - {stopping}:
            task.result()
    finally:
        scheduler.shutdown(wait=False)
        # A letter or a picture left in the middle is as if never begun; a message half said would be said again.
        for task in pumps:
            task.cancel()
        house.closing = True
        house.postings.set()
        await asyncio.gather(*pumps, sender, return_exceptions=True)
        await doors.close()


async def _open_doors(house: House) -> Doors:
    """Open health, metrics and, in webhook mode, the door that Telegram knocks at. Raise ConfigError."""
    settings = house.config.telegram
    by_webhook = settings.mode == "webhook"

    async def ask() -> Health:
        return Health(*await house.work(loops.health))

    async def take(raw: dict[str, Any]) -> None:
        await loops.take(house, [raw])

    secret = settings.webhook_secret.get_secret_value()
    doors = Doors(ask, take if by_webhook else None, secret)
    try:
        if house.config.web.listen:
            await doors.open(house.config.web.listen)
    except (OSError, ValueError, OverflowError) as error:
        raise ConfigError(f"web.listen = {house.config.web.listen}: {error}; choose another address") from None
    try:
        await telegram.set_webhook(house.client, f"{settings.webhook_url}{WEBHOOK_PATH}" if by_webhook else "", secret)
    except telegram.Unreachable as error:
        if by_webhook:
            raise
        # Polling tells soon enough whether a webhook is really in its way.
        log.warning("an old webhook could not be taken away", why=str(error))
    return doors


def _readers(house: House) -> int:
    return 1 if is_sqlite(house.engine) else house.config.database.readers


def _scheduler(house: House) -> AsyncIOScheduler:
    """The timers drive pumps over due times in the database; they own no deadline themselves."""
    scheduler = AsyncIOScheduler(
        timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )

    async def tick() -> None:
        try:
            if await house.work(loops.tick):
                house.postings.set()
        except asyncio.CancelledError:
            return
        except Exception:
            log.exception("tick failed")

    async def forget() -> None:
        try:
            await house.work(loops.forget)
        except asyncio.CancelledError:
            return
        except Exception:
            log.exception("retention failed")

    scheduler.add_job(tick, "interval", seconds=1)
    scheduler.add_job(forget, "interval", hours=6)
    return scheduler


async def _reading(house: House) -> bool:
    worked = await house.work(loops.read)
    if worked:
        house.pictures.set()
    return worked


async def _poll(house: House) -> None:
    while True:
        try:
            await loops.poll(house)
        except Exception:
            # Nothing was confirmed to Telegram, so nothing is lost: the same updates come again.
            log.exception("poll failed")
            await asyncio.sleep(1)


async def ask_around(config: Config, groups: Sequence[int]) -> tuple[telegram.Self, dict[int, str]]:
    """Ask Telegram who we are and how we stand in some groups. Raise TokenRefused or Unreachable."""
    client = telegram.connect(config.telegram.secret(), base_url=config.telegram.base_url, proxy=config.telegram.proxy)
    try:
        me = await telegram.introduce(client)
        return me, {chat_id: await telegram.standing(client, chat_id, me.id) for chat_id in groups}
    finally:
        await client.shutdown()
