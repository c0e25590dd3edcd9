"""What the bot says and shows, through python-telegram-bot."""

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, ReplyParameters
from telegram.error import BadRequest

from bot.sandbox import scenes
from tests.sandbox.conftest import GROUP, LI, WANG

CLAIM = InlineKeyboardMarkup([[InlineKeyboardButton("接单", callback_data="claim:142:1", style="primary")]])


async def test_the_bot_knows_itself(ptb):
    me = await ptb.get_me()
    assert (me.id, me.username, me.can_read_all_group_messages) == (100, "qianshao_bot", True)


async def test_a_message_is_seen_in_the_group_with_its_entities_and_buttons(ptb, town):
    sent = await ptb.send_message(GROUP, "🚨 <b>#142</b> 飞线充电", parse_mode="HTML", reply_markup=CLAIM)
    assert sent.parse_entities() == {sent.entities[0]: "#142"}
    (seen,) = town.messages(GROUP)
    assert seen["text"] == "🚨 #142 飞线充电"
    assert seen["entities"] == [{"offset": 3, "length": 4, "type": "bold"}]
    assert town.find_button(GROUP, sent.message_id, "接单") == "claim:142:1"
    assert seen["reply_markup"]["inline_keyboard"][0][0]["style"] == "primary"


async def test_message_ids_count_in_each_chat_by_itself(ptb):
    first = await ptb.send_message(GROUP, "a")
    second = await ptb.send_message(WANG, "b")
    assert (first.message_id, second.message_id) == (1, 1)


async def test_a_reply_shows_what_it_answers_until_that_is_deleted(ptb, town):
    (report,) = town.say(GROUP, LI, "5号楼有飞线充电")
    sent = await ptb.send_message(GROUP, "已收到", reply_parameters=ReplyParameters(report))
    assert sent.reply_to_message.text == "5号楼有飞线充电"
    town.delete(GROUP, LI, report)
    assert "reply_to_message" not in town.messages(GROUP)[-1]


async def test_a_reply_to_nothing_is_refused_unless_it_may_go_without(ptb):
    with pytest.raises(BadRequest, match=r"^Message to be replied not found$"):
        await ptb.send_message(GROUP, "x", reply_parameters=ReplyParameters(99))
    sent = await ptb.send_message(GROUP, "x", reply_parameters=ReplyParameters(99, allow_sending_without_reply=True))
    assert sent.reply_to_message is None


async def test_a_quote_must_be_in_the_message_it_quotes(ptb, town):
    (report,) = town.say(GROUP, LI, "🛵 5号楼有飞线充电")
    sent = await ptb.send_message(GROUP, "?", reply_parameters=ReplyParameters(report, quote="5号楼"))
    assert (sent.quote.text, sent.quote.position) == ("5号楼", 3)
    with pytest.raises(BadRequest, match="Quote_text_invalid"):
        await ptb.send_message(GROUP, "?", reply_parameters=ReplyParameters(report, quote="6号楼"))


async def test_a_photo_is_sent_once_and_shown_again_by_its_id(ptb):
    first = await ptb.send_photo(WANG, scenes.draw("manhole"), caption="<i>井盖</i>", parse_mode="HTML")
    again = await ptb.send_photo(GROUP, first.photo[-1].file_id)
    assert first.caption_entities[0].type == "italic"
    assert again.photo[-1].file_unique_id == first.photo[-1].file_unique_id
    assert [(size.width, size.height) for size in first.photo] == [(90, 68), (320, 240), (800, 600), (1280, 960)]


async def test_a_document_keeps_its_name_and_bytes(ptb):
    sent = await ptb.send_document(WANG, b"%PDF-1.7 digest", filename="日报 2026-11-21.pdf")
    assert (sent.document.file_name, sent.document.mime_type) == ("日报 2026-11-21.pdf", "application/pdf")
    again = await ptb.send_document(GROUP, sent.document.file_id)
    assert again.document.file_size == len(b"%PDF-1.7 digest")


async def test_an_album_arrives_as_messages_of_one_group(ptb, town):
    known = (await ptb.send_photo(WANG, scenes.draw("garbage"))).photo[-1].file_id
    album = [InputMediaPhoto(known, caption="前"), InputMediaPhoto(scenes.draw("garbage_fixed"))]
    sent = await ptb.send_media_group(GROUP, album)
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.caption for message in sent] == ["前", None]
    assert len(town.messages(GROUP)) == 2


async def test_an_album_of_one_or_eleven_is_refused_whole(ptb, town):
    photo = (await ptb.send_photo(WANG, scenes.draw("garbage"))).photo[-1].file_id
    for count in (1, 11):
        with pytest.raises(BadRequest, match=r"(?i)album"):
            await ptb.send_media_group(GROUP, [InputMediaPhoto(photo)] * count)
    assert town.messages(GROUP) == []


async def test_a_place_is_shown_as_a_place(ptb, town):
    await ptb.send_location(WANG, 39.9, 116.3)
    assert town.messages(WANG)[-1]["location"] == {"latitude": 39.9, "longitude": 116.3}


