"""The Telegram of the benchmarks: the sandbox as a process, full of riders' photos before the clock starts."""

import asyncio
import json
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bot.clock import Clock
from bot.sandbox import scenes
from bot.sandbox.server import Sandbox

TOKEN = "100:BENCHMARK"
GROUPS = 40


def workers(group: int) -> range:
    """Return the Telegram ids of the gridworkers of a group's grid."""
    return range(10_000 + group, 10_001 + group)


def community() -> str:
    """Return a community file: as many grids, each with a group, as the benchmark has."""
    lines = [
        '[community]\nid = "bench"\nname = "基准社区"',
        '[[area]]\nid = "bench"\nlevel = "community"\nname = "基准社区"',
    ]
    for group in range(GROUPS):
        first = group * 10 + 1
        lines.append(
            f'[[area]]\nid = "grid-{group}"\nlevel = "grid"\nname = "第{group}网格"\nparent = "bench"\n'
            f'buildings = ["{first}-{first + 9}"]'
        )
        lines.append(f'[[person]]\nid = "w{group}"\nname = "网格员{group}"\ntelegram_id = {10_000 + group}')
        lines.append(f'[[assignment]]\nperson = "w{group}"\nrole = "gridworker"\narea = "grid-{group}"')
        lines.append(f'[[chat]]\ntelegram_id = {-1001 - group}\npurpose = "reports"\narea = "bench"')
    for rung, role in enumerate(("grid_chief", "community"), start=1):
        lines.append(f'[[person]]\nid = "above-{rung}"\nname = "上级{rung}"\ntelegram_id = {30_000 + rung}')
        lines.append(f'[[assignment]]\nperson = "above-{rung}"\nrole = "{role}"\narea = "bench"')
    return "\n".join(lines) + "\n"


async def _serve(reports: int) -> None:
    sandbox = Sandbox(Clock(), TOKEN)
    town = sandbox.town
    riders = [20_000 + group for group in range(GROUPS)]
    for group, rider in enumerate(riders):
        town.person(rider, f"骑手{group}", language_code="zh-hans", started=True)
        for worker in workers(group):
            town.person(worker, f"网格员{group}", language_code="zh-hans", started=True)
        town.group(-1001 - group, f"群{group}", members=[rider], bot_status="administrator")
    photo = scenes.draw("flying_wire")
    for number in range(reports):
        # A rider's reports are of different buildings, and none is of a place that was reported before: else they would
        # be taken for parts of one another.
        group = number % GROUPS
        place = f"{group * 10 + 1 + number // GROUPS % 10}号楼{number // GROUPS // 10 + 1}单元"
        town.say(-1001 - group, riders[group], f"{place}有飞线充电 第{number}件", photos=[photo])
    await sandbox.start()
    print(sandbox.base_url, flush=True)
    await asyncio.Event().wait()


@contextmanager
def telegram(reports: int) -> Iterator[str]:
    """Run the sandbox with `reports` photos waiting; give its address."""
    command = [sys.executable, "-m", "benchmarks.telegram", str(reports)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()


def ask(address: str, path: str, body: dict[str, Any] | None = None) -> Any:
    """Ask the sandbox's people's side."""
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(f"{address}{path}", data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
