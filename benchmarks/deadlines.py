"""Deadlines among very many open tickets: how long finding the due ones takes, climbing, and how late a rung is told.

On an embedded database and on a PostgreSQL server of the benchmark's own. Nothing is sent.
"""

import asyncio
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import bindparam, text, update

from benchmarks.house import Spent, build
from bot import loops
from bot.database import is_sqlite, reading, transaction
from bot.domain.reading import Reading
from bot.loops import House
from bot.services import escalation, people, tickets
from bot.tables import Ticket
from tests.postgres import Server, drop_database, find_programs, fresh_database

_ticket = Ticket.__table__
FEW, MANY = 10_000, 1_000_000
DUE = 2_000
SWEEPS = 200
SECONDS = 20
NOWHERE = "http://127.0.0.1:9"


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    """Give the addresses of an empty database of each kind; PostgreSQL only where its programs are."""
    found = {"SQLite": f"sqlite:///{folder}/deadlines.db"}
    programs = find_programs()
    if programs is None:
        yield found
        return
    server = Server(programs)
    try:
        server.start()
        own = fresh_database(server.url)
        yield found | {"PostgreSQL": own}
        drop_database(own)
    finally:
        server.stop()


def fill(house: House, number: int) -> None:
    """Have `number` open tickets, none of them due before tomorrow."""
    with transaction(house.engine) as connection:
        step = house.step(connection)
        known = connection.scalar(text("SELECT count(*) FROM ticket")) or 0
        if not known:
            found = Reading(True, None, ("1",), None, None, None, None, None, False, False, 1.0, ())
            tickets.open_ticket(step, people.roster(step, "bench"), found, "1号楼路灯不亮", None)
            known = 1
        copied = [column.name for column in _ticket.columns if column.name not in ("id", "number", "due_at")]
        names = ", ".join(copied)
        if is_sqlite(house.engine):
            numbers = "WITH RECURSIVE n(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM n WHERE n < :last)"
            later = "strftime('%Y-%m-%d %H:%M:%f000', 'now', '+1 day', (n.n % 86400) || ' seconds')"
        else:
            # Its rows copy one that is right already: what they refer to need not be looked up a million times.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            numbers = "WITH n AS (SELECT generate_series(CAST(:first AS int), CAST(:last AS int)) AS n)"
            later = "now() + interval '1 day' + (n.n % 86400) * interval '1 second'"
        connection.execute(
            text(
                f"{numbers} INSERT INTO ticket ({names}, number, due_at) SELECT {names}, n.n + 1, {later}"
                f" FROM n, (SELECT * FROM ticket WHERE rung = 0 ORDER BY id LIMIT 1) AS first ORDER BY n.n"
            ),
            {"first": known, "last": number - 1},
        )
        connection.execute(text("UPDATE community SET last_number = :last"), {"last": number})
    look_again(house)


def look_again(house: House) -> None:
    """Let the database count its rows anew, as PostgreSQL does by itself within a minute of many changes."""
    with house.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as bare:
        bare.exec_driver_sql("ANALYZE")


def fall_due(house: House, number: int, over: timedelta = timedelta(0)) -> None:
    """Let the answer to `number` tickets that climbed no rung yet be late: all now, or one by one within `over`."""
    with transaction(house.engine) as connection:
        now = house.clock.now()
        rows = connection.execute(
            text("SELECT id FROM ticket WHERE rung = 0 ORDER BY id LIMIT :number"), {"number": number}
        ).all()
        due = [{"b": row.id, "due": now + over * n / number} for n, row in enumerate(rows)]
        mine = update(_ticket).where(_ticket.c.id == bindparam("b"))
        connection.execute(mine.values(due_at=bindparam("due")), due)


def sweep(house: House) -> float:
    """Return the seconds that finding the first hundred due tickets takes, as the ladder finds them."""
    with transaction(house.engine, keep=False) as connection:
        step = house.step(connection)
        began = time.perf_counter()
        found = escalation.due(step, 100)
        spent = time.perf_counter() - began
    assert len(found) == 100, f"only {len(found)} were due"
    return spent


def pump(house: House, number: int) -> Spent:
    """Let `number` late tickets climb a rung each, with the pump that the bot has."""
    fall_due(house, number)
    wall, cpu = time.perf_counter(), time.process_time()
    loops.tick(house)
    return time.perf_counter() - wall, time.process_time() - cpu


async def lateness(house: House, number: int) -> list[float]:
    """Let `number` tickets fall due within some seconds and the pump beat as it does; return how late each was told."""
    with reading(house.engine) as connection:
        last = connection.scalar(text("SELECT max(ticket_id) FROM escalation")) or 0
    fall_due(house, number, timedelta(seconds=SECONDS))
    for beat in range(SECONDS + 3):
        began = time.perf_counter()
        await house.work(loops.tick)
        await asyncio.sleep(max(0.0, 1 - (time.perf_counter() - began)))
        assert beat < SECONDS + 60
    with reading(house.engine) as connection:
        rows = connection.execute(
            text("SELECT ticket_id, at, due_at FROM escalation WHERE ticket_id > :last"), {"last": last}
        ).all()
    assert len(rows) == number, f"only {len(rows)} of {number} were told"
    return sorted((_moment(row.at) - _moment(row.due_at)).total_seconds() for row in rows)


def _moment(stored: datetime | str) -> datetime:
    return datetime.fromisoformat(stored) if isinstance(stored, str) else stored


async def measure(kind: str, url: str, folder: Path) -> str:
    """Return the table's line for one database."""
    house = build(NOWHERE, folder, url=url)
    fill(house, FEW)
    few = [pump(house, DUE) for _ in range(3)]
    waits = await lateness(house, DUE)
    fill(house, MANY)
    many = [pump(house, DUE) for _ in range(3)]
    fall_due(house, FEW)
    look_again(house)
    sweeps = sorted(sweep(house) * 1000 for _ in range(SWEEPS))
    house.engine.dispose()
    house.writer.shutdown()
    rate = [DUE / statistics.median(wall for wall, _ in spent) for spent in (few, many)]
    cost = [statistics.median(cpu for _, cpu in spent) / DUE * 1000 for spent in (few, many)]
    return (
        f"| {kind} | {statistics.median(sweeps):.2f} | {rate[0]:,.0f} |"
        f" {rate[1]:,.0f} | {cost[1] / cost[0]:.2f} | {waits[int(len(waits) * 0.99)]:.2f} |"
    )


def table(folder: Path) -> list[str]:
    """Return the whole table in Markdown."""
    lines = [
        "| database | first 100 found, ms | climbs a second, few open | … many open | CPU, many vs few | p99 late, s |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    with databases(folder) as found:
        for kind, url in found.items():
            lines.append(asyncio.run(measure(kind, url, folder)))
    return lines


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        print("\n".join(table(Path(scratch))))
