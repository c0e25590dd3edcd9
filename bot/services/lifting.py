"""Up and down the ladder by hand: /up 街道, /down #142, or in reply to a card 上报街道, 退回网格员.

The rung gets the card at once, with who sent it and why. What may be done is decided in `domain.lift`; the ladder goes
on from there by itself, and neither deadline moves.
"""

import re
from typing import Any

from sqlalchemy import Row, select, update

from bot.domain import ladder, lift
from bot.domain.ladder import Climbed
from bot.domain.lift import Asked, Lifted, LiftRefusal, Lowered, Stairs
from bot.domain.roster import Level, Role, Roster
from bot.domain.ticket import Action, Refusal, State
from bot.language import Words
from bot.messages import ChatType, Message
from bot.services import (
    cards,
    course,
    duty,
    escalation,
    groups,
    ledger,
    people,
    photos,
    receipts,
    refusals,
    texts,
    tickets,
)
from bot.services.duty import Rung
from bot.services.speaking import say, words_of
from bot.services.step import Step
from bot.services.tickets import Actor
from bot.tables import Ticket

UP = frozenset({"up", "上报"})
DOWN = frozenset({"down", "退回"})
_NUMBER = re.compile(r"^\s*(\d{1,9})(?:\s+(?![号栋楼幢座])|$)|\s*[#＃]\s*(\d{1,9})(?!\d)\s*")
_GROUND = (Level.GRID, Level.BUILDING)
_ticket = Ticket.__table__


def take(step: Step, message: Message) -> bool:
    """Take /up or /down. Return False when no ticket was meant: 上报 is what reporting is called, too."""
    found = _meant(step, message)
    number = _NUMBER.search(message.text)
    if found is None and number is None:
        return message.command != "上报" and _usage(step, message)
    if found is None:
        known = groups.of_sender(step, message)
        if not known:
            return False
        words = words_of(known[0], message)
        missing = words.say("There is no #{number} here.").format(number=number[1] or number[2] if number else "")
        say(step, known[0], message, missing)
        return True
    community = people.roster(step, found.community_id)
    said = _NUMBER.sub("", message.text, count=1) if number else message.text
    up = message.command in UP
    actor = tickets.actor_of(step, community, found, message.sender.id)
    _do(step, community, found, message, actor, lift.asked_for(said, _areas(community, down=not up)), up=up)
    return True


def in_words(step: Step, community: Roster, ticket: Row[Any], message: Message, actor: Actor) -> bool:
    """Take a reply that lifts a ticket or sends it down. Return False when it is something else."""
    asked = lift.asked_up(message.text, _areas(community, down=False))
    # A department of that name is whistled for.
    if asked is not None and asked.named not in community.places.departments:
        photos.add(step, ticket.id, message, photos.PROGRESS)
        _do(step, community, ticket, message, actor, asked, up=True)
        return True
    asked = lift.asked_down(message.text, _areas(community, down=True))
    if asked is None:
        return False
    down = lift.lower(_stairs(step, community, ticket, ticket.area_id), actor.standing, None, asked.role)
    if down in (LiftRefusal.THERE_ALREADY, LiftRefusal.NO_SUCH_RUNG, LiftRefusal.OVER):
        # 退回社区 of a gridworker gives it back.
        return False
    _do(step, community, ticket, message, actor, asked, up=False)
    return True


def _do(
    step: Step, community: Roster, ticket: Row[Any], message: Message, actor: Actor, asked: Asked, *, up: bool
) -> None:
    words = words_of(community, message)
    done = raise_(step, community, ticket, actor, asked) if up else send_down(step, community, ticket, actor, asked)
    after = cards.load(step, ticket.id)
    if isinstance(done, LiftRefusal):
        say(step, community, message, _refused(done, step, community, after, asked, words))
        return
    receipts.react(step, message.chat.id, message.message_id, receipts.TAKEN)
    calendar = step.rules.calendar
    rungs = duty.upper_rungs(community, after.area_id, step.now, calendar)
    said = words.say("⏫ #{number} is with the {role} now: {names}.")
    if isinstance(done, Lowered):
        said = words.say("⏬ #{number} is with the {role} again: {names}.")
    told = rungs[done.rung - 1] if done.rung else duty.first_rung(community, after.area_id, step.now, calendar)
    names = texts.persons(told.reachable, words)
    said = said.format(number=ticket.number, role=escalation.role_name(told.role, words), names=names)
    if isinstance(done, Lifted) and done.skipped:
        said += "\n" + _skipped(done.skipped, rungs, words)
    say(step, community, message, said)


