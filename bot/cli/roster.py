"""`import` and `invite`: communities, and the people on their rosters."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.exits import Exit, explained, settings, trouble
from bot.cli.options import config_file

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bot.config import Config

ROLES = [
    "building_head", "gridworker", "grid_chief", "community", "subdistrict", "district", "property",
    "supervisor", "admin",
]  # fmt: skip


def ready(config: "Config") -> "Engine":
    """Open the database, its schema up to date or refused."""
    from bot.cli.run import check_schema, prepare
    from bot.database import is_sqlite, open_database

    engine = open_database(config.database.url)
    if is_sqlite(engine):
        prepare(engine)
    else:
        check_schema(engine)
    return engine


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@config_file
def import_(file: Path, dry_run: bool, config: Path | None) -> None:
    """Take the community FILE in. A file with a fault is refused whole, each fault with its line."""
    from bot import app
    from bot.clock import Clock
    from bot.community_file import read
    from bot.database import transaction
    from bot.services import census
    from bot.services.step import Step

    loaded = settings(config)
    with explained():
        parsed = read(file)
        with transaction(ready(loaded), keep=not dry_run) as connection:
            changes = census.take(Step(connection, Clock().now(), app.rules(loaded)), parsed)
    click.echo(f"{parsed.community.name} ({parsed.community.id})")
    for what, times in sorted(changes.items()):
        click.echo(f"  {what}: {times}")
    if not changes:
        click.echo("  nothing to change")
    if dry_run:
        click.echo("dry run: nothing was written", err=True)


@click.command()
@click.option("--role", required=True, type=click.Choice(ROLES), help="What they will be.")
@click.option("--area", required=True, help="Where: an area's id, or community/area when several have it.")
@click.option("--png", type=click.Path(dir_okay=False, path_type=Path), help="Also write the QR code to this file.")
@config_file
def invite(role: str, area: str, png: Path | None, config: Path | None) -> None:
    """Make a link, good once and for a day, that makes whoever opens it ROLE of AREA."""
    import asyncio

    import segno

    from bot import app
    from bot.clock import Clock
    from bot.database import transaction
    from bot.domain.roster import Role
    from bot.services import people
    from bot.services.step import Step
    from bot.telegram_io.client import TokenRefused, Unreachable

    loaded = settings(config)
    with explained():
        engine = ready(loaded)
        with transaction(engine) as connection:
            step = Step(connection, Clock().now(), app.rules(loaded))
            found = people.find_area(step, area)
        if isinstance(found, str):
            trouble(Exit.FAILED, found)
        try:
            me, _ = asyncio.run(app.ask_around(loaded, ()))
        except (TokenRefused, Unreachable) as error:
            trouble(Exit.TELEGRAM, str(error))
        with transaction(engine) as connection:
            step = Step(connection, Clock().now(), app.rules(loaded))
            code = people.invite(step, found.community_id, found.area_id, Role(role))
    link = f"https://t.me/{me.username}?start={code}"
    click.echo(link)
    picture = segno.make(link)
    if png is not None:
        picture.save(str(png), scale=8, border=4)
        click.echo(f"QR code: {png}", err=True)
    if sys.stderr.isatty():
        picture.terminal(out=sys.stderr, compact=True)
