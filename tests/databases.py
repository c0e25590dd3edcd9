"""Databases with every table and no row, made once a test process and copied: a migration takes longer than most tests.

Fixtures: `sqlite_template`, `postgres_template`, and `ready_database`, which gives new ones of either kind; `reopened`
gives their engines.
"""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, make_url

from bot import app, community_file, schema
from bot.config import Config
from bot.database import open_database, transaction
from bot.services import census
from bot.services.step import Step
from tests.postgres import drop_database, fresh_database

ReadyDatabase = Callable[..., str]


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


class Settled:
    """Templates with a community in them, made when the first test asks: many begin with the same one."""

    def __init__(self, request: pytest.FixtureRequest, shelf: Path) -> None:
        self._request, self._shelf = request, shelf
        self._names: dict[tuple[str, str, datetime], str] = {}

    def template(self, kind: str, community: str, at: datetime | None) -> str:
        """Return the file or the name of a database that took in `community`, a community file's text, at a moment."""
        if not community or at is None:
            return str(self._request.getfixturevalue(f"{kind}_template"))
        key = (kind, community, at)
        if key not in self._names:
            url = self.copy(kind, f"settled_{os.getpid()}_{len(self._names)}", "", None)
            engine = open_database(url)
            with transaction(engine) as connection:
                step = Step(connection, at, app.rules(Config()))
                census.take(step, community_file.parse(community, Path("community.toml")))
            # With its last connection an embedded database puts all there is into the one file.
            engine.dispose()
            self._names[key] = str(make_url(url).database)
        return self._names[key]

    def copy(self, kind: str, name: str, community: str, at: datetime | None) -> str:
        """Return the URL of a new copy."""
        template = self.template(kind, community, at)
        if kind == "sqlite":
            shutil.copy(template, self._shelf / f"{name}.db")
            return f"sqlite:///{self._shelf / name}.db"
        return fresh_database(self._request.getfixturevalue("postgres_url"), template=template, name=name)


@pytest.fixture(scope="session")
def settled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Settled:
    """Give the templates of this test process; its embedded databases lie in one folder."""
    return Settled(request, tmp_path_factory.mktemp("shelf"))


@pytest.fixture
def ready_database(settled: Settled) -> Iterator[ReadyDatabase]:
    """Give what makes a new ready database, "sqlite" or "postgres", and returns its URL.

    It is empty, or has a community in it: the text of its file and the moment when it came are given, too.
    URLs come again, in later tests and for other databases: what `reopened` knows of them stays useful.
    """
    numbers = itertools.count()
    with ExitStack() as leaving:

        def make(kind: str, community: str = "", at: datetime | None = None) -> str:
            url = settled.copy(kind, f"ready_{os.getpid()}_{next(numbers)}", community, at)
            leaving.callback(_remove if kind == "sqlite" else drop_database, url)
            return url

        yield make


def _remove(url: str) -> None:
    path = Path(str(make_url(url).database))
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
