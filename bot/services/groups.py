"""Groups: which community one belongs to and what it is for, being bound and let go, getting a new id."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select, update

from bot.domain.roster import Area, Purpose, Roster
from bot.domain.ticket import LIVE
from bot.messages import ChatType, Message
from bot.services import bindings, bulletins, cards, forwarding, invites, people, slips
from bot.services.outbox import For
from bot.services.step import Step
from bot.tables import Chat, Invite, Letter, Post, Posting, Report, Ticket

_chat = Chat.__table__
_BOUND = select(_chat.c.community_id, _chat.c.purpose).where(
    _chat.c.telegram_id == bindparam("chat_id"), _chat.c.community_id.is_not(None)
)


@dataclass(frozen=True, slots=True)
class Bound:
    """A group we know: whose it is and what it is for."""

    community_id: str
    purposes: frozenset[Purpose]


def bound(step: Step, chat_id: int) -> Bound | None:
    """Return what a group is bound to, None when it is a stranger's."""
    # Where a group was last found is where it nearly always is; the roster knows when it has left.
    home = step.rules.memory.homes.get(chat_id)
    if home is not None and (purposes := people.roster(step, home).purposes.get(chat_id)):
        return Bound(home, purposes)
    rows = step.connection.execute(_BOUND, {"chat_id": chat_id}).all()
    if not rows:
        return None
    step.rules.memory.homes[chat_id] = rows[0].community_id
    return Bound(rows[0].community_id, frozenset(Purpose(row.purpose) for row in rows))


def bind(step: Step, community: Roster, area: Area, chat_id: int, purpose: Purpose, by: int | None) -> bool:
    """Bind a group to an area. Return False when it was bound so already."""
    if not bindings.bind(step, chat_id, community.community_id, area.id, purpose, by):
        return False
    _changed(step, community.community_id, chat_id)
    return True


def unbind(step: Step, community: Roster, chat_id: int) -> None:
    """Let go of a group: from now on it hears nothing."""
    bindings.unbind(step, chat_id, community.community_id)
    _changed(step, community.community_id, chat_id)


def redeem(step: Step, code: str, chat_id: int, by: int) -> tuple[Roster, Area, Purpose] | None:
    """Bind a group by an invite's code. Return what it is now, None when the code is none, used, old, for a person."""
    for_groups = [bindings.role_of(purpose) for purpose in Purpose]
    taken = step.connection.execute(
        update(Invite.__table__)
        .where(Invite.code_hash == invites.hashed(code), Invite.used_at.is_(None), Invite.expires_at > step.now)
        .where(Invite.role.in_(for_groups))
        .values(used_at=step.now, used_by=by)
        .returning(Invite.community_id, Invite.area_id, Invite.role)
    ).one_or_none()
    purpose = bindings.purpose_of(taken.role) if taken is not None else None
    if taken is None or purpose is None:
        return None
    community = people.roster(step, taken.community_id)
    area = community.areas.get(taken.area_id, community.areas[community.root_id])
    bind(step, community, area, chat_id, purpose, by)
    return people.roster(step, taken.community_id), area, purpose


def _changed(step: Step, community_id: str, chat_id: int) -> None:
    step.rules.memory.homes.pop(chat_id, None)
    people.touch(step, community_id)


def of_sender(step: Step, message: Message) -> tuple[Roster, ...]:
    """Return the communities a message may be about: the group's own; in private those on whose roster one stands."""
    if message.chat.type is ChatType.PRIVATE:
        return tuple(people.roster(step, one) for one in people.communities_of(step, message.sender.id))
    found = bound(step, message.chat.id)
    return (people.roster(step, found.community_id),) if found else ()


def set_reachable(step: Step, chat_id: int, *, reachable: bool) -> None:
    """Remember whether we may write to a group."""
    rows = step.connection.scalars(
        update(Chat.__table__)
        .where(Chat.telegram_id == chat_id, Chat.reachable != reachable)
        .values(reachable=reachable)
        .returning(Chat.community_id)
    ).all()
    for community_id in filter(None, set(rows)):
        people.touch(step, community_id)


def move(step: Step, old_id: int, new_id: int) -> None:
    """A group has become a supergroup: what goes out follows it.

    Message ids do not carry over: what is known of old messages stays under the old id, and live cards are posted anew.
    """
    connection = step.connection
    moved = connection.scalars(select(_chat.c.community_id).where(_chat.c.telegram_id == old_id)).all()
    # The operator may have bound the new id already; the old rows it has then are of no more use.
    known = select(_chat.c.purpose).where(_chat.c.telegram_id == new_id, _chat.c.community_id.is_not(None))
    purposes = connection.scalars(known).all()
    connection.execute(delete(_chat).where(_chat.c.telegram_id == old_id, _chat.c.purpose.in_(purposes)))
    if any(moved):
        connection.execute(delete(_chat).where(_chat.c.telegram_id == new_id, _chat.c.community_id.is_(None)))
    connection.execute(update(_chat).where(_chat.c.telegram_id == old_id).values(telegram_id=new_id))
    forwarding.remember(step, old_id, new_id)
    bindings.move(step, old_id, new_id)
    slips.move(step, old_id, new_id)
    bulletins.move(step, old_id, new_id)
    connection.execute(
        update(Posting.__table__)
        .where(Posting.chat_id == old_id, Posting.state.in_(["waiting", "sending"]))
        .values(chat_id=new_id, lane=str(new_id))
    )
    connection.execute(
        update(Posting.__table__)
        .where(Posting.chat_id == new_id, Posting.purpose.in_([For.EDIT.value, For.REACTION.value]))
        .where(Posting.state == "waiting")
        .values(state="superseded")
    )
    connection.execute(update(Report.__table__).where(Report.chat_id == old_id).values(chat_id=new_id))
    connection.execute(
        update(Letter.__table__).where(Letter.lane == str(old_id), Letter.state == "waiting").values(lane=str(new_id))
    )
    for community_id in filter(None, set(moved)):
        people.touch(step, community_id)
        _post_anew(step, people.roster(step, community_id), old_id, new_id)


def _post_anew(step: Step, community: Roster, old_id: int, new_id: int) -> None:
    posts = step.connection.execute(
        select(Post.ticket_id).where(Post.chat_id == old_id, Post.purpose == For.CARD.value).distinct()
    ).all()
    live = select(Ticket.__table__).where(
        Ticket.id.in_([post.ticket_id for post in posts]), Ticket.state.in_([state.value for state in LIVE])
    )
    language = next((group.language for group in community.groups if group.telegram_id == new_id), None)
    for ticket in step.connection.execute(live.order_by(Ticket.id)).all():
        cards.send(step, community, ticket, new_id, language=language)
