"""Which area a name means, and what stands on its notice board."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.board import board_of
from bot.domain.calendar import WorkCalendar
from bot.domain.place import Places
from bot.domain.roster import Area, Assignment, Level, Person, Role, Roster
from bot.domain.rota import Shift
from bot.domain.whereabouts import areas_called, below, own_areas, way_up

AREAS = {
    1: Area(1, "xianying", Level.SUBDISTRICT, "仙营街道", None),
    2: Area(2, "qinzhuang", Level.COMMUNITY, "秦庄社区", 1),
    3: Area(3, "grid-1", Level.GRID, "第一网格", 2, frozenset({"1", "2"}), "汇景家园"),
    4: Area(4, "grid-2", Level.GRID, "第二网格", 2, frozenset({"3"})),
    5: Area(5, "b2", Level.BUILDING, "2号楼", 3, frozenset({"2"})),
    8: Area(8, "grid-1", Level.GRID, "第一网格", 9, frozenset({"1"})),
    9: Area(9, "other", Level.SUBDISTRICT, "别的街道", None),
}
NAMES = ("张网格长", "王姐", "老马", "刘姨", "老赵", "陈书记", "林主任")
PEOPLE = {number: Person(number, f"p{number}", name, number, True) for number, name in enumerate(NAMES, 1)}
DAY = Shift.parse("mon-fri", "08:00-20:00")
HELD = (
    Assignment(1, 2, Role.GRID_CHIEF, Shift()),
    Assignment(2, 3, Role.GRIDWORKER, DAY),
    Assignment(3, 4, Role.GRIDWORKER, Shift()),
    Assignment(4, 5, Role.BUILDING_HEAD, Shift()),
    Assignment(5, 3, Role.PROPERTY, Shift()),
    Assignment(6, 2, Role.COMMUNITY, Shift()),
    Assignment(7, 1, Role.SUBDISTRICT, Shift()),
)
PLACES = Places(estates={"汇景家园": "汇景家园", "汇景": "汇景家园"})
QINZHUANG = Roster("q", "秦庄社区", ZoneInfo("Asia/Shanghai"), "zh", AREAS, PEOPLE, HELD, (), 2, PLACES)
NOON, NIGHT = (datetime(2026, 11, 20, hour, tzinfo=UTC) for hour in (4, 14))
CALENDAR = WorkCalendar()


@pytest.mark.parametrize(
    ("said", "keys"),
    [
        ("grid-1", ["grid-1"]), ("GRID-1", ["grid-1"]), ("第一网格", ["grid-1"]), ("汇景家园", ["grid-1"]),
        ("汇景", ["grid-1"]), ("2号楼", ["b2"]), ("3号楼", ["grid-2"]), ("仙营街道", ["xianying"]),
        ("第二", ["grid-2"]),
        ("网格", ["grid-1", "grid-2"]), ("别的街道", []), ("other", []), ("", []), ("海底", []), ("99号楼", []),
    ],
)  # fmt: skip
def test_an_area_is_found_by_whatever_people_call_it(said, keys):
    assert [area.key for area in areas_called(QINZHUANG, said)] == keys


def test_areas_of_other_communities_do_not_exist_here():
    assert [area.id for area in own_areas(QINZHUANG)] == [1, 2, 3, 4, 5]
    assert below(QINZHUANG, AREAS[2]) == {2, 3, 4, 5}
    assert [area.key for area in way_up(QINZHUANG, AREAS[5])] == ["xianying", "qinzhuang", "grid-1", "b2"]


def test_a_grid_s_board_has_those_above_and_below_it_and_not_those_beside():
    board = board_of(QINZHUANG, AREAS[3], NOON, CALENDAR)
    assert [post.person.name for post in board.posts] == ["张网格长", "王姐", "刘姨", "老赵", "陈书记"]
    assert all(post.on_duty for post in board.posts)
    assert board.standing_in == ()


def test_a_community_s_board_has_every_grid():
    board = board_of(QINZHUANG, AREAS[2], NOON, CALENDAR)
    assert {post.person.name for post in board.posts} == {"张网格长", "王姐", "老马", "刘姨", "老赵", "陈书记"}


def test_who_is_off_duty_is_listed_but_not_on_duty():
    posts = {post.person.name: post.on_duty for post in board_of(QINZHUANG, AREAS[3], NIGHT, CALENDAR).posts}
    assert posts["王姐"] is False
    assert posts["老赵"] is True
