"""Who is who: rosters built from the tables, Telegram users as we meet them.

A roster is remembered until its community's revision grows. Decides nothing about duty.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, bindparam, func, or_, select, update

from bot.database import insert_new
from bot.domain.absence import Absence
from bot.domain.reading import Places
from bot.domain.roster import Area, Assignment, Group, Level, Person, Purpose, Role, Roster
from bot.domain.rota import Shift
from bot.domain.ticket import Standing
from bot.messages import Sender
from bot.services.step import Step
from bot.tables import Absence as AbsenceRow
from bot.tables import Account, Chat, Community, Department
from bot.tables import Area as AreaRow
from bot.tables import Assignment as AssignmentRow
from bot.tables import Person as PersonRow

ABSENCE_MATTERS = timedelta(hours=48)
"""How long after its end an absence still says when a shift that is running began."""

_COMMUNITY = select(Community.__table__).where(Community.__table__.c.id == bindparam("community_id"))
_ACCOUNT = select(Account.__table__).where(Account.__table__.c.telegram_id == bindparam("telegram_id"))


def roster(step: Step, community_id: str) -> Roster:
    """Return the community's roster. Raise LookupError when there is no such community."""
    known = step.rules.memory.rosters.get(community_id)
    if known and community_id in step.checked:
        return known[1]
    row = step.connection.ahead(_COMMUNITY, {"community_id": community_id}).one_or_none()
    if row is None:
        raise LookupError(f"no community {community_id}")
    step.checked.add(community_id)
    if known and known[0] == row.revision:
        return known[1]
    built = _build(step, row.id, row.name, row.timezone, row.language)
    step.rules.memory.rosters[community_id] = (row.revision, built)
    return built


def _build(step: Step, community_id: str, name: str, timezone: str, language: str) -> Roster:
    connection = step.connection
    rows = connection.execute(
        select(AreaRow.__table__).where(or_(AreaRow.scope == community_id, AreaRow.scope == ""))
    ).all()
    areas = {row.id: _area(row) for row in rows}
    estates = {alias: row.estate for row in rows if row.estate for alias in (row.estate, *row.aliases)}
    root = next(row.id for row in rows if row.scope == community_id and row.level == Level.COMMUNITY.value)
    tongue = func.coalesce(Account.chosen_language, Account.language)
    people = {
        row.id: Person(
            row.id, row.key, row.name, row.telegram_id, row.telegram_id is not None and reached is not False, spoken
        )
        for row, reached, spoken in (
            (row, row.reachable, row.spoken)
            for row in connection.execute(
                select(PersonRow.__table__, Account.reachable, tongue.label("spoken"))
                .outerjoin(Account, Account.telegram_id == PersonRow.telegram_id)
                .where(PersonRow.community_id == community_id)
                .order_by(PersonRow.id)
            )
        )
    }
    held = connection.execute(
        select(AssignmentRow.__table__).where(AssignmentRow.person_id.in_(people)).order_by(AssignmentRow.id)
    )
    assignments = tuple(
        Assignment(row.person_id, row.area_id, Role(row.role), Shift.parse(row.days, row.hours), row.since)
        for row in held
    )
    groups = tuple(
        Group(
            row.telegram_id,
            Purpose(row.purpose),
            row.area_id or root,
            row.chosen_language or row.language,
            row.reachable,
            row.since,
        )
        for row in connection.execute(select(Chat.__table__).where(Chat.community_id == community_id).order_by(Chat.id))
    )
    departments = {
        alias: row.key
        for row in connection.execute(select(Department.__table__).where(Department.community_id == community_id))
        for alias in (row.name, *row.aliases)
    }
    buildings = frozenset(building for area in areas.values() for building in area.buildings)
    places = Places(estates=estates, buildings=buildings, departments=departments)
    zone, absences = ZoneInfo(timezone), _absences(step, people)
    return Roster(community_id, name, zone, language, areas, people, assignments, groups, root, places, absences)


def _absences(step: Step, people: Mapping[int, Person]) -> tuple[Absence, ...]:
    """Return the absences that are on or to come: a roster outlives the moment it was built at."""
    mine = AbsenceRow.__table__.c
    rows = step.connection.execute(
        select(AbsenceRow.__table__)
        .where(mine.person_id.in_(people), mine.cancelled_at.is_(None), mine.ends_at > step.now - ABSENCE_MATTERS)
        .order_by(mine.id)
    )
    return tuple(Absence(row.id, row.person_id, row.cover_id, row.starts_at, row.ends_at) for row in rows)


def _area(row: Row[Any]) -> Area:
    boundary = tuple((latitude, longitude) for latitude, longitude in row.boundary)
    level, buildings = Level(row.level), frozenset(row.buildings)
    return Area(row.id, row.key, level, row.name, row.parent_id, buildings, row.estate, boundary, row.households)


def touch(step: Step, community_id: str) -> None:
    """Say that a community's roster changed."""
    step.checked.discard(community_id)
    step.connection.execute(
        update(Community.__table__).where(Community.id == community_id).values(revision=Community.revision + 1)
    )


