"""A small community for questions of duty: one grid in a community, four people, in any time zone."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.absence import Absence
from bot.domain.calendar import WorkCalendar
from bot.domain.roster import Area, Assignment, Level, Person, Role, Roster
from bot.domain.rota import Shift

COMMUNITY, GRID, GRID_2 = 1, 2, 3
WANG, LI, ZHAO, CHIEF = 11, 12, 13, 14
CALENDAR = WorkCalendar()
AREAS = {
    area.id: area
    for area in (
        Area(COMMUNITY, "qinzhuang", Level.COMMUNITY, "秦庄社区", None),
        Area(GRID, "grid-1", Level.GRID, "第一网格", COMMUNITY),
        Area(GRID_2, "grid-2", Level.GRID, "第二网格", COMMUNITY),
    )
}


def person(number: int, name: str, *, reachable: bool = True) -> Person:
    return Person(number, f"p{number}", name, 1000 + number, reachable)


def duty(who: int, days: str = "", hours: str = "", role: Role = Role.GRIDWORKER, area: int = GRID) -> Assignment:
    return Assignment(who, area, role, Shift.parse(days, hours))


def roster(*held: Assignment, zone: str = "Asia/Shanghai", absences=(), unreachable=()) -> Roster:
    names = {WANG: "王姐", LI: "李师傅", ZHAO: "老赵", CHIEF: "张网格长"}
    people = {number: person(number, name, reachable=number not in unreachable) for number, name in names.items()}
    return Roster(
        "qinzhuang", "秦庄社区", ZoneInfo(zone), "zh", AREAS, people, tuple(held), (), COMMUNITY,
        absences=tuple(absences),
    )  # fmt: skip


def away(who: int, cover: int | None, starts: str, ends: str, zone: str = "Asia/Shanghai", number: int = 1) -> Absence:
    begins, stops = (datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)) for text in (starts, ends))
    return Absence(number, who, cover, begins, stops)


def at(text: str, zone: str = "Asia/Shanghai") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
