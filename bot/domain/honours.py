"""The list of honours (积分榜): who stands where, and what may be shown of a name in public.

Pure; a list is made in `services/honours.py`.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.domain import points
from bot.domain.dates import narrow

_MOST_STARS = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's place on a list."""

    rank: int
    telegram_id: int
    points: int


def ranked(balances: Mapping[int, int]) -> tuple[Place, ...]:
    """Return everybody's place, the best first: equal points share a rank, and the next one is counted past them."""
    places: list[Place] = []
    order = sorted(balances.items(), key=lambda one: (-one[1], one[0]))
    for n, (telegram_id, amount) in enumerate(order, start=1):
        tied = places and places[-1].points == amount
        places.append(Place(places[-1].rank if tied else n, telegram_id, amount))
    return tuple(places)


def masked(name: str) -> str:
    """Return a name for publication: 老高 老*, 王小明 王*明, Mary Ann Smith M*** S***. Figures in it are gone.

    What is left of one that has no letters at all is a single star.
    """
    kept = "".join(letter for letter in unicodedata.normalize("NFC", name) if letter.isalpha() or letter.isspace())
    words = kept.split()
    if not words:
        return "*"
    if re.search(r"[\u2e80-\U0003ffff]", kept):
        whole = "".join(words)
        if len(whole) < 3:
            return f"{whole[0]}*"
        return f"{whole[0]}{'*' * min(len(whole) - 2, _MOST_STARS)}{whole[-1]}"
    ends = words if len(words) < 3 else (words[0], words[-1])
    return " ".join(f"{word[0]}{'*' * _MOST_STARS}" for word in ends)


_MONTH = re.compile(r"(?:(?P<year>\d{4})\s*[-/.年]\s*)?(?P<month>1[0-2]|0?[1-9])\s*(?:月份?|$)")
_YEAR = re.compile(r"(\d{4})\s*年?$")
_FIXED = {
    "": "month", "本月": "month", "这个月": "month", "这月": "month", "当月": "month", "this month": "month",
    "month": "month", "上月": "before", "上个月": "before", "last month": "before", "今年": "year", "本年": "year",
    "年": "year", "年度": "year", "全年": "year", "year": "year", "this year": "year", "去年": "last",
    "last year": "last",
}  # fmt: skip


def read_term(text: str, today: date) -> points.Term | None:
    """Return the month or year that words name, None when they name none; nothing said is this month.

    上月 · 10月 (the latest one that has begun) · 2026-10 · 2026年 · 今年 · last month
    """
    said = " ".join(narrow(text).casefold().split())
    match _FIXED.get(said):
        case "month":
            return points.month(today)
        case "before":
            return points.month_before(today)
        case "year":
            return points.year(today)
        case "last":
            return points.year(today.replace(year=today.year - 1, day=1))
    if (found := _MONTH.fullmatch(said)) is not None and (found["year"] or not said.isdigit()):
        number = int(found["month"])
        in_year = int(found["year"] or today.year - (number > today.month))
        return points.month(date(in_year, number, 1)) if _may_be(in_year) else None
    if (whole := _YEAR.fullmatch(said)) is not None and _may_be(int(whole[1])):
        return points.year(date(int(whole[1]), 1, 1))
    return None


def _may_be(number: int) -> bool:
    return 2000 <= number < 3000
