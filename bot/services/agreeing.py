"""Yes, no and never mind: what people answer to a leave, a cover or a swap, by button or with “/cover off”.

Only who is asked can say yes. A cover who cannot come leaves somebody who said they are off duty off duty.
"""

from collections.abc import Sequence
from datetime import UTC
from typing import Any

from sqlalchemy import Row

from bot.calls import Edit
from bot.domain.rearranging import Leaving
from bot.domain.roster import Person, Roster
from bot.language import Words, pick
from bot.messages import Press
from bot.services import absences, cards, hours, objections, outbox, texts
from bot.services.absences import ASKED
from bot.services.outbox import For, Priority
from bot.services.step import Step

PREFIX = "duty:"
"""How the data of our buttons begins."""


def take(step: Step, given: Press) -> str:
    """Take a press on one of our buttons; return the toast."""
    _, deed, number, *_ = (*given.data.split(":", 3), "", "")
    row = absences.by_id(step, number)
    if row is None:
        return objections.gone(Words(pick(given.sender.language), UTC))
    community = absences.community_of(step, row)
    words = cards.words_to(community, given.sender)
    presser = community.by_telegram.get(given.sender.id)
    group = absences.together(step, row)
    if presser is None or presser.id not in {one.person_id for one in group} | {one.cover_id for one in group}:
        return words.say("This question is for somebody else.")
    if all(one.ends_at <= step.now for one in group):
        return words.say("That time is over.")
    match deed:
        case "agree" | "refuse" if row.note.startswith(ASKED):
            if presser.id != row.person_id:
                return words.say("This question is for somebody else.")
            said = _answered(step, community, group, presser, agreed=deed == "agree", words=words)
        case "decline" if row.cancelled_at is None:
            said = _undone(step, community, group, presser, words)
        case _:
            return objections.gone(words)
    edit = Edit(given.message_id, said)
    outbox.put(step, edit, given.chat.id, For.EDIT, Priority.EDIT, language=words.language)
    return ""


def _answered(
    step: Step, community: Roster, group: Sequence[Row[Any]], presser: Person, *, agreed: bool, words: Words
) -> str:
    """Take the answer to an offer; return what stands in place of the question."""
    kind = group[0].note.removeprefix(ASKED)
    leavings = absences.leavings(group)
    if agreed:
        absences.change(step, community, group, note=kind, cancelled_at=None)
    else:
        absences.change(step, community, group, note=f"refused {kind}")
    for person_id in absences.involved(leavings) - {presser.id}:
        own = absences.words_for(community, person_id)
        no = own.say("{name} does not agree: {when}. Everything stays as it was.")
        refused = no.format(name=texts.name(presser.name), when=_when(leavings, own))
        absences.tell(step, community, person_id, absences.said(community, leavings, own) if agreed else refused)
    if agreed:
        return absences.said(community, leavings, words)
    return words.say("You said no. Everything stays as it was.")


def take_back(step: Step, community: Roster, actor: Person | None, words: Words) -> str:
    """Take back the latest thing that somebody arranged or is part of; return what they hear."""
    latest = absences.latest(step, community, actor) if actor else None
    if actor is None or latest is None:
        return words.say("There is nothing to take back: no leave, cover or swap of yours is on or to come.")
    return _undone(step, community, absences.together(step, latest), actor, words)


def _undone(step: Step, community: Roster, group: Sequence[Row[Any]], actor: Person, words: Words) -> str:
    """Undo what was arranged together; return what the one who undid it hears.

    Somebody who said that they are off duty stays so when it is the cover who cannot come.
    """
    leavings = absences.leavings(group)
    first = group[0]
    arranged_it = first.by_id == actor.telegram_id
    without_cover = first.note == "leave" and not arranged_it and all(row.cover_id == actor.id for row in group)
    if without_cover:
        absences.change(step, community, group, cover_id=None)
        done = words.say("You do not stand in: {when}.")
    else:
        absences.change(step, community, group, cancelled_at=step.now, note=first.note.removeprefix(ASKED))
        done = words.say("Taken back: {when}.")
    arranger = community.by_telegram.get(first.by_id) if first.by_id else None
    hearing = absences.involved(leavings) | ({arranger.id} if arranger else set())
    for person_id in hearing - {actor.id}:
        own = absences.words_for(community, person_id)
        about = {"name": texts.name(actor.name), "away": texts.name(community.people[first.person_id].name)}
        if without_cover:
            said = own.say(
                "⚠️ {name} cannot stand in for {away}: {when}. {away} stays off duty; nobody comes instead yet."
            )
        else:
            said = own.say("⚠️ {name} took it back: {when}. The rota is as it was.")
        absences.tell(step, community, person_id, said.format(when=_when(leavings, own), **about))
    return done.format(when=_when(leavings, words))


def _when(leavings: Sequence[Leaving], words: Words) -> str:
    return hours.spans([(one.starts_at, one.ends_at) for one in leavings], words)
