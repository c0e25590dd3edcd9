"""`qianshao read`: what the bot would understand, one JSON object a line in, one a line out.

With --community-id or --train-report it looks into the database, at what a community's staff have taught the bot.
"""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.options import config_file

if TYPE_CHECKING:
    from bot.domain.place import Places
    from bot.domain.reading import Lessons, Reader
    from bot.services.lessons import Learnt


@click.command()
@click.option("--replies", is_flag=True, help="Read replies to a ticket instead of group messages.")
@click.option("--community", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A community.toml.")
@click.option("--explain", is_flag=True, help="Also say how sure the reading is and which words it goes by.")
@click.option("--community-id", help="A community in the database: read with its names and what it was taught.")
@click.option("--train-report", is_flag=True, help="Say instead what corrections have taught the bot, by community.")
@click.option("--json", "as_json", is_flag=True, help="With --train-report: one JSON object a community.")
@config_file
def read(
    replies: bool,
    community: Path | None,
    explain: bool,
    community_id: str | None,
    train_report: bool,
    as_json: bool,
    config: Path | None,
) -> None:
    """Read messages: JSON lines with "text" (and "has_photo", "id") on stdin, readings on stdout."""
    if train_report:
        if replies or community or explain:
            raise click.UsageError("--train-report reads no messages; leave out --replies, --community and --explain")
        say_what_was_learnt(config, community_id, as_json=as_json)
        return
    if as_json:
        raise click.UsageError("--json goes with --train-report; readings are JSON anyway")
    if community_id is None:
        if config:
            raise click.UsageError("--config goes with --community-id or --train-report")
        read_lines(load_places(community), None, replies=replies, explain=explain)
        return
    if community:
        raise click.UsageError("--community FILE and --community-id both name a community; give one")
    places, lessons = load_community(config, community_id)
    read_lines(places, lessons, replies=replies, explain=explain)


def read_lines(places: "Places", lessons: "Lessons | None", *, replies: bool, explain: bool) -> None:
    """Read stdin line by line. Ends the command with 1 when a line cannot be read; the others are read all the same."""
    import json

    from bot.domain.reading import NO_LESSONS
    from bot.vocabulary import reader as shipped_reader

    reader, lessons = shipped_reader(), lessons or NO_LESSONS
    failed = False
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict) or not isinstance(row.get("text"), str):
                raise ValueError('it must be an object with a "text"')
        except ValueError as error:
            click.echo(f"line {number}: cannot be read: {error}", err=True)
            failed = True
            continue
        said = reply_fields(reader, row, places) if replies else report_fields(reader, row, places, lessons)
        if not explain:
            said = {key: value for key, value in said.items() if key not in ("confidence", "reasons")}
        click.echo(json.dumps({"id": row.get("id"), **said}, ensure_ascii=False))
    if failed:
        raise SystemExit(1)


def load_places(community: Path | None) -> "Places":
    """Return the names of the community in the file; without one, none. Ends the command when the file is wrong."""
    from bot.cli.exits import Exit, Trouble
    from bot.community_file import CommunityFileError
    from bot.community_file import read as read_file
    from bot.domain.place import NOWHERE, Places, expand_buildings

    if community is None:
        return NOWHERE
    try:
        file = read_file(community)
    except CommunityFileError as error:
        raise Trouble(Exit.FAILED, str(error)) from None
    return Places(
        estates={alias: area.estate for area in file.area if area.estate for alias in (area.estate, *area.aliases)},
        buildings=frozenset(expand_buildings(name for area in file.area for name in area.buildings)),
        departments={alias: one.id for one in file.department for alias in (one.name, *one.aliases)},
    )


def load_community(config: Path | None, community_id: str) -> tuple["Places", "Lessons"]:
    """Return the names and lessons of a community in the database. Ends the command when it is not there."""
    from bot.cli.tickets import step_of
    from bot.services import lessons, people

    with step_of(config) as step:
        known_as(lessons.communities(step), community_id)
        return people.roster(step, community_id).places, lessons.of(step, community_id)


def known_as(known: Mapping[str, str], community_id: str) -> str:
    """Return the community's name. Ends the command when it is not among those `known`."""
    from bot.cli.exits import Exit, trouble

    if community_id not in known:
        there = f"there are: {', '.join(known)}" if known else "import a community file first"
        trouble(Exit.FAILED, f'there is no community "{community_id}"; {there}')
    return known[community_id]


def report_fields(reader: "Reader", row: dict[str, Any], places: "Places", lessons: "Lessons") -> dict[str, Any]:
    """Return the reading of one group message under the field names of the labelled sets."""
    said = reader.read_report(row["text"], has_photo=bool(row.get("has_photo")), places=places, lessons=lessons)
    return {
        "is_report": said.is_report,
        "category": said.category,
        "building": said.building,
        "buildings": list(said.buildings),
        "unit": said.unit,
        "floor": said.floor,
        "room": said.room,
        "estate": said.estate,
        "landmark": said.landmark,
        "urgent": said.urgent,
        "amends": said.amends,
        "issues": [{"category": category, "buildings": list(buildings)} for category, buildings in said.issues],
        "confidence": round(said.confidence, 3),
        "reasons": list(said.reasons),
    }


def reply_fields(reader: "Reader", row: dict[str, Any], places: "Places") -> dict[str, Any]:
    """Return the reading of one reply under the field names of the labelled sets."""
    said = reader.read_reply(row["text"], places=places)
    return {
        "intent": said.intent.value,
        "target": said.target,
        "department": said.department,
        "reasons": list(said.reasons),
    }


def say_what_was_learnt(config: Path | None, community_id: str | None, *, as_json: bool) -> None:
    """Print what each community, or one, has learnt from corrections."""
    import json
    from dataclasses import asdict

    from bot.cli.tickets import step_of
    from bot.services import lessons
    from bot.vocabulary import reader as shipped_reader

    with step_of(config) as step:
        known = lessons.communities(step)
        chosen = {community_id: known_as(known, community_id)} if community_id else known
        notes = [lessons.notebook(step, id, name) for id, name in chosen.items()]
    # Reading takes a while; a running bot must not wait for it.
    found = [lessons.learnt(shipped_reader(), one) for one in notes]
    if not any(one.kinds or one.places for one in found):
        said = "Nothing was learnt yet: staff teach the bot when they correct a ticket's kind or place with a button."
        click.echo(said, err=as_json)
        return
    for one in found:
        click.echo(json.dumps(asdict(one), ensure_ascii=False) if as_json else "\n".join(learnt_lines(one)))


def learnt_lines(learnt: "Learnt") -> list[str]:
    """Return what one community has learnt as lines for people."""
    right = f"{learnt.alone} without lessons, {learnt.taught} with them, {learnt.by_others} by the others alone"
    return [
        f"{learnt.name} ({learnt.community_id})",
        f"  lessons: {learnt.kinds} of category, {learnt.places} of place",
        f"  of {learnt.in_force} in force on categories read right: {right}",
        *(f"  {one.times} × {one.said or 'left open'} → {one.answer}: {one.example}" for one in learnt.corrections),
    ]
