"""The sandbox as a process of its own: `python -m bot.sandbox --port 8081 --token 100:TEST --world town.json`."""

import argparse
import asyncio
import json
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.clock import Clock
from bot.sandbox.server import Sandbox


def main() -> int:
    """Run until SIGINT or SIGTERM; the first line on stdout is the address."""
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free port")
    parser.add_argument("--token", default="100:TEST", help="the bot token that is accepted")
    parser.add_argument("--bot-username", default="qianshao_bot")
    parser.add_argument("--privacy", action="store_true", help="privacy mode: in groups hear commands and replies only")
    parser.add_argument("--flood-limits", action="store_true", help="answer 429 as Telegram does")
    parser.add_argument(
        "--now", type=datetime.fromisoformat, help="the moment to begin at, such as 2026-11-21T17:40+08:00"
    )
    parser.add_argument("--world", type=Path, help="JSON with people and chats, as GET /people/state gives them")
    options = parser.parse_args()
    if options.now is not None and options.now.tzinfo is None:
        parser.error("--now needs a time zone, such as +08:00")
    try:
        world = json.loads(options.world.read_text("utf-8")) if options.world else {}
    except (OSError, ValueError) as error:
        parser.error(f"--world {options.world}: {error}")
    sandbox = Sandbox(
        Clock(options.now), options.token, options.bot_username, options.privacy, flood_limits=options.flood_limits
    )
    try:
        populate(sandbox, world)
    except (TypeError, ValueError) as error:
        parser.error(f"--world {options.world}: {error}")
    asyncio.run(_serve(sandbox, options.port))
    return 0


def populate(sandbox: Sandbox, world: dict[str, Any]) -> None:
    """Add {"people": [{"id", "first_name", …}], "chats": [{"id", "title", "members", …}]} to the town."""
    for person in world.get("people", ()):
        sandbox.town.person(**{name: value for name, value in person.items() if name != "blocked_bot"})
        if person.get("blocked_bot"):
            sandbox.town.people[person["id"]].blocked_bot = True
    for chat in world.get("chats", ()):
        sandbox.town.group(**chat)


async def _serve(sandbox: Sandbox, port: int) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await sandbox.start(port)
    sys.stdout.write(f"{sandbox.base_url}\n")
    sys.stdout.flush()
    await stopped.wait()
    await sandbox.stop()


if __name__ == "__main__":
    sys.exit(main())
