"""A ticket's life: opened from a reading, claimed by exactly one, returned, fixed, confirmed, reopened.

`domain.ticket` decides; here the decision is written with its event, and everybody it concerns is told.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, update

from bot.calls import PhotoRef
from bot.database import touched
from bot.domain.deadline import deadlines, severity_of
from bot.domain.lexicon import Severity
from bot.domain.reading import Reading
from bot.domain.result import NEEDS_PROOF, void_as
from bot.domain.roster import Area, Purpose, Roster
from bot.domain.sameness import spot
from bot.domain.ticket import Action, Decision, Refusal, Standing, State, decide
from bot.language import Words
from bot.messages import Pin
from bot.services import assembly, cards, course, duty, photos, points, receipts, slips, texts
from bot.services.people import standing
from bot.services.step import Step
from bot.tables import Community, Event, Ticket

UNPROVEN = "unproven"
"""The kind of the event that somebody said it is fixed, and the picture that is due was not there."""

RESTRICTED = frozenset({"fraud_consultation", "neighbour_dispute", "elder_welfare"})
_ticket = Ticket.__table__
_community = Community.__table__
_OPEN = insert(_ticket).returning(_ticket)
_RECORD = insert(Event.__table__)
_NEXT_NUMBER = (
    update(_community)
    .where(_community.c.id == bindparam("community_id"))
    .values(last_number=_community.c.last_number + 1)
    .returning(_community.c.last_number)
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a Telegram user and their standing to the ticket."""

    telegram_id: int
    standing: Standing


def reporter(community: Roster, telegram_id: int) -> Actor:
    """Return somebody as the one who reported, whoever else they are in the community."""
    return Actor(telegram_id, standing(community, telegram_id, is_reporter=True))


def actor_of(step: Step, community: Roster, ticket: Row[Any], telegram_id: int) -> Actor:
    """Return who a Telegram user is to this ticket."""
    senders = {row.sender_id for row in assembly.reports(step, ticket.id)}
    return Actor(telegram_id, standing(community, telegram_id, is_reporter=telegram_id in senders))


def open_ticket(
    step: Step,
    people: Roster,
    found: Reading,
    text: str,
    pin: Pin | None,
    *,
    resident: str | None = None,
    recurs_of: int | None = None,
    since: datetime | None = None,
) -> Row[Any]:
    """Open a ticket from a reading and return it. Its deadlines are fixed here, for good; nobody is told yet.

    `since`: when it was reported, if that was not now.
    """
    rules = step.rules
    category = rules.lexicon.category(found.category) if found.category else None
    severity = severity_of(category, urgent=found.urgent)
    opened_at = since or step.now
    due = deadlines(category, severity, opened_at, rules.policy, rules.calendar, people.zone)
    number = step.connection.ahead(_NEXT_NUMBER, {"community_id": people.community_id}).scalar_one()
    values = {
        "community_id": people.community_id,
        "number": number,
        "area_id": whose(people, found.buildings, found.estate, pin).id,
        "state": State.OPEN.value,
        "category": found.category,
        "severity": severity.value,
        "urgent": found.urgent,
        "quantity": found.quantity,
        "restricted": is_restricted(found.category, severity),
        "buildings": list(found.buildings),
        "unit": found.unit,
        "floor": found.floor,
        "room": found.room,
        "estate": found.estate,
        "landmark": found.landmark,
        "latitude": pin.latitude if pin else None,
        "longitude": pin.longitude if pin else None,
        "words": text,
        "resident": resident,
        "spot": spot(found.buildings, found.landmark),
        "recurs_of": recurs_of,
        "opened_at": opened_at,
        "ack_due_at": due.ack_due_at,
        "resolve_due_at": due.resolve_due_at,
        "step_seconds": int(rules.policy.every.total_seconds()),
        "warn_at": rules.policy.warn_at,
        "due_at": due.ack_due_at,
    }
    ticket = step.connection.ahead(_OPEN, values).one()
    record(step, ticket.id, "open", to_state=State.OPEN)
    return ticket


def whose(people: Roster, buildings: tuple[str, ...], estate: str | None, pin: Pin | None) -> Area:
    """Return the area whose matter it is: by the place that was named, else by the point on the map."""
    area = people.area_of(buildings, estate)
    if area.id != people.root_id or pin is None:
        return area
    return people.area_at(pin.latitude, pin.longitude) or area


def keeps_quiet(step: Step, found: Reading) -> bool:
    """Tell whether what was read is of a kind whose words stay out of groups."""
    category = step.rules.lexicon.category(found.category) if found.category else None
    return is_restricted(found.category, severity_of(category, urgent=found.urgent))


def is_restricted(category: str | None, severity: Severity) -> bool:
    """Tell whether a report's words stay out of groups: consultations, disputes, people in trouble."""
    return category in RESTRICTED or severity is Severity.CONSULTATION


def dispatch(
    step: Step,
    people: Roster,
    ticket: Row[Any],
    photo: PhotoRef | None,
    *,
    head: cards.Head | None = None,
    without: int | None = None,
) -> bool:
    """Queue the card to everybody on duty, and to the nearest staff group. Return whether it can reach somebody."""
    first = duty.first_rung(people, ticket.area_id, step.now, step.rules.calendar)
    told = tuple(person for person in first.reachable if person.id != without)
    cards.send_to(step, people, ticket, told, photo, head=head)
    group = people.nearest_group(Purpose.STAFF, ticket.area_id)
    if group is not None and not ticket.restricted:
        cards.send_to_staff(step, people, ticket, group, told, photo)
    return bool(told)


