"""Slips: what departments were asked (吹哨), until when, and what came of it. Their rows, and how they read.

A slip is found again by the message it went out as. Decides nothing; who may answer is decided in `domain.whistle`.
"""

import re
from collections.abc import Collection
from typing import Any

from sqlalchemy import Exists, Row, bindparam, exists, func, select, update

from bot.calls import Button, Buttons, Edit, Say, Style
from bot.domain.roster import Roster
from bot.domain.ticket import LIVE
from bot.domain.whistle import WAITING, Deed, SlipState
from bot.language import Words, pick
from bot.messages import Message
from bot.services import buttons, outbox, photos, texts
from bot.services.outbox import About, For, Priority
from bot.services.step import Step
from bot.tables import Department, Post, Posting, Slip, Ticket

REASONS = ("not_ours", "other_department", "private")
_slip, _department, _posting = Slip.__table__, Department.__table__, Posting.__table__
_waiting = [state.value for state in WAITING]
_named = select(_slip, _department.c.name.label("department")).join(
    _department, _department.c.id == _slip.c.department_id
)
_OF_TICKET = _named.where(_slip.c.ticket_id == bindparam("ticket_id")).order_by(_slip.c.id)
_COUNT = select(func.count(_slip.c.id)).where(_slip.c.ticket_id == bindparam("ticket_id"), _slip.c.state.in_(_waiting))
_NUMBER = re.compile(r"#(\d{1,9})")


def of_ticket(step: Step, ticket_id: int) -> list[Row[Any]]:
    """Return a ticket's slips with the names of their departments, the first one first."""
    return list(step.connection.execute(_OF_TICKET, {"ticket_id": ticket_id}).all())


def waiting_of(step: Step, ticket_ids: Collection[int]) -> dict[int, list[Row[Any]]]:
    """Return the slips that wait, with the names of their departments, of each of these tickets that has any."""
    found: dict[int, list[Row[Any]]] = {}
    mine = _named.where(_slip.c.ticket_id.in_(ticket_ids), _slip.c.state.in_(_waiting))
    for slip in step.connection.execute(mine.order_by(_slip.c.id)).all():
        found.setdefault(slip.ticket_id, []).append(slip)
    return found


def late(step: Step) -> Exists:
    """Return the condition that a department is late with its answer for the ticket that is asked for."""
    mine = (_slip.c.ticket_id == Ticket.__table__.c.id, _slip.c.state.in_(_waiting), _slip.c.respond_by < step.now)
    return exists().where(*mine)


def waiting(step: Step, ticket_id: int, *, lock: bool = False) -> int:
    """Return how many departments have still to answer for a ticket. `lock`: nobody answers until we are done."""
    if lock:
        # Whoever settles a slip takes the slip first and its ticket then; so has who settles them all.
        mine = select(_slip.c.id).where(_slip.c.ticket_id == ticket_id, _slip.c.state.in_(_waiting))
        return len(step.connection.execute(mine.with_for_update()).all())
    return step.connection.scalar(_COUNT, {"ticket_id": ticket_id}) or 0


def load(step: Step, slip_id: int) -> Row[Any] | None:
    """Return a slip with the name of its department, None when there is none."""
    return step.connection.execute(_named.where(_slip.c.id == slip_id)).one_or_none()


def departments(step: Step, community_id: str) -> list[Row[Any]]:
    """Return the departments a community can whistle for."""
    query = select(_department).where(_department.c.community_id == community_id)
    return list(step.connection.execute(query.order_by(_department.c.id)).all())


def is_department(step: Step, chat_id: int) -> bool:
    """Tell whether a chat is where a department is whistled for."""
    query = select(_department.c.id).where(_department.c.telegram_id == chat_id).limit(1)
    return step.connection.scalar(query) is not None


