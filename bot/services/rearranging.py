"""/leave, /cover and /swap: somebody is off duty, somebody else comes instead, and both are told.

Understands the command, has it decided by `domain/rearranging.py` and says what came of it.
"""

from bot.calls import Button, Buttons, Style
from bot.domain import rearranging
from bot.domain.rearranging import Arranged, Leaving, Objected, Objection, Times
from bot.domain.roster import Person, Roster
from bot.domain.wish import Wish, called, read_wish
from bot.language import Words
from bot.messages import Message
from bot.services import absences, agreeing, hours, objections, texts
from bot.services.speaking import say, words_of
from bot.services.step import Step

COMMANDS = {"leave": "leave", "请假": "leave", "cover": "cover", "替班": "cover", "swap": "swap", "换班": "swap"}
"""The commands that rearrange the rota, and what they are for short."""

_OFF = frozenset("off cancel undo 取消 撤销 撤回 不用 不用了 算了".split())


def take(step: Step, community: Roster, message: Message) -> None:
    """Take one of `COMMANDS` and answer it."""
    words = words_of(community, message)
    if message.sender.anonymous:
        said = objections.anonymous(words)
    elif (actor := community.by_telegram.get(message.sender.id)) is None:
        said = objections.sentence(Objected(Objection.STRANGER), community, words)
    elif message.text.strip().casefold() in _OFF:
        said = agreeing.take_back(step, community, actor, words)
    else:
        said = _asked(step, community, COMMANDS[message.command or ""], message.text, actor, words)
    say(step, community, message, said)


def _asked(step: Step, community: Roster, kind: str, text: str, actor: Person, words: Words) -> str:
    """Do what is asked; return what the one who asked hears."""
    today = step.now.astimezone(community.zone).date()
    wish = read_wish(text, today, [person.name for person in community.people.values()])
    if not wish.days or (kind == "swap" and len(wish.days) != 2) or (kind != "leave" and not wish.said):
        return objections.usage(kind, words)
    if kind == "leave":
        away, cover = _one(community, wish.before, actor, words), _one(community, wish.after, None, words)
    else:
        away, cover = _one(community, wish.said, actor, words), actor
    if isinstance(away, str):
        return away
    if isinstance(cover, str):
        return cover
    decided = _decided(step, community, kind, wish, actor, away or actor, cover)
    if isinstance(decided, Objected):
        return objections.sentence(decided, community, words)
    return _carry_out(step, community, kind, decided, actor, words)


def _one(community: Roster, said: tuple[str, ...], otherwise: Person | None, words: Words) -> Person | str | None:
    """Return whom the words name, `otherwise` when there are none; else a sentence that says what is wrong."""
    if not said:
        return otherwise
    name = " ".join(said)
    found = called(community.people.values(), name)
    return found[0] if len(found) == 1 else objections.whom(name, found, words)


def _decided(
    step: Step, community: Roster, kind: str, wish: Wish, actor: Person, away: Person, cover: Person | None
) -> Arranged | Objected:
    calendar = step.rules.calendar
    if kind == "swap":
        theirs, mine = (Times((day,), wish.hours) for day in wish.days)
        return rearranging.swap(community, actor.id, away.id, theirs, mine, step.now, calendar)
    times, cover_id = Times(wish.days, wish.hours), cover.id if cover else None
    return rearranging.leave(community, actor.id, away.id, cover_id, times, step.now, calendar)


def _carry_out(step: Step, community: Roster, kind: str, arranged: Arranged, actor: Person, words: Words) -> str:
    asked = community.people[arranged.asks] if arranged.asks is not None else None
    if asked is not None and not asked.reachable:
        return words.say(
            "I cannot reach {name} to ask them. They write “/leave” themselves, or somebody above them does."
        ).format(name=texts.name(asked.name))
    first_id = absences.write(step, community, arranged, kind, actor)
    if asked is not None:
        _ask(step, community, kind, arranged.leavings, actor, asked, first_id)
        return words.say("{name} is asked. It counts when they agree.").format(name=texts.name(asked.name))
    for person_id in absences.involved(arranged.leavings):
        if person_id != actor.id:
            own = absences.words_for(community, person_id)
            absences.tell(
                step, community, person_id, absences.said(community, arranged.leavings, own),
                _way_out(arranged.leavings, person_id, first_id, own),
            )  # fmt: skip
    return absences.said(community, arranged.leavings, words)


def _ask(
    step: Step, community: Roster, kind: str, leavings: tuple[Leaving, ...], actor: Person, asked: Person, first_id: int
) -> None:
    words = absences.words_for(community, asked.id)
    taken = hours.spans([(one.starts_at, one.ends_at) for one in leavings if one.person_id == asked.id], words)
    given = hours.spans([(one.starts_at, one.ends_at) for one in leavings if one.person_id != asked.id], words)
    if kind == "swap":
        said = words.say("🔁 {name} would like to swap: they take {taken}, you take {given}.")
    else:
        said = words.say("🤝 {name} offers to stand in for you: {taken}. You are then off duty.")
    rows = (
        (
            Button(words.say("Agree"), f"{agreeing.PREFIX}agree:{first_id}:0", Style.SUCCESS),
            Button(words.say("No, thank you"), f"{agreeing.PREFIX}refuse:{first_id}:0"),
        ),
    )
    absences.tell(step, community, asked.id, said.format(name=texts.name(actor.name), taken=taken, given=given), rows)


def _way_out(leavings: tuple[Leaving, ...], person_id: int, first_id: int, words: Words) -> Buttons:
    """Return the button by which a cover who was not asked says that they cannot come."""
    if all(one.cover_id == person_id for one in leavings):
        return ((Button(words.say("I cannot"), f"{agreeing.PREFIX}decline:{first_id}:0"),),)
    return ()
