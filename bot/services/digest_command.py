"""/digest: whether, when and how digests come, said by everybody for themselves, by supervisors for their group.

/digest                how it is now
/digest off · on       none any more (日报 关 · 开)
/digest 19:30          the day's digest at another hour
/digest zh · en        another language; in private for all that comes there
/digest dark · light   pictures that suit the screen (深色 · 浅色)
"""

from datetime import UTC, date, timedelta
from typing import Any

from bot.domain.period import Kind
from bot.domain.permits import may_wish
from bot.domain.readership import Asked, Reader
from bot.domain.roster import Purpose, Roster
from bot.language import Words, pick
from bot.messages import ChatType, Message
from bot.services import digest, digest_wishes, groups, hours, people, strangers, texts
from bot.services.speaking import say, words_of
from bot.services.step import Step

Wished = dict[str, Any] | None
COMMANDS = frozenset({"digest", "日报"})

_MONDAY = date(2024, 1, 1)


def take(step: Step, message: Message) -> bool:
    """Take one of `COMMANDS`. Return False when the sender stands on no roster."""
    if message.chat.type is not ChatType.PRIVATE:
        found = groups.bound(step, message.chat.id)
        if found is not None and Purpose.SUPERVISORS in found.purposes:
            _for_group(step, people.roster(step, found.community_id), message)
            return True
    known = tuple(people.roster(step, one) for one in people.communities_of(step, message.sender.id))
    if not known:
        return False
    if message.chat.type is not ChatType.PRIVATE:
        words = words_of(known[0], message)
        say(step, known[0], message, words.say("I say that to you alone: write it to me in a private chat."))
        return True
    asked = digest_wishes.read(message.text)
    known = _kept(step, known, message, asked)
    say(step, known[0], message, _answer(step, known, message, words_of(known[0], message), asked))
    return True


def _for_group(step: Step, community: Roster, message: Message) -> None:
    """Take it for a supervisors' group: anybody there may look, its supervisors and admins may change it."""
    words, asked = words_of(community, message), digest_wishes.read(message.text)
    if asked and message.sender.anonymous:
        strange = Words(pick(message.sender.language), UTC)
        said = strange.say("You write as an anonymous admin, so I cannot tell who you are. Please say it as yourself.")
        say(step, community, message, said)
        return
    if asked:
        denial = may_wish(people.standing(community, message.sender.id, is_reporter=False).roles)
        if denial is not None:
            say(step, community, message, strangers.denied(denial, words))
            return
    (community,) = _kept(step, (community,), message, asked)
    words = words_of(community, message)
    say(step, community, message, _answer(step, (community,), message, words, asked))


def _kept(step: Step, known: tuple[Roster, ...], message: Message, asked: Wished) -> tuple[Roster, ...]:
    """Keep what was asked for in this chat; return the rosters as they are then."""
    if not asked:
        return known
    digest_wishes.keep(step, message.chat.id, asked)
    for community in known:
        people.touch(step, community.community_id)
    return tuple(people.roster(step, one.community_id) for one in known)


def _answer(step: Step, known: tuple[Roster, ...], message: Message, words: Words, asked: Wished) -> str:
    lines = [words.say("I did not understand that.")] if asked is None else []
    if asked and "digest_at" in asked and not any(one.kind is Kind.DAY for _, one in _reading(step, known, message)):
        lines.append(words.say("Only the day's digest has an hour of one's own."))
    return "\n".join((*lines, *_standing(step, known, message, words)))


def _reading(step: Step, known: tuple[Roster, ...], message: Message) -> list[tuple[Roster, Reader]]:
    """Return what comes to the chat of a message, silence aside."""
    return [
        (community, reader)
        for community in known
        for reader in digest.readers(step, community)
        if reader.chat_id == message.chat.id
    ]


def _standing(step: Step, known: tuple[Roster, ...], message: Message, words: Words) -> list[str]:
    """Return what comes to a chat and when, a line for each, and how to change it."""
    mine = _reading(step, known, message)
    how = words.say(
        "Change it: /digest off, /digest on, /digest 19:30, /digest zh, /digest en, /digest dark, /digest light"
    )
    if not mine:
        return [words.say("No digest comes to you: it is for supervisors, the community and those above."), how]
    if any(digest_wishes.asked(step, community).get(message.chat.id, Asked()).off for community in known):
        alone = message.chat.type is ChatType.PRIVATE
        return [words.say("Digests are off.") if alone else words.say("Digests no longer come to this group."), how]
    lines = [_line(step, community, reader, words) for community, reader in mine]
    if (dark := mine[0][1].dark) is not None:
        lines.append(words.say("Pictures are dark.") if dark else words.say("Pictures are light."))
    return [*lines, how]


def _line(step: Step, community: Roster, reader: Reader, words: Words) -> str:
    area, at = texts.name(community.areas[reader.area_id].name), f"{reader.at:%H:%M}"
    match reader.kind:
        case Kind.WEEK:
            weekday = hours.weekday(_MONDAY + timedelta(days=digest.hours(step).weekly.weekday), words)
            return words.say("{area}: the week, {weekday} at {time}").format(area=area, weekday=weekday, time=at)
        case Kind.MONTH:
            return words.say("{area}: the month, on its first day at {time}").format(area=area, time=at)
    return words.say("{area}: the day, daily at {time}").format(area=area, time=at)
