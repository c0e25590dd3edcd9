"""Awards (加分) and deductions (扣分) by hand: what was typed, and whether it may be done.

    给老高加5分 帮忙清理楼道      扣老高5分 乱报      /award 老高 5 原因      /award #142 -5 last month: counted twice

Decides; whom a name means is found out in `services/merits.py`.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.dates import narrow
from bot.domain.numerals import CHINESE, read_number
from bot.domain.points import Tariff
from bot.domain.roster import Role

AWARDING = frozenset({Role.COMMUNITY, Role.SUBDISTRICT, Role.DISTRICT, Role.ADMIN})

_N = rf"\d{{1,6}}|[{CHINESE}两]{{1,5}}"
_SAID = re.compile(
    rf"^(?:请|麻烦)?(?:给|替|帮)?\s*(?P<whom>[^\s,。:;]{{1,24}}?)\s*(?:的)?(?:积分)?\s*"
    rf"(?P<verb>\+|加|奖励?|记|扣除?|减|罚)(?:上|了|掉)?\s*(?:积分\s*)?(?P<n>{_N})?\s*个?\s*(?:积分|分)"
    r"(?!钟|类|内|之|部|公|摊|拣)[\s,。:;]*(?P<why>.*)$",
    re.DOTALL,
)
_TAKEN_FROM = re.compile(
    rf"^(?:请|麻烦)?(?P<verb>扣除?|奖励?|罚)\s*(?P<whom>[^\s,。:;\d]{{1,24}}?)\s*(?P<n>{_N})\s*个?\s*(?:积分|分)"
    r"(?!钟|类|内|之|部|公|摊|拣)[\s,。:;]*(?P<why>.*)$",
    re.DOTALL,
)
_TYPED = re.compile(
    r"^(?P<whom>.*?)\s*(?<![\d#.])(?P<n>[+-]?\d{1,6}(?:\.\d+)?)(?:\s*(?:积分|分|points?\b))?(?=[\s,:]|$)[\s,:]*(?P<why>.*)$",
    re.DOTALL | re.IGNORECASE,
)
_LAST_MONTH = re.compile(r"^(?:上个?月|last month)(?:的)?\s*[,:]?\s*", re.IGNORECASE)
_AWAY = ("扣", "减", "罚")


class Objection(StrEnum):
    """Why not. Each becomes a sentence."""

    NOT_YOURS = "not_yours"
    YOURSELF = "yourself"
    NO_REASON = "no_reason"
    NO_POINTS = "no_points"
    TOO_MUCH = "too_much"


@dataclass(frozen=True, slots=True)
class Award:
    """What was typed. `whom` is a name or "#142", empty for the one who was answered; `points` None: not said."""

    whom: str
    points: int | None
    reason: str
    for_last_month: bool = False


def spoken(text: str) -> Award | None:
    """Read plain words; None when they give nobody points."""
    said = narrow(text).strip()
    found = _TAKEN_FROM.match(said) or _SAID.match(said)
    if found is None or (found["n"] is None and "积分" not in said):
        return None
    number = read_number(found["n"].replace("两", "二")) if found["n"] else None
    sign = -1 if found["verb"].startswith(_AWAY) else 1
    return _award(found["whom"], None if number is None else sign * number, found["why"])


def typed(text: str) -> Award:
    """Read what follows /award."""
    said = narrow(text).strip()
    if (plain := spoken(said)) is not None:
        return plain
    found = _TYPED.match(said)
    if found is None:
        return Award(said, None, "")
    # Points are whole: of half ones none are read, and they are asked for again.
    number = None if "." in found["n"] else int(found["n"])
    return _award(found["whom"].strip().lstrip("@"), number, found["why"])


def _award(whom: str, points: int | None, why: str) -> Award:
    reason = _LAST_MONTH.sub("", why.strip())
    return Award(whom, points, reason.strip(), for_last_month=reason != why.strip())


def judge(roles: frozenset[Role], giver: int, taker: int | None, award: Award, tariff: Tariff) -> Objection | None:
    """Say why somebody with these roles may not award so, None when they may. `taker` None: not known yet."""
    if not roles & AWARDING:
        return Objection.NOT_YOURS
    if giver == taker:
        return Objection.YOURSELF
    if not award.points:
        return Objection.NO_POINTS
    if abs(award.points) > tariff.by_hand:
        return Objection.TOO_MUCH
    return None if award.reason else Objection.NO_REASON
