"""秦庄 with six groups of riders on each database, and a bot that is yet to be hatched."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import schema
from bot.database import open_database
from tests.chaos.ordeal import GROUPS, TOKEN, Ordeal
from tests.cli.telegram import Telegram
from tests.postgres import drop_database, fresh_database
from tests.services.home import Home
from tests.stories.qinzhuang import QINZHUANG

COMMUNITY = QINZHUANG + "".join(
    f'[[chat]]\ntelegram_id = {group}\npurpose = "reports"\narea = "qinzhuang"\n' for group in GROUPS[1:]
)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/data/qianshao.db"
        return
    url = fresh_database(request.getfixturevalue("postgres_url"))
    yield url
    drop_database(url)


@pytest.fixture
def ordeal(url: str, tmp_path: Path) -> Iterator[Ordeal]:
    """Give 秦庄 with six groups of riders and a bot that is yet to be hatched."""
    telegram, engine = Telegram(TOKEN), open_database(url)
    schema.upgrade(engine)
    Home(engine).take_in(COMMUNITY)
    for person in range(1001, 1008):
        telegram.do(telegram.town.person, person, f"P{person}", started=True)
    for group in GROUPS:
        telegram.do(telegram.town.group, group, f"随手报{group}", members=[], bot_status="administrator")
    yield Ordeal(telegram, engine, tmp_path, random.Random(20261120))
    telegram.close()
    engine.dispose()
