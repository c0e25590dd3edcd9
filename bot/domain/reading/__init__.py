"""Reading what people write: messages in the group, and replies to a ticket. Start at `reader.py`."""

from bot.domain.place import Places
from bot.domain.reading.lessons import NO_LESSONS, Lessons
from bot.domain.reading.reader import Reader, Reading
from bot.domain.reply import Intent, ReplyReading

__all__ = ["NO_LESSONS", "Intent", "Lessons", "Places", "Reader", "Reading", "ReplyReading"]
