"""Prints of a ticket's pictures: the sheet of a problem, the pair that proves a repair. Ordered, composed, put down.

An order is a picture's row that waits, so it outlives a kill; its `unique_id` names the pictures it is made of, so
nothing is drawn twice and what is out of date is drawn anew. Draws nothing itself.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from bot.domain.roster import Roster
from bot.language import Words
from bot.services import cards, people, photos, texts
from bot.services.step import Step
from bot.tables import Part, Photo, Ticket

MOST_ON_A_SHEET = 10
MOST_PLACE = 22
_photo = Photo.__table__


@dataclass(frozen=True, slots=True)
class Print:
    """What is to be drawn: the stored pictures, and what is written on it.

    A pair has two `lines`, one below each picture, and the title; a sheet has a line for each picture and no title.
    """

    stored: tuple[str, ...]
    lines: tuple[str, ...]
    title: str = ""


def order(step: Step, ticket_id: int) -> None:
    """Order what the stored pictures of a ticket allow and what is not drawn yet; forget what they allow no more.

    To be asked whenever a picture was stored, or pictures went over to another ticket: then of both.
    """
    # Two that were stored in the same moment must not order twice; the ticket decides which comes first.
    step.connection.execute(select(Ticket.id).where(Ticket.id == ticket_id).with_for_update())
    found = select(_photo).where(_photo.c.ticket_id == ticket_id).order_by(_photo.c.id)
    rows = step.connection.execute(found).all()
    stored = [row for row in rows if row.state == "stored" and row.stored]
    before = [row for row in stored if row.purpose == photos.BEFORE]
    after = [row for row in stored if row.purpose == photos.AFTER]
    different = list({row.stored: row for row in reversed(before)}.values())[::-1]
    _order(step, rows, photos.PAIR, (before[0], after[-1]) if before and after else ())
    _order(step, rows, photos.SHEET, different[:MOST_ON_A_SHEET] if len(different) > 1 else ())


def _order(step: Step, rows: Sequence[Row[Any]], purpose: str, sources: Sequence[Row[Any]]) -> None:
    known = [row for row in rows if row.purpose == purpose]
    if spare := [row.id for row in known[bool(sources) :]]:
        step.connection.execute(delete(_photo).where(_photo.c.id.in_(spare)))
    if not sources:
        return
    made_of = f"{purpose}:{'+'.join(str(row.id) for row in sources)}"
    waits = {"unique_id": made_of, "state": "waiting", "attempts": 0, "due_at": step.now}
    if not known:
        latest = sources[-1]
        place = {"ticket_id": latest.ticket_id, "chat_id": latest.chat_id, "message_id": latest.message_id}
        # As a file: Telegram has no copy of it, so only ours can be sent.
        step.connection.execute(insert(_photo), waits | place | {"purpose": purpose, "file_id": "", "as_file": True})
    elif known[0].unique_id != made_of:
        step.connection.execute(update(_photo).where(_photo.c.id == known[0].id).values(error=None, **waits))


def compose(step: Step, row: Row[Any]) -> Print | None:
    """Return what an order asks for, None when the pictures it is made of are there no more."""
    ids = [int(number) for number in row.unique_id.partition(":")[2].split("+")]
    found = {one.id: one for one in step.connection.execute(select(_photo).where(_photo.c.id.in_(ids)))}
    sources = [found[number] for number in ids if number in found and found[number].stored]
    if len(sources) != len(ids):
        return None
    ticket = cards.load(step, row.ticket_id)
    community = people.roster(step, ticket.community_id)
    stored = tuple(one.stored for one in sources)
    times = [_when(step, community, ticket, one) for one in sources]
    if row.purpose == photos.SHEET:
        return Print(stored, tuple(times))
    words = cards.words_for(community, None)
    lines = (words.say("Before {time}").format(time=times[0]), words.say("After {time}").format(time=times[1]))
    lines = (lines[0].strip(), lines[1].strip())
    return Print(stored, lines, _title(step, ticket, words))


def _when(step: Step, community: Roster, ticket: Row[Any], photo: Row[Any]) -> str:
    """Return when a picture was taken, else sent, by the community's clock; as near as that is known."""
    moment: datetime | None = photo.taken_at
    if moment is None:
        said = select(Part.sent_at).where(Part.chat_id == photo.chat_id, Part.message_id == photo.message_id).limit(1)
        moment = step.connection.scalar(said)
    if moment is None:
        moment = ticket.resolved_at if photo.purpose == photos.AFTER else ticket.opened_at
    return f"{moment.astimezone(community.zone):%Y-%m-%d %H:%M}" if moment else ""


def _title(step: Step, ticket: Row[Any], words: Words) -> str:
    """Return `#142 · 5号楼2单元 · 飞线充电`: for any eyes, so without the room."""
    where = html.unescape(texts.place(ticket, words, private=False))
    if len(where) > MOST_PLACE:
        where = where[: MOST_PLACE - 1].rstrip() + "…"
    kind = texts.kind(ticket, step.rules.lexicon, words) if ticket.category else ""
    return " · ".join(filter(None, (f"#{ticket.number}", where, kind)))


def drawn(step: Step, row: Row[Any], stored: str) -> None:
    """Put down what was drawn, unless another picture has come since: then it is drawn anew, and this one serves."""
    mine = (_photo.c.id == row.id, _photo.c.unique_id == row.unique_id)
    step.connection.execute(update(_photo).where(*mine).values(state="stored", stored=stored, error=None))
