"""`doctor`: checks everything the bot needs, one line each, and says what to do about what is wrong."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.exits import Exit, Trouble
from bot.cli.options import config_file

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bot.config import Config
    from bot.domain.roster import Person, Roster
    from bot.services.step import Step

LEAST_FREE = 500 * 1024 * 1024
MOST_GAPS = 3
PLANNED = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line. `code` is the exit code when it is bad."""

    name: str
    ok: bool
    found: str
    advice: str = ""
    code: int = int(Exit.FAILED)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="A JSON list instead of lines.")
@config_file
def doctor(as_json: bool, config: Path | None) -> None:
    """Check settings, database, Telegram, groups, rota, photos and disk; exit 0 when all is well."""
    import json

    findings = list(_examine(config))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            mark = click.style("✔", fg="green") if finding.ok else click.style("✘", fg="red")
            advice = f"\n    → {finding.advice}" if finding.advice and not finding.ok else ""
            click.echo(f"{mark} {finding.name}: {finding.found}{advice}")
    bad = [finding for finding in findings if not finding.ok]
    if bad:
        raise SystemExit(bad[0].code)


def _examine(path: Path | None) -> Iterator[Finding]:
    from bot.cli.exits import settings
    from bot.sections import ConfigError

    try:
        config = settings(path)
        yield Finding("settings", True, "readable")
    except Trouble as error:
        yield Finding("settings", False, error.message, "correct the file, or the QIANSHAO_… variable", Exit.CONFIG)
        return
    engine = None
    for finding in _database(config):
        yield finding
        if finding.ok:
            from bot.database import open_database

            engine = open_database(config.database.url)
    yield from _storage(config)
    try:
        config.telegram.secret()
    except ConfigError as error:
        yield Finding("token", False, "none", str(error), Exit.CONFIG)
        return
    yield from _telegram(config, engine)
    if engine is not None:
        yield from _house(config, engine)


def _database(config: "Config") -> Iterator[Finding]:
    from sqlalchemy.exc import DBAPIError

    from bot import schema
    from bot.database import is_sqlite, open_database

    try:
        engine = open_database(config.database.url)
        found, wanted = schema.current(engine), schema.wanted()
    except (DBAPIError, OSError, ModuleNotFoundError) as error:
        said = str(getattr(error, "orig", error)).strip().splitlines()[0]
        yield Finding("database", False, said, "check database.url and that the server runs", Exit.DATABASE)
        return
    kind = "SQLite" if is_sqlite(engine) else "PostgreSQL"
    current = found == wanted
    advice = "run `qianshao migrate`"
    yield Finding("database", current, f"{kind}, schema {found or 'empty'} (needs {wanted})", advice, Exit.DATABASE)


def _storage(config: "Config") -> Iterator[Finding]:
    import shutil

    from bot.photo_store import PhotoStore

    folder = Path(config.photos.store)
    try:
        PhotoStore(folder).prepare()
        free = shutil.disk_usage(folder).free
    except OSError as error:
        yield Finding("photos", False, f"{folder}: {error.strerror}", "make the folder writable for the bot's user")
        return
    yield Finding("photos", True, f"{folder} is writable")
    yield Finding("disk", free > LEAST_FREE, f"{free // 2**20} MiB free", "free some space, or move the data")


def _telegram(config: "Config", engine: "Engine | None") -> Iterator[Finding]:
    import asyncio

    from bot import app
    from bot.telegram_io.client import TokenRefused, Unreachable

    where = config.telegram.base_url or "Telegram"
    via = f" by proxy {config.telegram.proxy}" if config.telegram.proxy else ""
    try:
        me, standings = asyncio.run(app.ask_around(config, _groups(engine)))
    except TokenRefused as error:
        yield Finding("telegram", False, str(error), "set QIANSHAO_TELEGRAM__TOKEN", Exit.TELEGRAM)
        return
    except Unreachable as error:
        advice = f"{where}{via} did not answer: check telegram.base_url and telegram.proxy"
        yield Finding("telegram", False, str(error), advice, Exit.TELEGRAM)
        return
    yield Finding("telegram", True, f"@{me.username} at {where}{via}")
    admins = all(status in ("administrator", "creator") for status in standings.values())
    advice = "make the bot an administrator of each group, or switch privacy mode off at @BotFather and add it again"
    yield Finding("privacy mode", me.reads_groups or admins, "off" if me.reads_groups else "on", advice)
    for chat_id, status in standings.items():
        present = status in ("administrator", "creator", "member", "restricted")
        yield Finding(f"group {chat_id}", present, status, "add the bot to the group, or correct [[chat]] telegram_id")


