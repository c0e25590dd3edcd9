"""The people's side over HTTP, exactly as the page uses it."""

import asyncio
import json

import aiohttp
import pytest

from bot.sandbox import scenes
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import GROUP, LI, WANG, populated


class People:
    """A page without a browser."""

    def __init__(self, session, base):
        self.session = session
        self.base = base

    async def get(self, path, status=200):
        async with self.session.get(self.base + path) as response:
            assert response.status == status, await response.text()
            return await response.json()

    async def post(self, path, body, status=200, headers=None):
        sent = {"json": body} if isinstance(body, dict) else {"data": body}
        async with self.session.post(f"{self.base}/people/{path}", headers=headers, **sent) as response:
            assert response.status == status, await response.text()
            return await response.json()


@pytest.fixture
async def people(sandbox):
    async with aiohttp.ClientSession() as session:
        yield People(session, sandbox.base_url)


def card(town, text="card"):
    keyboard = {"inline_keyboard": [[{"text": "接单", "callback_data": "c"}]]}
    return town.post(
        town.chats[GROUP], town.bot_id, town.bot, {"text": text, "reply_markup": keyboard}, date=town.unix()
    ).id


async def test_the_state_is_the_whole_town(people, town):
    town.say(GROUP, LI, "5号楼")
    state = await people.get("/people/state")
    assert state["bot"] == {"id": 100, "first_name": "前哨", "username": "qianshao_bot"}
    assert state["people"][0] == {
        "id": WANG,
        "first_name": "王姐",
        "last_name": "",
        "username": "wang",
        "language_code": "zh-hans",
        "note": "网格员",
        "note_en": "",
        "blocked_bot": False,
    }
    assert state["chats"] == [
        {"id": GROUP, "type": "group", "title": "秦庄随手报", "members": [WANG, LI], "bot_status": "administrator"}
    ]
    assert state["messages"][str(GROUP)][0]["text"] == "5号楼"
    assert state["messages"][str(WANG)] == []
    assert (state["now"], state["movable"]) == ("2026-11-21T04:00:00+00:00", True)
    assert {sample["name"] for sample in state["samples"]} == scenes.SCENES.keys()


async def test_changes_come_as_they_happen(people, town, ptb):
    version = (await people.get("/people/state"))["version"]
    waiting = asyncio.create_task(people.get(f"/people/changes?since={version}&wait=20"))
    await asyncio.sleep(0.1)
    (number,) = town.say(GROUP, LI, "now")
    first = await waiting
    assert [change["kind"] for change in first["changes"]] == ["message"]
    assert first["changes"][0]["message"]["text"] == "now"
    town.react(GROUP, WANG, number, "👍")
    await ptb.send_chat_action(GROUP, "typing")
    town.delete(GROUP, LI, number)
    later = await people.get(f"/people/changes?since={first['version']}&wait=0")
    kinds = [change["kind"] for change in later["changes"]]
    assert kinds == ["typing", "delete"]  # What has been deleted since is not shown any more.


async def test_an_answer_to_a_press_is_a_toast(people, town, ptb):
    number = card(town)
    version = (await people.get("/people/state"))["version"]
    pressed = await people.post("press", {"as": WANG, "chat": GROUP, "message_id": number, "data": "c"})
    await ptb.answer_callback_query(pressed["callback_id"], "已接单", show_alert=True)
    changes = (await people.get(f"/people/changes?since={version}"))["changes"]
    assert changes == [{"kind": "toast", "person": WANG, "text": "已接单", "alert": True}]


@pytest.mark.parametrize("since", [-5, 999_999])
async def test_a_version_nobody_knows_means_reload(people, since):
    assert (await people.get(f"/people/changes?since={since}&wait=5"))["reset"] is True


async def test_too_old_a_version_means_reload(people, town):
    for _ in range(5100):
        town.changes.add(lambda: None)
    assert (await people.get("/people/changes?since=1"))["reset"] is True


async def test_text_samples_and_a_place_are_sent(people, town):
    sent = await people.post(
        "send", {"as": LI, "chat": GROUP, "text": "飞线", "samples": ["flying_wire", "manhole"], "reply_to": None}
    )
    assert sent == {"message_ids": [1, 2]}
    assert [message.get("caption") for message in town.messages(GROUP)] == ["飞线", None]
    place = {"latitude": 39.9, "longitude": 116.3}
    shown = {"as": LI, "chat": GROUP, "location": place, "reply_to": 1}
    assert await people.post("send", shown) == {"message_ids": [3]}
    assert town.messages(GROUP)[2]["reply_to_message"]["message_id"] == 1


async def test_camera_pictures_are_sent_as_a_form(people, town):
    form = aiohttp.FormData()
    for name, value in (("as", str(LI)), ("chat", str(LI)), ("text", "看"), ("as_file", "true"), ("samples", "[]")):
        form.add_field(name, value)
    for number in range(2):
        form.add_field("file", scenes.draw("garbage"), filename=f"{number}.jpg", content_type="image/jpeg")
    assert await people.post("send", form) == {"message_ids": [1, 2]}
    first, second = town.messages(LI)
    assert first["document"]["mime_type"] == second["document"]["mime_type"] == "image/jpeg"
    async with people.session.get(f"{people.base}/people/file/{first['document']['file_id']}") as response:
        assert await response.read() == scenes.draw("garbage")
    async with people.session.get(f"{people.base}/people/sample/garbage.jpg") as response:
        assert (response.content_type, await response.read()) == ("image/jpeg", scenes.draw("garbage"))