def answered_by(step: Step, message: Message) -> Row[Any] | None:
    """Return the slip that a message in a department's chat answers.

    It is found by the message it went out as; in a private chat the only one that waits need not be answered in reply.
    """
    here = _named.where(_slip.c.chat_id == message.chat.id)
    answered = message.reply_to
    if answered is None:
        # Departments are few, slips grow many: whoever else writes to us must not have them searched.
        if message.chat.id < 0 or not is_department(step, message.chat.id):
            return None
        found = step.connection.execute(here.where(_slip.c.state.in_(_waiting)).limit(2)).all()
        return found[0] if len(found) == 1 else None
    at = (Post.chat_id == message.chat.id, Post.message_id == answered.message_id)
    post = step.connection.execute(select(Post.ticket_id, Post.purpose).where(*at)).one_or_none()
    if post is not None and post.purpose != For.SLIP.value:
        return None
    if post is not None:
        sent = select(_posting.c.dedup_key).where(
            _posting.c.ticket_id == post.ticket_id, _posting.c.purpose == For.SLIP.value
        )
        keys = step.connection.scalars(sent.where(_posting.c.message_id == answered.message_id)).all()
        own = [int(key.split(":")[1]) for key in keys if key]
        here = here.where(_slip.c.id.in_(own)) if own else here.where(_slip.c.ticket_id == post.ticket_id)
    elif answered.sender.id == step.rules.bot_id and (number := _NUMBER.search(answered.text)):
        # Our own record of the message is not written yet.
        here = here.join(Ticket.__table__, Ticket.id == _slip.c.ticket_id).where(Ticket.number == int(number[1]))
    else:
        return None
    return step.connection.execute(here.order_by(_slip.c.id.desc()).limit(1)).one_or_none()


def move(step: Step, old_id: int, new_id: int) -> None:
    """A department's group has become a supergroup: what is asked of it goes there now, and comes from there."""
    for column in (_department.c.telegram_id, _slip.c.chat_id):
        step.connection.execute(update(column.table).where(column == old_id).values({column: new_id}))


# --------------------------------------------------------------------------- how they read


def words_for(people: Roster) -> Words:
    """Return the language departments are written to in: the community's."""
    return Words(pick(people.language), people.zone)


def text(step: Step, people: Roster, ticket: Row[Any], slip: Row[Any], words: Words) -> str:
    """Return a slip's HTML: what, where, until when; never who reported it."""
    private = (slip.chat_id or 0) > 0
    where = texts.place(ticket, words, private=private)
    title = " · ".join(filter(None, (texts.kind(ticket, step.rules.lexicon, words), where)))
    told = "" if ticket.restricted and not private else texts.masked(ticket.words, None if private else ticket.room)
    asked = texts.quoted(slip.words, 200)
    return "\n".join(
        filter(
            None,
            (
                words.say("📣 <b>{department}</b>: {community} asks you to come").format(
                    department=texts.name(slip.department), community=texts.name(people.name)
                ),
                f"{texts.mark(ticket)} <b>#{ticket.number}</b> {title}",
                f"<blockquote>{texts.quoted(told)}</blockquote>" if told else "",
                f"💬 {asked}" if asked else "",
                texts.map_link(ticket, words),
                line(slip, words, step.now, named=False),
            ),
        )
    )


def line(slip: Row[Any], words: Words, now: Any, *, named: bool = True) -> str:
    """Return how a slip stands, in one line."""
    said = {
        SlipState.SENT.value: words.say("📣 asked at {asked}, answer by {due}"),
        SlipState.ARRIVED.value: words.say("📍 arrived at {arrived}, answer by {due}"),
        SlipState.ANSWERED.value: words.say("✅ answered at {answered}: {words}"),
        SlipState.REFUSED.value: words.say("↩️ refused at {answered}: {words}"),
        SlipState.WITHDRAWN.value: words.say("⚪ withdrawn at {answered}"),
    }[slip.state]

    def at(moment: Any) -> str:
        return words.at(moment, now) if moment else "—"

    filled = said.format(
        asked=at(slip.asked_at), due=at(slip.respond_by), arrived=at(slip.arrived_at), answered=at(slip.answered_at),
        words=texts.quoted(slip.answer or "", 100) or "—",
    )  # fmt: skip
    return f"{texts.name(slip.department)} {filled}" if named else filled


def lines(step: Step, ticket: Row[Any], words: Words) -> list[str]:
    """Return how a ticket's slips stand, for its card."""
    # What was never touched has none: a new report need not ask.
    if ticket.version == 1:
        return []
    return [line(slip, words, step.now) for slip in of_ticket(step, ticket.id)]


def data(deed: str, ticket: Row[Any], slip_id: int, more: str = "") -> str:
    """Return what a button about a slip carries."""
    return buttons.data("slip", ticket, f"{deed}.{slip_id}" + (f".{more}" if more else ""))


