"""The rota as an iCalendar file, for people's own calendars (RFC 5545). Moments are UTC, so no zone has to be told.

Writes text; knows nothing of rosters.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

_LONGEST = 75
"""Octets of a line (RFC 5545, 3.1)."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One appointment. The same `uid` is the same appointment when the file is taken in again."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str = ""


def written(entries: Iterable[Entry], name: str, now: datetime, note: str = "") -> str:
    """Return the file's text; `name` is the calendar's, `note` stands below it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Qianshao//Duty//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines.append(f"X-WR-CALNAME:{_escaped(name)}")
    if note:
        lines.append(f"X-WR-CALDESC:{_escaped(note)}")
    for entry in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_escaped(entry.uid)}",
            f"DTSTAMP:{_moment(now)}",
            f"DTSTART:{_moment(entry.starts_at)}",
            f"DTEND:{_moment(entry.ends_at)}",
            f"SUMMARY:{_escaped(entry.summary)}",
            *([f"DESCRIPTION:{_escaped(entry.description)}"] if entry.description else []),
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{piece}\r\n" for line in lines for piece in _folded(line))


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    kept = "".join(char for char in text if char.isprintable() or char == "\n")
    return kept.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Yield the line in pieces that are short enough, never cutting a character; all but the first are indented."""
    piece, size = "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > _LONGEST:
            yield piece
            piece, size = " ", 1
        piece, size = piece + char, size + octets
    yield piece
