"""How a schema is brought up to date: one upgrader at a time, all steps or none, and never long in anybody's way.

The program hands over its own connection, which must not have begun a transaction. By hand, the address is
QIANSHAO_DATABASE__URL or `alembic -x url=…`. Migrations themselves never import `bot`: they outlive its code.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection, MetaData, TypeDecorator

LOCK = 0x7169616E7368616F
"""The advisory lock of upgraders on PostgreSQL: "qianshao" in ASCII."""

LOCK_TIMEOUT = "4s"
"""How long a step waits for a table before it gives up, so that the bots behind it do not queue up."""


def address() -> str:
    """Return the database's URL as given by hand."""
    url = context.get_x_argument(as_dictionary=True).get("url") or os.environ.get("QIANSHAO_DATABASE__URL")
    if not url:
        raise SystemExit(
            "Which database? Set QIANSHAO_DATABASE__URL, or say: alembic -x url=sqlite:///data/qianshao.db …"
        )
    return url


def tables() -> MetaData:
    """Return what the schema should be."""
    from bot.tables import Base

    return Base.metadata


def plain_type(kind: str, obj: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Write the house's own column types down as the plain ones behind them, since migrations never import `bot`."""
    if kind == "type" and isinstance(obj, TypeDecorator) and type(obj).__module__.startswith("bot."):
        return f"sa.{obj.impl_instance!r}"
    return False


@contextmanager
def alone(connection: Connection) -> Iterator[None]:
    """Keep other upgraders out, and the rules of the database out of the way of the upgrade."""
    if connection.dialect.name == "postgresql":
        # The wait for another upgrader may be long and is free; the wait for a table must be short.
        for setting in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
            connection.exec_driver_sql(f"SET {setting} = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({LOCK})")
        connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_TIMEOUT}'")
        connection.commit()
        try:
            yield
        finally:
            connection.rollback()
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({LOCK})")
            for setting in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
                connection.exec_driver_sql(f"RESET {setting}")
            connection.commit()
    else:
        # SQLite changes a table by copying it and dropping the old one, which would delete every row that refers to
        # it. The switch does nothing inside a transaction, so it is turned on the driver's own connection.
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            yield
        finally:
            connection.rollback()
            driver.execute("PRAGMA foreign_keys=ON")


def upgrade(connection: Connection) -> None:
    """Run the steps that were asked for in one transaction."""
    if connection.in_transaction():
        raise RuntimeError("migrations need a connection that has not begun a transaction yet")
    with alone(connection):
        context.configure(
            connection=connection,
            target_metadata=tables(),
            render_as_batch=True,
            render_item=plain_type,
            compare_server_default=True,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
            if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError("the upgrade would have left rows that refer to nothing; nothing was changed")


def online() -> None:
    """Upgrade through the program's connection, or through one of our own."""
    given = context.config.attributes.get("connection")
    if given is not None:
        upgrade(given)
        return
    from bot.database import open_database

    engine = open_database(address())
    try:
        with engine.connect() as connection:
            upgrade(connection)
    finally:
        engine.dispose()


def offline() -> None:
    """Print the SQL for somebody who wants to read it, or run it, first."""
    context.configure(url=address(), target_metadata=tables(), literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    offline()
else:
    online()
