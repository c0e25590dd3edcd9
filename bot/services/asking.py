"""Questions of staff: `/who 5号楼 飞线` (who would get it now, and why), `/history #142` (what happened to it).

Answers and changes nothing. Who may ask, and where, is decided in `domain.permits`.
"""

import re
from collections.abc import Iterator
from datetime import UTC, timedelta
from typing import Any

from sqlalchemy import Row

from bot.domain.deadline import deadlines, severity_of
from bot.domain.permits import Denial, may_look
from bot.domain.roster import FIRST_RUNG, Person, Purpose, Roster
from bot.domain.whereabouts import way_up
from bot.language import Words, pick
from bot.messages import ChatType, Message
from bot.services import (
    cards,
    duty,
    escalation,
    events,
    groups,
    ledger,
    lessons,
    people,
    speaking,
    strangers,
    texts,
    tickets,
)
from bot.services.speaking import answer
from bot.services.step import Step

MOST_EVENTS = 40
_NUMBER = re.compile(r"[#＃]?\s*(\d{1,9})")


def who(step: Step, message: Message) -> None:
    """Answer who would get a report of these words now."""
    for community in _asked(step, message):
        words = speaking.words_of(community, message)
        if message.text.strip():
            answer(step, message, "\n".join(_chain(step, community, message.text, words)), words)
        else:
            said = words.say("Say what and where, as a rider would: /who building 5, charging cable")
            answer(step, message, said, words)


def history(step: Step, message: Message) -> None:
    """Answer what happened to a ticket: by its number, or by the card that the question answers."""
    known = _asked(step, message)
    number = _NUMBER.search(message.text)
    replied = cards.answered_by(step, message) if number is None else None
    found = 0
    for community in known:
        words = speaking.words_of(community, message)
        rows = [replied] if replied is not None else []
        if number is not None:
            rows = list(ledger.numbered(step.connection, int(number[1]), community.community_id))
        for ticket in rows:
            if ticket.community_id == community.community_id:
                found += 1
                answer(step, message, _told(step, community, ticket, words, private=message.chat.id > 0), words)
    if known and not found:
        words = speaking.words_of(known[0], message)
        if number is None:
            said = words.say("Say the number, /history #142, or answer a card with /history.")
        else:
            said = words.say("There is no #{number} here.").format(number=number[1])
        answer(step, message, said, words)


def _asked(step: Step, message: Message) -> list[Roster]:
    """Return the communities that the sender may ask about here; who may not is told so."""
    known = groups.of_sender(step, message)
    bound = None if message.chat.type is ChatType.PRIVATE else groups.bound(step, message.chat.id)
    if bound is None and message.chat.type is not ChatType.PRIVATE:
        return []
    purposes: frozenset[Purpose] | None = bound.purposes if bound is not None else None
    may = {
        one.community_id: may_look(people.standing(one, message.sender.id, is_reporter=False).roles, purposes)
        for one in known
    }
    allowed = [one for one in known if may[one.community_id] is None]
    if not allowed:
        words = Words(pick(message.sender.language), UTC)
        denial = next(filter(None, may.values()), Denial.STRANGER)
        answer(step, message, strangers.denied(denial, words), words)
    return allowed


# --------------------------------------------------------------------------- who would get it


