"""The roll: lines of a spreadsheet that say who does what where, matched with the people and areas of a community.

Somebody is found by their id, else by their Telegram id, else by their name; whoever is found nowhere is new.
Decides what the lines mean and names what is wrong in them; reads no file and writes nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from hashlib import sha256

from bot.domain.roster import Area, Role, Roster
from bot.domain.rota import Shift
from bot.domain.whereabouts import areas_called, own_areas

OF_THE_WHOLE = frozenset({Role.ADMIN, Role.COMMUNITY, Role.SUPERVISOR})
"""Roles that mean the whole community when no area is named."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet; `row` counts from 1. What is not known is empty."""

    sheet: str
    row: int
    person: str = ""
    name: str = ""
    telegram_id: int | None = None
    role: Role | None = None
    area: str = ""
    days: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong in a sheet, and what to write instead. `row` 0 is the whole sheet, `column` a name of ours."""

    sheet: str
    row: int
    column: str
    problem: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on the roll, by the key of their row."""

    key: str
    name: str
    telegram_id: int | None


@dataclass(frozen=True, slots=True)
class Held:
    """A role of somebody on the roll."""

    key: str
    area_id: int
    role: Role
    days: str
    hours: str


@dataclass
class Roll:
    """What the lines of all sheets mean together; not to be taken while anything is `wrong`."""

    people: dict[str, Listed] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    wrong: list[Wrong] = field(default_factory=list)


def match(lines: Iterable[Line], community: Roster) -> Roll:
    """Return what lines mean in a community."""
    roll = Roll()
    first_said: dict[str, Line] = {}
    for line in lines:
        key = _who(line, community, roll)
        if key is None:
            continue
        _list(line, key, community, roll, first_said)
        _hold(line, key, community, roll)
    owners: dict[int, str] = {}
    for one in roll.people.values():
        if one.telegram_id is None:
            continue
        other = owners.setdefault(one.telegram_id, one.key)
        known = community.by_telegram.get(one.telegram_id)
        if other == one.key and known is not None and known.key != one.key:
            other = known.key
        if other != one.key:
            at = first_said[one.key]
            problem = f'{one.telegram_id} is "{other}" already; write that in the column person, or correct the number'
            roll.wrong.append(Wrong(at.sheet, at.row, "telegram_id", problem))
    return roll


def _who(line: Line, community: Roster, roll: Roll) -> str | None:
    """Return the key of the person a line is about, None when it cannot be told."""
    if line.person:
        return line.person
    if line.telegram_id is not None:
        known = community.by_telegram.get(line.telegram_id)
        listed = (one.key for one in roll.people.values() if one.telegram_id == line.telegram_id)
        if found := next(listed, known.key if known is not None else None):
            return found
    if not line.name:
        roll.wrong.append(Wrong(line.sheet, line.row, "name", "say who: a name, or an id in the column person"))
        return None
    same = {one.key for one in community.people.values() if one.name == line.name}
    same |= {one.key for one in roll.people.values() if one.name == line.name}
    if len(same) > 1:
        keys = ", ".join(sorted(same))
        problem = f'several people are called "{line.name}"; say which in the column person: {keys}'
        roll.wrong.append(Wrong(line.sheet, line.row, "person", problem))
        return None
    return same.pop() if same else new_key(line.name)


def new_key(name: str) -> str:
    """Return the key of somebody of whom the sheet says nothing but the name: the same whenever it is read."""
    return f"p-{sha256(name.encode()).hexdigest()[:10]}"


def _list(line: Line, key: str, community: Roster, roll: Roll, first_said: dict[str, Line]) -> None:
    known = next((one for one in community.people.values() if one.key == key), None)
    listed = roll.people.get(key)
    before = first_said.setdefault(key, line)
    name = line.name or (listed.name if listed else known.name if known else "")
    if not name:
        roll.wrong.append(Wrong(line.sheet, line.row, "name", f'"{key}" is new here and needs a name'))
        name = key
    number = line.telegram_id if line.telegram_id is not None else listed.telegram_id if listed else None
    if listed is not None and line.name and line.name != listed.name:
        roll.wrong.append(_differs(line, before, "name", listed.name))
    if listed is not None and None not in (line.telegram_id, listed.telegram_id) and number != listed.telegram_id:
        roll.wrong.append(_differs(line, before, "telegram_id", str(listed.telegram_id)))
    roll.people[key] = Listed(key, name, number)


def _differs(line: Line, before: Line, column: str, said: str) -> Wrong:
    where = f"row {before.row}" if before.sheet == line.sheet else f"sheet {before.sheet}, row {before.row}"
    problem = f'{where} says "{said}" of the same person; are they two, give each an id in the column person'
    return Wrong(line.sheet, line.row, column, problem)


def _hold(line: Line, key: str, community: Roster, roll: Roll) -> None:
    wrong = []
    for column, days, hours in (("days", line.days, ""), ("hours", "", line.hours)):
        try:
            Shift.parse(days, hours)
        except ValueError as error:
            wrong.append(Wrong(line.sheet, line.row, column, str(error)))
    if line.role is None:
        if line.area:
            wrong.append(Wrong(line.sheet, line.row, "role", f'say what they are in "{line.area}"'))
    else:
        areas = _areas(line, line.role, community, wrong)
        if not wrong:
            held = (Held(key, area.id, line.role, line.days, line.hours) for area in areas)
            roll.held += (one for one in held if one not in roll.held)
    roll.wrong += wrong


def _areas(line: Line, role: Role, community: Roster, wrong: list[Wrong]) -> list[Area]:
    if not line.area:
        if role in OF_THE_WHOLE:
            return [community.areas[community.root_id]]
        wrong.append(Wrong(line.sheet, line.row, "area", "say where: an area's id or name"))
        return []
    whole = areas_called(community, line.area)
    if len(whole) == 1:
        return list(whole)
    found = []
    for said in line.area.replace("、", ",").replace("，", ",").replace(";", ",").replace("；", ",").split(","):
        areas = areas_called(community, said.strip())
        if len(areas) == 1:
            found.append(areas[0])
        else:
            wrong.append(Wrong(line.sheet, line.row, "area", no_area(said.strip(), areas, community)))
    return found


def no_area(said: str, areas: tuple[Area, ...], community: Roster) -> str:
    """Return what is wrong with the name of an area that is none, or that `areas` share."""
    if areas:
        return f'"{said}" may be any of these, say which: {", ".join(area.key for area in areas)}'
    names = {name: area.key for area in own_areas(community) for name in (area.key, area.name)}
    near = " or ".join(f'"{name}"' for name in get_close_matches(said, names, n=3))
    hint = f"; did you mean {near}?" if near else f"; there are {', '.join(list(names)[:20])}"
    return f'there is no area "{said}"{hint}'
