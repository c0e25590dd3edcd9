"""Messages become reports: a new one, a further part of one in assembly, a correction, or nothing at all.

album sibling ─▶ same report, whenever it comes
same sender, within the window ─▶ photo or pin joins; words join, correct, or tell of something new
one's own "误报", soon ─▶ the report is taken back
else ─▶ a report when it reads like one, or is a picture without words; one for each trouble it tells of
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, select, update

from bot.domain.reading import Reading
from bot.domain.reading.quantities import find_quantity
from bot.domain.reply import Intent, says_yes
from bot.domain.roster import Roster
from bot.domain.sameness import apart
from bot.domain.takeback import takes_back
from bot.domain.ticket import LIVE, Action, Refusal, State
from bot.domain.wording import wording
from bot.messages import Message
from bot.services import (
    amending,
    assembly,
    cards,
    duplicates,
    lessons,
    opening,
    people,
    photos,
    receipts,
    showing,
    tickets,
    undoing,
)
from bot.services.assembly import Begun
from bot.services.step import Step
from bot.services.tickets import Actor
from bot.tables import Part, Report, Ticket

AMENDS_FOR = timedelta(hours=24)
_part = Part.__table__
_report = Report.__table__
_ticket = Ticket.__table__


def take(step: Step, community: Roster, message: Message, *, explicit: bool = False) -> bool:
    """Take a message that nobody replied with.

    `explicit`: the sender said that it is a report. Return whether it was one.
    """
    if message.album and (sibling := assembly.album_sibling(step, message)) is not None:
        for twin in assembly.twins(step, sibling) or [sibling]:
            join(step, community, twin, message)
        return True
    window = step.rules.join_within
    if message.pin is not None and message.picture is None:
        # A pin takes longer to send than a word, and alone it is never a report.
        window *= 1.5
    begun = assembly.begun(step, message, window)
    if not message.text and not explicit:
        return _take_wordless(step, community, message, begun)
    reading = lessons.read(step, community, message.text, has_photo=message.picture is not None)
    nothing = not explicit and not reading.is_report and takes_back(message.text)
    if nothing and _take_back(step, community, message, reading):
        return True
    if begun.report is not None and not explicit:
        meant = _meant(step, begun.report, reading)
        if _belongs(meant, message, reading):
            join(step, community, meant, message, reading)
            return True
    if not explicit and not reading.is_report and _confirm(step, community, message):
        return True
    if reading.amends and not explicit:
        return _amend_latest(step, community, message, reading)
    if not (explicit or reading.is_report) or (not explicit and _tells_of_work(step, community, message, reading)):
        return False
    opening.open_reports(step, community, message, reading, begun)
    return True


def _tells_of_work(step: Step, community: Roster, message: Message, reading: Reading) -> bool:
    """Staff who tell each other how it goes report nothing: 我去劝了,有一家没人 is no new trouble."""
    if not people.standing(community, message.sender.id, is_reporter=False).is_staff:
        return False
    if reading.buildings or reading.landmark or reading.estate:
        return False
    intent = step.rules.reader.read_reply(message.text, places=community.places).intent
    if intent in (Intent.NOTE, Intent.NEED_INFO):
        return False
    told_here = select(_report.c.ticket_id).where(_report.c.chat_id == message.chat.id)
    live = select(_ticket.c.id).where(_ticket.c.id.in_(told_here), _ticket.c.state.in_([state.value for state in LIVE]))
    return step.connection.execute(live.limit(1)).first() is not None


def _confirm(step: Step, community: Roster, message: Message) -> bool:
    """The reporter of a trouble that waits for their word says, without replying to anything, that it is fixed."""
    if not says_yes(message.text):
        return False
    latest = assembly.begun(step, message, AMENDS_FOR).report
    if latest is None or latest.ticket_state != State.RESOLVED.value:
        return False
    actor = tickets.reporter(community, message.sender.id)
    decision = tickets.act(step, community, cards.load(step, latest.ticket_id), Action.CONFIRM, actor, message.text)
    if isinstance(decision, Refusal):
        return False
    receipts.react(step, message.chat.id, message.message_id, receipts.TAKEN)
    return True


def _take_wordless(step: Step, community: Roster, message: Message, begun: Begun) -> bool:
    """Take a picture, pin or recording without words."""
    if begun.report is not None and begun.report.ticket_state != State.VOID.value:
        # Which of several troubles a picture shows, nobody can tell: it goes with all that began together.
        for twin in assembly.twins(step, begun.report) or [begun.report]:
            join(step, community, twin, message)
        return True
    if message.picture is not None or message.recording is not None:
        reading = lessons.read(step, community, "", has_photo=message.picture is not None)
        opening.open_report(step, community, message, reading, begun)
        return True
    if message.pin is not None:
        # A pin alone is as often a rider's meeting point as a report: it is kept and joins what is said next.
        assembly.add_part(step, None, message)
    return False


def _belongs(latest: Row[Any], message: Message, reading: Reading) -> bool:
    """Tell whether words within the window belong to the report in assembly, rather than to a new one or to nobody."""
    if State(latest.ticket_state) not in LIVE:
        return False
    if reading.amends:
        return True
    known = latest.ticket_buildings
    elsewhere = bool(reading.buildings and known and set(reading.buildings) != set(known))
    other = bool(reading.category and latest.ticket_category and reading.category != latest.ticket_category)
    if elsewhere or other:
        return not reading.is_report
    placed = bool(reading.buildings or reading.unit or reading.floor or reading.landmark or reading.estate)
    return reading.is_report or placed or message.picture is not None


def _meant(step: Step, latest: Row[Any], reading: Reading) -> Row[Any]:
    """Return which of the reports that began together some words are about: the one of the kind they name."""
    if reading.category is None or reading.category == latest.ticket_category:
        return latest
    return next((twin for twin in assembly.twins(step, latest) if twin.ticket_category == reading.category), latest)


def join(step: Step, community: Roster, report: Row[Any], message: Message, reading: Reading | None = None) -> None:
    """Join a message to a report: its picture, pin and words; the ticket learns what it did not know."""
    assembly.add_part(step, report.id, message)
    assembly.go_on(step, report.id)
    actor = tickets.reporter(community, message.sender.id)
    if message.text:
        reading = reading or lessons.read(step, community, message.text, has_photo=message.picture is not None)
        report = _of_its_own(step, community, report, reading, actor)
    ticket = cards.load(step, report.ticket_id)
    picture = photos.add(step, ticket.id, message, photos.BEFORE)
    changes: dict[str, Any] = {}
    if message.pin is not None:
        changes |= {"latitude": message.pin.latitude, "longitude": message.pin.longitude}
    if message.text and reading is not None:
        if reading.category is None:
            # "说错了,是12盏" counts the things of the trouble that it is about.
            reading = replace(reading, quantity=find_quantity(wording(message.text).spaced, ticket.category))
        changes |= amending.learnt(ticket, reading, overrule=reading.amends and not report.merged)
        changes["words"] = "\n".join(filter(None, (ticket.words, assembly.words([message.text]))))[:4000]
        changes["resident"] = ticket.resident or assembly.resident([message.text])
    amending.amend(step, community, ticket, actor, changes, message.text)
    after = cards.load(step, ticket.id)
    if not changes:
        # Nothing new is known, but there is something now that may have been joined by mistake.
        receipts.refresh(step, community, after)
    if picture is not None:
        showing.show(step, community, after, picture)
    if message.recording is not None:
        showing.play(step, after, message.chat.id, message.message_id, message.text)
    receipts.react(step, message.chat.id, message.message_id, receipts.SEEN)
    if {"category", "buildings", "landmark"} & changes.keys():
        opening.find_the_same(step, community, after)


def _of_its_own(step: Step, community: Roster, report: Row[Any], reading: Reading, actor: Actor) -> Row[Any]:
    """Set a merged report apart whose sender now names another place; nobody moves somebody else's trouble."""
    if not report.merged:
        return report
    ticket = cards.load(step, report.ticket_id)
    if not apart(duplicates.trouble_of(reading), duplicates.trouble_of(ticket)):
        return report
    undoing.set_apart(step, community, report, actor)
    return undoing.report_of(step, report.id) or report