# --------------------------------------------------------------------------- up


def raise_(step: Step, community: Roster, ticket: Row[Any], actor: Actor, asked: Asked) -> Lifted | LiftRefusal:
    """Lift a ticket to the rung that was asked for; return what came of it."""
    ticket = _held_still(step, ticket)
    stairs, own = _stairs(step, community, ticket, ticket.area_id), _own(step, community, ticket, actor)
    lifted = lift.lift(stairs, actor.standing, own, asked.role)
    if isinstance(lifted, LiftRefusal):
        return lifted
    rungs = duty.upper_rungs(community, ticket.area_id, step.now, step.rules.calendar)
    watch = course.watch_of(ticket)
    rest = ladder.rest_after(lifted.rung, watch.step, stairs.reachable, step.rules.policy)
    due, warned = lift.look_after_lift(watch, step.now, rest)
    clock = escalation.note_rungs(
        step, ticket, Climbed(lifted.rung, ticket.cycle, 0, lifted.skipped, lifted.passed, due or step.now)
    )
    values = {"rung": lifted.rung, "repeats": 0, "warned": warned, "due_at": due or ticket.due_at}
    step.connection.execute(update(_ticket).where(_ticket.c.id == ticket.id).values(**values))
    rung = rungs[lifted.rung - 1]
    _record(step, ticket, "escalate", actor, f"{clock.value} {rung.role.value}", asked.why)
    giver, reason = _name(community, actor), texts.quoted(asked.why, 100)

    def head(words: Words) -> str:
        said = words.say("⏫ {name} sends this up: {reason}") if reason else words.say("⏫ {name} sends this up")
        said = said.format(name=giver, reason=reason)
        if lifted.skipped:
            said += "\n" + _skipped(lifted.skipped, rungs, words)
        if rung.role in step.rules.hand_over:
            said += "\n" + words.say("Please take it over: reply “got it”.")
        return said

    after = cards.load(step, ticket.id)
    cards.send_to(step, community, after, rung.reachable, photos.first(step, ticket.id), head=head)
    return lifted


def _skipped(skipped: tuple[int, ...], rungs: tuple[Rung, ...], words: Words) -> str:
    roles = texts.listed((escalation.role_name(rungs[rung - 1].role, words) for rung in skipped), words)
    return words.say("Skipped, nobody there: {roles}").format(roles=roles)


# --------------------------------------------------------------------------- down


def send_down(step: Step, community: Roster, ticket: Row[Any], actor: Actor, asked: Asked) -> Lowered | LiftRefusal:
    """Send a ticket down to the rung or the grid that was asked for; return what came of it."""
    ticket = _held_still(step, ticket)
    area_id = _area_named(community, ticket, asked.named)
    stairs = _stairs(step, community, ticket, area_id)
    lowered = lift.lower(stairs, actor.standing, _own(step, community, ticket, actor), asked.role)
    if isinstance(lowered, LiftRefusal):
        return lowered
    if lowered.released:
        tickets.act(step, community, ticket, Action.REASSIGN, actor, asked.why)
        ticket = cards.load(step, ticket.id)
    watch = course.watch_of(ticket)
    # A new cycle: the rungs above may hear of it once more.
    values: dict[str, Any] = {"rung": lowered.rung, "cycle": ticket.cycle + 1, "repeats": 0, "area_id": area_id}
    if watch.state is State.OPEN:
        values |= {"due_at": ladder.look_after_return(watch, step.now)}
    elif watch.state is State.CLAIMED:
        values |= course.going_on(ticket, watch, step.now)
    step.connection.execute(update(_ticket).where(_ticket.c.id == ticket.id).values(**values))
    role = stairs.roles[lowered.rung - 1] if lowered.rung else Role.GRIDWORKER
    _record(step, ticket, "lower", actor, f"{watch.clock.value} {role.value}", asked.why)
    after = cards.load(step, ticket.id)
    if area_id != ticket.area_id:
        cards.refresh(step, community, after)
    _hand_down(step, community, after, lowered, _name(community, actor), texts.quoted(asked.why, 100))
    return lowered


def _hand_down(step: Step, community: Roster, ticket: Row[Any], lowered: Lowered, giver: str, reason: str) -> None:
    """Bring a ticket back to its holder, else to everybody of the rung."""

    def head(words: Words) -> str:
        said = words.say("⏬ Sent back by {name}: {reason}") if reason else words.say("⏬ Sent back by {name}")
        return said.format(name=giver, reason=reason)

    photo = photos.first(step, ticket.id)
    holder = community.person(ticket.holder_id)
    if holder is not None and holder.reachable:
        cards.send_to(step, community, ticket, (holder,), photo, head=head)
    elif lowered.rung:
        rungs = duty.upper_rungs(community, ticket.area_id, step.now, step.rules.calendar)
        cards.send_to(step, community, ticket, rungs[lowered.rung - 1].reachable, photo, head=head)
    else:
        tickets.dispatch(step, community, ticket, photo, head=head)


