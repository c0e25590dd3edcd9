"""Several processes turn the tick pump at once over hundreds of due tickets: each rung is told once, none is forgotten.

On PostgreSQL they stand side by side, on an embedded database they queue up; the books have to be the same.
"""

import multiprocessing
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot import app, loops, schema
from bot.clock import Clock
from bot.config import Config
from bot.database import open_database
from bot.domain.ticket import State
from bot.services.step import Step
from bot.tables import Person, Ticket
from tests.services.home import CHIEF, EVENING, LIN, SECRETARY, WANG, Home
from tests.stories.qinzhuang import QINZHUANG

PUMPS = 3
OPEN, CLAIMED, RESOLVED = 100, 40, 20
MINUTES = (5, 15, 25, 85)
"""When three rungs of an open ticket are due, and the first repeat at the top."""

_booth: dict[str, Any] = {}


def _take_place(url: str, folder: str, barrier: Any) -> None:
    """Be one bot: a house of its own on the common database."""
    config = Config(
        telegram={"token": "100:PUMPS"}, database={"url": url}, photos={"store": f"{folder}/photos"},
        log={"level": "error"}, digest={"at": "23:00"},
    )  # fmt: skip
    _booth.update(house=app.build(config, Clock(EVENING, frozen=True)), barrier=barrier)


def _pump(minutes: int, _number: int) -> int:
    """Turn the pump until nothing is due so many minutes after the evening began; return this bot's own number."""
    house = _booth["house"]
    house.clock.move(EVENING + timedelta(minutes=minutes) - house.clock.now())
    _booth["barrier"].wait(20)
    loops.tick(house)
    return int(multiprocessing.current_process().pid or 0)


@pytest.fixture
def at_once(url: str, tmp_path: Path) -> Iterator[Any]:
    """Give a way to let every bot turn its pump in the same moment."""
    # Forks of this process need not import anything; they begin before anybody has a connection they could share.
    context = multiprocessing.get_context("fork")
    barrier = context.Barrier(PUMPS)
    with context.Pool(PUMPS, _take_place, (url, str(tmp_path), barrier)) as pool:
        yield lambda minutes: set(pool.map(partial(_pump, minutes), range(PUMPS), chunksize=1))


@pytest.fixture
def home(url: str, at_once: Any) -> Iterator[Home]:
    """Give 秦庄 with many tickets, all of the same moment: nobody took them, they are late, or they are fixed."""
    assert at_once
    engine = open_database(url)
    schema.upgrade(engine)
    home = Home(engine)
    home.take_in(QINZHUANG)
    first = home.report()
    home.run("DELETE FROM outbox")
    with home.step() as step:
        _fill(step, dict(first._mapping), OPEN, CLAIMED, RESOLVED)
    yield home
    engine.dispose()


def _fill(step: Step, first: dict[str, Any], opened: int, claimed: int, resolved: int) -> None:
    """Write tickets like the first one, which is one of the `opened`."""
    rows = step.connection
    like = rows.execute(select(Ticket.__table__).where(Ticket.id == first["id"])).one()
    holder = rows.scalar(select(Person.id).where(Person.telegram_id == WANG))
    in_work = {"state": State.CLAIMED.value, "holder_id": holder, "acked_at": EVENING, "cycle": 1}
    late = in_work | {"resolve_due_at": EVENING + timedelta(minutes=10), "due_at": EVENING + timedelta(minutes=5)}
    fixed = in_work | {"state": State.RESOLVED.value, "resolved_at": EVENING, "due_at": EVENING + timedelta(minutes=5)}
    kinds: list[dict[str, Any]] = [{}] * (opened - 1) + [late] * claimed + [fixed] * resolved
    same = {name: value for name, value in like._mapping.items() if name != "id"}
    rows.execute(insert(Ticket.__table__), [same | {"number": n} | kind for n, kind in enumerate(kinds, start=2)])


@pytest.mark.timeout(60)
def test_many_pumps_at_once_tell_every_rung_once_and_forget_no_ticket(home, at_once):
    bots = set()
    for minutes in MINUTES:
        bots |= at_once(minutes)
        late = "SELECT count(*) FROM ticket WHERE due_at <= :now"
        assert home.rows(late, now=home.stored(EVENING + timedelta(minutes=minutes))) == [(0,)]
    assert len(bots) == PUMPS
    every_open_ticket_climbed_and_began_again_at_the_top(home)
    every_late_one_was_warned_of_once_and_climbed_on_its_own_clock(home)
    every_fixed_one_was_closed_once(home)
    everybody_above_heard_of_each_ticket_once(home)


def every_open_ticket_climbed_and_began_again_at_the_top(home: Home) -> None:
    rungs = Counter(
        tuple(row) for row in home.rows("SELECT clock, rung, cycle, outcome FROM escalation WHERE clock = 'ack'")
    )
    assert rungs == dict.fromkeys(
        [("ack", 1, 0, "told"), ("ack", 2, 0, "told"), ("ack", 3, 0, "told"), ("ack", 3, 1, "told")], OPEN
    )
    by_ticket = home.rows("SELECT ticket_id, count(*) AS n FROM event WHERE kind = 'escalate' GROUP BY ticket_id")
    assert Counter(row.n for row in by_ticket) == {4: OPEN, 3: CLAIMED}


def every_late_one_was_warned_of_once_and_climbed_on_its_own_clock(home: Home) -> None:
    warned = home.rows("SELECT ticket_id, count(*) AS n FROM event WHERE kind = 'warn' GROUP BY ticket_id")
    assert [row.n for row in warned] == [1] * CLAIMED
    assert home.count(f"outbox WHERE chat_id = {WANG} AND dedup_key LIKE 'warn:%'") == CLAIMED
    rungs = Counter(tuple(row) for row in home.rows("SELECT rung, cycle FROM escalation WHERE clock = 'resolve'"))
    assert rungs == dict.fromkeys([(1, 1), (2, 1), (3, 1)], CLAIMED)


def every_fixed_one_was_closed_once(home: Home) -> None:
    assert home.count("ticket WHERE state = 'closed' AND due_at IS NULL") == RESOLVED
    assert home.count("event WHERE kind = 'lapse'") == RESOLVED


def everybody_above_heard_of_each_ticket_once(home: Home) -> None:
    """The repeat at the top says nothing new to one whose first message still waits to be sent."""
    heard = Counter(
        tuple(row)
        for row in home.rows(f"SELECT chat_id, ticket_id FROM outbox WHERE chat_id IN {(CHIEF, SECRETARY, LIN)}")
    )
    assert set(heard.values()) == {1}
    assert Counter(chat for chat, _ in heard) == dict.fromkeys((CHIEF, SECRETARY, LIN), OPEN + CLAIMED)
