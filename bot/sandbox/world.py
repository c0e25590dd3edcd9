"""The ground of the town: who and which chats there are, every message, and who hears of it (bot and page).

Decides what the bot may hear (membership, privacy mode); what people do is in `voices` and `gates`.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bot.clock import Clock
from bot.sandbox.changes import Changes
from bot.sandbox.chats import ADMINISTRATORS, Chat, Json, Message, Person, private_chat
from bot.sandbox.files import Files
from bot.sandbox.refusals import Impossible
from bot.sandbox.updates import Updates


class World:
    """People, chats and messages around one bot."""

    def __init__(self, clock: Clock, updates: Updates, bot: Json, *, privacy_mode: bool = False) -> None:
        self.clock = clock
        self.updates = updates
        self.bot = bot
        self.bot_id = int(bot["id"])
        self.privacy_mode = privacy_mode
        self.files = Files(clock)
        self.changes = Changes()
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self._callbacks = 0
        self.presses: dict[str, tuple[int, float]] = {}

    def unix(self) -> int:
        """Return the present moment in unix seconds."""
        return int(self.clock.now().timestamp())

    def moment(self, date: datetime | int | None) -> int:
        """Return a date in unix seconds; None is now."""
        if date is None:
            return self.unix()
        return date if isinstance(date, int) else int(date.timestamp())

    def person(
        self,
        id: int,
        first_name: str,
        last_name: str = "",
        username: str = "",
        language_code: str = "",
        note: str = "",
        note_en: str = "",
        started: bool = False,
    ) -> Person:
        """Add somebody to the town. `started`: has opened the bot before, so that it may write to them first."""
        person = Person(id, first_name, last_name, username, language_code, note, note_en, started)
        self.people[id] = person
        self.chats[id] = private_chat(person)
        self.changes.add(lambda: {"kind": "world"})
        return person

    def group(
        self,
        id: int,
        title: str,
        members: Iterable[int] = (),
        type: str = "group",
        bot_status: str = "administrator",
        username: str = "",
        administrators: Iterable[int] = (),
    ) -> Chat:
        """Add a group or supergroup as it stands; nobody hears of it. The first member is its creator."""
        if type not in ("group", "supergroup") or id >= 0:
            raise Impossible(f"a group has a negative id and the type group or supergroup, not {id} and {type!r}")
        chat = Chat(id, type, title, username, bot_status=bot_status)
        for number, member in enumerate(members):
            self.known(member)
            chat.members[member] = "creator" if number == 0 else "member"
        for member in administrators:
            chat.members[member] = "administrator"
        self.chats[id] = chat
        self.changes.add(lambda: {"kind": "world"})
        return chat

    def known(self, person: int) -> Person:
        """Return a person; raise `Impossible` for a stranger."""
        if person not in self.people:
            raise Impossible(f"nobody has the id {person}; add them with person() first")
        return self.people[person]

    def place(self, chat: int) -> Chat:
        """Return a chat; raise `Impossible` if there is none."""
        if chat not in self.chats:
            raise Impossible(f"there is no chat {chat}; add it with group() first")
        return self.chats[chat]

    def letter(self, chat: int, message_id: int) -> Message:
        """Return a message; raise `Impossible` if it is not there (any more)."""
        message = self.place(chat).messages.get(message_id)
        if message is None:
            raise Impossible(f"there is no message {message_id} in chat {chat}")
        return message

    def post(
        self,
        chat: Chat,
        sender: int,
        author: Json,
        content: Json,
        *,
        date: int,
        reply_to: int = 0,
        quote: Json | None = None,
    ) -> Message:
        """Put a message into a chat: the page sees it, the bot hears it if it is somebody else's and it may."""
        chat.last_id += 1
        body: Json = {"message_id": chat.last_id, "from": author, "chat": chat.shape, "date": date, **content}
        message = Message(chat.last_id, sender, body, reply_to, quote)
        chat.messages[message.id] = message
        self.show(chat, message)
        if sender != self.bot_id:
            self.tell("message", chat, message, date=date)
        return message

    def show(self, chat: Chat, message: Message) -> None:
        """Tell the page that a message is new or has changed."""
        self.changes.add(
            lambda: (
                {"kind": "message", "chat": chat.id, "message": self.seen(chat, message)}
                if chat.messages.get(message.id) is message
                else None
            )
        )

    def tell(self, kind: str, chat: Chat, message: Message, *, date: int) -> None:
        """Queue `message` or `edited_message` for the bot if it is in the chat and privacy mode lets it hear."""
        if chat.has_bot and self._audible(chat, message):
            self.updates.add(kind, chat.view(message), lane=f"chat {chat.id}", date=date)

    def _audible(self, chat: Chat, message: Message) -> bool:
        if chat.is_private:
            return not self.people[chat.id].blocked_bot
        if not self.privacy_mode or chat.bot_status in ADMINISTRATORS:
            return True
        body = message.body
        if not ({"text", "caption"} & body.keys()) and SERVICE & body.keys():
            return True
        replied = chat.messages.get(message.reply_to)
        if replied is not None and replied.sender == self.bot_id:
            return True
        words = str(body.get("text") or body.get("caption") or "")
        name = f"@{self.bot['username']}".lower()
        for entity in body.get("entities") or body.get("caption_entities") or ():
            if entity["type"] not in ("bot_command", "mention"):
                continue
            said = _cut(words, entity).lower()
            if said.endswith(name) or (entity["type"] == "bot_command" and "@" not in said and entity["offset"] == 0):
                return True
        return False

    def seen(self, chat: Chat, message: Message) -> Json:
        """Return the message as the page sees it: the Bot API object with reactions and the edit mark."""
        reactions = [{"emoji": emoji, "by": by} for emoji, by in message.reactions.items() if by]
        return {**chat.view(message), "reactions": reactions, "edited": message.edited}

    def messages(self, chat: int, after: int = 0) -> list[Json]:
        """Return what is in a chat after message `after`, oldest first, as the page sees it.

        A person's id names their private chat with the bot.
        """
        place = self.place(chat)
        return [self.seen(place, message) for message in place.messages.values() if message.id > after]


SERVICE = frozenset(
    {
        "new_chat_members", "left_chat_member", "new_chat_title", "migrate_to_chat_id", "migrate_from_chat_id",
        "pinned_message", "group_chat_created", "supergroup_chat_created",
    }
)  # fmt: skip


def _cut(words: str, entity: dict[str, Any]) -> str:
    start = 2 * entity["offset"]
    return words.encode("utf-16-le")[start : start + 2 * entity["length"]].decode("utf-16-le")