def _chain(step: Step, community: Roster, text: str, words: Words) -> Iterator[str]:
    """Yield what was understood, whose matter it is, and every rung with the moment it would hear of it."""
    rules = step.rules
    found = lessons.read(step, community, text, has_photo=False)
    category = rules.lexicon.category(found.category) if found.category else None
    severity = severity_of(category, urgent=found.urgent)
    due = deadlines(category, severity, step.now, rules.policy, rules.calendar, community.zone)
    area = tickets.whose(community, found.buildings, found.estate, None)
    yield _understood(found, category.name(words.language) if category else "", severity.value, words)
    yield texts.quoted(" › ".join(one.name for one in way_up(community, area)))
    waiting = {person.id for person in people.unmet(step, community)}
    first = duty.first_rung(community, area.id, step.now, rules.calendar)
    yield words.say("Now: {people}").format(people=_people(first.on_duty, waiting, words))
    if off := _off_duty(community, area.id, first.on_duty):
        yield words.say("Off duty now: {names}").format(names=texts.persons(off, words, 8))
    group = community.nearest_group(Purpose.STAFF, area.id)
    if group is not None and not tickets.is_restricted(found.category, severity):
        yield words.say("And the staff group of {area}").format(area=texts.name(community.areas[group.area_id].name))
    after = due.ack_due_at - step.now if first.reachable else timedelta(0)
    for rung in duty.upper_rungs(community, area.id, step.now, rules.calendar):
        if not rung.reachable:
            said = words.say("{role}: skipped, {people}")
            missing = _people(rung.on_duty, waiting, words)
            yield said.format(role=escalation.role_name(rung.role, words), people=missing)
            continue
        said = words.say("After {span} without an answer, {role}: {people}")
        role, there = escalation.role_name(rung.role, words), _people(rung.on_duty, waiting, words)
        yield said.format(span=words.span(after), role=role, people=there)
        after += rules.policy.every


def _understood(found: Any, kind: str, severity: str, words: Words) -> str:
    buildings = texts.building(texts.listed(found.buildings, words), words) if found.buildings else ""
    where = " ".join(filter(None, (texts.name(found.estate) if found.estate else "", buildings)))
    parts = (where or words.say("place not known"), kind or words.say("Kind not known yet"))
    return f"<b>{' · '.join((*parts, texts.severity_name(severity, words)))}</b>"


def _people(found: tuple[Person, ...], waiting: set[int], words: Words) -> str:
    if not found:
        return words.say("nobody on duty")
    return texts.listed((f"{texts.name(one.name)} {_mark(one, waiting, words)}".strip() for one in found), words)


def _mark(person: Person, waiting: set[int], words: Words) -> str:
    """Return how somebody can be reached, as far as that is not well."""
    if person.telegram_id is None or not person.reachable:
        return words.say("(✘ unreachable)")
    return words.say("(has not pressed Start)") if person.id in waiting else "✔"


def _off_duty(community: Roster, area_id: int, on_duty: tuple[Person, ...]) -> list[Person]:
    """Return who would answer for the area at another hour: of the nearest area that has anybody."""
    for area in community.upwards(area_id):
        held = [one for one in community.assignments if one.area_id == area.id and one.role in FIRST_RUNG]
        if held:
            listed = dict.fromkeys(community.people[one.person_id] for one in held)
            return [person for person in listed if person not in on_duty]
    return []


# --------------------------------------------------------------------------- what happened to it


def _told(step: Step, community: Roster, ticket: Row[Any], words: Words, *, private: bool) -> str:
    """Return a ticket's events, one a line; in a group without what is nobody's business there."""
    where = texts.place(ticket, words, private=private)
    kind = texts.kind(ticket, step.rules.lexicon, words)
    holder = community.person(ticket.holder_id)
    lines = [
        f"{texts.mark(ticket)} <b>#{ticket.number}</b> {' · '.join(filter(None, (kind, where)))}",
        texts.state(ticket, holder.name if holder else None, words),
    ]
    happened = ledger.history(step.connection, ticket.id)
    if len(happened) > MOST_EVENTS:
        left_out = len(happened) - MOST_EVENTS + 1
        happened = [happened[0], *happened[1 - MOST_EVENTS :]]
        lines.append(words.say("({count} left out)").format(count=left_out))
    for event in happened:
        note = event.note if private else "" if ticket.restricted else texts.masked(event.note, ticket.room)
        moved = ""
        if event.to_state is not None and event.from_state not in (None, event.to_state):
            moved = f"→ {texts.state_name(event.to_state, words)}"
        told = (words.at(event.at), events.event_name(event.kind, words), texts.quoted(event.person or "", 40), moved)
        said = texts.quoted(events.readable(event.kind, note, words), 80)
        lines.append(" ".join(filter(None, (*told, f"“{said}”" if said else ""))))
    return "\n".join(lines)
