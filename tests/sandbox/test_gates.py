"""Coming and going, and a group that becomes a supergroup."""

import pytest

from bot.sandbox.refusals import Impossible
from tests.sandbox.conftest import GROUP, LI, STRANGER, WANG


async def test_somebody_who_comes_is_announced(ptb, town):
    await ptb.get_updates(allowed_updates=["message", "chat_member"])
    town.join(GROUP, STRANGER, by=WANG)
    arrival, change = await ptb.get_updates()
    assert arrival.message.new_chat_members[0].id == STRANGER
    assert (change.chat_member.old_chat_member.status, change.chat_member.new_chat_member.status) == ("left", "member")
    assert change.chat_member.from_user.id == WANG
    town.say(GROUP, STRANGER, "hello")


async def test_somebody_who_goes_is_announced_and_silent(ptb, town):
    town.leave(GROUP, LI)
    (update,) = await ptb.get_updates()
    assert update.message.left_chat_member.id == LI
    assert (await ptb.get_chat_member(GROUP, LI)).status == "left"
    with pytest.raises(Impossible):
        town.say(GROUP, LI, "x")
    town.join(GROUP, LI)
    town.leave(GROUP, LI, by=WANG)
    assert (await ptb.get_chat_member(GROUP, LI)).status == "kicked"


async def test_the_bot_hears_what_becomes_of_it(ptb, town):
    town.set_bot_status(GROUP, "member", by=WANG)
    town.set_bot_status(GROUP, "kicked")
    town.set_bot_status(GROUP, "administrator")
    changes = [update.my_chat_member for update in await ptb.get_updates() if update.my_chat_member]
    assert [change.new_chat_member.status for change in changes] == ["member", "kicked", "administrator"]
    assert changes[-1].new_chat_member.can_delete_messages


async def test_added_to_a_group_the_bot_sees_itself_arrive(ptb, town):
    town.group(-77, "新群", members=[WANG], bot_status="left")
    town.set_bot_status(-77, "member")
    change, arrival = await ptb.get_updates()
    assert change.my_chat_member.new_chat_member.status == "member"
    assert arrival.message.new_chat_members[0].id == 100


async def test_the_bot_can_leave(ptb, town):
    assert await ptb.leave_chat(GROUP)
    assert town.chats[GROUP].bot_status == "left"
    (update,) = await ptb.get_updates()
    assert update.my_chat_member.new_chat_member.status == "left"


async def test_a_migration_is_announced_in_both_chats_and_numbers_start_anew(ptb, town):
    town.say(GROUP, LI, "before")
    new = town.migrate(GROUP)
    (number,) = town.say(new, LI, "after")
    _, old_note, new_note, after = [update.message for update in await ptb.get_updates()]
    assert (old_note.chat.id, old_note.migrate_to_chat_id) == (GROUP, new)
    assert (new_note.chat.id, new_note.migrate_from_chat_id) == (new, GROUP)
    assert (after.chat.type, after.message_id, number) == ("supergroup", 2, 2)
    assert (await ptb.get_chat_member(new, WANG)).status == "creator"
    with pytest.raises(Impossible, match="has become the supergroup"):
        town.say(GROUP, LI, "nobody is here")


async def test_nothing_is_announced_when_nothing_changes(ptb, town, sandbox):
    town.set_bot_status(GROUP, "administrator")
    town.block(WANG, False)
    town.join(GROUP, LI)
    assert sandbox.pending_updates == 0
