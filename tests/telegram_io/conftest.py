"""The house's own client against the sandbox, with a few people in it; and a server that answers anything at all."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web

from bot.clock import Clock
from bot.photo_store import PhotoStore
from bot.sandbox import scenes
from bot.sandbox.server import Sandbox
from bot.telegram_io.client import Client, connect
from bot.telegram_io.request import AiohttpRequest
from tests.sandbox.validation import check_request

WANG, LI, STRANGER = 1001, 1002, 1003
GROUP = -1001
TOKEN = "100:c4nary_C4nary-c4naryC4naryc4nary0123"
SECRET = TOKEN.partition(":")[2]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A running sandbox; every call the client made in it has to be a legal one."""
    sandbox = Sandbox(Clock(datetime(2026, 11, 21, 4, 0, tzinfo=UTC), frozen=True), TOKEN)
    sandbox.town.person(WANG, "王姐", started=True)
    sandbox.town.person(LI, "小李", started=True)
    sandbox.town.person(STRANGER, "路人")
    sandbox.town.group(GROUP, "秦庄随手报", members=[WANG, LI])
    await sandbox.start()
    yield sandbox
    await sandbox.stop()
    for call in sandbox.requests:
        if call.ok:
            check_request(call.method, call.params)


@pytest.fixture
async def client(sandbox: Sandbox) -> AsyncIterator[Client]:
    """The house's client, connected to the sandbox."""
    client = connect(TOKEN, base_url=sandbox.base_url)
    await client.initialize()
    yield client
    await client.shutdown()


def impatient(base_url: str, seconds: float) -> Client:
    """Return a client that waits only so long for an answer."""
    return Client(
        TOKEN,
        base_url=f"{base_url}/bot",
        base_file_url=f"{base_url}/file/bot",
        request=AiohttpRequest(connections=4, read_timeout=seconds),
        get_updates_request=AiohttpRequest(connections=1, read_timeout=seconds),
    )


class Answers:
    """A server that gives every call but getMe the same answer, whatever that is."""

    def __init__(self) -> None:
        self.status, self.body, self.headers = 200, b"", {"Content-Type": "application/json"}
        self.base_url = ""

    async def handle(self, request: web.Request) -> web.Response:
        if request.path.endswith("/getMe"):
            me = '{"ok":true,"result":{"id":100,"is_bot":true,"first_name":"x","username":"qianshao_bot"}}'
            return web.Response(text=me, content_type="application/json")
        return web.Response(status=self.status, body=self.body, headers=self.headers)


@pytest.fixture
async def answers() -> AsyncIterator[Answers]:
    """A server that answers anything; set `status` and `body`."""
    answers, app = Answers(), web.Application()
    app.router.add_route("*", "/{path:.*}", answers.handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    answers.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield answers
    await runner.cleanup()


@pytest.fixture
def store(tmp_path: Path) -> PhotoStore:
    """A store of photos with one photo in it."""
    store = PhotoStore(tmp_path / "photos")
    store.prepare()
    return store


@pytest.fixture
def stored(store: PhotoStore) -> str:
    """The name of the photo in the store."""
    return store.keep(scenes.draw("flying_wire"))
