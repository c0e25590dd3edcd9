"""A Telegram in a thread of its own, for bots that run as processes of their own."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

from bot.clock import Clock
from bot.sandbox.server import Sandbox
from bot.sandbox.town import Town


class Telegram:
    """A running sandbox. What people do has to be done in its loop: `do(telegram.town.say, ...)`."""

    def __init__(self, token: str, **given: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._sandbox = Sandbox(Clock(), token, **given)
        asyncio.run_coroutine_threadsafe(self._sandbox.start(), self._loop).result(10)
        self.base_url = self._sandbox.base_url

    @property
    def town(self) -> Town:
        return self._sandbox.town

    def do(self, what: Callable[..., Any], *given: Any, **named: Any) -> Any:
        """Let something happen in the town."""

        async def act() -> Any:
            return what(*given, **named)

        return asyncio.run_coroutine_threadsafe(act(), self._loop).result(20)

    def say(self, who: int, text: str, chat: int, **more: Any) -> list[int]:
        """Let somebody write; return the messages' ids."""
        return list(self.do(self.town.say, chat, who, text, **more))

    def heard(self, chat: int) -> list[dict[str, Any]]:
        """Return what the bot has said in a chat."""
        return [message for message in self.do(self.town.messages, chat) if message["from"]["is_bot"]]

    def calls(self, method: str) -> int:
        """Return how often the bot has called a method."""
        return sum(call.method == method for call in self.do(lambda: list(self._sandbox.requests)))

    def fault(self, method: str, **given: Any) -> None:
        self.do(self._sandbox.fault, method, **given)

    def mend(self) -> None:
        """Forget all faults."""
        self.do(self._sandbox.faults.clear)

    @property
    def pending(self) -> int:
        """Return how many updates the bot has not confirmed."""
        return int(self.do(lambda: self._sandbox.pending_updates))

    def close(self) -> None:
        asyncio.run_coroutine_threadsafe(self._sandbox.stop(), self._loop).result(20)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
