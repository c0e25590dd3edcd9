"""Digests among very many tickets: a community's day, a city's month, and the picture. Nothing is sent.

On an embedded database and on a PostgreSQL server of the benchmark's own. What counts is the CPU of our own process.
"""

import asyncio
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from datetime import time as hour
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.city import COMMUNITIES, Chronicle, settle
from benchmarks.deadlines import NOWHERE, databases, look_again
from benchmarks.house import Spent, build
from bot.darkroom import bulletins
from bot.database import reading
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
    """Write the digest of an area of a community as the bot does, from its roster on; return its page and the cost."""
    now = datetime.combine(period.last + timedelta(days=1), hour(8), ZONE)
    with reading(house.engine) as connection:
        wall, cpu = time.perf_counter(), time.process_time()
        step = Step(connection, now, replace(house.rules, memory=Memory()))
        roster = people.roster(step, community_id)
        area = next(one for one in roster.areas.values() if one.level is level)
        words = cards.words_for(roster, "zh")
        digest.messages(step, roster, area, period, words)
        spent = time.perf_counter() - wall, time.process_time() - cpu
        return digest.page(step, roster, area, period, words)[0], spent


def medians(measure: Callable[[int], Spent], times: int) -> Spent:
    """Return the medians of wall and CPU seconds of some runs, after one that warms up."""
    measure(0)
    wall, cpu = zip(*(measure(number) for number in range(times)), strict=True)
    return statistics.median(wall), statistics.median(cpu)


def a_day(house: House, number: int) -> Spent:
    """Return what a community's day costs, of another community each time."""
    community_id = f"c-{number * 37 % COMMUNITIES:03}"
    page, spent = written(house, community_id, Level.COMMUNITY, Period.holding(Kind.DAY, LAST))
    assert page.blocks, f"the day of {community_id} is empty"
    return spent


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
        days.append(medians(lambda number: a_day(house, number), DAYS))
    month = medians(lambda _: a_month(house)[1], MONTHS)
    pages = written(house, "c-037", Level.COMMUNITY, Period.holding(Kind.DAY, LAST))[0], a_month(house)[0]
    pictures = [medians(lambda _, page=page: drawn(page), PICTURES) for page in pages]  # type: ignore[misc]
    house.engine.dispose()
    house.writer.shutdown()
    told = " | ".join(f"{cpu * 1000:.0f}" for _, cpu in days)
    shown = " | ".join(f"{cpu * 1000:.0f}" for _, cpu in pictures)
    return f"| {kind} | {told} | {days[-1][0] * 1000:.0f} | {month[1]:.1f} | {month[0]:.1f} |", f"| {kind} | {shown} |"


def table(folder: Path) -> list[str]:
    """Return the tables in Markdown."""
    among = " | ".join(
        f"… {size * COMMUNITIES:,}" if size != SIZES[0] else f"a day, CPU ms, among {size * COMMUNITIES:,}"
        for size in SIZES
    )
    lines = [f"| database | {among} | wall ms | a city's month, CPU s | wall s |", "|---|--:|--:|--:|--:|--:|--:|"]
    pictures = []
    with databases(folder) as found:
        for kind, url in found.items():
            page, picture = asyncio.run(measure(kind, url, folder))
            lines.append(page)
            pictures.append(picture)
    return lines + pictures


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        print("\n".join(table(Path(scratch))))