def drawn(ticket: Row[Any], slip: Row[Any], words: Words, *, why: bool = False) -> Buttons:
    """Return the buttons under a slip that fit its state; with `why` the reasons it may be refused for."""
    if slip.state not in WAITING:
        return ()
    if why:
        reasons = tuple((Button(reason(one, words), data(Deed.REFUSE, ticket, slip.id, one)),) for one in REASONS)
        return (*reasons, (Button(words.say("« Back"), data("back", ticket, slip.id)),))
    answer = Button(words.say("Dealt with"), data(Deed.ANSWER, ticket, slip.id), Style.SUCCESS)
    not_ours = Button(words.say("Not ours"), data("why", ticket, slip.id))
    if slip.state == SlipState.SENT.value:
        arrived = Button(words.say("We are here"), data(Deed.ARRIVE, ticket, slip.id), Style.PRIMARY)
        return ((arrived, answer), (not_ours,))
    return ((answer, not_ours),)


def reason(code: str, words: Words) -> str:
    """Return why a department does not take a slip, for one of `REASONS`."""
    return {
        "not_ours": words.say("Not our duty"),
        "other_department": words.say("Another department's duty"),
        "private": words.say("Private property, for the owners"),
    }[code]


def send(step: Step, people: Roster, ticket: Row[Any], slip: Row[Any]) -> None:
    """Queue a slip to its department."""
    words = words_for(people)
    body, keys = text(step, people, ticket, slip, words), drawn(ticket, slip, words)
    outbox.put(
        step, Say(body, keys, photos.first(step, ticket.id)), slip.chat_id, For.SLIP, Priority.ALARM,
        language=words.language, about=About(ticket.id, ticket.version, [state.value for state in LIVE]),
        key=f"slip:{slip.id}",
    )  # fmt: skip


def sent_as(step: Step, slip: Row[Any]) -> Row[Any] | None:
    """Return the outbox row that brought a slip to its department, None when there is none any more."""
    columns = (_posting.c.id, _posting.c.state, _posting.c.message_id, _posting.c.payload)
    return step.connection.execute(select(*columns).where(_posting.c.dedup_key == f"slip:{slip.id}")).one_or_none()


def refresh(step: Step, people: Roster, ticket: Row[Any], slip: Row[Any], *, why: bool = False) -> bool:
    """Show a slip in its department's chat as it stands now. Return whether the department has it on screen."""
    sent = sent_as(step, slip)
    if sent is None or slip.chat_id is None:
        return False
    if sent.state == "waiting" and slip.state not in WAITING:
        step.connection.execute(update(_posting).where(_posting.c.id == sent.id).values(state="superseded"))
    if sent.message_id is None:
        return False
    words = words_for(people)
    body, keys = text(step, people, ticket, slip, words), drawn(ticket, slip, words, why=why)
    edit = Edit(sent.message_id, body, keys, bool(sent.payload.get("photo")))
    outbox.put_edit(step, edit, slip.chat_id, language=words.language, about=About(ticket.id, ticket.version))
    return True


def withdraw_all(step: Step, people: Roster, ticket: Row[Any]) -> None:
    """Withdraw what still waits of a ticket that is over, and say so to the departments: they may be on their way."""
    changed = step.connection.scalars(
        update(_slip)
        .where(_slip.c.ticket_id == ticket.id, _slip.c.state.in_(_waiting))
        .values(state=SlipState.WITHDRAWN.value, answered_at=step.now, due_at=None)
        .returning(_slip.c.id)
    ).all()
    for slip_id in changed:
        slip = load(step, slip_id)
        assert slip is not None
        tell_withdrawn(step, people, ticket, slip)


def tell_withdrawn(step: Step, people: Roster, ticket: Row[Any], slip: Row[Any]) -> None:
    """Let a department hear that it need not come any more."""
    if not refresh(step, people, ticket, slip):
        return
    words, sent = words_for(people), sent_as(step, slip)
    said = words.say("⚪ #{number} is withdrawn: there is no need to come.").format(number=ticket.number)
    outbox.put(
        step, Say(said, reply_to=sent.message_id if sent else None), slip.chat_id, For.NOTICE, Priority.ALARM,
        language=words.language, about=About(ticket.id, ticket.version), key=f"slip-withdrawn:{slip.id}",
    )  # fmt: skip
