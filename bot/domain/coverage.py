"""Buildings for which nobody is named: every building should have a head and a gridworker (楼栋有长、格中有员).

Looks at who is named at all, not at who is on duty now; hours without anybody are found by `gaps`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.roster import Area, Role, Roster
from bot.domain.whereabouts import below

WANTED = (Role.GRIDWORKER, Role.BUILDING_HEAD)


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A building, in the deepest area that has it, and the role that nobody holds for it."""

    area: Area
    building: str
    role: Role


def uncovered(roster: Roster) -> list[Uncovered]:
    """Return every building without one of the `WANTED`, area by area in the roster's order.

    A role that the community has nowhere is not wanted there: many have no building heads. A gridworker of an area
    above will do; a head is one of this very building, or of the few that are named together with it.
    """
    held = {held.role for held in roster.assignments}
    wanted = [role for role in WANTED if role in held]
    return [
        Uncovered(area, one, role)
        for area, one in _buildings(roster)
        for role in wanted
        if not _has(roster, area, role)
    ]


def _buildings(roster: Roster) -> Iterator[tuple[Area, str]]:
    """Yield each building with the deepest area that has it."""
    own = [area for area in roster.areas.values() if any(one.id == roster.root_id for one in roster.upwards(area.id))]
    for area in own:
        deeper = [roster.areas[one] for one in below(roster, area) if one != area.id]
        for building in sorted(area.buildings, key=lambda one: (not one.isdigit(), len(one), one)):
            if not any(building in one.buildings for one in deeper):
                yield area, building


def _has(roster: Roster, area: Area, role: Role) -> bool:
    areas = roster.upwards(area.id) if role is Role.GRIDWORKER else (area,)
    return any((role, one.id) in roster.held for one in areas)
