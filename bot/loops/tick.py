"""What time brings: deadlines, what a dead process left behind, what is old enough to forget. Digests: `publish`."""

from collections.abc import Callable
from datetime import timedelta

import structlog
from sqlalchemy.exc import DBAPIError

from bot.database import reading, transaction
from bot.loops.house import House
from bot.loops.poll import keep_turn
from bot.loops.pulse import feel, own_up
from bot.services import chasing, escalation, handover, inbox, outbox, photos, postman
from bot.services.step import Step

log = structlog.get_logger("qianshao")
DEAF_SECONDS = 120.0
BATCH = 50


def tick(house: House) -> bool:
    """Deadlines and whatever else is due, one transaction each, and rows whose sender died.

    Return whether there was any.
    """
    if house.polling:
        keep_turn(house)
    with transaction(house.engine) as connection:
        worked = postman.reclaim(connection, house.clock.now()) > 0
    feel(house)
    while _escalate(house):
        worked = True
    while _one(house, chasing.chase_next):
        worked = True
    while _one(house, handover.tell_next):
        worked = True
    while own_up(house):
        worked = True
    return worked


def _escalate(house: House) -> bool:
    """Some tickets in one commit, which is most of the work; when one of them fails, each in its own."""
    try:
        with transaction(house.engine) as connection:
            return escalation.escalate_due(house.step(connection), BATCH) > 0
    except (escalation.StuckTicket, DBAPIError):
        house.rules.memory.clear()
        return _escalate_alone(house)


def _escalate_alone(house: House) -> bool:
    try:
        worked = 0
        while worked < BATCH and _one(house, escalation.escalate_next):
            worked += 1
        return worked > 0
    except escalation.StuckTicket as stuck:
        log.exception("ticket could not be escalated", ticket=stuck.ticket_id)
        house.rules.memory.clear()
        with transaction(house.engine) as connection:
            escalation.make_way(house.step(connection), stuck.ticket_id)
        return True


def _one(house: House, what: Callable[[Step], bool]) -> bool:
    with transaction(house.engine) as connection:
        return what(house.step(connection))


def recover(house: House) -> None:
    """At the start of the one process of an embedded database: nobody else can be holding anything."""
    with transaction(house.engine) as connection:
        inbox.release_all(connection)
        postman.reclaim(connection, house.clock.now(), everything=True)
        photos.release_all(connection, house.clock.now())


def forget(house: House, letters: timedelta = timedelta(hours=72), postings: timedelta = timedelta(days=30)) -> int:
    """Forget raw updates and settled rows that are old enough; return how many."""
    now = house.clock.now()
    with transaction(house.engine) as connection:
        handover.purge(connection, now - postings)
        return inbox.purge(connection, now - letters) + outbox.purge(connection, now - postings)


def idle(house: House) -> bool:
    """Tell whether nothing waits at this moment: no letter, no picture, no message that may go now."""
    with reading(house.engine) as connection:
        now = house.clock.now()
        return not (inbox.waiting(connection) or photos.waiting(connection) or postman.due(connection, now))


def health(house: House) -> tuple[bool, dict[str, float]]:
    """Count what waits. The house is well while it hears Telegram; by webhook it cannot tell silence from peace."""
    with reading(house.engine) as connection:
        facts = {
            "letters_waiting": inbox.waiting(connection),
            "letters_aside": inbox.put_aside(connection),
            "messages_waiting": outbox.count(connection, ["waiting", "sending"]),
            "messages_given_up": outbox.count(connection, ["dead"]),
            "pictures_waiting": photos.waiting(connection),
            "silent_seconds": (house.clock.now() - house.heard_at).total_seconds() if house.heard_at else 0.0,
        }
    return facts["silent_seconds"] < DEAF_SECONDS, facts
