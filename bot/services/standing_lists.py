"""Lists one asks for in a word: `/open` (在办), `/late` (超时), `/my` (我的).

/open and /late are the issue list with only what is in hand, or only what is late. /my is one's own: what one holds,
and what one has reported; it goes to oneself alone. Answers and changes nothing.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Row, func, select

from bot.domain.roster import Roster
from bot.domain.ticket import LIVE
from bot.language import Words
from bot.messages import ChatType, Message
from bot.services import assembly, groups, issue_list, people, slips, speaking, texts
from bot.services.issue_list import Which
from bot.services.step import Step
from bot.tables import Report, Ticket

OPEN, LATE, MINE = frozenset({"open", "在办"}), frozenset({"late", "超时"}), frozenset({"my", "我的"})
COMMANDS = OPEN | LATE | MINE
MOST = 10
_ticket, _report = Ticket.__table__, Report.__table__


def take(step: Step, message: Message) -> bool:
    """Take one of `COMMANDS`. Return False when nobody is known here whom `/my` could be about."""
    if message.command in OPEN:
        issue_list.show(step, message, Which.OPEN)
    elif message.command in LATE:
        issue_list.show(step, message, Which.LATE)
    else:
        return _mine(step, message)
    return True


def _mine(step: Step, message: Message) -> bool:
    known = _communities(step, message)
    for community in known:
        words = speaking.words_in_private(community, message)
        if message.sender.anonymous:
            speaking.whisper(
                step, community, message, words.say("I cannot see who you are: write it to me in private.")
            )
        else:
            speaking.whisper(step, community, message, "\n".join(_lines(step, community, message.sender.id, words)))
    return bool(known)


def _communities(step: Step, message: Message) -> tuple[Roster, ...]:
    if message.chat.type is not ChatType.PRIVATE:
        found = groups.bound(step, message.chat.id)
        return (people.roster(step, found.community_id),) if found else ()
    who = message.sender.id
    known = (*people.communities_of(step, who), *assembly.communities_of(step, who))
    return tuple(people.roster(step, one) for one in dict.fromkeys(known))


def _lines(step: Step, community: Roster, telegram_id: int, words: Words) -> Iterator[str]:
    """Yield what somebody holds, the oldest first, and what they reported, the newest first; HTML."""
    heading = words.say("Yours")
    yield f"<b>{heading} · {texts.name(community.name)}</b>"
    held = _held(step, community, telegram_id)
    if held:
        yield words.say("You hold {count}:").format(count=len(held))
        called = slips.waiting_of(step, [one.id for one in held])
        for ticket in held[:MOST]:
            yield issue_list.line(step, community, ticket, called.get(ticket.id, ()), words, private=True)
        if len(held) > MOST:
            yield words.say("… and {count} more").format(count=len(held) - MOST)
    told, count = _told(step, community, telegram_id)
    if told:
        yield words.say("You reported {count}:").format(count=count)
        yield from (_told_line(step, community, ticket, words) for ticket in told)
        if count > len(told):
            yield words.say("… and {count} more").format(count=count - len(told))
    if not (held or told):
        yield words.say("You hold nothing and have reported nothing here yet.")


def _held(step: Step, community: Roster, telegram_id: int) -> Sequence[Row[Any]]:
    person = community.by_telegram.get(telegram_id)
    if person is None:
        return ()
    mine = (_ticket.c.holder_id == person.id, _ticket.c.state.in_(sorted(state.value for state in LIVE)))
    here = _ticket.c.community_id == community.community_id
    return step.connection.execute(select(_ticket).where(here, *mine).order_by(_ticket.c.opened_at, _ticket.c.id)).all()


def _told(step: Step, community: Roster, telegram_id: int) -> tuple[Sequence[Row[Any]], int]:
    """Return the last tickets somebody has told of, and how many there are."""
    own = select(_report.c.ticket_id).where(_report.c.sender_id == telegram_id, _report.c.withdrawn_at.is_(None))
    mine = (_ticket.c.community_id == community.community_id, _ticket.c.id.in_(own))
    count = step.connection.scalar(select(func.count()).select_from(_ticket).where(*mine)) or 0
    last = select(_ticket).where(*mine).order_by(_ticket.c.opened_at.desc(), _ticket.c.id.desc()).limit(MOST)
    return step.connection.execute(last).all(), count


def _told_line(step: Step, community: Roster, ticket: Row[Any], words: Words) -> str:
    """Return how a report stands, as its reporter may see it: nobody's room, nothing of others."""
    what = texts.kind(ticket, step.rules.lexicon, words) if ticket.category else ""
    where = "" if ticket.restricted else texts.quoted(texts.place(ticket, words, private=False), 60)
    holder = community.person(ticket.holder_id)
    named = "" if ticket.restricted and ticket.voices > 1 else what
    stands = texts.state_name(ticket.state, words)
    who = texts.name(holder.name) if holder and ticket.state in {state.value for state in LIVE} else ""
    parts = (named, where, who, stands, words.at(ticket.opened_at, step.now))
    return f"{texts.mark(ticket)} <b>#{ticket.number}</b> {' · '.join(filter(None, parts))}"
