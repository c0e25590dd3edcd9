"""Everything the pumps work with, in one place. Built by `app`; the pumps never look anywhere else."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import uuid4

from sqlalchemy import Engine

from bot.clock import Clock
from bot.config import Config
from bot.darkroom import Darkroom
from bot.database import Connection
from bot.loops.shelf import Shelf
from bot.photo_store import PhotoStore
from bot.services.pace import Pace
from bot.services.step import Rules, Step
from bot.telegram_io.client import Client

T = TypeVar("T")


@dataclass
class House:
    """Everything the pumps work with.

    `writer` runs what touches the database; `letters` and `postings` ring when there is work.
    `heard_at`: when Telegram last answered, `caught_up_at`: when it last had nothing more; `pulse_at`: when that was
    last written down, `leapt`: how far the clock had been moved then. `lists` are those that were written lately.
    `closing` asks what is in the middle of something to bring it to an end.
    """

    config: Config
    engine: Engine
    clock: Clock
    rules: Rules
    client: Client
    store: PhotoStore
    darkroom: Darkroom
    writer: Executor
    name: str = field(default_factory=lambda: uuid4().hex)
    polling: bool = False
    closing: bool = False
    offset: int | None = None
    heard_at: datetime | None = None
    caught_up_at: datetime | None = None
    pulse_at: datetime | None = None
    leapt: timedelta = timedelta(0)
    letters: asyncio.Event = field(default_factory=asyncio.Event)
    postings: asyncio.Event = field(default_factory=asyncio.Event)
    pictures: asyncio.Event = field(default_factory=asyncio.Event)
    lists: Shelf = field(default_factory=Shelf)

    async def work(self, what: Callable[..., T], *given: object) -> T:
        """Run something that touches the database, away from the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self.writer, what, self, *given)

    def pace(self) -> Pace:
        """Return how fast we may talk."""
        pace = self.config.sending
        return Pace(pace.per_second, pace.private_seconds, pace.group_minute, min(5, pace.per_second // 5))

    def step(self, connection: Connection) -> Step:
        """Begin a step: this transaction, this moment."""
        return Step(connection, self.clock.now(), self.rules)
