"""One small aiohttp server: `/healthz` for supervisors of processes, `/metrics` for Prometheus, and the webhook's door.

An update that comes through the door is answered with 200 only after it was kept.
"""

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

MOST_BYTES = 1024 * 1024
WEBHOOK_PATH = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header


@dataclass(frozen=True, slots=True)
class Health:
    """How the house is. `facts` are numbers by name; `well` is what a supervisor acts on."""

    well: bool
    facts: Mapping[str, float]


AskHealth = Callable[[], Awaitable[Health]]
TakeUpdate = Callable[[dict[str, Any]], Awaitable[None]]


class Doors:
    """The server. `take` and `secret` are for webhook mode; without them that door is closed."""

    def __init__(self, ask: AskHealth, take: TakeUpdate | None = None, secret: str = "") -> None:
        self._ask, self._take, self._secret = ask, take, secret
        self._registry = CollectorRegistry()
        self._gauges: dict[str, Gauge] = {}
        self._runner: web.AppRunner | None = None

    async def open(self, listen: str) -> None:
        """Listen at `host:port`. Raise OSError when it is taken, ValueError when it is not an address."""
        host, _, port = listen.rpartition(":")
        application = web.Application(client_max_size=MOST_BYTES)
        application.router.add_get("/healthz", self._health)
        application.router.add_get("/metrics", self._metrics)
        if self._take is not None:
            application.router.add_post(WEBHOOK_PATH, self._webhook)
        self._runner = web.AppRunner(application, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, host.strip("[]") or "127.0.0.1", int(port)).start()

    async def close(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _health(self, _request: web.Request) -> web.Response:
        health = await self._ask()
        return web.json_response({"well": health.well, **health.facts}, status=200 if health.well else 503)

    async def _metrics(self, _request: web.Request) -> web.Response:
        health = await self._ask()
        for name, value in {"well": float(health.well), **health.facts}.items():
            if name not in self._gauges:
                self._gauges[name] = Gauge(f"qianshao_{name}", name.replace("_", " "), registry=self._registry)
            self._gauges[name].set(value)
        body = generate_latest(self._registry)
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _webhook(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            return web.Response(status=403)
        try:
            update = json.loads(await request.read())
        except ValueError:
            return web.Response(status=400)
        if not isinstance(update, dict) or not isinstance(update.get("update_id"), int) or self._take is None:
            return web.Response(status=400)
        await self._take(update)
        return web.Response()
