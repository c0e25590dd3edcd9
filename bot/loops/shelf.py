"""Lists that were written for one reader and are kept a while for the next: a digest has several. One at a time.

A long list takes seconds of our only processor's time; several at once would make everybody wait.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.calls import Ledger

KEPT = timedelta(minutes=10)
MOST_KEPT = 16
"""Lists of at most a megabyte."""


class Shelf:
    """What was written lately, by what was asked for."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()
        self._lists: dict[Ledger, tuple[datetime, bytes]] = {}

    async def get(self, call: Ledger, now: datetime, write: Callable[[], bytes]) -> bytes:
        """Return a list; `write` makes it, in a thread of its own, when there is none or it is old."""
        async with self._turn:
            fresh = [(one, kept) for one, kept in self._lists.items() if now - kept[0] < KEPT]
            self._lists = dict(fresh[-MOST_KEPT + 1 :])
            if call not in self._lists:
                self._lists[call] = (now, await asyncio.to_thread(write))
            return self._lists[call][1]
