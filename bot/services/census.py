"""Brings a community file into the tables: what is new is added, what differs is changed, who left has no role.

Importing the same file twice changes nothing. People who enrolled by link keep their account and their roles,
groups that were bound in chat their place. A group that has become a supergroup is found by the id it had.
"""

from collections import Counter
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from bot.community_file import AreaEntry, CommunityFile
from bot.domain.map import gcj02_to_wgs84
from bot.services import bindings, forwarding, people
from bot.services.step import Step
from bot.tables import Area, Assignment, Base, Chat, Community, Department, Person

ENROLLED = "tg:"
"""How the key of a person begins who enrolled by link; no key in a file can have a colon."""

Listed = tuple[str, str, int | None]
"""Key, name and Telegram id of somebody."""
Held = tuple[str, int, str, str, str]
"""A role: the person's key, the area's id, role, days, hours."""


def take(step: Step, file: CommunityFile) -> Counter[str]:
    """Import a file; return how many rows were `added area`, `changed person`, `removed chat` and so on."""
    changes: Counter[str] = Counter()
    own = file.community
    values = {"name": own.name, "timezone": own.timezone, "language": own.language}
    _put(
        step,
        Community,
        {"id": own.id},
        values,
        {"created_at": step.now, "last_number": 0, "revision": 0},
        changes,
        "community",
    )
    areas = _areas(step, file, changes)
    persons = _people(step, own.id, [(one.id, one.name, one.telegram_id) for one in file.person], changes)
    held = [(one.person, areas[one.area], one.role.value, one.days, one.hours) for one in file.assignment]
    _assignments(step, own.id, held, persons, changes)
    for department in file.department:
        about: dict[str, Any] = {
            "name": department.name,
            "aliases": list(department.aliases),
            "telegram_id": forwarding.now(step, department.telegram_id),
        }
        key = {"community_id": own.id, "key": department.id}
        _put(step, Department, key, about, {}, changes, "department")
    _chats(step, file, areas, changes)
    if changes:
        people.touch(step, own.id)
    return changes


def _put(
    step: Step,
    table: type[Base],
    key: dict[str, Any],
    values: dict[str, Any],
    once: dict[str, Any],
    changes: Counter[str],
    what: str,
) -> Any:
    """Add or change one row and return it."""
    rows = table.__table__
    found = step.connection.execute(select(rows).filter_by(**key)).one_or_none()
    if found is None:
        changes[f"added {what}"] += 1
        return step.connection.execute(insert(rows).returning(rows), key | values | once).one()
    if all(getattr(found, name) == value for name, value in values.items()):
        return found
    changes[f"changed {what}"] += 1
    where = [rows.c[name] == value for name, value in key.items()]
    return step.connection.execute(update(rows).where(*where).values(**values).returning(rows)).one()


def _areas(step: Step, file: CommunityFile, changes: Counter[str]) -> dict[str, int]:
    shared = file.above()
    ids: dict[str, int] = {}
    waiting = list(file.area)
    while waiting:
        ready = [area for area in waiting if area.parent is None or area.parent in ids]
        for area in ready:
            values = {
                "level": area.level.value,
                "name": area.name,
                "parent_id": ids[area.parent] if area.parent else None,
                "buildings": list(area.buildings),
                "estate": area.estate,
                "aliases": list(area.aliases),
                "boundary": _boundary(file, area),
            }
            if area.households is not None:
                # A file that says nothing leaves what a spreadsheet has said; 0 is "not known".
                values["households"] = area.households or None
            key = {"scope": "" if area.id in shared else file.community.id, "key": area.id}
            ids[area.id] = _put(step, Area, key, values, {}, changes, "area").id
        waiting = [area for area in waiting if area.id not in ids]
    gone = select(Area.__table__).where(Area.scope == file.community.id, Area.key.not_in(list(ids)))
    for row in step.connection.execute(gone).all():
        if row.buildings or row.estate or row.boundary:
            # Old tickets still point at the area, so it stays; it only stops getting new ones.
            nothing: dict[str, Any] = {"buildings": [], "estate": None, "boundary": []}
            step.connection.execute(update(Area.__table__).where(Area.id == row.id).values(**nothing))
            changes["removed area"] += 1
    return ids


