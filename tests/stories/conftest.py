"""Every story is told twice: on SQLite and on PostgreSQL."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import drop_database, fresh_database
from tests.stories.conversation import COMMUNITY, NEWCOMERS, Conversation
from tests.stories.town import Town

OpenTown = Callable[..., Town]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def open_town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenTown]:
    """Give a way to open towns of one's own; they are closed, and all that was said in them is checked, afterwards."""
    numbers = itertools.count()
    with ExitStack() as leaving:

        def open_one(**given: Any) -> Town:
            url = f"sqlite:///{tmp_path}/town-{next(numbers)}.db"
            if request.param == "postgres":
                url = fresh_database(request.getfixturevalue("postgres_url"))
                leaving.callback(drop_database, url)
            town = Town(url, tmp_path, **given)
            leaving.callback(town.close)
            return town

        yield open_one


@pytest.fixture
def town(open_town: OpenTown) -> Town:
    """Give 秦庄 on a Friday evening."""
    return open_town()


@pytest.fixture
def talk(open_town: OpenTown) -> Conversation:
    """Give the town of the conversations, before anybody has said a word."""
    return Conversation(open_town(community=COMMUNITY, newcomers=NEWCOMERS))
