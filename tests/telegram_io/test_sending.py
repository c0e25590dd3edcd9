"""One call of the house becomes one call of the Bot API, and every answer becomes what to do with the row."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.calls import (
    Album,
    Answer,
    Button,
    Call,
    Edit,
    Instead,
    Later,
    Moved,
    Outcome,
    Paper,
    PhotoRef,
    React,
    Refused,
    Say,
    Sent,
    Style,
)  # fmt: skip
from bot.photo_store import PhotoStore
from bot.sandbox import scenes
from bot.sandbox.server import Sandbox
from bot.telegram_io.client import Client, connect
from bot.telegram_io.sending import deliver
from tests.telegram_io.conftest import GROUP, LI, STRANGER, TOKEN, WANG, impatient

BUTTONS = (
    (Button("接单", "v1:claim:1:1", Style.PRIMARY),),
    (Button("退回", "v1:why:1:1"), Button("更多", "v1:more:1:1")),
)


def nowhere(name: str) -> Path:
    raise FileNotFoundError(name)


async def send(client: Client, call: Call, chat: int | None = GROUP, store: PhotoStore | None = None) -> Outcome:
    return await deliver(client, chat, call, 1, store.path if store else nowhere)


def shown(sandbox: Sandbox, chat: int = GROUP) -> list[dict[str, Any]]:
    return list(sandbox.town.messages(chat))


# --------------------------------------------------------------------------- what people see


async def test_words_arrive_with_their_marks_and_buttons(client, sandbox):
    outcome = await send(client, Say("🆕 <b>#1</b> 飞线 &amp; <i>5号楼</i>", BUTTONS, quiet=True))
    (message,) = shown(sandbox)
    assert outcome == Sent((message["message_id"],))
    assert message["text"] == "🆕 #1 飞线 & 5号楼"
    assert [entity["type"] for entity in message["entities"]] == ["bold", "italic"]
    labels = [[button["text"] for button in row] for row in message["reply_markup"]["inline_keyboard"]]
    assert labels == [["接单"], ["退回", "更多"]]
    assert message["reply_markup"]["inline_keyboard"][0][0]["style"] == "primary"
    assert sandbox.requests[-1].params["disable_notification"] in (True, "true")


async def test_addresses_in_peoples_words_open_no_preview(client, sandbox):
    await send(client, Say("see http://example.com"))
    assert sandbox.requests[-1].params["link_preview_options"] == {"is_disabled": True}


async def test_a_photo_travels_by_telegrams_handle_or_from_our_store(client, sandbox, store, stored):
    first = await send(client, Say("caption", photo=PhotoRef(stored=stored)), store=store)
    assert isinstance(first, Sent)
    file_id = shown(sandbox)[0]["photo"][-1]["file_id"]
    second = await send(client, Say("again", BUTTONS, PhotoRef(file_id=file_id)))
    assert isinstance(second, Sent)
    assert [message["caption"] for message in shown(sandbox)] == ["caption", "again"]


async def test_a_reply_answers_the_message_and_is_sent_also_when_that_is_gone(client, sandbox):
    (asked,) = sandbox.town.say(GROUP, LI, "5号楼飞线")
    await send(client, Say("noted", reply_to=asked))
    assert shown(sandbox)[-1]["reply_to_message"]["message_id"] == asked
    assert isinstance(await send(client, Say("noted", reply_to=999)), Sent)
    assert "reply_to_message" not in shown(sandbox)[-1]


async def test_an_album_is_one_call_with_all_its_photos_and_one_caption(client, sandbox, store, stored):
    (sent_id,) = sandbox.town.say(GROUP, LI, photos=[scenes.draw("flying_wire")])
    file_id = shown(sandbox)[-1]["photo"][-1]["file_id"]
    album = Album((PhotoRef(file_id=file_id), PhotoRef(stored=stored)), "<b>after</b>", reply_to=sent_id)
    outcome = await send(client, album, store=store)
    parts = shown(sandbox)[1:]
    assert outcome == Sent(tuple(part["message_id"] for part in parts))
    assert [part.get("caption") for part in parts] == ["after", None]
    assert len({part["media_group_id"] for part in parts}) == 1


async def test_words_and_captions_are_edited_in_place(client, sandbox, store, stored):
    await send(client, Say("before", BUTTONS))
    await send(client, Say("before", BUTTONS, PhotoRef(stored=stored)), store=store)
    text, photo = (message["message_id"] for message in shown(sandbox))
    assert await send(client, Edit(text, "<b>after</b>")) == Sent()
    assert await send(client, Edit(photo, "after", BUTTONS, caption=True)) == Sent()
    assert [message.get("text") or message.get("caption") for message in shown(sandbox)] == ["after", "after"]
    assert ["reply_markup" in message for message in shown(sandbox)] == [False, True]


async def test_an_edit_that_changes_nothing_is_as_good_as_done(client, sandbox):
    await send(client, Say("same"))
    assert await send(client, Edit(shown(sandbox)[0]["message_id"], "same")) == Sent()


async def test_a_reaction_replaces_the_former_one_and_can_be_taken_back(client, sandbox):
    (message,) = sandbox.town.say(GROUP, LI, "5号楼飞线")
    for emoji, expected in (("👀", ["👀"]), ("👌", ["👌"]), ("", [])):
        assert await send(client, React(message, emoji)) == Sent()
        assert [one["emoji"] for one in shown(sandbox)[0].get("reactions", ())] == expected


async def test_a_press_is_answered_with_a_toast(client, sandbox):
    await send(client, Say("card", BUTTONS), WANG)
    press = sandbox.town.press(WANG, WANG, shown(sandbox, WANG)[0]["message_id"], "v1:claim:1:1")
    assert await send(client, Answer(press, "#1 是您的了", alert=True), None) == Sent()
    assert sandbox.town.toasts(WANG) == ["#1 是您的了"]


async def test_a_paper_is_sent_as_a_file_of_its_name(client, sandbox, tmp_path):
    (tmp_path / "x").write_bytes(b"PK\x03\x04")
    assert isinstance(await send(client, Paper(str(tmp_path / "x"), "tickets.xlsx", "台账"), WANG), Sent)
    (message,) = shown(sandbox, WANG)
    assert (message["document"]["file_name"], message["caption"]) == ("tickets.xlsx", "台账")


@pytest.mark.parametrize("length", [4096, 4097, 20_000])
async def test_words_too_long_for_one_message_are_shortened_and_arrive(client, sandbox, length):
    assert isinstance(await send(client, Say(f"<b>{'长' * length}</b>")), Sent)
    (message,) = shown(sandbox)
    assert len(message["text"]) == 4096


async def test_a_caption_too_long_is_shortened_and_arrives(client, sandbox, store, stored):
    for call in (Say("😱" * 2000, photo=PhotoRef(stored=stored)), Album((PhotoRef(stored=stored),) * 2, "长" * 3000)):
        assert isinstance(await send(client, call, store=store), Sent)
    assert len(shown(sandbox)[0]["caption"].encode("utf-16-le")) // 2 <= 1024
    assert len(shown(sandbox)[1]["caption"]) <= 1024


async def test_a_picture_that_is_gone_from_the_store_is_said_to_be_gone(client):
    assert isinstance(await send(client, Say("x", photo=PhotoRef(stored="a" * 64))), Refused)


async def test_a_message_to_nobody_is_refused(client):
    assert isinstance(await send(client, Say("x"), None), Refused)


# --------------------------------------------------------------------------- the error table

ORDINARY = Say("<b>x</b> &amp; y", BUTTONS)
WITH_PHOTO = Say("<b>x</b>", photo=PhotoRef(file_id="AgAC"))
REPLY = Say("x", reply_to=5)
EDIT = Edit(5, "<b>x</b>", BUTTONS)


@pytest.mark.parametrize(
    ("call", "status", "said", "outcome"),
    [
        (EDIT, 400, "message is not modified: specified new message content is the same", Sent()),
        (ORDINARY, 400, "can't parse entities: unclosed tag at byte offset 3", Instead(Say("x &amp; y", BUTTONS), "")),
        (EDIT, 400, "can't parse entities: unsupported start tag", Instead(Edit(5, "x", BUTTONS), "")),
        (REPLY, 400, "message to be replied not found", Instead(Say("x"), "")),
        (EDIT, 400, "message to edit not found", Instead(Say("<b>x</b>", BUTTONS), "")),
        (EDIT, 400, "message can't be edited", Instead(Say("<b>x</b>", BUTTONS), "")),
        (WITH_PHOTO, 400, "wrong file identifier/HTTP URL specified", Instead(Say("<b>x</b>"), "")),
        (WITH_PHOTO, 400, "PHOTO_INVALID_DIMENSIONS", Instead(Say("<b>x</b>"), "")),
        (WITH_PHOTO, 400, "IMAGE_PROCESS_FAILED", Instead(Say("<b>x</b>"), "")),
        (ORDINARY, 400, "chat not found", Refused("", unreachable=True)),
        (ORDINARY, 400, "PEER_ID_INVALID", Refused("", unreachable=True)),
        (ORDINARY, 400, "not enough rights to send text messages to the chat", Refused("", unreachable=True)),
        (ORDINARY, 400, "message is too long", Refused("")),
        (ORDINARY, 400, "BUTTON_DATA_INVALID", Refused("")),
        (React(5, "👀"), 400, "message to react not found", Refused("")),
        (React(5, "👀"), 400, "REACTION_INVALID", Refused("")),
        (ORDINARY, 403, "bot was blocked by the user", Refused("", unreachable=True)),
        (ORDINARY, 403, "bot can't initiate conversation with a user", Refused("", unreachable=True)),
        (ORDINARY, 403, "bot was kicked from the supergroup chat", Refused("", unreachable=True)),
        (ORDINARY, 403, "user is deactivated", Refused("", unreachable=True)),
    ],
)  # fmt: skip
async def test_what_telegram_refuses_is_understood(client, sandbox, call, status, said, outcome):
    prefix = "Bad Request" if status == 400 else "Forbidden"
    sandbox.fault("*", status=status, description=f"{prefix}: {said}")
    found = await send(client, call)
    match outcome:
        case Instead():
            assert isinstance(found, Instead)
            assert found.call == outcome.call
        case Refused():
            assert isinstance(found, Refused)
            assert found.unreachable is outcome.unreachable
        case _:
            assert found == outcome


async def test_a_press_that_nobody_waits_for_any_more_is_let_go(client, sandbox):
    said = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    sandbox.fault("answerCallbackQuery", status=400, description=said)
    found = await send(client, Answer("1", "x"), None)
    assert isinstance(found, Refused)
    assert not found.unreachable


@pytest.mark.parametrize("seconds", [1, 7, 3600])
async def test_too_many_requests_means_wait_as_long_as_telegram_says(client, sandbox, seconds):
    sandbox.fault("sendMessage", retry_after=seconds)
    assert await send(client, ORDINARY) == Later(timedelta(seconds=seconds), "too many requests", pause=True)


async def test_a_group_that_became_a_supergroup_says_where_it_went(client, sandbox):
    new = sandbox.town.migrate(GROUP)
    assert await send(client, ORDINARY) == Moved(new)


async def test_people_who_never_started_or_blocked_the_bot_are_unreachable(client, sandbox):
    for person in (STRANGER, WANG):
        if person == WANG:
            sandbox.town.block(WANG)
        found = await send(client, ORDINARY, person)
        assert isinstance(found, Refused)
        assert found.unreachable


async def test_a_group_that_threw_the_bot_out_is_unreachable(client, sandbox):
    sandbox.town.set_bot_status(GROUP, "kicked")
    found = await send(client, ORDINARY)
    assert isinstance(found, Refused)
    assert found.unreachable


@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_stumbling_server_may_have_done_it(client, sandbox, status):
    sandbox.fault("sendMessage", status=status)
    found = await send(client, ORDINARY)
    assert isinstance(found, Later)
    assert found.uncertain
    assert not found.pause


@pytest.mark.parametrize("status", [401, 404, 409])
async def test_a_token_that_is_not_accepted_is_tried_again_and_nothing_was_sent(client, sandbox, status):
    sandbox.fault("sendMessage", status=status)
    found = await send(client, ORDINARY)
    assert isinstance(found, Later)
    assert (found.uncertain, found.pause) == (False, False)
    assert found.wait >= timedelta(seconds=10)


@pytest.mark.parametrize(("drop", "arrived"), [("before", 0), ("after", 1)])
async def test_a_line_that_is_cut_leaves_everybody_in_doubt(client, sandbox, drop, arrived):
    sandbox.fault("sendMessage", drop=drop)
    found = await send(client, ORDINARY)
    assert isinstance(found, Later)
    assert found.uncertain
    assert len(shown(sandbox)) == arrived


async def test_an_answer_that_does_not_come_in_time_leaves_everybody_in_doubt(sandbox):
    client = impatient(sandbox.base_url, 0.2)
    await client.initialize()
    sandbox.fault("sendMessage", delay=0.5)
    found = await send(client, ORDINARY)
    await client.shutdown()
    assert isinstance(found, Later)
    assert found.uncertain


async def test_a_server_that_cannot_be_reached_was_sent_nothing(client, sandbox):
    await sandbox.stop()
    # The line that was open is found to be cut, in doubt; only then a new one is tried.
    await send(client, ORDINARY)
    found = await send(client, ORDINARY)
    assert isinstance(found, Later)
    assert not found.uncertain


async def test_each_failure_waits_longer_up_to_five_minutes(client, sandbox):
    sandbox.fault("sendMessage", times=None, status=502)
    waits = []
    for attempts in (1, 2, 3, 5, 8, 50):
        found = await deliver(client, GROUP, ORDINARY, attempts, nowhere)
        assert isinstance(found, Later)
        waits.append(found.wait)
    assert waits == sorted(waits)
    assert waits[0] <= timedelta(seconds=10)
    assert timedelta(minutes=1) <= waits[-1] <= timedelta(minutes=5)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (502, b"<html><body><h1>502 Bad Gateway</h1></body></html>"),
        (200, b'{"ok":true,"result":{"message_id":5,"da'),
        (200, b""),
        (200, b"\xff\xfe"),
        (200, b'{"ok":false}'),
        (200, b"[]"),
        (200, b"null"),
        (200, b'{"ok":true,"result":true}'),
        (200, b'{"ok":true,"result":{}}'),
        (302, b""),
        (418, b'{"ok":false,"description":"I am a teapot"}'),
        (500, b'{"ok":false,"error_code":500,"description":"Internal Server Error","parameters":{}}'),
    ],
)
async def test_an_answer_that_is_none_is_an_outcome_and_not_an_exception(answers, status, body):
    client = connect(TOKEN, base_url=answers.base_url)
    await client.initialize()
    answers.status, answers.body = status, body
    found = await send(client, ORDINARY)
    await client.shutdown()
    assert isinstance(found, Later)
    assert found.uncertain
