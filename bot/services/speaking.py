"""A sentence in answer to somebody's message, where and in the language they wrote."""

from sqlalchemy import select

from bot.calls import Say
from bot.domain.roster import Roster
from bot.language import Words
from bot.messages import ChatType, Message
from bot.services import cards, outbox, receipts
from bot.services.outbox import For, Priority
from bot.services.step import Step
from bot.tables import Account


def say(step: Step, community: Roster, message: Message, said: str) -> None:
    """Queue a sentence in reply to somebody's message."""
    words = words_of(community, message)
    outbox.put(
        step, Say(said, reply_to=message.message_id, quiet=True), message.chat.id, For.NOTICE, Priority.RECEIPT,
        language=words.language,
    )  # fmt: skip


def answer(step: Step, message: Message, said: str, words: Words) -> None:
    """Queue a sentence where somebody wrote; in a group, where others write too, in reply to them."""
    reply_to = None if message.chat.type is ChatType.PRIVATE else message.message_id
    say = Say(said, reply_to=reply_to)
    outbox.put(step, say, message.chat.id, For.NOTICE, Priority.RECEIPT, language=words.language)


def words_of(community: Roster, message: Message) -> Words:
    """Return the language to answer a message in."""
    if message.chat.id > 0:
        return words_in_private(community, message)
    return cards.words_for(community, receipts.language_of(community, message.chat.id))


def whisper(step: Step, community: Roster, message: Message, said: str) -> None:
    """Queue a sentence to somebody alone, wherever they wrote.

    Whom no private chat reaches is told where they would hear it, and nothing else.
    """
    if message.chat.id > 0:
        say(step, community, message, said)
        return
    words = words_in_private(community, message)
    if step.connection.scalar(select(Account.reachable).where(Account.telegram_id == message.sender.id)):
        outbox.put(step, Say(said), message.sender.id, For.NOTICE, Priority.RECEIPT, language=words.language)
    else:
        say(step, community, message, words.say("I say that to you alone: write it to me in a private chat."))


def words_in_private(community: Roster, message: Message) -> Words:
    """Return the language of whoever wrote, wherever that was: the one they chose, else their Telegram's."""
    return cards.words_to(community, message.sender)
