"""Everything the bot reacts to, on one screen.

    in a report group   a picture, a pin, words that read like a report · edits of them · replies
    in a staff group    replies to cards
    among staff         给老高加5分 and why · replies to a digest: #142 and what was decided
    anywhere            /start /help /report /points, a mention of the bot, presses on buttons
    of itself           being added, blocked, thrown out; a group that becomes a supergroup

One update is one transaction: everything it causes, or nothing.
"""

from bot.domain.roster import Purpose
from bot.messages import ChatType, Membership, Message, Migration, Press, Update
from bot.services import (
    awards,
    commands,
    decisions,
    groups,
    handiwork,
    offering,
    people,
    presses,
    replies,
    reports,
    slips,
    strangers,
    whistles,
)
from bot.services.step import Step


def take(step: Step, update: Update) -> None:
    """Take one update."""
    match update:
        case Migration():
            groups.move(step, update.chat.id, update.new_id)
        case Membership():
            _standing(step, update)
        case Press():
            people.meet(step, update.sender, in_private=update.chat.type is ChatType.PRIVATE)
            presses.take(step, update)
        case Message():
            _message(step, update)


def _standing(step: Step, update: Membership) -> None:
    present = update.status in ("member", "administrator", "creator", "restricted")
    if update.chat.type is ChatType.PRIVATE:
        people.meet(step, update.sender, in_private=present)
        people.set_reachable(step, update.sender.id, reachable=present)
    elif groups.bound(step, update.chat.id) is not None:
        groups.set_reachable(step, update.chat.id, reachable=present)
    elif present and not slips.is_department(step, update.chat.id):
        strangers.greet(step, update.chat, update.sender.language)


def _message(step: Step, message: Message) -> None:
    if message.sender.is_bot and not message.sender.anonymous:
        return
    private = message.chat.type is ChatType.PRIVATE
    people.meet(step, message.sender, in_private=private)
    if message.command is not None and not message.edited:
        commands.take(step, message)
        return
    found = None if private else groups.bound(step, message.chat.id)
    if not private and found is None:
        if not slips.is_department(step, message.chat.id):
            strangers.greet(step, message.chat, message.sender.language)
        elif not message.edited:
            whistles.heard(step, message)
        return
    if message.edited:
        _edited(step, message)
        return
    if (named := commands.spoken(message)) is not None:
        commands.take(step, named)
        return
    if awards.overhear(step, message) or decisions.take(step, message):
        return
    ticket = replies.ticket_of(step, message)
    if ticket is not None and replies.take(step, people.roster(step, ticket.community_id), ticket, message):
        return
    if message.mentions_bot:
        commands.report(step, message)
        return
    if found is not None and Purpose.REPORTS not in found.purposes:
        return
    community = commands.community_for(step, message, found)
    if community is None:
        if private and not whistles.heard(step, message):
            commands.take(step, message)
        return
    if not handiwork.take_unaddressed(step, community, message):
        taken = reports.take(step, community, message)
        if private and not taken:
            commands.not_understood(step, message)
        elif not taken:
            offering.offer(step, community, message)


def _edited(step: Step, message: Message) -> None:
    community = commands.community_for(step, message)
    if community is not None and message.text and message.reply_to is None:
        reports.edit(step, community, message)
