"""Buildings for which nobody is named: a gridworker of the grid will do, a head has to be the building's own."""

from zoneinfo import ZoneInfo

import pytest

from bot.domain.coverage import uncovered
from bot.domain.roster import Area, Assignment, Level, Person, Role, Roster
from bot.domain.rota import Shift

AREAS = (
    Area(1, "street", Level.SUBDISTRICT, "街道", None),
    Area(2, "here", Level.COMMUNITY, "社区", 1),
    Area(3, "grid-1", Level.GRID, "第一网格", 2, frozenset({"1", "2", "10"})),
    Area(4, "b-1", Level.BUILDING, "1号楼", 3, frozenset({"1"})),
    Area(5, "there", Level.COMMUNITY, "别的社区", 1, frozenset({"7"})),
)


def found(*held: tuple[Role, int]) -> list[tuple[str, str, str]]:
    assignments = tuple(Assignment(1, area_id, role, Shift()) for role, area_id in held)
    areas = {area.id: area for area in AREAS}
    roster = Roster(
        "here", "社区", ZoneInfo("Asia/Shanghai"), "zh", areas, {1: Person(1, "p", "P", 1, True)}, assignments, (), 2
    )
    return [(one.area.key, one.building, one.role.value) for one in uncovered(roster)]


@pytest.mark.parametrize(
    ("held", "missing"),
    [
        ([], []),
        ([(Role.GRIDWORKER, 3)], []),
        ([(Role.GRIDWORKER, 2)], []),
        ([(Role.GRIDWORKER, 4)], [("grid-1", "2", "gridworker"), ("grid-1", "10", "gridworker")]),
        (
            [(Role.GRIDWORKER, 3), (Role.BUILDING_HEAD, 4)],
            [("grid-1", "2", "building_head"), ("grid-1", "10", "building_head")],
        ),
        ([(Role.GRIDWORKER, 3), (Role.BUILDING_HEAD, 3)], [("b-1", "1", "building_head")]),
        ([(Role.BUILDING_HEAD, 3), (Role.BUILDING_HEAD, 4)], []),
    ],
)
def test_a_building_without_somebody_is_found_where_somebody_is_wanted(held, missing):
    assert found(*held) == missing
