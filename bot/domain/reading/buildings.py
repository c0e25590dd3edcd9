"""Which buildings a text names: 5号楼, 五栋, A座, 5-7号楼, 5#-2-301, block B, the 5th building, and what is taken back.

An invented building is the worst mistake a reading can make, so a bare number needs a marker or a place word beside it.
Takes text that has gone through `wording` and `traps.blot`; never looks at anything but the text.
"""

import re
from collections.abc import Container
from dataclasses import dataclass, replace

from bot.domain.numerals import CHINESE, ENGLISH, ORDINALS, read_numbers
from bot.domain.place import normal, span

_CN = rf"[{CHINESE}]{{1,5}}"
_PREFIX = r"(?:(?<![东房股山京])[甲乙丙丁西]|(?<![往向朝靠山京广])[甲乙丙丁东南北])"
_ONE = rf"(?:{_PREFIX}?(?:(?<![a-z\d.])[a-z]?\d{{1,3}}(?:[a-z](?![a-z])|[甲乙丙丁])?|{_CN})|(?<![a-z\d])[a-z](?![a-z]))"
_AND = r"\s?(?:、|,|/|和|跟|与|及|或|&|\+|还有|以及|,?\s?and)\s?"
_TO = r"\s?(?:-|~|到|至)\s?"
_NEXT = rf"(?:(?:号楼?|栋|幢|座|#楼?)?(?:{_AND}|{_TO})\s?(?:{_ONE})|号楼?\s?{_ONE}|[ .]\d{{1,2}})"
_AFTER_DONG = r"(?!楼(?:都|全|的人|一共|总共|停电|没电|没水|停水))"
_MARK = (
    rf"(?:\s?(?:号\s?(?:楼|搂|娄|栋|幢|座)|[好浩]楼|[栋幢]{_AFTER_DONG}|#\s?(?:楼|栋)?(?![a-z\d])|#(?=[a-z])|"
    r"座(?![车桥山城位轿商庙椅充]|电话|的车|面包)|楼(?=\s?[\d一二三四五六七八九两a-z]\s?(?:单元|丹元|单员))|楼座)|"
    r"(?<=\d)[懂冻洞](?![死了得成坏结住手人伤货库疮]))"
)
_HAO = (
    r"号(?=\s?(?:门口|门前|门外|门洞|楼|下水|走廊|过道|单元|那边|那栋|那楼|旁|对面|对过|后面|后身|后头|后院|后墙|前面|前头|"
    r"东[侧边头面墙]|西[侧边头面墙]|南[侧边头面墙]|北[侧边头面墙]|底下|边上|附近|院里|楼梯|漏水|堵了|着火|冒烟|门禁|地下室|外墙|"
    r"阳台|一楼|[\d一二三四五六七八九]{1,2}单元|\d{3,4}(?![\d元块年])))"
)
_LISTED = re.compile(
    rf"(?P<head>(?:{_ONE}){_NEXT}*?)(?:{_MARK}|{_HAO})|(?<![a-z\d工单])#\s?(?P<sharp>\d{{1,2}}[a-z]?)(?![\d.])"
)
_WORDS = "|".join(ENGLISH)
_EN_ONE = rf"(?:\d{{1,3}}[a-z]?(?![a-z\d:])|[a-z]\d{{0,2}}(?![a-z\d'])|(?:{_WORDS})\b|[甲乙]\d{{1,2}})"
_EN_NOUN = r"(?:bldgs?|buildings?|blocks?|blks?|towers?|twrs?)"
_ENGLISH = re.compile(
    rf"(?<![a-z]){_EN_NOUN}\.?(?:\s?(?:number|num|no\.?|#))?\s?#?\s?(?P<list>{_EN_ONE}(?:(?:\s?(?:,|/|&|and|or|-|~|to|through)\s?)+"
    rf"(?:{_EN_NOUN}\.?\s?#?)?{_EN_ONE}(?!\s?(?:floor|unit)))*)"
    rf"|(?<![a-z\d])(?:no\.?\s?|#)(?P<no>\d{{1,3}}[a-z]?)\s{_EN_NOUN}\b"
    rf"|(?<![a-z\d])(?P<nth>\d{{1,2}}(?=st|nd|rd|th)|{'|'.join(ORDINALS)})(?:st|nd|rd|th)?\s{_EN_NOUN}\b"
    rf"|(?<![a-z\d])(?P<front>[a-h])[ -]{_EN_NOUN}\b"
)
_COMPOSITE = re.compile(
    rf"(?<![\da-z.\-/:])(?P<b>[甲乙东西南北]?(?:[a-z]?\d{{1,3}}[a-z]?|[a-z]|{_CN}))(?:号楼|栋|幢|座|#|号)?"
    r"\s?(?:[-/.]\s?#?(?P<u>\d{1,2})(?:单元|#|门)?\s?[-/.]\s?(?P<r>\d{3,4}[a-z]?)|-\s?(?P<r2>\d{3,4}[a-z]?))(?![\d\-/.:%~]|[a-z]{2})"
)
_REPAIR = re.compile(
    r"(?:^|[\s,，.。!?;、…~])?(?:不对|不是|错了|说错|写错|打错|看错|搞错|报错|哦不|啊不|呃不|噢不|应该是|更正|改成|改为|口误|sorry|oops|"
    r"i mean(?:t)?|scratch that|no wait|wait no|no,|correction|rather|make that)"
)
_DENIED = re.compile(r"(?:(?<!是)不是|并非|而非|(?<![a-z])not(?: at| in| the| for)?)\s?(?:在|说)?\s?$")
_COUNTED = re.compile(r"(?:共|总共|一共|[这那有前后其另好整全哪每同某俩两几])$")


