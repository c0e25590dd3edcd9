"""A town with one group and three people, and two real clients of the Bot API that know nothing of it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiogram
import pytest
import telegram
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from telegram.request import HTTPXRequest

from bot.clock import Clock
from bot.sandbox.server import Sandbox
from tests.sandbox.validation import check_answer, check_request, check_update

WANG, LI, STRANGER = 1001, 1002, 1003
GROUP = -1001
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def populated(sandbox: Sandbox) -> Sandbox:
    """Add the people and the group the tests know."""
    sandbox.town.person(WANG, "王姐", username="wang", language_code="zh-hans", note="网格员", started=True)
    sandbox.town.person(LI, "小李", started=True)
    sandbox.town.person(STRANGER, "Никто")
    sandbox.town.group(GROUP, "秦庄随手报", members=[WANG, LI])
    return sandbox


@pytest.fixture(autouse=True)
def _seconds_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    # Without it python-telegram-bot warns at every RetryAfter, and warnings are errors here.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON, frozen=True)


@pytest.fixture
async def sandbox(clock: Clock) -> AsyncIterator[Sandbox]:
    """A running sandbox whose every successful call is checked against another reading of the Bot API afterwards."""
    sandbox = populated(Sandbox(clock))
    await sandbox.start()
    yield sandbox
    await sandbox.stop()
    for call in sandbox.requests:
        if call.ok:
            check_request(call.method, call.params)
            check_answer(call.method, call.result)
            if call.method == "getUpdates":
                for update in call.result:
                    check_update(update)


@pytest.fixture
def town(sandbox: Sandbox):
    return sandbox.town


@pytest.fixture
async def ptb(sandbox: Sandbox) -> AsyncIterator[telegram.Bot]:
    """python-telegram-bot, unchanged."""
    request = HTTPXRequest(connection_pool_size=8, read_timeout=20)
    updates = HTTPXRequest(connection_pool_size=4, read_timeout=20)
    url = f"{sandbox.base_url}/bot"
    files = f"{sandbox.base_url}/file/bot"
    async with telegram.Bot(
        sandbox.token, base_url=url, base_file_url=files, request=request, get_updates_request=updates
    ) as bot:
        yield bot


@pytest.fixture
async def aio(sandbox: Sandbox) -> AsyncIterator[aiogram.Bot]:
    """aiogram, unchanged."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.base_url))
    async with aiogram.Bot(sandbox.token, session=session) as bot:
        yield bot
