"""Awards and deductions by hand: "给老高加5分 帮忙清理楼道", /award 老高 5 原因, or /award 5 原因 in answer to them.

Lets `domain.award` decide and writes the entry; `takers` knows who is meant. Whoever it is about hears of it alone.
"""

from dataclasses import replace

from sqlalchemy import select

from bot.calls import Say
from bot.domain import points as tariffs
from bot.domain.award import AWARDING, Award, Objection, judge, spoken, typed
from bot.domain.roster import Person, Purpose, Roster
from bot.language import Words
from bot.messages import ChatType, Message
from bot.services import cards, groups, objections, outbox, people, points, takers, texts
from bot.services.outbox import For, Priority
from bot.services.speaking import whisper, words_in_private
from bot.services.step import Step
from bot.tables import Account

COMMANDS = frozenset({"award", "加分", "扣分"})


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


def _whom(step: Step, community: Roster, message: Message, award: Award, words: Words) -> Person | str | None:
    """Return who is meant, None when nobody was named; else a sentence that says what is wrong."""
    if award.whom:
        return takers.named(step, community, award.whom, words)
    answered = message.reply_to.sender if message.reply_to is not None else None
    if answered is None or answered.is_bot or answered.anonymous:
        return None
    return takers.somebody(answered.id, answered.name)