@dataclass(frozen=True, slots=True)
class Mention:
    """Buildings named in one breath, and where in the text; a composite like 5-2-301 also tells unit and room."""

    start: int
    end: int
    buildings: tuple[str, ...]
    unit: str | None = None
    room: str | None = None


def _names(said: str) -> tuple[str, ...]:
    """Read one element: usually one building, two for 五六."""
    if (one := normal(said)) and (said.isascii() or not set(said) <= set(CHINESE)):
        return (one,)
    return tuple(str(number) for number in read_numbers(said) if number)


_ELEMENTS = re.compile(rf"({_ONE})|({_TO})")
_EN_ELEMENTS = re.compile(rf"(?<![a-z\d])({_EN_ONE})|(-|~|to|through)")


def _expand(head: str, elements: re.Pattern[str]) -> tuple[str, ...]:
    """Read a list or range: "5、6" -> 5 6, "5-7" -> 5 6 7, "5-1" -> 5-1."""
    found: list[str] = []
    reach = False
    for match in elements.finditer(head):
        if match[2]:
            reach = bool(found)
            continue
        for name in _names(match[1]):
            between = span(found[-1], name) if reach and found else ()
            if reach and found and not between:
                found[-1] = f"{found[-1]}-{name}"
            else:
                found.extend(between[1:] or (name,))
        reach = False
    return tuple(dict.fromkeys(found))


def _sound(found: tuple[str, ...]) -> tuple[str, ...]:
    """Drop what cannot stand beside the marked last element: a room before a building, two numbers by chance."""
    last = found[-1] if found else ""
    if last.isdigit() and len(last) < 3:
        return tuple(name for name in found if not (name.isdigit() and len(name) > 2))
    return found


def _chinese(text: str) -> list[Mention]:
    mentions = []
    for match in _LISTED.finditer(text):
        head = match["head"] or match["sharp"]
        start = match.start()
        mark = text[match.end() - 1]
        if mark in "栋幢座" and not match["sharp"]:
            if _COUNTED.search(text[max(0, start - 2) : start]):
                continue
            if head == "一" and text[match.end() : match.end() + 1] == "楼":
                continue
        if " " in head or "." in head:
            # A blank or a dot joins only neighbours: "5 6号楼"; otherwise the earlier number is something else.
            pieces = re.split(r"[ .]", head)
            lone = [piece for piece in pieces if piece.isdigit()]
            if len(lone) != len(pieces) or int(lone[0]) + 1 != int(lone[-1]):
                start += head.rfind(pieces[-1])
                head = pieces[-1]
        names = _sound(_expand(head, _ELEMENTS))
        if names:
            mentions.append(Mention(start, match.end(), names))
    return mentions


def _english(text: str, cased: str) -> list[Mention]:
    mentions = []
    for match in _ENGLISH.finditer(text):
        said = match["list"] or match["no"] or match["nth"] or match["front"]
        at = match.start("list") if match["list"] else match.start()
        # "a building", "block a lane": the letters that are also words count only as capitals.
        if said[0] in "aiso" and not said[1:2].isalnum() and not cased[at : at + 1].isupper():
            continue
        names = (str(ORDINALS[said]),) if said in ORDINALS else _expand(said, _EN_ELEMENTS)
        if names:
            mentions.append(Mention(match.start(), match.end(), names))
    return mentions


def _composites(text: str) -> list[Mention]:
    found = []
    for match in _COMPOSITE.finditer(text):
        building = normal(match["b"]) or "".join(_names(match["b"])[:1])
        unit = match["u"]
        room = match["r"] or match["r2"]
        if building and (unit is None or int(unit)):
            found.append(
                Mention(match.start(), match.end(), (building,), unit and str(int(unit)), room.lstrip("0").upper())
            )
    return found


def _kept(mentions: list[Mention], text: str) -> list[Mention]:
    """Leave out what the writer took back: "5号楼,不对,6号楼", "不是5号楼是6号楼"."""
    kept: list[Mention] = []
    for mention in mentions:
        if _DENIED.search(text[max(0, mention.start - 6) : mention.start]):
            continue
        if kept and _REPAIR.match(text[kept[-1].end : mention.start].lstrip(" ,.。!?;、…~-那边的哈啊呃哦")):
            kept.pop()
        kept.append(mention)
    return kept


def _joined(mentions: list[Mention], text: str) -> list[Mention]:
    """Join "5号楼至7号楼" into a range."""
    joined: list[Mention] = []
    for mention in mentions:
        if joined and re.fullmatch(r"\s?(?:到|至|~|-)\s?", text[joined[-1].end : mention.start]):
            between = span(joined[-1].buildings[-1], mention.buildings[0])
            if between:
                names = (*joined[-1].buildings, *between[1:], *mention.buildings[1:])
                joined[-1] = Mention(joined[-1].start, mention.end, tuple(dict.fromkeys(names)))
                continue
        joined.append(mention)
    return joined


def find_buildings(blotted: str, cased: str, known: Container[str] = frozenset()) -> list[Mention]:
    """Return the mentions that stand, in order. `known` are the community's own buildings: 东5 is 5 where no 东5 is."""
    found = sorted([*_composites(blotted), *_chinese(blotted), *_english(blotted, cased)], key=lambda one: one.start)
    apart: list[Mention] = []
    for mention in found:
        if not apart or mention.start >= apart[-1].end:
            apart.append(mention)
    kept = _kept(_joined(apart, blotted), blotted)
    if not known:
        return kept
    return [replace(one, buildings=tuple(_at_home(name, known) for name in one.buildings)) for one in kept]


def _at_home(name: str, known: Container[str]) -> str:
    return name[1:] if name[0] in "东西南北" and name not in known and name[1:] in known else name
