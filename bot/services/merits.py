"""/points: what somebody has earned and where they stand; /points board: everybody's list; /appeal: a protest.

/points                my own points, the last entries, my place
/points 榜 上月         the list of a month or a year, names masked; staff and supervisors
/points 老高            somebody else's, for those who may put them right
/appeal 原因           a private note to the community, kept in the ledger

Answers in private, wherever it is asked: nothing of points is said in groups.
"""

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import Row

from bot.calls import Say
from bot.domain import points as tariffs
from bot.domain.award import AWARDING
from bot.domain.dates import narrow
from bot.domain.honours import read_term
from bot.domain.permits import may_look
from bot.domain.points import Cause
from bot.domain.roster import Person, Role, Roster
from bot.language import Words
from bot.messages import ChatType, Message
from bot.services import (
    assembly,
    cards,
    duty,
    groups,
    honours,
    objections,
    outbox,
    people,
    points,
    takers,
    texts,
)
from bot.services.outbox import For, Priority
from bot.services.speaking import whisper, words_in_private
from bot.services.step import Step

BOARDS = frozenset({"积分榜", "排行榜"})
APPEALS = frozenset({"appeal", "申诉"})
COMMANDS = frozenset({"points", "积分"}) | APPEALS | BOARDS
MOST_ENTRIES = 8
MOST_APPEALS = 3
"""How many appeals of one person a day are passed on."""

_NUMBER = re.compile(r"[#＃]\s?(\d{1,9})")
_BOARD = re.compile(r"^(?:积分)?(?:榜单?|排行榜?|排名|公示|board|list|ranking)(?![a-z])\s*", re.IGNORECASE)


def take(step: Step, message: Message) -> bool:
    """Take one of `COMMANDS`. Return False when nobody is known here whom it could be about."""
    known = _communities(step, message)
    if not known:
        return False
    if message.sender.anonymous:
        words = words_in_private(known[0], message)
        whisper(step, known[0], message, objections.anonymous(words))
    elif message.command in APPEALS:
        _appeal(step, known, message)
    elif message.command in BOARDS:
        _board(step, known, message, message.text)
    elif (asked := _BOARD.match(message.text)) is not None:
        _board(step, known, message, message.text[asked.end() :])
    elif message.text.strip():
        _of_another(step, known, message)
    else:
        for community in known:
            words = words_in_private(community, message)
            whisper(step, community, message, own(step, community, message.sender.id, words))
    return True


def _communities(step: Step, message: Message) -> tuple[Roster, ...]:
    """Return the communities a question about points is about."""
    if message.chat.type is not ChatType.PRIVATE:
        found = groups.bound(step, message.chat.id)
        return (people.roster(step, found.community_id),) if found else ()
    who = message.sender.id
    known = (*points.communities_of(step, who), *people.communities_of(step, who), *assembly.communities_of(step, who))
    return tuple(people.roster(step, one) for one in dict.fromkeys(known))


# --------------------------------------------------------------------------- my own


def own(step: Step, community: Roster, telegram_id: int, words: Words, of: str = "") -> str:
    """Return what somebody has, their place, and their last entries; HTML. `of`: who it is, when another one asks."""
    title = words.say("Points · {community}").format(community=texts.name(community.name))
    have = words.say("You have {points} points.")
    if of:
        have = words.say("{name} has {points} points.")
    have = have.format(name=texts.name(of), points=points.balance(step, community, telegram_id))
    lines = [f"🏅 <b>{title}</b>", have]
    today = step.now.astimezone(community.zone).date()
    for term in (tariffs.month(today), tariffs.year(today)):
        places = honours.places(step, community, term)
        if (place := next((one for one in places if one.telegram_id == telegram_id), None)) is not None:
            said = words.say("{term}: {points} points, place {rank} of {count}").format(
                term=honours.term_name(term, words), points=place.points, rank=place.rank, count=len(places)
            )
            lines.append(said)
    entries = points.latest(step, community, telegram_id, MOST_ENTRIES)
    lines += [entry_line(entry, words, step) for entry in entries]
    if of:
        return "\n".join(lines)
    if not entries:
        lines.append(words.say("A report brings points once it was fixed and confirmed."))
    else:
        lines.append(words.say("Something is wrong? /appeal and why."))
    return "\n".join(lines)


def entry_line(entry: Row[Any], words: Words, step: Step) -> str:
    """Return an entry of the ledger: `+10 #12 fixed and confirmed · 17:30`."""
    amount = f"{entry.points:+d}" if entry.points else "0"
    number = f"#{entry.number}" if entry.number else ""
    why = cause_name(entry.cause, words)
    if entry.cause in (Cause.AWARD.value, Cause.APPEAL.value):
        why = f"{why}: {texts.quoted(entry.note, 80)}"
    elif entry.note:
        why += " " + words.say("(of {points}: the day's limit)").format(points=texts.quoted(entry.note, 10))
    return f"{' '.join(filter(None, (amount, number, why)))} · {words.at(entry.at, step.now)}"


