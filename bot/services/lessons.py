"""What a community's staff put right is kept, and weighs in when its messages are read. No community sees another's.

Lessons are remembered until the community's revision grows, like its roster.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, insert, select

from bot.domain.reading import Lessons
from bot.services import people
from bot.services.step import Step
from bot.tables import Lesson

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
    kinds = [(row.words, row.answer) for row in rows if row.field == KINDS]
    places = [(row.words, row.answer) for row in rows if row.field == PLACES]
    # A revision grows for many a reason; what was learnt takes a moment to look through again.
    learnt = known[1] if known and known[1].tells(kinds, places) else step.rules.reader.lessons(kinds, places)
    memory.lessons[community_id] = (revision, learnt)
    return learnt


def newest(step: Step, community_id: str, most: int = MOST) -> Sequence[Row[Any]]:
    """Return the newest `most` lessons of a community, the oldest of them first."""
    found = select(_lesson).where(_lesson.c.community_id == community_id).order_by(_lesson.c.id.desc()).limit(most)
    return step.connection.execute(found).all()[::-1]
