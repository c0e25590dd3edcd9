"""What the bot changes afterwards: edits, deletions, reactions, and its answers to button presses."""

from datetime import timedelta

import pytest
import telegram
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.error import BadRequest

from bot.sandbox import scenes
from tests.sandbox.conftest import GROUP, LI, WANG

CLAIM = InlineKeyboardMarkup([[InlineKeyboardButton("接单", callback_data="claim:142:1", style="primary")]])


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


async def test_several_messages_are_deleted_at_once_and_missing_ones_skipped(ptb, town):
    ids = [(await ptb.send_message(GROUP, str(number))).message_id for number in range(3)]
    assert await ptb.delete_messages(GROUP, [ids[0], ids[2], 99])
    assert [message["text"] for message in town.messages(GROUP)] == ["1"]
    with pytest.raises(BadRequest, match="Too many message identifiers specified"):
        await ptb.delete_messages(GROUP, list(range(1, 102)))


async def test_after_two_days_only_an_administrator_deletes(ptb, town, clock):
    private, public = await ptb.send_message(WANG, "x"), await ptb.send_message(GROUP, "x")
    clock.move(timedelta(hours=49))
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await private.delete()
    assert await public.delete()
