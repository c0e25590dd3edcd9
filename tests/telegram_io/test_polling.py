"""Hearing, introducing ourselves, fetching pictures: what works, and that trouble is an answer, never an accident."""

import asyncio
import time

import pytest

from bot.sandbox import scenes
from bot.telegram_io.client import TokenRefused, Unreachable, connect, introduce, offer_commands, standing
from bot.telegram_io.files import Fetched, Missing, fetch
from bot.telegram_io.polling import Deaf, Heard, poll
from tests.telegram_io.conftest import GROUP, LI, TOKEN, WANG, impatient

# --------------------------------------------------------------------------- hearing


async def test_updates_come_as_telegram_wrote_them_and_are_confirmed_by_the_next_offset(client, sandbox):
    sandbox.town.say(GROUP, LI, "5号楼飞线")
    first = await poll(client, None, 0)
    assert isinstance(first, Heard)
    (update,) = first.updates
    assert update["message"]["text"] == "5号楼飞线"
    assert await poll(client, None, 0) == first
    assert await poll(client, update["update_id"] + 1, 0) == Heard(())
    assert sandbox.pending_updates == 0


async def test_only_what_the_house_reacts_to_is_asked_for(client, sandbox):
    await poll(client, None, 0)
    asked = sandbox.requests[-1].params["allowed_updates"]
    assert set(asked) == {"message", "edited_message", "callback_query", "my_chat_member"}


async def test_a_long_poll_ends_as_soon_as_somebody_speaks(client, sandbox):
    waiting = asyncio.create_task(poll(client, None, 20))
    await asyncio.sleep(0.2)
    began = time.monotonic()
    sandbox.town.say(GROUP, LI, "5号楼飞线")
    heard = await waiting
    assert isinstance(heard, Heard)
    assert len(heard.updates) == 1
    assert time.monotonic() - began < 10


async def test_sending_does_not_wait_for_the_long_poll(client):
    waiting = asyncio.create_task(poll(client, None, 20))
    await asyncio.sleep(0.1)
    await asyncio.wait_for(client.send_message(WANG, "alarm"), 10)
    waiting.cancel()


@pytest.mark.parametrize(
    ("status", "retry_after", "least"),
    [(401, None, 5), (404, None, 5), (409, None, 1), (429, 9, 9), (500, None, 1), (502, None, 1)],
)
async def test_every_refusal_says_why_and_how_long_to_rest(client, sandbox, status, retry_after, least):
    sandbox.fault("getUpdates", status=status, retry_after=retry_after)
    found = await poll(client, None, 0)
    assert isinstance(found, Deaf)
    assert found.why
    assert least <= found.rest_seconds <= 60
    assert isinstance(await poll(client, None, 0), Heard)


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_a_line_that_is_cut_loses_no_update(client, sandbox, drop):
    sandbox.town.say(GROUP, LI, "5号楼飞线")
    sandbox.fault("getUpdates", drop=drop)
    assert isinstance(await poll(client, None, 0), Deaf)
    heard = await poll(client, None, 0)
    assert isinstance(heard, Heard)
    assert len(heard.updates) == 1


@pytest.mark.parametrize(
    "body",
    [b"<html>", b"", b'{"ok":false}', b"[]", b"null", b'{"ok":true,"result":{}}', b'{"ok":true,"result":[5,null]}'],
)
async def test_an_answer_that_is_none_is_silence_and_not_an_accident(answers, body):
    client = connect(TOKEN, base_url=answers.base_url)
    await client.initialize()
    answers.body = body
    found = await poll(client, None, 0)
    await client.shutdown()
    assert isinstance(found, Deaf) or all(isinstance(update, dict) for update in found.updates)


async def test_halves_of_characters_which_phones_do_send_do_not_spoil_the_batch(answers):
    client = connect(TOKEN, base_url=answers.base_url)
    await client.initialize()
    answers.body = b'{"ok":true,"result":[{"update_id":1,"message":{"text":"\\ud83d"}},{"update_id":2}]}'
    found = await poll(client, None, 0)
    await client.shutdown()
    assert isinstance(found, Heard)
    assert [update["update_id"] for update in found.updates] == [1, 2]


