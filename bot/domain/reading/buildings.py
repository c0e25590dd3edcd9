"""Which of the buildings a text names are meant: ranges are joined, and what is taken back is dropped.

An invented building is the worst mistake a reading can make: a ticket goes to the wrong door.
"""

import re
from dataclasses import replace

from bot.domain.place import span
from bot.domain.reading.mentions import Mention, find_mentions

_REPAIR = re.compile(
    r"(?:^|[\s,，.。!！?;；、…~(])(?:[哦啊呃噢]?不对|[说写打看搞弄报]错|错了|[哦啊呃噢]?不(?=[,，\s]|$)|应该是|更正|改成|改为|口误|sorry|oops|i mean|"
    r"scratch that|no wait|wait no|no(?=[,\s])|correction|or rather|make that)"
)
_REPAIR_WITHIN = 30
_DENIED = re.compile(r"(?:(?<!是)不是|并非|而非|(?<![a-z])not(?: at| in| the| for)?)\s?(?:在|说)?\s?$")
_JOINED = re.compile(r"\s?(?:到|至|~|-)\s?")


def find_buildings(blotted: str, cased: str, known: frozenset[str] = frozenset()) -> list[Mention]:
    """Return the mentions that stand, in order, of a `blotted` text; `cased` is the same text with its capitals.

    `known` are the community's own buildings: 东5 is read as 5 where there is no 东5.
    """
    kept = _kept(_joined(find_mentions(blotted, cased), blotted), blotted)
    if not known:
        return kept
    return [replace(one, buildings=tuple(_at_home(name, known) for name in one.buildings)) for one in kept]


def _joined(mentions: list[Mention], text: str) -> list[Mention]:
    """Join "5号楼至7号楼" into a range."""
    joined: list[Mention] = []
    for mention in mentions:
        if joined and _JOINED.fullmatch(text, joined[-1].end, mention.start):
            before = joined[-1]
            if between := span(before.buildings[-1], mention.buildings[0]):
                names = (*before.buildings, *between[1:], *mention.buildings[1:])
                joined[-1] = Mention(before.start, mention.end, tuple(dict.fromkeys(names)), mention.unit, mention.room)
                continue
        joined.append(mention)
    return joined


def _kept(mentions: list[Mention], text: str) -> list[Mention]:
    """Leave out what the writer took back: "5号楼,不对,6号楼", "不是5号楼是6号楼"."""
    kept: list[Mention] = []
    for mention in mentions:
        if _DENIED.search(text[max(0, mention.start - 12) : mention.start]):
            continue
        between = text[kept[-1].end : mention.start] if kept else ""
        if kept and len(between) < _REPAIR_WITHIN and _REPAIR.search(between):
            kept.pop()
        kept.append(mention)
    return kept


def _at_home(name: str, known: frozenset[str]) -> str:
    return name[1:] if name[0] in "东西南北" and name not in known and name[1:] in known else name
