"""`qianshao read`: what the bot would understand, one JSON object a line in, one a line out. Touches no database."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bot.domain.place import Places
    from bot.domain.reading import Reader


@click.command()
@click.option("--replies", is_flag=True, help="Read replies to a ticket instead of group messages.")
@click.option("--community", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A community.toml.")
@click.option("--explain", is_flag=True, help="Also say how sure the reading is and which words it goes by.")
def read(replies: bool, community: Path | None, explain: bool) -> None:
    """Read messages: JSON lines with "text" (and "has_photo", "id") on stdin, readings on stdout."""
    import json

    from bot.vocabulary import reader as shipped_reader

    reader, places = shipped_reader(), load_places(community)
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
        said = reply_fields(reader, row, places) if replies else report_fields(reader, row, places)
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


def report_fields(reader: "Reader", row: dict[str, Any], places: "Places") -> dict[str, Any]:
    """Return the reading of one group message under the field names of the labelled sets."""
    said = reader.read_report(row["text"], has_photo=bool(row.get("has_photo")), places=places)
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
