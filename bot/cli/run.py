"""`run` and `migrate`: the bot itself, and its database."""

from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from bot.cli.exits import Exit, explained, settings, trouble
from bot.cli.options import config_file

if TYPE_CHECKING:
    from sqlalchemy import Engine


@click.command()
@config_file
def run(config: Path | None) -> None:
    """Run the bot until it is told to stop (Ctrl-C or SIGTERM)."""
    import asyncio

    from bot import app
    from bot.database import alone, is_sqlite
    from bot.telegram_io.client import TokenRefused, Unreachable

    loaded = settings(config)
    with explained():
        house = app.build(loaded)
        if is_sqlite(house.engine):
            if not alone(house.engine):
                trouble(Exit.TRY_AGAIN, f"another qianshao is running on {loaded.database.url}; stop it first")
            prepare(house.engine)
        else:
            check_schema(house.engine)
        try:
            asyncio.run(app.run(house, welcome=_welcome))
        except (TokenRefused, Unreachable) as error:
            trouble(Exit.TELEGRAM, str(error))


def _welcome(community: str, link: str) -> None:
    click.echo(f"{community} has no admin yet. Whoever opens this link first, once and within a day, is one: {link}")


@click.command()
@config_file
def migrate(config: Path | None) -> None:
    """Bring the database up to date; several may try at once, one does it."""
    from bot.database import open_database

    loaded = settings(config)
    with explained():
        done = prepare(open_database(loaded.database.url))
    click.echo("the database was brought up to date" if done else "the database is up to date")


def prepare(engine: "Engine") -> bool:
    """Bring the schema up to date.

    Return whether there was anything to do. Raise Trouble when it is from the future.
    """
    from alembic.util import CommandError

    from bot import schema

    try:
        return schema.upgrade(engine)
    except CommandError as error:
        _from_the_future(str(error))


def _from_the_future(why: str) -> NoReturn:
    trouble(Exit.DATABASE, f"the database was made by a newer Qianshao ({why}); install that version")


def check_schema(engine: "Engine") -> None:
    """Refuse to work on a schema that is not ours. Raise Trouble that names the command to run."""
    from bot import schema

    found, wanted = schema.current(engine), schema.wanted()
    if found and not schema.known(found):
        _from_the_future(f"schema {found}, this version knows {wanted}")
    if found != wanted:
        trouble(
            Exit.DATABASE,
            f"the database's schema is {found or 'empty'}, this version needs {wanted}; run `qianshao migrate`",
        )
