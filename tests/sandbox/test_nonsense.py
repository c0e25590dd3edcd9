"""Whatever the bot sends, it gets an answer in Telegram's form; nothing breaks the town."""

import json

import aiogram.methods
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import Clock
from bot.sandbox import scenes
from bot.sandbox.methods import METHODS
from bot.sandbox.parameters import Parameters, read
from bot.sandbox.refusals import Refused
from bot.sandbox.server import Sandbox
from tests.sandbox.conftest import GROUP, LI, NOON, WANG, populated

SCRAPS = st.one_of(
    st.sampled_from(
        [None, "", 0, 1, 2, -1, WANG, LI, GROUP, str(GROUP), "@x", True, "true", "{}", "[]", "[{}]", "photo"]
    ),
    st.text(max_size=8),
    st.floats(),
    st.integers(),
)
JSON = st.recursive(
    SCRAPS,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            [
                "type", "media", "caption", "inline_keyboard", "text", "callback_data", "url", "style", "web_app",
                "copy_text", "message_id", "chat_id", "quote", "offset", "length", "user", "emoji", "command",
                "description", "parse_mode", "caption_entities",
            ]
        ),
        inner,
        max_size=4,
    ),
    max_leaves=8,
)  # fmt: skip


@pytest.fixture(scope="module")
def town():
    town = populated(Sandbox(Clock(NOON, frozen=True))).town
    town.say(GROUP, LI, "x", photos=[scenes.draw("manhole")])
    town.say(GROUP, LI, "y")
    town.post(town.chats[GROUP], town.bot_id, town.bot, {"text": "card"}, date=town.unix())
    return town


@pytest.mark.parametrize("method", sorted(name for name, _ in METHODS.values()))
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_nonsense_is_done_or_refused_but_never_breaks(town, method, data):
    names = sorted(getattr(aiogram.methods, method[0].upper() + method[1:]).model_fields) or ["x"]
    params = data.draw(st.dictionaries(st.sampled_from(names), JSON, max_size=8))
    if data.draw(st.booleans()):
        params |= {
            "chat_id": GROUP,
            "from_chat_id": GROUP,
            "message_id": data.draw(st.integers(1, 3)),
            "text": "<b>z</b>",
        }
    if data.draw(st.booleans()):
        params = {
            name: json.dumps(value) if isinstance(value, dict | list) else value for name, value in params.items()
        }
    status = town.chats[GROUP].bot_status
    try:
        METHODS[method.lower()][1](town, Parameters(params))
    except Refused as refused:
        assert refused.code in (400, 403)  # noqa: PT017
    town.chats[GROUP].bot_status = status
    json.dumps(town.state(), ensure_ascii=False).encode()


@given(st.binary(max_size=300), st.sampled_from(["application/json", "multipart/form-data; boundary=B", "x/y", ""]))
def test_any_bytes_are_parameters_or_refused(body, content_type):
    try:
        read(content_type, "", body.replace(b"|", b"\r\n--B")).plain()
    except Refused as refused:
        assert refused.code == 400  # noqa: PT017


@pytest.mark.parametrize("body", [b'{"text": "\\ud83d"}', b'{"text": "a\\uD83D b"}', b"[" * 100_000])
def test_json_that_is_no_text_is_refused(body):
    with pytest.raises(Refused, match="can't parse"):
        read("application/json", "", body)
