"""An evening on which the bot is killed again and again, while people go on as if nothing were the matter.

People report, claim by button and by reply; what they did is remembered here, apart from anything the bot keeps.
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from bot.database import reading, transaction
from bot.sandbox import scenes
from tests.cli.telegram import Telegram
from tests.cli.terminal import HOUSE, PLAIN

TOKEN = "100:c4nary_C4nary-c4naryC4naryc4nary0123"
GROUPS = (-1001, -1101, -1102, -1103, -1104, -1105)
WANG, CHIEF, SECRETARY, LIN = 1001, 1003, 1005, 1006
TROUBLES = ("路灯不亮", "楼道堆了垃圾", "污水冒出来了", "有飞线充电", "电梯坏了", "墙皮掉下来了")
SETTINGS = {
    "QIANSHAO_ESCALATION__ACK": '{"emergency": "2s", "urgent": "2s", "normal": "2s", "consultation": "2s"}',
    "QIANSHAO_ESCALATION__RESOLVE": '{"emergency": "1h", "urgent": "1h", "normal": "1h", "consultation": "1h"}',
    "QIANSHAO_ESCALATION__EVERY": "2s",
    "QIANSHAO_ESCALATION__TOP_EVERY": "2s",
    "QIANSHAO_ESCALATION__TOP_TIMES": "0",
    "QIANSHAO_SENDING__PER_SECOND": "1000",
    "QIANSHAO_SENDING__PRIVATE_SECONDS": "0",
    "QIANSHAO_SENDING__GROUP_MINUTE": "0",
    "QIANSHAO_WEB__LISTEN": "",
}


@dataclass
class Ordeal:
    """The people's side of the evening: `reports` are the messages that were sent, by group and number."""

    telegram: Telegram
    engine: Engine
    folder: Path
    chance: random.Random
    reports: dict[tuple[int, int], str] = field(default_factory=dict)
    claims: int = 0
    alive: set[int] = field(default_factory=set)
    _hatchery: subprocess.Popen[str] | None = None

    # ------------------------------------------------------------------- people

    def report(self) -> None:
        """Let a rider nobody has seen before report something nobody has reported before."""
        number = len(self.reports)
        group = self.chance.choice(GROUPS)
        rider = 4000 + number
        words = f"{1 + number % 6}号楼{1 + number // 6}单元{self.chance.choice(TROUBLES)},第{number}次看见"
        photos = [scenes.draw("flying_wire")] if self.chance.random() < 0.3 else []
        self.telegram.do(self._come, rider, group)
        (message,) = self.telegram.say(rider, words, group, photos=photos)
        self.reports[group, message] = words

    def _come(self, rider: int, group: int) -> None:
        self.telegram.town.person(rider, f"骑手{rider}")
        self.telegram.town.join(group, rider)

    def claim(self) -> None:
        """Let the gridworker claim some card, by its button or by a reply."""
        cards = [card for card in self.telegram.heard(WANG) if _button(card, "claim")]
        if not cards:
            return
        card = self.chance.choice(cards)
        if self.chance.random() < 0.5:
            self.telegram.do(self.telegram.town.press, WANG, WANG, card["message_id"], _button(card, "claim"))
        else:
            self.telegram.say(WANG, "收到,马上到", WANG, reply_to=card["message_id"])
        self.claims += 1

    def live_on(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        """Let people go on with their evening for a while, or until something has come true."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0 and not until():
            if self.chance.random() < 0.7:
                self.report()
            else:
                self.claim()
            time.sleep(max(0.0, min(left, self.chance.uniform(0.05, 0.25))))

    # ------------------------------------------------------------------- the bot

    @contextlib.contextmanager
    def hatchery(self, url: str) -> Iterator[None]:
        """Make ready to hatch bots on the database of `url`."""
        settings = SETTINGS | {
            "PYTHONPATH": str(HOUSE),
            "QIANSHAO_TELEGRAM__TOKEN": TOKEN,
            "QIANSHAO_TELEGRAM__BASE_URL": self.telegram.base_url,
            "QIANSHAO_DATABASE__URL": url,
        }
        self._hatchery = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos.hatchery"],
            cwd=self.folder,
            env=PLAIN | settings,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            yield
        finally:
            for bot in list(self.alive):
                self.kill(bot)
            self._hatchery.communicate(timeout=20)

    def hatch(self) -> int:
        """Start a bot; return its process number."""
        assert self._hatchery is not None
        assert self._hatchery.stdin is not None
        assert self._hatchery.stdout is not None
        self._hatchery.stdin.write("\n")
        self._hatchery.stdin.flush()
        bot = int(self._hatchery.stdout.readline())
        self.alive.add(bot)
        return bot

    def live_with_a_bot(self) -> None:
        """Hatch a bot and kill it: one in three while it is still starting, the others when they have begun to work."""
        heard = self.telegram.calls("getUpdates")
        bot = self.hatch()
        if self.chance.random() < 0.3:
            self.live_on(self.chance.uniform(0.05, 0.8))
        else:
            self.live_on(10, until=lambda: self.telegram.calls("getUpdates") > heard)
            self.live_on(self.chance.uniform(0.05, 1.0))
        self.kill(bot)

    def kill(self, bot: int) -> None:
        """Kill a bot without a word, and let the minute pass after which what it held is anybody's."""
        self._end(bot, signal.SIGKILL)
        with transaction(self.engine) as connection:
            connection.execute(text("UPDATE photo SET due_at = '2020-01-01 00:00:00.000000' WHERE state = 'waiting'"))
            if self.engine.dialect.name != "sqlite":
                # A bot on an embedded database knows that it is alone and waits for nobody.
                for table in ("inbox", "outbox"):
                    connection.execute(text(f"UPDATE {table} SET lease_until = '2020-01-01' WHERE lease IS NOT NULL"))
                connection.execute(text("DELETE FROM turn"))

    def stop(self, bot: int) -> None:
        """Stop a bot in good order."""
        self._end(bot, signal.SIGTERM)

    def _end(self, bot: int, how: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(bot, how)
        try:
            wait_for(lambda: not Path(f"/proc/{bot}").exists(), 20)
        except AssertionError:
            # It says where it hangs before it goes; see the hatchery.
            os.kill(bot, signal.SIGABRT)
            time.sleep(1)
            raise AssertionError(f"it does not end:\n{self.log()[-6000:]}") from None
        self.alive.discard(bot)

    def at_rest(self) -> bool:
        """Tell whether nothing waits anywhere and no ticket has a deadline in the near future."""
        if self.telegram.pending:
            return False
        waiting = (
            "SELECT count(*) FROM inbox WHERE state = 'waiting'",
            "SELECT count(*) FROM outbox WHERE state IN ('waiting', 'sending')",
            "SELECT count(*) FROM photo WHERE state = 'waiting'",
            "SELECT count(*) FROM ticket WHERE state = 'open' AND due_at IS NOT NULL",
        )
        return not any(self.rows(query)[0][0] for query in waiting)

    def rows(self, query: str) -> list[Any]:
        """Return rows of the database."""
        with reading(self.engine) as connection:
            return list(connection.execute(text(query)).all())

    def log(self) -> str:
        """Return what the bots have written to stderr."""
        return (self.folder / "stderr").read_text("utf-8", "replace")


def _button(card: dict[str, Any], action: str) -> str | None:
    rows = card.get("reply_markup", {}).get("inline_keyboard", ())
    found = (button["callback_data"] for row in rows for button in row)
    return next((data for data in found if data.startswith(f"v1:{action}:")), None)


def wait_for(what: Callable[[], object], within: float) -> None:
    """Wait until something is true; fail after `within` seconds."""
    deadline = time.monotonic() + within
    while not what():
        assert time.monotonic() < deadline, f"it did not happen within {within:.0f} s"
        time.sleep(0.05)
