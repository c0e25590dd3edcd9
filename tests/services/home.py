"""A community on a real database, without Telegram: what services are handed, and a look at the rows they leave.

One transaction a step, one moment a step, as the pumps do it. Several homes may stand on one database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text

from bot.database import reading, transaction
from bot.domain.deadline import Policy
from bot.messages import ChatRef, ChatType, Message, Press, Sender, Update
from bot.services import census, digest, intake
from bot.services.step import Memory, Rules, Step
from tests.stories.qinzhuang import QINZHUANG

EVENING = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
"""Half past five on a Friday afternoon."""
GROUP, STAFF = -1001, -1002
WANG, MA, CHIEF, ZHAO, SECRETARY, LIN, SUPERVISOR, RIDER = 1001, 1002, 1003, 1004, 1005, 1006, 1007, 3001
FLYING_WIRE = "5号楼这边有飞线充电现象,电线垂在过道上看起来有点危险,需要赶紧去看看。"


@cache
def common_rules() -> Rules:
    """Return the rules of the shipped settings; the reader takes a moment to build, so it is built once."""
    from bot import app
    from bot.config import Config

    return app.rules(Config())


MOST_DIGESTS = 500


class Home:
    """One bot's view of a database. `now` moves only when told to."""

    def __init__(self, engine: Engine, policy: Policy | None = None) -> None:
        self.engine = engine
        self.now = EVENING
        rules = common_rules()
        self.rules = replace(
            rules,
            policy=policy or rules.policy,
            memory=Memory(),
            proof_required=frozenset(),
            bot_id=100,
            bot_name="qianshao_bot",
        )
        self._message_id = 0

    def pass_(self, **length: float) -> datetime:
        """Let time pass; return the moment after it."""
        self.now += timedelta(**length)
        return self.now

    @contextmanager
    def step(self) -> Iterator[Step]:
        """Give one step: one transaction at this moment."""
        with transaction(self.engine) as connection:
            yield Step(connection, self.now, self.rules)

    def take_in(self, community: str = QINZHUANG) -> dict[str, int]:
        """Import a community; return what changed."""
        from bot import community_file

        with self.step() as step:
            return dict(census.take(step, community_file.parse(community, Path("community.toml"))))

    def take(self, update: Update) -> None:
        """Let the bot take an update."""
        with self.step() as step:
            intake.take(step, update)

    def report(self, words: str = FLYING_WIRE, rider: int = RIDER) -> Any:
        """Let a rider report something in the group; return the ticket's row."""
        self.take(self.message(words, rider))
        return self.rows("SELECT * FROM ticket ORDER BY id DESC LIMIT 1")[0]

    def prepared(self) -> digest.Ready | None:
        """Let the bot write one digest that is due, and not queue it yet."""
        rules = replace(self.rules, memory=Memory(quiet=self.rules.memory.quiet))
        with reading(self.engine) as connection:
            return digest.prepare(Step(connection, self.now, rules))

    def queue(self, ready: digest.Ready) -> bool:
        """Let the bot queue a digest that it wrote; return False when another bot was quicker."""
        with self.step() as step:
            return digest.queue(step, ready) is not None

    def publish(self) -> int:
        """Let the bot write and queue every digest that is due; return how many it sent on their way."""
        queued = 0
        while (ready := self.prepared()) is not None:
            queued += self.queue(ready)
            assert queued < MOST_DIGESTS, "the same digests come again and again"
        return queued

    def message(self, words: str, who: int = RIDER, chat: int = GROUP, **more: Any) -> Message:
        """Make a message of somebody's, the next one in its chat."""
        self._message_id += 1
        kind = ChatType.PRIVATE if chat > 0 else ChatType.GROUP
        return Message(ChatRef(chat, kind), self._message_id, Sender(who, f"P{who}"), self.now, words, **more)

    def press(self, who: int, data: str, chat: int | None = None) -> None:
        """Let somebody press a button that carries `data`."""
        where = ChatRef(chat or who, ChatType.PRIVATE if (chat or who) > 0 else ChatType.GROUP)
        self._message_id += 1
        self.take(Press(f"press-{self._message_id}", where, 1, Sender(who, f"P{who}"), data))

    def rows(self, query: str, **given: Any) -> list[Any]:
        """Return rows of the database."""
        with reading(self.engine) as connection:
            return list(connection.execute(text(query), given).all())

    def run(self, statement: str, **given: Any) -> None:
        """Change the database behind the bot's back."""
        with transaction(self.engine) as connection:
            connection.execute(text(statement), given)

    def stored(self, moment: datetime) -> Any:
        """Return a moment as this database writes it, for conditions in raw SQL."""
        if self.engine.dialect.name == "sqlite":
            return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
        return moment

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        return int(self.rows(f"SELECT count(*) FROM {table}")[0][0])
