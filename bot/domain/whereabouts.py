"""Which area somebody means: by its id, its name, an estate's name or a building; and its way up the tree, in words.

Looks at one community's own tree; the areas of others, which a roster may carry above its own, do not exist here.
"""

import re

from bot.domain.numerals import CHINESE, read_number
from bot.domain.place import expand_buildings
from bot.domain.roster import Area, Role, Roster

_NUMBERED = re.compile(
    rf"第?(?P<n>\d{{1,3}}|[{CHINESE}]{{1,3}})号?(?P<what>网格|片区|小区|社区)"
    rf"|(?P<what2>网格|片区|小区|社区)(?P<last>\d{{1,3}}|[{CHINESE}]{{1,3}})"
)


def own_areas(community: Roster) -> tuple[Area, ...]:
    """Return the community's areas: those it consists of and those it lies in, in the order of the roster."""
    above = {area.id for area in community.upwards(community.root_id)}
    return tuple(
        area
        for area in community.areas.values()
        if area.id in above or any(one.id == community.root_id for one in community.upwards(area.id))
    )


def areas_called(community: Roster, said: str) -> tuple[Area, ...]:
    """Return the areas that are called so, the surest reading alone: id, name, estate, building. () when none is."""
    wanted = " ".join(said.split()).casefold()
    own = own_areas(community)
    estate = community.places.estates.get(said.strip())
    readings = (
        [area for area in own if area.key.casefold() == wanted],
        [area for area in own if area.name.casefold() == wanted],
        [area for area in own if estate is not None and area.estate == estate],
        [area for area in own if _numbered(area.name) == _numbered(wanted) is not None],
        _of_building(community, said),
        [area for area in own if wanted and wanted in area.name.casefold()],
    )
    return tuple(next((found for found in readings if found), ()))


def _of_building(community: Roster, said: str) -> list[Area]:
    try:
        (building,) = expand_buildings([said])
    except ValueError:
        return []
    area = community.area_of((building,), None)
    return [area] if building in area.buildings else []


def _numbered(name: str) -> tuple[int, str] | None:
    """Return the number and what it numbers: 第一网格, 1网格 and 网格1 are all (1, "网格"). None without a number."""
    found = _NUMBERED.fullmatch(name)
    number = read_number(found["n"] or found["last"]) if found else None
    return (number, found["what"] or found["what2"]) if found and number is not None else None


def way_up(community: Roster, area: Area) -> tuple[Area, ...]:
    """Return the areas from the widest down to this one."""
    return tuple(reversed(tuple(community.upwards(area.id))))


def property_company(community: Roster, area_id: int) -> str:
    """Return who manages the property there, by the nearest area that has somebody; "" for nobody."""
    for area in community.upwards(area_id):
        if held := community.held.get((Role.PROPERTY, area.id)):
            return "、".join(sorted({community.people[one.person_id].name for one in held}))
    return ""


def below(community: Roster, *areas: Area) -> frozenset[int]:
    """Return the ids of areas and of all that lies in them."""
    wanted = {area.id for area in areas}
    return frozenset(
        one.id for one in own_areas(community) if any(above.id in wanted for above in community.upwards(one.id))
    )
