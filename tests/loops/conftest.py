"""A house put together as the product does it, on an embedded database, with its Telegram in the same event loop."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot import app, community_file, loops, schema
from bot.clock import Clock
from bot.config import Config
from bot.database import reading, transaction
from bot.loops import House
from bot.sandbox.server import Sandbox
from bot.services import census
from tests.services.home import EVENING, GROUP, WANG, ZHAO
from tests.stories.qinzhuang import QINZHUANG

ENDLESS = 400


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A Telegram with a rider, a gridworker, somebody of the property company and their group."""
    sandbox = Sandbox(Clock(EVENING, frozen=True))
    for person, name in ((WANG, "王姐"), (ZHAO, "老赵"), (3001, "小李"), (3002, "小陈")):
        sandbox.town.person(person, name, started=True)
    sandbox.town.group(GROUP, "秦庄随手报", members=[WANG, 3001, 3002], bot_status="administrator")
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def house(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[House]:
    """秦庄's house, its clock standing still, nothing running: each pump is turned by hand."""
    config = Config(
        telegram={"token": sandbox.token, "base_url": sandbox.base_url},
        database={"url": f"sqlite:///{tmp_path}/qianshao.db"},
        photos={"store": str(tmp_path / "photos")},
        # No fixed port: tests run beside each other, and beside a bot of one's own.
        web={"listen": ""},
        sending={"per_second": 1000, "private_seconds": 0, "group_minute": 0},
    )
    house = app.build(config, sandbox.clock)
    schema.upgrade(house.engine)
    with transaction(house.engine) as connection:
        census.take(house.step(connection), community_file.parse(QINZHUANG, Path("community.toml")))
    await app.open_house(house)
    yield house
    await app.close_house(house)


def rows(house: House, query: str) -> list[Any]:
    """Return rows of the house's database."""
    with reading(house.engine) as connection:
        return list(connection.execute(text(query)).all())


def run(house: House, statement: str, **given: Any) -> None:
    """Change the database behind the house's back."""
    with transaction(house.engine) as connection:
        connection.execute(text(statement), given)


async def settle(house: House) -> None:
    """Turn every pump by hand until none has work."""
    for _ in range(ENDLESS):
        worked = await loops.poll(house, 0)
        worked |= await house.work(loops.read)
        worked |= await loops.fetch(house)
        worked |= await loops.send(house)
        worked |= await loops.publish(house)
        if not (worked | await house.work(loops.tick)):
            return
    raise AssertionError("the house does not come to rest")
