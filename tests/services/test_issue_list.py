"""The issue list: who sees whose issues and where, in which order, how they stand, and where it ends."""

import json
import re
from typing import Any

import pytest

from tests.services.home import CHIEF, GROUP, LIN, MA, RIDER, SECRETARY, STAFF, SUPERVISOR, WANG, Home
from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP

CHIEFS = """
[[person]]
id = "qian"
name = "钱网格长"
telegram_id = 1011
[[assignment]]
person = "qian"
role = "grid_chief"
area = "grid-2"
"""
QIAN = 1011


@pytest.fixture
def town(home: Home) -> Home:
    """Give 秦庄 with a chief of the second grid, a staff group and three issues, #2 in the second grid."""
    home.take_in(QINZHUANG + CHIEFS + STAFF_GROUP)
    for words in ("5号楼有飞线充电", "7号楼门口路灯坏了", "1号楼有位居民咨询自己收到的信息是不是诈骗的"):
        home.report(words)
        home.pass_(minutes=3)
    return home


def asked(home: Home, who: int, words: str = "/list", chat: int | None = None) -> str:
    """Let somebody ask; return the bot's answer."""
    command, _, rest = words.removeprefix("/").partition(" ")
    home.take(home.message(rest, who, chat or who, command=command))
    said = home.rows("SELECT payload FROM outbox WHERE chat_id = :chat ORDER BY id DESC LIMIT 1", chat=chat or who)
    payload: Any = said[0].payload
    return str((json.loads(payload) if isinstance(payload, str) else payload)["text"])


def numbers(answer: str) -> list[str]:
    return re.findall(r"#(\d+)", answer)


@pytest.mark.parametrize(
    ("who", "seen"), [(SECRETARY, "123"), (LIN, "123"), (SUPERVISOR, "123"), (CHIEF, "123"), (QIAN, "2")]
)
def test_everybody_above_sees_their_own_areas_and_what_lies_in_them_the_oldest_first(town: Home, who: int, seen: str):
    assert numbers(asked(town, who)) == list(seen)


@pytest.mark.parametrize("who", [WANG, MA, RIDER, 4711])
def test_whoever_answers_for_nobody_sees_none(town: Home, who: int):
    assert numbers(asked(town, who)) == []


@pytest.mark.parametrize("command", ["/list", "/open", "/late"])
@pytest.mark.parametrize(("who", "chat"), [(WANG, None), (WANG, STAFF), (RIDER, None), (RIDER, GROUP), (4711, None)])
def test_whoever_is_refused_a_list_is_told_of_the_one_that_is_theirs(town: Home, command: str, who: int, chat):
    assert re.search("/(my|我的)", asked(town, who, command, chat))


@pytest.mark.parametrize("command", ["/list 第二网格", "/清单 grid-2", "/问题清单 7号楼"])
def test_a_part_of_one_s_areas_may_be_named(town: Home, command: str):
    assert numbers(asked(town, SECRETARY, command)) == ["2"]


def test_an_area_of_others_and_one_that_is_none_are_answered_with_what_to_say(town: Home):
    assert "第二网格" in asked(town, QIAN, "/list 第一网格")
    assert numbers(asked(town, QIAN, "/list 第一网格")) == []
    assert "grid-1" in asked(town, SECRETARY, "/list 海底")


def test_riders_are_not_shown_the_list_and_the_staff_group_is_not_told_what_nobody_there_need_know(town: Home):
    assert numbers(asked(town, SECRETARY, chat=GROUP)) == []
    in_private, in_group = asked(town, SECRETARY), asked(town, SECRETARY, chat=STAFF)
    assert numbers(in_group) == ["1", "2", "3"]
    assert "诈骗" in in_private
    assert "1号楼" in in_private
    assert "诈骗" not in in_group
    assert "1号楼" not in in_group


def test_a_line_says_who_has_it_how_it_stands_and_how_late_it_is(town: Home):
    first = town.rows("SELECT id, version FROM ticket WHERE number = 1")[0]
    town.press(WANG, f"v1:claim:{first.id}:{first.version}")
    lines = asked(town, SECRETARY).splitlines()
    assert [("王姐" in line, "⏰" in line) for line in lines[2:]] == [(True, False), (False, False), (False, False)]
    town.pass_(minutes=30)
    assert [("⏰" in line) for line in asked(town, SECRETARY).splitlines()[2:]] == [True, True, True]


def test_what_is_fixed_stays_until_it_is_written_off_and_an_empty_list_says_so(town: Home):
    town.run("UPDATE ticket SET state = 'resolved' WHERE number = 1")
    town.run("UPDATE ticket SET state = 'void' WHERE number = 2")
    assert numbers(asked(town, SECRETARY)) == ["1", "3"]
    town.run("UPDATE ticket SET state = 'closed'")
    answer = asked(town, SECRETARY)
    assert numbers(answer) == []
    assert "秦庄社区" in answer


def test_a_long_list_ends_with_how_many_more_there_are(town: Home):
    columns = ", ".join(
        row for row in town.rows("SELECT * FROM ticket LIMIT 1")[0]._fields if row not in ("id", "number")
    )
    for number in range(4, 43):
        town.run(f"INSERT INTO ticket (number, {columns}) SELECT {number}, {columns} FROM ticket WHERE number = 1")
    town.run("UPDATE ticket SET opened_at = :later WHERE number = 1", later=town.stored(town.now))
    answer = asked(town, SECRETARY)
    assert len(numbers(answer)) == 30
    assert "1" not in numbers(answer)
    assert "12" in answer.rpartition("…")[2]
    assert len(answer) < 4000
