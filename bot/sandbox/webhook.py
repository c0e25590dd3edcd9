"""Updates brought to the bot's own door: setWebhook, deliveries in order per chat, retries that wait ever longer.

A delivery is confirmed by a 2xx answer only; a method in the answer's body is carried out, its result is lost.
"""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.clock import Clock
from bot.sandbox.parameters import Parameters
from bot.sandbox.refusals import bad_request
from bot.sandbox.updates import BY_SETWEBHOOK, DEFAULT_KINDS, KINDS, Updates, Waiting

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
LONGEST_REST = 60.0
_LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
Execute = Callable[[str, Parameters], Awaitable[Any]]


class Webhook:
    """The door the bot has named, if any. `first_rest`: seconds before the first retry, doubled after each."""

    def __init__(self, clock: Clock, updates: Updates, execute: Execute, *, first_rest: float = 1.0) -> None:
        self._clock = clock
        self._updates = updates
        self._execute = execute
        self._first_rest = first_rest
        self._secret = ""
        self._connections = 40
        self._ip_address = ""
        self._last_error: tuple[int, str] | None = None
        self._task: asyncio.Task[None] | None = None
        self._busy: dict[str, asyncio.Task[None]] = {}

    async def set(self, parameters: Parameters) -> bool:
        """Answer setWebhook; an empty URL deletes it."""
        url = parameters.text("url")
        if not url:
            return await self.delete(parameters)
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        secret = parameters.text("secret_token")
        if len(secret) > 256:
            raise bad_request("secret token is too long")
        if not re.fullmatch(r"[A-Za-z0-9_\-]*", secret):
            raise bad_request("secret token contains unallowed characters")
        await self.close()
        if parameters.boolean("drop_pending_updates"):
            self._updates.clear()
        self._updates.allow(parameters.structure("allowed_updates"))
        self._updates.interrupt(BY_SETWEBHOOK)
        self._updates.webhook_url, self._secret = url, secret
        self._connections = min(max(parameters.integer("max_connections", 40), 1), 100)
        self._ip_address = parameters.text("ip_address") or "127.0.0.1"
        self._last_error = None
        self._task = asyncio.create_task(self._deliver(url))
        return True

    async def delete(self, parameters: Parameters) -> bool:
        """Answer deleteWebhook."""
        await self.close()
        self._updates.webhook_url = ""
        if parameters.boolean("drop_pending_updates"):
            self._updates.clear()
        return True

    def info(self) -> dict[str, Any]:
        """Answer getWebhookInfo."""
        url = self._updates.webhook_url
        info: dict[str, Any] = {
            "url": url,
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
        }
        if url:
            info |= {"max_connections": self._connections, "ip_address": self._ip_address}
            if self._last_error is not None:
                info["last_error_date"], info["last_error_message"] = self._last_error
        if self._updates.allowed != DEFAULT_KINDS:
            info["allowed_updates"] = [kind for kind in KINDS if kind in self._updates.allowed]
        return info

    async def close(self) -> None:
        """Stop delivering; what is not confirmed stays."""
        tasks = [task for task in (self._task, *self._busy.values()) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._task = None
        self._busy.clear()

    async def _deliver(self, url: str) -> None:
        timeout = aiohttp.ClientTimeout(total=60)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                self._updates.arrived.clear()
                for update in self._updates.pending():
                    if len(self._busy) >= self._connections:
                        break
                    if update.lane not in self._busy:
                        task = asyncio.create_task(self._bring(session, url, update))
                        self._busy[update.lane] = task
                await self._updates.arrived.wait()

    async def _bring(self, session: aiohttp.ClientSession, url: str, update: Waiting) -> None:
        rest, answer = self._first_rest, b""
        try:
            while update.expires > self._clock.now().timestamp():
                wait, answer = await self._post(session, url, update, rest)
                if wait is None:
                    self._updates.drop(update)
                    break
                answer = b""
                await asyncio.sleep(wait)
                rest = min(rest * 2, LONGEST_REST)
        finally:
            self._busy.pop(update.lane, None)
            self._updates.arrived.set()
        await self._reply(answer)

    async def _post(
        self, session: aiohttp.ClientSession, url: str, update: Waiting, rest: float
    ) -> tuple[float | None, bytes]:
        """Bring one update; return the seconds to wait before the next try (None: accepted) and the answer."""
        headers = {"Content-Type": "application/json"}
        if self._secret:
            headers[SECRET_HEADER] = self._secret
        try:
            async with session.post(url, data=update.body, headers=headers, allow_redirects=False) as response:
                answer = await response.read()
                if 200 <= response.status < 300:
                    return None, answer
                self._fail(f"Wrong response from the webhook: {response.status} {response.reason}")
                retry_after = response.headers.get("Retry-After", "")
                return (min(float(retry_after), 3600.0) if retry_after.isdigit() else rest), b""
        except TimeoutError:
            self._fail("Read timeout expired")
        except aiohttp.ClientConnectionError:
            self._fail("Connection refused")
        except aiohttp.ClientError as error:
            self._fail(f"Wrong response from the webhook: {type(error).__name__}")
        return rest, b""

    def _fail(self, reason: str) -> None:
        self._last_error = (int(self._clock.now().timestamp()), reason)

    async def _reply(self, answer: bytes) -> None:
        """Carry out the method a 2xx answer may contain; whatever is wrong with it stays unanswered, as in Telegram."""
        try:
            given = json.loads(answer) if answer.startswith(b"{") else None
        except ValueError:
            return
        if isinstance(given, dict) and isinstance(given.get("method"), str):
            await self._execute(given.pop("method"), Parameters(given))
