"""Digests around the days on which the clocks change: each ticket is told of once, by a day and by a week."""

import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, insert, select

from bot.database import reading
from bot.domain.period import Kind, Period
from bot.domain.readership import Meeting
from bot.tables import Bulletin, Posting, Ticket
from tests.services.home import Home
from tests.stories.qinzhuang import QINZHUANG

AFTER_THE_LAST = ("After yesterday's digest ", "After last week's digest ")
SPRING, AUTUMN = ("Europe/Berlin", datetime(2026, 3, 29)), ("Europe/Berlin", datetime(2026, 10, 25))
# Here the hour before midnight comes twice, and the one after it never.
TWICE, NEVER = ("America/Santiago", datetime(2026, 4, 5)), ("America/Santiago", datetime(2026, 9, 6))
NO_CHANGE = ("Asia/Shanghai", datetime(2026, 5, 1))
NIGHT, HALF_PAST_TWO, EVENING, LATE = time(0, 30), time(2, 30), time(20), time(23, 30)
MONDAY, SUNDAY, FRIDAY = Meeting(0, time(8, 30)), Meeting(6, time(2, 30)), Meeting(4, time(17))


def settle_down(home: Home, zone: str, moment: datetime) -> None:
    """Let there be a community by the clock of that zone, which speaks English, from that local moment on."""
    home.now = moment.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    named = f'name = "秦庄社区"\ntimezone = "{zone}"\nlanguage = "en"'
    home.take_in(QINZHUANG.replace('name = "秦庄社区"', named, 1))


def another(home: Home, like: int) -> None:
    """Let one more ticket like that one be opened now."""
    with home.step() as step:
        row = step.connection.execute(select(Ticket.__table__).where(Ticket.id == like)).one()._asdict()
        number = step.connection.scalar(select(func.max(Ticket.number))) + 1
        row |= {"number": number, "opened_at": home.now, "state": "claimed", "due_at": None}
        step.connection.execute(insert(Ticket.__table__), {name: row[name] for name in row if name != "id"})


def told(home: Home, period: str) -> int:
    """Return of how many tickets all digests of that kind have told so far, each as new or as come after the last."""
    query = select(Posting.dedup_key, Posting.payload).where(Posting.purpose == "digest", Posting.kind == "picture")
    with reading(home.engine) as connection:
        rows = connection.execute(query).all()
    pages = [
        row.payload["page"] for row in rows if row.dedup_key.split(":")[2] == period and row.dedup_key[-2:] == ":0"
    ]
    new = sum(int(page["tiles"][0]["value"]) for page in pages)
    late = [re.findall(r"\d+", note)[0] for page in pages for note in page["notes"] if note.startswith(AFTER_THE_LAST)]
    return new + sum(map(int, late))


def opened(home: Home, until: datetime) -> int:
    """Return how many tickets had been opened before a moment."""
    return int(home.rows("SELECT count(*) FROM ticket WHERE opened_at < :until", until=home.stored(until))[0][0])


def published(home: Home, kind: Kind) -> bool:
    """Send what is due; return whether one of that kind was among it."""
    before = home.count(f"bulletin WHERE period = '{kind}'")
    home.publish()
    return home.count(f"bulletin WHERE period = '{kind}'") > before


def end_of_the_last(home: Home, kind: Kind, zone: ZoneInfo) -> datetime:
    """Return when the last period ends that was told of."""
    with reading(home.engine) as connection:
        first = connection.scalar(select(func.max(Bulletin.first)).where(Bulletin.period == kind.value))
    return Period.holding(kind, first).bounds(zone)[1]


@pytest.mark.parametrize(
    ("where", "at"),
    [
        *((where, at) for where in (SPRING, AUTUMN) for at in (NIGHT, HALF_PAST_TWO, EVENING, LATE)),
        *((where, at) for where in (TWICE, NEVER) for at in (NIGHT, LATE)),
        (NO_CHANGE, EVENING),
    ],
)
def test_a_day_tells_each_ticket_once_whatever_the_clocks_do(home, where, at):
    zone, change = where
    home.rules = replace(home.rules, digest_at=at)
    settle_down(home, zone, change - timedelta(days=2, hours=4))
    local, first, heard = ZoneInfo(zone), home.report().id, 0
    for _ in range(4 * 24 + 12):
        home.pass_(minutes=55)
        another(home, first)
        home.pass_(seconds=7)
        if published(home, Kind.DAY):
            assert told(home, "day") == opened(home, min(home.now, end_of_the_last(home, Kind.DAY, local)))
            heard += 1
    assert heard >= 4


@pytest.mark.parametrize(
    ("where", "meeting"),
    [*((where, day) for where in (SPRING, AUTUMN) for day in (MONDAY, SUNDAY, FRIDAY)), (TWICE, SUNDAY)],
)
def test_a_week_tells_each_ticket_once_whatever_the_clocks_do(home, where, meeting):
    zone, change = where
    home.rules = replace(home.rules, digest_weekly=meeting)
    settle_down(home, zone, change - timedelta(days=10))
    local, first, heard = ZoneInfo(zone), home.report().id, 0
    for _ in range(24 * 24 // 4):
        home.pass_(hours=3, minutes=50)
        another(home, first)
        home.pass_(minutes=10)
        if published(home, Kind.WEEK):
            assert told(home, "week") == opened(home, min(home.now, end_of_the_last(home, Kind.WEEK, local)))
            heard += 1
    assert heard >= 3


def test_what_came_before_a_digest_that_was_late_is_not_told_again(home):
    settle_down(home, "Asia/Shanghai", datetime(2026, 5, 1, 12))
    first = home.report().id
    home.pass_(hours=10)
    another(home, first)
    home.pass_(minutes=5)
    assert home.publish() == 1
    assert told(home, "day") == 2
    home.pass_(minutes=5)
    another(home, first)
    home.pass_(hours=22)
    assert home.publish() == 1
    assert told(home, "day") == 3
