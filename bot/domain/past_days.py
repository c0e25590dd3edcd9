"""What people call days that are over: 昨天 · 上周五 · 十月 · 3-5月 · 去年二季度 · 上半年 · last month · Q2 2026.

A table of forms, each with what it means. Looks back: a month, day or weekday without its year or week is the latest
one that has begun. Reads; never asks what day it is.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from bot.domain.numerals import CHINESE, read_number
from bot.domain.period import DAY, Kind, Period

Said = re.Match[str]
Meaning = Callable[[Said, date], Period]
LONGEST = timedelta(days=3660)
"""Ten years: what is longer is a slip of the finger."""

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH_EN = (
    r"\b(?P<name>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_NAMED = {"大前天": 3, "前天": 2, "前日": 2, "day before yesterday": 2, "yesterday": 1, "today": 0, "tomorrow": -1}
_KINDS = {"天": Kind.DAY, "日": Kind.DAY, "周": Kind.WEEK, "星期": Kind.WEEK, "礼拜": Kind.WEEK, "月": Kind.MONTH}
_KINDS |= {"季度": Kind.QUARTER, "季": Kind.QUARTER, "年": Kind.YEAR, "week": Kind.WEEK, "month": Kind.MONTH}
_KINDS |= {"quarter": Kind.QUARTER, "year": Kind.YEAR, "day": Kind.DAY}
_LENGTHS = {"天": 1, "日": 1, "周": 7, "星期": 7, "礼拜": 7, "day": 1, "week": 7, "月": 30, "month": 30, "年": 365}
_LENGTHS |= {"year": 365}
_YEARS = {"今年": 0, "本年": 0, "当年": 0, "去年": 1, "上年": 1, "前年": 2, "明年": -1}
_WEEKDAYS = "一二三四五六日"
FEW_DAYS = 7
"""What 最近 and 这几天 are taken for."""


def weekday(said: str) -> int:
    """Return the number of a weekday by its last character, Monday is 0: 五 4, 天 6."""
    return _WEEKDAYS.index(said.replace("天", "日"))


# ------------------------------------------------------------------- what a form means


def _number(said: str) -> int:
    return read_number(said.replace("两", "二")) or 0


def _begun(month: int, day: int, today: date) -> date:
    return date(today.year - ((month, day) > (today.month, today.day)), month, day)


def _year(found: Said, today: date) -> int | None:
    """Return the year that was said with a month or the like, None when none was."""
    said = (found["y"] or "").strip()
    if not said:
        return None
    return today.year - _YEARS[said[:2]] if said[:2] in _YEARS else int(said[:4])


def _dated(kind: Kind, month: int, day: int, year: int | None, today: date) -> Period:
    return Period.holding(kind, date(year, month, day) if year else _begun(month, day, today))


def _day(found: Said, today: date) -> Period:
    return _dated(Kind.DAY, _number(found["m"]), _number(found["d"]), _year(found, today), today)


def _month(found: Said, today: date) -> Period:
    return _dated(Kind.MONTH, _number(found["m"]), 1, _year(found, today), today)


def _months(found: Said, today: date) -> Period:
    """3-5月; of 11-2月 the February of the year after."""
    first = _month(found, today)
    last = Period.holding(Kind.MONTH, date(first.first.year, _number(found["last"]), 1))
    if last.first < first.first:
        last = Period.holding(Kind.MONTH, last.first.replace(year=last.first.year + 1))
    return Period(Kind.SPAN, first.first, last.last)


def _third(found: Said, today: date) -> Period:
    """上旬, 中旬 and 下旬 begin on the 1st, 11th and 21st."""
    whole = _month(found, today) if found["m"] else _shifted(Kind.MONTH, -int(found["which"] == "上"), today)
    first = {"上": 1, "中": 11, "下": 21}[found["third"]]
    last = whole.last if first > 20 else whole.first.replace(day=first + 9)
    return Period(Kind.SPAN, whole.first.replace(day=first), last)


def _whole_year(found: Said, today: date) -> Period:
    return Period.holding(Kind.YEAR, date(_year(found, today) or today.year, 1, 1))


def _half(found: Said, today: date) -> Period:
    month = 1 if found["half"] == "上" else 7
    first = date(_year(found, today) or _begun(month, 1, today).year, month, 1)
    return Period(Kind.SPAN, first, Period.holding(Kind.QUARTER, first.replace(month=month + 3)).last)


def _quarter(found: Said, today: date) -> Period:
    return _dated(Kind.QUARTER, _number(found["q"]) * 3 - 2, 1, _year(found, today), today)


def _quarters(found: Said, today: date) -> Period:
    last = date(_year(found, today) or today.year, _number(found["q"]) * 3, 1)
    return Period(Kind.SPAN, last.replace(month=1), Period.holding(Kind.MONTH, last).last)


def _shifted(kind: Kind, steps: int, today: date) -> Period:
    period = Period.holding(kind, today)
    for _ in range(abs(steps)):
        period = Period.holding(kind, period.last + DAY) if steps > 0 else period.previous()
    return period


def _this_or_last(found: Said, today: date) -> Period:
    which = found["which"].strip()
    steps = {"上": -1, "昨": -1, "去": -1, "la": -1, "pr": -1, "上上": -2, "下": 1, "明": 1, "ne": 1, "下下": 2}
    kind = _KINDS[found["kind"]]
    return _shifted(kind, steps.get(which[:2], steps.get(which[:1], 0)), today)


def _near(found: Said, today: date) -> Period:
    return _shifted(Kind.DAY, {"今": 0, "昨": -1, "明": 1}[found["which"]], today)


def _weekday(found: Said, today: date) -> Period:
    number = weekday(found["day"])
    if not found["which"]:
        return Period.holding(Kind.DAY, today - timedelta(days=(today.weekday() - number) % 7))
    steps = {"上": -1, "上上": -2, "下": 1}.get(found["which"], 0)
    return Period.holding(Kind.DAY, _shifted(Kind.WEEK, steps, today).first + timedelta(days=number))


def _weekend(found: Said, today: date) -> Period:
    steps = {"上": -1, "上上": -2, "下": 1}.get(found["which"] or "", 0)
    week = _shifted(Kind.WEEK, steps, today)
    if not found["which"] and week.last - DAY > today:
        week = week.previous()
    return Period(Kind.SPAN, week.last - DAY, week.last)


def _recent(found: Said, today: date) -> Period:
    days = (_number(found["n"] or "1") or 0) * _LENGTHS[found["kind"]]
    if not 1 <= days <= LONGEST.days:
        raise ValueError
    return Period(Kind.SPAN, today - timedelta(days=days - 1), today)


def _last_days(days: int) -> Meaning:
    return lambda _, today: Period(Kind.SPAN, today - timedelta(days=days - 1), today)


def _beginning(found: Said, today: date) -> Period:
    kind = _KINDS[found["kind"]]
    year = _year(found, today)
    return Period.holding(Kind.DAY, Period.holding(kind, today.replace(year=year) if year else today).first)


def _english_day(found: Said, today: date) -> Period:
    month = _MONTHS.index(found["name"][:3]) + 1
    return _dated(Kind.DAY, month, int(found["d"]), _year(found, today), today)


def _english_month(found: Said, today: date) -> Period:
    return _dated(Kind.MONTH, _MONTHS.index(found["name"][:3]) + 1, 1, _year(found, today), today)


def _year_before(_: Said, today: date) -> Period:
    """去年同期: this month up to today, a year ago."""
    return Period(Kind.SPAN, today.replace(day=1), today).last_year()


# ------------------------------------------------------------------- the forms

_HOUSE = r"(?![\d楼院门幢栋座#])"
_DAY_ENDS = rf"(?:\s*[日号]{_HOUSE}|(?!\s*[日号]){_HOUSE})"
_RELATIVE = "|".join(_YEARS)
_Y = rf"(?:(?P<y>(?<![\d#])20\d\d年?|{_RELATIVE})度?的?\s*)?"
_NO_YEAR = "(?P<y>(?!))?"
_YEAR_EN = r"(?:,?\s*(?:of\s+)?(?P<y>20\d\d)(?!\d))?"
_TWO = rf"\d{{1,2}}|[{CHINESE}]{{1,3}}"
_UNIT = "天|日|周|星期|礼拜|月|年"
_NO_DAY = r"(?!\s*\d{1,3}(?!\d|\s*(?:号?[楼院门栋幢座]|#)))"
_THROUGH = r"\s*(?:[-–—~、]|到|至)\s*"

FORMS: tuple[tuple[re.Pattern[str], Meaning], ...] = tuple(
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (
            rf"(?P<y>20\d\d)\s*[-/.年]\s*(?P<m>\d{{1,2}})\s*[-/.月]\s*(?P<d>\d{{1,2}}){_DAY_ENDS}",
            _day,
        ),
        (r"(?<![\d#])(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?!\d)", _day),
        (r"(?<![\d#])(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?!\d)", _month),
        (rf"(?<![\d.]){_Y}(?P<m>{_TWO})月?(?:份)?{_THROUGH}(?P<last>{_TWO})月份?{_NO_DAY}", _months),
        (r"(?:去年|上年)的?同期", _year_before),
        (rf"(?<!\d){_Y}前(?P<q>[一二两三123])个?季度", _quarters),
        (rf"(?<!\d){_Y}第(?P<q>[一二三四1-4])季度?", _quarter),
        (rf"(?<!\d){_Y}(?P<q>[一二三四1-4])季度", _quarter),
        (r"(?<!\d)(?P<y>20\d\d)年?\s*q(?P<q>[1-4])\b", _quarter),
        (rf"\bq(?P<q>[1-4])\b{_YEAR_EN}", _quarter),
        (rf"{_Y}(?P<half>[上下])半年", _half),
        (rf"(?<!\d){_Y}(?P<m>{_TWO})\s*月份?的?(?P<third>[上中下])旬(?P<which>(?!))?", _third),
        (rf"(?P<which>本|这|当|上)?个?月?份?(?P<m>(?!))?{_NO_YEAR}(?P<third>[上中下])旬", _third),
        (r"(?P<y>20\d\d)\s*(?:[-/.](?=\d{1,2}(?!\d))|年)\s*(?P<m>\d{1,2})(?!\d)\s*月?(?:份)?", _month),
        (rf"{_Y}(?<!\d)(?P<m>{_TWO})\s*月\s*(?P<d>{_TWO}){_DAY_ENDS}", _day),
        (rf"(?<![\d/.]){_NO_YEAR}(?P<m>\d{{1,2}})[/.](?P<d>\d{{1,2}})(?![\d/.])", _day),
        (rf"{_Y}(?<!\d)(?<![个{CHINESE}])(?P<m>{_TWO})\s*月份?{_NO_DAY}", _month),
        (rf"{_Y}(?:本|这个?)?(?P<kind>年|月|季|周)(?:初|头|首)(?=\s*(?:至|到|以来|起))", _beginning),
        (rf"(?P<y>{_RELATIVE})(?:度|全年)?", _whole_year),
        (r"(?<![\d#])(?P<y>20\d\d)(?:\s*年度?|(?![\d:号栋]))", _whole_year),
        (rf"{_MONTH_EN}\s*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d){_YEAR_EN}", _english_day),
        (rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH_EN}{_YEAR_EN}", _english_day),
        (rf"{_MONTH_EN}{_YEAR_EN}", _english_month),
        (
            r"大?前天|前日|\b(?:day before yesterday|yesterday|today|tomorrow)\b",
            lambda f, t: Period.holding(Kind.DAY, t - timedelta(days=_NAMED[f[0]])),
        ),
        (r"(?P<day>后天)", lambda _, t: Period.holding(Kind.DAY, t + timedelta(days=2))),
        (r"(?P<which>今|昨|明)(?:日|儿个?|早上?|晚上?|夜里?)", _near),
        (r"(?P<which>上上|本|这|上|下)?个?(?:周|星期|礼拜)末", _weekend),
        (rf"(?P<which>上上|本|这|上|下)?个?(?:周|星期|礼拜)(?P<day>[{_WEEKDAYS}天]){_HOUSE}(?![号共])", _weekday),
        (
            r"(?P<which>本|这|上上|上|今|当|昨|去|下下|下|明)个?一?(?P<kind>天|日|周|星期|礼拜|月|季度|季|年)(?:度)?份?",
            _this_or_last,
        ),
        (r"\b(?P<which>this|last|previous|next)\s+(?P<kind>week|month|quarter|year)\b", _this_or_last),
        (r"(?:最近|过去|近|前)?\s*一?个?半年(?:以?内|来)?", _last_days(182)),
        (
            rf"(?:最近|过去|近)的?\s*(?P<n>\d{{1,4}}|[{CHINESE}两]{{1,3}})?\s*个?(?P<kind>{_UNIT})(?:以?内|来|里)?",
            _recent,
        ),
        (rf"(?<![\d第])(?P<n>\d{{1,4}}|[{CHINESE}两]{{1,3}})\s*个?(?P<kind>{_UNIT})(?:之内|以内|内|以来|来)", _recent),
        (r"(?<![\d第])(?P<n>\d{1,4})\s*(?P<kind>天)", _recent),
        (r"(?:最近|近)(?:这)?(?:几天|段时间|一段时间)?|这几天|近期|近来", _last_days(FEW_DAYS)),
        (r"\b(?:last|past|recent)\s+(?P<n>\d{1,4})?\s*(?P<kind>day|week|month|year)s?\b", _recent),
    )
)
"""In this order: of two forms that begin at one place the first one counts."""
