"""`demo`: a Telegram of one's own, the bot in it, a sample community, and an evening played before one's eyes.

No token, no network beyond 127.0.0.1; the bot is the real one, over real HTTP and a real database.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.exits import Exit, trouble

if TYPE_CHECKING:
    from bot.loops import House
    from bot.sandbox.chronicle import Chronicle
    from bot.sandbox.server import Sandbox


@click.command()
@click.option("--once", is_flag=True, help="Play the evening, write the papers, and end.")
@click.option("--port", default=8085, show_default=True, help="Where the page is; 0 takes any free port.")
@click.option("--out", default="demo", show_default=True, type=click.Path(file_okay=False, path_type=Path))
def demo(once: bool, port: int, out: Path) -> None:
    """Play an evening in a sample community, then stay up so that you can go on as any of the people."""
    import asyncio
    import sys

    out.mkdir(parents=True, exist_ok=True)
    alone = once or bool(os.environ.get("CI")) or not sys.stdout.isatty()
    try:
        asyncio.run(_demo(alone, port, out))
    except KeyboardInterrupt:
        click.echo("stopped", err=True)


async def _demo(once: bool, port: int, out: Path) -> None:
    import asyncio
    from importlib.resources import files
    from tempfile import TemporaryDirectory

    from bot import app, community_file, log, schema
    from bot.clock import Clock
    from bot.config import Config
    from bot.database import transaction
    from bot.sandbox import evening
    from bot.sandbox.chronicle import Chronicle
    from bot.sandbox.server import Sandbox
    from bot.services import census

    log.configure("warning", "text", ())
    clock = Clock(evening.beginning(Clock().now()))
    sandbox = Sandbox(clock)
    evening.people(sandbox.town)
    try:
        await sandbox.start(port=0 if once else port)
    except OSError:
        trouble(Exit.TRY_AGAIN, f"port {port} is taken; choose another one with --port, or 0 for any")
    with TemporaryDirectory(prefix="qianshao-demo-") as folder:
        config = Config(
            telegram={"token": sandbox.token, "base_url": sandbox.base_url},
            database={"url": f"sqlite:///{folder}/qianshao.db"},
            photos={"store": f"{folder}/photos"},
            # The sandbox has no limits to keep, and nobody wants to wait for them here.
            web={"listen": ""},
            sending={"per_second": 1000, "private_seconds": 0, "group_minute": 0},
        )
        house = app.build(config, clock)
        schema.upgrade(house.engine)
        sample = files("bot.sandbox") / "qinzhuang.toml"
        with transaction(house.engine) as connection:
            census.take(house.step(connection), community_file.parse(sample.read_text("utf-8"), Path("qinzhuang.toml")))
        stop, ready = asyncio.Event(), asyncio.Event()
        running = asyncio.create_task(app.run(house, until=stop, ready=ready.set))
        try:
            await ready.wait()
            chronicle = Chronicle(sandbox.town, clock, evening.ZONE)
            await _play(house, sandbox, chronicle)
            _write_papers(house, chronicle, out)
            if not once:
                click.echo(f"\n{click.style('前哨 · sandbox', bold=True)}  {sandbox.base_url}/", err=True)
                click.echo("Open it in a browser and go on as any of the people. Ctrl-C ends.", err=True)
                await running
        finally:
            stop.set()
            await asyncio.gather(running, return_exceptions=True)
            await sandbox.stop()


async def _play(house: "House", sandbox: "Sandbox", chronicle: "Chronicle") -> None:
    from bot.sandbox.evening import Evening

    async def settle() -> None:
        await quiet(house, sandbox)
        for line in chronicle.look():
            click.echo(line)

    await Evening(sandbox.town, house.clock, settle).play()


async def quiet(house: "House", sandbox: "Sandbox", rounds: int = 400) -> None:
    """Wait until nothing is left to do at this moment: twice in a row nothing waits anywhere."""
    import asyncio

    from bot.loops import idle, publish, tick

    calm = 0
    for _ in range(rounds):
        await house.work(tick)
        await publish(house)
        house.postings.set()
        calm = calm + 1 if sandbox.pending_updates == 0 and await house.work(idle) else 0
        if calm == 2:
            return
        await asyncio.sleep(0.03)
    raise TimeoutError("the bot did not come to rest")


def _write_papers(house: "House", chronicle: "Chronicle", out: Path) -> None:
    from bot.darkroom import bulletins
    from bot.database import reading
    from bot.domain.period import Kind, Period
    from bot.language import Words
    from bot.sandbox.evening import ZONE
    from bot.services import digest, export, people
    from bot.services.dossiers import Wish
    from bot.services.ledger_rows import Reader
    from bot.services.page_view import plain

    (out / "chat.txt").write_text("\n".join(chronicle.lines) + "\n", "utf-8")
    now, words = house.clock.now(), Words("zh", ZONE)
    with reading(house.engine) as connection:
        step = house.step(connection)
        roster = people.roster(step, "qinzhuang")
        today = Period.holding(Kind.DAY, now.astimezone(ZONE).date())
        page, said = digest.page(step, roster, roster.areas[roster.root_id], today, words)
        (out / "digest.png").write_bytes(bulletins.draw(page))
        (out / "digest.txt").write_text(plain(said) + "\n", "utf-8")
        reader = Reader(words, house.rules.lexicon, now, within=True)
        export.write(step, out / "tickets.xlsx", Wish(), reader, house.store)
    click.echo(f"written: {out}/chat.txt, {out}/digest.txt, {out}/digest.png, {out}/tickets.xlsx", err=True)
