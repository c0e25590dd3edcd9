"""The ladder at work: finds the tickets that are due, and tells the rung that `domain.ladder` says.

Any number of bots may run this at once; the key of `escalation` and the locked row make each rung fire exactly once.
"""

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.calls import Say
from bot.database import is_sqlite
from bot.domain.ladder import Climbed, Exhausted, Lapsed, Slept, TicketClock, Warned, Woken, next_step
from bot.domain.lexicon import Severity
from bot.domain.night import night_for
from bot.domain.roster import Role, Roster
from bot.domain.ticket import HOUSE, Action, State
from bot.language import Words
from bot.services import cards, course, duty, outbox, people, photos, points, receipts, suspending, texts, tickets
from bot.services.duty import Rung
from bot.services.outbox import About, For, Priority
from bot.services.step import Step
from bot.tables import Escalation, Event, Ticket

_ticket = Ticket.__table__
_DUE = select(_ticket).where(_ticket.c.due_at <= bindparam("now")).order_by(_ticket.c.due_at).limit(bindparam("most"))
_CLIMB = (
    update(_ticket)
    .where(_ticket.c.id == bindparam("ticket_id"))
    .values({name: bindparam(f"to_{name}") for name in ("rung", "cycle", "repeats", "due_at")} | {"warned": True})
    .returning(_ticket)
)
_escalation = Escalation.__table__
_RUNG = ("ticket_id", "clock", "rung", "cycle")


def _tell(table: Any) -> Any:
    """Return how a rung is written down as told: unless it was told before in the same cycle."""
    first = table(_escalation)
    again = {name: first.excluded[name] for name in ("at", "due_at", "outcome")}
    new = first.on_conflict_do_update(index_elements=_RUNG, set_=again, where=_escalation.c.outcome != "told")
    return new.returning(_escalation.c.rung)


_TELL, _TELL_POSTGRES = _tell(sqlite_insert), _tell(pg_insert)
_DUE_AND_FREE = _DUE.with_for_update(skip_locked=True)


def escalate_next(step: Step) -> bool:
    """Take one step with one ticket that is due. Return False when none is.

    Several bots may run this at once: a ticket that another one holds is skipped.
    """
    return escalate_due(step, 1) > 0


def escalate_due(step: Step, most: int) -> int:
    """Take one step with each of the tickets that are due, those that wait longest first; return how many were.

    Raise StuckTicket when one of them fails: then nothing may be kept of any.
    """
    found = due(step, most)
    known = cards.messages(step, [ticket.id for ticket in found]) if found else {}
    for ticket in found:
        try:
            escalate(step, people.roster(step, ticket.community_id), ticket, known[ticket.id])
        except Exception as error:
            raise StuckTicket(ticket.id) from error
    return len(found)


def due(step: Step, most: int) -> list[Row[Any]]:
    """Return tickets that are due and in nobody's hands, which are in ours until the step ends."""
    late = _DUE if is_sqlite(step.connection) else _DUE_AND_FREE
    return list(step.connection.execute(late, {"now": step.now, "most": most}).all())


class RungToldError(Exception):
    """A rung was to be told a second time in the same cycle; it is not."""


class StuckTicket(Exception):
    """A step with one ticket failed; the ticket has to make way for those behind it."""

    def __init__(self, ticket_id: int) -> None:
        super().__init__(f"ticket {ticket_id}")
        self.ticket_id = ticket_id


def make_way(step: Step, ticket_id: int) -> None:
    """Look at a ticket again in a while, so that its fault does not stop the ladder for all."""
    step.connection.execute(
        update(_ticket).where(_ticket.c.id == ticket_id).values(due_at=step.now + timedelta(minutes=5))
    )


