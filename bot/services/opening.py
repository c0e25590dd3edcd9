"""A report becomes a ticket of its own, or another voice for one that is there; what comes back is linked to its past.

nothing known            ─▶ a new ticket, its card to those on duty
live, the same           ─▶ joins it: the reporter hears every stage, those who handle it hear the new voice
closed, not long ago     ─▶ a new ticket that knows it is a recurrence and starts one rung higher
"""

import re
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, distinct, func, select, update

from bot.database import is_sqlite
from bot.domain.behalf import on_behalf
from bot.domain.lexicon import Severity
from bot.domain.reading import Reading
from bot.domain.result import Result
from bot.domain.roster import Roster
from bot.domain.sameness import PRESSING_VOICES
from bot.domain.ticket import Standing, State
from bot.language import Words
from bot.messages import Message, Pin
from bot.services import (
    amending,
    assembly,
    cards,
    duplicates,
    duty,
    photos,
    prints,
    receipts,
    showing,
    texts,
    tickets,
)
from bot.services.assembly import Begun
from bot.services.step import Step
from bot.services.tickets import Actor
from bot.tables import Community, Photo, Report, Ticket

_CLAUSES = re.compile(r"[,\uff0c。;\uff1b!\uff01?\uff1f\n]+")
_ALONE = select(Community.id).where(Community.id == bindparam("community_id")).with_for_update()
_report = Report.__table__
_ticket = Ticket.__table__


def troubles(reading: Reading) -> list[Reading]:
    """Return one reading for each trouble that a text tells of; its urgency is the first one's alone."""
    if len(reading.issues) < 2:
        return [reading]
    return [
        replace(
            reading,
            category=kind,
            buildings=places,
            issues=(),
            urgent=reading.urgent and kind == reading.category,
            quantity=reading.quantity if kind == reading.category else 1,
        )
        for kind, places in reading.issues
    ]


def trouble_of_kind(reading: Reading, kind: str | None) -> Reading:
    """Return the trouble of that kind that a text tells of, else its first one."""
    told = troubles(reading)
    return next((one for one in told if one.category == kind), told[0])


def open_reports(step: Step, community: Roster, message: Message, reading: Reading, begun: Begun) -> None:
    """Open what a message tells of, each trouble for itself. What is not for every ear stays with its own trouble."""
    told = troubles(reading)
    hushed = len(told) > 1 and any(tickets.keeps_quiet(step, one) for one in told)
    for one in told:
        apart = hushed and not tickets.keeps_quiet(step, one)
        open_report(step, community, message, one, begun, said=_about(step, community, message, one) if apart else None)
        if begun.pin is not None:
            message = replace(message, pin=message.pin or Pin(begun.pin.latitude, begun.pin.longitude))
        begun = Begun()


def _about(step: Step, community: Roster, message: Message, reading: Reading) -> str:
    """Return the clauses of a message that tell of one of its troubles."""
    read = step.rules.reader.read_report
    clauses = filter(None, _CLAUSES.split(message.text))
    return "\n".join(one for one in clauses if read(one, places=community.places).category == reading.category)


def open_report(
    step: Step, community: Roster, message: Message, reading: Reading, begun: Begun, *, said: str | None = None
) -> None:
    """Open a ticket for a message, or let the message join the one that tells of the same.

    `said`: as much of its words as belongs to this trouble, when that is not all.
    """
    if not is_sqlite(step.connection):
        # Two readers must not both find that nobody has told of it.
        step.connection.ahead(_ALONE, {"community_id": community.community_id})
    known = duplicates.look(step, community, reading, message)
    if known.live is not None:
        _join_voices(step, community, cards.load(step, known.live.id), message, reading, begun)
        return
    pin = message.pin or (Pin(begun.pin.latitude, begun.pin.longitude) if begun.pin else None)
    spoken = on_behalf(message.text)
    ticket = tickets.open_ticket(
        step,
        community,
        reading,
        said if said is not None else spoken.words if spoken else message.text,
        pin,
        resident=spoken.resident if spoken else None,
        recurs_of=known.closed.id if known.closed is not None else None,
    )
    report_id = assembly.begin(step, ticket.id, message, begun)
    announce(step, community, ticket, photos.begin(step, ticket.id, message))
    receipts.send(step, community, ticket, message.chat.id, message.message_id, report_id)
    if message.recording is not None:
        showing.play(step, ticket, message.chat.id, message.message_id, message.text)


def announce(step: Step, community: Roster, ticket: Row[Any], photo: Any) -> None:
    """Tell everybody who has to hear of a new ticket."""
    told = tickets.dispatch(step, community, ticket, photo)
    if ticket.recurs_of is not None:
        told = _tell_the_next_rung(step, community, ticket, photo) or told
    if not told:
        step.connection.execute(update(_ticket).where(_ticket.c.id == ticket.id).values(due_at=step.now))


def _tell_the_next_rung(step: Step, community: Roster, ticket: Row[Any], photo: Any) -> bool:
    """A trouble that came back starts one rung higher: those above hear of it at once, not when somebody is late."""
    rungs = duty.upper_rungs(community, ticket.area_id, step.now, step.rules.calendar)
    rung = next((rung for rung in rungs if rung.reachable), None)
    if rung is None:
        return False

    def head(words: Words) -> str:
        return words.say("It has come back")

    cards.send_to(step, community, ticket, rung.reachable, photo, head=head)
    step.connection.execute(update(_ticket).where(_ticket.c.id == ticket.id).values(rung=rung.number))
    tickets.record(step, ticket.id, "recurs", note=str(ticket.recurs_of))
    return True


