"""The same town through aiogram: the sandbox is a Telegram, not the mirror of one library."""

import pytest
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramMigrateToChat, TelegramRetryAfter
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReactionTypeEmoji,
    ReplyParameters,
)

from bot.sandbox import scenes
from tests.sandbox.conftest import GROUP, LI, STRANGER, WANG

CLAIM = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text="接单", callback_data="claim:142:1", style="success")]]
)


async def test_a_report_is_read_answered_claimed_and_closed(aio, town):
    town.say(GROUP, LI, "5号楼有飞线充电", photos=[scenes.draw("flying_wire")] * 2)
    first, second = await aio.get_updates(timeout=1)
    assert first.message.media_group_id == second.message.media_group_id
    content = await aio.download(first.message.photo[-1])
    assert content.read().startswith(b"\xff\xd8")
    await aio.set_message_reaction(GROUP, first.message.message_id, [ReactionTypeEmoji(emoji="👀")])
    card = await aio.send_photo(
        WANG, first.message.photo[-1].file_id, caption="<b>#142</b> 飞线充电", parse_mode="HTML", reply_markup=CLAIM
    )
    await aio.send_message(GROUP, "#142 已派单", reply_parameters=ReplyParameters(message_id=first.message.message_id))
    town.press(WANG, WANG, card.message_id, town.find_button(WANG, card.message_id, "接单"))
    (press,) = await aio.get_updates(offset=second.update_id + 1)
    assert press.callback_query.from_user.id == WANG
    await press.callback_query.answer("已接单").as_(aio)
    edited = await aio.edit_message_caption(chat_id=WANG, message_id=card.message_id, caption="#142 已接单")
    assert (edited.caption, edited.reply_markup, town.toasts(WANG)) == ("#142 已接单", None, ["已接单"])


async def test_uploads_arrive_alone_and_in_albums(aio, town):
    photo = BufferedInputFile(scenes.draw("sewage"), filename="污水.jpg")
    await aio.send_photo(WANG, photo, caption="x")
    await aio.send_document(WANG, BufferedInputFile(b"%PDF", filename="日报.pdf"))
    album = await aio.send_media_group(GROUP, [InputMediaPhoto(media=photo), InputMediaPhoto(media=photo, caption="y")])
    assert [message.caption for message in album] == [None, "y"]
    assert town.messages(WANG)[-1]["document"]["file_name"] == "日报.pdf"


async def test_refusals_have_the_texts_aiogram_knows(aio, town, sandbox):
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation"):
        await aio.send_message(STRANGER, "x")
    with pytest.raises(TelegramBadRequest, match="can't parse entities"):
        await aio.send_message(GROUP, "<b>", parse_mode="HTML")
    sandbox.fault("sendMessage", retry_after=5)
    with pytest.raises(TelegramRetryAfter) as flood:
        await aio.send_message(GROUP, "x")
    assert flood.value.retry_after == 5
    new = town.migrate(GROUP)
    with pytest.raises(TelegramMigrateToChat) as moved:
        await aio.send_message(GROUP, "x")
    assert moved.value.migrate_to_chat_id == new


async def test_members_and_commands_are_read_alike(aio):
    assert (await aio.get_chat(GROUP)).title == "秦庄随手报"
    assert (await aio.get_chat_member(GROUP, WANG)).status == "creator"
    assert (await aio.me()).username == "qianshao_bot"
    assert (await aio.get_webhook_info()).url == ""
