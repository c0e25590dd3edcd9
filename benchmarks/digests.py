"""Digests among very many tickets: a community's day, a city's month, and the picture. Nothing is sent.

On an embedded database and on a PostgreSQL server of the benchmark's own. What counts is the CPU of our own process.
"""

import asyncio
import statistics
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.city import COMMUNITIES, Chronicle, settle
from benchmarks.deadlines import NOWHERE, databases, look_again
from benchmarks.house import Spent, build
from bot.calls import Picture
from bot.darkroom import bulletins
from bot.database import reading
from bot.domain import bulletin
from bot.domain.bulletin import Page
from bot.domain.period import Kind, Period
from bot.domain.roster import Level
from bot.loops import House
from bot.services import cards, digest, people
from bot.services.step import Memory, Step

ZONE = ZoneInfo("Asia/Shanghai")
LAST = date(2026, 10, 31)
A_YEAR = 1_000
"""Tickets of a community in a year; so many communities have a million."""
SIZES = (10, 100, 1_000)
DAYS, MONTHS, PICTURES = 30, 3, 10


def written(house: House, community_id: str, level: Level, period: Period) -> tuple[Page, Spent]:
    """Write the digest of an area of a community as the bot does, from its roster on; return its page and the cost.

    Raise TypeError when it is empty.
    """
    now = datetime.combine(period.last + timedelta(days=1), hour(8), ZONE)
    with reading(house.engine, patiently=True) as connection:
        wall, cpu = time.perf_counter(), time.process_time()
        step = Step(connection, now, replace(house.rules, memory=Memory()))
        roster = people.roster(step, community_id)
        area = next(one for one in roster.areas.values() if one.level is level)
        words = cards.words_for(roster, "zh")
        first = digest.messages(step, roster, area, period, words)[0]
        spent = time.perf_counter() - wall, time.process_time() - cpu
    if not isinstance(first, Picture):
        raise TypeError(f"the digest of {community_id} has no picture")
    return bulletin.unpack(first.page), spent


def medians(runs: Iterable[Spent]) -> Spent:
    """Return the medians of wall and CPU seconds of some runs."""
    wall, cpu = zip(*runs, strict=True)
    return statistics.median(wall), statistics.median(cpu)


def a_day(house: House, number: int) -> tuple[Page, Spent]:
    """Return the page of a community's day, of another community each time, and what it costs."""
    return written(house, f"c-{number * 37 % COMMUNITIES:03}", Level.COMMUNITY, Period.holding(Kind.DAY, LAST))


def a_month(house: House) -> tuple[Page, Spent]:
    """Return the page of the city's month, and what it costs."""
    return written(house, "c-000", Level.DISTRICT, Period.holding(Kind.MONTH, LAST))


def drawn(page: Page) -> Spent:
    """Return what drawing a page costs."""
    wall, cpu = time.perf_counter(), time.process_time()
    bulletins.draw(page)
    return time.perf_counter() - wall, time.process_time() - cpu


async def measure(kind: str, url: str, folder: Path) -> tuple[str, str]:
    """Return the tables' lines for one database: the pages, and the pictures of them."""
    house = build(NOWHERE, folder, url=url)
    settle(house)
    chronicle, days = Chronicle(house, datetime.combine(LAST + timedelta(days=1), hour(0), ZONE), A_YEAR), []
    for size in SIZES:
        chronicle.grow(size)
        look_again(house)
        day, _ = a_day(house, 0)
        days.append(medians(a_day(house, number)[1] for number in range(1, DAYS + 1)))
    months = [a_month(house) for _ in range(MONTHS)]
    house.engine.dispose()
    house.writer.shutdown()
    wall, cpu = medians(spent for _, spent in months)
    pictures = [medians(drawn(page) for _ in range(PICTURES)) for page in (day, months[0][0])]
    told = " | ".join(f"{one[1] * 1000:.0f}" for one in days)
    shown = " | ".join(f"{one[1] * 1000:.0f} | {one[0] * 1000:.0f}" for one in pictures)
    return f"| {kind} | {told} | {days[-1][0] * 1000:.0f} | {cpu:.1f} | {wall:.1f} |", f"| {kind} | {shown} |"


def table(folder: Path) -> list[str]:
    """Return the tables in Markdown."""
    first, *more = (f"{size * COMMUNITIES:,}" for size in SIZES)
    among = " | ".join([f"a day among {first}, CPU ms", *(f"… {size}" for size in more)])
    pages = [f"| database | {among} | … wall ms | a city's month, CPU s | … wall s |", "|---|--:|--:|--:|--:|--:|--:|"]
    pictures = ["", "| pages of | picture of a day, CPU ms | … wall ms | of a month, CPU ms | … wall ms |"]
    pictures.append("|---|--:|--:|--:|--:|")
    with databases(folder) as found:
        for kind, url in found.items():
            page, picture = asyncio.run(measure(kind, url, folder))
            pages.append(page)
            pictures.append(picture)
    return pages + pictures


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        print("\n".join(table(Path(scratch))))