def _join_voices(
    step: Step, community: Roster, ticket: Row[Any], message: Message, reading: Reading, begun: Begun
) -> None:
    """Let a message join a live ticket as another voice."""
    report_id = assembly.begin(step, ticket.id, message, begun, merged=True)
    picture = photos.add(step, ticket.id, message, photos.BEFORE)
    actor = tickets.reporter(community, message.sender.id)
    tickets.record(step, ticket.id, "join", actor, State(ticket.state), State(ticket.state), message.text)
    learnt = amending.learnt(ticket, reading, overrule=False)
    amending.amend(step, community, ticket, actor, learnt | recount(step, ticket), message.text)
    after = cards.load(step, ticket.id)
    hear(step, community, after, message.text, again=after.voices == ticket.voices)
    if picture is not None:
        showing.show(step, community, after, picture)
    if message.recording is not None:
        showing.play(step, after, message.chat.id, message.message_id, message.text)
    report = assembly.told(step, ticket.id)[report_id]
    receipts.send(step, community, after, message.chat.id, message.message_id, report_id, report)


def recount(step: Step, ticket: Row[Any]) -> dict[str, Any]:
    """Return what the number of people who tell of a ticket changes about it: enough of them make it press."""
    heard = select(func.count(distinct(_report.c.sender_id)))
    heard = heard.where(_report.c.ticket_id == ticket.id, _report.c.withdrawn_at.is_(None))
    voices = step.connection.scalar(heard) or 1
    changes: dict[str, Any] = {"voices": voices}
    if voices >= PRESSING_VOICES and ticket.severity == Severity.NORMAL.value:
        changes["severity"] = Severity.URGENT.value
    return changes


def hear(step: Step, community: Roster, ticket: Row[Any], said: str, *, again: bool = False) -> None:
    """Let those who handle a ticket hear a new voice: a hazard is never silently merged away.

    `again`: it is the voice of one who told of it before.
    """
    quoted = texts.quoted(said, 100)

    def head(words: Words) -> str:
        line = words.say("It was told of again") if again else words.say("Somebody else tells of it, {count} by now")
        line = line.format(count=ticket.voices)
        return f"👥 {line}: “{quoted}”" if quoted else f"👥 {line}"

    holder = community.person(ticket.holder_id)
    on_duty = duty.first_rung(community, ticket.area_id, step.now, step.rules.calendar).reachable
    handling = (holder,) if holder is not None and holder.reachable else on_duty
    cards.send_to(step, community, ticket, handling, photos.first(step, ticket.id), head=head)


def hear_note(step: Step, community: Roster, ticket: Row[Any], said: str) -> None:
    """Let the holder hear what the reporter has to say."""
    holder = community.person(ticket.holder_id)
    if holder is None or not holder.reachable:
        return
    quoted = texts.quoted(said, 100)

    def head(words: Words) -> str:
        return words.say("The reporter says: {words}").format(words=f"“{quoted}”")

    cards.send_to(step, community, ticket, (holder,), None, head=head)


def merge(step: Step, community: Roster, ticket: Row[Any], into: Row[Any]) -> None:
    """Merge a live ticket into an older one: its reporters and pictures go over, it is void."""
    connection = step.connection
    moved = {"ticket_id": into.id}
    said = ticket.words
    moved_pictures = photos.of_problem(step, ticket.id)
    connection.execute(update(_report).where(_report.c.ticket_id == ticket.id).values(**moved, merged=True))
    connection.execute(update(Photo.__table__).where(Photo.ticket_id == ticket.id).values(**moved))
    gone = {"state": State.VOID.value, "closed_at": step.now, "due_at": None, "merged_into": into.id}
    gone["result"] = Result.DUPLICATE.value
    connection.execute(
        update(_ticket).where(_ticket.c.id == ticket.id).values(version=_ticket.c.version + 1, holder_id=None, **gone)
    )
    nobody = Actor(step.rules.bot_id, Standing(None))
    tickets.record(step, ticket.id, "merge", nobody, State(ticket.state), State.VOID, f"#{into.number}")
    cards.refresh(step, community, cards.load(step, ticket.id))
    receipts.follow(step, ticket.id, into.id)
    prints.order(step, ticket.id)
    prints.order(step, into.id)
    tickets.record(step, into.id, "join", nobody, State(into.state), State(into.state), f"#{ticket.number}: {said}")
    amending.amend(step, community, into, None, recount(step, into), f"#{ticket.number}")
    after = cards.load(step, into.id)
    hear(step, community, after, said)
    for picture in moved_pictures:
        showing.show(step, community, after, picture)


def find_the_same(step: Step, community: Roster, ticket: Row[Any]) -> None:
    """What a ticket is about has only now been said: somebody else may have told of it before."""
    if ticket.state != State.OPEN.value or ticket.restricted or len(assembly.reports(step, ticket.id)) > 1:
        return
    known = duplicates.look(step, community, duplicates.trouble_of(ticket), None).live
    if known is not None and known.id < ticket.id:
        merge(step, community, ticket, cards.load(step, known.id))
