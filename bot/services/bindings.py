"""Groups bound in chat rather than by the community file: their rows, and the sign that says so.

The sign is a used invite, so that an import, which brings groups in line with its file, leaves these alone.
Decides nothing and tells nobody; whoever changes a binding says that the roster has changed.
"""

from sqlalchemy import delete, insert, select, update

from bot.database import Connection
from bot.domain.roster import Purpose
from bot.services.step import Step
from bot.tables import Chat, Invite

_chat, _invite = Chat.__table__, Invite.__table__
_GROUP = "group:"
REFUSED = "refused"
"""What a stranger's group is for that an admin does not want."""


def role_of(purpose: Purpose) -> str:
    """Return what an invite says that is for a group."""
    return f"{_GROUP}{purpose.value}"


def purpose_of(role: str) -> Purpose | None:
    """Return what a group becomes by an invite, None when it is for a person."""
    return Purpose(role.removeprefix(_GROUP)) if role.startswith(_GROUP) else None


def bind(step: Step, chat_id: int, community_id: str, area_id: int, purpose: Purpose, by: int | None) -> bool:
    """Bind a group. Return False when it was bound so already."""
    key = {"telegram_id": chat_id, "community_id": community_id, "purpose": purpose.value}
    known = step.connection.execute(select(_chat).filter_by(**key)).one_or_none()
    if known is not None and known.area_id == area_id:
        return False
    if known is not None:
        mine = update(_chat).where(_chat.c.id == known.id)
        step.connection.execute(mine.values(area_id=area_id, reachable=True, since=step.now))
    else:
        step.connection.execute(delete(_chat).where(_chat.c.telegram_id == chat_id, _chat.c.community_id.is_(None)))
        values = key | {"area_id": area_id, "language": None, "reachable": True, "since": step.now}
        step.connection.execute(insert(_chat), values)
    step.connection.execute(delete(_invite).where(_invite.c.code_hash == _sign(chat_id, purpose)))
    sign = {"code_hash": _sign(chat_id, purpose), "community_id": community_id, "area_id": area_id}
    used = {"role": role_of(purpose), "expires_at": step.now, "used_by": by, "used_at": step.now}
    step.connection.execute(insert(_invite), sign | used)
    return True


def unbind(step: Step, chat_id: int, community_id: str) -> None:
    """Forget what a group was for in a community; it is no stranger either, so it hears nothing more."""
    mine = (_chat.c.telegram_id == chat_id, _chat.c.community_id == community_id)
    step.connection.execute(delete(_chat).where(*mine))
    step.connection.execute(delete(_invite).where(_invite.c.code_hash.in_([_sign(chat_id, one) for one in Purpose])))
    set_aside(step, chat_id, REFUSED)


def set_aside(step: Step, chat_id: int, purpose: str) -> None:
    """Remember a group that belongs to nobody, as `unknown` or `refused`."""
    strange = (_chat.c.telegram_id == chat_id, _chat.c.community_id.is_(None))
    step.connection.execute(delete(_chat).where(*strange))
    values = {"telegram_id": chat_id, "community_id": None, "purpose": purpose, "area_id": None, "reachable": True}
    step.connection.execute(insert(_chat), values)


def stands_aside(step: Step, chat_id: int) -> str | None:
    """Return as what a group is remembered that belongs to nobody, None when it is not."""
    strange = (_chat.c.telegram_id == chat_id, _chat.c.community_id.is_(None))
    found: str | None = step.connection.scalar(select(_chat.c.purpose).where(*strange).limit(1))
    return found


def bound_in_chat(connection: Connection, community_id: str) -> frozenset[tuple[int, str]]:
    """Return the groups of a community, with their purposes, that were bound in chat."""
    chats = select(_chat.c.telegram_id, _chat.c.purpose).where(_chat.c.community_id == community_id)
    known = {_sign(row.telegram_id, row.purpose): (row.telegram_id, row.purpose) for row in connection.execute(chats)}
    signs = connection.scalars(select(_invite.c.code_hash).where(_invite.c.code_hash.in_(list(known))))
    return frozenset(known[sign] for sign in signs)


def move(step: Step, old_id: int, new_id: int) -> None:
    """A group has a new id: its signs follow it."""
    for purpose in Purpose:
        there = select(_invite.c.code_hash).where(_invite.c.code_hash == _sign(new_id, purpose))
        if step.connection.execute(there).first() is None:
            old = update(_invite).where(_invite.c.code_hash == _sign(old_id, purpose))
            step.connection.execute(old.values(code_hash=_sign(new_id, purpose)))


def _sign(chat_id: int, purpose: str) -> str:
    return f"{_GROUP}{chat_id}:{purpose}"
