"""Every story is told twice: on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.databases import ReadyDatabase
from tests.stories.conversation import COMMUNITY, NEWCOMERS, Conversation
from tests.stories.qinzhuang import QINZHUANG
from tests.stories.town import EVENING, Town

OpenTown = Callable[..., Town]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def open_town(request: pytest.FixtureRequest, tmp_path: Path, ready_database: ReadyDatabase) -> Iterator[OpenTown]:
    """Give a way to open towns of one's own; they are closed, and all that was said in them is checked, afterwards."""
    with ExitStack() as leaving:

        def open_one(community: str = QINZHUANG, **given: Any) -> Town:
            # What nearly every story begins with is in the database already.
            settled = community in (QINZHUANG, COMMUNITY)
            url = ready_database(request.param, community, EVENING) if settled else ready_database(request.param)
            town = Town(url, tmp_path, community="" if settled else community, **given)
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
