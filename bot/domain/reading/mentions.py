"""How buildings are named, pattern by pattern: 5号楼, 五栋, A座, 5-7号楼, 5#-2-301, block B, the 5th building.

Finds every naming in a blotted text, also those that are taken back a moment later; `buildings.py` knows which stand.
"""

import re
from dataclasses import dataclass

from bot.domain.numerals import CHINESE, ENGLISH, ORDINALS, read_numbers
from bot.domain.place import normal, span

_CN = rf"[{CHINESE}]{{1,5}}"
# 往东5号楼 goes east; 东5号楼 is a name.
_PREFIX = r"(?:(?<![东房股山京])[甲乙丙丁西]|(?<![往向朝靠山京广])[甲乙丙丁东南北])"
_ONE = rf"(?:{_PREFIX}?(?:(?<![a-z\d.])[a-z]?\d{{1,3}}(?:[a-z](?![a-z])|[甲乙丙丁])?|{_CN})|(?<![a-z\d])[a-z](?![a-z]))"
_AND = r"\s?(?:、|,|/|和|跟|与|及|或|&|\+|还有|以及|,?\s?and)\s?"
_TO = r"\s?(?:-|~|到|至)\s?"
_NEXT = rf"(?:(?:号楼?|栋|幢|座|#楼?)?(?:{_AND}|{_TO})\s?(?:{_ONE})|号楼?\s?{_ONE}|[ .]\d{{1,2}})"
_ALL_OF_THEM = r"(?!楼(?:都|全|的人|一共|总共|停电|没电|没水|停水))"
_MARK = (
    rf"(?:\s?(?:号\s?(?:楼|搂|娄|栋|幢|座)|[好浩]楼|[栋幢]{_ALL_OF_THEM}|#\s?(?:楼|栋)?|"
    r"座(?![车桥山城位轿商庙椅充]|电话|的车|面包)|楼(?=\s?[\d一二三四五六七八九两a-z]\s?(?:单元|丹元|单员))|楼座)|"
    r"(?<=\d)[懂冻洞](?![死了得成坏结住手人伤货库疮]))"
)
_SIDES = "".join(f"|{side}[侧边头面墙]" for side in "东西南北")
_HAO = (
    r"号(?=\s?(?:门口|门前|门外|门洞|楼|下水|走廊|过道|单元|那边|那栋|那楼|旁|对面|对过|后面|后身|后头|后院|后墙|前面|前头|底下|边上|"
    rf"附近|楼梯|漏水|堵了|着火|冒烟|门禁|地下室|外墙|阳台|一楼{_SIDES}|[\d一二三四五六七八九]{{1,2}}单元|\d{{3,4}}(?![\d元块年])))"
)
_LISTED = re.compile(
    rf"(?P<head>(?:{_ONE}){_NEXT}{{0,12}}?)(?:{_MARK}|{_HAO})|(?<![a-z\d工单])#\s?(?P<sharp>\d{{1,2}}[a-z]?)(?![\d.])"
)
_ELEMENTS = re.compile(rf"({_ONE})|({_TO})")
_LANE = re.compile(r"\d弄\s?(?P<head>\d{1,3})号(?![院门])")
_ADDRESS_GOES_ON = re.compile(r"\s?[\d一二三四五六七八九十]{1,3}\s?(?:单元|门|楼|层|-)")
_COUNTED = re.compile(r"(?:共|[这那有前后其另好整全哪每同某俩两几])$")

_WORDS = "|".join(ENGLISH)
_EN_ONE = rf"(?:\d{{1,3}}[a-z]?(?![a-z\d:])|[a-z]\d{{0,2}}(?![a-z\d]|'(?!s))|(?:{_WORDS})\b|[甲乙]\d{{1,2}})"
# In a list the further ones are figures, or letters after "and": "bldg 13, two of them", "block H, a guy".
_EN_NEXT = r"(?:\d{1,3}[a-z]?(?![a-z\d:])|(?<!,)(?<!, )[b-hj-z]\d{0,2}(?![a-z\d']))"
_EN_NOUN = r"(?:bldgs?|buildings?|blocks?|blks?|towers?|twrs?)"
_ENGLISH = re.compile(
    rf"(?<![a-z]){_EN_NOUN}\.?(?:\s?(?:number|num|no\.?|#))?\s?#?\s?"
    rf"(?P<list>{_EN_ONE}(?:(?:\s?(?:,|/|&|and|or|-|~|to|through)\s?){{1,3}}(?:(?<!, ){_EN_NOUN}\.?\s?#?\s?)?{_EN_NEXT}"
    r"(?!\s?(?:floor|unit|of\b|st\b|nd\b|rd\b|th\b))){0,12})"
    rf"|(?<![a-z\d])(?:no\.?\s?|#)(?P<no>\d{{1,3}}[a-z]?)\s{_EN_NOUN}\b"
    rf"|(?<![a-z\d])(?P<nth>\d{{1,2}}(?=st|nd|rd|th)|{'|'.join(ORDINALS)})(?:st|nd|rd|th)?\s{_EN_NOUN}\b"
    rf"|(?<![a-z\d])(?P<front>[a-h])[ -]{_EN_NOUN}\b"
)
_EN_ELEMENTS = re.compile(rf"(?<![a-z\d])({_EN_ONE})|(-|~|to|through)")

