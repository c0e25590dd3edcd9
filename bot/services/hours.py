"""Days and spans of time as people read them: 12月5日 周六 20:00 – 周日 08:00.

Renders moments in a given language by the community's clock; decides nothing.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from bot.language import Words


def weekday(day: date, words: Words) -> str:
    """Return the short name of a day of the week."""
    return (
        words.say("Mon"), words.say("Tue"), words.say("Wed"), words.say("Thu"), words.say("Fri"), words.say("Sat"),
        words.say("Sun"),
    )[day.weekday()]  # fmt: skip


def named(day: date, words: Words) -> str:
    """Return a day with its weekday: `12月5日 周六`, `Sat 5 Dec`."""
    name = weekday(day, words)
    return f"{day.month}月{day.day}日 {name}" if words.language == "zh" else f"{name} {day.day} {day:%b}"


def span(starts_at: datetime, ends_at: datetime, words: Words) -> str:
    """Return a span of time; whole days are named without hours."""
    starts, ends = (moment.astimezone(words.zone).replace(tzinfo=None) for moment in (starts_at, ends_at))
    first, last = starts.date(), ends.date()
    if starts == datetime.combine(first, datetime.min.time()) and ends == datetime.combine(last, datetime.min.time()):
        final = last - timedelta(days=1)
        return named(first, words) if final <= first else f"{named(first, words)} – {named(final, words)}"
    begin = f"{named(first, words)} {starts:%H:%M}"
    if first == last:
        return f"{begin}–{ends:%H:%M}"
    if last - first == timedelta(days=1):
        return f"{begin} – {weekday(last, words)} {ends:%H:%M}"
    return f"{begin} – {named(last, words)} {ends:%H:%M}"


def spans(found: Iterable[tuple[datetime, datetime]], words: Words) -> str:
    """Return several spans of time as one list."""
    separator = "\uff1b" if words.language == "zh" else "; "
    return separator.join(span(starts, ends, words) for starts, ends in found)
