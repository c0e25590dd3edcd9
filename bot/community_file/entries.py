"""The tables of a community file and what may stand in each; what no single value shows is checked elsewhere."""

import unicodedata
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from bot.domain.map import square_metres
from bot.domain.place import expand_buildings
from bot.domain.roster import Level, Role


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
Datum = Literal["wgs84", "gcj02"]
"""What the boundaries were read off: a GPS device or an international map, or a Chinese map such as Amap."""


def _boundary(value: list[tuple[float, float]]) -> list[tuple[float, float]]:
    if value and len(set(value)) < 3:
        raise ValueError("a boundary needs three different corners or more, each [latitude, longitude]")
    if value and square_metres(value) < 1:
        raise ValueError("this boundary encloses nothing; write its corners in order, each [latitude, longitude]")
    return value


class Entry(BaseModel):
    """One table of the file; unknown keys are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class CommunityEntry(Entry):
    """The community itself."""

    id: Key
    name: Name
    timezone: Annotated[str, AfterValidator(_zone)] = "Asia/Shanghai"
    language: Language = "zh"
    datum: Datum = "wgs84"


class AreaEntry(Entry):
    """A node of the tree."""

    id: Key
    level: Annotated[Level, Field(strict=False)]
    name: Name
    parent: Key | None = None
    buildings: Annotated[list[str], AfterValidator(_buildings)] = []
    estate: Name | None = None
    aliases: list[Name] = []
    boundary: Annotated[list[Point], AfterValidator(_boundary)] = []
    households: Annotated[int, Field(ge=0, le=100_000)] | None = None


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
