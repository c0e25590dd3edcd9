"""Awards and deductions by hand: "给老高加5分 帮忙清理楼道", /award 老高 5 原因, or /award 5 原因 in answer to them.

Finds out whom is meant, lets `domain.award` decide and writes the entry. Whoever it is about hears of it in private.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select

from bot.calls import Say
from bot.domain import points as tariffs
from bot.domain.award import AWARDING, Award, Objection, judge, spoken, typed
from bot.domain.roster import Person, Purpose, Roster
from bot.domain.wish import called
from bot.language import Words
from bot.messages import ChatType, Message
from bot.services import assembly, cards, groups, ledger, objections, outbox, people, points, texts
from bot.services.outbox import For, Priority
from bot.services.speaking import whisper, words_in_private
from bot.services.step import Step
from bot.tables import Account, PointEntry, Report, Ticket

COMMANDS = frozenset({"award", "加分", "扣分"})
REMEMBERED = timedelta(days=90)
"""Who has reported within so long is known by name."""

MOST_NAMED = 5
_NUMBER = re.compile(r"[#＃](\d{1,9})")


def take(step: Step, message: Message) -> bool:
    """Take one of `COMMANDS`. Return False when it is about no community."""
    award = typed(message.text)
    if message.command == "扣分" and award.points is not None:
        award = replace(award, points=-abs(award.points))
    return _take(step, message, award)


def overhear(step: Step, message: Message) -> bool:
    """Take plain words that give points, of those who may, where they speak to the bot or among staff."""
    if "分" not in message.text or (award := spoken(message.text)) is None:
        return False
    found = None if message.chat.type is ChatType.PRIVATE else groups.bound(step, message.chat.id)
    if found is not None and not (message.mentions_bot or Purpose.STAFF in found.purposes):
        return False
    if message.sender.anonymous or not _awarding(step, message):
        return False
    return _take(step, message, award)


def _awarding(step: Step, message: Message) -> list[Roster]:
    """Return the communities in which the sender may award."""
    known = groups.of_sender(step, message)
    return [one for one in known if people.standing(one, message.sender.id, is_reporter=False).roles & AWARDING]


def _take(step: Step, message: Message, award: Award) -> bool:
    known = _awarding(step, message) or list(groups.of_sender(step, message))
    if not known:
        return False
    words = words_in_private(known[0], message)
    if message.sender.anonymous:
        said = objections.anonymous(words)
    elif len(known) > 1:
        said = words.say("You are on several rosters. Write it in a group of the one you mean.")
    else:
        said = _give(step, known[0], message, award, words)
    whisper(step, known[0], message, said)
    return True


def _give(step: Step, community: Roster, message: Message, award: Award, words: Words) -> str:
    """Award as asked; return what the one who asked hears."""
    giver, tariff = message.sender.id, step.rules.tariff
    roles = people.standing(community, giver, is_reporter=False).roles
    whom = _whom(step, community, message, award, words) if roles & AWARDING else None
    if isinstance(whom, str):
        return whom
    taker = whom.telegram_id if whom is not None else None
    objection = judge(roles, giver, taker, award, tariff)
    if objection is not None or whom is None or taker is None:
        return _sentence(objection or Objection.NO_POINTS, tariff, words)
    today, month = step.now.astimezone(community.zone).date(), 0
    if award.for_last_month:
        before = tariffs.month_before(today)
        if today >= tariffs.final_on(before, tariff):
            return words.say("Last month's list is final. Say it without “last month”, then it counts for this one.")
        month = before.first.year * 100 + before.first.month
    assert award.points is not None
    points.give(step, community, taker, whom.name, award.points, award.reason, giver, month)
    have = points.balance(step, community, taker)
    _tell(step, community, taker, award, have)
    done = words.say("✅ {name}: {points} points, that makes {balance}. Reason: {reason}")
    return done.format(
        name=texts.name(whom.name), points=f"{award.points:+d}", balance=have, reason=texts.quoted(award.reason, 100)
    )


def _sentence(objection: Objection, tariff: tariffs.Tariff, words: Words) -> str:
    return {
        Objection.NOT_YOURS: words.say("Points are given by the community. Tell them who deserves some."),
        Objection.YOURSELF: words.say("Nobody gives points to themselves; ask a colleague."),
        Objection.NO_POINTS: words.say(
            "Say who, how many and why: /award Gao 5 cleared the corridor. With a minus they are taken away."
        ),
        Objection.TOO_MUCH: words.say("That is too much at once: at most {most}.").format(most=tariff.by_hand),
        Objection.NO_REASON: words.say("Say why, too: every entry has its reason. /award Gao 5 cleared the corridor"),
    }[objection]


def _tell(step: Step, community: Roster, taker: int, award: Award, have: int) -> None:
    """Let somebody know in private, if that reaches them."""
    account = step.connection.execute(select(Account.__table__).where(Account.telegram_id == taker)).one_or_none()
    if account is None or not account.reachable or award.points is None:
        return
    words = cards.words_for(community, account.language)
    said = words.say("🏅 {community} gave you {points} points: {reason}. You have {balance}.")
    if award.points < 0:
        said = words.say("🏅 {community} took {points} points from you: {reason}. You have {balance}. /appeal")
    told = said.format(
        community=texts.name(community.name), points=abs(award.points), reason=texts.quoted(award.reason, 100),
        balance=have,
    )  # fmt: skip
    outbox.put(step, Say(told), taker, For.NOTICE, Priority.NOTICE, language=words.language)


# --------------------------------------------------------------------------- whom


def _whom(step: Step, community: Roster, message: Message, award: Award, words: Words) -> Person | str | None:
    """Return who is meant, None when nobody was named; else a sentence that says what is wrong."""
    if not award.whom:
        answered = message.reply_to.sender if message.reply_to is not None else None
        if answered is None or answered.is_bot or answered.anonymous:
            return None
        return _somebody(answered.id, answered.name)
    if (number := _NUMBER.fullmatch(award.whom)) is not None:
        tickets = ledger.numbered(step.connection, int(number[1]), community.community_id)
        if not tickets:
            return words.say("There is no #{number} here.").format(number=number[1])
        found = _voices(step, tickets[0])
    else:
        # One who has gone by several names is found by each of them, and is one.
        readings = called(_known(step, community), award.whom)
        found = tuple({person.telegram_id: person for person in reversed(readings)}.values())
    if len(found) == 1:
        return found[0]
    if not found:
        said = words.say("I know nobody here called “{name}”. Answer a message of theirs, or name their report: #12.")
        return said.format(name=texts.name(award.whom))
    said = words.say("Whom do you mean: {names}? Answer a message of theirs, or name a report: /award #12 5 why.")
    return said.format(names=_named(step, community, found, words))


def _somebody(telegram_id: int, name: str) -> Person:
    return Person(telegram_id, "", name, telegram_id, reachable=False)


def _voices(step: Step, ticket: Row[Any]) -> tuple[Person, ...]:
    told = {row.sender_id: row.sender_name for row in assembly.reports(step, ticket.id) if row.sender_id > 0}
    return tuple(_somebody(telegram_id, name) for telegram_id, name in told.items())


def _known(step: Step, community: Roster) -> list[Person]:
    """Return everybody whose name is known in a community: who reported of late, has points, or is on the roster."""
    since = step.now - REMEMBERED
    ours, entry = Ticket.community_id == community.community_id, PointEntry.__table__.c
    reported = (
        select(Report.sender_id.label("who"), Report.sender_name.label("name"))
        .join(Ticket, Ticket.id == Report.ticket_id)
        .where(ours, Ticket.opened_at >= since, Report.sender_id > 0)
        .distinct()
    )
    paid = (
        select(entry.telegram_id.label("who"), entry.name)
        .where(entry.community_id == community.community_id)
        .distinct()
    )
    rows = [(row.who, row.name) for query in (paid, reported) for row in step.connection.execute(query)]
    own = [(telegram_id, person.name) for telegram_id, person in community.by_telegram.items()]
    return [_somebody(telegram_id, name) for telegram_id, name in dict.fromkeys([*own, *rows])]


def _named(step: Step, community: Roster, found: Iterable[Person], words: Words) -> str:
    """Return people's names, each with the latest ticket that only they told of: it tells them apart."""
    named = []
    for person in list(found)[:MOST_NAMED]:
        query = select(Ticket.number).join(Report, Report.ticket_id == Ticket.id)
        alone = (Report.sender_id == person.telegram_id, Ticket.voices == 1)
        mine = query.where(*alone, Ticket.community_id == community.community_id)
        number = step.connection.scalar(mine.order_by(Report.id.desc()).limit(1))
        named.append(f"{texts.name(person.name)} (#{number})" if number else texts.name(person.name))
    return texts.listed(named, words)
