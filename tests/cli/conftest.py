"""A terminal, a Telegram for the commands that need one, and a house with a few tickets in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import schema
from bot.database import open_database
from tests.cli.hatchery import Hatchery
from tests.cli.telegram import Telegram
from tests.cli.terminal import HOUSE, PLAIN, Terminal
from tests.services.home import GROUP, WANG, Home
from tests.stories.qinzhuang import QINZHUANG

TOKEN = "100:c4nary_C4nary-c4naryC4naryc4nary0123"
SECRET = TOKEN.partition(":")[2]


@pytest.fixture(scope="session")
def hatchery() -> Iterator[Hatchery]:
    """Give what runs this test process's commands."""
    hatchery = Hatchery(HOUSE, PLAIN)
    yield hatchery
    hatchery.close()


@pytest.fixture
def terminal(tmp_path: Path, hatchery: Hatchery) -> Terminal:
    """Give a terminal in an empty folder."""
    return Terminal(tmp_path, hatchery)


@pytest.fixture
def sandbox() -> Iterator[Telegram]:
    """Give a Telegram with a rider, a gridworker and a group."""
    telegram = Telegram(TOKEN)
    for person, name in ((WANG, "王姐"), (3001, "小李")):
        telegram.do(telegram.town.person, person, name, started=True)
    telegram.do(telegram.town.group, GROUP, "秦庄随手报", members=[WANG, 3001], bot_status="administrator")
    yield telegram
    telegram.close()


@pytest.fixture
def connected(terminal: Terminal, sandbox: Telegram) -> Terminal:
    """Give a terminal whose settings know a Telegram."""
    terminal.settings |= {
        "QIANSHAO_TELEGRAM__TOKEN": TOKEN,
        "QIANSHAO_TELEGRAM__BASE_URL": sandbox.base_url,
        "QIANSHAO_WEB__LISTEN": "",
    }
    return terminal


@pytest.fixture
def home(terminal: Terminal) -> Iterator[Home]:
    """Give a house on the database the terminal's commands use: 秦庄 and three tickets."""
    engine = open_database(f"sqlite:///{terminal.folder}/data/qianshao.db")
    schema.upgrade(engine)
    home = Home(engine)
    home.take_in(QINZHUANG)
    first = home.report()
    home.report('=HYPERLINK("http://evil") 7号楼路灯坏了', rider=3002)
    home.report("3号楼电梯困人了,快来", rider=3003)
    home.pass_(minutes=2)
    home.press(WANG, f"v1:claim:{first.id}:{first.version}")
    yield home
    engine.dispose()
