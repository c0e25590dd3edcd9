"""Figures look at the tickets of their days alone: how an embedded database means to find them, asked of itself."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event

from bot.database import open_database
from bot.services import figures, people
from tests.services.home import Home
from tests.services.simulated_year import ENDS, simulate


@pytest.mark.parametrize("thin", [True, False])
def test_what_is_old_is_looked_for_by_when_it_was_done_or_due_and_never_one_by_one(
    ready_database: Callable[[str], str], thin: bool
) -> None:
    home = Home(open_database(ready_database("sqlite")))
    home.take_in()
    simulate(home, 200)
    asked: list[tuple[str, tuple[object, ...]]] = []
    with home.step() as step:
        community = people.roster(step, "qinzhuang")
        event.listen(home.engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
        found = figures.cases(step, "qinzhuang", list(community.areas), ENDS - timedelta(days=1), ENDS, thin=thin)
    tickets = [one for one in asked if "FROM ticket" in one[0] or "JOIN ticket" in one[0]]
    with home.engine.connect() as connection:
        plans = [
            str(row[-1])
            for statement, given in tickets
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
        ]
    home.engine.dispose()
    ways = [plan.partition("USING ")[2] for plan in plans if " ticket USING" in plan]
    assert found
    assert not [plan for plan in plans if plan.startswith("SCAN")]
    assert {way.split(" (")[0] for way in ways} >= {
        "INDEX ticket_state", "COVERING INDEX ticket_resolved", "COVERING INDEX ticket_promised"
    }  # fmt: skip
    assert all("opened_at>" in way for way in ways if "ticket_opened" in way)