async def test_words_can_be_changed_liked_and_deleted(people, town):
    (number,) = town.say(GROUP, LI, "old")
    mine = {"as": LI, "chat": GROUP, "message_id": number}
    assert await people.post("edit", {**mine, "text": "new"}) == {}
    assert await people.post("react", {**mine, "emoji": "👍"}) == {}
    (seen,) = town.messages(GROUP)
    assert (seen["text"], seen["edited"], seen["reactions"]) == ("new", True, [{"emoji": "👍", "by": [LI]}])
    assert await people.post("react", {**mine, "emoji": ""}) == {}
    assert await people.post("delete", mine) == {}
    assert town.messages(GROUP) == []


async def test_doors_and_the_clock_can_be_moved(people, town, clock):
    assert await people.post("block", {"as": LI, "blocked": True}) == {}
    assert await people.post("membership", {"chat": GROUP, "person": "bot", "status": "member"}) == {}
    assert await people.post("membership", {"chat": GROUP, "person": LI, "status": "left"}) == {}
    assert (town.people[LI].blocked_bot, town.chats[GROUP].bot_status) == (True, "member")
    assert await people.post("clock", {"seconds": 600}) == {"now": "2026-11-21T04:10:00+00:00"}
    assert await people.post("migrate", {"chat": GROUP}) == {"chat": -1000000001001}
    state = await people.get("/people/state")
    assert [chat["id"] for chat in state["chats"]] == [-1000000001001]


async def test_requests_are_listed_without_the_token(people, ptb, sandbox):
    await ptb.send_message(GROUP, "x")
    listed = (await people.get("/people/requests?since=0"))["requests"]
    assert [(request["method"], request["ok"], request["status"]) for request in listed][-1] == (
        "sendMessage",
        True,
        200,
    )
    assert listed[-1]["params"] == {"chat_id": str(GROUP), "text": "x"}
    assert sandbox.token not in json.dumps(listed)
    assert (await people.get(f"/people/requests?since={listed[-1]['n']}"))["requests"] == []


async def test_faults_can_be_ordered(people, ptb, sandbox):
    assert await people.post("fault", {"method": "sendMessage", "status": 429, "retry_after": 5}) == {}
    from telegram.error import RetryAfter

    with pytest.raises(RetryAfter):
        await ptb.send_message(GROUP, "x")
    await ptb.send_message(GROUP, "x")


@pytest.mark.parametrize(
    ("action", "body", "sentence"),
    [
        ("send", {"as": LI, "chat": GROUP}, "nothing to send"),
        ("send", {"as": LI, "text": "x"}, '"chat" must be a number'),
        ("send", {"as": LI, "chat": GROUP, "samples": ["moon"]}, "no sample 'moon'"),
        ("send", {"as": LI, "chat": GROUP, "samples": "["}, "can't parse samples"),
        ("send", {"as": LI, "chat": GROUP, "location": {"latitude": 1}}, '"location" needs'),
        ("press", {"as": LI, "chat": GROUP, "message_id": 9, "data": "x"}, "no message 9"),
        ("clock", {"seconds": -5}, "forward"),
        ("clock", {}, "forward"),
        ("membership", {"chat": GROUP, "person": "bot", "status": "king"}, "no such status"),
        ("fault", {"method": "sendMessage"}, "would do nothing"),
    ],
)
async def test_a_mistake_is_answered_with_a_sentence(people, action, body, sentence):
    assert sentence in (await people.post(action, body, status=400))["error"]


async def test_what_is_not_there_is_not_found(people):
    for path in (
        "/people/nothing",
        "/people/sample/moon.jpg",
        "/people/file/x",
        "/page/../server.py",
        "/page/%2e%2e/server.py",
    ):
        assert "error" in await people.get(path, status=404)
    assert "error" in await people.post("nothing", {}, status=404)


async def test_the_page_is_served_with_its_parts(people):
    async with people.session.get(f"{people.base}/") as response:
        assert (response.status, response.content_type) == (200, "text/html")
    async with people.session.get(f"{people.base}/page/page.js") as response:
        assert (response.status, response.content_type) == (200, "text/javascript")
    async with people.session.put(f"{people.base}/people/state") as response:
        assert response.status == 405
    async with people.session.delete(f"{people.base}/bot100:TEST/getMe") as response:
        assert response.status == 405


async def test_another_site_cannot_give_orders(people, town):
    order = {"as": LI, "chat": GROUP, "text": "x"}
    await people.post("send", order, status=403, headers={"Origin": "https://example.org"})
    assert town.messages(GROUP) == []
    await people.post("send", order, headers={"Origin": people.base})
    assert len(town.messages(GROUP)) == 1


async def test_a_real_clock_stays_where_it_is(clock):
    sandbox = populated(Sandbox(clock, movable=False))
    await sandbox.start()
    async with aiohttp.ClientSession() as session:
        people = People(session, sandbox.base_url)
        assert "cannot be moved" in (await people.post("clock", {"seconds": 60}, status=400))["error"]
        assert (await people.get("/people/state"))["movable"] is False
    await sandbox.stop()