async def test_copies_have_no_author_and_forwards_name_theirs(ptb, town):
    (report,) = town.say(GROUP, LI, "5号楼", photos=[scenes.draw("manhole")])
    copy = await ptb.copy_message(WANG, GROUP, report)
    forward = await ptb.forward_message(WANG, GROUP, report)
    copied, forwarded = town.messages(WANG)
    assert (copied["message_id"], copied["caption"]) == (copy.message_id, "5号楼")
    assert "forward_origin" not in copied
    assert forwarded["forward_origin"]["sender_user"]["id"] == LI
    assert forward.photo[-1].file_unique_id == copied["photo"][-1]["file_unique_id"]


async def test_pinning_leaves_a_note_and_needs_an_administrator(ptb, town):
    sent = await ptb.send_message(GROUP, "规则")
    assert await ptb.pin_chat_message(GROUP, sent.message_id)
    assert town.messages(GROUP)[-1]["pinned_message"]["text"] == "规则"
    assert (await ptb.get_chat(GROUP)).pinned_message.message_id == sent.message_id
    assert await ptb.unpin_chat_message(GROUP, message_id=sent.message_id)
    town.set_bot_status(GROUP, "member")
    with pytest.raises(BadRequest, match="Not enough rights to manage pinned messages in the chat"):
        await ptb.pin_chat_message(GROUP, sent.message_id)


async def test_commands_are_kept_by_scope_and_language(ptb, sandbox):
    await ptb.set_my_commands([("report", "上报")])
    await ptb.set_my_commands([("tickets", "Tickets")], telegram.BotCommandScopeChat(GROUP), "en")
    assert (await ptb.get_my_commands())[0].description == "上报"
    assert (await ptb.get_my_commands(telegram.BotCommandScopeChat(GROUP), "en"))[0].command == "tickets"
    assert await ptb.get_my_commands(telegram.BotCommandScopeAllGroupChats()) == ()
    await ptb.delete_my_commands()
    assert await ptb.get_my_commands() == ()


async def test_the_bot_can_be_named_and_described(ptb):
    assert (await ptb.get_my_name()).name == "前哨"
    await ptb.set_my_name("Outpost", language_code="en")
    await ptb.set_my_description("随手报")
    await ptb.set_my_short_description("报")
    assert (await ptb.get_my_name("en")).name == "Outpost"
    assert (await ptb.get_my_description("en")).description == "随手报"
    assert (await ptb.get_my_short_description()).short_description == "报"


async def test_the_bot_can_ask_who_is_in_a_chat(ptb):
    assert (await ptb.get_chat(GROUP)).title == "秦庄随手报"
    assert (await ptb.get_chat(WANG)).first_name == "王姐"
    assert (await ptb.get_chat_member(GROUP, WANG)).status == "creator"
    assert (await ptb.get_chat_member(GROUP, 100)).status == "administrator"
    assert (await ptb.get_chat_member(GROUP, 1003)).status == "left"
    assert {member.user.id for member in await ptb.get_chat_administrators(GROUP)} == {WANG, 100}
    assert await ptb.get_chat_member_count(GROUP) == 3


async def test_a_person_is_mentioned_by_id_and_a_stranger_is_not(ptb):
    sent = await ptb.send_message(
        GROUP, '<a href="tg://user?id=1002">小李</a> <a href="tg://user?id=77">谁</a>', parse_mode="HTML"
    )
    (mention,) = sent.entities
    assert (mention.type, mention.user.first_name, sent.text) == ("text_mention", "小李", "小李 谁")


async def test_a_copy_may_have_a_caption_of_its_own(ptb, town):
    (report,) = town.say(GROUP, LI, "电话 139…", photos=[scenes.draw("manhole")])
    await ptb.copy_message(WANG, GROUP, report, caption="<b>井盖</b>", parse_mode="HTML", reply_markup=CLAIM)
    (copied,) = town.messages(WANG)
    assert (copied["caption"], copied["caption_entities"][0]["type"]) == ("井盖", "bold")
    assert "reply_markup" in copied


async def test_a_service_message_is_not_copied(ptb, town):
    town.join(GROUP, 1003)
    with pytest.raises(BadRequest, match="Message can't be copied"):
        await ptb.copy_message(WANG, GROUP, 1)


async def test_a_reply_across_chats_needs_a_message_there(ptb, town):
    (report,) = town.say(GROUP, LI, "x")
    sent = await ptb.send_message(WANG, "见", reply_parameters=ReplyParameters(report, chat_id=GROUP))
    assert sent.reply_to_message is None
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await ptb.send_message(WANG, "见", reply_parameters=ReplyParameters(9, chat_id=GROUP))


async def test_a_preview_can_be_switched_off_and_a_picture_hidden(ptb, town):
    options = telegram.LinkPreviewOptions(is_disabled=True)
    sent = await ptb.send_message(WANG, "https://example.org", link_preview_options=options, protect_content=True)
    assert (sent.link_preview_options.is_disabled, sent.has_protected_content) == (True, True)
    photo = await ptb.send_photo(WANG, scenes.draw("sewage"), has_spoiler=True)
    assert photo.has_media_spoiler


async def test_the_newest_pin_is_taken_off_when_none_is_named(ptb, town):
    for text in ("a", "b"):
        await ptb.pin_chat_message(GROUP, (await ptb.send_message(GROUP, text)).message_id)
    await ptb.unpin_chat_message(GROUP)
    assert (await ptb.get_chat(GROUP)).pinned_message.text == "a"
