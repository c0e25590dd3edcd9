"""What may stand in a table: columns with what they hold, and text that no program takes for a formula.

Writes no file.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

Cell = str | int | float | datetime | Path | None
"""Text, a number, a moment (local, without zone) or the path of a small JPEG. None is "no data": an empty cell."""

LONGEST = 32_767
"""Characters a cell of a spreadsheet can hold."""

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "|", "%")
_OPENS = ("\t", "\r", "\n")


class Kind(StrEnum):
    """What a column holds: words, a long text, a whole number, hours, a share of one, a moment, a small picture."""

    WORDS = "words"
    TEXT = "text"
    NUMBER = "number"
    HOURS = "hours"
    SHARE = "share"
    MOMENT = "moment"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, what stands below it, and how many digits wide it is. `bad`: what stands in it is bad news."""

    heading: str
    kind: Kind = Kind.WORDS
    width: float = 12
    bad: bool = False


def guarded(text: str) -> str:
    """Return text that stays text, wherever it is pasted: no formula, no control characters, not too long for a cell.

    An apostrophe goes before whatever a spreadsheet could take for a formula, blanks before it or not.
    """
    if not text:
        return ""
    if not text.isprintable():
        text = "".join(letter for letter in text if _stays(letter))
    if text.startswith(_OPENS) or text.lstrip().startswith(_FORMULA):
        text = f"'{text}"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


_HIDDEN = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\ufffe\uffff")
"""Direction marks turn what is read around; the word joiner keeps names in chats from calling people."""


def _stays(letter: str) -> bool:
    return letter in "\n\t\r" or (unicodedata.category(letter) not in ("Cc", "Cs") and letter not in _HIDDEN)
