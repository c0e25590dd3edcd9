"""Hand-over: whoever comes on duty hears, once a shift, what is still open in their area. Nobody needs to remember to.

The question is never "is it eight o'clock?" but "is there a shift that has begun and was not told of?"; so a restart
neither forgets a shift nor tells of it twice. Duty without hours never begins, so it is told of nothing.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, select

from bot.calls import Button, Say
from bot.database import Connection, insert_new
from bot.domain.roster import STAFF, Person, Roster
from bot.domain.ticket import LIVE, Action, State
from bot.domain.timetable import Stint, stints
from bot.domain.whereabouts import below
from bot.language import Words
from bot.services import buttons, cards, hours, outbox, people, texts
from bot.services.outbox import For, Priority
from bot.services.step import Shifts, Step
from bot.tables import Community, Handover, Ticket

LOOK = timedelta(minutes=1)
AROUND = timedelta(hours=24)
"""How far back a shift may have begun, and how far ahead the next one is looked for."""

MOST = 10
_handover = Handover.__table__
_ticket = Ticket.__table__


def tell_next(step: Step) -> bool:
    """Tell everybody of one community whose shift has begun. Return False when nobody is left to tell."""
    watched = step.rules.memory.shifts
    for community_id in step.connection.scalars(select(Community.id).order_by(Community.id)):
        known = watched.get(community_id)
        if known is not None and step.now < known.look_at:
            continue
        community = people.roster(step, community_id)
        if known is not None and known.roster is community and step.now < known.next_at:
            watched[community_id] = replace(known, look_at=min(step.now + LOOK, known.next_at))
            continue
        begun, next_at = _begun(step, community)
        watched[community_id] = Shifts(community, min(step.now + LOOK, next_at), next_at)
        new = [one for one in begun if _once(step, one[0], one[1])]
        for person_id, starts_at, found in new:
            _tell(step, community, community.people[person_id], starts_at, found)
        if new:
            return True
    return False


def _begun(step: Step, community: Roster) -> tuple[list[tuple[int, datetime, list[Stint]]], datetime]:
    """Return who has come on duty when and for what, of all shifts that are running, and when the next one begins."""
    now, since = step.now, step.now - AROUND
    staff = [held for held in community.assignments if held.role in STAFF]
    everything = stints(community, staff, since, now + AROUND, step.rules.calendar)
    timed = stints(
        community, [held for held in staff if not held.shift.whole_day], since, now + AROUND, step.rules.calendar
    )
    places: dict[tuple[int, int], list[Stint]] = {}
    for stint in everything:
        places.setdefault((stint.person_id, stint.area_id), []).append(stint)
    begins = {(one.person_id, one.area_id, one.starts_at): one for one in timed}
    begins |= {(one.person_id, one.area_id, one.starts_at): one for one in everything if one.instead_of is not None}
    begun: dict[tuple[int, datetime], list[Stint]] = {}
    for (person_id, area_id), own in places.items():
        starts_at = _on_since(own, now)
        # One who was here before the time that is looked at has been told then, or needs not to be.
        if starts_at is not None and starts_at > since and (person_id, area_id, starts_at) in begins:
            begun.setdefault((person_id, starts_at), []).append(begins[person_id, area_id, starts_at])
    ahead = [stint.starts_at for stint in everything if stint.starts_at > now]
    found = [(person_id, starts_at, stints_) for (person_id, starts_at), stints_ in sorted(begun.items(), key=_order)]
    return found, min(ahead, default=now + AROUND)


def _order(item: tuple[tuple[int, datetime], list[Stint]]) -> tuple[datetime, int]:
    (person_id, starts_at), _ = item
    return starts_at, person_id


def _on_since(own: Iterable[Stint], now: datetime) -> datetime | None:
    """Return since when somebody is on duty in an area without a pause, None when they are not."""
    begin: datetime | None = None
    end: datetime | None = None
    for stint in sorted(own, key=lambda stint: stint.starts_at):
        if stint.starts_at > now:
            break
        if begin is None or end is None or stint.starts_at > end:
            begin, end = stint.starts_at, stint.ends_at
        else:
            end = max(end, stint.ends_at)
    return begin if end is not None and end > now else None


def _once(step: Step, person_id: int, starts_at: datetime) -> bool:
    row = {"person_id": person_id, "starts_at": starts_at, "at": step.now}
    return bool(insert_new(step.connection, _handover, row))


def _tell(step: Step, community: Roster, person: Person, starts_at: datetime, found: list[Stint]) -> None:
    """Queue what is open to somebody who came on duty, if anything is and they can be reached."""
    if not person.reachable or person.telegram_id is None:
        return
    areas = [community.areas[stint.area_id] for stint in found]
    inside = below(community, *areas)
    open_ = step.connection.execute(
        select(_ticket)
        .where(_ticket.c.community_id == community.community_id, _ticket.c.area_id.in_(inside))
        .where(_ticket.c.state.in_([state.value for state in LIVE]), _ticket.c.opened_at < starts_at)
        .order_by(_ticket.c.resolve_due_at, _ticket.c.id)
    ).all()
    if not open_:
        return
    words = cards.words_for(community, person.language)
    names = texts.listed((texts.name(area.name) for area in dict.fromkeys(areas)), words)
    when = hours.span(starts_at, max(stint.ends_at for stint in found), words)
    head = words.say("🔔 You are on duty: {areas}, {when}. Still open: {count}").format(
        areas=names, when=when, count=len(open_)
    )
    lines = [f"<b>{head}</b>", *(_line(step, community, ticket, words) for ticket in open_[:MOST])]
    if len(open_) > MOST:
        more = len(open_) - MOST
        lines.append(words.plural("and {n} more", "and {n} more", more).format(n=more))
    rows = tuple(
        (Button(words.say("Take #{number}").format(number=ticket.number), buttons.data(Action.CLAIM, ticket)),)
        for ticket in open_[:MOST]
        if ticket.state == State.OPEN.value
    )
    key = f"handover:{person.id}:{starts_at.isoformat()}"
    outbox.put(
        step,
        Say("\n".join(lines), rows),
        person.telegram_id,
        For.NOTICE,
        Priority.CARD,
        language=words.language,
        key=key,
    )


def _line(step: Step, community: Roster, ticket: Row[Any], words: Words) -> str:
    holder = community.person(ticket.holder_id)
    title = " ".join(
        filter(None, (texts.place(ticket, words, private=True), texts.kind(ticket, step.rules.lexicon, words)))
    )
    facts = (title, texts.state(ticket, holder.name if holder else None, words), texts.clock(ticket, words, step.now))
    return f"{texts.mark(ticket)} #{ticket.number} " + " · ".join(filter(None, facts))


def purge(connection: Connection, before: datetime) -> None:
    """Forget which shifts were told of that began before a moment; none of them is running any more."""
    connection.execute(delete(_handover).where(_handover.c.starts_at < before))
