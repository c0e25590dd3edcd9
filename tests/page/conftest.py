"""A sandbox with people in it, the bot's own line to it, and a real browser that looks at its page.

Nothing of ours is replaced: the server, the page and the Bot API in between are the product's.
"""

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from bot.clock import Clock
from bot.sandbox.server import Sandbox

BEIJING = timezone(timedelta(hours=8))
EVENING = datetime(2026, 11, 21, 17, 40, tzinfo=BEIJING)
GROUP, RIDER, GRIDWORKER, CHIEF, SUPERVISOR = -1001, 3001, 1001, 1002, 1004
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip

OpenPage = Callable[..., Awaitable[Page]]


class BotLine:
    """The bot's side of the sandbox, over HTTP as any bot would speak to it."""

    def __init__(self, sandbox: Sandbox, session: aiohttp.ClientSession) -> None:
        self._address = f"{sandbox.base_url}/bot{sandbox.token}/"
        self._session = session
        self._offset = 0

    async def call(self, method: str, **parameters: Any) -> Any:
        """Call a Bot API method and return its result; anything but ok fails the test."""
        async with self._session.post(self._address + method, json=parameters) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def upload(self, method: str, field: str, content: bytes, name: str, **parameters: Any) -> Any:
        """Call a method with one file."""
        form = aiohttp.FormData({key: str(value) for key, value in parameters.items()}, quote_fields=False)
        form.add_field(field, content, filename=name)
        async with self._session.post(self._address + method, data=form) as response:
            answer = await response.json()
        assert answer["ok"], answer
        return answer["result"]

    async def hears(self, kind: str = "message", count: int = 1) -> list[dict[str, Any]]:
        """Wait for at least `count` updates of a kind and return them; the others are passed over."""
        heard: list[dict[str, Any]] = []
        for _ in range(40):
            for update in await self.call("getUpdates", offset=self._offset, timeout=1):
                self._offset = update["update_id"] + 1
                if kind in update:
                    heard.append(update[kind])
            if len(heard) >= count:
                return heard
        raise AssertionError(f"the bot heard {len(heard)} of kind {kind}, not {count}")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Where Chromium is. Without one these tests are skipped at home and fail where everything must run."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        sentence = "no Chromium here; apt-get install chromium fonts-noto-cjk fonts-noto-color-emoji"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    return found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield running
        await running.close()


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    """Five people and their group, at twenty to six in the evening."""
    sandbox = Sandbox(Clock(EVENING))
    town = sandbox.town
    town.person(RIDER, "小陈", note="骑手", note_en="rider", started=True)
    town.person(3002, "老刘", note="骑手", note_en="rider", started=True)
    town.person(GRIDWORKER, "王姐", note="网格员 · 第一网格", note_en="gridworker · grid 1", started=True)
    town.person(CHIEF, "张姐", note="网格长", note_en="grid chief", started=True)
    town.person(SUPERVISOR, "周主任", note="督导", note_en="supervisor", started=True)
    town.group(GROUP, "秦庄随手报", members=[CHIEF, RIDER, 3002, GRIDWORKER], bot_status="administrator")
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest_asyncio.fixture(loop_scope="module")
async def bot(sandbox: Sandbox) -> AsyncIterator[BotLine]:
    async with aiohttp.ClientSession() as session:
        yield BotLine(sandbox, session)


@pytest_asyncio.fixture(loop_scope="module")
async def open_page(browser: Browser, sandbox: Sandbox) -> AsyncIterator[OpenPage]:
    """Open the page as a reader with this screen and language; an error in its scripts fails the test."""
    contexts = []
    errors: list[str] = []

    async def opened(width: int = 1440, height: int = 900, locale: str = "zh-CN", **settings: Any) -> Page:
        context = await browser.new_context(viewport={"width": width, "height": height}, locale=locale, **settings)
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        await page.goto(sandbox.base_url)
        await page.locator(".column.active").wait_for()
        return page

    yield opened
    for context in contexts:
        await context.close()
    assert errors == []


@pytest_asyncio.fixture(loop_scope="module")
async def page(open_page: OpenPage) -> Page:
    """A wide screen in Chinese: rider in the group, then gridworker, chief and supervisor in private."""
    return await open_page()
