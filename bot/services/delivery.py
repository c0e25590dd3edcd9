"""What becomes of a message of ours once Telegram has answered: recorded, tried again, moved, or given up.

A card that cannot be delivered lets the ladder climb at once.
"""

from datetime import timedelta

from sqlalchemy import select

from bot.calls import Album, Instead, Later, Moved, Outcome, Refused, Say, Sent, unpack
from bot.services import cards, chasing, escalation, groups, outbox, pace, people, postman, receipts
from bot.services.outbox import For
from bot.services.postman import Ready
from bot.services.step import Step
from bot.tables import Post, Posting

MOST_ATTEMPTS = 12
REPEATED = 3
"""After so many refusals for haste in a row the whole bot slows down, not the one chat."""
_REMEMBERED = frozenset({For.CARD, For.RECEIPT, For.RESULT, For.SLIP, For.PHOTOS, For.NOTICE})


def record(step: Step, row: Ready, outcome: Outcome) -> None:
    """Record how a call went, and do what follows from it."""
    match outcome:
        case Sent():
            postman.sent(step.connection, row, next(iter(outcome.message_ids), None), step.now)
            if row.chat_id is not None and row.chat_id > 0 and outcome.message_ids:
                people.reached(step, row.chat_id)
            _remember(step, row, outcome)
        case Later() if row.attempts >= MOST_ATTEMPTS and not outcome.pause:
            postman.drop(step.connection, row, f"given up after {row.attempts} attempts: {outcome.why}")
            _card_is_lost(step, row)
        case Later():
            until = step.now + outcome.wait
            if outcome.pause:
                whole = row.chat_id is None or row.pauses + 1 >= REPEATED
                pace.pause_chat(step.connection, None if whole else row.chat_id, until)
            postman.retry(
                step.connection,
                row,
                until,
                outcome.why,
                uncertain=outcome.uncertain,
                paused=outcome.pause,
            )
        case Moved():
            postman.retry(step.connection, row, step.now, "group moved", uncertain=False, counted=False)
            if row.chat_id is not None:
                groups.move(step, row.chat_id, outcome.new_id)
        case Instead():
            _try_instead(step, row, outcome)
        case Refused():
            postman.drop(step.connection, row, outcome.why)
            if outcome.unreachable and row.chat_id is not None:
                _unreachable(step, row.chat_id)
                _card_is_lost(step, row)


def _remember(step: Step, row: Ready, outcome: Sent) -> None:
    """Keep which messages are about which ticket; show a card anew whose ticket has moved on while it was under way."""
    if row.ticket_id is None or row.chat_id is None or row.purpose not in _REMEMBERED:
        return
    call = unpack(row.kind, row.payload)
    values = {
        "chat_id": row.chat_id,
        "ticket_id": row.ticket_id,
        "purpose": row.purpose,
        "report_id": row.report_id,
        "caption": isinstance(call, Album) or (isinstance(call, Say) and call.photo is not None),
        "language": row.language,
        "private": row.chat_id > 0,
    }
    for message_id in outcome.message_ids:
        outbox.remember(step, values | {"message_id": message_id})
    if row.purpose == For.CARD and outcome.message_ids:
        outbox.hang_on(step, row.ticket_id, row.chat_id, outcome.message_ids[0])
    if row.purpose in (For.CARD, For.RECEIPT):
        ticket = cards.load(step, row.ticket_id)
        if ticket.version != row.ticket_version:
            community = people.roster(step, ticket.community_id)
            (cards if row.purpose == For.CARD else receipts).refresh(step, community, ticket)


def _try_instead(step: Step, row: Ready, outcome: Instead) -> None:
    if row.attempts >= MOST_ATTEMPTS:
        postman.drop(step.connection, row, outcome.why)
        return
    postman.replace_call(step.connection, row, outcome.call, step.now, outcome.why)
    if row.kind == "edit" and isinstance(outcome.call, Say):
        # The message to edit is gone, so the card is posted anew, in the chat's own lane, and remembered as a card.
        gone = (Post.chat_id == row.chat_id, Post.message_id == row.payload["message_id"])
        purpose = step.connection.scalar(select(Post.purpose).where(*gone)) or For.NOTICE.value
        step.connection.execute(Post.__table__.delete().where(*gone))
        step.connection.execute(
            Posting.__table__.update()
            .where(Posting.id == row.id)
            .values(purpose=purpose, lane=str(row.chat_id), due_at=step.now + timedelta(seconds=1))
        )


def _unreachable(step: Step, chat_id: int) -> None:
    if chat_id > 0:
        people.set_reachable(step, chat_id, reachable=False)
    else:
        groups.set_reachable(step, chat_id, reachable=False)


def _card_is_lost(step: Step, row: Ready) -> None:
    if row.purpose == For.CARD and row.ticket_id is not None:
        escalation.unreachable(step, row.ticket_id)
    elif row.purpose == For.SLIP and row.ticket_id is not None and row.chat_id is not None:
        chasing.unheard(step, row.ticket_id, row.chat_id)
