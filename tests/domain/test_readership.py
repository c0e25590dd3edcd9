"""Who is owed which digest at which moment."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.domain.decisions import asks, read_decisions
from bot.domain.period import Kind
from bot.domain.readership import Hours, Meeting, Reader, next_moment, owed, read_hour

SHANGHAI = ZoneInfo("Asia/Shanghai")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
EIGHT, MORNING = time(20), time(8, 30)


def reader(kind: Kind = Kind.DAY, at: time = EIGHT, chat: int = 1) -> Reader:
    return Reader(7, kind, chat, None, True, at)


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


def firsts(*given: Reader, now: datetime, hours: Hours | None = None, since: datetime = LONG_AGO, written=()) -> list:
    return [one.period.first for one in owed(given, hours or Hours(), SHANGHAI, now, since, set(written))]


@pytest.mark.parametrize(
    ("kind", "at", "now", "first"),
    [
        (Kind.DAY, EIGHT, local(20, 19, 59), date(2026, 11, 19)),
        (Kind.DAY, EIGHT, local(20, 20), date(2026, 11, 20)),
        (Kind.DAY, time(7, 30), local(20, 7, 30), date(2026, 11, 19)),
        (Kind.DAY, time(12), local(20, 12), date(2026, 11, 20)),
        (Kind.WEEK, MORNING, local(23, 8, 30), date(2026, 11, 16)),
        (Kind.WEEK, MORNING, local(25, 20), date(2026, 11, 16)),
        (Kind.MONTH, MORNING, local(1, 8, 30, month=12), date(2026, 11, 1)),
        (Kind.MONTH, MORNING, local(1, 8, 29, month=12), None),
        (Kind.WEEK, MORNING, local(23, 8, 29), None),
        (Kind.WEEK, MORNING, local(27, 9), None),
    ],
)
def test_what_is_owed_to_one_who_has_had_nothing(kind, at, now, first):
    assert firsts(reader(kind, at), now=now) == ([first] if first else [])


def test_a_meeting_at_the_weeks_end_is_about_that_week():
    friday = Hours(weekly=Meeting(4, time(17)))
    assert firsts(reader(Kind.WEEK, time(17)), now=local(20, 17), hours=friday) == [date(2026, 11, 16)]


def test_a_short_outage_loses_no_day_and_a_newcomer_gets_the_last_one_alone():
    had = (7, "day", date(2026, 11, 18), 1)
    assert firsts(reader(), now=local(20, 21), written=[had]) == [date(2026, 11, 19), date(2026, 11, 20)]
    assert firsts(reader(), now=local(20, 21)) == [date(2026, 11, 20)]


def test_what_was_written_is_not_owed_and_others_are_still():
    had = (7, "day", date(2026, 11, 20), 1)
    (left,) = owed((reader(), reader(chat=2)), Hours(), SHANGHAI, local(20, 21), LONG_AGO, {had})
    assert [one.chat_id for one in left.readers] == [2]


def test_nothing_is_owed_of_the_time_before_there_was_a_community():
    assert firsts(reader(), now=local(20, 21), since=local(20, 20, 30)) == []


@pytest.mark.parametrize("kind", [Kind.DAY, Kind.WEEK, Kind.MONTH])
def test_nothing_becomes_due_before_the_next_moment_that_was_promised(kind):
    one = reader(kind, EIGHT if kind is Kind.DAY else MORNING)
    now = local(1, 0)
    written: set = set()
    while now < local(31, 0, month=12):
        for found in owed((one,), Hours(), SHANGHAI, now, LONG_AGO, written):
            written.add((7, kind.value, found.period.first, 1))
        until = next_moment((one,), Hours(), SHANGHAI, now)
        assert now < until <= now + timedelta(days=1)
        assert owed((one,), Hours(), SHANGHAI, until - timedelta(seconds=1), LONG_AGO, written) == []
        now = until
    assert len(written) == {Kind.DAY: 61, Kind.WEEK: 9, Kind.MONTH: 2}[kind]


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("19:30", time(19, 30)),
        ("7：05", time(7, 5)),
        ("8", time(8)),
        ("24:00", None),
        ("7:5", None),
        ("", None),
        ("x", None),
    ],
)
def test_an_hour_is_read(said, hour):
    assert read_hour(said) == hour


@pytest.mark.parametrize("said", ["", "mon", "8:30", "someday 08:30", "mon 25:00"])
def test_a_meeting_that_is_none_is_refused_with_an_example(said):
    with pytest.raises(ValueError, match="mon 08:30"):
        Meeting.parse(said)


def test_a_meeting_is_read():
    assert Meeting.parse("Fri 17:00") == Meeting(4, time(17))


@pytest.mark.parametrize(
    ("text", "decided"),
    [
        ("#142 周五前换管", ((142, "周五前换管"),)),
        ("＃142：周五前换管", ((142, "周五前换管"),)),
        ("#1、#2 一起换\n#3 再看", ((1, "一起换"), (2, "一起换"), (3, "再看"))),
        ("#1 周五前\n换管", ((1, "周五前 换管"),)),
        ("#1\n换管", ((1, "换管"),)),
        ("#1", ()),
        ("收到", ()),
        ("会议纪要：\n#1 换管", ((1, "换管"),)),
        ("1. #1 换管\n2. #2 清运", ((1, "换管"), (2, "清运"))),
        ("一、决定：换管\n#1 换管", ((1, "换管"),)),
        ("决定：#1 换管", ((1, "换管"),)),
        ("周五前换管 #1", ((1, "周五前换管"),)),
        ("周五前换管（#1）", ((1, "周五前换管"),)),
        ("什么时候换 #1？", ()),
        ("#1 什么时候换？", ()),
        ("#1 换了吗\n#2 清运", ((2, "清运"),)),
        ("#1 换管 #2 清运", ((1, "换管"), (2, "清运"))),
        ("＃1换管；#2清运", ((1, "换管"), (2, "清运"))),
        ("#1 并入 #2 一起办", ((1, "并入 #2 一起办"),)),
        ("#1、2 都换", ((1, "都换"), (2, "都换"))),
        ("#1 和 2 都换", ((1, "都换"), (2, "都换"))),
        ("#1-3 都换", ((1, "都换"), (2, "都换"), (3, "都换"))),
        ("#1-999 都换", ()),
        ("#1 3 天内换", ((1, "3 天内换"),)),
        ("#1，2天内换", ((1, "2天内换"),)),
        ("#1 2号楼也换", ((1, "2号楼也换"),)),
        ("#1到10月换", ((1, "到10月换"),)),
        ("#12 12月5日前换", ((12, "12月5日前换"),)),
        ("#12、13号楼换", ((12, "13号楼换"),)),
        ("#12345678901 换", ()),
        ("#1 换管\n#2 清运\n#1 通知居民", ((1, "换管"), (2, "清运"), (1, "通知居民"))),
        ("#1 换管\n#1 什么时候能好？", ((1, "换管"),)),
        ("#1 #1 换管\n#1 换管", ((1, "换管"),)),
        ("请 #1 周五前换管", ((1, "周五前换管"),)),
        ("工单#1：换管", ((1, "换管"),)),
        ("关于#1和#2：物业负责", ((1, "物业负责"), (2, "物业负责"))),
        ("@qianshao_bot #1 换管", ((1, "换管"),)),
        ("", ()),
    ],
)
def test_decisions_are_read_line_by_line(text, decided):
    assert read_decisions(text) == decided


@pytest.mark.parametrize(
    ("text", "number"),
    [("#1 什么时候能好？", 1), ("#12换了吗", 12), ("#1 换管", None), ("什么时候？", None), ("", None)],
)
def test_what_is_asked_is_told_from_what_is_decided(text, number):
    assert asks(text) == number
