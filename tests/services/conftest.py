"""Every service is tried on both databases, each test on an empty one of its own, opened as the product opens it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url

from bot import schema
from bot.database import open_database
from tests.postgres import drop_database, fresh_database
from tests.services.home import Home


def made_ready(url: str) -> str:
    engine = open_database(url)
    schema.upgrade(engine)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an embedded database with all tables and no rows, to be copied."""
    path = tmp_path_factory.mktemp("template") / "qianshao.db"
    made_ready(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """Give the name of such a database on the PostgreSQL server."""
    return str(make_url(made_ready(fresh_database(postgres_url))).database)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of an empty database with all tables."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "qianshao.db")
        yield f"sqlite:///{tmp_path}/qianshao.db"
        return
    url = fresh_database(request.getfixturevalue("postgres_url"), template=request.getfixturevalue("postgres_template"))
    yield url
    drop_database(url)


@pytest.fixture
def postgres_only(postgres_url: str, postgres_template: str) -> Iterator[str]:
    """Give the URL of an empty PostgreSQL database with all tables, for what only several writers can get wrong."""
    url = fresh_database(postgres_url, template=postgres_template)
    yield url
    drop_database(url)


@pytest.fixture
def postgres_home(postgres_only: str) -> Iterator[Home]:
    """Give a bot on PostgreSQL that others may join at `postgres_only`."""
    engine = open_database(postgres_only)
    yield Home(engine)
    engine.dispose()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Give an engine on an empty database."""
    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def home(engine: Engine) -> Home:
    """Give a bot without a community."""
    return Home(engine)


@pytest.fixture
def qinzhuang(home: Home) -> Home:
    """Give a bot with 秦庄 in it."""
    home.take_in()
    return home
