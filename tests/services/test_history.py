"""The history of a ticket can only grow: the database itself refuses whatever else is tried, by us or by hand."""

import pytest
from sqlalchemy.exc import DBAPIError

from tests.services.home import Home


@pytest.mark.parametrize(
    "deed", ["UPDATE event SET note = 'nothing happened'", "DELETE FROM event", "DELETE FROM event WHERE kind = 'open'"]
)
def test_an_event_can_neither_be_changed_nor_taken_away(qinzhuang: Home, deed: str) -> None:
    qinzhuang.report()
    before = qinzhuang.rows("SELECT * FROM event ORDER BY id")
    with pytest.raises(DBAPIError, match="append-only: add another event instead"):
        qinzhuang.run(deed)
    assert before
    assert qinzhuang.rows("SELECT * FROM event ORDER BY id") == before


@pytest.mark.postgres
def test_the_whole_history_cannot_be_emptied_at_a_stroke_either(postgres_home: Home) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        postgres_home.run("TRUNCATE event")


def test_a_ticket_with_a_history_cannot_be_deleted_from_under_it(qinzhuang: Home) -> None:
    qinzhuang.report()
    with pytest.raises(DBAPIError, match=r"(?i)foreign key"):
        qinzhuang.run("DELETE FROM ticket")
    assert qinzhuang.count("event") > 0
