"""Suspending (挂账): until which day, why, and whether that may be. "挂账到周五 等配件", "suspend until friday: parts".

A suspension without a reason or a day is none. It ends by itself, in the morning of its day.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from bot.domain.dates import read_day

MORNING = time(8)
MOST_WORDS = 200
_BEGINS = re.compile(
    r"\s*(?:申请|需要|先|这(?:个|单)|请|帮忙?)?\s*"
    r"(?:挂账|挂帐|挂起|缓办|暂缓(?:办理|处理)?|(?:please )?(?:suspend|put (?:it |this )?on hold|hold)\b)"
    r"(?:\s*(?:it|this|一下|处理|办理))?",
    re.IGNORECASE,
)
_QUESTION = re.compile(r"[?？]|[吗么]\s*$")
_RESUMES = re.compile(
    r"\s*(?:(?:恢复|继续|重新)(?:办理|处理|开工)|(?:取消|解除|撤销|结束)挂[账帐起]|"
    r"resume\b|wake (?:it )?up\b|unsuspend)",
    re.IGNORECASE,
)
# Where a day may begin: after a mark, a blank or a word that leads to it.
_BEFORE_A_DAY = re.compile(r"[\s,，。;；:：、(（]+|(?=[到至])|(?=\b(?:until|till|to|on|by)\b)", re.IGNORECASE)
_EDGES = " \t\n,，。;；:：、-—()（）"
_LEADS = re.compile(r"^(?:因为|原因|理由|是|for|because(?: of)?)[\s:：]*|(?:到|至|until|till|to)$", re.IGNORECASE)


class Lacking(StrEnum):
    """Why a suspension is none."""

    REASON = "reason"
    DAY = "day"
    PAST = "past"
    TOO_LONG = "too_long"


@dataclass(frozen=True, slots=True)
class Wake:
    """A suspension that may be: it wakes at a moment (UTC)."""

    at: datetime
    reason: str


def asks(text: str) -> bool:
    """Tell whether words ask for a suspension."""
    return bool(_BEGINS.match(text)) and not _QUESTION.search(text)


def resumes(text: str) -> bool:
    """Tell whether words end a suspension."""
    return bool(_RESUMES.match(text)) and not _QUESTION.search(text)


def read(text: str, now: datetime, zone: tzinfo, most: timedelta) -> Wake | Lacking:
    """Read a wish to suspend; say what is lacking. Whether one more suspension is granted is decided in `ticket`."""
    begun = _BEGINS.match(text)
    said = text[begun.end() :] if begun else text
    day, reason = _day_in(said, now.astimezone(zone).date())
    if day is None:
        return Lacking.DAY
    if not reason:
        return Lacking.REASON
    return until(day, reason, now, zone, most)


def until(day: date, reason: str, now: datetime, zone: tzinfo, most: timedelta) -> Wake | Lacking:
    """Return the suspension that ends in the morning of a local day; not past, and not longer than `most`."""
    today = now.astimezone(zone).date()
    if day <= today:
        return Lacking.PAST
    if day - today > most:
        return Lacking.TOO_LONG
    return Wake(datetime.combine(day, MORNING, zone).astimezone(UTC), reason[:MOST_WORDS])


def _day_in(said: str, today: date) -> tuple[date | None, str]:
    """Return the first day that words name, and what they say beside it."""
    for at in (0, *(found.end() for found in _BEFORE_A_DAY.finditer(said))):
        read_ = _coming(said[at:], today)
        if read_ is not None:
            day, rest = read_
            before = _LEADS.sub("", said[:at].strip(_EDGES)).strip(_EDGES)
            return day, _plain(" ".join(filter(None, (before, rest))))
    return None, ""


def _coming(said: str, today: date) -> tuple[date, str] | None:
    """Read a day; on a Friday "until Friday" is a week away."""
    first = read_day(said, today)
    if first is None or first[0] != today:
        return first
    again = read_day(said, today + timedelta(days=1))
    return again if again is not None and again[0] - today == timedelta(days=7) else first


def _plain(reason: str) -> str:
    return _LEADS.sub("", reason.strip(_EDGES)).strip(_EDGES)


def days_offered(now: datetime, zone: tzinfo, most: timedelta) -> tuple[date, ...]:
    """Return days to choose from: tomorrow, in three days, next Monday, in one and in two weeks, in a month."""
    today = now.astimezone(zone).date()
    monday = 7 - today.weekday()
    return tuple(today + timedelta(days=n) for n in sorted({1, 3, monday, 7, 14, 30}) if timedelta(days=n) <= most)
