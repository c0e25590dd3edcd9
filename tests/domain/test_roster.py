"""Who is responsible for a place: the smallest area of a building, and the nearest people and groups above it."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.calendar import WorkCalendar
from bot.domain.households import of_building
from bot.domain.roster import Area, Assignment, Group, Level, Person, Purpose, Role, Roster
from bot.domain.rota import Shift

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar()
NOON = datetime(2026, 11, 20, 12, tzinfo=ZONE)
ALWAYS = Shift()

DISTRICT, STREET, COMMUNITY, EAST, WEST, GRID_1, GRID_2, GRID_3, BUILDING_5 = range(1, 10)
AREAS = {
    area.id: area
    for area in (
        Area(DISTRICT, "renhe", Level.DISTRICT, "任城区", None),
        Area(STREET, "xianying", Level.SUBDISTRICT, "仙营街道", DISTRICT),
        Area(COMMUNITY, "qinzhuang", Level.COMMUNITY, "秦庄社区", STREET),
        Area(EAST, "east", Level.GRID, "东里", COMMUNITY, estate="湘潭东里"),
        Area(WEST, "west", Level.GRID, "西里", COMMUNITY, estate="湘潭西里"),
        Area(GRID_1, "grid-1", Level.GRID, "第一网格", EAST, frozenset({"1", "5", "10"})),
        Area(GRID_2, "grid-2", Level.GRID, "第二网格", EAST, frozenset({"2", "甲5"})),
        Area(GRID_3, "grid-3", Level.GRID, "第三网格", WEST, frozenset({"1", "7", "A"})),
        Area(BUILDING_5, "b5", Level.BUILDING, "5号楼", GRID_1, frozenset({"5"})),
    )
}
WANG, MA, CHIEF, SECRETARY, HEAD, NIGHT = range(11, 17)
PEOPLE = {
    number: Person(number, f"p{number}", f"P{number}", 1000 + number, reachable=number != MA)
    for number in (WANG, MA, CHIEF, SECRETARY, HEAD, NIGHT)
}


def roster(
    *assignments: tuple[int, int, Role] | tuple[int, int, Role, Shift], groups: tuple[Group, ...] = ()
) -> Roster:
    held = tuple(
        Assignment(given[0], given[1], given[2], given[3] if len(given) == 4 else ALWAYS) for given in assignments
    )
    return Roster("qinzhuang", "秦庄社区", ZONE, "zh", AREAS, PEOPLE, held, groups, COMMUNITY)


@pytest.mark.parametrize(
    ("buildings", "estate", "area"),
    [
        (("5",), None, BUILDING_5),
        (("5",), "湘潭东里", BUILDING_5),
        (("10",), None, GRID_1),
        (("甲5",), None, GRID_2),
        (("A",), None, GRID_3),
        (("7",), None, GRID_3),
        (("1",), "湘潭东里", GRID_1),
        (("1",), "湘潭西里", GRID_3),
        (("7",), "湘潭东里", COMMUNITY),
        (("7",), "银泰公寓", COMMUNITY),
        (("99",), None, COMMUNITY),
        ((), None, COMMUNITY),
        ((), "湘潭西里", WEST),
        ((), "银泰公寓", COMMUNITY),
        (("99", "2"), None, GRID_2),
        (("7", "2"), None, GRID_3),
        (("99",), "湘潭西里", COMMUNITY),
    ],
)
def test_a_place_belongs_to_the_smallest_area_that_has_it(buildings, estate, area):
    assert roster().area_of(buildings, estate).id == area


def test_the_way_up_ends_at_the_top_and_does_not_go_round_in_circles():
    assert [area.id for area in roster().upwards(BUILDING_5)] == [BUILDING_5, GRID_1, EAST, COMMUNITY, STREET, DISTRICT]
    bitten = {
        1: Area(1, "a", Level.GRID, "A", 2),
        2: Area(2, "b", Level.COMMUNITY, "B", 1),
    }
    looped = Roster("x", "X", ZONE, "zh", bitten, {}, (), (), 2)
    assert [area.id for area in looped.upwards(1)] == [1, 2]
    assert list(roster().upwards(None)) == []
    assert list(roster().upwards(404)) == []


@pytest.mark.parametrize(
    ("role", "area", "holders"),
    [
        (Role.GRIDWORKER, BUILDING_5, [WANG]),
        (Role.GRIDWORKER, GRID_1, [WANG]),
        (Role.GRIDWORKER, GRID_2, [MA]),
        (Role.GRIDWORKER, GRID_3, []),
        (Role.GRID_CHIEF, BUILDING_5, [CHIEF]),
        (Role.GRID_CHIEF, GRID_3, [CHIEF]),
        (Role.COMMUNITY, GRID_3, [SECRETARY]),
        (Role.BUILDING_HEAD, BUILDING_5, [HEAD]),
        (Role.BUILDING_HEAD, GRID_1, []),
        (Role.DISTRICT, BUILDING_5, []),
    ],
)
def test_the_nearest_above_answers_for_a_place(role, area, holders):
    people = roster(
        (WANG, GRID_1, Role.GRIDWORKER),
        (MA, EAST, Role.GRIDWORKER),
        (CHIEF, COMMUNITY, Role.GRID_CHIEF),
        (SECRETARY, STREET, Role.COMMUNITY),
        (HEAD, BUILDING_5, Role.BUILDING_HEAD),
    )
    assert [person.id for person in people.holders(role, area, NOON, CALENDAR)] == holders


def test_an_area_whose_people_are_off_duty_is_looked_after_by_the_one_above():
    day, night = Shift.parse("", "08:00-20:00"), Shift.parse("", "20:00-08:00")
    people = roster((WANG, GRID_1, Role.GRIDWORKER, day), (NIGHT, COMMUNITY, Role.GRIDWORKER, night))
    at = {hour: people.holders(Role.GRIDWORKER, GRID_1, NOON.replace(hour=hour), CALENDAR) for hour in (7, 8, 19, 20)}
    assert {hour: [person.id for person in found] for hour, found in at.items()} == {
        7: [NIGHT], 8: [WANG], 19: [WANG], 20: [NIGHT],
    }  # fmt: skip


def test_hours_are_those_of_the_community_and_not_of_the_machine():
    people = roster((WANG, GRID_1, Role.GRIDWORKER, Shift.parse("", "08:00-20:00")))
    morning = datetime(2026, 11, 20, 0, 30, tzinfo=ZoneInfo("UTC"))
    assert [person.id for person in people.holders(Role.GRIDWORKER, GRID_1, morning, CALENDAR)] == [WANG]


def test_somebody_with_two_shifts_at_once_is_named_once():
    people = roster((WANG, GRID_1, Role.GRIDWORKER), (WANG, GRID_1, Role.GRIDWORKER, Shift.parse("workdays")))
    assert [person.id for person in people.holders(Role.GRIDWORKER, GRID_1, NOON, CALENDAR)] == [WANG]


def test_somebody_may_hold_several_roles():
    people = roster((WANG, GRID_1, Role.GRIDWORKER), (WANG, COMMUNITY, Role.GRID_CHIEF), (MA, EAST, Role.PROPERTY))
    assert people.roles_of(PEOPLE[WANG]) == {Role.GRIDWORKER, Role.GRID_CHIEF}
    assert people.roles_of(PEOPLE[HEAD]) == frozenset()


def test_people_are_found_by_their_telegram_account_and_those_without_one_are_not():
    nobody = Person(99, "new", "新人", None, reachable=False)
    people = Roster("x", "X", ZONE, "zh", AREAS, PEOPLE | {99: nobody}, (), (), COMMUNITY)
    assert people.by_telegram[1000 + WANG].id == WANG
    assert nobody not in people.by_telegram.values()


def test_all_buildings_are_listed_as_a_person_would():
    assert roster().all_buildings() == ("1", "2", "5", "7", "10", "A", "甲5")


@pytest.mark.parametrize(
    ("purpose", "area", "group"),
    [
        (Purpose.STAFF, BUILDING_5, -5),
        (Purpose.STAFF, GRID_2, -5),
        (Purpose.STAFF, GRID_3, -1),
        (Purpose.SUPERVISORS, GRID_3, -3),
        (Purpose.REPORTS, GRID_3, None),
    ],
)
def test_a_card_goes_to_the_nearest_group_that_can_still_be_reached(purpose, area, group):
    people = roster(
        groups=(
            Group(-1, Purpose.STAFF, COMMUNITY),
            Group(-5, Purpose.STAFF, EAST),
            Group(-6, Purpose.STAFF, GRID_1, reachable=False),
            Group(-3, Purpose.SUPERVISORS, DISTRICT),
        )
    )
    found = people.nearest_group(purpose, area)
    assert (found.telegram_id if found else None) == group


# --------------------------------------------------------------------------- the map


def box(south: float, west: float, north: float, east: float) -> tuple[tuple[float, float], ...]:
    return (south, west), (south, east), (north, east), (north, west)


WHOLE, GRID, HOUSE = (
    box(35.40, 116.58, 35.42, 116.60),
    box(35.40, 116.58, 35.41, 116.59),
    box(35.40, 116.58, 35.401, 116.581),
)
METRE = 1 / 111_195


def drawn(**boundaries: tuple[tuple[float, float], ...]) -> Roster:
    areas = {
        number: Area(
            number, area.key, area.level, area.name, area.parent_id, area.buildings, area.estate,
            boundaries.get(area.key.replace("-", "_"), ()),
        )
        for number, area in AREAS.items()
    }  # fmt: skip
    return Roster("qinzhuang", "秦庄社区", ZONE, "zh", areas, PEOPLE, (), (), COMMUNITY)


@pytest.mark.parametrize(
    ("point", "area"),
    [
        ((35.4005, 116.5805), BUILDING_5),
        ((35.405, 116.585), GRID_1),
        ((35.415, 116.595), COMMUNITY),
        ((35.43, 116.595), None),
    ],
)
def test_a_point_belongs_to_the_smallest_area_drawn_around_it(point, area):
    people = drawn(qinzhuang=WHOLE, grid_1=GRID, b5=HOUSE, xianying=box(35, 116, 36, 117))
    found = people.area_at(*point)
    assert (found.id if found else None) == area


def test_of_two_areas_drawn_alike_the_one_further_down_has_the_point():
    found = drawn(qinzhuang=GRID, east=GRID, grid_1=GRID).area_at(35.405, 116.585)
    assert found is not None
    assert found.id == GRID_1


@pytest.mark.parametrize(("metres", "outside"), [(-100, False), (0, False), (40, False), (60, True), (5000, True)])
def test_a_point_is_outside_only_beyond_what_gps_errs(metres, outside):
    assert drawn(qinzhuang=WHOLE, grid_1=GRID).outside(35.42 + metres * METRE, 116.59) is outside


def test_beside_one_grid_and_within_another_is_within():
    assert not drawn(grid_1=GRID, grid_2=box(35.41, 116.58, 35.42, 116.59)).outside(35.415, 116.585)


def test_where_nothing_is_drawn_nothing_is_outside_and_no_point_belongs_anywhere():
    assert not drawn().outside(0.0, 0.0)
    assert drawn().area_at(35.405, 116.585) is None


def test_what_is_drawn_around_the_levels_above_says_nothing_about_the_community():
    people = drawn(xianying=WHOLE, renhe=box(35, 116, 36, 117))
    assert people.area_at(35.405, 116.585) is None
    assert not people.outside(10.0, 10.0)


def test_a_building_has_the_households_of_the_area_that_is_it_alone_in_its_own_estate():
    other = Area(40, "w5", Level.BUILDING, "5号楼", GRID_3, frozenset({"5"}), households=200)
    five = replace(AREAS[BUILDING_5], households=48)
    grid = replace(AREAS[GRID_1], households=900)
    areas = AREAS | {BUILDING_5: five, GRID_1: grid, 40: other}
    known = replace(roster(), areas=areas)
    assert (of_building(known, "5", "湘潭东里"), of_building(known, "5", "湘潭西里")) == (48, 200)
    assert of_building(known, "5", None) is None
    assert (of_building(known, "1", "湘潭东里"), of_building(known, "10", None)) == (None, None)
