"""The day's digest: the figures as text for each supervisor, once a local day, whatever restarts in between.

The question is never "is it eight o'clock?" but "is there a day whose hour has come and that has no digest?".
"""

from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.calls import Say
from bot.database import is_sqlite
from bot.domain.figures import Figures, count, overdue_since
from bot.domain.figures import Row as FigureRow
from bot.domain.roster import Area, Purpose, Role, Roster
from bot.domain.ticket import LIVE, State
from bot.language import Words
from bot.services import cards, outbox, people, texts
from bot.services.outbox import For, Priority
from bot.services.step import Step
from bot.tables import Community, Digest, Ticket

LOOK_BACK = timedelta(hours=36)
MOST_LATE = 10


def send_next(step: Step) -> bool:
    """Write and queue one digest that is due. Return False when none is."""
    for community_id in step.connection.scalars(select(Community.id).order_by(Community.id)):
        community = people.roster(step, community_id)
        for area in _supervised(community):
            day = _day_due(step, community, area)
            if day is not None and _once(step, area.id, day):
                send(step, community, area, day)
                return True
    return False


def _supervised(community: Roster) -> list[Area]:
    """Return the community's own areas that have a supervisor, a person or a group."""
    watched = {held.area_id for held in community.assignments if held.role is Role.SUPERVISOR}
    watched |= {group.area_id for group in community.groups if group.purpose is Purpose.SUPERVISORS}
    return [community.areas[area_id] for area_id in sorted(watched) if area_id in community.areas]


def _day_due(step: Step, community: Roster, area: Area) -> date | None:
    """Return the earliest day whose hour has come lately and that has no digest yet."""
    local = step.now.astimezone(community.zone)
    recent = select(Digest.day).where(Digest.area_id == area.id, Digest.day >= local.date() - timedelta(days=2))
    known = set(step.connection.scalars(recent))
    born = step.connection.scalar(select(Community.created_at).where(Community.id == community.community_id))
    for back in (1, 0):
        day = local.date() - timedelta(days=back)
        moment = datetime.combine(day, step.rules.digest_at, community.zone)
        # A community that came after that hour is not owed the day's digest.
        owed = born is not None and born <= moment <= local and local - moment < LOOK_BACK
        if owed and day not in known:
            return day
    return None


def _once(step: Step, area_id: int, day: date) -> bool:
    dialect_insert = sqlite_insert if is_sqlite(step.connection) else pg_insert
    statement = dialect_insert(Digest.__table__).values(area_id=area_id, day=day, at=step.now).on_conflict_do_nothing()
    # The number of rows of an insert that met a conflict is not told by every driver; what it returns is.
    return step.connection.execute(statement.returning(Digest.__table__.c.day)).one_or_none() is not None


def send(step: Step, community: Roster, area: Area, day: date) -> int:
    """Queue a day's digest to everybody who supervises an area; return to how many."""
    figures = of_day(step, community, area, day)
    told = 0
    supervisors = [
        community.people[held.person_id]
        for held in community.assignments
        if held.role is Role.SUPERVISOR and held.area_id == area.id
    ]
    chats = {person.telegram_id: person.language for person in supervisors if person.telegram_id and person.reachable}
    chats |= {
        group.telegram_id: group.language
        for group in community.groups
        if group.purpose is Purpose.SUPERVISORS and group.area_id == area.id and group.reachable
    }
    for chat_id, language in chats.items():
        words = cards.words_for(community, language)
        said = text(step, community, area, day, figures, words)
        key = f"digest:{area.id}:{day}:{chat_id}"
        told += outbox.put(step, Say(said), chat_id, For.DIGEST, Priority.DIGEST, language=words.language, key=key)
    return told


def of_day(step: Step, community: Roster, area: Area, day: date) -> Figures:
    """Count a local day of an area and all below it, up to now when the day is not over."""
    since = datetime.combine(day, time(0), community.zone)
    until = min(step.now, datetime.combine(day + timedelta(days=1), time(0), community.zone))
    return of_period(step, community, area, since, until)


def since_last(step: Step, community: Roster, area: Area, day: date) -> int:
    """Return how many reports came on the evening before, after that day's digest: no other day's figures show them."""
    midnight = datetime.combine(day, time(0), community.zone)
    last = datetime.combine(day - timedelta(days=1), step.rules.digest_at, community.zone)
    return of_period(step, community, area, last, midnight).reported


