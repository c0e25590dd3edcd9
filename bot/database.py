"""The ground floor of storage: engines that keep what they were told, and moments that know they are UTC.

SQLite runs with WAL, synchronous=FULL and BEGIN IMMEDIATE (a deferred BEGIN silently loses concurrent updates);
PostgreSQL with timeouts, so that a frozen process cannot hold a lock for ever. Knows no table.
"""

import fcntl
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import IO, Any, cast

from sqlalchemy import (
    BigInteger,
    DateTime,
    Engine,
    Executable,
    FromClause,
    Insert,
    Integer,
    create_engine,
    event,
    make_url,
)  # fmt: skip
from sqlalchemy import Connection as BareConnection
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult, Dialect, Result, Row, ScalarResult
from sqlalchemy.types import TypeDecorator

BUSY_TIMEOUT_MS = 10_000
PATIENCE_MINUTES = 10

BigId = BigInteger().with_variant(Integer, "sqlite")
"""A self-numbering 64-bit key: SQLite numbers only INTEGER PRIMARY KEY columns by itself."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC moment. SQLite forgets time zones, so naive moments are refused on the way in."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive moments; hand the database UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        if value.tzinfo is not UTC:
            value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give back an aware UTC moment."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def is_sqlite(engine: "Engine | Connection") -> bool:
    """Tell whether the database is the embedded one."""
    return engine.dialect.name == "sqlite"


def open_database(url: str) -> Engine:
    """Return an engine for `url`; the folder of an embedded database is made when it is missing."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _open_sqlite(url, parsed.database)
    options = (
        "-c timezone=UTC -c lock_timeout=5s -c statement_timeout=30s"
        " -c idle_in_transaction_session_timeout=10s -c client_connection_check_interval=1s"
    )
    return create_engine(url, pool_pre_ping=True, pool_size=8, max_overflow=8, connect_args={"options": options})


def _open_sqlite(url: str, path: str | None) -> Engine:
    if path and path != ":memory:":
        file = Path(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists():
            # People's words and whereabouts are in it: for the bot's own user alone.
            file.touch(mode=0o600)
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        # The driver's own transaction control would begin deferred; ours begins in `begin` below.
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_TIMEOUT_MS}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: BareConnection) -> None:
        read_only = connection.get_execution_options().get("read_only")
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def touched(result: Result[Any]) -> int:
    """Return how many rows an UPDATE, DELETE or INSERT touched; one that may meet a conflict has to return rows."""
    number = cast("CursorResult[Any]", result).rowcount
    assert number >= 0, "the driver does not tell how many rows it touched"
    return number


def insert_into(connection: "Connection", table: FromClause) -> sqlite.Insert | postgresql.Insert:
    """Return this database's own INSERT, which can say what becomes of a row that is there already."""
    return (sqlite.insert if is_sqlite(connection) else postgresql.insert)(cast("Any", table))


def insert_new(
    connection: "Connection", table: FromClause, rows: Mapping[str, Any] | Sequence[Mapping[str, Any]]
) -> Sequence[Row[Any]]:
    """Insert the rows that are not there yet, whoever else inserts at the same time; return their primary keys."""
    # The number of rows of an insert that met a conflict is not told by every driver; what it returns is.
    return connection.execute(_insert_new(is_sqlite(connection), table), rows).all()


@cache
def _insert_new(embedded: bool, table: FromClause) -> Executable:
    dialect_insert = sqlite.insert if embedded else postgresql.insert
    return dialect_insert(cast("Any", table)).on_conflict_do_nothing().returning(*table.primary_key)


class Connection:
    """A connection inside one transaction.

    Rows that are only ever added to the end of a table may be appended: they are written together, before the next
    statement that could read them and at the latest with the commit. One statement costs more than fifty such rows.
    """

    def __init__(self, bare: BareConnection) -> None:
        self._bare = bare
        self._appended: dict[Insert, list[dict[str, Any]]] = {}

    @property
    def dialect(self) -> Dialect:
        """Return what kind of database this is."""
        return self._bare.dialect

    def execute(self, statement: Executable, parameters: Any = None) -> Result[Any]:
        """Run a statement; it sees everything written before it."""
        if self._appended:
            self.write()
        return self._bare.execute(statement, parameters)

    def scalar(self, statement: Executable, parameters: Any = None) -> Any:
        """Return the first column of the first row, None without a row."""
        return self.execute(statement, parameters).scalar()

    def scalars(self, statement: Executable, parameters: Any = None) -> ScalarResult[Any]:
        """Return the first column of every row."""
        return self.execute(statement, parameters).scalars()

    def append(self, statement: Insert, row: dict[str, Any]) -> None:
        """Add a row to the end of a table, in time; the statement has to be one that is built once."""
        self._appended.setdefault(statement, []).append(row)

    def ahead(self, statement: Executable, parameters: Any = None) -> Result[Any]:
        """Run a statement that has nothing to do with any row that was appended; those can wait."""
        return self._bare.execute(statement, parameters)

    def write(self) -> None:
        """Write what was appended."""
        appended, self._appended = self._appended, {}
        for statement, rows in appended.items():
            self._bare.execute(statement, rows)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo what the block did when it does not end well, and nothing else."""
        self.write()
        with self._bare.begin_nested():
            try:
                yield
                self.write()
            except BaseException:
                self._appended = {}
                raise


@contextmanager
def transaction(engine: Engine, *, keep: bool = True) -> Iterator[Connection]:
    """Give one transaction that is committed when the block ends well and rolled back when it does not.

    `keep=False` is for a trial: it is rolled back however the block ends.
    """
    with engine.begin() as bare:
        connection = Connection(bare)
        yield connection
        connection.write()
        if not keep:
            bare.rollback()


@contextmanager
def reading(engine: Engine, *, patiently: bool = False) -> Iterator[Connection]:
    """Give a transaction that only reads, and so never makes a writer wait.

    `patiently`: it may be idle for minutes between two questions, while much is counted; it holds no lock meanwhile.
    """
    with engine.connect().execution_options(read_only=True) as bare:
        if patiently and not is_sqlite(engine):
            bare.exec_driver_sql(f"SET LOCAL idle_in_transaction_session_timeout = '{PATIENCE_MINUTES}min'")
        yield Connection(bare)


def alone(engine: Engine) -> bool:
    """Take the embedded database for this process, until it ends. Return False when another process has it."""
    path = engine.url.database
    if not path or path == ":memory:":
        return True
    lock = Path(f"{path}.lock").open("w")  # noqa: SIM115 - the lock lives as long as the open file
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.close()
        return False
    _LOCKS.append(lock)
    return True


_LOCKS: list[IO[str]] = []