def meet(step: Step, sender: Sender, *, in_private: bool = False) -> None:
    """Remember a Telegram user as last seen. One who writes to us in private can be written to."""
    if sender.anonymous or sender.is_bot:
        return
    known = step.connection.ahead(_ACCOUNT, {"telegram_id": sender.id}).one_or_none()
    if known is None:
        if _first_met(step, sender.id, sender.name, sender.language, reachable=in_private or None):
            _touch_communities_of(step, sender.id)
            return
        # Another bot met the same person in this very moment, in another chat.
        known = step.connection.execute(_ACCOUNT, {"telegram_id": sender.id}).one()
    reachable = True if in_private else known.reachable
    if (known.name, known.reachable) != (sender.name, reachable) or (
        sender.language or known.language
    ) != known.language:
        step.connection.execute(
            update(Account.__table__)
            .where(Account.telegram_id == sender.id)
            .values(name=sender.name, language=sender.language or known.language, reachable=reachable)
        )
    else:
        return
    if known.reachable != reachable or known.language != (sender.language or known.language):
        _touch_communities_of(step, sender.id)


def _first_met(step: Step, telegram_id: int, name: str, language: str | None, *, reachable: bool | None) -> bool:
    """Remember somebody who was not known. Return False when another bot was quicker."""
    row = {"telegram_id": telegram_id, "name": name, "language": language, "reachable": reachable}
    return bool(insert_new(step.connection, Account.__table__, row))


def set_reachable(step: Step, telegram_id: int, *, reachable: bool) -> None:
    """Remember whether a private chat reaches somebody."""
    step.rules.memory.reached.discard(telegram_id)
    if not _first_met(step, telegram_id, "", None, reachable=reachable):
        step.connection.execute(
            update(Account.__table__).where(Account.telegram_id == telegram_id).values(reachable=reachable)
        )
    _touch_communities_of(step, telegram_id)


def reached(step: Step, telegram_id: int) -> None:
    """Learn from a message that arrived that somebody has pressed Start, or lets us in again."""
    if telegram_id in step.rules.memory.reached:
        return
    known = step.connection.execute(_ACCOUNT, {"telegram_id": telegram_id}).one_or_none()
    if known is None or not known.reachable:
        set_reachable(step, telegram_id, reachable=True)
    step.rules.memory.reached.add(telegram_id)


def unmet(step: Step, community: Roster) -> tuple[Person, ...]:
    """Return the people on a roster whom no private message reaches: never pressed Start, or have blocked us."""
    listed = [person.telegram_id for person in community.people.values() if person.telegram_id is not None]
    met = select(Account.telegram_id).where(Account.telegram_id.in_(listed), Account.reachable.is_(True))
    reached = frozenset(step.connection.scalars(met))
    return tuple(person for person in community.people.values() if person.telegram_id not in reached)


def _touch_communities_of(step: Step, telegram_id: int) -> None:
    for community_id in communities_of(step, telegram_id):
        touch(step, community_id)


def communities_of(step: Step, telegram_id: int) -> tuple[str, ...]:
    """Return the communities on whose roster a Telegram user stands."""
    found = step.connection.scalars(select(PersonRow.community_id).where(PersonRow.telegram_id == telegram_id))
    return tuple(dict.fromkeys(found))


def standing(people: Roster, telegram_id: int, *, is_reporter: bool) -> Standing:
    """Return who a Telegram user is to a ticket of that community."""
    person = people.by_telegram.get(telegram_id)
    if person is None:
        return Standing(None, frozenset(), is_reporter)
    return Standing(person.id, people.roles_of(person), is_reporter)


@dataclass(frozen=True, slots=True)
class Found:
    """An area that somebody named."""

    community_id: str
    area_id: int


def find_area(step: Step, wanted: str) -> Found | str:
    """Return the area called `wanted` (`grid-1`, or `qinzhuang/grid-1`), else a sentence that says what is wrong."""
    community_id, _, key = wanted.rpartition("/")
    rows = step.connection.execute(select(AreaRow.__table__).where(AreaRow.key == key)).all()
    own = [row for row in rows if row.scope and row.scope == (community_id or row.scope)]
    if not own and (shared := [row for row in rows if not row.scope]):
        below = step.connection.scalars(select(Community.id).order_by(Community.id)).all()
        chosen = community_id or (below[0] if len(below) == 1 else "")
        return Found(chosen, shared[0].id) if chosen in below else f'name the community too: "community/{key}"'
    if len(own) == 1:
        return Found(own[0].scope, own[0].id)
    if own:
        return f'several communities have "{key}"; say which: {", ".join(f"{row.scope}/{key}" for row in own)}'
    known = step.connection.scalars(select(AreaRow.key).order_by(AreaRow.key)).all()
    near = get_close_matches(key, known, n=1)
    listed = f"; there are: {', '.join(dict.fromkeys(known[:20]))}" if known else "; import a community file first"
    hint = f'; did you mean "{near[0]}"?' if near else listed
    return f'there is no area "{wanted}"{hint}'
