"""The calendar file, by the letter of RFC 5545: line ends, folding, escaping, moments."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.ical import Entry, written

NOW = datetime(2026, 12, 2, 4, tzinfo=UTC)
EIGHT = datetime(2026, 12, 5, 8, tzinfo=timezone(timedelta(hours=8)))


def entry(summary: str = "第一网格 · 王姐", description: str = "") -> Entry:
    return Entry("one@qianshao", EIGHT, EIGHT + timedelta(hours=12), summary, description)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def test_a_file_has_its_frame_and_an_event_for_each_entry():
    lines = unfolded(written([entry(), entry()], "秦庄社区", NOW))
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-1] == "END:VCALENDAR"
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2
    assert any(line.startswith("PRODID:") for line in lines)


def test_moments_are_utc_so_every_calendar_shows_its_own_hour():
    lines = unfolded(written([entry()], "x", NOW))
    assert {"DTSTART:20261205T000000Z", "DTEND:20261205T120000Z", "DTSTAMP:20261202T040000Z"} <= set(lines)


def test_commas_semicolons_backslashes_and_lines_are_escaped():
    lines = unfolded(written([entry("a,b;c\\d\ne", "x")], "x", NOW))
    assert "SUMMARY:a\\,b\\;c\\\\d\\ne" in lines


@given(st.text(max_size=200))
def test_no_line_is_longer_than_75_octets_and_nothing_breaks_out_of_its_line(text):
    found = written([entry(text, text)], text, NOW, text)
    assert all(len(line.encode()) <= 75 for line in found.split("\r\n"))
    lines = unfolded(found)
    assert lines.count("BEGIN:VEVENT") == 1
    assert not [line for line in lines if "\n" in line or "\r" in line]
