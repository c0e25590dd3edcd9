"""`import`, `export-roster` and `invite`: communities, and the people on their rosters."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.exits import Exit, explained, settings, trouble
from bot.cli.options import config_file

if TYPE_CHECKING:
    from collections import Counter

    from sqlalchemy import Engine

    from bot.config import Config
    from bot.services.step import Step

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
@click.option("--community-id", help="Whose roster a spreadsheet is; needed when there are several communities.")
@config_file
def import_(file: Path, dry_run: bool, community_id: str | None, config: Path | None) -> None:
    """Take the community FILE in. A file with a fault is refused whole, each fault with its place.

    FILE is a community file (.toml), or the roster of a community that is there as a spreadsheet (.xlsx, .csv) with
    the columns person, name, telegram_id, role, area, days, hours (编号、姓名、角色、区域 …). Whoever a roster leaves
    out has no role any more. A sheet with the columns id and households (编号、户数) says how many live in a building.
    `qianshao export-roster` writes both to begin with.
    """
    from bot import app
    from bot.cli.doctor import unnamed
    from bot.clock import Clock
    from bot.community_file import read
    from bot.database import transaction
    from bot.services import census, enrolment, people
    from bot.services.step import Step

    if _is_spreadsheet(file):
        _import_roll(file, community_id, config, dry_run=dry_run)
        return
    loaded = settings(config)
    with explained():
        parsed = read(file)
        with transaction(ready(loaded), keep=not dry_run) as connection:
            step = Step(connection, Clock().now(), app.rules(loaded))
            changes = census.take(step, parsed)
            roster = people.roster(step, parsed.community.id)
            missing, root = unnamed(roster), roster.areas[roster.root_id].key
            alone = enrolment.lacks_admin(step, roster)
    if missing:
        click.echo(f"buildings for which nobody is named: {missing}", err=True)
    _say_changes(f"{parsed.community.name} ({parsed.community.id})", changes, dry_run=dry_run)
    if alone and not dry_run:
        click.echo(
            f"no admin has pressed Start yet; a link for one: qianshao invite --role admin --area {root}", err=True
        )


def _say_changes(whose: str, changes: "Counter[str]", *, dry_run: bool) -> None:
    click.echo(whose)
    for what, times in sorted(changes.items()):
        click.echo(f"  {what}: {times}")
    if not changes:
        click.echo("  nothing to change")
    if dry_run:
        click.echo("dry run: nothing was written", err=True)


def _is_spreadsheet(file: Path) -> bool:
    from bot.community_file.roster_sheet import SUFFIXES

    return file.suffix.lower() in SUFFIXES


def _import_roll(file: Path, community_id: str | None, config: Path | None, *, dry_run: bool) -> None:
    """Take a roster in that is a spreadsheet."""
    from bot import app
    from bot.clock import Clock
    from bot.community_file import roster_sheet
    from bot.database import transaction
    from bot.domain import households
    from bot.domain.roll import match
    from bot.services import people, rollcall
    from bot.services.step import Step

    loaded = settings(config)
    with explained():
        rows = roster_sheet.read(file)
        with transaction(ready(loaded), keep=not dry_run) as connection:
            step = Step(connection, Clock().now(), app.rules(loaded))
            community = people.roster(step, _only(step, community_id))
            roll = match(rows.lines, community)
            homes, no_homes = households.match(rows.homes, community)
            if wrong := (*rows.wrong, *roll.wrong, *no_homes):
                raise roster_sheet.refused(file, rows, wrong)
            if rows.has_people and not roll.held:
                trouble(Exit.CONFIG, f"{file}: there is nobody with a role in it; nothing was changed")
            changes = rollcall.take_homes(step, community.community_id, homes)
            if rows.has_people:
                changes += rollcall.take(step, community.community_id, roll)
    _say_changes(f"{community.name} ({community.community_id})", changes, dry_run=dry_run)


def _only(step: "Step", wanted: str | None) -> str:
    """Return the community that was named, else the only one there is. Raise Trouble."""
    from sqlalchemy import select

    from bot.tables import Community

    known = list(step.connection.scalars(select(Community.id).order_by(Community.id)))
    if wanted is None and len(known) == 1:
        return str(known[0])
    if not known:
        trouble(Exit.FAILED, "there is no community yet; begin with `qianshao import COMMUNITY.toml`")
    if wanted not in known:
        said = f'there is no community "{wanted}"' if wanted else "there are several communities"
        trouble(Exit.USAGE, f"{said}; add --community-id, one of: {', '.join(known)}")
    return str(wanted)


@click.command("export-roster")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--community-id", help="Whose roster; needed when there are several communities.")
@config_file
def export_roster(file: Path, community_id: str | None, config: Path | None) -> None:
    """Write people and roles to FILE.xlsx or FILE.csv, to be changed there and taken in again by `qianshao import`."""
    from bot import app
    from bot.clock import Clock
    from bot.community_file import roster_sheet
    from bot.database import reading
    from bot.services import rollcall
    from bot.services.step import Step

    loaded = settings(config)
    with explained():
        with reading(ready(loaded)) as connection:
            step = Step(connection, Clock().now(), app.rules(loaded))
            roster, areas = rollcall.tables(step, _only(step, community_id))
        roster_sheet.write(file, ("roster", "areas"), roster, areas)
    click.echo(f"{len(roster) - 1} lines in {file}")


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
    from bot.services import invites, people
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
            code = invites.invite(step, found.community_id, found.area_id, Role(role))
    link = f"https://t.me/{me.username}?start={code}"
    click.echo(link)
    picture = segno.make(link)
    if png is not None:
        picture.save(str(png), scale=8, border=4)
        click.echo(f"QR code: {png}", err=True)
    if sys.stderr.isatty():
        picture.terminal(out=sys.stderr, compact=True)
