"""Whatever people can type, and what no client should ever send: it harms nobody and stops nothing."""

import pytest

from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import GROUP, Town

WIRE = "5号楼有飞线充电"


def raw(town: Town, number: int, **more) -> dict:
    """Return a message as Telegram's server would write it, in the riders' group."""
    return {
        "message_id": 700 + number,
        "date": int(town.clock.now().timestamp()),
        "chat": {"id": GROUP, "type": "group", "title": "秦庄随手报"},
        "from": {"id": 3001, "is_bot": False, "first_name": "小李"},
        **more,
    }


def test_a_text_of_4096_characters(town: Town):
    words = (WIRE + "," + "电线很长," * 2000)[:4096]
    (message,) = town.say("小李", words)
    assert town.reactions(message) == "👀"
    assert "#1" in town.heard_by("王姐")[0]
    assert len(town.heard_by("王姐")[0]) < 1024
    assert len(town.ticket().words) > 3000


def test_a_caption_of_1024_characters(town: Town):
    words = (WIRE + "," + "电线很长," * 500)[:1024]
    town.say("小李", words, photos=["flying_wire"])
    (card,) = town.posts("王姐")
    assert card["photo"]
    assert len(card["caption"]) <= 1024
    assert town.ticket().words == words


def test_4096_emoji_beyond_the_first_plane(town: Town):
    town.say("小李", WIRE + "😀" * 2000)
    assert "#1" in town.heard_by("王姐")[0]
    town.reply("王姐", "收到")
    assert town.ticket().state == "claimed"


@pytest.mark.parametrize(
    "odd",
    [
        "<b>粗</b><script>alert(1)</script>",
        "&lt;&amp;&#128512;&nbsp;",
        "</blockquote><a href='tg://user?id=1'>x</a>",
        "<<<>>> & && <",
        "\x07\x1b[31m\x7f铃",
        "{number} {name} %s %(x)s {0} {}",
        "*_`[x](y)~|",
    ],
)
def test_markup_and_control_characters_are_shown_as_typed_or_dropped(open_town, odd: str):
    town = open_town(community=QINZHUANG + STAFF_GROUP)
    (message,) = town.say("小李", f"{WIRE} {odd}")
    assert town.reactions(message) == "👀"
    for chat in ("王姐", "staff"):
        card = town.posts(chat)[0]
        kinds = {entity["type"] for entity in card.get("entities", ())}
        assert kinds <= {"bold", "blockquote", "url"}
        assert "\x1b" not in card["text"]
        assert "\x07" not in card["text"]
    visible = "".join(c for c in odd if c.isprintable()).split()[0][:3]
    assert visible in town.heard_by("王姐")[0]
    assert not [call for call in town.sandbox.requests if call.status == 400]


def test_marks_that_turn_the_reading_direction_are_dropped(town: Town):
    town.say("小李", f"{WIRE} \u202e\u2066gnp.exe\u2069\u202c\u200f")
    for mark in "\u202e\u2066\u2069\u202c\u200f":
        assert mark not in town.heard_by("王姐")[0]


def test_a_name_called_in_the_words_is_not_called_again_by_us(open_town):
    town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.say("小李", f"{WIRE} @everyone @wangjie 看一下")
    for chat in ("group", "staff", "王姐"):
        for message in town.posts(chat):
            assert not [entity for entity in message.get("entities", ()) if entity["type"] == "mention"]


def test_names_with_markup_mentions_and_marks_are_harmless(open_town):
    wild = "<b>王</b>@admin\u202e&{x}"
    town = open_town(community=QINZHUANG.replace('name = "王姐"', f'name = "{wild}"'))
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    town.reply("王姐", "已处理")
    for message in town.posts("group"):
        kinds = {entity["type"] for entity in message.get("entities", ())}
        assert kinds <= {"bold"}
        assert "\u202e" not in message["text"]
    assert "<b>王</b>" in town.heard_by("group")[-1]
    assert town.toasts("王姐") == []
    assert not [call for call in town.sandbox.requests if call.status == 400]


def test_emoji_alone_is_chatter(town: Town):
    for words in ("😀", "👍👍👍", "🔥", "❤️"):
        (message,) = town.say("小李", words)
        assert town.reactions(message) == ""
    assert town.rows("SELECT id FROM ticket") == []


def test_blank_words_are_nothing(town: Town):
    for number, words in enumerate(("\u200b\u200b", "\u3000", "\u00a0", "\n\n")):
        town.whisper("message", raw(town, number, text=words))
    assert town.rows("SELECT id FROM ticket") == []
    assert town.rows("SELECT id FROM inbox WHERE state != 'read'") == []


