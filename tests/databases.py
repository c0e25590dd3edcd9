"""Databases with every table and no row, made once a test process and copied: a migration takes longer than most tests.

Fixtures: `sqlite_template`, `postgres_template`, and `ready_database`, which gives new ones of either kind; `reopened`
gives their engines.
"""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url

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


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of this process's embedded databases."""
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture
def ready_database(request: pytest.FixtureRequest) -> Iterator[Callable[[str], str]]:
    """Give what makes a new ready database, "sqlite" or "postgres", and returns its URL.

    URLs come again, in later tests and for other databases: what `reopened` knows of them stays useful.
    """
    numbers = itertools.count()
    with ExitStack() as leaving:

        def make(kind: str) -> str:
            name = f"ready_{os.getpid()}_{next(numbers)}"
            if kind == "sqlite":
                path = request.getfixturevalue("shelf") / f"{name}.db"
                shutil.copy(request.getfixturevalue("sqlite_template"), path)
                leaving.callback(_remove, path)
                return f"sqlite:///{path}"
            server = request.getfixturevalue("postgres_url")
            url = fresh_database(server, template=request.getfixturevalue("postgres_template"), name=name)
            leaving.callback(drop_database, url)
            return url

        yield make


def _remove(path: Path) -> None:
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink()


_ENGINES: dict[str, Engine] = {}


def reopened(url: str) -> Engine:
    """Return the engine of a ready database as the product opens it, with what it learned when the URL was used before.

    An engine builds the text of each statement once, which for most tests is more work than the statements are.
    Whoever takes it has to dispose of it: no connection may outlive the test.
    """
    if url not in _ENGINES:
        _ENGINES[url] = open_database(url)
    return _ENGINES[url]
