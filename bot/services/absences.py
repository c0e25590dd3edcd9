"""Absences as rows, and as sentences to the people they are about.

What needs somebody's yes is a row that does not count yet: cancelled in the moment it was made, its note begins with
`ASKED`, until it is agreed to. What was arranged together is of one person and one moment. Decides nothing.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, insert, or_, select, update

from bot.calls import Buttons, Say
from bot.domain.rearranging import Arranged, Leaving
from bot.domain.roster import Person, Roster
from bot.language import Words
from bot.services import cards, hours, outbox, people, texts
from bot.services.outbox import For, Priority
from bot.services.step import Step
from bot.tables import Absence
from bot.tables import Person as PersonRow

ASKED = "asked "
_absence = Absence.__table__


def write(step: Step, community: Roster, arranged: Arranged, kind: str, actor: Person) -> int:
    """Add the rows of what was arranged; return the first one's id."""
    asks = arranged.asks is not None
    ids = []
    for leaving in arranged.leavings:
        values = {
            "person_id": leaving.person_id, "cover_id": leaving.cover_id, "starts_at": leaving.starts_at,
            "ends_at": leaving.ends_at, "note": f"{ASKED}{kind}" if asks else kind, "by_id": actor.telegram_id,
            "at": step.now, "cancelled_at": step.now if asks else None,
        }  # fmt: skip
        ids.append(step.connection.execute(insert(_absence).returning(_absence.c.id), values).scalar_one())
    if not asks:
        people.touch(step, community.community_id)
    return int(ids[0])


def latest(step: Step, community: Roster, person: Person) -> Row[Any] | None:
    """Return the latest row that is not over and that somebody arranged or is part of."""
    own = _absence.c
    mine = or_(own.by_id == person.telegram_id, own.person_id == person.id, own.cover_id == person.id)
    counts = or_(own.cancelled_at.is_(None), own.note.startswith(ASKED))
    found = select(_absence).where(mine, counts, own.ends_at > step.now, own.person_id.in_(community.people))
    return step.connection.execute(found.order_by(own.at.desc(), own.id.desc()).limit(1)).one_or_none()


def by_id(step: Step, number: str) -> Row[Any] | None:
    """Return the row of that number, None when there is none."""
    if not number.isdecimal() or len(number) > 18:
        return None
    return step.connection.execute(select(_absence).where(_absence.c.id == int(number))).one_or_none()


def together(step: Step, row: Row[Any]) -> Sequence[Row[Any]]:
    """Return what was arranged together with a row, itself included."""
    own = _absence.c
    same = select(_absence).where(own.at == row.at, own.by_id == row.by_id, own.note == row.note)
    return step.connection.execute(same.order_by(own.id)).all()


def change(step: Step, community: Roster, group: Sequence[Row[Any]], **values: Any) -> None:
    """Change rows that were arranged together."""
    ids = [row.id for row in group]
    step.connection.execute(update(_absence).where(_absence.c.id.in_(ids)).values(**values))
    people.touch(step, community.community_id)


def community_of(step: Step, row: Row[Any]) -> Roster:
    """Return the roster of the person who is absent."""
    found = step.connection.scalar(select(PersonRow.community_id).where(PersonRow.id == row.person_id))
    return people.roster(step, str(found))


def leavings(group: Sequence[Row[Any]]) -> tuple[Leaving, ...]:
    """Return rows as what was decided."""
    return tuple(Leaving(row.person_id, row.cover_id, row.starts_at, row.ends_at) for row in group)


def said(community: Roster, leavings: Sequence[Leaving], words: Words) -> str:
    """Return what is arranged, a line for each pair of people."""
    pairs: dict[tuple[int, int | None], list[Leaving]] = {}
    for leaving in leavings:
        pairs.setdefault((leaving.person_id, leaving.cover_id), []).append(leaving)
    lines = []
    for (person_id, cover_id), found in pairs.items():
        cover = community.person(cover_id)
        if cover is not None:
            sentence = words.say("✅ {cover} stands in for {name}: {when}.")
        else:
            sentence = words.say(
                "✅ {name} is off duty: {when}. Nobody stands in; reports go to the others on duty, or to those above."
            )
        away, instead = texts.name(community.people[person_id].name), texts.name(cover.name) if cover else ""
        when = hours.spans([(one.starts_at, one.ends_at) for one in found], words)
        lines.append(sentence.format(name=away, cover=instead, when=when))
    return "\n".join(lines)


def tell(step: Step, community: Roster, person_id: int, words: str, rows: Buttons = ()) -> None:
    """Queue a sentence to somebody in private, if they can be reached."""
    person = community.person(person_id)
    if person is not None and person.reachable and person.telegram_id is not None:
        language = words_for(community, person_id).language
        outbox.put(step, Say(words, rows), person.telegram_id, For.NOTICE, Priority.NOTICE, language=language)


def words_for(community: Roster, person_id: int) -> Words:
    """Return the language to write to somebody in."""
    person = community.person(person_id)
    return cards.words_for(community, person.language if person else None)


def involved(leavings: Sequence[Leaving]) -> set[int]:
    """Return everybody something is about."""
    found = {one.person_id for one in leavings} | {one.cover_id for one in leavings}
    return {person_id for person_id in found if person_id is not None}
