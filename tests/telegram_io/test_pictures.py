"""A page of figures goes out as a photo, and as a file where that is too high; what cannot be drawn is said."""

import io

import pytest
from PIL import Image

from bot.calls import Instead, Ledger, Picture, Refused, Say, Sent, pack, unpack
from bot.services import pictures
from bot.telegram_io.client import connect
from bot.telegram_io.drawings import LEGIBLE_HEIGHT
from bot.telegram_io.sending import deliver
from tests.bulletins import DAILY, EMPTY
from tests.telegram_io.conftest import TOKEN, WANG
from tests.telegram_io.test_sending import nowhere, shown


def png(height: int) -> bytes:
    out = io.BytesIO()
    Image.new("P", (1080, height)).save(out, "PNG")
    return out.getvalue()


LIST = Ledger("list.xlsx", "台账", "qinzhuang", 2, "2026-11-20", "2026-11-21", "zh", "Asia/Shanghai", within=True)
LOW, HIGH = png(LEGIBLE_HEIGHT), png(LEGIBLE_HEIGHT + 1)


async def send(client, call, drawn: bytes | None):
    return await deliver(client, WANG, call, 1, nowhere, drawn)


async def test_a_short_page_is_one_photo_with_its_words(client, sandbox):
    for call in pictures.messages(EMPTY, "<b>今天没有上报</b>", "daily"):
        assert isinstance(await send(client, call, LOW), Sent)
    (message,) = shown(sandbox, WANG)
    assert message["photo"]
    assert message["caption"] == "今天没有上报"


async def test_a_high_page_comes_as_a_file_too(client, sandbox):
    for call in pictures.messages(DAILY, "47 件", "qinzhuang-2026-11-21"):
        assert isinstance(await send(client, call, HIGH), Sent)
    photo, file = shown(sandbox, WANG)
    assert photo["caption"] == "47 件"
    assert file["document"]["file_name"] == "qinzhuang-2026-11-21.png"
    assert "caption" not in file
    assert sandbox.town.files.find(file["document"]["file_id"]).content == HIGH


async def test_words_too_long_for_a_caption_follow_in_a_message_of_their_own(client, sandbox):
    text = "<b>秦庄</b>" + "字" * 1100
    for call in pictures.messages(DAILY, text, "daily"):
        assert isinstance(await send(client, call, LOW), Sent)
    photo, words = shown(sandbox, WANG)
    assert "caption" not in photo
    assert words["text"] == "秦庄" + "字" * 1100


def test_tags_and_entities_do_not_count_for_a_caption():
    fitting = "<b>" + "&lt;" * 1024 + "</b>"
    assert [type(call) for call in pictures.messages(DAILY, fitting, "daily")] == [Picture, Picture]
    assert [type(call) for call in pictures.messages(DAILY, fitting + "字", "daily")] == [Picture, Say, Picture]


async def test_what_cannot_be_drawn_is_said_once(client, sandbox):
    for call in pictures.messages(DAILY, "<b>47</b> 件", "daily"):
        assert isinstance(await send(client, call, None), Sent)
    (message,) = shown(sandbox, WANG)
    assert message["text"] == "47 件"


async def test_a_photo_that_telegram_does_not_take_is_said_instead(client, sandbox):
    sandbox.fault("*", status=400, description="Bad Request: PHOTO_INVALID_DIMENSIONS")
    photo, whole = pictures.messages(DAILY, "<b>47</b> 件", "daily")
    found = await send(client, photo, LOW)
    assert isinstance(found, Instead)
    assert found.call == Say("<b>47</b> 件")
    sandbox.fault("*", status=400, description="Bad Request: PHOTO_INVALID_DIMENSIONS")
    assert isinstance(await send(client, whole, HIGH), Refused)


TOO_LARGE = {
    "proxy": b"<html>413 Request Entity Too Large</html>",
    "Telegram": b'{"ok":false,"error_code":413,"description":"Request Entity Too Large"}',
}


@pytest.mark.parametrize("body", TOO_LARGE.values(), ids=TOO_LARGE)
async def test_what_is_too_large_for_the_way_to_telegram_is_said_or_given_up_at_once(answers, body):
    answers.status, answers.body = 413, body
    client = connect(TOKEN, base_url=answers.base_url)
    await client.initialize()
    photo, whole = pictures.messages(DAILY, "<b>47</b> 件", "daily")
    found = await send(client, photo, LOW)
    assert isinstance(found, Instead)
    assert found.call == Say("<b>47</b> 件")
    for call, drawn in ((whole, HIGH), (LIST, b"PK")):
        found = await send(client, call, drawn)
        assert isinstance(found, Refused)
        assert not found.unreachable
    await client.shutdown()


@pytest.mark.parametrize(
    ("why", "unreachable"),
    [("not enough rights to send documents to the chat", False), ("not enough rights to send text messages", True)],
)
async def test_a_group_that_takes_no_files_is_still_talked_to(client, sandbox, why, unreachable):
    sandbox.fault("*", status=400, description=f"Bad Request: {why}")
    found = await send(client, LIST, b"PK")
    assert isinstance(found, Refused)
    assert found.unreachable is unreachable


def test_a_picture_comes_back_from_the_outbox_as_it_was():
    for call in pictures.messages(DAILY, "x", "daily", dark=True):
        assert unpack(*pack(call)) == call
