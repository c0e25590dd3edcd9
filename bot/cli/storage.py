"""`backup` and `purge`: keeping what must be kept, and forgetting the rest."""

from datetime import timedelta
from pathlib import Path

import click

from bot.cli.exits import Exit, explained, settings, trouble
from bot.cli.options import config_file
from bot.cli.roster import ready


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@config_file
def backup(file: Path, config: Path | None) -> None:
    """Copy the embedded database to FILE, whole and consistent, while the bot runs."""
    from bot.database import is_sqlite, open_database

    loaded = settings(config)
    if file.exists():
        trouble(Exit.FAILED, f"{file} exists already; name a new file")
    with explained():
        engine = open_database(loaded.database.url)
        if not is_sqlite(engine):
            trouble(Exit.USAGE, "this database is PostgreSQL; back it up with pg_dump")
        file.parent.mkdir(parents=True, exist_ok=True)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            driver.execute("VACUUM INTO ?", (str(file),))
        file.chmod(0o600)
    click.echo(f"{file}: {file.stat().st_size} bytes")


@click.command()
@click.option("--dry-run", is_flag=True, help="Say how much would go, and keep it.")
@config_file
def purge(dry_run: bool, config: Path | None) -> None:
    """Forget raw updates older than 72 hours and sent messages older than 30 days. Tickets and photos stay."""
    from bot.clock import Clock
    from bot.database import transaction
    from bot.services import inbox, outbox

    loaded = settings(config)
    with explained(), transaction(ready(loaded), keep=not dry_run) as connection:
        now = Clock().now()
        letters = inbox.purge(connection, now - timedelta(hours=72))
        postings = outbox.purge(connection, now - timedelta(days=30))
    click.echo(f"updates: {letters}\nmessages: {postings}")
    if dry_run:
        click.echo("dry run: nothing was forgotten", err=True)
