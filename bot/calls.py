"""What the bot says: one call of the Bot API each, and what became of it. Plain frozen values.

Only `telegram_io` turns a call into Telegram's own terms and its answer into an outcome.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum
from typing import Any


class Style(StrEnum):
    """The colour of a button."""

    PLAIN = ""
    PRIMARY = "primary"
    SUCCESS = "success"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; `data` is at most 64 bytes."""

    label: str
    data: str
    style: Style = Style.PLAIN


Buttons = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class PhotoRef:
    """A photo to send: by Telegram's `file_id`, or our own cleaned copy by its content hash."""

    file_id: str | None = None
    stored: str | None = None


@dataclass(frozen=True, slots=True)
class Say:
    """A new message, `text` being HTML; with a photo it becomes the caption."""

    text: str
    buttons: Buttons = ()
    photo: PhotoRef | None = None
    reply_to: int | None = None
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Album:
    """Two to ten photos as one message group."""

    photos: tuple[PhotoRef, ...]
    text: str = ""
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """New words and buttons for a message of ours. `caption`: it carries a photo."""

    message_id: int
    text: str
    buttons: Buttons = ()
    caption: bool = False


@dataclass(frozen=True, slots=True)
class React:
    """One emoji on somebody's message; it replaces our former one."""

    message_id: int
    emoji: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The toast that answers a button press."""

    press_id: str
    text: str = ""
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of ours: `content` when it is short plain text, else the file at `path`."""

    path: str
    name: str
    text: str = ""
    content: str = ""


@dataclass(frozen=True, slots=True)
class Poster:
    """A picture of words with a link as QR code, drawn when its turn comes. Plain text, `text` below it included.

    `rows` are a heading and what stands beside it. `sheet`: a page to print, sent as a file; else a picture to scan.
    """

    name: str
    title: str
    rows: tuple[tuple[str, str], ...] = ()
    link: str = ""
    note: str = ""
    text: str = ""
    sheet: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of figures, drawn when its turn comes; `page` as `domain.bulletin.pack` made it, `text` HTML below it.

    As a photo; or, `whole`, as a file of full sharpness, which is sent only where a photo is too high to be read.
    What cannot be drawn is still said.
    """

    name: str
    page: Mapping[str, Any]
    text: str = ""
    dark: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Ledger:
    """The list of an area's tickets, a spreadsheet that is written when its turn comes.

    In it are those reported in [since, until), and those from before that are open still.

    `text` is plain. `community` may be empty: all that lies in the area. `since` and `until` in ISO form, `zone` by its
    name; `within`: who reads it is one of the community itself, not a group.
    """

    name: str
    text: str
    community: str
    area_id: int
    since: str
    until: str
    language: str
    zone: str
    within: bool


@dataclass(frozen=True, slots=True)
class Copy:
    """Somebody's message, a voice note or a video, without their name. `text` takes the place of its caption."""

    from_chat: int
    message_id: int
    reply_to: int | None = None
    text: str | None = None


Call = Say | Album | Edit | React | Answer | Paper | Poster | Picture | Ledger | Copy

_KINDS: Mapping[str, type[Call]] = {
    "say": Say,
    "album": Album,
    "edit": Edit,
    "react": React,
    "answer": Answer,
    "paper": Paper,
    "poster": Poster,
    "picture": Picture,
    "ledger": Ledger,
    "copy": Copy,
}
_NAMES = {shape: name for name, shape in _KINDS.items()}
_FIELDS: Mapping[type, tuple[str, ...]] = {
    shape: tuple(field.name for field in fields(shape)) for shape in (*_KINDS.values(), Button, PhotoRef)
}


def pack(call: Call) -> tuple[str, dict[str, Any]]:
    """Return the kind and the JSON-ready payload of `call`, for an outbox row."""
    return _NAMES[type(call)], {name: _plain(getattr(call, name)) for name in _FIELDS[type(call)]}


def _plain(value: Any) -> Any:
    # What `dataclasses.asdict` does, without the copies it makes of every string on the way.
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    names = _FIELDS.get(type(value))
    return {name: _plain(getattr(value, name)) for name in names} if names else value


def unpack(kind: str, payload: Mapping[str, Any]) -> Call:
    """Return the call that `pack` took apart. Raise KeyError for an unknown kind."""
    fields = dict(payload)
    if "buttons" in fields:
        fields["buttons"] = tuple(
            tuple(Button(b["label"], b["data"], Style(b["style"])) for b in row) for row in fields["buttons"]
        )
    if fields.get("photo"):
        fields["photo"] = PhotoRef(**fields["photo"])
    if "photos" in fields:
        fields["photos"] = tuple(PhotoRef(**photo) for photo in fields["photos"])
    if "rows" in fields:
        fields["rows"] = tuple((heading, beside) for heading, beside in fields["rows"])
    return _KINDS[kind](**fields)


# --------------------------------------------------------------------------- what became of it


@dataclass(frozen=True, slots=True)
class Sent:
    """Carried out, as these messages (none for calls that make no message)."""

    message_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Later:
    """Try again. `uncertain`: it may have arrived. `pause`: Telegram asked the chat (or, without one, us) to wait."""

    wait: timedelta
    why: str
    uncertain: bool = False
    pause: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """The group became a supergroup."""

    new_id: int


@dataclass(frozen=True, slots=True)
class Instead:
    """This call cannot work; another one for the same row can."""

    call: Call
    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """For good. `unreachable`: nothing else will reach this chat either."""

    why: str
    unreachable: bool = False


Outcome = Sent | Later | Moved | Instead | Refused
