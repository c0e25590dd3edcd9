"""Days as they are said and typed: 今天, 下周六, 12月1日, 三天后, 2026-12-01, sat, tomorrow, in 3 days, Dec 1.

Reads the day a text begins with and leaves the rest; never asks what day it is.
A day that could be read two ways (12/1) is not guessed.
"""

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from bot.domain.numerals import CHINESE, read_number

_N = rf"(\d{{1,4}}|[{CHINESE}两]+)"
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTHS = "january february march april may june july august september october november december".split()
_EN_DAY = r"(mon|tue|wed|thu|fri|sat|sun)(?:s|r|rs|day|sday|nesday|rsday|urday)?\b"
_EN_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_BEFORE = re.compile(r"(?:[\s,:、到至在于]|(?:on|until|till|by|to|from)\b)*", re.IGNORECASE)
_WIDE = {0xFEE0 + narrow: narrow for narrow in range(0x21, 0x7F)}
_BETWEEN = ",:;.!-"
_AFTER = " \t\n、。–—" + _BETWEEN + "".join(chr(0xFEE0 + ord(char)) for char in _BETWEEN)

_UNTIL = re.compile(r"\s*(?:到|至|[-–—~]|(?:to|until|till|through)\b)\s*", re.IGNORECASE)
_BARE = re.compile(r"(\d{1,2})(?:\s*[日号號](?![\d楼樓院])|(?![\d:点點日号號]))")
MOST_DAYS = 62
"""The longest run of days that is read as one."""

_Said = re.Match[str]


def narrow(text: str) -> str:
    """Return the text with the wide letters, digits and marks of Chinese keyboards made narrow, one for one."""
    return text.translate(_WIDE)


def read_day(text: str, today: date) -> tuple[date, str] | None:
    """Return the day `text` begins with and what follows it, None when it does not begin with one.

    A weekday or a day without its year is the next one, today included; 下周六 and "next saturday" lie in the week
    that begins next Monday. The day may lie in the past when it was said so (本周一, 2020-01-01).
    """
    found = _read_at(narrow(text), 0, today)
    return (found[0], text[found[1] :].strip(_AFTER)) if found else None


def read_days(text: str, today: date) -> tuple[tuple[date, ...], str] | None:
    """Like `read_day`, for one day, several (周六、周日) or a run of them (周六到周一, 12月1日-3日), as they were said.

    A run that ends before it begins, or is longer than `MOST_DAYS`, is only its first day; the rest is left over.
    """
    said = narrow(text)
    found = _read_at(said, 0, today)
    if found is None:
        return None
    days, end = [found[0]], found[1]
    if run := _run(said, end, days[0]):
        last, end = run
        days = [days[0] + timedelta(days=n) for n in range((last - days[0]).days + 1)]
    while len(days) < MOST_DAYS and (more := _read_at(said, end, today)) is not None:
        days.append(more[0])
        end = more[1]
    return tuple(days), text[end:].strip(_AFTER)


def _run(said: str, start: int, first: date) -> tuple[date, int] | None:
    until = _UNTIL.match(said, start)
    if until is None:
        return None
    last = _read_at(said, until.end(), first)
    if last is None and (bare := _BARE.match(said, until.end())) is not None:
        day = _valid(first.year, first.month, _number(bare[1]))
        last = (day, bare.end()) if day else None
    return last if last and first <= last[0] < first + timedelta(days=MOST_DAYS) else None


def _read_at(said: str, start: int, today: date) -> tuple[date, int] | None:
    begin = _BEFORE.match(said, start)
    at = begin.end() if begin else start
    for pattern, meaning in _FORMS:
        found = pattern.match(said, at)
        if found and (day := meaning(found, today)) is not None:
            return day, found.end()
    return None


def _relative(found: _Said, today: date) -> date | None:
    return today + timedelta(days=_RELATIVE[found[0].lower().replace("後", "后")])


def _in_days(found: _Said, today: date) -> date | None:
    number = 1 if found[1].lower() == "a" else _number(found[1])
    weeks = bool(found[2]) and found[2].lower().strip("个個 ")[:1] in ("周", "週", "星", "礼", "禮", "w")
    if number is None or not 0 < number <= 400:
        return None
    return today + timedelta(days=number * (7 if weeks else 1))


def _weekday(found: _Said, today: date) -> date | None:
    wanted = "一二三四五六日天".index(found[2]) % 7 if found[2] in "一二三四五六日天" else int(found[2]) - 1
    wanted = 6 if found[2] in "日天" else wanted
    return _in_week(wanted, found[1] or "", today)


