"""The roll at work: a spreadsheet brings a community's people and roles in line with itself, or is written from them.

Whoever the sheet leaves out has no role any more, as with the community file; areas and groups stay as they are, but
for the households that a sheet of areas names.
"""

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import select, update

from bot.community_file.roster_sheet import HEADINGS
from bot.domain.roll import Roll
from bot.domain.roster import Role
from bot.domain.titles import title
from bot.domain.whereabouts import own_areas
from bot.language import Words
from bot.services import census, people
from bot.services.step import Step
from bot.tables import Area, Assignment, Person

Table = list[tuple[str, ...]]


def take(step: Step, community_id: str, roll: Roll) -> Counter[str]:
    """Take a roll in; return how many rows were `added person`, `removed assignment` and so on.

    Raise ValueError while anything is wrong in it.
    """
    if roll.wrong:
        raise ValueError(roll.wrong[0].problem)
    listed = [(one.key, one.name, one.telegram_id) for one in roll.people.values()]
    held = [(one.key, one.area_id, one.role.value, one.days, one.hours) for one in roll.held]
    return census.take_roll(step, community_id, listed, held)


def take_homes(step: Step, community_id: str, homes: Mapping[int, int | None]) -> Counter[str]:
    """Write down the households of areas, by their ids; return how many areas were changed."""
    rows, changes = Area.__table__, Counter[str]()
    known = step.connection.execute(select(rows.c.id, rows.c.households).where(rows.c.id.in_(list(homes))))
    for row in known.all():
        if row.households != homes[row.id]:
            step.connection.execute(update(rows).where(rows.c.id == row.id).values(households=homes[row.id]))
            changes["changed area"] += 1
    if changes:
        people.touch(step, community_id)
    return changes


def tables(step: Step, community_id: str) -> tuple[Table, Table]:
    """Return the roster and the areas as tables of text with headings; both can be taken in again as they are."""
    community = people.roster(step, community_id)
    zh = community.language == "zh"
    headings = tuple(names[0] if zh else column for column, names in HEADINGS.items())
    rows = step.connection.execute(
        select(Person.key, Person.name, Person.telegram_id, Assignment.role, Assignment.area_id)
        .add_columns(Assignment.days, Assignment.hours)
        .outerjoin(Assignment, Assignment.person_id == Person.id)
        .where(Person.community_id == community_id)
        .order_by(Person.id, Assignment.id)
    )
    roster: Table = [headings]
    for row in rows:
        role = title(Role(row.role), community.language) if row.role else ""
        where = community.areas[row.area_id].key if row.role else ""
        number = str(row.telegram_id) if row.telegram_id is not None else ""
        roster.append((row.key, row.name, number, role, where, row.days or "", row.hours or ""))
    words = Words(community.language, community.zone)
    named = (words.say("id"), words.say("name"), words.say("level"), words.say("lies in"))
    areas: Table = [(*named, words.say("buildings"), words.say("households"))]
    for area in own_areas(community):
        parent = community.areas[area.parent_id].key if area.parent_id is not None else ""
        which = " ".join(sorted(area.buildings, key=lambda one: (not one.isdigit(), len(one), one)))
        homes = str(area.households) if area.households else ""
        areas.append((area.key, area.name, area.level.value, parent, which, homes))
    return roster, areas
