"""What a reply to a ticket post asks for.

Precedence, when several are there, is the order of `Intent` by `PRECEDENCE`.
"""

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


PRECEDENCE = (
    Intent.REOPEN,
    Intent.INVALID,
    Intent.WHISTLE,
    Intent.REASSIGN,
    Intent.CANNOT,
    Intent.DONE,
    Intent.ON_THE_WAY,
    Intent.CLAIM,
    Intent.NEED_INFO,
    Intent.THANKS,
    Intent.NOTE,
)
"""The graver first: a reply that says thanks and "still leaking" reopens."""


@dataclass(frozen=True)
class ReplyReading:
    """A reply, understood. `target` is a person or body to hand to, `department` one to whistle up, both as written."""

    intent: Intent
    target: str | None = None
    department: str | None = None
    reasons: tuple[str, ...] = ()
