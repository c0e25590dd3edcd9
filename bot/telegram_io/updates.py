"""Telegram's raw JSON becomes the house's messages. Field by field: `Update.de_json` would cost twenty times as much.

A field that is missing or odd is read as absent where it can be; a body that makes no sense raises ValueError.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.messages import (
    ChatRef,
    ChatType,
    Membership,
    Message,
    Migration,
    Picture,
    Pin,
    Press,
    Recording,
    Sender,
    Update,
)

ANONYMOUS = frozenset({1087968824, 136817688, 777000})
"""GroupAnonymousBot, Channel_Bot and the service account: identities, never persons."""

_MOST_TEXT = 4096


def lane(raw: Mapping[str, Any]) -> str:
    """Return within which chat an update's order must be kept; `-` when it has none; any object will do."""
    for kind in ("message", "edited_message", "my_chat_member"):
        if kind in raw:
            return _id(_of(_of(raw, kind), "chat"))
    press = _of(raw, "callback_query")
    found = _id(_of(_of(press, "message"), "chat"))
    return found if found != "-" else _id(_of(press, "from"))


def sent_at(raw: Mapping[str, Any]) -> datetime | None:
    """Return when a message was written, or last edited; None for what is no message."""
    message = _of(raw, "message") or _of(raw, "edited_message")
    moment = message.get("edit_date") or message.get("date")
    try:
        return datetime.fromtimestamp(moment, UTC) if isinstance(moment, int) else None
    except (ValueError, OverflowError, OSError):
        return None


def _of(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    inner = raw.get(key)
    return inner if isinstance(inner, Mapping) else {}


def _id(raw: Mapping[str, Any]) -> str:
    return str(raw["id"]) if isinstance(raw.get("id"), int) else "-"


def parse(raw: Mapping[str, Any], bot_name: str) -> Update | None:
    """Return what somebody did, None when it is nothing the house reacts to.

    Raise ValueError when it makes no sense.
    """
    try:
        return _parse(raw, bot_name)
    except (KeyError, TypeError, AttributeError, OverflowError, OSError) as error:
        raise ValueError(f"unreadable update: {type(error).__name__} {error}") from error


def _parse(raw: Mapping[str, Any], bot_name: str) -> Update | None:
    if "callback_query" in raw:
        return _press(raw["callback_query"])
    if "my_chat_member" in raw:
        change = raw["my_chat_member"]
        return Membership(_chat(change["chat"]), _sender(change["from"]), str(change["new_chat_member"]["status"]))
    edited = "edited_message" in raw
    if not edited and "message" not in raw:
        return None
    message = raw["edited_message"] if edited else raw["message"]
    if "migrate_to_chat_id" in message:
        return Migration(_chat(message["chat"]), int(message["migrate_to_chat_id"]))
    if message["chat"]["type"] == "channel":
        return None
    read = _message(message, bot_name, edited=edited)
    empty = not (read.text or read.picture or read.pin or read.recording or read.command)
    return None if empty else read


def _press(press: Mapping[str, Any]) -> Press | None:
    message = press.get("message")
    if not isinstance(message, Mapping) or "data" not in press:
        return None
    return Press(
        str(press["id"]),
        _chat(message["chat"]),
        int(message["message_id"]),
        _sender(press["from"]),
        _text(press["data"]),
    )


def _message(raw: Mapping[str, Any], bot_name: str, *, edited: bool, outer: bool = True) -> Message:
    words = _text(raw.get("text") or raw.get("caption") or "")
    command, argument, mentioned = _addressed(raw, words, bot_name)
    # Telegram tells of the message that was answered, never of what that one answered.
    answered = _of(raw, "reply_to_message") if outer else {}
    sender = _sender(raw.get("from") or {"id": 0, "first_name": ""}, raw.get("sender_chat"), raw["chat"]["id"])
    return Message(
        chat=_chat(raw["chat"]),
        message_id=_whole(raw["message_id"]),
        sender=sender,
        sent_at=datetime.fromtimestamp(_whole(raw.get("date", 0)), UTC),
        text=argument,
        picture=_picture(raw),
        pin=_pin(raw),
        recording=_recording(raw),
        album=str(raw["media_group_id"]) if "media_group_id" in raw else None,
        edited=edited,
        forwarded="forward_origin" in raw,
        command=command,
        mentions_bot=mentioned,
        reply_to=_message(answered, bot_name, edited=False, outer=False) if answered else None,
    )


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
        raise TypeError(f"not a whole number of 64 bits: {value!r}")
    return value


def _text(value: Any) -> str:
    # NUL and lone surrogates cannot be stored; the rest of what people write is theirs.
    return str(value).replace("\0", "").encode("utf-8", "replace").decode("utf-8")[:_MOST_TEXT]


def _chat(raw: Mapping[str, Any]) -> ChatRef:
    kinds = {"private": ChatType.PRIVATE, "channel": ChatType.CHANNEL}
    return ChatRef(_whole(raw["id"]), kinds.get(raw["type"], ChatType.GROUP), _text(raw.get("title") or ""))


def _sender(raw: Mapping[str, Any], channel: Mapping[str, Any] | None = None, chat_id: int | None = None) -> Sender:
    name = " ".join(filter(None, (_text(raw.get("first_name") or ""), _text(raw.get("last_name") or ""))))
    identity = _whole(raw["id"])
    if channel is not None or identity in ANONYMOUS:
        title = _text((channel or {}).get("title") or name)
        return Sender(_whole((channel or {}).get("id", chat_id or identity)), title, None, anonymous=True, is_bot=True)
    code = raw.get("language_code")
    return Sender(identity, name.strip() or str(identity), str(code) if code else None, is_bot=bool(raw.get("is_bot")))


def _picture(raw: Mapping[str, Any]) -> Picture | None:
    sizes = raw.get("photo")
    if sizes:
        largest = max(sizes, key=lambda size: int(size.get("width", 0)) * int(size.get("height", 0)))
        return Picture(
            str(largest["file_id"]), str(largest["file_unique_id"]), False, int(largest.get("file_size") or 0)
        )
    document = raw.get("document")
    if document and str(document.get("mime_type", "")).startswith("image/"):
        return Picture(
            str(document["file_id"]), str(document["file_unique_id"]), True, int(document.get("file_size") or 0)
        )
    return None


def _pin(raw: Mapping[str, Any]) -> Pin | None:
    place = raw.get("location") or (raw.get("venue") or {}).get("location")
    if not place:
        return None
    latitude, longitude = float(place["latitude"]), float(place["longitude"])
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    return Pin(latitude, longitude)


def _recording(raw: Mapping[str, Any]) -> Recording | None:
    for kind in ("voice", "video", "video_note", "audio"):
        if raw.get(kind):
            return Recording(str(raw[kind]["file_id"]), kind)
    return None


def _addressed(raw: Mapping[str, Any], words: str, bot_name: str) -> tuple[str | None, str, bool]:
    """Return the command meant for us, the words without what addressed us, and whether we were mentioned."""
    head = words.split(maxsplit=1)[0] if words.startswith("/") else ""
    if len(head) > 1:
        name, _, whom = head[1:].partition("@")
        if not whom or whom.lower() == bot_name.lower():
            return name.lower(), words[len(head) :].strip(), False
        return None, words, False
    mention = re.compile(rf"(?<![A-Za-z0-9_])@{re.escape(bot_name)}(?![A-Za-z0-9_])", re.IGNORECASE | re.ASCII)
    found = mention.search(words) if bot_name else None
    if found is None:
        return None, words, False
    return None, " ".join((words[: found.start()] + " " + words[found.end() :]).split()), True
