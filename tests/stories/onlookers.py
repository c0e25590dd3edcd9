"""What people see, and what the tables say: messages, buttons, reactions, toasts, rows. Only looks, never does."""

import re
from collections.abc import Coroutine
from typing import Any, TypeVar

from sqlalchemy import text

from bot.database import reading
from bot.loops import House
from bot.sandbox.server import Sandbox

T = TypeVar("T")


class Onlookers:
    """The looking half of a town. Chats are named "group", "staff" or by a person."""

    sandbox: Sandbox
    house: House
    people: dict[str, int]
    groups: dict[str, int]

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something in the loop that sandbox and bot share."""
        raise NotImplementedError

    def do(self, what: Any, *given: Any, **named: Any) -> Any:
        """Call something of the sandbox's town in its loop."""

        async def act() -> Any:
            return what(*given, **named)

        return self.call(act())

    def chat(self, name: str) -> int:
        """Return a chat's id by its name."""
        return self.groups.get(name) or self.people[name]

    def messages(self, chat: str) -> list[dict[str, Any]]:
        """Return a chat's messages as the people in it see them."""
        return list(self.do(self.sandbox.town.messages, self.chat(chat)))

    def posts(self, chat: str) -> list[dict[str, Any]]:
        """Return the bot's own messages in a chat, oldest first."""
        return [message for message in self.messages(chat) if message["from"]["is_bot"]]

    def heard_by(self, chat: str) -> list[str]:
        """Return what the bot says in a chat now, edits done, oldest first."""
        return [message.get("text") or message.get("caption") or "" for message in self.posts(chat)]

    def card(self, chat: str) -> dict[str, Any]:
        """Return the latest message of the bot in a chat that has buttons, else its latest message."""
        said = [m for m in self.messages(chat) if m["from"]["is_bot"]]
        if not said:
            raise LookupError(f"{chat} has heard nothing")
        return next((m for m in reversed(said) if m.get("reply_markup")), said[-1])

    def buttons(self, chat: str) -> list[str]:
        """Return the labels of all buttons that are shown in a chat."""
        rows = [row for m in self.messages(chat) for row in m.get("reply_markup", {}).get("inline_keyboard", ())]
        return [button["text"] for row in rows for button in row]

    def offers(self, chat: str, message: int | None = None) -> list[str]:
        """Return what the buttons under a message, or under the latest that has some, would do; not what they undo."""
        return [found for found in self._drawn(chat, message) if found.partition(":")[0] not in UNDOING]

    def second_thoughts(self, chat: str, message: int | None = None) -> list[str]:
        """Return what the buttons under a message, or under the latest that has some, would undo."""
        return [kind for found in self._drawn(chat, message) if (kind := found.partition(":")[0]) in UNDOING]

    def _drawn(self, chat: str, message: int | None) -> list[str]:
        shown = self.card(chat) if message is None else self.post(chat, message)
        rows = shown.get("reply_markup", {}).get("inline_keyboard", ())
        return [action(button) for row in rows for button in row]

    def post(self, chat: str, message: int) -> dict[str, Any]:
        """Return one message of a chat as it is shown now."""
        return next(shown for shown in self.messages(chat) if shown["message_id"] == message)

    def calls(self, method: str, chat: str | None = None) -> list[dict[str, Any]]:
        """Return the arguments of what the bot asked of Telegram and got, oldest first."""
        asked = [call.params for call in self.sandbox.requests if call.method == method and call.ok]
        return [given for given in asked if chat is None or str(given.get("chat_id")) == str(self.chat(chat))]

    def reactions(self, message: int, chat: str = "group") -> str:
        """Return the emoji on a message."""
        shown = next(m for m in self.messages(chat) if m["message_id"] == message)
        return "".join(reaction["emoji"] for reaction in shown.get("reactions", ()))

    def toasts(self, who: str) -> list[str]:
        """Return the answers to a person's presses."""
        return list(self.do(self.sandbox.town.toasts, self.people[who]))

    def rows(self, query: str) -> list[Any]:
        """Return rows of the database."""
        with reading(self.house.engine) as connection:
            return list(connection.execute(text(query)).all())

    def ticket(self, number: int = 1) -> Any:
        """Return a ticket's row."""
        return self.rows(f"SELECT * FROM ticket WHERE number = {int(number)}")[0]

    def events(self, number: int = 1) -> list[str]:
        """Return the kinds of a ticket's events, in order."""
        found = "SELECT e.kind FROM event e JOIN ticket t ON t.id = e.ticket_id WHERE t.number = {} ORDER BY e.id"
        return [row.kind for row in self.rows(found.format(int(number)))]


UNDOING = ("undo", "apart", "split")


def action(button: dict[str, Any]) -> str:
    """Return what a button does, without the ticket it does it to: `claim`, `return:not_mine`, `place:5`."""
    _, action, _, _, *extra = button["callback_data"].split(":", 4)
    # Which words a button was offered for is nothing that people see.
    return ":".join((action, *(one for one in extra if not re.fullmatch(r"m\d+", one))))
