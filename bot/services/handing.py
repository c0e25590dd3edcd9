"""Handing a ticket over by name: 转给李师傅, 找物业. Its clocks go on; who it is given to gets the card."""

from typing import Any

from sqlalchemy import Row

from bot.domain.roster import Person, Role, Roster
from bot.domain.ticket import Action, Refusal
from bot.language import Words
from bot.messages import Message
from bot.services import cards, photos, receipts, refusals, texts, tickets
from bot.services.speaking import say, words_of
from bot.services.step import Step
from bot.services.tickets import Actor

_PROPERTY = frozenset({"物业", "物业公司", "保安", "保洁", "维修师傅", "property", "the property"})


def hand_over(
    step: Step, community: Roster, ticket: Row[Any], message: Message, actor: Actor, target: str | None
) -> bool:
    words = words_of(community, message)
    chosen = find_target(community, ticket, target, step)
    if not chosen:
        ask = words.say("Give #{number} to whom? Nobody here is called “{name}”; write the name as on the roster.")
        say(step, community, message, ask.format(number=ticket.number, name=refusals.short(target or "?")))
        return True
    decision = tickets.act(step, community, ticket, Action.REASSIGN, actor, message.text)
    if isinstance(decision, Refusal):
        say(step, community, message, refusals.sentence(decision, step, community, ticket, words))
        return True
    after = cards.load(step, ticket.id)
    giver = community.person(actor.standing.person_id)
    for person in chosen:
        _hand_to(step, community, after, person, giver.name if giver else "")
    receipts.react(step, message.chat.id, message.message_id, receipts.TAKEN)
    return True


def find_target(community: Roster, ticket: Row[Any], target: str | None, step: Step) -> tuple[Person, ...]:
    """Return whom a name in a reply means: somebody of that name or surname, or the property company."""
    if not target:
        return ()
    wanted = target.lstrip("@").lower()
    if wanted in _PROPERTY:
        return community.holders(Role.PROPERTY, ticket.area_id, step.now, step.rules.calendar)
    named = [p for p in community.people.values() if p.name.lower() == wanted or p.key.lower() == wanted]
    surname = wanted.removeprefix("小").removeprefix("老").rstrip("师傅姐哥主任叔姨")
    named = named or [p for p in community.people.values() if surname and p.name.strip("小老").startswith(surname)]
    reachable = [person for person in named if person.reachable]
    return tuple(reachable[:1]) if len(reachable) == 1 else ()


def _hand_to(step: Step, people: Roster, ticket: Row[Any], target: Person, by: str) -> None:
    """Queue the card of a reassigned ticket to the person it was given to."""

    def head(words: Words) -> str:
        return words.say("Given to you by {name}").format(name=texts.name(by))

    cards.send_to(step, people, ticket, (target,), photos.first(step, ticket.id), head=head, alarm=True)
