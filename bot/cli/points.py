"""`points`: the list of a month or a year, on the terminal or as a file to publish, and the ledger behind it."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.exits import Exit, trouble
from bot.cli.options import community, config_file
from bot.cli.tickets import step_of

if TYPE_CHECKING:
    from bot.domain.points import Term
    from bot.domain.roster import Roster
    from bot.services.step import Step

_WHOLE_NAMES = "Whole names, for handing out what was earned; never for publication."


@click.group()
def points() -> None:
    """List points, or write them to a file."""


def _term(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that say for when."""
    month = click.option(
        "--month", type=click.DateTime(["%Y-%m"]), help="The month, YYYY-MM; the present one if not given."
    )
    year = click.option("--year", type=click.IntRange(2000, 2999), help="The whole year, YYYY.")
    return month(year(command))


@points.command("list")
@_term
@click.option("--names", is_flag=True, help=_WHOLE_NAMES)
@community
@config_file
def list_(month: datetime | None, year: int | None, names: bool, community: str | None, config: Path | None) -> None:
    """List who has how many points: rank, name (masked), points, reports."""
    from bot.services import cards, honours

    with step_of(config, reads=True) as step:
        roster = _community(step, community)
        words = cards.words_for(roster, None)
        found = honours.board(step, roster, _chosen(step, roster, month, year))
        for row in honours.rows(found, words, whole_names=names):
            click.echo("\t".join(" ".join(str(cell).split()) for cell in row[:-1]))
        click.echo(f"{honours.term_name(found.term, words)} · {honours.standing(found, words)}", err=True)


@points.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_term
@click.option("--names", is_flag=True, help=_WHOLE_NAMES)
@community
@config_file
def export(
    file: Path, month: datetime | None, year: int | None, names: bool, community: str | None, config: Path | None
) -> None:
    """Write the list to FILE.csv or FILE.xlsx, or draw it to FILE.png; names masked, ready for publication."""
    from bot.darkroom import bulletins
    from bot.services import cards, honours
    from bot.workbook import Column, Kind, open_book

    if file.suffix.lower() not in (".csv", ".xlsx", ".png"):
        trouble(Exit.USAGE, f"{file}: the file's name has to end in .csv, .xlsx or .png")
    if names and file.suffix.lower() == ".png":
        trouble(Exit.USAGE, "a picture is for publication and has no whole names; write them to a .csv or .xlsx")
    with step_of(config, reads=True) as step:
        roster = _community(step, community)
        words = cards.words_for(roster, None)
        found = honours.board(step, roster, _chosen(step, roster, month, year))
        if file.suffix.lower() == ".png":
            file.write_bytes(bulletins.draw(honours.notice(roster, found, words)))
            click.echo(f"{len(found.places)} people in {file}")
            return
        kinds = (Kind.NUMBER, Kind.WORDS, Kind.NUMBER, Kind.NUMBER, Kind.WORDS)
        columns = [Column(head, kind) for head, kind in zip(honours.headings(words), kinds, strict=True)]
        with open_book(file, step.now, chosen="points") as book:
            sheet = book.sheet("points", honours.term_name(found.term, words), columns)
            for row in honours.rows(found, words, whole_names=names):
                sheet.add(row)
        click.echo(f"{honours.term_name(found.term, words)} · {honours.standing(found, words)}", err=True)
    click.echo(f"{len(found.places)} people in {file}")


@points.command()
@_term
@community
@config_file
def ledger(month: datetime | None, year: int | None, community: str | None, config: Path | None) -> None:
    """List the entries themselves, appeals among them: when, who, how many, why, ticket, words."""
    from bot.services import cards, honours

    with step_of(config, reads=True) as step:
        roster = _community(step, community)
        words = cards.words_for(roster, None)
        for entry in honours.entries(step, roster, _chosen(step, roster, month, year)):
            number = f"#{entry.number}" if entry.number else "-"
            fields = (words.at(entry.at), entry.name, f"{entry.points:+d}", entry.cause, number, entry.note)
            click.echo("\t".join(" ".join(str(field).split()) for field in fields))


def _community(step: "Step", wanted: str | None) -> "Roster":
    """Return the community that is asked for, or the only one there is. Raise Trouble."""
    from sqlalchemy import select

    from bot.services import people
    from bot.tables import Community

    known = list(step.connection.scalars(select(Community.id).order_by(Community.id)))
    if wanted not in known and (wanted is not None or len(known) != 1):
        listed = ", ".join(known) or "none; run `qianshao import COMMUNITY.toml`"
        trouble(Exit.USAGE, f"name the community with --community; there are: {listed}")
    return people.roster(step, wanted or known[0])


def _chosen(step: "Step", roster: "Roster", month: datetime | None, year: int | None) -> "Term":
    from bot.domain import points

    if month is not None and year is not None:
        trouble(Exit.USAGE, "either --month or --year, not both")
    if year is not None:
        return points.year(date(year, 1, 1))
    return points.month(month.date() if month is not None else step.now.astimezone(roster.zone).date())
