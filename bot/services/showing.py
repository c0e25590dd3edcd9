"""Further pictures of a ticket, shown where its card stands: in reply to the card, several as one album.

A picture that came after the card was drawn is never lost on those who hold it.
"""

from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select

from bot.calls import Album, Copy, PhotoRef, Say, unpack
from bot.domain.roster import Roster
from bot.domain.ticket import LIVE, State
from bot.services import assembly, cards, outbox, photos, receipts
from bot.services.outbox import About, For, Priority
from bot.services.step import Step
from bot.tables import Post

GATHER = timedelta(seconds=2)
"""How long further pictures wait for one another, so that an album stays one."""


def show(step: Step, people: Roster, ticket: Row[Any], photo: Row[Any]) -> None:
    """Bring a new picture to every card of its ticket: into a card that is not sent yet, else in reply to it."""
    kept = photos.ref(photo)
    if kept is None or State(ticket.state) not in LIVE:
        return
    waiting = outbox.unsent(step, ticket.id, For.CARD)
    for row in waiting:
        call = unpack(row.kind, row.payload)
        if isinstance(call, Say) and call.photo is None:
            outbox.reword(step, row.id, Say(call.text, call.buttons, kept, call.reply_to, call.quiet), ticket.version)
        else:
            _gather(step, people, ticket, row.chat_id, None, kept, row.language)
    posts = step.connection.execute(
        select(Post.__table__).where(Post.ticket_id == ticket.id, Post.purpose == For.CARD.value)
    ).all()
    for post in posts:
        _gather(step, people, ticket, post.chat_id, post.message_id, kept, post.language)


def play(step: Step, ticket: Row[Any], chat_id: int, message_id: int, caption: str) -> None:
    """Bring a voice note or a video to everybody who has the ticket's card and has not heard it yet."""
    about = About(ticket.id, ticket.version, tuple(state.value for state in LIVE))
    waiting = {row.chat_id: None for row in outbox.unsent(step, ticket.id, For.CARD)}
    for listener, card in (waiting | cards.shown_in(step, ticket.id)).items():
        if listener == chat_id or (ticket.restricted and listener < 0):
            continue
        # In a group the caption might name a door or a person.
        said = f"#{ticket.number}" if caption and listener < 0 else None
        outbox.put(
            step, Copy(chat_id, message_id, card, said), listener, For.PHOTOS, Priority.CARD, about=about,
            key=f"play:{ticket.id}:{listener}:{chat_id}:{message_id}",
        )  # fmt: skip


def all_pictures(step: Step, people: Roster, ticket: Row[Any], chat_id: int, card: int, language: str) -> bool:
    """Show every picture of a ticket in reply to its card: before and after side by side, or the contact sheet.

    Return whether there is more than the card shows.
    """
    kept = [print_ for print_ in (photos.sheet(step, ticket.id), photos.pair(step, ticket.id)) if print_ is not None]
    for print_ in kept:
        outbox.put(
            step, Say(f"📷 #{ticket.number}", (), print_, card, quiet=True), chat_id, For.PHOTOS, Priority.CARD,
            language=language, about=About(ticket.id, ticket.version),
        )  # fmt: skip
    return bool(kept)


def _gather(
    step: Step, people: Roster, ticket: Row[Any], chat_id: int, reply_to: int | None, kept: PhotoRef, language: str
) -> None:
    about = About(ticket.id, ticket.version, tuple(state.value for state in LIVE))
    for row in outbox.unsent(step, ticket.id, For.PHOTOS):
        if row.chat_id != chat_id:
            continue
        call = unpack(row.kind, row.payload)
        held = call.photos if isinstance(call, Album) else (call.photo,) if isinstance(call, Say) and call.photo else ()
        if 0 < len(held) < 10 and kept not in held:
            outbox.reword(step, row.id, Album((*held, kept), f"#{ticket.number}", reply_to), ticket.version)
            return
    outbox.put(
        step, Say(f"📷 #{ticket.number}", (), kept, reply_to, quiet=True), chat_id, For.PHOTOS, Priority.NOTICE,
        language=language, about=about, delay=GATHER,
    )  # fmt: skip


def developed(step: Step, people: Roster, ticket: Row[Any], photo: Row[Any]) -> None:
    """A file's cleaned copy is there: now it may be shown, to those who handle it or to those who reported it."""
    if not photo.as_file:
        return
    if photo.purpose != photos.AFTER:
        show(step, people, ticket, photo)
    elif ticket.state in (State.RESOLVED.value, State.CLOSED.value):
        after_photo(step, people, ticket, photo)


def after_photo(step: Step, people: Roster, ticket: Row[Any], photo: Row[Any]) -> None:
    """Show a picture of the fix, come late, to each reporter."""
    kept = photos.ref(photo)
    if kept is None:
        return
    for report in assembly.reports(step, ticket.id):
        words = cards.words_for(people, receipts.language_of(people, report.chat_id))
        said = words.say("📷 #{number}, after the fix").format(number=ticket.number)
        outbox.put(
            step, Say(said, (), kept, assembly.first_message(step, report), quiet=True), report.chat_id, For.PHOTOS,
            Priority.NOTICE, language=words.language, about=About(ticket.id, ticket.version),
        )  # fmt: skip


def refused(step: Step, people: Roster, ticket: Row[Any], photo: Row[Any], why: str) -> None:
    """Tell the sender in words that a picture cannot be used; the report itself stands."""
    words = cards.words_for(people, receipts.language_of(people, photo.chat_id))
    said = {
        "too big": words.say("The picture of #{number} is too big to fetch. The report stands; send it as a photo."),
        "format": words.say("I cannot read the format of #{number}'s picture. The report stands; send it as a photo."),
        "pixels": words.say("The picture of #{number} is too large to open. The report stands; send it as a photo."),
        "truncated": words.say("The end of #{number}'s picture is missing. The report stands; please send it again."),
        "unreadable": words.say("The picture of #{number} cannot be opened. The report stands; please take it again."),
    }.get(why, words.say("The picture of #{number} could not be fetched. The report stands; please send it again."))
    body = said.format(number=ticket.number)
    outbox.put(
        step, Say(body, reply_to=photo.message_id), photo.chat_id, For.NOTICE, Priority.NOTICE, language=words.language,
        about=About(ticket.id, ticket.version), key=f"photo-refused:{photo.id}",
    )  # fmt: skip
