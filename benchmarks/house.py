"""The house under load: the main way with and without sending, the outbox, the ladder, and how long a card takes."""

import asyncio
import json
import time
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, text

from benchmarks.telegram import GROUPS, TOKEN, ask, community
from bot import app, community_file, log, loops, schema, vocabulary
from bot.calls import Say
from bot.config import Config
from bot.database import reading, transaction
from bot.domain.reading import Places, Reading
from bot.loops import House
from bot.services import census, outbox, people, tickets
from bot.services.outbox import For, Priority
from bot.tables import Ticket

Spent = tuple[float, float]
LONGEST = 120.0


def build(address: str, folder: Path, *, paced: bool = False, url: str = "") -> House:
    """Build a house with the benchmark's community, by default on a database of its own in the folder.

    Call it inside the event loop.
    """
    log.configure("error", "text", ())
    config = Config(
        telegram={"token": TOKEN, "base_url": address},
        database={"url": url or f"sqlite:///{folder}/house.db"},
        photos={"store": f"{folder}/photos"},
        sending={} if paced else {"per_second": 100_000, "private_seconds": 0, "group_minute": 0, "at_once": 32},
        web={"listen": ""},
        log={"level": "error"},
    )
    house = app.build(config)
    schema.upgrade(house.engine)
    with transaction(house.engine) as connection:
        census.take(house.step(connection), community_file.parse(community(), Path("bench.toml")))
    return house


async def intake(address: str, folder: Path, reports: int) -> Spent:
    """Telegram → inbox → ticket → outbox, durable at every step; nothing is sent."""
    house = build(address, folder)
    await app.open_house(house)
    wall, cpu = time.perf_counter(), time.process_time()
    opened = 0
    while opened < reports:
        await loops.poll(house, 1)
        while await house.work(loops.read):
            pass
        with reading(house.engine) as connection:
            opened = connection.scalar(text("SELECT count(*) FROM ticket")) or 0
    spent = time.perf_counter() - wall, time.process_time() - cpu
    await app.close_house(house)
    return spent


async def whole_way(address: str, folder: Path, reports: int) -> Spent:
    """The same and everything sent: card, receipt and reaction for each report. Pictures are fetched on the side."""
    house = build(address, folder)
    stop, ready = asyncio.Event(), asyncio.Event()
    wall, cpu = time.perf_counter(), time.process_time()
    running = asyncio.create_task(app.run(house, until=stop, ready=ready.set))
    sent = 0
    while sent < reports:
        await asyncio.sleep(0.05)
        if running.done() or time.perf_counter() - wall > LONGEST:
            raise RuntimeError(f"only {sent} of {reports} reports were answered in {time.perf_counter() - wall:.0f} s")
        with reading(house.engine) as connection:
            left = "SELECT count(*) FROM outbox WHERE state = 'sent' AND purpose = :purpose"
            counts = [connection.scalar(text(left), {"purpose": p}) or 0 for p in ("card", "receipt", "reaction")]
        sent = min(counts)
    spent = time.perf_counter() - wall, time.process_time() - cpu
    stop.set()
    await running
    return spent


async def sends(address: str, folder: Path, messages: int) -> Spent:
    """The outbox alone: messages to many chats."""
    house = build(address, folder)
    await app.open_house(house)
    with transaction(house.engine) as connection:
        step = house.step(connection)
        for number in range(messages):
            outbox.put(step, Say(f"<b>{number}</b> 您好"), 10_000 + number % GROUPS, For.NOTICE, Priority.NOTICE)
    wall, cpu = time.perf_counter(), time.process_time()
    while await loops.send(house):
        pass
    spent = time.perf_counter() - wall, time.process_time() - cpu
    await app.close_house(house)
    return spent


async def reads(messages: int) -> Spent:
    """The reader alone: labelled group messages, each one read as it would be in a community of forty buildings."""
    folder = Path(__file__).parents[1] / "training"
    files = sorted(folder.glob("corpus_[a-d].jsonl"))
    texts = [json.loads(line)["text"] for file in files for line in file.read_text("utf-8").splitlines()]
    reader, places = vocabulary.reader(), Places(buildings=frozenset(str(number) for number in range(1, 41)))
    reader.read_report(texts[0], places=places)
    wall, cpu = time.perf_counter(), time.process_time()
    for number in range(messages):
        reader.read_report(texts[number % len(texts)], has_photo=number % 3 == 0, places=places)
    return time.perf_counter() - wall, time.process_time() - cpu


async def ladder(address: str, folder: Path, due: int) -> Spent:
    """The ladder alone: open tickets whose answer is overdue, each climbing one rung."""
    house = build(address, folder)
    with transaction(house.engine) as connection:
        step = house.step(connection)
        roster = people.roster(step, "bench")
        first = tickets.open_ticket(
            step, roster, Reading(True, None, ("1",), None, None, None, None, None, False, False, 1.0, ()), "x", None
        )
        rows = [dict(first._mapping) for _ in range(due)]
        for number, row in enumerate(rows, start=2):
            del row["id"]
            row |= {"number": number, "due_at": step.now - timedelta(seconds=1)}
        connection.execute(insert(Ticket.__table__), rows)
    wall, cpu = time.perf_counter(), time.process_time()
    await house.work(loops.tick)
    spent = time.perf_counter() - wall, time.process_time() - cpu
    await app.close_house(house)
    return spent


async def latency(address: str, folder: Path, a_second: int, seconds: int) -> list[float]:
    """From a rider's message to the gridworker's card, at a steady rate and with Telegram's pace kept; seconds each."""
    house = build(address, folder, paced=True)
    stop, ready = asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(app.run(house, until=stop, ready=ready.set))
    await ready.wait()
    said: dict[str, float] = {}
    for number in range(a_second * seconds):
        group = number % GROUPS
        mark = f"第{number}件"
        body = {
            "as": 20_000 + group, "chat": -1001 - group, "samples": ["flying_wire"],
            "text": f"{group * 10 + 1 + number // GROUPS % 10}号楼有飞线充电 {mark}",
        }  # fmt: skip
        said[mark] = time.time()
        await asyncio.to_thread(ask, address, "/people/send", body)
        await asyncio.sleep(max(0.0, 1 / a_second - (time.time() - said[mark])))
    await asyncio.sleep(2)
    stop.set()
    await running
    heard: dict[str, float] = {}
    for call in (await asyncio.to_thread(ask, address, "/people/requests?since=0"))["requests"]:
        if call["method"] == "sendPhoto" and int(call["params"]["chat_id"]) > 0:
            caption = call["params"]["caption"]
            found = next((mark for mark in said if f"{mark}<" in caption), None)
            if found is not None:
                heard[found] = datetime.fromisoformat(call["at"]).timestamp()
    return sorted(heard[mark] - said[mark] for mark in heard)
