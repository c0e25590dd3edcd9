"""`community.toml`: what `qianshao import` takes. Read whole and checked whole; every fault is named with its line.

Nothing is stored here; a file that has a single fault yields nothing at all.
"""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.domain.place import expand_buildings
from bot.domain.roster import Level, Role
from bot.domain.rota import Shift


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file: `line` counts from 1, 0 when it is about the whole file."""

    line: int
    key: str
    problem: str


class CommunityFileError(Exception):
    """A community file cannot be taken; `faults` says why, in the order of the file."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self.path, self.faults = path, sorted(faults, key=lambda fault: fault.line)
        super().__init__("\n".join(f"{path}:{f.line}: {f.key}: {f.problem}" for f in self.faults))


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f'"{value}" is not a time zone; write it like "Asia/Shanghai"') from None
    return value


def _buildings(value: list[str]) -> list[str]:
    return list(expand_buildings(value))


Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9_\-]{1,64}$")]


def _name(value: str) -> str:
    if not value.strip() or any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in value):
        raise ValueError("has to be a name on one line, without control characters")
    return value


def _point(value: tuple[float, float]) -> tuple[float, float]:
    latitude, longitude = value
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"[{latitude}, {longitude}] is no place on earth; write [latitude, longitude] in degrees")
    return value


Name = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_name)]
Point = Annotated[tuple[float, float], Field(strict=False), AfterValidator(_point)]
TelegramId = Annotated[int, Field(gt=-(2**63), lt=2**63)]
Language = Literal["zh", "en"]


class Entry(BaseModel):
    """One table of the file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class CommunityEntry(Entry):
    """The community itself."""

    id: Key
    name: Name
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    language: Language = "zh"


class AreaEntry(Entry):
    """A node of the tree."""

    id: Key
    level: Annotated[Level, Field(strict=False)]
    name: Name
    parent: Key | None = None
    buildings: Annotated[list[str], AfterValidator(_buildings)] = []
    estate: Name | None = None
    aliases: list[Name] = []
    boundary: list[Point] = []


class PersonEntry(Entry):
    """Somebody on the roster; without `telegram_id` they enrol by link."""

    id: Key
    name: Name
    telegram_id: Annotated[TelegramId, Field(gt=0)] | None = None


class AssignmentEntry(Entry):
    """A role in an area."""

    person: Key
    role: Annotated[Role, Field(strict=False)]
    area: Key
    days: str = ""
    hours: str = ""


class DepartmentEntry(Entry):
    """A department that can be whistled for."""

    id: Key
    name: Name
    aliases: list[Name] = []
    telegram_id: TelegramId | None = None


class ChatEntry(Entry):
    """A group and what it is for."""

    telegram_id: TelegramId
    purpose: Literal["reports", "staff", "supervisors"]
    area: Key | None = None
    language: Language | None = None


class CommunityFile(Entry):
    """The whole file."""

    community: CommunityEntry
    area: list[AreaEntry] = Field(min_length=1)
    person: list[PersonEntry] = []
    assignment: list[AssignmentEntry] = []
    department: list[DepartmentEntry] = []
    chat: list[ChatEntry] = []

    @property
    def root(self) -> AreaEntry:
        """Return the area that is the community."""
        return next(area for area in self.area if area.level is Level.COMMUNITY)

    def above(self) -> frozenset[str]:
        """Return the ids of the areas above the community, which communities share."""
        by_id = {area.id: area for area in self.area}
        found: set[str] = set()
        parent = self.root.parent
        while parent is not None and parent in by_id and parent not in found:
            found.add(parent)
            parent = by_id[parent].parent
        return frozenset(found)


def read(path: Path) -> CommunityFile:
    """Read and check a file. Raise CommunityFileError with every fault found."""
    try:
        return parse(path.read_text("utf-8"), path)
    except FileNotFoundError:
        raise CommunityFileError(path, [Fault(0, "file", "there is no such file")]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CommunityFileError(path, [Fault(0, "file", f"cannot be read: {error}")]) from None


def parse(text: str, path: Path) -> CommunityFile:
    """Check the text of a file; `path` is only for the messages. Raise CommunityFileError."""
    try:
        values = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise CommunityFileError(path, [Fault(int(found[1]) if found else 0, "TOML", str(error))]) from None
    try:
        file = CommunityFile.model_validate(values)
    except ValidationError as error:
        faults = [_fault(text, problem["loc"], problem["type"], problem["msg"]) for problem in error.errors()]
        raise CommunityFileError(path, faults) from None
    faults = [
        Fault(_line(text, table, index, key), _where(table, index, key), why) for table, index, key, why in _check(file)
    ]
    if faults:
        raise CommunityFileError(path, faults)
    return file


def _fault(text: str, loc: tuple[int | str, ...], kind: str, message: str) -> Fault:
    table = str(loc[0]) if loc else ""
    index = loc[1] if len(loc) > 1 and isinstance(loc[1], int) else 0
    key = next((part for part in loc[1:] if isinstance(part, str)), "")
    said = message.removeprefix("Value error, ")
    if kind == "extra_forbidden":
        known = list(_fields(table) if key else CommunityFile.model_fields)
        near = get_close_matches(key or table, known, n=1)
        said = f'unknown key; did you mean "{near[0]}"?' if near else f"unknown key; known here: {', '.join(known)}"
    elif kind == "missing":
        said = "is missing"
    return Fault(_line(text, table, index, key), _where(table, index, key), said)


def _fields(table: str) -> Iterable[str]:
    entries: dict[str, type[Entry]] = {
        "community": CommunityEntry, "area": AreaEntry, "person": PersonEntry, "assignment": AssignmentEntry,
        "department": DepartmentEntry, "chat": ChatEntry,
    }  # fmt: skip
    return entries[table].model_fields if table in entries else ()


def _where(table: str, index: int, key: str) -> str:
    place = table if table == "community" or not table else f"{table} {index + 1}"
    return f"{place}, {key}" if key else place or "file"


def _line(text: str, table: str, index: int, key: str) -> int:
    """Return the line of a key in the `index`-th table of that name, the table's own line when the key is not there."""
    header = re.compile(rf"\s*\[\[?\s*{re.escape(table)}\s*\]\]?")
    wanted = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
    seen, start = -1, 0
    for number, line in enumerate(text.splitlines(), start=1):
        if header.match(line):
            seen += 1
            start = number if seen == index else start
        elif line.lstrip().startswith("[") and seen == index:
            break
        elif seen == index and key and wanted.match(line):
            return number
    return start