def act(
    step: Step,
    people: Roster,
    ticket: Row[Any],
    action: Action,
    actor: Actor,
    note: str = "",
    *,
    blameless: bool = False,
    **extra: Any,
) -> Decision:
    """Let somebody do something to a ticket: decide, write it with its event, tell everybody it concerns.

    `blameless`: should it be void, that is no fault of whoever told of it.

    Of any number who try at once exactly one succeeds: the update holds only for the version that was decided on.
    """
    if action is Action.VOID:
        extra.setdefault("result", void_as(note).value)
    while True:
        facts = course.facts_of(step, ticket, action, extra.get("result"), note)
        rules = step.rules
        decision = decide(facts, action, actor.standing, step.now, rules.policy.reopen_within, rules.suspend_times)
        if isinstance(decision, Refusal):
            if decision is Refusal.NO_PROOF:
                record(step, ticket.id, UNPROVEN, actor, facts.state, facts.state, note)
            return decision
        changes = course.changes(step, ticket, action, decision) | extra
        changed = step.connection.execute(
            update(_ticket)
            .where(_ticket.c.id == ticket.id, _ticket.c.version == ticket.version)
            .values(version=ticket.version + (action is not Action.NOTE), **changes)
        )
        if touched(changed):
            break
        ticket = cards.load(step, ticket.id)
    record(step, ticket.id, action.value, actor, State(ticket.state), decision.to, note)
    after = cards.load(step, ticket.id)
    if action in points.SETTLING:
        accused = actor.standing.is_staff and not blameless
        points.settle(step, people, after, actor.telegram_id if accused else None)
    _tell(step, people, after, action, actor, note)
    if action in (Action.CLAIM, Action.ON_THE_WAY) and ticket.holder_id not in (None, decision.holder_id):
        _tell_relieved(step, people, after, ticket.holder_id)
    return decision


def _tell(step: Step, people: Roster, ticket: Row[Any], action: Action, actor: Actor, note: str) -> None:
    if action is Action.NOTE:
        return
    cards.refresh(step, people, ticket)
    receipts.refresh(step, people, ticket)
    match action:
        case Action.CLAIM | Action.ON_THE_WAY | Action.WHISTLE | Action.SUSPEND:
            receipts.react_on_first(step, ticket.id, receipts.TAKEN)
        case Action.RESOLVE:
            fixed = ticket.result in NEEDS_PROOF
            receipts.react_on_first(step, ticket.id, receipts.FIXED if fixed else receipts.GONE)
            receipts.result(step, people, ticket, photos.after(step, ticket.id))
        case Action.RETURN:
            _pass_on(step, people, ticket, actor.standing.person_id, note)
        case Action.VOID:
            receipts.react_on_first(step, ticket.id, receipts.GONE)
            slips.withdraw_all(step, people, ticket)
        case Action.CONFIRM:
            receipts.settle(step, people, ticket, "confirmed")
        case Action.DISPROVE:
            receipts.react_on_first(step, ticket.id, receipts.TAKEN)
            receipts.settle(step, people, ticket, "disproved")
        case Action.REOPEN:
            # What the picture showed did not hold: it proves nothing of the next fix.
            photos.disown(step, ticket.id)
            receipts.react_on_first(step, ticket.id, receipts.TAKEN)
            receipts.settle(step, people, ticket, "reopened")
            _call_back(step, people, ticket, note)


def _pass_on(step: Step, people: Roster, ticket: Row[Any], without: int | None, note: str) -> None:
    reason = texts.quoted(note, 100)

    def head(words: Words) -> str:
        return words.say("Given back: {reason}").format(reason=reason) if reason else words.say("Given back")

    photo = photos.first(step, ticket.id)
    if ticket.returned >= 2 or not dispatch(step, people, ticket, photo, head=head, without=without):
        # The second bounce, or nobody else to ask: those above decide, now.
        step.connection.execute(update(_ticket).where(_ticket.c.id == ticket.id).values(due_at=step.now))


def _tell_relieved(step: Step, people: Roster, ticket: Row[Any], holder_id: int) -> None:
    """Tell whoever had a ticket that somebody above has taken it over."""
    relieved, taker = people.person(holder_id), people.person(ticket.holder_id)

    def head(words: Words) -> str:
        return words.say("{name} has taken this over from you").format(name=texts.name(taker.name if taker else ""))

    if relieved is not None and relieved.reachable:
        cards.send_to(step, people, ticket, (relieved,), None, head=head)


def _call_back(step: Step, people: Roster, ticket: Row[Any], note: str) -> None:
    said = texts.quoted(note, 100)

    def head(words: Words) -> str:
        return (
            words.say("Reopened, not fixed: {words}").format(words=said) if said else words.say("Reopened, not fixed")
        )

    photo = photos.first(step, ticket.id)
    holder = people.person(ticket.holder_id)
    if holder is not None and holder.reachable:
        cards.send_to(step, people, ticket, (holder,), photo, head=head, alarm=True)
    elif not dispatch(step, people, ticket, photo, head=head):
        step.connection.execute(update(_ticket).where(_ticket.c.id == ticket.id).values(due_at=step.now))


def record(
    step: Step,
    ticket_id: int,
    kind: str,
    actor: Actor | None = None,
    from_state: State | None = None,
    to_state: State | None = None,
    note: str = "",
) -> None:
    """Append to a ticket's history."""
    values = {
        "ticket_id": ticket_id,
        "at": step.now,
        "kind": kind,
        "actor_id": actor.telegram_id if actor else None,
        "person_id": actor.standing.person_id if actor else None,
        "from_state": from_state.value if from_state else None,
        "to_state": to_state.value if to_state else None,
        "note": note[:1000],
    }
    step.connection.append(_RECORD, values)
