"""What the page has not seen yet: a short memory of changes with version numbers. Holds references, never copies."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

Change = dict[str, Any]


class Changes:
    """A feed that remembers its last `memory` changes; who asks for older ones must reload."""

    def __init__(self, memory: int = 5000) -> None:
        self.version = 0
        # Each change is rendered when somebody asks: a benchmark without a page must not pay for views.
        self._recent: deque[tuple[int, Callable[[], Change | None]]] = deque(maxlen=memory)
        self._waiting: set[asyncio.Future[None]] = set()

    def add(self, render: Callable[[], Change | None]) -> None:
        """Append a change; `render` returns it, or None if it has lost its meaning by then."""
        self.version += 1
        self._recent.append((self.version, render))
        if self._waiting:
            self.release()

    def release(self) -> None:
        """Let everybody who waits look again."""
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        self._waiting.clear()

    async def after(self, since: int, wait: float) -> list[Change] | None:
        """Return the changes after version `since`, waiting up to `wait` seconds for one; None: too old, reload."""
        if since == self.version and wait > 0:
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.add(waiter)
            try:
                await asyncio.wait_for(waiter, wait)
            except TimeoutError:
                pass
            finally:
                self._waiting.discard(waiter)
        if since > self.version or since < 0:
            return None
        oldest = self._recent[0][0] if self._recent else self.version + 1
        if since < oldest - 1:
            return None
        rendered = (render() for version, render in list(self._recent) if version > since)
        return [change for change in rendered if change is not None]
