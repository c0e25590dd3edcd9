"""The bot's pumps, turned by hand: until nothing is left to do, while time passes, or half-way and no further."""

import asyncio
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, update

from bot import app, loops
from bot.clock import Clock
from bot.config import Config
from bot.database import transaction
from bot.loops import House
from bot.loops.send import deliver, lease_postings, record_postings
from bot.tables import Pulse
from tests.stories.onlookers import Onlookers

STRIDES = (
    (timedelta(hours=1), timedelta(minutes=1)),
    (timedelta(hours=3), timedelta(minutes=5)),
    (timedelta(days=1), timedelta(minutes=10)),
    (timedelta.max, timedelta(minutes=30)),
)
"""How long a wait may be at most, and the strides in which it passes."""


class Clockwork(Onlookers):
    """The half of a town that makes time pass and the bot work."""

    clock: Clock
    config: Config
    engine: Engine
    _leaving: ExitStack

    def _build(self, engine: Engine | None = None) -> House:
        async def build() -> House:
            return app.build(self.config, self.clock, engine)

        return self.call(build())

    def wait(self, *, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Let time pass, a minute at a time, and the bot do what falls due; days pass in longer strides."""
        left = timedelta(minutes=minutes, hours=hours, days=days)
        stride = next(stride for within, stride in STRIDES if left <= within)
        unheard = True
        while left > timedelta(0):
            self.clock.move(min(stride, left))
            left -= stride
            # Once everything was heard, what time alone brings comes of a tick or a digest, or waits already.
            if self.call(self._pass()) or unheard:
                self.settle()
                unheard = False
        self.settle()

    async def _pass(self) -> bool:
        worked = await self.house.work(_passes)
        return worked | await loops.publish(self.house)

    def sleep(self, *, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Let time pass while the bot is down; it wakes up at the end."""
        self.clock.move(timedelta(minutes=minutes, hours=hours, days=days))
        self.settle()

    def settle(self) -> None:
        """Turn the pumps until nothing is left to do; what is only paced gets the seconds it needs."""
        for _ in range(600):
            if self.call(self.one_round()):
                continue
            if not self._unsent():
                return
            self.clock.move(timedelta(seconds=1))
        raise TimeoutError("the bot does not come to rest")

    async def one_round(self, house: House | None = None) -> bool:
        """Turn every pump once; return whether any had work."""
        at_work = house or self.house
        worked = await loops.poll(at_work, 0)
        worked |= await at_work.work(loops.read)
        worked |= await loops.fetch(at_work)
        worked |= await loops.send(at_work)
        worked |= await loops.publish(at_work)
        return worked | await at_work.work(loops.tick)

    def replica(self) -> House:
        """Start another bot on the same database; the first one goes on."""
        other = self._build()
        self._leaving.callback(lambda: self.call(app.close_house(other)))
        self.call(app.open_house(other))
        return other

    def hear(self) -> None:
        """Let the bot take in and read what was said; nothing is sent."""
        self.call(loops.poll(self.house, 0))
        while self.call(self.house.work(loops.read)):
            pass

    def speak(self) -> list[tuple[Any, Any]]:
        """Let the bot say what waits, and write none of it down; return what came of it."""

        async def say() -> list[tuple[Any, Any]]:
            ready = await self.house.work(lease_postings, 16)
            return list(await asyncio.gather(*(deliver(self.house, row) for row in ready)))

        delivered: list[tuple[Any, Any]] = []
        while more := self.call(say()):
            delivered += more
        return delivered

    def write_down(self, delivered: list[tuple[Any, Any]]) -> None:
        """Let the bot record at last what it said, and go on."""
        self.call(self.house.work(record_postings, delivered))
        self.settle()

    def _unsent(self) -> bool:
        return bool(self.rows("SELECT id FROM outbox WHERE state IN ('waiting', 'sending')"))

    def restart(self, *, killed: bool = False) -> None:
        """Stop the bot and start it again; `killed`: without putting anything in order, so it takes a moment."""
        old = self.house
        if killed:
            self.call(old.client.shutdown())
            self.call(old.darkroom.close())
            old.writer.shutdown(wait=True)
            old.engine.dispose()
            self.clock.move(timedelta(seconds=8))
        else:
            self.call(app.close_house(old))
        self.house = self._build(self.engine)
        self.call(app.open_house(self.house))


def _passes(house: House) -> bool:
    """Tick once, as some time has passed; return whether there is anything to do now."""
    # The pulse beats on through the time that passed: it is the story that takes long strides, not the bot.
    with transaction(house.engine) as connection:
        connection.execute(update(Pulse.__table__).values(at=house.clock.now()))
    return loops.tick(house) or not loops.idle(house)
