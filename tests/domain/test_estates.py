"""A building's number that several estates have: nothing is guessed, and what is said settles it."""

from zoneinfo import ZoneInfo

import pytest

from bot.domain.roster import Area, Level, Roster

AREAS = (
    Area(1, "here", Level.COMMUNITY, "社区", None),
    Area(2, "west", Level.GRID, "西片", 1),
    Area(3, "a", Level.GRID, "甲里", 2, frozenset({"1", "2"}), "甲里"),
    Area(4, "b", Level.GRID, "乙里", 2, frozenset({"1", "3"}), "乙里"),
    Area(5, "c", Level.GRID, "丙里", 1, frozenset({"3", "4"}), "丙里"),
    Area(6, "c-4", Level.BUILDING, "丙里4号楼", 5, frozenset({"4"})),
    Area(7, "plain", Level.GRID, "平房", 1, frozenset({"9"})),
)
ROSTER = Roster("here", "社区", ZoneInfo("Asia/Shanghai"), "zh", {area.id: area for area in AREAS}, {}, (), (), 1)


@pytest.mark.parametrize(
    ("buildings", "estate", "area", "estates"),
    [
        (("2",), None, "a", ("甲里",)),
        (("1",), None, "west", ("甲里", "乙里")),
        (("3",), None, "here", ("乙里", "丙里")),
        (("1",), "乙里", "b", ("甲里", "乙里")),
        (("4",), None, "c-4", ("丙里",)),
        (("77", "4"), None, "c-4", ("丙里",)),
        (("9",), None, "plain", ()),
        (("77",), None, "here", ()),
        ((), "丙里", "c", ()),
        ((), None, "here", ()),
    ],
)
def test_whose_a_building_is(buildings, estate, area, estates):
    assert ROSTER.area_of(buildings, estate).key == area
    assert ROSTER.estates_with(buildings) == estates
