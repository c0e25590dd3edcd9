"""Staff ask who would get it and what happened; anybody in the group asks for the notice board."""

import io
import re

import pytest
from PIL import Image

from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.test_enrolment import start
from tests.stories.test_out_of_reach import without
from tests.stories.town import Town

WIRE = "5号楼有飞线充电"
HEAD = """
[[area]]
id = "b5"
level = "building"
name = "5号楼"
parent = "grid-1"
buildings = ["5"]
[[person]]
id = "liu"
name = "刘姨"
[[assignment]]
person = "liu"
role = "building_head"
area = "b5"
"""


@pytest.fixture
def town(open_town):
    """Give 秦庄 with a staff group and a building head who has no account yet."""
    return open_town(community=QINZHUANG + HEAD + STAFF_GROUP)


def last(town: Town, chat: str) -> str:
    return town.heard_by(chat)[-1]


# --------------------------------------------------------------------------- /who


def test_who_names_everybody_from_the_first_rung_to_the_last(town: Town):
    start(town, "王姐")
    town.say("王姐", "/who 5号楼 飞线", chat="王姐")
    answer = last(town, "王姐")
    order = [answer.index(name) for name in ("第一网格", "王姐", "张网格长", "陈书记", "林主任")]
    assert order == sorted(order)
    assert "刘姨 (✘" in answer
    assert "王姐 ✔" in answer
    assert "秦庄社区 › 第一网格 › 5号楼" in answer
    assert town.rows("SELECT id FROM ticket") == []


def test_whoever_a_card_has_reached_must_have_pressed_start(town: Town):
    town.say("王姐", "/who 5号楼 飞线", chat="王姐")
    assert "老赵 ✔" not in last(town, "王姐")
    town.say("小李", WIRE)
    town.say("王姐", "/who 5号楼 飞线", chat="王姐")
    assert "老赵 ✔" in last(town, "王姐")


def test_who_says_that_a_rung_without_anybody_is_skipped(open_town):
    town = open_town(community=without("zhang"))
    town.say("王姐", "/who 5号楼 飞线", chat="王姐")
    lines = last(town, "王姐").splitlines()
    (skipped,) = [line for line in lines if "张网格长" in line]
    assert "✘" in skipped
    assert "陈书记" in lines[lines.index(skipped) + 1]


def test_who_agrees_with_what_then_happens(town: Town):
    town.say("王姐", "/who 7号楼 路灯坏了", chat="王姐")
    answer = last(town, "王姐")
    town.say("小李", "7号楼 路灯坏了")
    assert "老马" in answer
    assert "#1" in last(town, "老马")
    assert "王姐 ✔" not in answer
    assert len(town.heard_by("王姐")) == 1


@pytest.mark.parametrize("command", ["/who 5号楼 飞线", "/history #1"])
def test_a_rider_is_told_nothing_of_duty_and_history(town: Town, command):
    town.say("小李", WIRE)
    heard = len(town.heard_by("小李"))
    town.say("小李", command, chat="小李")
    assert len(town.heard_by("小李")) == heard + 1
    for name in ("王姐", "张网格长", "飞线"):
        assert name not in last(town, "小李")


@pytest.mark.parametrize("command", ["/who 5号楼 飞线", "/history #1"])
def test_staff_who_ask_in_the_riders_group_are_sent_elsewhere(town: Town, command):
    town.say("小李", WIRE)
    (message,) = town.say("王姐", command)
    answer = town.posts("group")[-1]
    assert answer["reply_to_message"]["message_id"] == message
    assert "张网格长" not in answer["text"]
    town.say("王姐", command, chat="staff")
    assert "5号楼" in last(town, "staff")


@pytest.mark.parametrize("words", ["/who", "/history", "/history #99", "/history nonsense", "/board 海底"])
def test_a_question_that_names_nothing_is_answered_with_how_to_ask(town: Town, words):
    town.say("王姐", words, chat="王姐")
    (answer,) = town.heard_by("王姐")
    assert answer
    assert town.rows("SELECT id FROM inbox WHERE state != 'read'") == []


# --------------------------------------------------------------------------- /history


def test_history_tells_every_step_with_its_moment_and_name(town: Town):
    town.say("小李", WIRE)
    town.wait(minutes=2)
    town.reply("王姐", "收到")
    town.wait(minutes=5)
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    town.say("王姐", "/history #1", chat="王姐")
    lines = last(town, "王姐").splitlines()
    assert "#1" in lines[0]
    assert [line.split()[1] for line in lines[2:]] == sorted(line.split()[1] for line in lines[2:])
    assert len(lines) - 2 == len(town.events())
    assert len([line for line in lines if "王姐" in line]) >= 2


def test_history_in_answer_to_a_card_needs_no_number(town: Town):
    town.say("小李", WIRE)
    card = town.card("王姐")["message_id"]
    town.say("王姐", "/history", chat="王姐", answering=card)
    assert "#1" in last(town, "王姐").splitlines()[0]


