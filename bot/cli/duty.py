"""`duty`: the rota as a calendar file, for calendars on desks and telephones."""

from pathlib import Path

import click

from bot.cli.exits import Exit, trouble
from bot.cli.options import community, config_file
from bot.cli.tickets import step_of


@click.group()
def duty() -> None:
    """Write who is on duty to a calendar file."""


@duty.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--days", default=28, show_default=True, type=click.IntRange(1, 366), help="How many days, from today.")
@click.option("--area", help="Only this area and those in it: its id, or community/area when several have it.")
@community
@config_file
def export(file: Path, days: int, area: str | None, community: str | None, config: Path | None) -> None:
    """Write the coming days' duty to FILE.ics, leave and covers included."""
    from sqlalchemy import select

    from bot.services import agenda, cards, people
    from bot.tables import Community

    if file.suffix.lower() != ".ics":
        trouble(Exit.USAGE, f"{file}: the file's name has to end in .ics")
    with step_of(config) as step:
        if area is not None:
            found = people.find_area(step, f"{community}/{area}" if community and "/" not in area else area)
            if isinstance(found, str):
                trouble(Exit.FAILED, found)
            roster = people.roster(step, found.community_id)
            chosen = roster.areas[found.area_id]
        else:
            known = list(step.connection.scalars(select(Community.id).order_by(Community.id)))
            if community not in known and (community is not None or len(known) != 1):
                listed = ", ".join(known) or "none; run `qianshao import COMMUNITY.toml`"
                trouble(Exit.USAGE, f"name the community with --community; there are: {listed}")
            roster = people.roster(step, community or known[0])
            chosen = roster.areas[roster.root_id]
        words = cards.words_for(roster, None)
        text, count, doubt = agenda.calendar(step, roster, agenda.with_duty(roster, [chosen]), days, words)
        if not count:
            trouble(Exit.FAILED, f"nobody has duty in {chosen.name}; give somebody an [[assignment]] there")
        # RFC 5545 wants these very line ends, whatever the machine's own are.
        file.write_text(text, "utf-8", newline="")
    click.echo(f"{count} entries in {file}")
    if doubt:
        click.echo(doubt, err=True)
