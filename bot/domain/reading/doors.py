"""Unit, floor and room inside a building: 2单元, 3门 (Tianjin), 三楼, B1, 301室, apt 301, 2-301 after a building.

A floor is never derived from a room, and a lone number is never a room: it must hang on a place. Works on blotted text
in which every building mention has been replaced by one `HOUSE` mark.
"""

import re
from dataclasses import dataclass

from bot.domain.numerals import CHINESE, ENGLISH, ORDINALS, read_number

HOUSE, UNIT, FLOOR = "\ue000", "\ue001", "\ue002"
"""Marks that stand for what has been read already, so that a room can be seen to hang on it."""

_CN = rf"[{CHINESE}]"
_NUM = rf"(?:\d{{1,2}}|{_CN}{{1,3}})"
_SEP = r"\s?(?:、|,|/|和|跟|与|及|-|~|到|至)\s?"
_MORE = rf"(?:号?(?:单元)?\s?(?:、|,|/|和|跟|与|及|-|~|到|至)\s?{_NUM}){{0,5}}"
_ORD = "|".join(ORDINALS)
_WORDS = "|".join(ENGLISH)

_UNIT = re.compile(
    rf"(?:第\s?)?(?<![\d{CHINESE}a-z])(?P<zh>{_NUM}|[a-z]|两){_MORE}\s?号?(?:单元|丹元|单员|单园|单原|单无|单圆|担元)"
    rf"|(?<={HOUSE})\s?[的,-]?\s?(?P<dan>{_NUM}|[a-z])单(?![元子价号位独据车送被人])"
    rf"|(?<={HOUSE})\s?[的,，-]?\s?(?P<men>{_NUM})门(?!心)"
    rf"|(?<![\d{CHINESE}])(?P<menroom>{_NUM})门(?=\s?\d{{3,4}}(?!\d))"
    rf"|(?<={HOUSE})\s?[-/]?\s?(?P<dash>\d{{1,2}})-(?=\d{{3,4}}[a-z]?(?![\d-]))"
    rf"|(?<![a-z])(?:unit|entrance|entry|stairwell|staircase|doorway)s?\s?(?:no\.?|#)?\s?(?P<en>\d{{1,2}}(?!\d)|[a-h](?![a-z'])|(?:{_WORDS})\b)"
)
_NOT_LAYER = r"(?![皮灰油漆土玻雪冰膜纸布层保的高厚水楼纱])"
_FLOOR = re.compile(
    rf"(?P<minus>(?<![\d-])-\s?[1-4](?=\s?[层楼f])|负\s?(?:\d|[一二三四])|地下\s?(?:第)?\s?(?:\d|[一二三四])(?=\s?[层楼]))\s?[层楼f]?"
    r"|(?<![a-z\d])b(?P<b>[1-4])(?:层|楼|f)?(?![a-z\d])"
    r"|(?<![a-z])basement\s?(?:level\s?)?(?P<base>\d)"
    rf"|(?<![\d{CHINESE}号.a-z上下几数好])(?:第\s?)?(?P<zh>\d{{1,2}}(?:{_SEP}\d{{1,2}}){{0,5}}|{_CN}{{1,3}}(?:{_SEP}{_CN}{{1,3}}){{0,5}})\s?(?:楼(?![长盘市号栋])|层{_NOT_LAYER})"
    r"|(?<![a-z\d])(?P<f>\d{1,2})\s?/?f(?![a-z\d/])|(?<![a-z\d])f(?P<f2>\d{1,2})(?![a-z\d])"
    rf"|(?<![a-z\d])(?:(?P<nth>\d{{1,2}})(?:st|nd|rd|th)|(?P<ord>{_ORD}))(?:\s?(?:,|/|and|&|to|or)\s?\d{{1,2}}(?:st|nd|rd|th))?[\s-](?:floor|fl\b|storey|level)"
    rf"|(?<![a-z])(?:floor|fl\.?|level|lvl)\s?#?(?P<en>\d{{1,2}}(?!\d)|(?:{_WORDS})\b)"
    r"|(?P<ground>(?<![a-z])ground[\s-]floor)"
)
_ROOM_TAIL = r"(?![\d.:%~]|\s?(?:[元块米度辆个人天年斤]|号?(?:车位|摊位|柜|桩)|yuan|rmb))"
_ROOM = re.compile(
    rf"[{HOUSE}{UNIT}{FLOOR}][\s的,，、-]?\s?(?P<hang>\d{{3,4}}(?:[a-z](?![a-z]))?|[一二三四五六七八九两]{_CN}?[零〇]{_CN}{{1,2}}){_ROOM_TAIL}"
    r"|(?<![\d.\-a-z])(?P<shi>\d{3,4}[a-z]?)\s?(?:室|号房|房间|号室|户(?!型))"
    r"|(?:房号|门牌号?|门牌|房间号?|室号)[^\d]{0,6}(?P<cue>\d{3,4}[a-z]?)(?!\d)"
    r"|(?<![a-z])(?:apt|apartment|room|rm|flat|unit|suite|ste)s?\.?\s?(?:no\.?|#)?\s?#?(?P<en>\d{3,4}[a-z]?)(?![\d:])"
)


@dataclass(frozen=True, slots=True)
class Door:
    """Where inside a building; each part in normal form ("2", "B1", "301") or None."""

    unit: str | None = None
    floor: str | None = None
    room: str | None = None


def _figure(said: str | None) -> str | None:
    if not said:
        return None
    if len(said) == 1 and "a" <= said <= "z":
        return said.upper()
    number = read_number("二" if said == "两" else said)
    return str(number) if number else None


def _unit(match: re.Match[str]) -> str | None:
    return _figure(next((said for said in match.groups() if said), None))


def _floor(match: re.Match[str]) -> str | None:
    if match["ground"]:
        return "1"
    deep = match["minus"] or match["b"] or match["base"]
    if deep:
        number = _figure(deep[-1])
        return f"B{number}" if number else None
    said = (
        re.split(_SEP, match["zh"])[0]
        if match["zh"]
        else match["f"] or match["f2"] or match["nth"] or match["ord"] or match["en"]
    )
    # 七八层: nobody counts that exactly, so it names no floor.
    if said and len(said) == 2 and not said.isascii() and "十" not in said:
        return None
    number = _figure(said)
    return number if number and int(number) < 100 else None


def _room(said: str) -> str | None:
    digits = said if said.isascii() else str(read_number(said) or "")
    return digits.lstrip("0").upper() or None


def find_door(marked: str) -> tuple[Door, str]:
    """Read the door in `marked`, and return it with the text in which unit and floor are marks too."""
    unit = floor = None
    match = _UNIT.search(marked)
    if match and (unit := _unit(match)):
        # All of them become marks, so that a room may hang on any; the first named is the one that counts.
        marked = _UNIT.sub(UNIT, marked)
    for match in _FLOOR.finditer(marked):
        floor = floor or _floor(match)
    if floor:
        marked = _FLOOR.sub(lambda found: FLOOR if _floor(found) else found[0], marked)
    hit = _ROOM.search(marked)
    said = next((part for part in hit.groups() if part), None) if hit else None
    return Door(unit, floor, _room(said) if said else None), marked
