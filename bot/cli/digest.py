"""`digest`: an area's day, week or month as text, picture and list, written to a folder and, on order, sent."""

from datetime import datetime
from pathlib import Path

import click

from bot.cli.exits import Exit, trouble
from bot.cli.export import progress
from bot.cli.options import config_file
from bot.cli.tickets import step_of


@click.command()
@click.option("--area", required=True, help="An area's id, or community/area when several have it.")
@click.option("--date", "day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The local day, YYYY-MM-DD.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder to write to.")
@click.option(
    "--period", type=click.Choice(["day", "week", "month", "quarter", "year"]), default="day", show_default=True,
    help="That day alone, or the week, month, quarter or year it lies in.",
)  # fmt: skip
@click.option("--send", is_flag=True, help="Also queue it to those who read it; the running bot sends it.")
@config_file
def digest(area: str, day: datetime, out: Path, period: str, send: bool, config: Path | None) -> None:
    """Write the digest of AREA as digest.png, list.xlsx and digest.txt."""
    import html
    import re

    from bot.darkroom import bulletins
    from bot.domain.period import Kind, Period
    from bot.services import cards, dossiers, export, people
    from bot.services import digest as digests
    from bot.services.ledger_rows import Reader
    from bot.workbook import open_book

    with step_of(config, reads=True) as step:
        found = people.find_area(step, area)
        if isinstance(found, str):
            trouble(Exit.FAILED, found)
        roster = people.roster(step, found.community_id)
        chosen, told = roster.areas[found.area_id], Period.holding(Kind(period), day.date())
        if told.first > step.now.astimezone(roster.zone).date():
            # It would be sent as empty, and its readers get each digest once.
            trouble(Exit.USAGE, f"--date {day:%Y-%m-%d} lies ahead; there is nothing to tell of it yet")
        words = cards.words_for(roster, None)
        page, said = digests.page(step, roster, chosen, told, words)
        out.mkdir(parents=True, exist_ok=True)
        (out / "digest.png").write_bytes(bulletins.draw(page, dark=step.rules.digest_dark))
        wish, within = digests.listing(roster, chosen, told)
        who = Reader(words, step.rules.lexicon, step.now, within)
        with open_book(out / "list.xlsx", step.now) as book, progress(dossiers.number(step, wish)) as more:
            export.fill(step, book, wish, who, told=more)
        (out / "digest.txt").write_text(html.unescape(re.sub(r"<[^>]+>", "", said)) + "\n", "utf-8")
        for name in ("digest.png", "list.xlsx", "digest.txt"):
            click.echo(out / name)
        written = digests.written(step, roster, chosen, told) if send else None
        if written is not None and not written.chats and step.now < told.bounds(roster.zone)[1]:
            trouble(Exit.TRY_AGAIN, "not sent: this is not over yet; whoever reads it gets it by itself when it is")
    if written is not None:
        with step_of(config) as step:
            number = digests.queue(step, written)
        readers = f"{number} reader" if number == 1 else f"{number} readers"
        click.echo(f"queued to {readers}" if number else "nobody new to send it to", err=True)
