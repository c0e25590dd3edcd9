"""Which days somebody asks about: 今天 · 上周 · 本月 · 3月 · 3月至今 · 3月1日-15日 · last month · since march.

Looks back: a month or day without its year is the latest one that has begun. Reads; never asks what day it is.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.domain.dates import narrow
from bot.domain.numerals import CHINESE, read_number
from bot.domain.period import Kind, Period
from bot.domain.traditional import SIMPLIFIED

_Said = re.Match[str]
_N = rf"(\d{{1,2}}|[{CHINESE}]{{1,3}})"
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH_EN = (
    r"\b(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_BACK = {
    "前天": (Kind.DAY, 2),
    "day before yesterday": (Kind.DAY, 2),
    "yesterday": (Kind.DAY, 1),
    "today": (Kind.DAY, 0),
}
_KINDS = {"天": Kind.DAY, "日": Kind.DAY, "周": Kind.WEEK, "星期": Kind.WEEK, "礼拜": Kind.WEEK, "月": Kind.MONTH}
_KINDS |= {"季度": Kind.QUARTER, "季": Kind.QUARTER, "年": Kind.YEAR, "week": Kind.WEEK, "month": Kind.MONTH}
_KINDS |= {"quarter": Kind.QUARTER, "year": Kind.YEAR, "day": Kind.DAY}
_LENGTHS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "day": 1, "week": 7, "月": 30, "month": 30}
_NOW = re.compile(
    r"\s*(?:(?:到|至|直到)\s*(?:今天?|现在|目前|今日)|以来|起|之后|(?:[-~–]|to|until|till)\s*(?:now|today)\b)"
)
_SINCE = re.compile(r"(?:自从?|从|\b(?:since|from)\b)\s*$")
_TO = re.compile(r"\s*(?:到|至|[-–—~]|\.\.|\b(?:to|until|till|through)\b)\s*")
_LAST_DAY = re.compile(r"(\d{1,2})(?:\s*[日号](?![楼院])|(?![\d:点月/年号]))")
LONGEST = timedelta(days=3660)
"""Ten years: what is longer is a slip of the finger."""


def read_period(text: str, today: date) -> tuple[Period | None, str]:
    """Return the days that `text` names anywhere, and the text without them; None and all of it when it names none.

    The period may lie ahead, when somebody says so (2099年). ``3月至今`` and ``since march`` end today.
    """
    said = narrow(text).translate(SIMPLIFIED)
    said = said.casefold() if len(said.casefold()) == len(text) else said
    found = _first(said, 0, today)
    if found is None:
        return None, text
    period, start, end = found
    if (since := _SINCE.search(said, 0, start)) is not None:
        start = since.start()
    if (now := _NOW.match(said, end)) is not None:
        period, end = _joined(period, Period.holding(Kind.DAY, today)), now.end()
    elif (to := _TO.match(said, end)) is not None and (last := _last(said, to.end(), period, today)) is not None:
        period, end = _joined(period, last[0]), last[1]
    elif since is not None:
        period = _joined(period, Period.holding(Kind.DAY, today))
    return period, f"{text[:start]} {text[end:]}".strip()


def _first(said: str, start: int, today: date) -> tuple[Period, int, int] | None:
    """Return the first period that is named, where it begins and ends; of two at one place the longer form."""
    best: tuple[Period, int, int] | None = None
    for pattern, meaning in _FORMS:
        for match in pattern.finditer(said, start):
            if best is not None and match.start() >= best[1]:
                break
            if (period := _meant(meaning, match, today)) is not None:
                best = period, match.start(), match.end()
                break
    return best


def _meant(meaning: Callable[[_Said, date], Period | None], match: _Said, today: date) -> Period | None:
    try:
        return meaning(match, today)
    except (ValueError, OverflowError):
        # The 31st of February, the year 0: no day is called so.
        return None


def _last(said: str, at: int, first: Period, today: date) -> tuple[Period, int] | None:
    """Return the period that ends a span: 3月1日-3月15日, 3月1日-15日, 3月到5月."""
    found = _first(said, at, today)
    if found is not None and found[1] == at:
        return (_after(found[0], first), found[2])
    bare = _LAST_DAY.match(said, at)
    if bare is None or first.kind is not Kind.DAY:
        return None
    try:
        return Period.holding(Kind.DAY, first.last.replace(day=int(bare[1]))), bare.end()
    except ValueError:
        return None


def _after(last: Period, first: Period) -> Period:
    """Return `last` in the first year that lets it end after `first`: of 12月到2月 the February that follows."""
    if last.last >= first.first or last.kind not in (Kind.DAY, Kind.MONTH):
        return last
    try:
        return Period.holding(last.kind, last.first.replace(year=last.first.year + 1))
    except ValueError:
        return last


def _joined(first: Period, last: Period) -> Period:
    """Return everything from one to the other; the first alone when that is backwards or endless."""
    if last.last < first.first or last.last - first.first > LONGEST:
        return first
    return Period(Kind.SPAN, first.first, last.last) if last.last != first.last else first


def _back(kind: Kind, steps: int, today: date) -> Period:
    period = Period.holding(kind, today)
    for _ in range(steps):
        period = period.previous()
    return period


def _named(found: _Said, today: date) -> Period:
    kind, steps = _BACK[found[0]]
    return _back(kind, steps, today)


def _this_or_last(found: _Said, today: date) -> Period:
    which = found[1].strip()
    return _back(_KINDS[found[2]], len(which) if which[0] in "上昨" else which[0] in "去lp", today)


def _recent(found: _Said, today: date) -> Period:
    number = read_number((found[1] or "1").replace("两", "二"))
    days = (number or 0) * _LENGTHS[found[2]]
    if not 1 <= days <= LONGEST.days:
        raise ValueError
    return Period(Kind.SPAN, today - timedelta(days=days - 1), today)


def _number(said: str) -> int:
    return read_number(said) or 0


def _day(found: _Said, _: date) -> Period:
    return Period.holding(Kind.DAY, date(int(found[1]), _number(found[2]), _number(found[3])))


def _month_of_year(found: _Said, _: date) -> Period:
    return Period.holding(Kind.MONTH, date(int(found[1]), _number(found[2]), 1))


def _year(found: _Said, _: date) -> Period:
    return Period.holding(Kind.YEAR, date(int(found[1]), 1, 1))


def _begun(month: int, day: int, today: date) -> date:
    return date(today.year - ((month, day) > (today.month, today.day)), month, day)


def _month_day(found: _Said, today: date) -> Period:
    return Period.holding(Kind.DAY, _begun(_number(found[1]), _number(found[2]), today))


def _month(found: _Said, today: date) -> Period:
    return Period.holding(Kind.MONTH, _begun(_number(found[1]), 1, today))


def _english_day(month: str, day: str, year: str | None, today: date) -> Period:
    number = _MONTHS.index(month[:3]) + 1
    return Period.holding(Kind.DAY, date(int(year), number, int(day)) if year else _begun(number, int(day), today))


def _month_english(found: _Said, today: date) -> Period:
    number = _MONTHS.index(found[1][:3]) + 1
    return Period.holding(Kind.MONTH, date(int(found[2]), number, 1) if found[2] else _begun(number, 1, today))


def _quarter(found: _Said, today: date) -> Period:
    number = _number(found[2] or found[3])
    return Period.holding(
        Kind.QUARTER, _begun(number * 3 - 2, 1, today) if not found[1] else date(int(found[1]), number * 3 - 2, 1)
    )


def _quarter_of(found: _Said, _: date) -> Period:
    return Period.holding(Kind.QUARTER, date(int(found[1]), _number(found[2]) * 3 - 2, 1))


_HOUSE = r"(?![\d楼院门幢栋#])"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[_Said, date], Period | None]], ...] = tuple(
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (rf"(20\d\d)\s*[-/.年]\s*(\d{{1,2}})\s*[-/.月]\s*(\d{{1,2}})(?:\s*[日号]{_HOUSE}|(?!\s*[日号]){_HOUSE})", _day),
        (r"(20\d\d)\s*(?:[-/.](?=\d{1,2}(?!\d))|年)\s*(\d{1,2})(?!\d)\s*月?(?:份)?", _month_of_year),
        (
            r"(?<!\d)(20\d\d)\s*(?:年\s*)?(?:第)?(?=q|[一二三四1-4]季)q?([一二三四1-4])(?:季度?)?",
            _quarter_of,
        ),
        (r"(?<![\d#])(20\d\d)(?:\s*年度?|(?![\d:号栋]))", _year),
        (rf"(?<!\d){_N}\s*月\s*{_N}(?:\s*[日号]{_HOUSE}|(?!\s*[日号]){_HOUSE})", _month_day),
        (r"(?<![\d/.])(\d{1,2})[/.](\d{1,2})(?![\d/.])", _month_day),
        (rf"(?<!\d)(?<![个{CHINESE}]){_N}\s*月份?(?!\s*\d)", _month),
        (
            rf"{_MONTH_EN}\s*(\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,?\s*(20\d\d))?",
            lambda f, t: _english_day(f[1], f[2], f[3], t),
        ),
        (
            rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH_EN}(?:,?\s*(20\d\d))?",
            lambda f, t: _english_day(f[2], f[1], f[3], t),
        ),
        (rf"{_MONTH_EN}(?:,?\s*(20\d\d))?", _month_english),
        (r"(?<!\d)(?:(20\d\d)年?)?(?:第([一二三四1-4])季度?|\bq([1-4])\b)", _quarter),
        (r"前天|\b(?:day before yesterday|yesterday|today)\b", _named),
        (r"(本|这|上上|上|今|当|昨|去)个?(天|日|周|星期|礼拜|月|季度|季|年)(?:度)?", _this_or_last),
        (r"\b(this|last|previous)\s+(week|month|quarter|year)\b", _this_or_last),
        (rf"(?:最近|过去|近)\s*(\d{{1,4}}|[{CHINESE}两]{{1,3}})?\s*个?(天|日|周|星期|礼拜|月)", _recent),
        (r"\b(?:last|past|recent)\s+(\d{1,4})?\s*(day|week|month)s?\b", _recent),
    )
)
