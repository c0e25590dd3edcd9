"""What the bot says, shows and changes, through python-telegram-bot."""

from datetime import timedelta

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


async def test_an_edit_replaces_words_and_takes_the_buttons_away_unless_given_again(ptb, town):
    sent = await ptb.send_message(GROUP, "old", reply_markup=CLAIM)
    edited = await sent.edit_text("<b>new</b>", parse_mode="HTML")
    assert edited.reply_markup is None
    (seen,) = town.messages(GROUP)
    assert (seen["text"], seen["edited"], "edit_date" in seen) == ("new", True, True)


async def test_an_edit_that_changes_nothing_is_refused(ptb):
    sent = await ptb.send_message(GROUP, "same", reply_markup=CLAIM)
    with pytest.raises(BadRequest, match=r"^Message is not modified: specified new message content and reply markup"):
        await sent.edit_text("same", reply_markup=CLAIM)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_reply_markup(CLAIM)
    assert (await sent.edit_reply_markup(None)).reply_markup is None


async def test_captions_and_texts_are_edited_each_in_its_own_way(ptb):
    text = await ptb.send_message(GROUP, "words")
    photo = await ptb.send_photo(GROUP, scenes.draw("sewage"), caption="before")
    assert (await photo.edit_caption("after")).caption == "after"
    with pytest.raises(BadRequest, match="There is no caption in the message to edit"):
        await text.edit_caption("x")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await photo.edit_text("x")


async def test_a_picture_can_be_exchanged(ptb):
    photo = await ptb.send_photo(GROUP, scenes.draw("sewage"), caption="before")
    after = await photo.edit_media(InputMediaPhoto(scenes.draw("sewage_fixed"), caption="after"))
    assert after.caption == "after"
    assert after.photo[-1].file_unique_id != photo.photo[-1].file_unique_id


async def test_the_bot_edits_nobody_elses_message(ptb, town):
    (report,) = town.say(GROUP, LI, "mine")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await ptb.edit_message_text("x", GROUP, report)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await ptb.edit_message_text("x", GROUP, 99)


async def test_what_is_deleted_is_gone_for_everybody(ptb, town):
    sent = await ptb.send_message(GROUP, "x")
    assert await sent.delete()
    assert town.messages(GROUP) == []
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await sent.delete()


async def test_a_plain_member_cannot_delete_the_words_of_others(ptb, town):
    town.set_bot_status(GROUP, "member")
    (report,) = town.say(GROUP, LI, "mine")
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await ptb.delete_message(GROUP, report)


@pytest.mark.parametrize("emoji", ["👀", "✍", "👌", "🎉", "❤", "❤️"])
async def test_reactions_of_the_list_are_taken(ptb, town, emoji):
    (report,) = town.say(GROUP, LI, "x")
    await ptb.set_message_reaction(GROUP, report, telegram.ReactionTypeEmoji(emoji))
    await ptb.set_message_reaction(GROUP, report, "👀")
    assert town.messages(GROUP)[0]["reactions"] == [{"emoji": "👀", "by": [100]}]
    await ptb.set_message_reaction(GROUP, report, None)
    assert town.messages(GROUP)[0]["reactions"] == []


@pytest.mark.parametrize("emoji", ["✅", "🛠", "ok", ""])
async def test_reactions_outside_the_list_are_refused(ptb, town, emoji):
    (report,) = town.say(GROUP, LI, "x")
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await ptb.set_message_reaction(GROUP, report, telegram.ReactionTypeEmoji(emoji))


async def test_a_press_is_answered_to_the_one_who_pressed(ptb, town):
    sent = await ptb.send_message(GROUP, "x", reply_markup=CLAIM)
    town.press(GROUP, WANG, sent.message_id, "claim:142:1")
    (update,) = await ptb.get_updates()
    assert (update.callback_query.from_user.id, update.callback_query.data) == (WANG, "claim:142:1")
    assert update.callback_query.message.message_id == sent.message_id
    await update.callback_query.answer("已接单", show_alert=True)
    assert town.toasts(WANG) == ["已接单"]
    assert town.toasts(LI) == []


async def test_a_press_is_answered_in_time_or_not_at_all(ptb, town, clock):
    sent = await ptb.send_message(GROUP, "x", reply_markup=CLAIM)
    callback = town.press(GROUP, WANG, sent.message_id, "claim:142:1")
    clock.move(timedelta(seconds=16))
    with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
        await ptb.answer_callback_query(callback, "late")
    with pytest.raises(BadRequest, match="Query is too old"):
        await ptb.answer_callback_query("12345")
    assert town.toasts(WANG) == []


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
