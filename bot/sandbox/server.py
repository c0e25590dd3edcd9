"""The sandbox itself: one port on 127.0.0.1 with the Bot API, its files, and the people's side with its page.

Never listens anywhere else and never calls anybody but the webhook it was given.
"""

import asyncio
import json
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from bot.clock import Clock
from bot.sandbox import parameters as arguments
from bot.sandbox.calls import Call, Calls
from bot.sandbox.faults import Fault, Faults
from bot.sandbox.floods import Floods
from bot.sandbox.methods import METHODS, SERVERS_OWN
from bot.sandbox.parameters import Parameters
from bot.sandbox.people import PeoplesSide
from bot.sandbox.refusals import Refused
from bot.sandbox.town import Town
from bot.sandbox.updates import CALLBACK_LIFE, DAY, Updates
from bot.sandbox.webhook import Webhook

LARGEST_REQUEST = 64 * 1024 * 1024


class Sandbox:
    """A Telegram in memory with one bot. `town` is its world; start() opens the port, stop() closes it.

    `retention` and `callback_retention`: how long updates wait, in seconds of the clock. `answer_within`: how long a
    button press can be answered. `throttle`: Telegram's brake on repeated getUpdates. `flood_limits` may be switched at
    any time. `movable`: people may move the clock from the page.
    """

    def __init__(
        self,
        clock: Clock,
        token: str = "100:TEST",  # noqa: S107 - opens nothing but this sandbox
        bot_username: str = "qianshao_bot",
        privacy_mode: bool = False,
        *,
        bot_name: str = "前哨",
        retention: int = DAY,
        callback_retention: int = CALLBACK_LIFE,
        answer_within: float = 15.0,
        flood_limits: bool = False,
        throttle: bool = False,
        movable: bool = True,
        webhook_rest: float = 1.0,
        keep_requests: int = 100_000,
    ) -> None:
        bot_id, _, secret = token.partition(":")
        if not bot_id.isdigit() or not secret:
            raise ValueError('a bot token looks like "100:TEST": a number, a colon and a secret')
        self.clock = clock
        self.token = token
        self.movable = movable
        self.flood_limits = flood_limits
        self.updates = Updates(clock, day=retention, callback_life=callback_retention, throttled=throttle)
        bot = {"id": int(bot_id), "is_bot": True, "first_name": bot_name, "username": bot_username}
        self.town = Town(clock, self.updates, bot, privacy_mode=privacy_mode, answer_within=answer_within)
        self.faults = Faults()
        self.calls = Calls(keep_requests)
        self.webhook = Webhook(clock, self.updates, self._execute_reply, first_rest=webhook_rest)
        self.base_url = ""
        self._floods = Floods(clock)
        self._people = PeoplesSide(self.town, self.calls, self.faults, movable=movable)
        self._runner: web.ServerRunner | None = None
        self._prefix = f"/bot{token}/"

    @property
    def requests(self) -> list[Call]:
        """Return what the bot asked for, oldest first."""
        return self.calls.all()

    @property
    def pending_updates(self) -> int:
        """Return how many updates the bot has not confirmed."""
        return len(self.updates)

    def fault(
        self,
        method: str,
        *,
        times: int | None = 1,
        status: int | None = None,
        retry_after: int | None = None,
        description: str | None = None,
        delay: float = 0.0,
        drop: str | None = None,
        chat: int | None = None,
    ) -> None:
        """Order trouble for the next calls of a method ("*": any but getUpdates); see `faults.Faults.add`."""
        self.faults.add(
            method,
            times=times,
            status=status,
            retry_after=retry_after,
            description=description,
            delay=delay,
            drop=drop,
            chat=chat,
        )

    async def start(self, port: int = 0) -> None:
        """Listen on 127.0.0.1; port 0 takes a free one. Afterwards `base_url` says where."""
        server = web.Server(self._handle, request_factory=_request, access_log=None)
        self._runner = web.ServerRunner(server, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port, reuse_address=True).start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Close the port and end what is under way; the town stays as it is."""
        await self.webhook.close()
        self.updates.release()
        self.town.changes.release()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path, _, query = request.raw_path.partition("?")
        if path.startswith(self._prefix):
            return await self._bot_api(request, path[len(self._prefix) :].lower(), query)
        path = unquote(path)
        if path.startswith("/bot"):
            if not path.startswith(self._prefix):
                return _answer(Refused(401, "Unauthorized"))
            return await self._bot_api(request, path[len(self._prefix) :].lower(), query)
        if path.startswith("/file/bot"):
            return self._download(path)
        return await self._people.handle(request, path, query)

    async def _bot_api(self, request: web.BaseRequest, method: str, query: str) -> web.StreamResponse:
        if request.method not in ("GET", "POST"):
            return _answer(Refused(405, "Method Not Allowed"))
        name = METHODS[method][0] if method in METHODS else SERVERS_OWN.get(method)
        if name is None:
            return _answer(Refused(404, "Not Found: method not found"))
        try:
            parameters = arguments.read(request.headers.get("Content-Type", ""), query, await request.read())
        except web.HTTPRequestEntityTooLarge:
            return _answer(Refused(413, "Request Entity Too Large"))
        except Refused as refused:
            return _answer(refused)
        call = self.calls.open(self.clock.now(), name, parameters)
        fault = self.faults.take(method, parameters)
        if fault is None:
            return await self._answered(method, call)
        if fault.delay > 0:
            await asyncio.sleep(fault.delay)
        if fault.drop == "before":
            return _cut(request, call)
        response = await self._answered(method, call, fault)
        return _cut(request, call) if fault.drop == "after" else response

    async def _answered(self, method: str, call: Call, fault: Fault | None = None) -> web.Response:
        try:
            if fault is not None and (refusal := fault.refusal()) is not None:
                raise refusal
            call.answer = answer = await self.execute(method, call.parameters)
        except Refused as refused:
            call.status, call.description = refused.code, refused.description
            return _answer(refused)
        packed = answer if isinstance(answer, bytes) else json.dumps(answer, ensure_ascii=False).encode()
        return web.Response(body=b'{"ok":true,"result":' + packed + b"}", content_type="application/json")

    async def execute(self, method: str, parameters: Parameters) -> Any:
        """Carry out a method (in lower case) and return its result; raise `Refused`."""
        if self.flood_limits:
            self._floods.check(method, parameters)
        if (known := METHODS.get(method)) is not None:
            return known[1](self.town, parameters)
        match method:
            case "getupdates":
                return await self.updates.poll(parameters)
            case "setwebhook":
                return await self.webhook.set(parameters)
            case "deletewebhook":
                return await self.webhook.delete(parameters)
        return self.webhook.info()

    async def _execute_reply(self, method: str, parameters: Parameters) -> None:
        """Carry out what a webhook's answer asks for; there is nobody to tell how it went but the log."""
        if (known := METHODS.get(method.lower())) is not None:
            await self._answered(method.lower(), self.calls.open(self.clock.now(), known[0], parameters))

    def _download(self, path: str) -> web.Response:
        prefix = f"/file{self._prefix}"
        if not path.startswith(prefix):
            return _answer(Refused(401, "Unauthorized"))
        file = self.town.files.linked(path[len(prefix) :])
        if file is None:
            return _answer(Refused(404, "Not Found"))
        return web.Response(body=file.content, content_type="application/octet-stream")


def _request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=LARGEST_REQUEST)


def _answer(refused: Refused) -> web.Response:
    headers = {"Retry-After": str(refused.parameters["retry_after"])} if "retry_after" in refused.parameters else None
    body = json.dumps(refused.body(), ensure_ascii=False).encode()
    return web.Response(body=body, status=refused.code, headers=headers, content_type="application/json")


def _cut(request: web.BaseRequest, call: Call) -> web.Response:
    """Close the connection; the response that is returned goes nowhere."""
    call.status, call.description = 0, "connection dropped"
    if request.transport is not None:
        request.transport.close()
    return web.Response()
