"""Which days somebody asks about: 今天 · 上周 · 本月 · 3月 · 3月至今 · 3月1日-15日 · last month · since march.

Finds the first day or span that words name and joins it with what follows it, 到, 至今 or 以来. What single names mean
is said in `past_days`. Reads; never asks what day it is.
"""

import re
from datetime import date, timedelta

from bot.domain.dates import narrow
from bot.domain.numerals import CHINESE, read_number
from bot.domain.past_days import FORMS, LONGEST, weekday
from bot.domain.period import Kind, Period
from bot.domain.traditional import SIMPLIFIED

_TODAY = r"(?:今(?![年月季周夜晚])[天日]?|现在|目前|(?:now|today)\b)"
_NOW = re.compile(rf"\s*(?:(?:到|至|直到|[-~–—]|to|until|till)\s*{_TODAY}|以来|起|之后)")
_SINCE = re.compile(r"(?:自从?|从|\b(?:since|from)\b)\s*$")
_TO = re.compile(r"\s*(?:到|至|[-–—~]+|\.\.|\b(?:to|until|till|through)\b)\s*")
_LAST_DAY = re.compile(rf"(\d{{1,2}})(?:\s*[日号](?![楼院])|(?![\d:点月/年号]))|([{CHINESE}]{{1,3}})[日号](?![楼院])")
_LAST_WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])(?![号共])")
_DATED = re.compile(r"20\d\d|[今本当去上前明]年")


def read_period(text: str, today: date) -> tuple[Period | None, str]:
    """Return the days that `text` names anywhere, and the text without them; None and all of it when it names none.

    The period may lie ahead, when somebody says so (2099年, 明天). ``3月至今`` and ``since march`` end today.
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
    elif (last := _last(said, end, period, today)) is not None:
        period, end = _joined(period, last[0]), last[1]
    elif since is not None:
        period = _joined(period, Period.holding(Kind.DAY, today))
    return period, f"{text[:start]} {text[end:]}".strip()


def _first(said: str, start: int, today: date) -> tuple[Period, int, int] | None:
    """Return the first period that is named, where it begins and ends; of two at one place the surer form."""
    best: tuple[Period, int, int] | None = None
    for pattern, meaning in FORMS:
        for match in pattern.finditer(said, start):
            if best is not None and match.start() >= best[1]:
                break
            try:
                best = meaning(match, today), match.start(), match.end()
            except (ValueError, OverflowError):
                # The 31st of February, the year 0: no day is called so.
                continue
            break
    return best


def _last(said: str, end: int, first: Period, today: date) -> tuple[Period, int] | None:
    """Return the period that ends a span: 3月1日-3月15日, 3月1日-15日, 3月到5月, 上周五到周日."""
    to = _TO.match(said, end)
    if to is None:
        return _next_day(said, end, first, today)
    at = to.end()
    if first.kind is Kind.DAY and (named := _LAST_WEEKDAY.match(said, at)) is not None:
        days = (weekday(named[1]) - first.first.weekday()) % 7
        return Period.holding(Kind.DAY, first.first + timedelta(days=days)), named.end()
    found = _first(said, at, today)
    if found is not None and found[1] == at:
        return _after(found[0], first, dated=bool(_DATED.match(said, at))), found[2]
    bare = _LAST_DAY.match(said, at)
    if bare is None or first.kind is not Kind.DAY:
        return None
    try:
        return Period.holding(Kind.DAY, first.last.replace(day=read_number(bare[1] or bare[2]) or 0)), bare.end()
    except ValueError:
        return None


def _next_day(said: str, end: int, first: Period, today: date) -> tuple[Period, int] | None:
    """Return the last day of a span that is written as two days with a blank between them."""
    found = _first(said, end, today) if said[end : end + 1].isspace() else None
    if found is None or said[end : found[1]].strip() or not first.kind is found[0].kind is Kind.DAY:
        return None
    return found[0], found[2]


def _after(last: Period, first: Period, *, dated: bool) -> Period:
    """Return `last` in the first year that lets it end after `first`, unless it was said with its year.

    Of 12月到2月 it is the February that follows, of 去年3月到5月 the May of that year.
    """
    if dated or last.kind not in (Kind.DAY, Kind.MONTH, Kind.QUARTER):
        return last
    try:
        same = last.first.replace(year=first.first.year)
        after = same if Period.holding(last.kind, same).last >= first.last else same.replace(year=same.year + 1)
        return Period.holding(last.kind, after)
    except ValueError:
        return last


def _joined(first: Period, last: Period) -> Period:
    """Return everything from one to the other; the first alone when that is backwards or endless."""
    if last.last < first.first or last.last - first.first > LONGEST:
        return first
    return Period.between(first.first, last.last) if last.last != first.last else first
