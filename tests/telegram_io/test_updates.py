"""Telegram's raw JSON read: recorded updates of every kind, and nonsense of every kind, which never does any harm."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages import (
    ChatRef,
    ChatType,
    Membership,
    Message,
    Migration,
    Picture,
    Pin,
    Press,
    Recording,
    Sender,
    Update,
)
from bot.telegram_io.updates import lane, parse
from tests.sandbox.validation import check_update

RECORDED: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("recorded.json").read_text("utf-8"))
GROUP, SUPERGROUP = -1001, -1001234567890


def read(name: str) -> Update | None:
    return parse(RECORDED[name], "qianshao_bot")


def message(name: str) -> Message:
    found = read(name)
    assert isinstance(found, Message)
    return found


@pytest.mark.parametrize("name", RECORDED)
def test_the_recorded_updates_are_such_as_telegram_sends(name):
    check_update(RECORDED[name])


# --------------------------------------------------------------------------- messages


def test_a_text_in_a_group_is_who_said_what_where_and_when():
    said = message("text")
    assert said.chat == ChatRef(GROUP, ChatType.GROUP, "秦庄随手报")
    assert said.sender == Sender(3001, "小李", "zh-hans")
    assert said.sent_at == datetime.fromtimestamp(RECORDED["text"]["message"]["date"], UTC)
    assert said.text.startswith("5号楼这边有飞线充电现象")
    assert (said.picture, said.pin, said.recording, said.album, said.reply_to) == (None, None, None, None, None)
    assert (said.edited, said.forwarded, said.command, said.mentions_bot) == (False, False, None, False)


def test_of_a_photo_the_largest_size_is_taken_wherever_it_stands():
    assert message("photo").picture == Picture("AgACAgUAAx0-x", "AQADx", False, 180_000)
    assert message("photo").text == "5号楼飞线充电"
    assert message("photo_without_words").text == ""


def test_an_album_is_known_by_its_number():
    assert message("album_part").album == "13579246801234567"


def test_a_picture_sent_as_a_file_is_known_to_be_one_and_other_files_are_nothing():
    assert message("image_as_file").picture == Picture("BQACAgUAAx0-1", "AgADd1", True, 4_200_000)
    assert read("other_file") is None


@pytest.mark.parametrize("name", ["location", "venue", "live_location"])
def test_a_place_on_the_map_is_a_pin(name):
    assert message(name).pin == Pin(35.41421, 116.58733)
    assert not message(name).edited


def test_a_live_location_that_moves_is_an_edit():
    moved = message("moved_live_location")
    assert moved.edited
    assert moved.pin == Pin(35.415, 116.588)


@pytest.mark.parametrize(
    ("name", "recording"),
    [("voice", "AwACAgUAAx0-v"), ("video", "BAACAgUAAx0-w"), ("video_note", "DQACAgUAAx0-n")],
)
def test_recordings_are_kept_by_their_handle(name, recording):
    assert message(name).recording == Recording(recording, name)


def test_an_edit_is_an_edit_and_a_forwarded_message_a_forwarded_one():
    assert (message("edited").edited, message("edited").text) == (True, "6号楼飞线充电")
    assert message("forwarded").forwarded
    assert message("linked_channel_post").forwarded


def test_a_reply_brings_the_message_it_answers():
    said = message("reply")
    assert said.chat.type is ChatType.PRIVATE
    assert said.sender == Sender(1001, "王 姐")
    assert said.reply_to is not None
    assert (said.reply_to.message_id, said.reply_to.sender.id, said.reply_to.text) == (
        77,
        100,
        "🆕 #1 飞线充电 · 5号楼",
    )


def test_a_reply_to_a_message_we_are_shown_only_in_part_still_says_which_one_it_was():
    answered = message("reply_to_a_message_we_cannot_see").reply_to
    assert answered is not None
    assert (answered.chat.id, answered.message_id, answered.text) == (GROUP, 77, "")


@pytest.mark.parametrize(
    ("name", "identity", "title"),
    [
        ("anonymous_admin", SUPERGROUP, "秦庄网格群"),
        ("channel_identity", -1009876543210, "秦庄公告"),
        ("linked_channel_post", -1009876543210, "秦庄公告"),
    ],
)
def test_an_anonymous_identity_is_never_a_person(name, identity, title):
    assert message(name).sender == Sender(identity, title, None, anonymous=True, is_bot=True)


@pytest.mark.parametrize(
    "name", ["channel_post", "sticker", "joined", "pinned", "was_a_group", "press_without_a_message"]
)
def test_what_the_house_does_not_react_to_is_nothing(name):
    assert read(name) is None


# --------------------------------------------------------------------------- addressed to us


@pytest.mark.parametrize(
    ("name", "command", "text"),
    [
        ("report_to_us", "report", "5号楼飞线充电"),
        ("report_to_us_in_capitals", "report", "5号楼飞线充电"),
        ("report_on_a_line_of_its_own", "report", "5号楼飞线充电\n很危险"),
        ("report_with_a_capital", "report", "5号楼"),
        ("start_with_an_invite", "start", "AbC-_123"),
        ("help", "help", ""),
        ("report_to_another_bot", None, "/report@other_bot 5号楼"),
    ],
)
def test_a_command_is_ours_unless_it_names_another_bot(name, command, text):
    assert (message(name).command, message(name).text, message(name).mentions_bot) == (command, text, False)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mention_in_the_middle_after_emoji", "😱😱 快看 5号楼飞线充电"),
        ("mention_first", "5号楼飞线充电"),
        ("mention_last", "5号楼飞线充电"),
        ("mention_before_chinese_without_a_space", "请看看5号楼"),
        ("mention_under_a_photo", "5号楼"),
    ],
)
def test_a_mention_of_us_is_heard_wherever_it_stands_and_taken_out_of_the_words(name, text):
    assert message(name).mentions_bot
    assert message(name).text.replace(" ", "") == text.replace(" ", "")


def test_a_mention_of_a_bot_whose_name_begins_like_ours_is_not_for_us():
    said = message("mention_of_another_bot_with_a_longer_name")
    assert not said.mentions_bot
    assert said.text == "5号楼 @qianshao_bot_2 飞线"


def said(text: str) -> Message:
    raw = RECORDED["text"] | {"message": RECORDED["text"]["message"] | {"text": text}}
    found = parse(raw, "qianshao_bot")
    assert isinstance(found, Message)
    return found


@pytest.mark.parametrize(
    ("text", "command", "rest"),
    [
        ("/", None, "/"),
        ("/ 5号楼", None, "/ 5号楼"),
        ("5号楼 /report", None, "5号楼 /report"),
        ("/report   5号楼  ", "report", "5号楼"),
        ("/report\n\n5号楼", "report", "5号楼"),
        ("/report\t5号楼", "report", "5号楼"),
        ("/report 3号楼\n4号楼", "report", "3号楼\n4号楼"),
        ("/report@qianshao_bot\n5号楼", "report", "5号楼"),
        ("/report@ 5号楼", "report", "5号楼"),
    ],
)
def test_the_edges_of_commands(text, command, rest):
    assert (said(text).command, said(text).text) == (command, rest)


@pytest.mark.parametrize("before", ["İİİ ", "ẞ ", "😱 ", "ﬁ "])
def test_letters_that_change_their_length_in_lower_case_do_not_shift_the_words(before):
    found = said(f"{before}@qianshao_bot 5号楼")
    assert found.mentions_bot
    assert found.text == f"{before.strip()} 5号楼"


def test_an_address_that_only_contains_our_name_is_no_mention():
    assert (
        not said("mail li@qianshao_bot.example").mentions_bot or said("mail li@qianshao_bot.example").text != "mail li"
    )


# --------------------------------------------------------------------------- presses and standing


@pytest.mark.parametrize(("name", "chat"), [("press", 1001), ("press_on_a_message_too_old_to_see", GROUP)])
def test_a_press_is_who_pressed_what_under_which_message(name, chat):
    found = read(name)
    assert isinstance(found, Press)
    assert (found.id, found.chat.id, found.message_id, found.data) == ("4382bfdwdsb323b2d9", chat, 77, "v1:claim:1:1")
    assert found.sender.id == 1001


@pytest.mark.parametrize(
    ("name", "chat", "kind", "status"),
    [
        ("added", SUPERGROUP, ChatType.GROUP, "member"),
        ("made_administrator", SUPERGROUP, ChatType.GROUP, "administrator"),
        ("thrown_out", SUPERGROUP, ChatType.GROUP, "kicked"),
        ("blocked", 1001, ChatType.PRIVATE, "kicked"),
    ],
)
def test_our_own_standing_in_a_chat_is_heard(name, chat, kind, status):
    found = read(name)
    assert isinstance(found, Membership)
    assert (found.chat.id, found.chat.type, found.status, found.sender.id) == (chat, kind, status, 1001)


def test_a_group_that_becomes_a_supergroup_says_its_new_number():
    found = read("became_a_supergroup")
    assert isinstance(found, Migration)
    assert (found.chat.id, found.new_id) == (GROUP, SUPERGROUP)


# --------------------------------------------------------------------------- lanes


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("text", "-1001"), ("edited", "-1001"), ("added", str(SUPERGROUP)), ("press", "1001"),
        ("press_on_a_message_too_old_to_see", "-1001"), ("press_without_a_message", "1001"), ("channel_post", "-"),
    ],
)  # fmt: skip
def test_order_is_kept_within_a_chat(name, expected):
    assert lane(RECORDED[name]) == expected


# --------------------------------------------------------------------------- nonsense

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(st.characters(codec=None), max_size=12)
    | st.sampled_from(["private", "group", "channel", "/report", "@qianshao_bot x", "member"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "message edited_message callback_query my_chat_member chat from id type date text caption photo"
                " document location venue voice reply_to_message sender_chat message_id data new_chat_member status"
                " file_id file_unique_id width height latitude longitude media_group_id migrate_to_chat_id first_name"
                " mime_type title forward_origin".split()
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@st.composite
def damaged(draw) -> dict[str, Any]:
    """Take a recorded update and put something else somewhere into it."""
    update: dict[str, Any] = json.loads(json.dumps(RECORDED[draw(st.sampled_from(sorted(RECORDED)))]))
    for _ in range(draw(st.integers(1, 3))):
        node = update
        while True:
            key = draw(st.sampled_from(sorted(node)))
            inner = node[key]
            if isinstance(inner, list) and inner and isinstance(inner[0], dict) and inner[0]:
                inner = inner[0]
            if not (isinstance(inner, dict) and inner) or draw(st.booleans()):
                break
            node = inner
        if draw(st.booleans()):
            node[key] = draw(anything)
        elif len(node) > 1:
            del node[key]
    return update


@given(damaged() | anything)
def test_whatever_comes_is_read_as_something_as_nothing_or_refused(raw):
    try:
        found = parse(raw, "qianshao_bot")
    except ValueError:
        return
    assert found is None or isinstance(found, Message | Press | Membership | Migration)


@given(damaged() | st.dictionaries(st.sampled_from(["message", "edited_message", "callback_query"]), anything))
def test_whatever_comes_has_a_lane_for_a_bad_update_must_not_keep_its_neighbours_out(raw):
    storable(lane(raw))


@pytest.mark.parametrize(
    "raw",
    [
        {"message": {"chat": "x"}},
        {"message": {"chat": [1]}},
        {"message": {"chat": {"id": "\0"}}},
        {"message": {"chat": {"id": ["\ud800"]}}},
        {"edited_message": {"chat": 7}},
        {"my_chat_member": {"chat": True}},
        {"callback_query": {"from": "x"}},
        {"callback_query": {"from": {"id": 1}, "message": {"chat": "x"}}},
    ],
)
def test_an_update_without_a_sensible_chat_has_a_lane_too(raw):
    storable(lane({"update_id": 1} | raw))


def storable(text: str) -> None:
    assert "\0" not in text
    text.encode("utf-8")


@given(damaged())
def test_whatever_is_read_can_be_kept_in_a_database(raw):
    try:
        found = parse(raw, "qianshao_bot")
    except ValueError:
        return
    if isinstance(found, Message):
        for number in (found.chat.id, found.message_id, found.sender.id):
            assert abs(number) < 2**63
        for text in (found.text, found.chat.title, found.sender.name):
            storable(text)
    elif isinstance(found, Press):
        assert abs(found.message_id) < 2**63
        storable(found.data)
    elif isinstance(found, Migration):
        assert abs(found.new_id) < 2**63


def test_a_reply_to_a_reply_to_a_reply_without_end_is_refused():
    inner: dict[str, Any] = RECORDED["text"]["message"]
    for _ in range(3000):
        inner = RECORDED["text"]["message"] | {"reply_to_message": inner}
    try:
        found = parse({"update_id": 1, "message": inner}, "qianshao_bot")
    except ValueError:
        return
    assert isinstance(found, Message)


def test_control_characters_and_halves_of_characters_do_not_get_in():
    assert said("5号楼\0飞线\ud83d充电").text.encode("utf-8").decode() == said("5号楼\0飞线\ud83d充电").text
    assert "\0" not in said("5号楼\0飞线").text
