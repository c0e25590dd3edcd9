"""Outages: when the bot could not hear, how much it caught up with, and that supervisors learn of it, once.

The pulse is the moment when Telegram was last heard; a long gap in it was an outage, whatever the cause.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, insert, select, update

from bot.calls import Say
from bot.database import insert_new, touched
from bot.domain.roster import Person, Purpose, Role, Roster
from bot.services import cards, outbox, people
from bot.services.outbox import For, Priority
from bot.services.step import Step
from bot.tables import Community, Outage, Pulse

BEAT = timedelta(seconds=15)
"""The pulse is written this often, and no oftener."""

GAP = timedelta(minutes=2)
"""A restart or a long poll that breaks off takes less; a shorter silence is nobody's concern, the shortest clock has
three minutes."""

SETTLED = timedelta(seconds=30)
"""After so long what Telegram kept for us has come in, if it was not said before that there is no more."""

_pulse, _outage = Pulse.__table__, Outage.__table__


def beat(step: Step, heard_at: datetime, leapt: timedelta = timedelta(0)) -> None:
    """Write down that Telegram was heard at a moment; after a long silence an outage is written down with it.

    `leapt`: how much of the time since the last pulse never passed, in a demonstration whose clock was moved.
    """
    mine = _pulse.c.bot_id == step.rules.bot_id
    last = step.connection.scalar(select(_pulse.c.at).where(mine))
    if last is None:
        insert_new(step.connection, _pulse, {"bot_id": step.rules.bot_id, "at": heard_at})
        return
    if heard_at <= last:
        return
    ours = step.connection.execute(update(_pulse).where(mine, _pulse.c.at == last).values(at=heard_at))
    if touched(ours) and heard_at - last - leapt > GAP:
        values = {"began_at": last, "ended_at": heard_at, "caught_up": 0, "told_at": None}
        step.connection.execute(insert(_outage), values)


def untold(step: Step, caught_up_at: datetime | None) -> Row[Any] | None:
    """Return an outage that is over and not told of; `caught_up_at`: when Telegram last had nothing more for us."""
    waiting = select(_outage).where(_outage.c.told_at.is_(None)).order_by(_outage.c.id)
    for outage in step.connection.execute(waiting):
        if step.now - outage.ended_at >= SETTLED or (caught_up_at is not None and caught_up_at >= outage.ended_at):
            return outage
    return None


def tell(step: Step, outage: Row[Any], lanes: Sequence[str]) -> bool:
    """Tell every community's supervisors of an outage. Return False when another bot did.

    `lanes`: the chat of each message that had been written before the bot was back.
    """
    mine = (_outage.c.id == outage.id, _outage.c.told_at.is_(None))
    values = {"told_at": step.now, "caught_up": len(lanes)}
    if not touched(step.connection.execute(update(_outage).where(*mine).values(**values))):
        return False
    known = step.connection.scalars(select(Community.id).order_by(Community.id)).all()
    for community_id in known:
        community = people.roster(step, community_id)
        # One community's figures are none of another's business.
        count = len(lanes) if len(known) == 1 else sum(lane in _chats(community) for lane in lanes)
        _tell(step, community, outage, count)
    return True


def _chats(community: Roster) -> Collection[str]:
    groups = (group.telegram_id for group in community.groups)
    return {str(chat_id) for chat_id in (*groups, *community.by_telegram)}


def _tell(step: Step, community: Roster, outage: Row[Any], count: int) -> None:
    for chat_id, language in _hearers(step, community).items():
        words = cards.words_for(community, language)
        said = words.say("Offline {since}–{until}, nothing had been written meanwhile.")
        if count:
            said = words.plural(
                "Offline {since}–{until}, caught up with {n} message.",
                "Offline {since}–{until}, caught up with {n} messages.",
                count,
            )
        since, until = words.at(outage.began_at, outage.ended_at), words.at(outage.ended_at, step.now)
        outbox.put(
            step, Say("🔌 " + said.format(since=since, until=until, n=count)), chat_id, For.NOTICE, Priority.NOTICE,
            language=words.language, key=f"outage:{outage.id}:{chat_id}",
        )  # fmt: skip


def _hearers(step: Step, community: Roster) -> dict[int, str | None]:
    """Return the chats of those who supervise, else of the community's rung, with their language."""
    supervisors = [community.people[held.person_id] for held in community.assignments if held.role is Role.SUPERVISOR]
    found = _private(supervisors)
    found |= {
        group.telegram_id: group.language
        for group in community.groups
        if group.purpose is Purpose.SUPERVISORS and group.reachable
    }
    return found or _private(community.holders(Role.COMMUNITY, community.root_id, step.now, step.rules.calendar))


def _private(persons: Sequence[Person]) -> dict[int, str | None]:
    return {one.telegram_id: one.language for one in persons if one.telegram_id is not None and one.reachable}