# --------------------------------------------------------------------------- introducing ourselves


async def test_we_learn_who_we_are(sandbox):
    client = connect(TOKEN, base_url=sandbox.base_url)
    me = await introduce(client)
    await client.shutdown()
    assert (me.id, me.username, me.reads_groups) == (100, "qianshao_bot", True)


async def test_a_token_that_telegram_does_not_know_is_said_to_be_one(sandbox):
    client = connect("100:another", base_url=sandbox.base_url)
    with pytest.raises(TokenRefused, match="BotFather"):
        await introduce(client)
    await client.shutdown()


async def test_a_server_that_is_not_there_is_said_not_to_be_there():
    client = connect(TOKEN, base_url="http://127.0.0.1:9")
    with pytest.raises(Unreachable, match="base_url"):
        await introduce(client)
    await client.shutdown()


async def test_our_standing_in_a_group_is_told_or_why_it_cannot_be(client, sandbox):
    assert await standing(client, GROUP, 100) in ("member", "administrator")
    sandbox.town.set_bot_status(GROUP, "kicked")
    assert "kicked" in await standing(client, GROUP, 100)
    assert "not found" in await standing(client, -5, 100)


async def test_the_menu_is_offered_in_each_language_and_does_without_when_telegram_refuses(client, sandbox):
    menu = {"zh": [("report", "上报"), ("help", "帮助")], "": [("report", "Report")]}
    await offer_commands(client, menu)
    calls = [call for call in sandbox.requests if call.method == "setMyCommands"]
    assert [call.params.get("language_code") for call in calls] == ["zh", None]
    sandbox.fault("setMyCommands", times=None, status=500)
    await offer_commands(client, menu)


# --------------------------------------------------------------------------- pictures


async def sent_photo(sandbox) -> str:
    sandbox.town.say(GROUP, LI, photos=[scenes.draw("flying_wire")])
    return str(sandbox.town.messages(GROUP)[-1]["photo"][-1]["file_id"])


async def test_a_picture_comes_as_it_is(client, sandbox):
    found = await fetch(client, await sent_photo(sandbox), 20_000_000)
    assert isinstance(found, Fetched)
    assert found.content[:3] == b"\xff\xd8\xff"


async def test_a_picture_that_is_too_big_is_not_fetched_and_not_asked_for_again(client, sandbox):
    found = await fetch(client, await sent_photo(sandbox), 1000)
    assert found == Missing("too big", for_good=True)


@pytest.mark.parametrize(
    ("status", "said", "for_good"),
    [
        (400, "Bad Request: file is too big", True),
        (400, "Bad Request: wrong file_id or the file is temporarily unavailable", True),
        (403, "Forbidden: x", True),
        (429, None, False),
        (500, None, False),
        (502, None, False),
    ],
)
async def test_a_picture_that_cannot_be_had_says_whether_asking_again_helps(client, sandbox, status, said, for_good):
    file_id = await sent_photo(sandbox)
    sandbox.fault("getFile", status=status, description=said)
    found = await fetch(client, file_id, 20_000_000)
    assert isinstance(found, Missing)
    assert found.for_good is for_good


async def test_an_unknown_file_is_missing_for_good(client):
    found = await fetch(client, "AgACnonsense", 20_000_000)
    assert isinstance(found, Missing)
    assert found.for_good


@pytest.mark.parametrize("body", [b"", b"null", b'{"ok":true,"result":{}}', b'{"ok":false}', b"<html>"])
async def test_an_answer_about_a_file_that_is_none_is_no_accident(answers, body):
    client = connect(TOKEN, base_url=answers.base_url)
    await client.initialize()
    answers.body = body
    found = await fetch(client, "x", 20_000_000)
    await client.shutdown()
    assert isinstance(found, Missing)
    assert not found.for_good


async def test_a_server_that_is_too_slow_is_asked_again_later(sandbox):
    file_id = await sent_photo(sandbox)
    client = impatient(sandbox.base_url, 0.2)
    await client.initialize()
    sandbox.fault("getFile", delay=0.5)
    found = await fetch(client, file_id, 20_000_000)
    await client.shutdown()
    assert isinstance(found, Missing)
    assert not found.for_good