def cause_name(cause: str, words: Words) -> str:
    """Return what a cause is called."""
    return {
        "report": words.say("fixed and confirmed"), "urgent": words.say("it was urgent"),
        "false": words.say("false alarm"), "award": words.say("by the community"), "appeal": words.say("appeal"),
        "report_back": words.say("not fixed after all"), "urgent_back": words.say("not fixed after all"),
    }[cause]  # fmt: skip


def _of_another(step: Step, known: tuple[Roster, ...], message: Message) -> None:
    """Answer `/points 老高`: whoever gives points has to see what somebody has before an appeal can be judged."""
    judging = [one for one in known if people.standing(one, message.sender.id, is_reporter=False).roles & AWARDING]
    if not judging:
        words = words_in_private(known[0], message)
        whisper(step, known[0], message, words.say("You can see your own points: /points. The list is /points board."))
    wanted = narrow(message.text).strip().lstrip("@")
    asked = [(one, takers.named(step, one, wanted, words_in_private(one, message))) for one in judging]
    # Whoever answers for several communities hears of the one that knows them.
    for community, found in [one for one in asked if not isinstance(one[1], str)] or asked[:1]:
        words = words_in_private(community, message)
        said = found if isinstance(found, str) else own(step, community, found.id, words, of=found.name)
        whisper(step, community, message, said)


# --------------------------------------------------------------------------- everybody's


def _board(step: Step, known: tuple[Roster, ...], message: Message, asked: str) -> None:
    allowed = []
    for community in known:
        roles = people.standing(community, message.sender.id, is_reporter=False).roles
        if may_look(roles, None) is None:
            allowed.append(community)
        elif community is known[-1] and not allowed:
            words = words_in_private(community, message)
            said = words.say("Everybody's list is for staff, who publish it. Your own points: /points")
            whisper(step, community, message, said)
    for community in allowed:
        words = words_in_private(community, message)
        term = read_term(asked, step.now.astimezone(community.zone).date())
        if term is None:
            said = words.say("Name a month or a year: /points board last month, /points board 2026-10, 2026.")
        elif term.first > step.now.astimezone(community.zone).date():
            said = words.say("{days} lies ahead; nothing can be counted yet.")
            said = said.format(days=honours.term_name(term, words))
        else:
            said = honours.text(community, honours.board(step, community, term), words)
        whisper(step, community, message, said)


# --------------------------------------------------------------------------- a protest


def _appeal(step: Step, known: tuple[Roster, ...], message: Message) -> None:
    mine = points.communities_of(step, message.sender.id)
    concerned = [one for one in known if one.community_id in mine] or list(known)
    words = words_in_private(concerned[0], message)
    if len(concerned) > 1:
        said = words.say("You have points in several communities. Write it in a group of the one you mean.")
    elif not message.text.strip():
        said = words.say("Say what is wrong: /appeal #12 was fixed, I was paid nothing.")
    elif points.appeals_since(step, concerned[0], message.sender.id, timedelta(days=1)) >= MOST_APPEALS:
        said = words.say("You have appealed {count} times today; the community has it.").format(count=MOST_APPEALS)
    else:
        said = _pass_on(step, concerned[0], message, words)
    whisper(step, concerned[0], message, said)


def _pass_on(step: Step, community: Roster, message: Message, words: Words) -> str:
    """Write an appeal down and let the community know; return what the one who appeals hears."""
    sender = message.sender
    points.complain(step, community, sender.id, sender.name, message.text.strip())
    told = _judges(step, community)
    for person in told:
        theirs = cards.words_for(community, person.language)
        said = theirs.say("✋ {name} appeals about points: “{words}”. They have {points} points; the last entries:")
        said = said.format(
            name=texts.name(sender.name),
            words=texts.quoted(message.text),
            points=points.balance(step, community, sender.id),
        )
        numbers = [int(number) for number in _NUMBER.findall(message.text)]
        entries = points.latest(step, community, sender.id, MOST_ENTRIES, first=numbers)
        lines = [entry_line(entry, theirs, step) for entry in entries if entry.cause != Cause.APPEAL.value]
        lines = lines or [theirs.say("none yet")]
        how = theirs.say("Put it right with /award, the name, how many and why.")
        outbox.put(
            step, Say("\n".join((said, *lines, how))), person.telegram_id, For.NOTICE, Priority.NOTICE,
            language=theirs.language,
        )  # fmt: skip
    if told:
        return words.say("✋ The community has your appeal.")
    return words.say("✋ Your appeal is written down. Nobody of the community can be reached now; ask them, too.")


def _judges(step: Step, community: Roster) -> tuple[Person, ...]:
    """Return the community's rung, or the next one above that can be reached."""
    rungs = duty.upper_rungs(community, community.root_id, step.now, step.rules.calendar)
    above = [rung for rung in rungs if rung.role is not Role.GRID_CHIEF]
    return next((rung.reachable for rung in above if rung.reachable), ())