def _check(file: CommunityFile) -> Iterator[tuple[str, int, str, str]]:
    """Find what no single value shows: names that point nowhere, trees that are none.

    Yield table, index, key, problem.
    """
    yield from _tree(file)
    areas = [area.id for area in file.area]
    people = [person.id for person in file.person]
    for table, ids in (("area", areas), ("person", people), ("department", [d.id for d in file.department])):
        counted = Counter(ids)
        yield from ((table, i, "id", f'"{one}" stands here twice') for i, one in enumerate(ids) if counted[one] > 1)
    for i, held in enumerate(file.assignment):
        if held.person not in people:
            yield "assignment", i, "person", _nobody(held.person, people)
        if held.area not in areas:
            yield "assignment", i, "area", _nobody(held.area, areas)
        for key, days, hours in (("days", held.days, ""), ("hours", "", held.hours)):
            try:
                Shift.parse(days, hours)
            except ValueError as error:
                yield "assignment", i, key, str(error)
    taken = Counter(person.telegram_id for person in file.person if person.telegram_id)
    for i, person in enumerate(file.person):
        if person.telegram_id and taken[person.telegram_id] > 1:
            yield "person", i, "telegram_id", "belongs to two people"
    groups = Counter((chat.telegram_id, chat.purpose) for chat in file.chat)
    for i, chat in enumerate(file.chat):
        if groups[chat.telegram_id, chat.purpose] > 1:
            yield "chat", i, "telegram_id", f"this group stands here twice for {chat.purpose}"
        if chat.area is not None and chat.area not in areas:
            yield "chat", i, "area", _nobody(chat.area, areas)


def _tree(file: CommunityFile) -> Iterator[tuple[str, int, str, str]]:
    by_id: dict[str, Any] = {area.id: area for area in file.area}
    communities = [i for i, area in enumerate(file.area) if area.level is Level.COMMUNITY]
    if len(communities) != 1:
        yield "area", communities[-1] if communities else 0, "level", 'exactly one area has to have level = "community"'
    tops = [i for i, area in enumerate(file.area) if area.parent is None]
    for i in tops[1:]:
        yield "area", i, "parent", "only one area can be the top of the tree; say which area this one lies in"
    for i, area in enumerate(file.area):
        if area.parent is not None and area.parent not in by_id:
            yield "area", i, "parent", _nobody(area.parent, list(by_id))
        seen: set[str] = set()
        above: str | None = area.id
        while above is not None and above in by_id and above not in seen:
            seen.add(above)
            above = by_id[above].parent
        if above in seen:
            yield "area", i, "parent", "the tree bites its own tail here"


def _nobody(wanted: str, known: list[str]) -> str:
    near = get_close_matches(wanted, known, n=1)
    hint = f'; did you mean "{near[0]}"?' if near else ""
    return f'there is no "{wanted}" in this file{hint}'
