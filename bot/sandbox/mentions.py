"""Entities nobody has typed: commands, mentions, hashtags, links, addresses, found in text as Telegram finds them."""

import re
from typing import Any

_FOUND = re.compile(
    r"""
    (?P<url>(?:https?|ftp|tg|ton)://[^\s<>"'，。！？；：（）【】《》、]+
        | (?<![\w@.\-/])(?:[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?\.)+
          (?:com|org|net|cn|me|io|gov|edu|info|dev|app|hk|tw|uk|de|ru|eu)\b(?![@.\w\-])(?:[/?\#][^\s<>"'，。！？；：（）【】《》、]*)?)
  | (?P<email>(?<![\w.+\-])[\w.+\-]+@(?:[a-z0-9\-]+\.)+[a-z]{2,}\b)
  | (?P<bot_command>(?<![\w/<>])/[a-z0-9_]{1,64}(?:@[a-z0-9_]{3,32})?(?![\w/<>@]))
  | (?P<mention>(?<![\w`])@[a-z0-9_]{3,32}(?!\w))
  | (?P<hashtag>(?<![\w#&/])\#(?=\w*[^\W\d_])\w{1,256}(?!\w|\#))
    """,
    re.IGNORECASE | re.VERBOSE,
)
_HINTS = re.compile(r"[/@#.]")


def utf16_length(text: str) -> int:
    """Return how many UTF-16 code units the text takes."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def find(text: str) -> list[dict[str, Any]]:
    """Return the entities in `text`, offsets and lengths in UTF-16 code units, in order."""
    if _HINTS.search(text) is None:
        return []
    entities: list[dict[str, Any]] = []
    for match in _FOUND.finditer(text):
        kind = match.lastgroup or ""
        words = match.group()
        if kind == "url":
            words = words.rstrip(".,:;!?)]}\"'")
        if kind == "bot_command" and "@" not in words and words[1:].isdigit() and len(words) < 3:
            continue  # "/5" is half a fraction more often than a command.
        entities.append({"offset": utf16_length(text[: match.start()]), "length": utf16_length(words), "type": kind})
    return entities