def _area_named(community: Roster, ticket: Row[Any], named: str) -> int:
    """Return the area a ticket lies in after it was sent down to one by name."""
    here = [area.id for area in community.upwards(ticket.area_id)]
    named_so = [one for one in community.areas.values() if one.name == named and one.level in _GROUND]
    if not named_so or any(one.id in here for one in named_so):
        return int(ticket.area_id)
    return named_so[0].id


# --------------------------------------------------------------------------- what both need


def _stairs(step: Step, community: Roster, ticket: Row[Any], area_id: int) -> Stairs:
    calendar = step.rules.calendar
    rungs = duty.upper_rungs(community, area_id, step.now, calendar)
    held_at = duty.rung_of(community, ticket.holder_id, ticket.area_id, step.now, calendar)
    return Stairs(
        State(ticket.state),
        ticket.rung,
        tuple(rung.role for rung in rungs),
        tuple(bool(rung.reachable) for rung in rungs),
        ticket.holder_id,
        held_at or 0,
        bool(duty.first_rung(community, area_id, step.now, calendar).reachable),
    )


def _own(step: Step, community: Roster, ticket: Row[Any], actor: Actor) -> int | None:
    return duty.rung_of(community, actor.standing.person_id, ticket.area_id, step.now, step.rules.calendar)


def _held_still(step: Step, ticket: Row[Any]) -> Row[Any]:
    """Return the ticket as it stands, and as the ladder of another bot leaves it until this step is over."""
    return step.connection.execute(select(_ticket).where(_ticket.c.id == ticket.id).with_for_update()).one()


def _record(step: Step, ticket: Row[Any], kind: str, actor: Actor, rung: str, why: str) -> None:
    state = State(ticket.state)
    tickets.record(step, ticket.id, kind, actor, state, state, f"{rung} {why}".strip())


def _name(community: Roster, actor: Actor) -> str:
    person = community.person(actor.standing.person_id)
    return texts.name(person.name if person else "")


def _areas(community: Roster, *, down: bool) -> dict[str, Level]:
    """Return the names of areas that a ticket can be sent to that way."""
    return {one.name: one.level for one in community.areas.values() if down or one.level not in _GROUND}


def _meant(step: Step, message: Message) -> Row[Any] | None:
    """Return the ticket of that number, else the one whose card or receipt the command answers."""
    if (number := _NUMBER.search(message.text)) is not None:
        asked = int(number[1] or number[2])
        known = groups.of_sender(step, message)
        rows = [row for one in known for row in ledger.numbered(step.connection, asked, one.community_id)]
        return rows[0] if len(rows) == 1 else None
    return cards.answered_by(step, message)


def _usage(step: Step, message: Message) -> bool:
    """Say how it is written, to those who may do it."""
    known = groups.of_sender(step, message)
    if not known:
        return message.chat.type is not ChatType.PRIVATE
    words = words_of(known[0], message)
    say(step, known[0], message, words.say("Say which: /up #142 subdistrict, /down #142 and why; or answer its card."))
    return True


def _refused(refusal: LiftRefusal, step: Step, community: Roster, ticket: Row[Any], asked: Asked, words: Words) -> str:
    same = {LiftRefusal.STRANGER: Refusal.STRANGER, LiftRefusal.OVER: Refusal.OVER}
    if refusal in same:
        return refusals.sentence(same[refusal], step, community, ticket, words)
    said = {
        LiftRefusal.ELSEWHERE: words.say("#{number} lies in another area; only its own staff can send it up."),
        LiftRefusal.NO_SUCH_RUNG: words.say("There is nobody called {role} above #{number}. There are: {roles}"),
        LiftRefusal.THERE_ALREADY: words.say("#{number} is there already."),
        LiftRefusal.NOBODY_THERE: words.say("Nobody there can be reached about #{number}. Please ring them."),
        LiftRefusal.BENEATH: words.say("#{number} is with those above you; only they can send it back down."),
    }[refusal]
    roles = (escalation.role_name(role, words) for role in duty.ladder_of(community))
    return said.format(
        number=ticket.number, role=refusals.short(asked.named or "?"), roles=texts.listed(roles, words) or "—"
    )
