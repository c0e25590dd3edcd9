"""What somebody wants counted: `/stats 本月 路灯`, `/stats 上周 各网格`, `/stats since march grid-1 noise`.

Days, kinds, buildings and an area are read here; what is left over may be somebody's name, or is not understood.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.domain.asked_period import read_period
from bot.domain.dates import narrow
from bot.domain.figures.case import Case
from bot.domain.lexicon import Lexicon
from bot.domain.period import Kind, Period
from bot.domain.place import expand_buildings
from bot.domain.reading.places import find_places
from bot.domain.roster import Area, Level, Roster
from bot.domain.whereabouts import areas_called
from bot.domain.wording import wording

MEASURES = {
    "streetlight_fault": "lamps",
    "illegal_parking": "vehicles",
    "ebike_indoors": "vehicles",
    "fire_lane_blocked": "vehicles",
}
"""What the things of a kind are counted as; of others they are things."""

_IDLE = frozenset(
    "的 有 件 统计 情况 多少 有多少 几件 怎么样 如何 全部 所有 报 看看 看下 查 查询 一共 总共 合计 数据 数量 总数 "
    "汇总 呢 吗 和 同比 环比 办结率 响应率 按时率 误报 误报率 工单 问题 "
    "按类别 各类别 各类 分类 类别 骑手 上报人 排行 排名 谁报的 "
    "in at of for by the all how many reports tickets show and".split()
)
_ASIDE = re.compile(
    r"^(?:请问|请|帮我|查一?下|看一?下|统计一?下)+|(?:一共|总共)?(?:上?报了?|坏了|有)?(?:多少|几)[件个起条次盏]?[呢了]?$"
    r"|的?(?:情况|数据|怎么样|如何)$|的$|[?？!！。]+$"
)
"""What is said beside the matter: 请问, 报了多少, 的情况."""

_APART = re.compile(
    r"(?:各个?|每个?|按|分)(?P<zh>网格|社区|街道|楼栋?|号楼|栋楼?)|\b(?:by|per|each|every)\s+(?P<en>grid|community|building)s?\b"
)
_PARTS = {
    "网格": Level.GRID, "社区": Level.COMMUNITY, "街道": Level.SUBDISTRICT, "grid": Level.GRID,
    "community": Level.COMMUNITY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. Empty `kinds` are all kinds, empty `buildings` all places; `area` None is all one may see.

    `apart`: the kind of area whose figures are wanted side by side (各网格), `Level.BUILDING` for buildings.
    `left`: words that are neither; a rider's name, perhaps.
    """

    period: Period
    kinds: frozenset[str] = frozenset()
    buildings: tuple[str, ...] = ()
    area: Area | None = None
    left: tuple[str, ...] = ()
    apart: Level | None = None

    def admits(self, case: Case) -> bool:
        """Tell whether a case is of the kinds and at the buildings that are asked about."""
        return (not self.kinds or case.category in self.kinds) and (
            not self.buildings or not set(self.buildings).isdisjoint(case.buildings)
        )

    def measure(self, kinds: Iterable[str | None]) -> str | None:
        """Return what things of these kinds are counted as: "lamps", "vehicles", "things" when all are of one kind.

        None of several kinds: 100 lamps and one wire are not 101 of anything.
        """
        found = set(kinds)
        named = {MEASURES.get(kind or "", "things") for kind in found}
        return named.pop() if len(named) == 1 and (len(found) == 1 or "things" not in named) else None


def read_question(text: str, today: date, community: Roster, lexicon: Lexicon) -> Question:
    """Return what `text` asks about a community; without days it is this month."""
    parted = _APART.search(narrow(text).casefold())
    period, rest = read_period(_without(text, parted), today)
    kinds: set[str] = set()
    buildings: list[str] = []
    area: Area | None = None
    left: list[str] = []
    for word in _words(rest, community):
        if (found := areas_called(community, word)) and not _is_building(word, community):
            area = found[0]
        elif named := kinds_called(word, lexicon):
            kinds |= named
        elif placed := _buildings(word, community):
            buildings += placed
        elif word.casefold() not in _IDLE:
            left.append(word)
    chosen = period or Period.holding(Kind.MONTH, today)
    apart = _PARTS.get(parted["zh"] or parted["en"], Level.BUILDING) if parted else None
    return Question(chosen, frozenset(kinds), tuple(dict.fromkeys(buildings)), area, tuple(left), apart)


def _without(text: str, found: re.Match[str] | None) -> str:
    return (
        text if found is None or len(text.casefold()) != len(text) else f"{text[: found.start()]} {text[found.end() :]}"
    )


def kinds_called(word: str, lexicon: Lexicon) -> frozenset[str]:
    """Return the kinds a word names: by id, name or group, a part of a name (电梯), a keyword. Empty when none."""
    said = wording(word).tight
    if len(said) < 2:
        return frozenset()
    kinds = lexicon.categories.values()
    readings: tuple[Iterable[str], ...] = (
        (kind.id for kind in kinds if said in (kind.id, wording(kind.zh).tight, wording(kind.en).tight)),
        (kind.id for kind in kinds if said == kind.group),
        (kind.id for kind in kinds if said in wording(kind.zh).tight),
        (lexicon.keywords[said],) if said in lexicon.keywords else (),
        (kind.id for kind in kinds if len(said) > 3 and said.rstrip("s") in wording(kind.en).tight),
        {
            kind
            for keyword, kind in lexicon.keywords.items()
            if len(keyword) > 1 and keyword in said and not said.isascii()
        },
        {kind for keyword, kind in lexicon.keywords.items() if len(said) > 3 and said.rstrip("s") in keyword.split()},
    )
    return next((found for reading in readings if (found := frozenset(reading))), frozenset())


def _words(rest: str, community: Roster) -> list[str]:
    """Return the words of what is left after the days, buildings cut out of what is written without blanks."""
    words: list[str] = []
    for said in rest.replace("，", " ").replace(",", " ").replace("、", " ").split():
        if not (word := _ASIDE.sub("", said)):
            continue
        mentions = find_places(wording(word), community.places)[0].mentions if not word.isascii() else ()
        spaced = wording(word).spaced
        if len(mentions) != 1 or len(spaced) != len(word) or areas_called(community, word):
            words.append(word)
            continue
        cut = mentions[0].start, mentions[0].end
        words += [part for part in (word[: cut[0]], word[cut[0] : cut[1]], word[cut[1] :]) if part]
    return _joined(words)


def _joined(words: list[str]) -> list[str]:
    """Put "building 5" together again, which a blank has parted."""
    joined: list[str] = []
    for word in words:
        if joined and joined[-1].casefold() in ("building", "bldg", "block", "tower") and word[:1].isalnum():
            joined[-1] = f"{joined[-1]} {word}"
        else:
            joined.append(word)
    return joined


def _is_building(word: str, community: Roster) -> bool:
    """Tell whether a word names a building rather than the area it lies in."""
    return bool(_buildings(word, community)) and not any(
        word.casefold() in (area.key.casefold(), area.name.casefold()) for area in community.areas.values()
    )


def _buildings(word: str, community: Roster) -> tuple[str, ...]:
    """Return the buildings a word names: 5号楼, building 5; a bare number or letter only where there is such one."""
    if named := find_places(wording(word), community.places)[0].buildings:
        return named
    try:
        found = expand_buildings([word])
    except ValueError:
        return ()
    return found if all(one in community.places.buildings or one in community.all_buildings() for one in found) else ()
