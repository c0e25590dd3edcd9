"""The ground floor: moments keep their zone, nothing committed is lost, and one process has the embedded database."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, Table, insert, select, text, update
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError, StatementError

from bot.database import Connection, UtcDateTime, alone, is_sqlite, open_database, reading, transaction

METADATA = MetaData()
MOMENTS = Table("moments", METADATA, Column("id", Integer, primary_key=True), Column("at", UtcDateTime))
COUNTER = Table("counter", METADATA, Column("id", Integer, primary_key=True), Column("value", Integer))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    url = f"sqlite:///{tmp_path}/x.db" if request.param == "sqlite" else request.getfixturevalue("postgres_database")
    engine = open_database(url)
    METADATA.create_all(engine)
    with transaction(engine) as connection:
        connection.execute(insert(COUNTER).values(id=1, value=0))
    yield engine
    engine.dispose()


@pytest.fixture
def embedded(tmp_path: Path) -> Iterator[Engine]:
    engine = open_database(f"sqlite:///{tmp_path}/x.db")
    yield engine
    engine.dispose()


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 20, 9, 30, 1, 123456, tzinfo=UTC),
        datetime(2026, 11, 20, 17, 30, tzinfo=timezone(timedelta(hours=8))),
        datetime(1970, 1, 1, tzinfo=UTC),
        None,
    ],
)
def test_a_moment_comes_back_as_the_same_moment_in_utc(engine, moment):
    with transaction(engine) as connection:
        connection.execute(insert(MOMENTS).values(id=1, at=moment))
    with reading(engine) as connection:
        found = connection.scalar(select(MOMENTS.c.at))
        later = connection.scalars(select(MOMENTS.c.id).where(MOMENTS.c.at <= datetime(2030, 1, 1, tzinfo=UTC))).all()
    assert found == moment
    if found is not None:
        assert found.utcoffset() == timedelta(0)
    assert list(later) == ([1] if moment else [])


def test_a_moment_without_a_zone_is_refused(engine):
    with pytest.raises(StatementError, match="time zone"), transaction(engine) as connection:
        connection.execute(insert(MOMENTS).values(id=1, at=datetime(2026, 11, 20)))


def test_many_who_count_at_once_lose_no_count(engine):
    """Reading and then writing what one has read: the default of the embedded database would lose most of these."""

    def count() -> None:
        for _ in range(20):
            with transaction(engine) as connection:
                lock = select(COUNTER.c.value).where(COUNTER.c.id == 1)
                value = connection.scalar(lock if is_sqlite(engine) else lock.with_for_update())
                connection.execute(update(COUNTER).values(value=(value or 0) + 1))

    threads = [threading.Thread(target=count) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading(engine) as connection:
        assert connection.scalar(select(COUNTER.c.value)) == 120


def test_a_transaction_that_fails_leaves_nothing_behind(engine):
    def interrupted() -> None:
        with transaction(engine) as connection:
            connection.execute(insert(COUNTER).values(id=2, value=1))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        interrupted()
    with reading(engine) as connection:
        assert connection.scalars(select(COUNTER.c.id)).all() == [1]


def test_a_row_that_may_be_there_once_is_there_once(engine):
    with pytest.raises(IntegrityError), transaction(engine) as connection:
        connection.execute(insert(COUNTER).values(id=1, value=1))


def test_who_reads_does_not_wait_for_who_writes_and_changes_nothing(engine):
    with transaction(engine) as writer:
        writer.execute(update(COUNTER).values(value=5))
        with reading(engine) as connection:
            assert connection.scalar(select(COUNTER.c.value)) == 0
    with reading(engine) as connection:
        connection.execute(update(COUNTER).values(value=9))
    with reading(engine) as connection:
        assert connection.scalar(select(COUNTER.c.value)) == 5


# --------------------------------------------------------------------------- rows that are appended

ADD = insert(COUNTER)


def values_of(engine: Engine) -> dict[int, int]:
    with reading(engine) as connection:
        return {row.id: row.value for row in connection.execute(select(COUNTER))}


def test_appended_rows_are_there_for_the_next_statement_and_after_the_commit(engine):
    with transaction(engine) as connection:
        connection.append(ADD, {"id": 2, "value": 2})
        connection.append(ADD, {"id": 3, "value": 3})
        assert connection.scalar(select(COUNTER.c.value).where(COUNTER.c.id == 2)) == 2
        connection.append(ADD, {"id": 4, "value": 4})
    assert values_of(engine) == {1: 0, 2: 2, 3: 3, 4: 4}


def test_a_statement_that_runs_ahead_does_not_wait_for_them(engine):
    with transaction(engine) as connection:
        connection.append(ADD, {"id": 2, "value": 2})
        assert connection.ahead(select(COUNTER.c.id)).scalars().all() == [1]
        connection.write()
        assert connection.ahead(select(COUNTER.c.id).order_by(COUNTER.c.id)).scalars().all() == [1, 2]


def test_a_savepoint_undoes_what_was_appended_in_it_and_nothing_before(engine):
    def failing(connection: Connection) -> None:
        with connection.savepoint():
            connection.append(ADD, {"id": 3, "value": 3})
            raise RuntimeError

    with transaction(engine) as connection:
        connection.append(ADD, {"id": 2, "value": 2})
        with pytest.raises(RuntimeError):
            failing(connection)
        with connection.savepoint():
            connection.append(ADD, {"id": 4, "value": 4})
        connection.append(ADD, {"id": 5, "value": 5})
    assert values_of(engine) == {1: 0, 2: 2, 4: 4, 5: 5}


def test_a_transaction_that_fails_appends_nothing(engine):
    def failing() -> None:
        with transaction(engine) as connection:
            connection.append(ADD, {"id": 2, "value": 2})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        failing()
    assert values_of(engine) == {1: 0}


def test_an_appended_row_that_cannot_be_written_takes_its_transaction_with_it(engine):
    def failing() -> None:
        with transaction(engine) as connection:
            connection.execute(insert(COUNTER).values(id=7, value=7))
            connection.append(ADD, {"id": 1, "value": 9})

    with pytest.raises(IntegrityError):
        failing()
    assert values_of(engine) == {1: 0}


def test_a_trial_leaves_nothing_behind(engine):
    with transaction(engine, keep=False) as connection:
        connection.append(ADD, {"id": 2, "value": 2})
        assert connection.scalar(select(COUNTER.c.value).where(COUNTER.c.id == 2)) == 2
    assert values_of(engine) == {1: 0}


# --------------------------------------------------------------------------- the embedded one


def test_the_embedded_database_keeps_what_it_was_told_also_when_the_power_fails(embedded):
    with embedded.connect() as connection:
        asked = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in
                 ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")}  # fmt: skip
    assert (asked["journal_mode"], asked["synchronous"], asked["foreign_keys"]) == ("wal", 2, 1)
    assert int(asked["busy_timeout"] or 0) >= 5000


def test_the_folder_is_made_and_strangers_on_the_machine_cannot_read_the_file(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path}/a/b/x.db")
    METADATA.create_all(engine)
    engine.dispose()
    assert (tmp_path / "a" / "b" / "x.db").stat().st_mode & 0o077 == 0


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path):
    (tmp_path / "x.db").write_bytes(b"my holiday photos" * 1000)
    engine = open_database(f"sqlite:///{tmp_path}/x.db")
    with pytest.raises(DatabaseError, match="not a database"):
        engine.connect()
    engine.dispose()
    assert (tmp_path / "x.db").read_bytes().startswith(b"my holiday photos")


TRY = "import sys; from bot.database import *; print(alone(open_database(sys.argv[1])))"


def test_one_process_at_a_time_has_the_embedded_database(embedded):
    def another() -> str:
        url = embedded.url.render_as_string()
        done = subprocess.run([sys.executable, "-c", TRY, url], capture_output=True, text=True, check=True)
        return done.stdout.strip()

    assert another() == "True"
    assert another() == "True"
    assert alone(embedded)
    assert another() == "False"


# --------------------------------------------------------------------------- PostgreSQL


@pytest.mark.postgres
def test_a_frozen_process_cannot_hold_a_lock_for_ever(postgres_database):
    engine = open_database(postgres_database)
    with engine.connect() as connection:
        names = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout", "TimeZone")
        asked = {name: connection.execute(text(f"SHOW {name}")).scalar() for name in names}
    engine.dispose()
    assert asked["TimeZone"] == "UTC"
    assert all(asked[name] not in ("0", None) for name in names[:3])


@pytest.mark.postgres
def test_who_only_reads_may_think_for_minutes_and_the_next_one_may_not(postgres_database):
    engine = open_database(postgres_database)
    asked = text("SHOW idle_in_transaction_session_timeout")
    with reading(engine, patiently=True) as connection:
        assert connection.scalar(asked) == "10min"
    with transaction(engine) as connection:
        assert connection.scalar(asked) == "10s"
    engine.dispose()


@pytest.mark.postgres
def test_who_waits_too_long_for_a_lock_gives_up_instead_of_hanging(postgres_database):
    engine = open_database(postgres_database)
    METADATA.create_all(engine)
    with transaction(engine) as connection:
        connection.execute(insert(COUNTER).values(id=1, value=0))

    def wait_for_the_lock() -> None:
        with transaction(engine) as connection:
            connection.execute(text("SET LOCAL lock_timeout = '200ms'"))
            connection.execute(update(COUNTER).values(value=2))

    with transaction(engine) as holder:
        holder.execute(update(COUNTER).values(value=1))
        with pytest.raises(OperationalError, match="lock timeout"):
            wait_for_the_lock()
    engine.dispose()
