"""The card: one live message per ticket and place, edited in place, with the buttons that fit its state.

Whatever a button does, a reply in plain words does too. Decides nothing; shows how a ticket stands.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select

from bot.calls import Buttons, Call, Edit, PhotoRef, Say, unpack
from bot.domain.lexicon import Severity
from bot.domain.night import night_for
from bot.domain.roster import Group, Person, Roster
from bot.domain.ticket import LIVE, RUNNING, State
from bot.language import Words, pick
from bot.messages import Message, Sender
from bot.services import buttons, outbox, slips, texts
from bot.services.outbox import About, For, Priority
from bot.services.step import Step
from bot.tables import Post, Ticket

_TICKET = select(Ticket.__table__).where(Ticket.__table__.c.id == bindparam("ticket_id"))
_post = Post.__table__
_on_screen = select(_post).order_by(_post.c.message_id)
_POSTED = _on_screen.where(_post.c.ticket_id == bindparam("ticket_id"), _post.c.purpose == bindparam("purpose"))
_ALL_POSTED = _on_screen.where(_post.c.ticket_id.in_(bindparam("ticket_ids", expanding=True)))
Head = Callable[[Words], str]
"""The line above a card that says why it comes, in the reader's language."""


@dataclass(frozen=True, slots=True)
class Messages:
    """All our messages about one ticket: those on somebody's screen, and those that still wait to be sent."""

    posted: list[Row[Any]]
    unsent: list[Row[Any]]


def words_for(people: Roster, language: str | None) -> Words:
    """Return a reader's language, the community's when theirs is not known, with the community's clock."""
    return Words(pick(language, people.language), people.zone)


def words_to(people: Roster, sender: Sender) -> Words:
    """Return the language of somebody who writes or presses: the one they chose, else that of their Telegram."""
    known = people.by_telegram.get(sender.id)
    return words_for(people, (known.language if known else None) or sender.language)


def text(step: Step, people: Roster, ticket: Row[Any], words: Words, *, private: bool, head: str = "") -> str:
    """Return the card's HTML. Names of reporters never stand on it; rooms and restricted words only in private."""
    lexicon = step.rules.lexicon
    where = texts.place(ticket, words, private=private)
    holder = people.person(ticket.holder_id)
    many = f"×{ticket.quantity}" if ticket.quantity > 1 else ""
    title = " · ".join(filter(None, (texts.kind(ticket, lexicon, words), many, where)))
    if ticket.restricted and not private:
        # It was not restricted when the group got it: what can be taken back is.
        title = ""
    said = ticket.words if private else "" if ticket.restricted else texts.masked(ticket.words, ticket.room)
    lines = [
        f"<b>{head}</b>" if head else "",
        f"{texts.mark(ticket)} <b>#{ticket.number}</b> {title}",
        f"<blockquote>{texts.quoted(said)}</blockquote>" if said else "",
        _resident(ticket, words) if private else "",
        words.say("👥 {count} people tell of it").format(count=ticket.voices) if ticket.voices > 1 else "",
        _past(step, ticket, words),
        texts.map_link(ticket, words) if private else "",
        texts.state(ticket, holder.name if holder else None, words) if ticket.merged_into is None else "",
        texts.clock(ticket, words, step.now),
        *slips.lines(step, ticket, words),
    ]
    lines.append(hotline(step, ticket, words))
    return "\n".join(line for line in lines if line)


def hotline(step: Step, ticket: Row[Any], words: Words, *, grave: bool = False) -> str:
    """Return whom to ring if it cannot wait, empty when nobody. `grave`: only in an emergency."""
    if not ticket.category or State(ticket.state) not in LIVE or (grave and ticket.severity != "emergency"):
        return ""
    number = step.rules.lexicon.category(ticket.category).hotline
    return words.say("☎ {number} if it cannot wait").format(number=number) if number else ""


def _resident(ticket: Row[Any], words: Words) -> str:
    return words.say("On behalf of {name}").format(name=texts.name(ticket.resident)) if ticket.resident else ""


def _past(step: Step, ticket: Row[Any], words: Words) -> str:
    """Return what a ticket has to do with an earlier one."""
    earlier = ticket.merged_into or ticket.recurs_of
    if earlier is None:
        return ""
    other = load(step, earlier)
    if ticket.merged_into is not None:
        return words.say("Goes on as #{number}").format(number=other.number)
    over = words.at(other.closed_at or other.resolved_at or other.opened_at, step.now)
    return words.say("🔁 Came back: #{number} was over on {date}").format(number=other.number, date=over)


