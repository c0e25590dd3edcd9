"""`make bench`: run everything in interleaved rounds and print the figures as a table."""

import asyncio
import statistics
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from benchmarks import deadlines, digests, house, plain_bot
from benchmarks.telegram import telegram

ROUNDS = 3
REPORTS = 800
Measure = Callable[[str, Path], Awaitable[tuple[float, float]]]


def measured(measure: Measure, waiting: int) -> tuple[float, float]:
    """Run one measurement against a Telegram of its own."""
    with telegram(waiting) as address, tempfile.TemporaryDirectory() as folder:
        return asyncio.run(_awaited(measure(address, Path(folder))))


async def _awaited(work: Awaitable[tuple[float, float]]) -> tuple[float, float]:
    return await work


def main() -> None:
    """Measure, and print medians of rates and of CPU per piece, with ratios to the plain bot of the same round."""
    print(f"{ROUNDS} rounds, interleaved; medians; python {sys.version.split()[0]}")
    ways: dict[str, tuple[Measure, int, int]] = {
        "plain bot: handlers, httpx, aiosqlite": (
            lambda a, f: plain_bot.measure(a, f"{f}/plain.db", REPORTS // 4), REPORTS // 4, REPORTS // 4,
        ),
        "reports: inbox → ticket → outbox": (lambda a, f: house.intake(a, f, REPORTS), REPORTS, REPORTS),
        "reports: the whole way, all sent": (lambda a, f: house.whole_way(a, f, REPORTS), REPORTS, REPORTS),
        "sends": (lambda a, f: house.sends(a, f, 2000), 0, 2000),
        "messages read": (lambda a, f: house.reads(5000), 0, 5000),
        "due tickets": (lambda a, f: house.ladder(a, f, 2000), 0, 2000),
    }  # fmt: skip
    results: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for number in range(ROUNDS):
        print(f"round {number + 1} of {ROUNDS}", file=sys.stderr, flush=True)
        for name, (measure, waiting, pieces) in ways.items():
            wall, cpu = measured(measure, waiting)
            results[name].append((pieces / wall, cpu / pieces * 1000))
    base = next(iter(results.values()))
    print("| what | a second | CPU ms each | rate vs plain | CPU vs plain |\n|---|--:|--:|--:|--:|")
    for name, rounds in results.items():
        rate, cpu = (statistics.median(values) for values in zip(*rounds, strict=True))
        ratios = [statistics.median(a[i] / b[i] for a, b in zip(rounds, base, strict=True)) for i in (0, 1)]
        print(f"| {name} | {rate:,.0f} | {cpu:.2f} | {ratios[0]:.1f} | {ratios[1]:.2f} |")
    with tempfile.TemporaryDirectory() as folder:
        print("\n" + "\n".join(deadlines.table(Path(folder))))
    with tempfile.TemporaryDirectory() as folder:
        print("\n" + "\n".join(digests.table(Path(folder))))
    with telegram(0) as address, tempfile.TemporaryDirectory() as folder:
        waits = asyncio.run(house.latency(address, Path(folder), 5, 20))
    p95 = waits[int(len(waits) * 0.95)]
    print(
        f"\nfrom message to card at 5 reports a second: median {statistics.median(waits) * 1000:.0f} ms, "
        f"p95 {p95 * 1000:.0f} ms, n = {len(waits)}"
    )


if __name__ == "__main__":
    main()
