"""Whistling (吹哨): departments are called with slips, they come (报到) and answer (回执); the holder hears it all.

How people do it, by button or in words, is in `whistles`; who may do what is decided in `domain.whistle`.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, insert, update

from bot.calls import PhotoRef, Say
from bot.database import touched
from bot.domain import whistle
from bot.domain.roster import Roster
from bot.domain.ticket import LIVE, Action, Refusal, State
from bot.domain.whistle import WAITING, Deed, SlipRefusal, SlipState
from bot.language import Words
from bot.services import cards, outbox, slips, texts, tickets
from bot.services.outbox import About, For, Priority
from bot.services.step import Step
from bot.services.tickets import Actor
from bot.tables import Slip

_slip = Slip.__table__
_CALL = insert(_slip).returning(_slip.c.id)


def call(
    step: Step, community: Roster, ticket: Row[Any], actor: Actor, departments: Sequence[Row[Any]], said: str
) -> list[Row[Any]] | Refusal:
    """Whistle for departments; return their slips. One that was called already and has not answered is left alone."""
    out = {slip.department_id for slip in slips.of_ticket(step, ticket.id) if slip.state in WAITING}
    wanted = [one for one in departments if one.id not in out]
    if not wanted:
        return []
    names = "、".join(one.name for one in wanted)
    decision = tickets.act(step, community, ticket, Action.WHISTLE, actor, f"{names}: {said}" if said else names)
    if isinstance(decision, Refusal):
        return decision
    after = cards.load(step, ticket.id)
    due = step.rules.whistle.after(step.now, step.rules.calendar, community.zone)
    called = []
    for one in wanted:
        values = {
            "ticket_id": ticket.id, "department_id": one.id, "chat_id": one.telegram_id, "words": said[:500],
            "state": SlipState.SENT.value, "asked_by": actor.telegram_id, "asked_at": step.now, "respond_by": due,
            "due_at": due, "chased": 0,
        }  # fmt: skip
        slip = slips.load(step, step.connection.execute(_CALL, values).scalar_one())
        assert slip is not None
        called.append(slip)
        if slip.chat_id is not None:
            slips.send(step, community, after, slip)
    cards.refresh(step, community, after)
    return called


def outcome(called: Sequence[Row[Any]], wanted: Sequence[Row[Any]], ticket: Row[Any], words: Words, step: Step) -> str:
    """Return what the whistler hears: who was called, until when, and whom only a telephone reaches."""
    if not called:
        already = words.say("{names}: called already for #{number}, and has not answered yet.")
        return already.format(names=texts.listed((texts.name(one.name) for one in wanted), words), number=ticket.number)
    names = texts.listed((texts.name(slip.department) for slip in called), words)
    said = words.say("📣 #{number}: {names} called, answer due by {time}.").format(
        number=ticket.number, names=names, time=words.at(called[0].respond_by, step.now)
    )
    if silent := [slip for slip in called if slip.chat_id is None]:
        note = words.say("{names} has no Telegram here: please ring, and put down the answer under More → Whistle.")
        said += "\n" + note.format(names=texts.listed((texts.name(slip.department) for slip in silent), words))
    return said


# --------------------------------------------------------------------------- what comes back


def settle(
    step: Step, community: Roster, slip: Row[Any], deed: Deed, actor: Actor, note: str, photo: PhotoRef | None = None
) -> SlipState | SlipRefusal:
    """Let something come of a slip: decide, write it with its event, tell whoever has the ticket."""
    ticket = cards.load(step, slip.ticket_id)
    to = whistle.decide(SlipState(slip.state), deed, actor.standing, ticket.holder_id, note)
    if isinstance(to, SlipRefusal):
        return to
    values: dict[str, Any] = {"state": to.value}
    if to is SlipState.ARRIVED:
        values["arrived_at"] = step.now
    else:
        values |= {"answered_at": step.now, "answer": note[:1000] or None, "due_at": None}
        if to is SlipState.ANSWERED and slip.arrived_at is None:
            values["arrived_at"] = step.now
    mine = (_slip.c.id == slip.id, _slip.c.state == slip.state)
    if not touched(step.connection.execute(update(_slip).where(*mine).values(**values))):
        return SlipRefusal.SETTLED
    written = f"{slip.department} {to.value}: {note}" if note else f"{slip.department} {to.value}"
    if to is SlipState.ARRIVED:
        state = State(ticket.state)
        tickets.record(step, ticket.id, "arrive", actor, state, state, written)
    else:
        tickets.act(step, community, ticket, Action.ANSWER, actor, written)
    after, now_slip = cards.load(step, ticket.id), slips.load(step, slip.id)
    assert now_slip is not None
    if to is SlipState.WITHDRAWN:
        slips.tell_withdrawn(step, community, after, now_slip)
    else:
        slips.refresh(step, community, after, now_slip)
    cards.refresh(step, community, after)
    tell(step, community, after, now_slip, lambda words: slips.line(now_slip, words, step.now), actor, photo)
    return to


def tell(
    step: Step,
    community: Roster,
    ticket: Row[Any],
    slip: Row[Any],
    said: cards.Head,
    actor: Actor,
    photo: PhotoRef | None,
) -> None:
    """Tell whoever has the ticket, and whoever whistled, what a department did or said; not the one who did it."""
    holder = community.person(ticket.holder_id)
    chats = {holder.telegram_id: holder.language} if holder is not None and holder.reachable else {}
    if slip.asked_by is not None:
        whistler = community.by_telegram.get(slip.asked_by)
        chats.setdefault(slip.asked_by, whistler.language if whistler else None)
    shown_in = cards.shown_in(step, ticket.id)
    for chat_id, language in chats.items():
        if chat_id is None or chat_id == actor.telegram_id:
            continue
        words = cards.words_for(community, language)
        title = texts.what_and_where(ticket, step.rules.lexicon, words)
        body, card = f"<b>#{ticket.number}</b> {title}\n{said(words)}", shown_in.get(chat_id)
        outbox.put(
            step, Say(body, (), photo, card), chat_id, For.NOTICE, Priority.ALARM, language=words.language,
            about=About(ticket.id, ticket.version, [state.value for state in LIVE]),
        )  # fmt: skip


def sentence(refusal: SlipRefusal, ticket: Row[Any], words: Words) -> str:
    """Return why nothing came of a slip."""
    return {
        SlipRefusal.STRANGER: words.say("Only the department, or whoever has #{number}, can answer this."),
        SlipRefusal.SETTLED: words.say("Nothing waits for an answer about #{number} here any more."),
        SlipRefusal.ARRIVED: words.say("Your arrival for #{number} is noted already."),
        SlipRefusal.NO_REASON: words.say("Why not? Press a reason, or reply in words."),
    }[refusal].format(number=ticket.number)
