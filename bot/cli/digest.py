"""`digest`: a day's digest, written to a folder and, on order, sent."""

from datetime import datetime
from pathlib import Path

import click

from bot.cli.exits import Exit, trouble
from bot.cli.options import config_file
from bot.cli.tickets import step_of


@click.command()
@click.option("--area", required=True, help="An area's id, or community/area when several have it.")
@click.option("--date", "day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The local day, YYYY-MM-DD.")
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder to write to.")
@click.option("--send", is_flag=True, help="Also queue it to the area's supervisors; the running bot sends it.")
@config_file
def digest(area: str, day: datetime, out: Path, send: bool, config: Path | None) -> None:
    """Write the digest of AREA for one day as digest.txt."""
    import html
    import re

    from bot.services import cards, people
    from bot.services import digest as digests

    with step_of(config) as step:
        found = people.find_area(step, area)
        if isinstance(found, str):
            trouble(Exit.FAILED, found)
        roster = people.roster(step, found.community_id)
        chosen = roster.areas[found.area_id]
        figures = digests.of_day(step, roster, chosen, day.date())
        said = digests.text(step, roster, chosen, day.date(), figures, cards.words_for(roster, None))
        out.mkdir(parents=True, exist_ok=True)
        path = out / "digest.txt"
        path.write_text(html.unescape(re.sub(r"<[^>]+>", "", said)) + "\n", "utf-8")
        click.echo(path)
        if send:
            told = digests.send(step, roster, chosen, day.date())
            click.echo(f"queued to {told} supervisors" if told else "nobody new to send it to", err=True)
