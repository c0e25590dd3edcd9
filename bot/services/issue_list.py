"""The issue list (问题清单): what is not written off yet in the areas of whoever asks, by number, the oldest first.

    /list · /list 第一网格 · /清单     #142 · what · where · who has it · how it stands · since when, late or not
    /open · /late                    of these what is still in hand, or what is late

Answers and changes nothing. Who may see whose issues is decided in `domain.permits`.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select, true

from bot.domain.permits import may_list
from bot.domain.roster import Area, Roster
from bot.domain.ticket import LIVE, State
from bot.domain.whereabouts import areas_called, below
from bot.language import Words
from bot.messages import ChatType, Message
from bot.services import enrolment, slips, speaking, texts, viewers
from bot.services.speaking import answer
from bot.services.step import Step
from bot.tables import Ticket

MOST = 30
_LIVE = tuple(sorted(state.value for state in LIVE))
UNWRITTEN = tuple(sorted(state.value for state in LIVE | {State.RESOLVED}))
"""Neither written off nor found to be nothing."""

_ticket = Ticket.__table__


class Which(Enum):
    """Which issues are listed: all that are not written off, those in hand, those of them that are late."""

    UNWRITTEN = "unwritten"
    OPEN = "open"
    LATE = "late"


def show(step: Step, message: Message, which: Which = Which.UNWRITTEN) -> None:
    """Answer `/list`, `/list 第一网格`: one list for each community that the sender may see one of here."""
    private, seen = message.chat.type is ChatType.PRIVATE, viewers.seen(step, message, may_list)
    if not seen:
        return
    where = message.text.strip()
    found = [(one, area) for one, _ in seen for area in areas_called(one, where)] if where else []
    if where and len(found) != 1:
        words = speaking.words_of(seen[0][0], message)
        answer(step, message, enrolment.which([one for one, _ in seen], found, where, words), words)
        return
    for community, areas in seen:
        if found and found[0][0] is not community:
            continue
        words = speaking.words_of(community, message)
        headed = (found[0][1],) if found else tuple(community.areas[one] for one in sorted(areas))
        lying_in = below(community, *map(community.areas.__getitem__, areas)) & below(community, *headed)
        if lying_in:
            said = "\n".join(_lines(step, community, headed, lying_in, words, which, private=private))
        else:
            yours = texts.listed((texts.name(community.areas[one].name) for one in sorted(areas)), words)
            said = words.say("{area} is not yours. /list alone shows what is: {areas}").format(
                area=texts.name(headed[0].name), areas=yours
            )
        answer(step, message, said, words)


# --------------------------------------------------------------------------- what stands on it


def _lines(
    step: Step,
    community: Roster,
    headed: Sequence[Area],
    areas: frozenset[int],
    words: Words,
    which: Which,
    *,
    private: bool,
) -> Iterator[str]:
    title = {
        Which.UNWRITTEN: words.say("Issue list"), Which.OPEN: words.say("In hand"), Which.LATE: words.say("Late"),
    }[which]  # fmt: skip
    yield f"<b>{title} · {texts.listed((texts.name(area.name) for area in headed), words)}</b>"
    mine = and_(
        _ticket.c.community_id == community.community_id,
        _ticket.c.state.in_(UNWRITTEN if which is Which.UNWRITTEN else _LIVE),
        _ticket.c.area_id.in_(areas) if community.root_id not in areas else true(),
    )
    count = step.connection.scalar(select(func.count()).select_from(_ticket).where(mine)) or 0
    if not count and which is Which.UNWRITTEN:
        yield words.say("Nothing is open: everything is written off.")
        return
    late = step.connection.scalar(select(func.count()).select_from(_ticket).where(mine, _late(step))) or 0
    match which:
        case Which.UNWRITTEN:
            yield words.say("{count} not written off, {late} of them late").format(count=count, late=late)
        case Which.OPEN:
            yield words.say("{count} in hand, {late} of them late").format(count=count, late=late)
        case Which.LATE:
            yield words.say("{late} late, of {count} in hand").format(count=count, late=late)
            mine, count = and_(mine, _late(step)), late
    oldest = select(_ticket).where(mine).order_by(_ticket.c.opened_at, _ticket.c.id).limit(MOST)
    tickets = step.connection.execute(oldest).all()
    called = slips.waiting_of(step, [one.id for one in tickets if one.state == State.WHISTLED.value])
    for ticket in tickets:
        yield line(step, community, ticket, called.get(ticket.id, ()), words, private=private)
    if count > len(tickets):
        yield words.say("… and {count} more").format(count=count - len(tickets))


def _late(step: Step) -> ColumnElement[bool]:
    """Return the condition that the clock which runs on a ticket, its own or a department's, is up."""
    return or_(
        and_(_ticket.c.state == State.OPEN.value, _ticket.c.ack_due_at < step.now),
        and_(_ticket.c.state == State.CLAIMED.value, _ticket.c.resolve_due_at < step.now),
        and_(_ticket.c.state == State.WHISTLED.value, slips.late(step)),
    )


def line(
    step: Step, community: Roster, ticket: Row[Any], called: Sequence[Row[Any]], words: Words, *, private: bool
) -> str:
    """Return one issue; in a group of what is nobody's business there only the number, who has it and how it stands."""
    what = where = ""
    if private or not ticket.restricted:
        what = texts.kind(ticket, step.rules.lexicon, words)
        where = texts.quoted(texts.place(ticket, words, private=False), 60)
    holder = community.person(ticket.holder_id)
    parts = (
        what,
        where,
        texts.name(holder.name) if holder else "",
        _standing(step, ticket, called, words),
        words.span(step.now - ticket.opened_at),
    )
    return f"{texts.mark(ticket)} <b>#{ticket.number}</b> {' · '.join(filter(None, parts))}"


def _standing(step: Step, ticket: Row[Any], called: Sequence[Row[Any]], words: Words) -> str:
    """Return how an issue stands, and whether the clock that runs on it is up."""
    match State(ticket.state):
        case State.WHISTLED if called:
            names = texts.listed((texts.name(slip.department) for slip in called), words)
            due = min(slip.respond_by for slip in called)
            said = words.say("📣 {names} called, answer by {time}")
            return _marked(said.format(names=names, time=words.at(due, step.now)), step.now - due, words)
        case State.SUSPENDED if ticket.wake_at is not None:
            return words.say("⏸ suspended until {time}").format(time=words.at(ticket.wake_at, step.now))
        case State.OPEN:
            return _marked(words.say("nobody has it"), step.now - ticket.ack_due_at, words)
        case State.CLAIMED:
            return _marked(texts.state_name(ticket.state, words), step.now - ticket.resolve_due_at, words)
        case State.RESOLVED:
            return words.say("fixed, to be confirmed")
    return texts.state_name(ticket.state, words)


def _marked(said: str, beyond: timedelta, words: Words) -> str:
    """Return how an issue stands with how late it is, if it is."""
    if beyond <= timedelta(0):
        return said
    late = words.say("late by {span}").format(span=words.span(beyond))
    return f"{said} ⏰ {late}"