def _reached(roster: "Roster", unmet: "tuple[Person, ...]") -> Finding:
    """Say whom no private message reaches, and why; a long list is cut."""
    without = [person.name for person in unmet if person.telegram_id is None]
    blocked = [person.name for person in unmet if person.telegram_id is not None and not person.reachable]
    silent = [person.name for person in unmet if person.reachable]
    said = [
        f"{what}: {_first(names)}"
        for what, names in (("no account", without), ("unreachable", blocked), ("never pressed Start", silent))
        if names
    ]
    advice = "let them press Start in a private chat with the bot, or send them `qianshao invite`"
    return Finding(f"people of {roster.name}", not unmet, "; ".join(said) or "all reachable", advice)


def _groups(engine: "Engine | None") -> list[int]:
    from sqlalchemy import select

    from bot.database import reading
    from bot.tables import Chat

    if engine is None:
        return []
    with reading(engine) as connection:
        return list(connection.scalars(select(Chat.telegram_id).where(Chat.community_id.is_not(None)).distinct()))


def _house(config: "Config", engine: "Engine") -> Iterator[Finding]:
    from sqlalchemy import select

    from bot import app
    from bot.clock import Clock
    from bot.database import reading
    from bot.services import inbox, outbox, people
    from bot.services.step import Step
    from bot.tables import Community

    now = Clock().now()
    with reading(engine) as connection:
        step = Step(connection, now, app.rules(config))
        communities = list(connection.scalars(select(Community.id).order_by(Community.id)))
        advice = "run `qianshao import COMMUNITY.toml`"
        yield Finding("communities", bool(communities), ", ".join(communities) or "none", advice)
        for community_id in communities:
            roster = people.roster(step, community_id)
            yield from _rota(step, roster)
            yield _named(roster)
            yield _reached(roster, people.unmet(step, roster))
        aside, dead = inbox.put_aside(connection), outbox.count(connection, ["dead"])
        advice = "look at the errors in the log"
        yield Finding("inbox", not aside, f"{inbox.waiting(connection)} waiting, {aside} put aside", advice)
        yield Finding("outbox", True, f"{outbox.count(connection, ['waiting', 'sending'])} waiting, {dead} given up")
        advice = "list the make-up days in [calendar] extra_workdays"
        for year in sorted({now.year, (now + PLANNED).year}):
            known = step.rules.calendar.knows(year)
            yield Finding("calendar", known, f"{year} {'known' if known else 'not published yet'}", advice)


def unnamed(roster: "Roster") -> str:
    """Return for which buildings nobody is named, empty when each has somebody."""
    from bot.domain.coverage import uncovered

    missing: dict[str, list[str]] = {}
    for one in uncovered(roster):
        where = one.area.name if len(one.area.buildings) == 1 else f"{one.area.name} {one.building}"
        missing.setdefault(one.role.value, []).append(where)
    return "; ".join(f"no {role}: {_first(places)}" for role, places in missing.items())


def _named(roster: "Roster") -> Finding:
    said = unnamed(roster)
    advice = "give each an [[assignment]] in the community file; until then those above hear of it"
    return Finding(f"buildings of {roster.name}", not said, said or "each has somebody", advice)


def _first(names: list[str], most: int = 12) -> str:
    """Return the first few names of a list, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return "、".join(names[:most]) + more


def _rota(step: "Step", roster: "Roster") -> Iterator[Finding]:
    """Say in which hours of the coming week nobody reachable is on duty, a line for each area."""
    from html import unescape

    from bot.domain.roster import Level, Role
    from bot.language import Words
    from bot.services import vacancies

    words = Words("en", roster.zone)
    missing: dict[int, list[str]] = {}
    for gap in vacancies.found(step, roster):
        missing.setdefault(gap.area.id, []).append(unescape(vacancies.line(gap, words)))
    for area_id, found in missing.items():
        area = roster.areas[area_id]
        said = "; ".join(found[:MOST_GAPS]) + (f"; and {len(found) - MOST_GAPS} more" if len(found) > MOST_GAPS else "")
        advice = "give somebody those hours in the community file, or let a colleague write /cover in the chat"
        yield Finding(f"duty {area.key} {area.name}", False, said, advice)
    for area in roster.areas.values():
        never = area.level is Level.GRID and area.id not in missing
        if never and not roster.holders(Role.GRIDWORKER, area.id, step.now, step.rules.calendar):
            yield Finding(f"duty {area.key} {area.name}", False, "nobody on duty", "give the grid a gridworker")
