"""The nouns of the town: a person, a chat, a message, each with the shape the Bot API gives it. Decides nothing."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

GROUP_ANONYMOUS_BOT: Json = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
PRESENT = frozenset({"creator", "administrator", "member"})
ADMINISTRATORS = frozenset({"creator", "administrator"})

_RIGHTS: Json = {
    "can_be_edited": False,
    "is_anonymous": False,
    "can_manage_chat": True,
    "can_delete_messages": True,
    "can_manage_video_chats": True,
    "can_restrict_members": True,
    "can_promote_members": False,
    "can_change_info": True,
    "can_invite_users": True,
    "can_post_stories": False,
    "can_edit_stories": False,
    "can_delete_stories": False,
    "can_pin_messages": True,
}


@dataclass(slots=True)
class Message:
    """One message. `body` is the Bot API object without the reply; it is replaced, never changed, when edited."""

    id: int
    sender: int
    body: Json
    reply_to: int = 0
    quote: Json | None = None
    reactions: dict[str, list[int]] = field(default_factory=dict)
    edited: bool = False


@dataclass(slots=True)
class Person:
    """Somebody with a Telegram account. `started`: has pressed Start, so the bot may write first."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    note: str = ""
    note_en: str = ""
    started: bool = False
    blocked_bot: bool = False
    user: Json = field(init=False)

    def __post_init__(self) -> None:
        self.user = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if value := getattr(self, name):
                self.user[name] = value

    def shown(self) -> Json:
        """Return the person as the page knows them."""
        return {
            "id": self.id,
            "first_name": self.first_name,
            "last_name": self.last_name,
            "username": self.username,
            "language_code": self.language_code,
            "note": self.note,
            "note_en": self.note_en,
            "blocked_bot": self.blocked_bot,
        }


@dataclass(slots=True)
class Chat:
    """A private chat with the bot (id of the person), a group or a supergroup. `members` holds people's statuses."""

    id: int
    type: str
    title: str = ""
    username: str = ""
    members: dict[int, str] = field(default_factory=dict)
    bot_status: str = "member"
    messages: dict[int, Message] = field(default_factory=dict)
    last_id: int = 0
    albums: int = 0
    migrated_to: int = 0
    pinned: list[int] = field(default_factory=list)
    shape: Json = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.shape:
            self.shape = {"id": self.id, "title": self.title, "type": self.type}
            if self.username:
                self.shape["username"] = self.username

    @property
    def is_private(self) -> bool:
        """Return whether this is somebody's chat with the bot."""
        return self.type == "private"

    @property
    def has_bot(self) -> bool:
        """Return whether the bot can hear anything here at all."""
        return self.bot_status in PRESENT

    def view(self, message: Message) -> Json:
        """Return the message as the Bot API shows it, with what it replies to, if that still exists."""
        replied = self.messages.get(message.reply_to) if message.reply_to else None
        if replied is None:
            return message.body
        view = {**message.body, "reply_to_message": replied.body}
        if message.quote is not None:
            view["quote"] = message.quote
        return view

    def shown(self) -> Json:
        """Return the chat as the page knows it."""
        members = [person for person, status in self.members.items() if status in PRESENT]
        status = "administrator" if self.bot_status == "creator" else self.bot_status
        return {"id": self.id, "type": self.type, "title": self.title, "members": members, "bot_status": status}


def private_chat(person: Person) -> Chat:
    """Return the chat of one person with the bot."""
    shape = {"id": person.id, "first_name": person.first_name, "type": "private"}
    for name in ("last_name", "username"):
        if value := getattr(person, name):
            shape[name] = value
    return Chat(person.id, "private", members={person.id: "member"}, shape=shape)


def chat_member(user: Json, status: str) -> Json:
    """Return a ChatMember of the Bot API."""
    match status:
        case "creator":
            return {"status": status, "user": user, "is_anonymous": False}
        case "administrator":
            return {"status": status, "user": user, **_RIGHTS}
        case "kicked":
            return {"status": status, "user": user, "until_date": 0}
    return {"status": status, "user": user}
