"""Updates brought to the bot's door: in order, with the secret, again and again until they are taken."""

import asyncio
import json

import aiohttp
import pytest
from aiohttp import web
from telegram.error import BadRequest, Conflict

from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import GROUP, LI, WANG, populated
from tests.sandbox.validation import check_update


class Door:
    """A bot's webhook that may refuse, be slow, or answer with a method."""

    def __init__(self):
        self.came = []
        self.secrets = set()
        self.answers = []
        self.held = asyncio.Event()
        self.held.set()
        self.url = ""

    async def open(self, request):
        update = json.loads(await request.read())
        check_update(update)
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        await self.held.wait()
        status, body, headers = self.answers.pop(0) if self.answers else (200, None, {})
        if status == 200:
            self.came.append(update)
        return web.json_response(body, status=status, headers=headers)

    async def wait(self, count):
        for _ in range(300):
            if len(self.came) >= count:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"only {len(self.came)} of {count} updates came")


@pytest.fixture
async def door():
    door = Door()
    runner = web.ServerRunner(web.Server(door.open))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    door.url = f"http://127.0.0.1:{runner.addresses[0][1]}/telegram"
    yield door
    door.held.set()
    await runner.cleanup()


@pytest.fixture
async def sandbox(clock):
    sandbox = populated(Sandbox(clock, webhook_rest=0.05))
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


async def test_updates_come_in_order_with_the_secret(ptb, town, door, sandbox):
    town.say(GROUP, LI, "m0")
    assert await ptb.set_webhook(door.url, secret_token="s3cret_-")
    for number in range(1, 5):
        town.say(GROUP, LI, f"m{number}")
    await door.wait(5)
    assert [update["message"]["text"] for update in door.came] == [f"m{number}" for number in range(5)]
    assert door.secrets == {"s3cret_-"}
    await asyncio.sleep(0.05)
    assert sandbox.pending_updates == 0


async def test_a_refused_update_comes_again_before_the_next_of_its_chat(ptb, town, door):
    door.answers = [(500, None, {}), (503, None, {"Retry-After": "0"})]
    await ptb.set_webhook(door.url)
    town.say(GROUP, LI, "first")
    town.say(GROUP, LI, "second")
    await door.wait(2)
    assert [update["message"]["text"] for update in door.came] == ["first", "second"]
    info = await ptb.get_webhook_info()
    assert info.last_error_message.startswith("Wrong response from the webhook: 50")
    assert (info.url, info.pending_update_count) == (door.url, 0)


async def test_a_slow_chat_does_not_hold_up_another(ptb, town, door):
    await ptb.set_webhook(door.url)
    door.held.clear()
    town.say(GROUP, LI, "slow")
    town.say(WANG, WANG, "quick")
    await asyncio.sleep(0.2)
    door.held.set()
    await door.wait(2)
    assert {update["message"]["text"] for update in door.came} == {"slow", "quick"}


async def test_an_answer_may_carry_a_method(ptb, town, door):
    door.answers = [(200, {"method": "sendMessage", "chat_id": GROUP, "text": "收到"}, {})]
    await ptb.set_webhook(door.url)
    town.say(GROUP, LI, "hello")
    await door.wait(1)
    await asyncio.sleep(0.1)
    assert town.messages(GROUP)[-1]["text"] == "收到"


async def test_polling_and_a_webhook_exclude_each_other(ptb, town, door):
    poll = asyncio.create_task(ptb.get_updates(timeout=20))
    await asyncio.sleep(0.2)
    await ptb.set_webhook(door.url)
    with pytest.raises(Conflict, match="terminated by setWebhook request"):
        await poll
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await ptb.get_updates()
    await ptb.delete_webhook()
    town.say(GROUP, LI, "back")
    assert len(await ptb.get_updates()) == 1


async def test_an_unreachable_door_loses_nothing(ptb, town, sandbox):
    await ptb.set_webhook("http://127.0.0.1:9/")
    town.say(GROUP, LI, "kept")
    await asyncio.sleep(0.3)
    assert (await ptb.get_webhook_info()).pending_update_count == 1
    await ptb.delete_webhook(drop_pending_updates=True)
    assert sandbox.pending_updates == 0


@pytest.mark.parametrize(
    ("url", "secret", "complaint"),
    [
        ("http://example.org/", None, "An HTTPS URL must be provided for webhook"),
        ("https://example.org/", "ö", "Secret token contains unallowed characters"),
        ("https://example.org/", "x" * 257, "Secret token is too long"),
    ],
)
async def test_a_bad_door_is_refused(ptb, url, secret, complaint):
    with pytest.raises(BadRequest, match=f"(?i){complaint}"):
        await ptb.set_webhook(url, secret_token=secret)


async def test_a_webhook_shows_what_it_is_allowed(ptb, door, sandbox):
    await ptb.set_webhook(door.url, allowed_updates=["message"], max_connections=7)
    info = await ptb.get_webhook_info()
    assert (info.allowed_updates, info.max_connections) == (("message",), 7)
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{sandbox.base_url}/bot{sandbox.token}/setWebhook", params={"url": ""}) as response,
    ):
        assert (await response.json()) == {"ok": True, "result": True}
    assert (await ptb.get_webhook_info()).url == ""