def of_period(step: Step, community: Roster, area: Area, since: datetime, until: datetime) -> Figures:
    """Count the tickets of an area and all below it that were reported in [since, until)."""
    inside = [node.id for node in community.areas.values() if area in community.upwards(node.id)]
    query = select(Ticket.__table__).where(Ticket.community_id == community.community_id, Ticket.area_id.in_(inside))
    came = step.connection.execute(query.where(Ticket.opened_at >= since, Ticket.opened_at < until)).all()
    live = step.connection.execute(
        query.where(Ticket.state.in_([state.value for state in LIVE]), Ticket.opened_at < until)
    ).all()
    return count([_row(community, row) for row in came], [_row(community, row) for row in live], since, until)


def _row(community: Roster, ticket: Row[Any]) -> FigureRow:
    holder = community.people.get(ticket.holder_id) if ticket.holder_id else None
    words = cards.words_for(community, None)
    return FigureRow(
        number=ticket.number,
        state=State(ticket.state),
        category=ticket.category,
        buildings=() if ticket.restricted else tuple(ticket.buildings),
        opened_at=ticket.opened_at,
        acked_at=ticket.acked_at,
        resolved_at=ticket.resolved_at,
        ack_due_at=ticket.ack_due_at,
        resolve_due_at=ticket.resolve_due_at,
        holder=holder.name if holder else None,
        place="" if ticket.restricted else texts.place(ticket, words, private=False),
    )


def text(step: Step, community: Roster, area: Area, day: date, figures: Figures, words: Words) -> str:
    """Return the digest as HTML; a day without reports and without open tickets is one line."""
    title = words.say("{area} · daily digest · {day}").format(area=texts.name(area.name), day=day.isoformat())
    late_before = since_last(step, community, area, day)
    if not figures.reported and not figures.voided and not figures.open_now and not late_before:
        nothing = words.say("No reports today, nothing open.")
        return f"📋 {title}\n{nothing}"
    lines = [f"📋 <b>{title}</b>"]
    lines.append(words.say("Reported {n} · fixed {share}").format(n=figures.reported, share=figures.resolved))
    median = words.span(figures.median_response) if figures.median_response is not None else "—"
    lines.append(words.say("Answered in time {share} · median {span}").format(share=figures.timely, span=median))
    lines.append(
        words.say("Open now {n}, of these overdue {late}").format(n=figures.open_now, late=len(figures.overdue))
    )
    if late_before:
        lines.append(words.say("After yesterday's digest {n} more came in").format(n=late_before))
    if figures.voided:
        lines.append(words.say("False alarms {n} (not counted)").format(n=figures.voided))
    if figures.categories:
        lexicon = step.rules.lexicon
        named = (
            (lexicon.category(found).name(words.language) if found else words.say("Kind not known yet"), n)
            for found, n in figures.categories
        )
        lines.append(words.say("Kinds: {list}").format(list=" · ".join(f"{kind} {n}" for kind, n in named)))
    if figures.buildings:
        listed = " · ".join(f"{texts.building(building, words)} ({n})" for building, n in figures.buildings)
        lines.append(words.say("Buildings: {list}").format(list=listed))
    lines += _late(step, figures, words)
    return "\n".join(lines)


def _late(step: Step, figures: Figures, words: Words) -> list[str]:
    if not figures.overdue:
        return []
    title = words.say("Overdue")
    lines = ["", f"<b>{title}</b>"]
    for row in figures.overdue[:MOST_LATE]:
        kind = (
            step.rules.lexicon.category(row.category).name(words.language)
            if row.category
            else words.say("Kind not known yet")
        )
        who = texts.name(row.holder) if row.holder else words.say("nobody")
        late = words.span(figures.until - overdue_since(row))
        lines.append(" · ".join((" ".join(filter(None, (f"#{row.number}", kind, row.place))), who, f"+{late}")))
    if len(figures.overdue) > MOST_LATE:
        more = len(figures.overdue) - MOST_LATE
        lines.append(words.plural("and {n} more", "and {n} more", more).format(n=more))
    return lines
