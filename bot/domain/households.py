"""Households: how many live in a building, and lines of a spreadsheet that say so, matched with a community's areas.

Decides what the lines mean and names what is wrong in them; reads no file and writes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.roll import Wrong, no_area
from bot.domain.roster import Roster
from bot.domain.whereabouts import areas_called

ONE_BUILDING = 'is counted for one building; give it an area of its own, level "building" with that building alone'


def of_building(community: Roster, building: str, estate: str | None) -> int | None:
    """Return the households of a building, None where they are not known or several estates have such a number.

    They are those of an area that is this building alone: of a grid's nobody can tell which are whose.
    """
    found = [
        area.households
        for area in community.areas.values()
        if area.households and area.buildings == {building} and community.in_estate(area, estate)
    ]
    return found[0] if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Homes:
    """One row of a sheet: an area and its households, None where they are not known. `row` counts from 1."""

    sheet: str
    row: int
    area: str
    households: int | None


def match(lines: Iterable[Homes], community: Roster) -> tuple[dict[int, int | None], list[Wrong]]:
    """Return the households that lines give by area's id, and what is wrong in them."""
    found: dict[int, int | None] = {}
    wrong = []
    for line in lines:
        areas = areas_called(community, line.area)
        if len(areas) != 1:
            wrong.append(Wrong(line.sheet, line.row, "area", no_area(line.area, areas, community)))
            continue
        (area,) = areas
        if line.households and len(area.buildings) != 1:
            wrong.append(Wrong(line.sheet, line.row, "households", f'"{line.area}": this number {ONE_BUILDING}'))
        elif found.setdefault(area.id, line.households) != line.households:
            problem = f'"{line.area}" stands here twice, with two numbers; leave one of the lines out'
            wrong.append(Wrong(line.sheet, line.row, "households", problem))
    return found, wrong