@pytest.mark.parametrize("odd", ["\0", "\ud83d", "\ud83d\ude00", "\ufffe\uffff", "\U000e0001", "\u0301" * 500])
def test_what_no_database_can_keep_is_dropped_and_the_report_stands(town: Town, odd: str):
    (message,) = town.say("小陈", "大家好")
    body = raw(town, 0, text=f"5号楼{odd}有飞线充电{odd}", message_id=message)
    body["from"]["first_name"] = f"小{odd}李"
    body["chat"]["title"] = f"秦庄{odd}"
    town.whisper("message", body)
    town.wait(minutes=2)
    assert len(town.rows("SELECT id FROM ticket")) == 1
    assert town.rows("SELECT id FROM inbox WHERE state != 'read'") == []
    assert "#1" in town.heard_by("group")[-1]


def test_a_poison_update_among_good_ones_is_put_aside_and_its_neighbours_are_handled(town: Town):
    town.say("小李", WIRE, settle=False)
    town.whisper("message", raw(town, 1, message_id="seven", text="7号楼有飞线充电"), settle=False)
    town.say("小陈", "8号楼门口垃圾堆成山了")
    town.wait(minutes=5)
    assert [town.ticket(number).category for number in (1, 2)] == ["flying_wire_charging", "garbage_pileup"]
    (aside,) = town.rows("SELECT state, attempts, error FROM inbox WHERE state != 'read'")
    assert (aside.state, aside.attempts) == ("aside", 5)
    assert aside.error


def test_a_poison_update_of_another_chat_holds_nobody_up_for_a_moment(town: Town):
    body = raw(town, 1, message_id=None, text="x")
    body["chat"] = {"id": -1002, "type": "group", "title": "秦庄网格群"}
    town.whisper("message", body, settle=False)
    (message,) = town.say("小李", WIRE)
    assert town.reactions(message) == "👀"


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"message_id": 1},
        {"message_id": 1, "date": 0, "chat": {"id": GROUP}},
        {"message_id": 1, "date": "yesterday", "chat": {"id": GROUP, "type": "group"}, "text": WIRE},
        {"message_id": 1, "date": 0, "chat": None, "text": WIRE},
        {"message_id": 1, "date": 10**18, "chat": {"id": GROUP, "type": "group"}, "text": WIRE},
        {"message_id": 1, "date": 0, "chat": {"id": 10**30, "type": "group"}, "text": WIRE},
        {"message_id": 1, "date": 0, "chat": {"id": GROUP, "type": "group"}, "photo": [{"width": "x"}]},
        {"message_id": 1, "date": 0, "chat": {"id": GROUP, "type": "group"}, "location": {"latitude": "north"}},
    ],
)
def test_updates_that_make_no_sense_never_stop_the_bot(town: Town, body: dict):
    town.whisper("message", body)
    town.wait(minutes=5)
    (message,) = town.say("小李", WIRE)
    assert town.reactions(message) == "👀"
    assert town.rows("SELECT id FROM inbox WHERE state NOT IN ('read', 'aside')") == []


def test_kinds_of_message_we_do_not_know_are_read_past(town: Town):
    odd: tuple[dict, ...] = (
        {"sticker": {"file_id": "x", "file_unique_id": "y", "type": "regular", "width": 1, "height": 1}},
        {"poll": {"id": "1", "question": "x", "options": []}},
        {"dice": {"emoji": "🎲", "value": 3}},
        {"contact": {"phone_number": "13800000000", "first_name": "x"}},
        {"new_chat_title": "新名字"},
        {"some_future_thing": {"nested": [1, 2, 3]}},
    )
    for number, content in enumerate(odd):
        town.whisper("message", raw(town, number, **content))
    town.whisper("poll_answer", {"poll_id": "1", "option_ids": [0]})
    assert town.rows("SELECT id FROM ticket") == []
    assert town.rows("SELECT id FROM inbox WHERE state != 'read'") == []
    assert town.heard_by("group") == []


def test_a_pin_off_the_map_is_no_place(town: Town):
    town.say("小李", "路灯坏了")
    town.whisper("message", raw(town, 1, location={"latitude": 999.0, "longitude": 5000.0}))
    assert town.ticket().latitude is None


def test_three_hundred_messages_of_chatter_leave_nothing_behind(town: Town):
    for number in range(300):
        town.say("小李", f"哈哈 {number}", settle=False)
    town.settle()
    assert town.rows("SELECT id FROM ticket") == []
    assert town.rows("SELECT id FROM outbox") == []
    assert len(town.rows("SELECT id FROM inbox WHERE state = 'read'")) == 300