def _weekday_english(found: _Said, today: date) -> date | None:
    wanted = next(i for i, name in enumerate(_WEEKDAYS) if name.startswith(found[2].lower()))
    return _in_week(wanted, {"next": "下", "this": "本"}.get((found[1] or "").lower(), ""), today)


def _in_week(wanted: int, which: str, today: date) -> date:
    monday = today - timedelta(days=today.weekday())
    if which:
        return monday + timedelta(days=7 * which.count("下") + wanted)
    return today + timedelta(days=(wanted - today.weekday()) % 7)


def _full(found: _Said, today: date) -> date | None:
    return _valid(int(found[1]), _number(found[2]), _number(found[3]))


def _month_day(found: _Said, today: date) -> date | None:
    return _coming(today, lambda year: _valid(year, _number(found[1]), _number(found[2])))


def _day_month_english(found: _Said, today: date) -> date | None:
    return _english(found[2], found[1], found[3], today)


def _month_day_english(found: _Said, today: date) -> date | None:
    return _english(found[1], found[2], found[3], today)


def _english(month: str, day: str, year: str | None, today: date) -> date | None:
    number = next(i for i, name in enumerate(_MONTHS, 1) if name.startswith(month.lower()[:3]))
    if year:
        return _valid(int(year), number, int(day))
    return _coming(today, lambda some: _valid(some, number, int(day)))


def _day_alone(found: _Said, today: date) -> date | None:
    number = _number(found[1])
    for year, month in _months_from(today):
        day = _valid(year, month, number)
        if day is not None and day >= today:
            return day
    return None


def _month_end(found: _Said, today: date) -> date | None:
    months = list(_months_from(today))
    year, month = months[1 if found[0].startswith("下") else 0]
    return date(year, month, calendar.monthrange(year, month)[1])


def _months_from(today: date) -> Iterator[tuple[int, int]]:
    for ahead in range(4):
        month = today.month - 1 + ahead
        yield today.year + month // 12, month % 12 + 1


def _coming(today: date, of_year: Callable[[int], date | None]) -> date | None:
    """Return the first such day from today on; eight years reach every 29 February but one of 1900's kind."""
    days = (of_year(year) for year in range(today.year, today.year + 9))
    return next((day for day in days if day is not None and day >= today), None)


def _number(said: str) -> int | None:
    return read_number(said.replace("两", "二"))


def _valid(year: int, month: int | None, day: int | None) -> date | None:
    try:
        return date(year, month or 0, day or 0) if 1900 < year < 3000 else None
    except ValueError:
        return None


_RELATIVE = {"大后天": 3, "后天": 2, "明天": 1, "明日": 1, "明早": 1, "明晚": 1, "今天": 0, "今日": 0, "今晚": 0}
_RELATIVE |= {"the day after tomorrow": 2, "day after tomorrow": 2, "tomorrow": 1, "today": 0, "tonight": 0}
_HOUSE = "(?![楼樓院门門幢栋棟单單])"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[_Said, date], date | None]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), meaning)
    for pattern, meaning in (
        (r"大[后後]天|[后後]天|明[天日早晚]|今[天日晚]", _relative),
        (r"(?:the )?day after tomorrow\b|tomorrow\b|today\b|tonight\b", _relative),
        (r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", _full),
        (r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?!\d)", _full),
        (rf"(\d{{4}})\s*年\s*{_N}\s*月\s*{_N}\s*[日号號]?", _full),
        (rf"{_N}\s*月\s*{_N}\s*(?:日|[号號]{_HOUSE}|(?![\d日号號]))", _month_day),
        (rf"{_N}\s*(天|日|[个個]?(?:星期|礼拜|禮拜)|[周週])(?:之|以)?[后後]", _in_days),
        (r"in (\w+) (days?|weeks?)\b", _in_days),
        (r"(下下|下|本|[这這])?[个個]?(?:[周週]|星期|礼拜|禮拜)([一二三四五六日天1-7])", _weekday),
        (rf"(?:(next|this) )?{_EN_DAY}", _weekday_english),
        (r"下[个個]?月[底末]|(?:这个|這個|本)?月[底末]", _month_end),
        (rf"{_EN_MONTH} (\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (\d{{4}}))?", _month_day_english),
        (rf"(\d{{1,2}})(?:st|nd|rd|th)?\.? {_EN_MONTH}(?![a-z])(?: (\d{{4}}))?", _day_month_english),
        (rf"{_N}\s*[号號]{_HOUSE}", _day_alone),
    )
)
