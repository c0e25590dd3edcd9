"""Databases with every table and no row, made once a test process and copied: a migration takes longer than most tests.

Fixtures: `sqlite_template`, `postgres_template`, and `ready_database`, which gives new ones of either kind.
"""

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot import schema
from bot.database import open_database
from tests.postgres import drop_database, fresh_database


def _made_ready(url: str) -> str:
    engine = open_database(url)
    schema.upgrade(engine)
    engine.dispose()
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an embedded database with all tables and no rows, to be copied."""
    path = tmp_path_factory.mktemp("template") / "qianshao.db"
    _made_ready(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_template(postgres_url: str) -> str:
    """Give the name of such a database on the PostgreSQL server."""
    return str(make_url(_made_ready(fresh_database(postgres_url))).database)


@pytest.fixture
def ready_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Give what makes a new ready database, "sqlite" or "postgres", and returns its URL."""
    numbers = itertools.count()
    with ExitStack() as leaving:

        def make(kind: str) -> str:
            if kind == "sqlite":
                path = tmp_path / f"qianshao-{next(numbers)}.db"
                shutil.copy(request.getfixturevalue("sqlite_template"), path)
                return f"sqlite:///{path}"
            server = request.getfixturevalue("postgres_url")
            url = fresh_database(server, template=request.getfixturevalue("postgres_template"))
            leaving.callback(drop_database, url)
            return url

        yield make
