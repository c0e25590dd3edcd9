"""Every story is told twice: on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.stories.conversation import COMMUNITY, NEWCOMERS, Conversation
from tests.stories.town import Town

OpenTown = Callable[..., Town]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def open_town(
    request: pytest.FixtureRequest, tmp_path: Path, ready_database: Callable[[str], str]
) -> Iterator[OpenTown]:
    """Give a way to open towns of one's own; they are closed, and all that was said in them is checked, afterwards."""
    with ExitStack() as leaving:

        def open_one(**given: Any) -> Town:
            town = Town(ready_database(request.param), tmp_path, **given)
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