def _amend_latest(step: Step, community: Roster, message: Message, reading: Reading) -> bool:
    latest = assembly.begun(step, message, AMENDS_FOR).report
    if latest is None or State(latest.ticket_state) not in LIVE:
        return False
    join(step, community, _meant(step, latest, reading), message, reading)
    return True


def _take_back(step: Step, community: Roster, message: Message, reading: Reading) -> bool:
    """The sender says that it was nothing: the report just made is taken back, as long as it was only theirs."""
    latest = assembly.begun(step, message, step.rules.undo_within).report
    if latest is None or State(latest.ticket_state) not in LIVE:
        return False
    if reading.buildings and set(reading.buildings) != set(latest.ticket_buildings):
        return False
    actor = tickets.reporter(community, message.sender.id)
    if undoing.take_back(step, community, latest, actor, message.text) is not None:
        # Somebody is on it already: they have to hear it, and to decide.
        tickets.act(step, community, cards.load(step, latest.ticket_id), Action.NOTE, actor, message.text)
        opening.hear_note(step, community, cards.load(step, latest.ticket_id), message.text)
    receipts.react(step, message.chat.id, message.message_id, receipts.TAKEN)
    return True


def edit(step: Step, community: Roster, message: Message) -> bool:
    """Re-read an edited message: its tickets follow it, their clocks do not.

    Words that were chatter may become a report; a report that was edited never becomes a further one.
    """
    where = (_part.c.chat_id == message.chat.id, _part.c.message_id == message.message_id)
    of_report = select(_part.c.text, _part.c.report_id, _report.c.ticket_id).join(
        _report, _report.c.id == _part.c.report_id
    )
    found = step.connection.execute(of_report.where(*where).order_by(_part.c.id)).all()
    if not found:
        return take(step, community, message)
    if found[0].text == message.text:
        return True
    step.connection.execute(update(_part).where(*where).values(text=message.text))
    reading = lessons.read(step, community, message.text, has_photo=True)
    actor = tickets.reporter(community, message.sender.id)
    for part in found:
        report = undoing.report_of(step, part.report_id)
        assert report is not None
        report = _of_its_own(step, community, report, reading, actor)
        ticket = cards.load(step, report.ticket_id)
        told = opening.trouble_of_kind(reading, ticket.category)
        overrule = not report.merged and (len(found) == 1 or told.category == ticket.category)
        changes = amending.learnt(ticket, told, overrule=overrule)
        if not report.merged:
            texts = [one.text for one in assembly.parts(step, report.id)]
            changes |= {"words": assembly.words(texts), "resident": ticket.resident or assembly.resident(texts)}
        amending.amend(step, community, ticket, actor, changes, part.text)
    return True
