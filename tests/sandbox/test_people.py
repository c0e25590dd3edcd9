"""People in chats: what they say reaches the bot as Telegram would bring it, or not at all."""

import pytest

from bot.sandbox import scenes
from bot.sandbox.refusals import Impossible
from bot.sandbox.server import Sandbox
from bot.sandbox.updates import Updates
from tests.sandbox.conftest import GROUP, LI, NOON, STRANGER, WANG, populated
from tests.sandbox.validation import check_update

PHOTO = scenes.draw("flying_wire")


def heard(updates: Updates):
    """Return what waits for the bot, checked against the Bot API."""
    import json

    bodies = [json.loads(update.body) for update in updates.pending()]
    for body in bodies:
        check_update(body)
    return [next(value for name, value in body.items() if name != "update_id") for body in bodies]


@pytest.fixture
def town(clock):
    return populated(Sandbox(clock)).town


def test_a_message_carries_who_where_when_and_what(town):
    (number,) = town.say(GROUP, LI, "5号楼有飞线充电")
    (message,) = heard(town.updates)
    assert message == {
        "message_id": number,
        "from": {"id": LI, "is_bot": False, "first_name": "小李"},
        "chat": {"id": GROUP, "title": "秦庄随手报", "type": "group"},
        "date": int(NOON.timestamp()),
        "text": "5号楼有飞线充电",
    }


def test_an_album_is_one_update_a_part_with_the_words_on_the_first(town):
    ids = town.say(GROUP, LI, "飞线 @wang", photos=[PHOTO] * 3)
    parts = heard(town.updates)
    assert [part["message_id"] for part in parts] == ids
    assert len({part["media_group_id"] for part in parts}) == 1
    assert [part.get("caption") for part in parts] == ["飞线 @wang", None, None]
    assert parts[0]["caption_entities"] == [{"offset": 3, "length": 5, "type": "mention"}]


def test_an_album_holds_ten_pictures_and_what_is_left_over_stands_alone(town):
    town.say(GROUP, LI, photos=[PHOTO] * 11)
    town.say(GROUP, LI, photos=[PHOTO] * 12)
    albums = [part.get("media_group_id") for part in heard(town.updates)]
    assert [albums.count(album) for album in dict.fromkeys(albums)] == [10, 1, 10, 2]


def test_files_and_pictures_are_albums_apart_and_a_place_is_in_none(town):
    town.say(GROUP, LI, "看", photos=[PHOTO] * 2, documents=[("a.pdf", b"a"), ("b.pdf", b"b")], location=(39.9, 116.3))
    albums = [part.get("media_group_id") for part in heard(town.updates)]
    assert albums[0] == albums[1] != albums[2] == albums[3]
    assert albums[4] is None


def test_one_picture_is_no_album(town):
    town.say(GROUP, LI, "x", photos=[PHOTO])
    assert "media_group_id" not in heard(town.updates)[0]


def test_a_place_comes_after_the_words(town):
    assert len(town.say(GROUP, LI, "在这里", location=(39.9, 116.3))) == 2
    words, place = heard(town.updates)
    assert (words["text"], place["location"]["latitude"]) == ("在这里", 39.9)


def test_voices_and_videos_have_their_length(town):
    town.say(GROUP, LI, voice=b"OggS", seconds=7)
    town.say(GROUP, LI, "看", video=b"mp4", seconds=12)
    voice, video = heard(town.updates)
    assert (voice["voice"]["duration"], video["video"]["duration"], video["caption"]) == (7, 12, "看")


def test_forwards_name_their_origin_if_it_is_not_hidden(town):
    town.say(GROUP, LI, "a", forwarded_from=WANG)
    town.say(GROUP, LI, "b", forwarded_from="某人")
    named, hidden = heard(town.updates)
    assert named["forward_origin"]["sender_user"]["first_name"] == "王姐"
    assert hidden["forward_origin"]["sender_user_name"] == "某人"


def test_an_anonymous_administrator_is_the_group_itself(town):
    town.say(GROUP, WANG, "收到", anonymous=True)
    (message,) = heard(town.updates)
    assert (message["from"]["id"], message["sender_chat"]["id"]) == (1087968824, GROUP)
    with pytest.raises(Impossible, match="only an administrator"):
        town.say(GROUP, LI, "x", anonymous=True)


def test_a_reply_brings_along_what_it_answers_but_not_what_that_answered(town):
    (first,) = town.say(GROUP, LI, "one")
    (second,) = town.say(GROUP, WANG, "two", reply_to=first)
    town.say(GROUP, LI, "three", reply_to=second)
    replied = heard(town.updates)[-1]["reply_to_message"]
    assert (replied["text"], "reply_to_message" in replied) == ("two", False)


def test_an_edit_is_heard_as_an_edit(town):
    (number,) = town.say(GROUP, LI, "5号楼 @wang", photos=[PHOTO])
    town.edit(GROUP, LI, number, "6号楼")
    edited = heard(town.updates)[-1]
    assert (edited["caption"], edited["edit_date"] >= edited["date"], "caption_entities" in edited) == (
        "6号楼",
        True,
        False,
    )


