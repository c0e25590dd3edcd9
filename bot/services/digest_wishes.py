"""/digest: whether, when and in which language somebody gets digests, said by themselves in private.

/digest                how it is now
/digest off · on       none any more (日报 关 · 开)
/digest 19:30          the day's digest at another hour
/digest zh · en        another language, for all that comes in private
"""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select, update

from bot.domain.period import Kind
from bot.domain.readership import Reader, read_hour
from bot.domain.roster import Roster
from bot.language import Words
from bot.messages import ChatType, Message
from bot.services import cards, digest, hours, people, texts
from bot.services.speaking import say, words_of
from bot.services.step import Step
from bot.tables import Account

COMMANDS = frozenset({"digest", "日报"})
_OFF = frozenset({"off", "stop", "no", "mute", "关", "关闭", "停", "不要", "取消"})
_ON = frozenset({"on", "start", "yes", "开", "打开", "恢复", "要"})
_LANGUAGES = {
    "zh": "zh", "中文": "zh", "汉语": "zh", "chinese": "zh", "en": "en", "英文": "en", "英语": "en", "english": "en",
}  # fmt: skip

_MONDAY = date(2024, 1, 1)
_account = Account.__table__


def take(step: Step, message: Message) -> bool:
    """Take one of `COMMANDS`. Return False when the sender stands on no roster."""
    known = tuple(people.roster(step, one) for one in people.communities_of(step, message.sender.id))
    if not known:
        return False
    if message.chat.type is not ChatType.PRIVATE:
        words = words_of(known[0], message)
        say(step, known[0], message, words.say("I say that to you alone: write it to me in a private chat."))
        return True
    asked = _read(message.text)
    if asked:
        mine = _account.c.telegram_id == message.sender.id
        step.connection.execute(update(_account).where(mine).values(**asked))
        for community in known:
            people.touch(step, community.community_id)
        known = tuple(people.roster(step, one.community_id) for one in known)
    words = _words(step, known[0], message)
    lines = [words.say("I did not understand that.")] if asked is None else []
    say(step, known[0], message, "\n".join((*lines, *_standing(step, known, message, words))))
    return True


def _read(text: str) -> dict[str, Any] | None:
    """Return what is wished for as columns, {} when nothing was said, None when something could not be read."""
    wished: dict[str, Any] = {}
    for said in text.lower().split():
        if said in _OFF or said in _ON:
            wished["digest_off"] = said in _OFF
        elif said in _LANGUAGES:
            wished["chosen_language"] = _LANGUAGES[said]
        elif (hour := read_hour(said)) is not None:
            # Who names an hour wants to hear of it then.
            wished |= {"digest_at": f"{hour:%H:%M}", "digest_off": False}
        else:
            return None
    return wished


def _words(step: Step, community: Roster, message: Message) -> Words:
    mine = _account.c.telegram_id == message.sender.id
    chosen = step.connection.scalar(select(_account.c.chosen_language).where(mine))
    return cards.words_for(community, chosen or message.sender.language)


def _standing(step: Step, known: tuple[Roster, ...], message: Message, words: Words) -> list[str]:
    """Return what comes to somebody and when, a line for each, and how to change it."""
    off = step.connection.scalar(select(_account.c.digest_off).where(_account.c.telegram_id == message.sender.id))
    mine = [
        (community, reader)
        for community in known
        for reader in digest.readers(step, community)
        if reader.chat_id == message.sender.id
    ]
    how = words.say("Change it: /digest off, /digest on, /digest 19:30, /digest zh, /digest en")
    if not mine:
        return [words.say("No digest comes to you: it is for supervisors, the community and those above."), how]
    if off:
        return [words.say("Digests are off."), how]
    return [*(_line(step, community, reader, words) for community, reader in mine), how]


def _line(step: Step, community: Roster, reader: Reader, words: Words) -> str:
    area, at = texts.name(community.areas[reader.area_id].name), f"{reader.at:%H:%M}"
    match reader.kind:
        case Kind.WEEK:
            weekday = hours.weekday(_MONDAY + timedelta(days=digest.hours(step).weekly.weekday), words)
            return words.say("{area}: the week, {weekday} at {time}").format(area=area, weekday=weekday, time=at)
        case Kind.MONTH:
            return words.say("{area}: the month, on its first day at {time}").format(area=area, time=at)
    return words.say("{area}: the day, daily at {time}").format(area=area, time=at)