def _boundary(file: CommunityFile, area: AreaEntry) -> list[list[float]]:
    """Return the corners of an area in WGS-84, whatever map they were read off; a centimetre is what 7 digits keep."""
    if file.community.datum == "wgs84":
        return [list(corner) for corner in area.boundary]
    return [[round(degrees, 7) for degrees in gcj02_to_wgs84(*corner)] for corner in area.boundary]


def take_roll(step: Step, community_id: str, listed: list[Listed], held: list[Held]) -> Counter[str]:
    """Bring the people and roles of a community, and nothing else, in line with a roll; return what changed."""
    changes: Counter[str] = Counter()
    _assignments(step, community_id, held, _people(step, community_id, listed, changes), changes)
    if changes:
        people.touch(step, community_id)
    return changes


def _people(step: Step, community_id: str, listed: list[Listed], changes: Counter[str]) -> dict[str, int]:
    ids: dict[str, int] = {}
    for person_key, name, telegram_id in listed:
        key = {"community_id": community_id, "key": person_key}
        known = step.connection.execute(select(Person.__table__).filter_by(**key)).one_or_none()
        enrolled = known.telegram_id if known else None
        values = {"name": name, "telegram_id": telegram_id or enrolled}
        if known is not None and values["telegram_id"] != enrolled:
            # To whoever reads there now the roles are new: what came before is not owed to them.
            mine = update(Assignment.__table__).where(Assignment.person_id == known.id)
            step.connection.execute(mine.values(since=step.now))
        ids[person_key] = _put(step, Person, key, values, {}, changes, "person").id
    return ids


def _assignments(
    step: Step, community_id: str, roles: list[Held], persons: dict[str, int], changes: Counter[str]
) -> None:
    wanted = Counter((persons[key], *held) for key, *held in roles)
    listed = or_(Person.id.in_(list(persons.values())), ~Person.key.startswith(ENROLLED))
    existing = step.connection.execute(
        select(Assignment.__table__)
        .join(Person, Person.id == Assignment.person_id)
        .where(Person.community_id == community_id, listed)
    ).all()
    # Other hours are no new role.
    since = {(row.person_id, row.area_id, row.role): row.since for row in existing}
    for row in existing:
        held = (row.person_id, row.area_id, row.role, row.days, row.hours)
        if wanted[held] > 0:
            wanted[held] -= 1
        else:
            step.connection.execute(delete(Assignment.__table__).where(Assignment.id == row.id))
            changes["removed assignment"] += 1
    for (person_id, area_id, role, days, hours), times in wanted.items():
        for _ in range(times):
            values = {"person_id": person_id, "area_id": area_id, "role": role, "days": days, "hours": hours}
            values["since"] = since.get((person_id, area_id, role), step.now)
            step.connection.execute(insert(Assignment.__table__), values)
            changes["added assignment"] += 1


def _chats(step: Step, file: CommunityFile, areas: dict[str, int], changes: Counter[str]) -> None:
    own = file.community.id
    kept: set[tuple[int, str]] = set()
    named = {(chat.telegram_id, chat.purpose) for chat in file.chat}
    for chat in file.chat:
        telegram_id = forwarding.now(step, chat.telegram_id)
        if telegram_id != chat.telegram_id and (telegram_id, chat.purpose) in named:
            # The file has a line for what the group has become: that line counts.
            continue
        # A group that has met us before it was bound is no stranger any more.
        step.connection.execute(
            delete(Chat.__table__).where(Chat.telegram_id == telegram_id, Chat.community_id.is_(None))
        )
        key = {"telegram_id": telegram_id, "purpose": chat.purpose, "community_id": own}
        values = {"area_id": areas[chat.area] if chat.area else None, "language": chat.language}
        _put(step, Chat, key, values, {"reachable": True, "since": step.now}, changes, "chat")
        kept.add((telegram_id, chat.purpose))
    # What an admin bound in chat is not the file's to take away.
    kept |= bindings.bound_in_chat(step.connection, own)
    for row in step.connection.execute(select(Chat.__table__).where(Chat.community_id == own)).all():
        if (row.telegram_id, row.purpose) not in kept:
            step.connection.execute(delete(Chat.__table__).where(Chat.id == row.id))
            changes["removed chat"] += 1