def test_history_in_the_staff_group_keeps_a_resident_s_door_and_a_consultation_to_itself(town: Town):
    town.say("小李", "5号楼2单元301漏水,电话13812345678")
    town.say("小李", "已经漏到楼下了 301室", answering=town.posts("group")[-1]["message_id"])
    town.say("小陈", "有老人接到诈骗电话,问怎么办,5号楼")
    for number in (1, 2):
        town.say("王姐", f"/history #{number}", chat="staff")
        assert not re.search(r"301|138|诈骗电话", last(town, "staff"))
    town.say("王姐", "/history #1", chat="王姐")
    assert "301" in last(town, "王姐")


def test_the_history_of_another_community_is_none_of_ours(town: Town):
    other = (
        QINZHUANG.replace("qinzhuang", "other")
        .replace('"grid-', '"other-')
        .replace("telegram_id = 100", "telegram_id = 900")
    )
    town.take_in(other.replace("-1001", "-2001"))
    town.say("小李", WIRE)
    town.people["外人"] = 9001
    town.do(town.sandbox.town.person, 9001, "外人", started=True)
    town.say("外人", "/history #1", chat="外人")
    assert "5号楼" not in last(town, "外人")


# --------------------------------------------------------------------------- /board


def page(town: Town, chat: str) -> Image.Image:
    """Return the page that was sent to a chat last."""
    document = next(shown["document"] for shown in reversed(town.posts(chat)) if "document" in shown)
    file = town.do(town.sandbox.town.files.find, document["file_id"])
    return Image.open(io.BytesIO(file.content))


def test_the_board_names_chief_worker_head_and_property_and_comes_as_a_page_too(town: Town):
    town.say("小李", "/board grid-1")
    board, printed = town.posts("group")[-2:]
    for name in ("张网格长", "王姐", "5号楼 刘姨", "老赵", "陈书记", "仙营街道 › 秦庄社区 › 第一网格"):
        assert name in board["text"]
    assert "老马" not in board["text"]
    assert printed["document"]["file_name"] == "board-grid-1.png"
    assert page(town, "group").size == (1654, 2339)


def test_the_board_says_who_is_on_duty_now_and_whom_nothing_reaches(open_town):
    shifts = QINZHUANG.replace(
        'person = "wang"\nrole = "gridworker"\narea = "grid-1"\n',
        'person = "wang"\nrole = "gridworker"\narea = "grid-1"\ndays = "mon-fri"\nhours = "08:00-20:00"\n',
    )
    town = open_town(community=shifts + HEAD)
    start(town, "王姐")
    start(town, "老赵")

    def duty() -> tuple[str, str]:
        town.say("王姐", "/公示牌 第一网格", chat="王姐")
        text = [said for said in town.heard_by("王姐") if "🟢" in said][-1]
        (now,) = [line for line in text.splitlines() if line.startswith("🟢")]
        (away,) = [line for line in text.splitlines() if line.startswith("⚠️")]
        assert "08:00-20:00" in text
        return now, away

    now, away = duty()
    assert "王姐" in now
    assert "刘姨" in away
    assert "王姐" not in away
    town.wait(hours=4)
    now, _ = duty()
    assert "王姐" not in now


def test_the_same_page_comes_once_a_day_to_a_chat(town: Town):
    for _ in range(3):
        town.say("小李", "/board grid-1")
    pages = [shown for shown in town.posts("group") if "document" in shown]
    assert (len(pages), len(town.posts("group"))) == (1, 4)
    town.wait(hours=24)
    town.say("小李", "/board grid-1")
    assert len([shown for shown in town.posts("group") if "document" in shown]) == 2


def test_a_board_without_a_name_is_the_group_s_own_area(town: Town):
    town.say("小李", "/board")
    text = town.posts("group")[-2]["text"]
    for name in ("王姐", "老马", "第一网格", "第二网格"):
        assert name in text


def test_the_code_on_the_board_shows_it_to_a_passer_by_and_another_board_to_nobody(town: Town):
    town.say("小李", "/board grid-1")
    (payload,) = [row.payload for row in town.rows("SELECT payload FROM outbox WHERE kind = 'poster'")]
    found = re.search(r"start=(board-(\d+)-[\w-]+)", str(payload))
    assert found
    start(town, "路人", found[1])
    assert "王姐" in last(town, "路人")
    assert "⚠️" not in last(town, "路人")
    for wrong in (
        found[1][:-1],
        f"board-{int(found[2]) + 1}-{found[1][-12:]}",
        "board-",
        "board-1-",
        f"board-{10**40}-x",
    ):
        start(town, "路人", wrong)
        assert "王姐" not in last(town, "路人")
        assert "老马" not in last(town, "路人")


def test_a_board_in_a_stranger_s_chat_is_not_shown(town: Town):
    town.say("路人", "/board grid-1", chat="路人")
    assert "王姐" not in last(town, "路人")
    town.say("小李", WIRE)
    town.say("小李", "/board grid-1", chat="小李")
    assert any("王姐" in said for said in town.heard_by("小李"))
