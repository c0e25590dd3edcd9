"""What a reply to a ticket post asks for: one of eleven intents. Which one a text has, `reading/replies.py` tells."""

import enum
import re
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


# Alone it is a mere "yes"; in answer to "is it fixed?" it says so.
_YES = re.compile(
    r"((?:很|非常|十分|挺|比较|基本)?满意|好了|好的|好啦|是的?|对的?|可以了|行了?|嗯|亮了|通了|ok|yes|yep|fixed)(?![a-z])(?!.*(没|不|未))",
    re.IGNORECASE,
)


def says_yes(text: str) -> bool:
    """Tell whether a reporter who was asked "is it fixed?" says that it is."""
    return bool(_YES.match(text.strip()))
