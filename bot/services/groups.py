"""Groups: which community one belongs to and what it is for; strangers' groups; groups that get a new id.

An unknown group hears one polite line and then nothing.
"""

from dataclasses import dataclass
from datetime import UTC

from sqlalchemy import bindparam, delete, insert, select, update

from bot.calls import Say
from bot.domain.roster import Purpose, Roster
from bot.language import Words, pick
from bot.messages import ChatRef
from bot.services import cards, outbox, people
from bot.services.outbox import For, Priority
from bot.services.step import Step
from bot.tables import Chat, Letter, Post, Posting, Report, Ticket

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


def greet_stranger(step: Step, chat: ChatRef, language: str | None) -> None:
    """Say once, and only once, that a group is not bound."""
    known = select(Chat.id).where(Chat.telegram_id == chat.id)
    if step.connection.execute(known).first() is not None:
        return
    values = {
        "telegram_id": chat.id, "community_id": None, "purpose": Purpose.UNKNOWN.value, "area_id": None,
        "reachable": True,
    }  # fmt: skip
    step.connection.execute(insert(Chat.__table__), values)
    words = Words(pick(language), step.now.tzinfo or UTC)
    said = words.say("This group ({id}) belongs to no community yet. I stay silent until the operator adds it.")
    outbox.put(step, Say(said.format(id=chat.id)), chat.id, For.NOTICE, Priority.NOTICE, language=words.language)


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
        Ticket.id.in_([post.ticket_id for post in posts]), Ticket.state.in_(["open", "claimed"])
    )
    language = next((group.language for group in community.groups if group.telegram_id == new_id), None)
    for ticket in step.connection.execute(live.order_by(Ticket.id)).all():
        cards.send(step, community, ticket, new_id, language=language)
