"""What is known of a trouble already: the same kind at the same place, or the same picture. Questions only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import Row, bindparam, select, union_all

from bot.domain.reading import Reading
from bot.domain.roster import Roster
from bot.domain.sameness import Trouble, alike, apart, same, spots
from bot.domain.ticket import LIVE, State
from bot.messages import Message
from bot.services.step import Step
from bot.tables import Photo, Ticket

_ticket = Ticket.__table__
_photo = Photo.__table__
_LONGEST_LIFE = timedelta(days=60)
"""So much longer than a recurrence may take may a ticket have been open before it was closed."""
_BY_PLACE = select(_ticket).where(
    _ticket.c.community_id == bindparam("community_id"),
    _ticket.c.spot.in_(bindparam("spots", expanding=True)),
    _ticket.c.opened_at >= bindparam("since"),
    _ticket.c.category == bindparam("category"),
)
_BY_PICTURE = select(_ticket).where(
    _ticket.c.id.in_(select(_photo.c.ticket_id).where(_photo.c.unique_id == bindparam("unique_id"))),
    _ticket.c.community_id == bindparam("community_id"),
    _ticket.c.opened_at >= bindparam("since"),
)
_KNOWN = union_all(_BY_PLACE, _BY_PICTURE)


@dataclass(frozen=True, slots=True)
class Known:
    """What a new report is about already: a ticket that is live, and one that was closed not long ago."""

    live: Row[Any] | None = None
    closed: Row[Any] | None = None


def trouble_of(row: Any) -> Trouble:
    """Return what a ticket, or a reading, tells of."""
    return Trouble(row.category, row.buildings, row.unit, row.floor, row.room, row.estate, row.landmark)


def look(step: Step, community: Roster, reading: Reading | Trouble, message: Message | None) -> Known:
    """Return what is known of a trouble, and of the picture in its message."""
    names = spots(reading.buildings, reading.landmark) if reading.category else []
    picture = message.picture.unique_id if message is not None and message.picture is not None else None
    if not names and picture is None:
        return Known()
    where = {
        "community_id": community.community_id,
        "spots": names,
        "category": reading.category,
        "unique_id": picture,
        "since": step.now - step.rules.recurs_within - _LONGEST_LIFE,
    }
    rows = step.connection.ahead(_BY_PLACE if picture is None else _KNOWN, where).all()
    told = trouble_of(reading)
    alive = [
        row
        for row in rows
        if State(row.state) in LIVE and not row.restricted and row.opened_at >= step.now - step.rules.same_within
        if same(told, trouble_of(row)) or (picture is not None and _may_be(told, row))
    ]
    over = [
        row
        for row in rows
        if row.state in (State.RESOLVED.value, State.CLOSED.value) and not row.restricted
        if (row.closed_at or row.resolved_at) >= step.now - step.rules.recurs_within and same(told, trouble_of(row))
    ]
    number = attrgetter("number")
    return Known(min(alive, key=number, default=None), max(over, key=number, default=None))


def _may_be(told: Trouble, row: Any) -> bool:
    """Tell whether a ticket with the same picture may be the same trouble: nothing that is known speaks against it."""
    kinds = {told.category, row.category} - {None, "other"}
    return len(kinds) < 2 and not apart(told, trouble_of(row))


def look_alike(step: Step, ticket: Row[Any], dhash: str) -> Row[Any] | None:
    """Return the oldest live ticket of the community that shows the same picture as this one, if there is any."""
    if ticket.restricted:
        return None
    rows: Sequence[Row[Any]] = step.connection.execute(
        select(_ticket, _photo.c.dhash.label("print"))
        .join(_photo, _photo.c.ticket_id == _ticket.c.id)
        .where(
            _ticket.c.community_id == ticket.community_id,
            _ticket.c.state.in_([state.value for state in LIVE]),
            _ticket.c.opened_at >= step.now - step.rules.same_within,
            _ticket.c.id < ticket.id,
            _photo.c.purpose == "before",
            _photo.c.dhash.is_not(None),
        )
        .order_by(_ticket.c.id)
    ).all()
    told = trouble_of(ticket)
    return next((row for row in rows if not row.restricted and alike(row.print, dhash) and _may_be(told, row)), None)