def escalate(step: Step, community: Roster, ticket: Row[Any], known: cards.Messages) -> None:
    """Take the step that is due with a ticket; `known` are our messages about it so far."""
    rungs = duty.upper_rungs(community, ticket.area_id, step.now, step.rules.calendar)
    watch = course.watch_of(ticket)
    policy = step.rules.policy
    night = night_for(Severity(ticket.severity), policy.night, community.zone)
    match next_step(watch, step.now, [bool(rung.reachable) for rung in rungs], policy, night):
        case Warned() as warned:
            _set(step, ticket, due_at=warned.next_due_at, warned=True)
            tickets.record(step, ticket.id, "warn")
            _warn(step, community, ticket)
        case Climbed() as climbed:
            _climb(step, community, ticket, climbed, rungs, known)
        case Exhausted() as exhausted:
            _set(step, ticket, due_at=None)
            _note_skipped(step, ticket, exhausted.skipped, ticket.cycle, "skipped")
            tickets.record(step, ticket.id, "exhausted")
        case Slept() as slept:
            _set(step, ticket, due_at=slept.next_due_at)
        case Lapsed():
            _set(step, ticket, state=State.CLOSED.value, closed_at=step.now, due_at=None, version=ticket.version + 1)
            tickets.record(step, ticket.id, "lapse", None, State.RESOLVED, State.CLOSED)
            points.settle(step, community, cards.load(step, ticket.id))
            receipts.settle(step, community, cards.load(step, ticket.id), "silent")
        case Woken():
            tickets.act(step, community, ticket, Action.WAKE, tickets.Actor(step.rules.bot_id, HOUSE))
            suspending.tell_awake(step, community, cards.load(step, ticket.id), ticket.suspended_for or "")


def _set(step: Step, ticket: Row[Any], **values: Any) -> None:
    step.connection.execute(update(_ticket).where(_ticket.c.id == ticket.id).values(**values))


def _warn(step: Step, community: Roster, ticket: Row[Any]) -> None:
    holder = community.person(ticket.holder_id)
    if holder is None or holder.telegram_id is None:
        return
    words = cards.words_for(community, holder.language)
    said = words.say("⏳ #{number} {kind} {place}: {span} left. Reply “done” with a photo, or give it back.").format(
        number=ticket.number,
        kind=texts.kind(ticket, step.rules.lexicon, words),
        place=texts.place(ticket, words, private=True),
        span=words.span(ticket.resolve_due_at - step.now),
    )
    _notice(step, ticket, said, holder.telegram_id, words, key=f"warn:{ticket.id}:{ticket.cycle}")


def _climb(
    step: Step, community: Roster, ticket: Row[Any], climbed: Climbed, rungs: tuple[Rung, ...], known: cards.Messages
) -> None:
    clock = note_rungs(step, ticket, climbed)
    values = {"rung": climbed.rung, "cycle": climbed.cycle, "repeats": climbed.repeats, "due_at": climbed.next_due_at}
    given = {f"to_{name}": value for name, value in values.items()}
    after = step.connection.ahead(_CLIMB, given | {"ticket_id": ticket.id}).one()
    tickets.record(step, ticket.id, "escalate", note=f"{clock.value} {rungs[climbed.rung - 1].role.value}")
    cards.refresh(step, community, after, known)
    receipts.refresh(step, community, after, known)
    takes_over = rungs[climbed.rung - 1].role in step.rules.hand_over
    bounced = _why_bounced(step, ticket, climbed)
    head = partial(_head, community, after, climbed, rungs, step.now - after.opened_at, bounced, takes_over)
    above, photo = rungs[climbed.rung - 1].reachable, photos.first(step, ticket.id)
    cards.send_to(step, community, after, above, photo, head=head, alarm=True, known=known)


def note_rungs(step: Step, ticket: Row[Any], climbed: Climbed) -> TicketClock:
    """Write down which rung is told, and which were left out; return by which clock."""
    clock = course.watch_of(ticket).clock
    _note_skipped(step, ticket, climbed.skipped, climbed.cycle, "skipped")
    _note_skipped(step, ticket, climbed.passed, climbed.cycle, "passed")
    key = {"ticket_id": ticket.id, "clock": clock.value, "rung": climbed.rung, "cycle": climbed.cycle}
    told = {"at": step.now, "due_at": ticket.due_at or step.now, "outcome": "told"}
    # A rung that was skipped because nobody was there may have somebody now.
    first = _TELL if is_sqlite(step.connection) else _TELL_POSTGRES
    if step.connection.ahead(first, key | told).first() is None:
        raise RungToldError(f"{clock.value} {climbed.rung} of cycle {climbed.cycle} was told before")
    return clock


