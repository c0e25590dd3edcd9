"""What a reply to a ticket post asks for: one of eleven intents. Which one a text has, `reading/replies.py` tells."""

import enum
from dataclasses import dataclass


class Intent(enum.StrEnum):
    """One intent of a reply."""

    CLAIM = "claim"
    ON_THE_WAY = "on_the_way"
    DONE = "done"
    CANNOT = "cannot"
    REASSIGN = "reassign"
    WHISTLE = "whistle"
    INVALID = "invalid"
    REOPEN = "reopen"
    NEED_INFO = "need_info"
    THANKS = "thanks"
    NOTE = "note"


@dataclass(frozen=True)
class ReplyReading:
    """A reply, understood. `target` is a person or body to hand to, `department` one to whistle up, both as written."""

    intent: Intent
    target: str | None = None
    department: str | None = None
    reasons: tuple[str, ...] = ()
