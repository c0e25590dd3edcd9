"""Every service is tried on both databases, each test on an empty one of its own, opened as the product opens it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.databases import ReadyDatabase, reopened
from tests.services.home import EVENING, Home
from tests.stories.qinzhuang import QINZHUANG


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, ready_database: ReadyDatabase) -> str:
    """Give the URL of a database with all tables, empty or, for tests that ask for it, with 秦庄 in it."""
    if "qinzhuang" in request.fixturenames:
        return ready_database(request.param, QINZHUANG, EVENING)
    return ready_database(request.param)


@pytest.fixture
def postgres_only(ready_database: ReadyDatabase) -> str:
    """Give the URL of an empty PostgreSQL database with all tables, for what only several writers can get wrong."""
    return ready_database("postgres")


@pytest.fixture
def postgres_home(postgres_only: str) -> Iterator[Home]:
    """Give a bot on PostgreSQL that others may join at `postgres_only`."""
    engine = reopened(postgres_only)
    yield Home(engine)
    engine.dispose()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Give an engine on an empty database."""
    engine = reopened(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def home(engine: Engine) -> Home:
    """Give a bot without a community."""
    return Home(engine)


@pytest.fixture
def qinzhuang(home: Home) -> Home:
    """Give a bot with 秦庄 in it."""
    return home
