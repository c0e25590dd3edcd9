"""Every story is told twice: on SQLite and on PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.postgres import drop_database, fresh_database
from tests.stories.town import Town

OpenTown = Callable[..., Town]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def open_town(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenTown]:
    """Give a way to open towns of one's own; they are closed, and all that was said in them is checked, afterwards."""
    opened: list[Town] = []
    made: list[str] = []

    def open_one(**given: Any) -> Town:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path}/town-{len(opened)}.db"
        else:
            url = fresh_database(request.getfixturevalue("postgres_url"))
            made.append(url)
        town = Town(url, tmp_path, **given)
        opened.append(town)
        return town

    yield open_one
    for town in opened:
        town.close()
    for url in made:
        drop_database(url)


@pytest.fixture
def town(open_town: OpenTown) -> Town:
    """Give 秦庄 on a Friday evening."""
    return open_town()