def test_a_deletion_is_never_heard(town):
    (number,) = town.say(GROUP, LI, "oops")
    town.delete(GROUP, LI, number)
    assert len(heard(town.updates)) == 1
    assert town.messages(GROUP) == []


def test_a_press_on_a_lost_message_carries_only_its_number(town):
    message = town.post(
        town.chats[GROUP],
        town.bot_id,
        town.bot,
        {"text": "card", "reply_markup": {"inline_keyboard": [[{"text": "接单", "callback_data": "c"}]]}},
        date=0,
    )
    town.press(GROUP, WANG, message.id, "c", inaccessible=True)
    assert heard(town.updates)[0]["message"] == {
        "chat": town.chats[GROUP].shape,
        "message_id": message.id,
        "date": 0,
    }


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        (lambda town: town.say(GROUP, STRANGER, "x"), "not a member"),
        (lambda town: town.say(WANG, LI, "x"), "private chat"),
        (lambda town: town.say(GROUP, LI, ""), "nothing to send"),
        (lambda town: town.say(-5, LI, "x"), "no chat -5"),
        (lambda town: town.say(GROUP, 5, "x"), "nobody has the id 5"),
        (lambda town: town.say(GROUP, LI, "x", reply_to=9), "no message 9"),
        (lambda town: town.press(GROUP, LI, 1, "x"), "no message 1"),
        (lambda town: town.group(5, "x"), "negative id"),
        (lambda town: town.set_bot_status(GROUP, "emperor"), "no such status"),
        (lambda town: town.migrate(WANG), "not a group"),
    ],
)
def test_what_people_cannot_do_is_said_in_a_sentence(town, deed, sentence):
    with pytest.raises(Impossible, match=sentence):
        deed(town)
    assert heard(town.updates) == []


def test_telegrams_limits_hold_for_people_too(town):
    with pytest.raises(Impossible, match="at most 4096"):
        town.say(GROUP, LI, "字" * 4097)
    with pytest.raises(Impossible, match="surrogate"):
        town.say(GROUP, LI, "\ud83d")
    (number,) = town.say(GROUP, LI, "x")
    with pytest.raises(Impossible, match="needs a text"):
        town.edit(GROUP, LI, number, " ")


def test_people_change_only_what_is_theirs(town):
    (number,) = town.say(GROUP, LI, "mine")
    with pytest.raises(Impossible, match="own messages"):
        town.edit(GROUP, WANG, number, "yours")
    with pytest.raises(Impossible, match="has no button"):
        town.press(GROUP, WANG, number, "x")
    with pytest.raises(Impossible, match="there are: none"):
        town.find_button(GROUP, number, "接单")


def test_who_blocked_the_bot_must_unblock_it_to_write(town):
    town.block(LI)
    with pytest.raises(Impossible, match="unblock"):
        town.say(LI, LI, "hello")


PRIVATELY_HEARD = [
    ("/report", True),
    ("/report@qianshao_bot 5号楼", True),
    ("/report@other_bot", False),
    ("please /report", False),
    ("@qianshao_bot 5号楼", True),
    ("@Qianshao_Bot 5号楼", True),
    ("@wang 5号楼", False),
    ("5号楼有飞线充电", False),
]


@pytest.mark.parametrize(("text", "reaches"), PRIVATELY_HEARD)
def test_privacy_mode_hears_only_what_is_meant_for_the_bot(clock, text, reaches):
    town = populated(Sandbox(clock, privacy_mode=True)).town
    town.set_bot_status(GROUP, "member")
    before = len(town.updates)
    town.say(GROUP, LI, text)
    assert len(town.updates) - before == reaches


def test_privacy_mode_hears_replies_service_messages_and_everything_as_administrator(clock):
    town = populated(Sandbox(clock, privacy_mode=True)).town
    town.set_bot_status(GROUP, "member")
    card = town.post(town.chats[GROUP], town.bot_id, town.bot, {"text": "card"}, date=town.unix())
    before = len(town.updates)
    town.say(GROUP, LI, photos=[PHOTO])
    town.say(GROUP, LI, "收到", reply_to=card.id)
    town.join(GROUP, STRANGER)
    assert len(town.updates) - before == 2
    town.say(LI, LI, "in private everything")
    assert len(town.updates) - before == 3
    town.set_bot_status(GROUP, "administrator")
    town.say(GROUP, LI, "now this too")
    assert len(town.updates) - before == 5


async def test_privacy_mode_shows_in_the_bots_own_profile(clock):
    from bot.sandbox.parameters import Parameters

    for privacy in (True, False):
        me = await Sandbox(clock, privacy_mode=privacy).execute("getme", Parameters({}))
        assert me["can_read_all_group_messages"] is not privacy


def test_a_bot_outside_the_group_hears_nothing_of_it(town):
    town.set_bot_status(GROUP, "kicked")
    before = len(town.updates)
    town.say(GROUP, LI, "alone")
    assert len(town.updates) == before
    assert town.messages(GROUP)[-1]["text"] == "alone"