def send(
    step: Step,
    people: Roster,
    ticket: Row[Any],
    chat_id: int,
    *,
    language: str | None,
    head: Head | None = None,
    alarm: bool = False,
    photo: PhotoRef | None = None,
) -> None:
    """Queue a card to one chat; it is dropped unsent when the ticket is over before its turn comes."""
    words = words_for(people, language)
    private = chat_id > 0
    body = text(step, people, ticket, words, private=private, head=head(words) if head else "")
    grave = alarm or ticket.severity in ("emergency", "urgent")
    outbox.put(
        step,
        Say(body, buttons.first_page(ticket, words), photo, quiet=_at_night(step, people, ticket) and not grave),
        chat_id,
        For.CARD,
        Priority.ALARM if grave else Priority.CARD,
        language=words.language,
        about=About(ticket.id, ticket.version, _worth(alarm=alarm)),
    )


def _at_night(step: Step, people: Roster, ticket: Row[Any]) -> bool:
    """Tell whether a card may make no sound: it is night, and the ticket can wait."""
    night = night_for(Severity(ticket.severity), step.rules.policy.night, people.zone)
    return night is not None and night.morning(step.now) is not None


def _worth(*, alarm: bool) -> tuple[str, ...]:
    """Return the states in which it is still worth sending: those above hear nothing once the clock stands."""
    return tuple(sorted(state.value for state in (RUNNING if alarm else LIVE)))


def send_to(
    step: Step,
    people: Roster,
    ticket: Row[Any],
    persons: tuple[Person, ...],
    photo: PhotoRef | None,
    *,
    head: Head | None = None,
    alarm: bool = False,
    known: Messages | None = None,
) -> None:
    """Queue a card to the private chat of each person; one who has it already hears the `head` in reply to it."""
    # A ticket of this very moment has no cards anywhere yet.
    fresh = ticket.version == 1 and ticket.opened_at == step.now
    there, unsent = ((), ()) if fresh else messages_for(step, ticket.id, For.CARD, known)
    shown, waiting = {row.chat_id: row.message_id for row in there}, {row.chat_id for row in unsent}
    for person in persons:
        if person.telegram_id is None or person.telegram_id in waiting:
            continue
        if person.telegram_id in shown and head:
            _remind(step, people, ticket, person, shown[person.telegram_id], head, _worth(alarm=alarm))
        elif person.telegram_id not in shown:
            spoken = person.language
            send(step, people, ticket, person.telegram_id, language=spoken, head=head, alarm=alarm, photo=photo)


def posted(step: Step, ticket_id: int, purpose: For) -> Sequence[Row[Any]]:
    """Return our messages about a ticket that are on somebody's screen for one purpose, the oldest first."""
    return step.connection.execute(_POSTED, {"ticket_id": ticket_id, "purpose": purpose.value}).all()


def messages(step: Step, ticket_ids: Sequence[int]) -> dict[int, Messages]:
    """Return all our messages about some tickets, as long as this step has queued none of them."""
    found = {ticket_id: Messages([], []) for ticket_id in ticket_ids}
    for row in step.connection.ahead(_ALL_POSTED, {"ticket_ids": ticket_ids}):
        found[row.ticket_id].posted.append(row)
    for row in outbox.all_unsent(step, ticket_ids):
        found[row.ticket_id].unsent.append(row)
    return found


def messages_for(
    step: Step, ticket_id: int, purpose: For, known: Messages | None
) -> tuple[Sequence[Row[Any]], Sequence[Row[Any]]]:
    """Return our messages about a ticket for one purpose, posted and unsent; nothing is asked when they are `known`."""
    if known is None:
        return posted(step, ticket_id, purpose), outbox.unsent(step, ticket_id, purpose)
    of_all = known.posted, known.unsent
    there, waiting = ([row for row in rows if row.purpose == purpose.value] for rows in of_all)
    return there, waiting


def shown_in(step: Step, ticket_id: int) -> dict[int, int]:
    """Return the chats that show a card of the ticket, with the message it is."""
    rows = posted(step, ticket_id, For.CARD)
    return {row.chat_id: row.message_id for row in rows}