def _head(
    community: Roster,
    ticket: Row[Any],
    climbed: Climbed,
    rungs: tuple[Rung, ...],
    age: timedelta,
    bounced: str | None,
    hand_over: bool,
    words: Words,
) -> str:
    """Return why the card comes: who did not, for how long, and which rungs had nobody.

    `bounced`: why it was given back for the second time; `hand_over`: they are asked to take it.
    """
    holder = community.person(ticket.holder_id)
    span = words.span(age)
    if bounced is not None:
        said = words.say("↩ Given back {count} times, please decide who takes it: {reason}")
        said = said.format(count=ticket.returned, reason=texts.quoted(bounced, 100) or "—")
    elif ticket.state == State.OPEN.value:
        said = words.say("⏫ Nobody has taken this for {span}").format(span=span)
    else:
        who = texts.name(holder.name if holder else "")
        said = words.say("⏫ {name} took this, but it is not fixed after {span}").format(name=who, span=span)
    if climbed.skipped:
        skipped = texts.listed((role_name(rungs[rung - 1].role, words) for rung in climbed.skipped), words)
        said += words.say("; skipped, nobody there: {roles}").format(roles=skipped)
    if hand_over:
        said += "\n" + words.say("Please take it over: reply “got it”.")
    return said


def _why_bounced(step: Step, ticket: Row[Any], climbed: Climbed) -> str | None:
    """Return why a ticket was given back that goes up at once for it, None when that is not why it goes up."""
    if ticket.returned < 2 or ticket.state != State.OPEN.value or ticket.rung or climbed.cycle != ticket.cycle:
        return None
    # One that was given back late goes up for its age as well; nobody else has looked at it in between.
    last = select(Event.kind, Event.note).where(Event.ticket_id == ticket.id, Event.to_state.is_not(None))
    event = step.connection.execute(last.order_by(Event.id.desc()).limit(1)).one_or_none()
    return event.note if event is not None and event.kind == Action.RETURN.value else None


def role_name(role: Role, words: Words) -> str:
    """Return what a role is called."""
    return {
        Role.BUILDING_HEAD: words.say("building head"),
        Role.GRIDWORKER: words.say("gridworker"),
        Role.GRID_CHIEF: words.say("grid chief"),
        Role.COMMUNITY: words.say("community"),
        Role.SUBDISTRICT: words.say("subdistrict"),
        Role.DISTRICT: words.say("district"),
        Role.PROPERTY: words.say("property company"),
        Role.SUPERVISOR: words.say("supervisor"),
        Role.ADMIN: words.say("admin"),
    }[role]


def _note_skipped(step: Step, ticket: Row[Any], rungs: tuple[int, ...], cycle: int, outcome: str) -> None:
    clock = course.watch_of(ticket).clock.value
    for rung in rungs:
        key = {"ticket_id": ticket.id, "clock": clock, "rung": rung, "cycle": cycle}
        known = select(Escalation.rung).filter_by(**key)
        if step.connection.execute(known).first() is None:
            values = key | {"at": step.now, "due_at": ticket.due_at or step.now, "outcome": outcome}
            step.connection.execute(insert(Escalation.__table__), values)


def _notice(step: Step, ticket: Row[Any], said: str, chat_id: int, words: Words, *, key: str) -> None:
    about = About(ticket.id, ticket.version, (State.CLAIMED.value,))
    outbox.put(
        step, Say(said), chat_id, For.NOTICE, Priority.ALARM, language=words.language, about=about, key=key,
        expires=timedelta(hours=12),
    )  # fmt: skip


def unreachable(step: Step, ticket_id: int) -> None:
    """A card could not be delivered: when nobody else has one, climb at the next tick instead of letting time run."""
    ticket = cards.load(step, ticket_id)
    if ticket.state != State.OPEN.value:
        return
    community = people.roster(step, ticket.community_id)
    first = duty.first_rung(community, ticket.area_id, step.now, step.rules.calendar)
    if ticket.rung == 0 and not first.reachable:
        _set(step, ticket, due_at=step.now)
    elif ticket.rung > 0:
        rungs = duty.upper_rungs(community, ticket.area_id, step.now, step.rules.calendar)
        if not (first.reachable or rungs[min(ticket.rung, len(rungs)) - 1].reachable):
            _set(step, ticket, due_at=step.now)
