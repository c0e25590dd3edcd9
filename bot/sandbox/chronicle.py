"""The conversation as lines of text: who said what where, and what the bot made of it.

Reads the town; changes nothing.
"""

from typing import Any
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.sandbox.town import Town


class Chronicle:
    """Remembers what it has told, so that each look gives only what is new."""

    def __init__(self, town: Town, clock: Clock, zone: ZoneInfo) -> None:
        self._town, self._clock, self._zone = town, clock, zone
        self._told: dict[tuple[int, int], tuple[str, str]] = {}
        self.lines: list[str] = []

    def look(self) -> list[str]:
        """Return the lines for everything that was said, edited or reacted to since the last look."""
        new = [
            line
            for chat in sorted(self._town.chats)
            for message in self._town.messages(chat)
            for line in self._line(chat, message)
        ]
        self.lines += new
        return new

    def _line(self, chat: int, message: dict[str, Any]) -> list[str]:
        said = self._said(message)
        reactions = "".join(reaction["emoji"] for reaction in message.get("reactions", ()))
        key = chat, message["message_id"]
        before = self._told.get(key)
        self._told[key] = said, reactions
        clock = f"{self._clock.now().astimezone(self._zone):%H:%M}"
        head = f"{clock}  {self._title(chat)} · {message['from']['first_name']}"
        lines = []
        if before is None:
            lines.append(f"{head}: {said}")
        elif before[0] != said:
            # Of an edit only what is new in it is worth a line, under the number it is about.
            old = set(before[0].splitlines())
            changed = [line.strip() for line in said.splitlines() if line not in old]
            lines.append(f"{head} ✎ {' / '.join(changed)}")
        if reactions and (before is None or before[1] != reactions):
            lines.append(f"{clock}  {self._title(chat)} · {reactions} → {said.splitlines()[0][:40]}")
        return lines

    def _title(self, chat: int) -> str:
        known = self._town.chats[chat]
        return known.title if chat < 0 else f"@{self._town.people[chat].first_name}"

    @staticmethod
    def _said(message: dict[str, Any]) -> str:
        signs = [
            sign
            for key, sign in (("photo", "[照片]"), ("location", "[定位]"), ("document", "[文件]"))
            if key in message
        ]
        words = message.get("text") or message.get("caption") or ""
        rows = message.get("reply_markup", {}).get("inline_keyboard", ())
        buttons = " ".join(f"[{one['text']}]" for row in rows for one in row)
        first = " ".join(filter(None, (*signs, words.replace("\n", "\n        "))))
        return f"{first}\n        {buttons}" if buttons else first