_COMPOSITE = re.compile(
    rf"(?<![\da-z.\-/:楼栋幢座元])(?P<b>[甲乙东西南北]?(?:[a-z]?\d{{1,3}}[a-z]?|[a-z]|{_CN}))(?:号楼|栋|幢|座|#|号)?"
    r"\s?(?:[-/.]\s?#?(?P<u>\d{1,2})(?:单元|#|门)?\s?[-/.]\s?(?P<r>\d{3,4}[a-z]?)|-\s?(?P<r2>\d{3,4}[a-z]?))"
    r"(?![\d\-/.:%~]|[a-z]{2})"
    # Two short numbers are an address only where a place follows: "4-2门口", "14-3 七楼".
    r"|(?<![\d\-/.:a-z])(?P<b2>\d{1,2})-(?P<u2>[1-9])"
    rf"(?=\s?(?:门口|门前|楼道|单元门|(?:[{CHINESE}]{{1,2}}|(?<!\d)\d{{1,2}})[层楼]))"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Buildings named in one breath, and where in the text; a composite like 5-2-301 also tells unit and room."""

    start: int
    end: int
    buildings: tuple[str, ...]
    unit: str | None = None
    room: str | None = None


def find_mentions(blotted: str, cased: str) -> list[Mention]:
    """Return every naming, in order and apart from each other."""
    found = [*_composites(blotted), *_chinese(blotted), *_english(blotted, cased)]
    apart: list[Mention] = []
    for mention in sorted(found, key=lambda one: one.start):
        if not apart or mention.start >= apart[-1].end:
            apart.append(mention)
    return apart


def _names(said: str) -> tuple[str, ...]:
    """Read one element: usually one building, two for 五六."""
    if (one := normal(said)) and (said.isascii() or not set(said) <= set(CHINESE)):
        return (one,)
    return tuple(str(number) for number in read_numbers(said) if number)


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
    """Drop what cannot stand beside the marked last element: a room number before a small building."""
    last = found[-1] if found else ""
    if last.isdigit() and len(last) < 3:
        return tuple(name for name in found if not (name.isdigit() and len(name) > 2))
    return found


def _chinese(text: str) -> list[Mention]:
    mentions = [Mention(match.start("head"), match.end(), (str(int(match["head"])),)) for match in _LANE.finditer(text)]
    for match in _LISTED.finditer(text):
        head, start = match["head"] or match["sharp"], match.start()
        if text[match.end() - 1] in "栋幢座" and not match["sharp"]:
            if _COUNTED.search(text[max(0, start - 2) : start]):
                continue
            # 一栋 is "a building", unless it goes on like an address.
            if head == "一" and not _ADDRESS_GOES_ON.match(text, match.end()):
                continue
        if " " in head or "." in head:
            # A blank or a dot joins only neighbours, "5 6号楼"; otherwise the earlier number is something else.
            pieces = re.split(r"[ .]", head)
            if not all(piece.isdigit() for piece in pieces) or int(pieces[0]) + 1 != int(pieces[-1]):
                start += head.rfind(pieces[-1])
                head = pieces[-1]
        if names := _sound(_expand(head, _ELEMENTS)):
            mentions.append(Mention(start, match.end(), names))
    return mentions


def _english(text: str, cased: str) -> list[Mention]:
    mentions = []
    for match in _ENGLISH.finditer(text):
        said = match["list"] or match["no"] or match["nth"] or match["front"]
        at = match.start("list") if match["list"] else match.start()
        # "a building", "block a lane": letters that are also words, or that begin one, count only as capitals.
        if said[0] in "aiso" and not said[1:2].isalnum() and not cased[at : at + 1].isupper():
            continue
        names = (str(ORDINALS[said]),) if said in ORDINALS else _expand(said, _EN_ELEMENTS)
        if names:
            mentions.append(Mention(match.start(), match.end(), names))
    return mentions


def _composites(text: str) -> list[Mention]:
    found = []
    for match in _COMPOSITE.finditer(text):
        said, unit = match["b"] or match["b2"], match["u"] or match["u2"]
        building = normal(said) or "".join(_names(said)[:1])
        room = (match["r"] or match["r2"] or "").lstrip("0").upper() or None
        if building and (unit is None or int(unit)):
            found.append(Mention(match.start(), match.end(), (building,), unit and str(int(unit)), room))
    return found
