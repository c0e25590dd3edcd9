"""`tickets export`: the list as a file to work on, for people and for other programs."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.exits import Exit, explained, settings, trouble
from bot.cli.options import community, config_file
from bot.cli.roster import ready

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bot.config import Config
    from bot.photo_store import PhotoStore
    from bot.services.dossiers import Wish
    from bot.services.step import Step

SHEETS = ("tickets", "issues", "events", "kinds", "buildings", "people", "reporters", "figures", "companies")
"""The sheets that a plain file can hold, by their keys in `services/export.py`."""

_DAY = click.DateTime(["%Y-%m-%d"])


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--area", help="Only an area and all below it: its id, or community/area when several have it.")
@click.option("--since", type=_DAY, help="Reported on this local day or later, YYYY-MM-DD.")
@click.option("--until", type=_DAY, help="Reported on this local day or earlier.")
@click.option("--pictures", is_flag=True, help="With small pictures before and after (.xlsx).")
@click.option(
    "--sheet", type=click.Choice(SHEETS), default="tickets", show_default=True, help="Which one a .csv holds."
)
@click.option("--language", type=click.Choice(["zh", "en"]), help="The community's when not given.")
@click.option(
    "--for", "reader", type=click.Choice(["community", "supervisors"]), default="community", show_default=True,
    help="Supervisors see neither place nor words of consultations, disputes and people in trouble.",
)  # fmt: skip
@community
@config_file
def export_(file: Path, reader: str, sheet: str, community: str | None, config: Path | None, **asked: Any) -> None:
    """Write tickets to FILE.xlsx, a book of several sheets, or one of the sheets to FILE.csv.

    Rooms, telephone numbers and the names of those who reported are never in it.
    """
    from bot.clock import Clock
    from bot.services import dossiers, export
    from bot.services.ledger_rows import Reader
    from bot.workbook import open_book

    if file.suffix.lower() not in (".xlsx", ".csv"):
        trouble(Exit.USAGE, f"{file}: the file's name has to end in .xlsx or .csv")
    if asked["pictures"] and file.suffix.lower() == ".csv":
        trouble(Exit.USAGE, "a .csv has no room for pictures; write to a .xlsx, or leave --pictures out")
    if sheet in ("figures", "companies") and not (asked["since"] and asked["until"] and (asked["area"] or community)):
        trouble(Exit.USAGE, f"{sheet} are those of a community's or an area's days: add --area, --since and --until")
    loaded, now = settings(config), Clock().now()
    with explained():
        engine = ready(loaded)
        # The transaction ends before the book is closed: a long list takes its time to be packed.
        with open_book(file, now, sheet) as book, _reading(engine, now, loaded) as step:
            wish, words = _wished(step, community, asked)
            number = dossiers.number(step, wish)
            store = _store(loaded, number) if asked["pictures"] else None
            who = Reader(words, step.rules.lexicon, now, within=reader == "community")
            with progress(number) as told:
                written = export.fill(step, book, wish, who, store, told)
    click.echo(f"{written} tickets in {file}")


def _wished(step: "Step", community: str | None, asked: dict[str, Any]) -> tuple["Wish", Any]:
    """Return which tickets are wanted, and the words they are written in. Raise Trouble."""
    from sqlalchemy import select

    from bot.language import DEFAULT, Words
    from bot.services import export
    from bot.services.dossiers import Wish
    from bot.tables import Community

    found = export.scope(step, asked["area"]) if asked["area"] else Wish()
    if isinstance(found, str):
        trouble(Exit.FAILED, found)
    if community and found.community_id not in (None, community):
        trouble(Exit.USAGE, f"--area {asked['area']} is not in --community {community}; leave one of them out")
    wish = replace(found, community_id=community or found.community_id)
    home = export.home(step, wish)
    if community and home is None:
        there = ", ".join(step.connection.scalars(select(Community.id).order_by(Community.id)))
        trouble(Exit.USAGE, f'there is no community "{community}"; there are: {there}')
    zone = home.zone if home else step.now.tzinfo
    assert zone is not None
    since, until = (day.replace(tzinfo=zone) if day else None for day in (asked["since"], asked["until"]))
    if since and until and since > until:
        trouble(Exit.USAGE, f"--since {since:%Y-%m-%d} is after --until {until:%Y-%m-%d}")
    # The day after, as the local calendar has it: a day is not always 24 hours long.
    end = (until + timedelta(days=1)) if until else None
    language = asked["language"] or (home.language if home else DEFAULT)
    return replace(wish, since=since, until=end), Words(language, zone)


def _store(config: "Config", number: int) -> "PhotoStore":
    """Return the kept photos. Raise Trouble when the list is too long for pictures."""
    from bot.photo_store import PhotoStore
    from bot.services.export import MOST_PICTURED

    if number > MOST_PICTURED:
        advice = "take fewer days or a smaller area with --since, --until and --area, or leave --pictures out"
        trouble(Exit.USAGE, f"{number} tickets are too many for pictures, {MOST_PICTURED} can be shown; {advice}")
    return PhotoStore(Path(config.photos.store))


@contextmanager
def _reading(engine: "Engine", now: datetime, config: "Config") -> Iterator["Step"]:
    """Give a step that reads: the bot goes on writing meanwhile."""
    from bot import app
    from bot.database import reading
    from bot.services.step import Step

    with reading(engine) as connection:
        yield Step(connection, now, app.rules(config))


@contextmanager
def progress(number: int) -> Iterator[Callable[[int], object] | None]:
    """Give something to tell how many more are done; it is shown on a terminal alone."""
    if not sys.stderr.isatty() or os.environ.get("CI"):
        yield None
        return
    with click.progressbar(length=number, label="tickets", file=sys.stderr) as bar:
        yield bar.update