def _remind(
    step: Step, people: Roster, ticket: Row[Any], person: Person, card: int, head: Head, worth: tuple[str, ...]
) -> None:
    words = words_for(people, person.language)
    title = texts.what_and_where(ticket, step.rules.lexicon, words)
    outbox.put(
        step,
        Say(f"{texts.mark(ticket)} <b>#{ticket.number}</b> {title}\n{head(words)}", reply_to=card),
        person.telegram_id,
        For.NOTICE, Priority.ALARM, language=words.language, about=About(ticket.id, ticket.version, worth),
    )  # fmt: skip


def send_to_staff(
    step: Step,
    people: Roster,
    ticket: Row[Any],
    group: Group,
    on_duty: tuple[Person, ...],
    photo: PhotoRef | None,
) -> None:
    """Queue the card to the staff group, naming those on duty, unless the group has it already."""
    waiting = (row.chat_id for row in outbox.unsent(step, ticket.id, For.CARD))
    if group.telegram_id in shown_in(step, ticket.id) or group.telegram_id in waiting:
        return

    def head(words: Words) -> str:
        return words.say("On duty: {names}").format(names=texts.persons(on_duty, words)) if on_duty else ""

    send(step, people, ticket, group.telegram_id, language=group.language, head=head, photo=photo)


def refresh(step: Step, people: Roster, ticket: Row[Any], known: Messages | None = None) -> None:
    """Show every card of a ticket as it stands now: those on screen are edited, those not sent yet are reworded."""
    about = About(ticket.id, ticket.version)
    there, unsent = messages_for(step, ticket.id, For.CARD, known)
    for post in there:
        words = words_for(people, post.language)
        body = text(step, people, ticket, words, private=post.private)
        edit = Edit(post.message_id, body, buttons.first_page(ticket, words), post.caption)
        outbox.put_edit(step, edit, post.chat_id, language=words.language, about=about)
    for row in unsent:
        call = unpack(row.kind, row.payload)
        if isinstance(call, Say):
            words = words_for(people, row.language)
            body = text(step, people, ticket, words, private=row.chat_id > 0)
            outbox.reword(step, row.id, _same_place(call, body, buttons.first_page(ticket, words)), ticket.version)


def _same_place(call: Say, body: str, drawn: Buttons) -> Call:
    return Say(body, drawn, call.photo, call.reply_to, call.quiet)


def turn_page(
    step: Step,
    people: Roster,
    ticket: Row[Any],
    chat_id: int,
    message_id: int,
    page: str,
    likely: Sequence[str] = (),
    drawn: Buttons | None = None,
) -> None:
    """Show other buttons under one card: `drawn` by others, else one of its pages, `likely` buildings first."""
    found = step.connection.execute(
        select(Post.__table__).where(Post.chat_id == chat_id, Post.message_id == message_id)
    ).one_or_none()
    if found is None:
        return
    words = words_for(people, found.language)
    match page:
        case "kinds":
            drawn = buttons.kinds(ticket, words, step.rules.lexicon)
        case "places":
            drawn = buttons.places(ticket, words, tuple(dict.fromkeys((*likely, *people.all_buildings()))))
        case _ if drawn is None:
            drawn = {"more": buttons.second_page, "why": buttons.reasons}.get(page, buttons.first_page)(ticket, words)
    body = text(step, people, ticket, words, private=found.private)
    edit = Edit(message_id, body, drawn, found.caption)
    outbox.put_edit(step, edit, chat_id, language=words.language, about=About(ticket.id, ticket.version))


def load(step: Step, ticket_id: int) -> Row[Any]:
    """Return the ticket's row as it stands. Raise LookupError when there is none."""
    row = step.connection.execute(_TICKET, {"ticket_id": ticket_id}).one_or_none()
    if row is None:
        raise LookupError(f"no ticket {ticket_id}")
    return row


def answered_by(step: Step, message: Message) -> Row[Any] | None:
    """Return the ticket whose card, receipt or other message of ours a message answers."""
    if message.reply_to is None:
        return None
    there = (Post.chat_id == message.chat.id, Post.message_id == message.reply_to.message_id)
    ticket_id = step.connection.scalar(select(Post.ticket_id).where(*there))
    return load(step, ticket_id) if ticket_id is not None else None
