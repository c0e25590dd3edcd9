"""Every no that Telegram says, in its own words, and the keyboards it does not take."""

import io
import json

import aiohttp
import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken

from bot.sandbox.markup import keyboard_of
from bot.sandbox.parameters import Parameters
from bot.sandbox.refusals import Refused
from tests.sandbox.conftest import GROUP, LI, STRANGER, WANG


async def ask(sandbox, method, **params):
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{sandbox.base_url}/bot{sandbox.token}/{method}", json=params) as response,
    ):
        return response.status, await response.json()


@pytest.mark.parametrize(
    ("method", "params", "description"),
    [
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 5, "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": "abc", "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": WANG}, "message text is empty"),
        ("sendMessage", {"chat_id": WANG, "text": "  \n"}, "message text is empty"),
        ("sendMessage", {"chat_id": WANG, "text": "<b></b>", "parse_mode": "HTML"}, "text must be non-empty"),
        ("sendMessage", {"chat_id": WANG, "text": "x" * 4097}, "message is too long"),
        ("sendPhoto", {"chat_id": WANG}, "there is no photo in the request"),
        ("sendPhoto", {"chat_id": WANG, "photo": "nonsense"}, "wrong file identifier/HTTP URL specified"),
        ("sendPhoto", {"chat_id": WANG, "photo": "attach://x"}, "wrong file identifier/HTTP URL specified"),
        ("sendMediaGroup", {"chat_id": WANG, "media": {}}, "expected an Array of InputMedia"),
        ("sendMediaGroup", {"chat_id": WANG, "media": ["x", "y"]}, "can't parse InputMedia: expected an Object"),
        ("editMessageMedia", {"chat_id": WANG, "message_id": 9}, "message to edit not found"),
        ("editMessageText", {"inline_message_id": "x", "text": "x"}, "MESSAGE_ID_INVALID"),
        ("deleteMessages", {"chat_id": WANG}, "message identifiers are not specified"),
        ("sendMessage", {"chat_id": WANG, "text": "x", "reply_markup": 5}, "object expected as reply markup"),
        ("sendMessage", {"chat_id": WANG, "text": "x", "reply_markup": {"a": 1}}, "reply markup isn't specified"),
        ("setMyName", {"name": "x" * 65}, "BOT_TITLE_INVALID"),
        ("setMyCommands", {"commands": [{"command": "x", "description": ""}]}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("getMyCommands", {"scope": {"type": "galaxy"}}, "can't parse BotCommandScope: Unsupported type specified"),
        ("getMyCommands", {"language_code": "zho"}, "invalid language code specified"),
        ("getChatMember", {"chat_id": GROUP}, "invalid user_id specified"),
        ("sendPhoto", {"chat_id": WANG, "photo": "https://example.org/a.jpg"}, "failed to get HTTP URL content"),
        ("sendPhoto", {"chat_id": WANG, "photo": "x", "caption": "x" * 1025}, "message caption is too long"),
        ("sendDocument", {"chat_id": WANG}, "there is no document in the request"),
        ("sendMediaGroup", {"chat_id": WANG}, "there are no messages to send"),
        ("sendLocation", {"chat_id": WANG, "latitude": 91, "longitude": 0}, "wrong latitude or longitude specified"),
        ("editMessageText", {"chat_id": WANG, "text": "x"}, "message identifier is not specified"),
        ("editMessageText", {"chat_id": WANG, "message_id": 9, "text": "x"}, "message to edit not found"),
        ("setMessageReaction", {"chat_id": GROUP, "message_id": 9}, "message to react not found"),
        ("deleteMessage", {"chat_id": GROUP, "message_id": 9}, "message to delete not found"),
        ("copyMessage", {"chat_id": WANG, "from_chat_id": GROUP, "message_id": 9}, "message to copy not found"),
        ("forwardMessage", {"chat_id": WANG, "from_chat_id": GROUP, "message_id": 9}, "message to forward not found"),
        ("getFile", {"file_id": "x"}, "wrong file_id or the file is temporarily unavailable"),
        ("getChatMember", {"chat_id": GROUP, "user_id": 77}, "PARTICIPANT_ID_INVALID"),
        ("getChatAdministrators", {"chat_id": WANG}, "there are no administrators in the private chat"),
        ("leaveChat", {"chat_id": WANG}, "chat member status can't be changed in private chats"),
        ("sendChatAction", {"chat_id": WANG, "action": "dancing"}, "wrong parameter action in request"),
        ("setMyCommands", {"commands": [{"command": "Заявка", "description": "x"}]}, "BOT_COMMAND_INVALID"),
        ("answerCallbackQuery", {"callback_query_id": "1", "text": "x" * 201}, "MESSAGE_TOO_LONG"),
        ("sendMessage", {"chat_id": WANG, "text": "x", "reply_markup": "{"},
         "can't parse reply keyboard markup JSON object"),
        ("sendMessage", {"chat_id": WANG, "text": "x", "reply_parameters": {"quote": "y"}},
         'can\'t find field "message_id"'),
    ],
)  # fmt: skip
async def test_a_bad_request_is_refused_in_telegrams_words(sandbox, method, params, description):
    status, answer = await ask(sandbox, method, **params)
    assert status == 400
    assert answer == {"ok": False, "error_code": 400, "description": f"Bad Request: {description}"}


async def test_a_text_of_4096_characters_is_counted_after_its_tags(sandbox):
    status, _ = await ask(sandbox, "sendMessage", chat_id=WANG, text=f"<b>{'字' * 4096}</b>", parse_mode="HTML")
    assert status == 200


