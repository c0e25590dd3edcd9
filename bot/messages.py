"""What people did in a chat: the shapes of a message inside the house. Plain frozen values.

Only `telegram_io` makes them, from Telegram's own JSON.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ChatType(StrEnum):
    """Kinds of chat that the house tells apart."""

    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"


@dataclass(frozen=True, slots=True)
class ChatRef:
    """Where something happened."""

    id: int
    type: ChatType
    title: str = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who did it. `anonymous`: an anonymous group admin or a channel identity, which is never a person."""

    id: int
    name: str
    language: str | None = None
    anonymous: bool = False
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture at its largest size.

    `as_file`: sent as a document, so it may carry GPS; `size` in bytes, 0 = unknown.
    """

    file_id: str
    unique_id: str
    as_file: bool = False
    size: int = 0


@dataclass(frozen=True, slots=True)
class Pin:
    """A place on the map, WGS-84 degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Recording:
    """A voice note, a video or a piece of audio. `kind`: voice, video, video_note or audio."""

    file_id: str
    kind: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message, or the edit of one. `text` is text or caption."""

    chat: ChatRef
    message_id: int
    sender: Sender
    sent_at: datetime
    text: str = ""
    picture: Picture | None = None
    pin: Pin | None = None
    recording: Recording | None = None
    album: str | None = None
    edited: bool = False
    forwarded: bool = False
    command: str | None = None
    """Lower-case name of a leading /command meant for this bot; `text` is then only its argument."""
    mentions_bot: bool = False
    reply_to: "Message | None" = None


@dataclass(frozen=True, slots=True)
class Press:
    """A press on one of our buttons. The authority is `sender` and the database, never `data`."""

    id: str
    chat: ChatRef
    message_id: int
    sender: Sender
    data: str


@dataclass(frozen=True, slots=True)
class Membership:
    """The bot's own standing in a chat changed; in a private chat `status` is `member` or `kicked` (blocked)."""

    chat: ChatRef
    sender: Sender
    status: str


@dataclass(frozen=True, slots=True)
class Migration:
    """A group became a supergroup and with it got a new id."""

    chat: ChatRef
    new_id: int


Update = Message | Press | Membership | Migration
