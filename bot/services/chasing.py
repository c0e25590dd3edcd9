"""Chasing (催办): departments that are late with their answer, and who has to hear of it.

called ─────── respond_by ─────── floor ─────── floor ──▶
                   │                 │             │
         department, holder     holder and     a few times, then it stands
           and community         community      in the ticket's history
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, update

from bot.calls import Say
from bot.database import is_sqlite, touched
from bot.domain.roster import Person, Role, Roster
from bot.domain.ticket import LIVE, State
from bot.language import Words
from bot.services import cards, duty, outbox, people, photos, slips, texts, tickets
from bot.services.outbox import About, For, Priority
from bot.services.step import Step
from bot.tables import Slip

_slip = Slip.__table__


def chase_next(step: Step) -> bool:
    """Chase one department that is late. Return False when none is.

    Several bots may run this at once: each chase is counted on the slip, and a slip that another one holds is skipped.
    """
    due = select(_slip).where(_slip.c.due_at <= step.now).order_by(_slip.c.due_at).limit(1)
    if not is_sqlite(step.connection):
        due = due.with_for_update(skip_locked=True)
    late = step.connection.execute(due).one_or_none()
    if late is None:
        return False
    policy = step.rules.policy
    floor = max(policy.top_every, policy.every)
    next_at = step.now + floor if late.chased < policy.top_times else None
    ticket = cards.load(step, late.ticket_id)
    community = people.roster(step, ticket.community_id)
    if State(ticket.state) not in LIVE:
        slips.withdraw_all(step, community, ticket)
        return True
    if _count(step, late, next_at):
        slip = slips.load(step, late.id)
        assert slip is not None
        _chase(step, community, ticket, slip)
    return True


def _count(step: Step, slip: Row[Any], next_at: datetime | None) -> bool:
    mine = (_slip.c.id == slip.id, _slip.c.chased == slip.chased, _slip.c.due_at == slip.due_at)
    values = {"chased": slip.chased + 1, "due_at": next_at}
    return touched(step.connection.execute(update(_slip).where(*mine).values(**values))) > 0


def _chase(step: Step, community: Roster, ticket: Row[Any], slip: Row[Any]) -> None:
    late = step.now - slip.respond_by
    state = State(ticket.state)
    tickets.record(step, ticket.id, "slip_late", None, state, state, f"{slip.department}: {slip.chased}")
    if slip.chased == 1:
        _remind(step, community, ticket, slip)

    def head(words: Words) -> str:
        said = words.say("📣 {department} has not answered; it was due at {time}")
        if late > timedelta(hours=1):
            said = words.say("📣 {department} has not answered; it was due at {time}, {span} ago")
        return said.format(
            department=texts.name(slip.department), time=words.at(slip.respond_by, step.now), span=words.span(late)
        )

    cards.send_to(step, community, ticket, _hearers(step, community, ticket), photos.first(step, ticket.id), head=head)


def _hearers(step: Step, community: Roster, ticket: Row[Any]) -> tuple[Person, ...]:
    """Return the holder and the community's rung, or the next one above that has somebody."""
    holder = community.person(ticket.holder_id)
    rungs = duty.upper_rungs(community, ticket.area_id, step.now, step.rules.calendar)
    from_community = next((n for n, rung in enumerate(rungs) if rung.role is Role.COMMUNITY), 0)
    above = next((rung.reachable for rung in rungs[from_community:] if rung.reachable), ())
    held = (holder,) if holder is not None and holder.reachable else ()
    return tuple(dict.fromkeys((*held, *above)))


def _remind(step: Step, community: Roster, ticket: Row[Any], slip: Row[Any]) -> None:
    """Remind the department, once, in reply to its slip."""
    if slip.chat_id is None:
        return
    words, sent = slips.words_for(community), slips.sent_as(step, slip)
    said = words.say("⏰ #{number}: your answer was due at {time}. Press or reply: arrived, dealt with, not ours.")
    outbox.put(
        step,
        Say(said.format(number=ticket.number, time=words.at(slip.respond_by, step.now)),
            reply_to=sent.message_id if sent else None),
        slip.chat_id, For.SLIP, Priority.ALARM, language=words.language,
        about=About(ticket.id, ticket.version, [state.value for state in LIVE]), key=f"slip:{slip.id}:late",
    )  # fmt: skip


def unheard(step: Step, ticket_id: int, chat_id: int) -> None:
    """A slip could not be delivered: whoever whistled has to ring instead, and hears so now."""
    ticket = cards.load(step, ticket_id)
    community = people.roster(step, ticket.community_id)
    lost = [slip for slip in slips.of_ticket(step, ticket_id) if slip.chat_id == chat_id and slip.due_at is not None]
    if not lost:
        return
    names = [texts.name(slip.department) for slip in lost]

    def head(words: Words) -> str:
        said = words.say("📣 The message to {names} did not arrive: please ring them")
        return said.format(names=texts.listed(names, words))

    holder = community.person(ticket.holder_id)
    if holder is not None and holder.reachable:
        cards.send_to(step, community, ticket, (holder,), None, head=head)