async def test_who_has_not_pressed_start_cannot_be_written_to(ptb, town):
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await ptb.send_message(STRANGER, "hello")
    town.start(STRANGER, "enrol_abc")
    await ptb.send_message(STRANGER, "hello")
    assert [message["text"] for message in town.messages(STRANGER)] == ["/start enrol_abc", "hello"]


async def test_who_has_blocked_the_bot_is_not_reached(ptb, town):
    town.block(WANG)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await ptb.send_message(WANG, "hello")
    town.block(WANG, False)
    await ptb.send_message(WANG, "hello")
    changes = [update.my_chat_member for update in await ptb.get_updates()]
    assert [(change.old_chat_member.status, change.new_chat_member.status) for change in changes] == [
        ("member", "kicked"),
        ("kicked", "member"),
    ]


async def test_a_group_the_bot_was_thrown_out_of_is_closed_to_it(ptb, town):
    town.set_bot_status(GROUP, "kicked")
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await ptb.send_message(GROUP, "hello")
    town.set_bot_status(GROUP, "left")
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await ptb.get_chat(GROUP)


async def test_a_group_that_moved_says_where(ptb, town, sandbox):
    new = town.migrate(GROUP)
    assert new == -1000000001001
    with pytest.raises(ChatMigrated) as moved:
        await ptb.send_message(GROUP, "hello")
    assert moved.value.new_chat_id == new
    assert (await ptb.send_message(new, "hello")).chat.type == "supergroup"
    town.set_bot_status(new, "kicked")
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await ptb.send_message(new, "hello")


async def test_another_token_is_nobody(sandbox):
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{sandbox.base_url}/bot100:WRONG/getMe") as response:
            assert (response.status, (await response.json())["description"]) == (401, "Unauthorized")
        async with session.get(f"{sandbox.base_url}/file/bot100:WRONG/photos/file_1.jpg") as response:
            assert response.status == 401


async def test_a_method_telegram_does_not_have_is_not_found(ptb, sandbox):
    assert await ask(sandbox, "sendTelegram") == (
        404,
        {"ok": False, "error_code": 404, "description": "Not Found: method not found"},
    )
    with pytest.raises(InvalidToken):
        await ptb._post("sendTelegram")


async def test_the_log_has_refused_calls_too_and_no_token(sandbox):
    await ask(sandbox, "sendMessage", chat_id=5, text="x")
    (call,) = sandbox.requests
    assert (call.method, call.status, call.ok) == ("sendMessage", 400, False)
    assert call.description == "Bad Request: chat not found"
    assert sandbox.token not in json.dumps(call.shown())


@pytest.mark.parametrize(
    ("button", "complaint"),
    [
        ({"text": "x", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "x", "callback_data": "接" * 22}, "BUTTON_DATA_INVALID"),
        ({"text": "x"}, "Text buttons are unallowed in the inline keyboard"),
        ({"callback_data": "x"}, 'Can\'t find field "text"'),
        ({"text": 5, "callback_data": "x"}, 'Field "text" must be of type String'),
        ({"text": "x", "callback_data": "x", "style": "pink"}, "button style"),
        ({"text": "x", "web_app": {"url": "https://example.org"}}, "BUTTON_TYPE_INVALID"),
        ({"text": "x", "url": "file:///etc"}, "is invalid: Wrong HTTP URL"),
        ({"text": "x", "copy_text": {"text": "x" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
    ],
)
def test_a_bad_button_is_refused(button, complaint):
    with pytest.raises(Refused) as refused:
        keyboard_of(Parameters({"reply_markup": {"inline_keyboard": [[button]]}}), private=False)
    assert complaint in refused.value.description


def test_good_buttons_are_kept_as_they_are():
    rows = [
        [
            {"text": "接单", "callback_data": "接" * 21 + "x", "style": "primary"},
            {"text": "图", "url": "https://e.org"},
        ],
        [{"text": "#142", "copy_text": {"text": "#142"}}],
    ]
    given = json.dumps({"inline_keyboard": [*rows, []]})
    assert keyboard_of(Parameters({"reply_markup": given}), private=False) == {"inline_keyboard": rows}


def test_other_markups_are_accepted_but_not_part_of_the_message():
    for markup in ({"keyboard": [[{"text": "x"}]]}, {"remove_keyboard": True}, {"force_reply": True}):
        assert keyboard_of(Parameters({"reply_markup": markup}), private=True) is None
    with pytest.raises(Refused, match="inline keyboard expected"):
        keyboard_of(Parameters({"reply_markup": {"remove_keyboard": True}}), private=True, only_inline=True)


async def test_too_many_buttons_are_refused(ptb):
    row = [{"text": "x", "callback_data": "x"}]
    with pytest.raises(BadRequest, match="Reply_markup_too_long"):
        await ptb.send_message(GROUP, "x", reply_markup={"inline_keyboard": [row] * 101})


async def test_edits_in_a_chat_that_cannot_be_written_to_are_refused(ptb, town):
    sent = await ptb.send_message(LI, "card")
    town.block(LI)
    with pytest.raises(Forbidden, match="blocked"):
        await sent.edit_text("new")


async def test_what_is_too_large_is_refused_like_anything_else(sandbox):
    url = f"{sandbox.base_url}/bot{sandbox.token}/sendDocument"
    form = aiohttp.FormData({"chat_id": str(WANG)})
    form.add_field("document", io.BytesIO(bytes(50 * 1024 * 1024 + 1)), filename="big.bin")
    async with aiohttp.ClientSession() as session, session.post(url, data=form) as response:
        assert response.status == 413
        assert (await response.json())["description"] == "Request Entity Too Large"
