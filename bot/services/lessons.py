"""What a community's staff put right is kept, and weighs in when its messages are read. No community sees another's.

Lessons are remembered until the community's revision grows, like its roster.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, insert, select

from bot.domain.behalf import on_behalf
from bot.domain.reading import NO_LESSONS, Lessons, Places, Reader, Reading
from bot.domain.roster import Roster
from bot.services import people, photos, texts
from bot.services.step import Step
from bot.tables import Community, Lesson, Photo

KINDS, PLACES = "category", "place"
MOST = 2_000
"""The newest lessons of a community that are used; older ones stay in the table."""
_lesson = Lesson.__table__


def learn(step: Step, ticket: Row[Any], field: str, answer: str) -> None:
    """Keep the words of a ticket with the right `answer` to `field`, "category" or "place".

    A ticket without words teaches nothing, nor does the newest answer to the same words once more.
    """
    if not ticket.words.strip():
        return
    said = (_lesson.c.community_id == ticket.community_id, _lesson.c.field == field, _lesson.c.words == ticket.words)
    newest = select(_lesson.c.answer).where(*said).order_by(_lesson.c.id.desc()).limit(1)
    if step.connection.scalar(newest) == answer:
        return
    values = {"community_id": ticket.community_id, "ticket_id": ticket.id, "field": field}
    values |= {"words": ticket.words, "answer": answer, "at": step.now}
    step.connection.execute(insert(_lesson), values)
    people.touch(step, ticket.community_id)


def of(step: Step, community_id: str) -> Lessons:
    """Return what the community has learnt. Raise LookupError when there is no such community."""
    people.roster(step, community_id)
    memory = step.rules.memory
    revision, known = memory.rosters[community_id][0], memory.lessons.get(community_id)
    if known and known[0] == revision:
        return known[1]
    rows = newest(step, community_id)
    # A lexicon may lose a category; what was learnt of it waits.
    known_kinds = step.rules.lexicon.categories
    kinds = [(row.words, row.answer) for row in rows if row.field == KINDS and row.answer in known_kinds]
    places = [(row.words, row.answer) for row in rows if row.field == PLACES]
    before = known[1] if known else NO_LESSONS
    # A revision grows for many a reason, mostly for another one.
    found = before if before.tells(kinds, places) else step.rules.reader.lessons(kinds, places, before)
    memory.lessons[community_id] = (revision, found)
    return found


def read(step: Step, community: Roster, text: str, *, has_photo: bool) -> Reading:
    """Read a text with the community's own names, and with what its staff have put right before.

    Where the one lives on whose behalf it is told is the place only when the words themselves name none.
    """
    learnt, reader = of(step, community.community_id), step.rules.reader
    found = reader.read_report(text, has_photo=has_photo, places=community.places, lessons=learnt)
    spoken = on_behalf(text)
    if spoken is None:
        return found
    told = reader.read_report(spoken.words, has_photo=has_photo, places=community.places, lessons=learnt)
    if not (told.buildings or told.landmark):
        return found
    place = {field: getattr(told, field) for field in ("buildings", "unit", "floor", "room", "landmark", "issues")}
    return replace(found, estate=told.estate or found.estate, **place)


def newest(step: Step, community_id: str, most: int = MOST) -> Sequence[Row[Any]]:
    """Return the newest `most` lessons of a community, the oldest of them first."""
    found = select(_lesson).where(_lesson.c.community_id == community_id).order_by(_lesson.c.id.desc()).limit(most)
    return step.connection.execute(found).all()[::-1]


@dataclass(frozen=True, slots=True)
class Correction:
    """What the reader that ships says (None: it leaves it open), what staff say, how often, and one example."""

    said: str | None
    answer: str
    times: int
    example: str


@dataclass(frozen=True, slots=True)
class Learnt:
    """What one community has learnt: how many lessons, and how many of those in force are read right.

    `alone`: by the shipped reader; `taught`: with the lessons; `by_others`: each by all the lessons but itself.
    """

    community_id: str
    name: str
    kinds: int
    places: int
    in_force: int
    alone: int
    taught: int
    by_others: int
    corrections: tuple[Correction, ...]


_SHORT = 30
_PEOPLE = re.compile(
    r"[\u4e00-\u9fff](?=(?:奶奶|爷爷|大爷|大妈|阿姨|叔叔?|婶|师傅|先生|女士|小姐|老师|主任|大姐|大哥|姐|哥)(?!们))"
    r"|@\w+|(?<=我叫)[\u4e00-\u9fff]{2,3}|(?<=\bMr )\w+|(?<=\bMrs )\w+|(?<=\bMs )\w+|(?<=\bMiss )\w+"
)


@dataclass(frozen=True, slots=True)
class Notebook:
    """A community's lessons as they were kept, to be gone through after the transaction."""

    community_id: str
    name: str
    rows: Sequence[Row[Any]]
    lessons: Lessons
    pictured: frozenset[int]
    places: Places


def notebook(step: Step, community_id: str, name: str) -> Notebook:
    """Return what is kept of a community's lessons; `pictured` are the tickets that had a picture from the start."""
    rows = newest(step, community_id)
    taught = select(_lesson.c.ticket_id).where(_lesson.c.community_id == community_id)
    seen = select(Photo.ticket_id).where(Photo.purpose == photos.BEFORE, Photo.ticket_id.in_(taught))
    pictured = frozenset(step.connection.scalars(seen))
    places = people.roster(step, community_id).places
    return Notebook(community_id, name, rows, of(step, community_id), pictured, places)


def learnt(reader: Reader, notes: Notebook, most: int = 10) -> Learnt:
    """Return what a community has learnt, with its `most` frequent corrections; every lesson is read three times."""
    with_photo = {row.words: row.ticket_id in notes.pictured for row in notes.rows}
    right: Counter[str] = Counter()
    times: Counter[tuple[str | None, str]] = Counter()
    examples: dict[tuple[str | None, str], str] = {}
    in_force = notes.lessons.in_force()
    for words, answer in in_force:
        plain, taught, others = (
            reader.read_report(words, has_photo=with_photo[words], places=notes.places, lessons=known)
            for known in (NO_LESSONS, notes.lessons, notes.lessons.without(words))
        )
        for by, said in (("alone", plain), ("taught", taught), ("others", others)):
            right[by] += said.category == answer
        if plain.category != answer:
            times[plain.category, answer] += 1
            examples[plain.category, answer] = shown(words, plain.room)
    often = tuple(Correction(*pair, count, examples[pair]) for pair, count in times.most_common(most))
    kept = Counter(row.field for row in notes.rows)
    figures = (len(in_force), right["alone"], right["taught"], right["others"])
    return Learnt(notes.community_id, notes.name, kept[KINDS], kept[PLACES], *figures, often)


def shown(words: str, room: str | None) -> str:
    """Return the beginning of people's words without names, rooms, telephone and identity numbers."""
    return _PEOPLE.sub("×", texts.masked(" ".join(words.split()), room))[:_SHORT]


def communities(step: Step) -> Mapping[str, str]:
    """Return every community's name by its id."""
    found = step.connection.execute(select(Community.id, Community.name).order_by(Community.id))
    return {row.id: row.name for row in found}
