"""The whole town, as demonstrations and stories use it: people, chats and what the bot has shown to whom."""

import re
from typing import Any

from bot.clock import Clock
from bot.sandbox.chats import ADMINISTRATORS, Chat, Json, Message
from bot.sandbox.gates import Gates
from bot.sandbox.refusals import QUERY_TOO_OLD, bad_request, forbidden
from bot.sandbox.updates import Updates
from bot.sandbox.voices import Voices

_NUMBER = re.compile(r"-?[0-9]{1,20}")


class Town(Voices, Gates):
    """Everything around one bot. Methods are plain calls; use them from the loop the sandbox runs in."""

    def __init__(
        self, clock: Clock, updates: Updates, bot: Json, *, privacy_mode: bool = False, answer_within: float = 15.0
    ) -> None:
        super().__init__(clock, updates, bot, privacy_mode=privacy_mode)
        self._answer_within = answer_within
        self._toasts: dict[int, list[str]] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.profile: dict[tuple[str, str], str] = {}

    def toasts(self, person: int) -> list[str]:
        """Return what answers to button presses have shown this person, oldest first."""
        return list(self._toasts.get(person, ()))

    def answer(self, callback_id: str, text: str, alert: bool) -> None:
        """Show the answer to a press; refuse one that comes too late (seconds by the clock) or to no press."""
        person, pressed = self.presses.get(callback_id, (0, float("-inf")))
        if self.clock.now().timestamp() - pressed > self._answer_within:
            raise bad_request(QUERY_TOO_OLD)
        if text:
            self._toasts.setdefault(person, []).append(text)
            self.changes.add(lambda: {"kind": "toast", "person": person, "text": text, "alert": alert})

    def find_chat(self, given: str) -> Chat:
        """Return the chat a bot means by `chat_id`; refuse an unknown one, say where a migrated one went."""
        if not given:
            raise bad_request("chat_id is empty")
        if given.startswith("@"):
            name = given[1:].lower()
            chat = next((c for c in self.chats.values() if not c.is_private and c.username.lower() == name), None)
        else:
            chat = self.chats.get(int(given)) if _NUMBER.fullmatch(given) else None
        if chat is None:
            raise bad_request("chat not found")
        if chat.migrated_to:
            raise bad_request("group chat was upgraded to a supergroup chat", migrate_to_chat_id=chat.migrated_to)
        return chat

    def open_chat(self, given: str) -> Chat:
        """Return a chat the bot may write to; otherwise refuse as Telegram does."""
        chat = self.find_chat(given)
        if chat.is_private:
            person = self.people[chat.id]
            if person.blocked_bot:
                raise forbidden("bot was blocked by the user")
            if not person.started:
                raise forbidden("bot can't initiate conversation with a user")
        elif chat.bot_status == "kicked":
            raise forbidden(f"bot was kicked from the {chat.type} chat")
        elif chat.bot_status == "left":
            raise forbidden(f"bot is not a member of the {chat.type} chat")
        return chat

    def heard(self, chat: Chat, message_id: int, what: str) -> Message:
        """Return a message the bot names; `what` names it in the refusal, such as "message to edit"."""
        if message_id <= 0:
            raise bad_request("message identifier is not specified")
        message = chat.messages.get(message_id)
        if message is None:
            raise bad_request(f"{what} not found")
        return message

    def is_administrator(self, chat: Chat) -> bool:
        """Return whether the bot may do in this chat what only administrators may."""
        return chat.is_private or chat.bot_status in ADMINISTRATORS

    def _shown_commands(self) -> list[Json]:
        """Return the commands a client would offer: those for everybody if there are any, else the first there are."""
        everybody = self.commands.get(('{"type": "default"}', ""))
        return everybody or next((commands for commands in self.commands.values() if commands), [])

    def state(self) -> dict[str, Any]:
        """Return the page's whole picture of the town, without clock, bot and samples."""
        return {
            "version": self.changes.version,
            "people": [person.shown() for person in self.people.values()],
            "chats": [chat.shown() for chat in self.chats.values() if not chat.is_private and not chat.migrated_to],
            "commands": self._shown_commands(),
            "messages": {str(chat.id): self.messages(chat.id) for chat in self.chats.values() if not chat.migrated_to},
        }
