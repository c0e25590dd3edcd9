"""The place noun that lets a person find the spot: 东门, 地下车库, 快递柜旁边. The thing that is broken is no landmark.

Works on the spots of one text and on what was read as its category; ties go to the noun nearest the trouble.
"""

import re
from collections.abc import Iterable

from bot.domain.lexicon import Landmark, Lexicon
from bot.domain.numerals import CHINESE, read_number
from bot.domain.reading.doors import FLOOR, HOUSE, UNIT
from bot.domain.reading.spotting import Spot
from bot.domain.reading.traps import BLOT

_BESIDE = re.compile(
    r"(?:的)?(?:旁边?|边上|边|那边|那里|那儿|那块|那|附近|跟前|对面|对过|后面|后头|前面|前头|下面|底下|上面|上头|里面|里头|里|内|上|下|"
    r"这边|这里|这儿|处|门口|东侧|西侧|南侧|北侧|左边|右边|外面|外头|拐角|中间|后|前)|\s?(?:area|side)"
)
_LEADING = re.compile(
    r"(?:在|靠|挨着|紧挨|靠近|(?<![a-z])(?:near|by|beside|behind|at|next to|in front of|around|outside|under|opposite)(?: the| our)?\s?)$"
)
_NOT_AFTER = {
    "楼下": "水邻那住",
    "广场": "舞",
    "小广场": "舞",
    "后门": "程",
    "车库": "门",
    "楼道": "灯",
}
_GATE = re.compile(
    rf"(?<![\d{CHINESE}])(\d{{1,2}}|[{CHINESE}]{{1,2}})号门(?!口|[\d一二三四五六七八九])|(?<![a-z])gate\s?(?:no\.?\s?)?#?(\d{{1,2}})"
)
_STALL = re.compile(r"(?<!\d)\d{1,3}号?(?:车位|摊位|充电桩|窗口)")
_AROUND = re.compile(
    rf"{HOUSE}\s?的?(?:(?P<back>后面|后头|后身|后边|背后|后(?!天|来|续))|(?P<front>前面|前头|前边|跟前|前(?!天|面的)))|(?P<behind>behind|in back of)\s(?:the )?{HOUSE}|(?P<before>in front of|outside)\s(?:the )?{HOUSE}"
)
_PARTICLES = re.compile(
    rf"好像|大概|应该|具体|旁边|附近|中间|对面|[在靠就是这那边里儿的上下面头处跟前后左右,，。.!！~哈啊吧呢\d{HOUSE}{UNIT}{FLOOR}{BLOT}]"
)
_PAUSE = re.compile(r"[,，。!?;；]")
_APART = 3
_GENERIC = frozenset({"门口", "楼下", "楼前", "楼后", "东侧", "西侧", "南侧", "北侧", "门洞"})
_LIKE = re.compile(r"似的|一样|一般|那样")


class Landmarks:
    """The lexicon's landmarks, ready to be found among spots."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._by_word: dict[str, Landmark] = {word: mark for mark in lexicon.landmarks for word in mark.words}

    def words(self) -> Iterable[str]:
        """Every word that has to be spotted for `read`."""
        return self._by_word

    def read(
        self, tight: str, marked: str, spots: Iterable[Spot], category: str | None, trouble: int | None, estate: str
    ) -> str | None:
        """Return the landmark, or None.

        `trouble` is where the words of the trouble end in `tight`, if known; the `estate`'s own 花园 is no landmark. `marked` has
        the buildings as marks: a 前面 right behind one is 楼前.
        """
        found: list[tuple[int, int, str]] = []
        for spot in spots:
            mark = self._by_word.get(spot.word)
            if mark is None or any(start <= spot.start and spot.end <= end for start, end, _ in found):
                continue
            if self._stands(tight, spot, mark, category) and spot.word not in estate:
                found.append((spot.start, spot.end, mark.name))
        found += [(one.start(), one.end(), f"{read_number(one[1] or one[2])}号门") for one in _GATE.finditer(tight)]
        numbered = category not in (None, "facility_damage")
        found += [
            (one.start(), one.end(), one[0])
            for one in _STALL.finditer(tight)
            if numbered or _BESIDE.match(tight, one.end())
        ]
        if not found:
            around = _AROUND.search(marked)
            return None if around is None else "楼后" if around["back"] or around["behind"] else "楼前"
        found.sort()
        before = [one for one in found if trouble is None or one[0] < trouble] or found[:1]
        return _last_of_first_run(tight, before)[2]

    def bare(self, marked: str, spots: Iterable[Spot]) -> bool:
        """Tell whether a text is nothing but a place: "5号楼2单元", "靠快递柜这边"."""
        rest = marked.replace(" ", "")
        for word in sorted({spot.word for spot in spots if spot.word in self._by_word}, key=len, reverse=True):
            rest = rest.replace(word.replace(" ", ""), "")
        return not _PARTICLES.sub("", rest)

    @staticmethod
    def _stands(tight: str, spot: Spot, mark: Landmark, category: str | None) -> bool:
        after = tight[spot.end : spot.end + 1]
        if (after and after in _NOT_AFTER.get(spot.word, "")) or _LIKE.match(tight, spot.end):
            return False
        if mark.thing or category in mark.broken_in:
            return bool(_BESIDE.match(tight, spot.end) or _LEADING.search(tight[max(0, spot.start - 16) : spot.start]))
        return True


def _last_of_first_run(tight: str, found: list[tuple[int, int, str]]) -> tuple[int, int, str]:
    """东门快递柜: the last of the nouns that follow one another closely is the nearest; but 驿站门口 is the 驿站."""
    best = found[0]
    for one in found[1:]:
        if one[0] - best[1] > _APART or _PAUSE.search(tight, best[1], one[0]):
            break
        if not (one[2] in _GENERIC and one[0] == best[1]):
            best = one
    return best
