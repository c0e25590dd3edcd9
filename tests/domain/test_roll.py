"""Lines of a spreadsheet meet a community: found by id, Telegram id or name; what is wrong is named by its place."""

from zoneinfo import ZoneInfo

import pytest

from bot.domain.roll import Held, Line, match, new_key
from bot.domain.roster import Area, Level, Person, Role, Roster
from bot.domain.titles import ROLE_WORDS, read_role, title

AREAS = {
    1: Area(1, "xianying", Level.SUBDISTRICT, "仙营街道", None),
    2: Area(2, "qinzhuang", Level.COMMUNITY, "秦庄社区", 1),
    3: Area(3, "grid-1", Level.GRID, "第一网格", 2, frozenset({"1", "2"})),
    4: Area(4, "grid-2", Level.GRID, "第二网格", 2, frozenset({"3"})),
    9: Area(9, "elsewhere", Level.SUBDISTRICT, "别的街道", None),
}
PEOPLE = {
    1: Person(1, "wang", "王姐", 1001, True),
    2: Person(2, "ma", "老马", None, False),
    3: Person(3, "li-1", "李芳", 1003, True),
    4: Person(4, "li-2", "李芳", 1004, True),
    5: Person(5, "tg:3009", "路人", 3009, True),
}
QINZHUANG = Roster("qinzhuang", "秦庄社区", ZoneInfo("Asia/Shanghai"), "zh", AREAS, PEOPLE, (), (), 2)


def read(*lines: Line):
    return match(lines, QINZHUANG)


def line(**said) -> Line:
    return Line("人员", said.pop("row", 2), **({"role": Role.GRIDWORKER, "area": "grid-1"} | said))


def test_somebody_is_found_by_id_by_number_and_by_name_and_stays_one_person():
    roll = read(
        line(row=2, person="wang", name="王姐"),
        line(row=3, telegram_id=1001, area="grid-2"),
        line(row=4, name="王姐", role=Role.GRID_CHIEF, area="秦庄社区"),
    )
    assert roll.wrong == []
    assert list(roll.people) == ["wang"]
    assert [(held.area_id, held.role) for held in roll.held] == [
        (3, Role.GRIDWORKER), (4, Role.GRIDWORKER), (2, Role.GRID_CHIEF),
    ]  # fmt: skip


def test_whoever_is_new_gets_the_same_key_every_time():
    first, second = read(line(name="新人")), read(line(name="新人", row=9))
    assert list(first.people) == list(second.people) == [new_key("新人")]
    assert new_key("新人") != new_key("新 人")


def test_who_enrolled_by_link_is_listed_by_the_key_they_have():
    assert list(read(line(telegram_id=3009, name="路人")).people) == ["tg:3009"]


def test_several_areas_in_one_cell_are_several_roles_and_said_twice_is_once():
    roll = read(line(name="王姐", area="grid-1、第二网格"), line(name="王姐", area="grid-2", row=3))
    assert [held.area_id for held in roll.held] == [3, 4]


@pytest.mark.parametrize("role", [Role.ADMIN, Role.COMMUNITY, Role.SUPERVISOR])
def test_a_role_in_the_whole_community_needs_no_area(role):
    assert read(line(name="王姐", role=role, area="")).held == [Held("wang", 2, role, "", "")]


@pytest.mark.parametrize(
    ("said", "column", "hint"),
    [
        ({"name": "", "person": ""}, "name", "say who"),
        ({"name": "李芳"}, "person", "li-1, li-2"),
        ({"name": "王姐", "area": "grid-l"}, "area", "grid-1"),
        ({"name": "王姐", "area": "elsewhere"}, "area", "there is no area"),
        ({"name": "王姐", "area": "网格"}, "area", "grid-1, grid-2"),
        ({"name": "王姐", "area": ""}, "area", "say where"),
        ({"name": "王姐", "role": None}, "role", "grid-1"),
        ({"name": "王姐", "days": "someday"}, "days", "mon-fri"),
        ({"name": "王姐", "hours": "8 bis 20"}, "hours", "08:00-20:00"),
        ({"person": "nobody-yet"}, "name", "needs a name"),
        ({"person": "other", "name": "别人", "telegram_id": 1001}, "telegram_id", "wang"),
    ],
)
def test_what_is_wrong_is_named_by_row_and_column(said, column, hint):
    roll = read(line(row=7, **said))
    assert [(one.row, one.column) for one in roll.wrong] == [(7, column)]
    assert hint in roll.wrong[0].problem


def test_two_lines_that_contradict_each_other_about_one_person_are_not_taken():
    roll = read(line(person="new", name="甲", telegram_id=5), line(person="new", name="乙", telegram_id=6, row=3))
    assert [(one.row, one.column) for one in roll.wrong] == [(3, "name"), (3, "telegram_id")]


def test_one_number_for_two_people_is_wrong():
    roll = read(line(person="a", name="甲", telegram_id=5), line(person="b", name="乙", telegram_id=5, row=3))
    assert [(one.row, one.column) for one in roll.wrong] == [(3, "telegram_id")]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_role_is_read_again_as_it_is_written(role, language):
    assert read_role(title(role, language)) is role


def test_every_word_for_a_role_reads_as_that_role_however_it_is_spaced():
    assert all(read_role(word) is role for word, role in ROLE_WORDS.items())
    assert read_role(" Grid  Chief ") is read_role("grid-chief") is Role.GRID_CHIEF
    assert read_role("nobody") is None
