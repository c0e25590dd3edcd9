"""One spelling for every way of typing: full width, Traditional, capitals, stray blanks and invisible characters.

`spaced` keeps single blanks, because a blank may part two numbers; `tight` drops those that part nothing, because
people put blanks anywhere between Chinese characters. Never changes what is stored or shown, only what is matched.
"""

import re
import unicodedata
from dataclasses import dataclass

from bot.domain.traditional import SIMPLIFIED

LONGEST = 1000
"""Characters of a message that are read. What lies beyond is a forwarded article, and reading must stay quick."""

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\u00ad\ud800-\udfff\x00-\x08]")
_BLANKS = re.compile(r"\s+")
_IDLE_BLANK = re.compile(r"(?<![!-~]) | (?![!-~])")
_DASHES = {ord(dash): "-" for dash in "‐‑‒–—―−﹣－ー"} | {ord(wave): "~" for wave in "〜～∼"}
_TABLE = SIMPLIFIED | _DASHES


@dataclass(frozen=True, slots=True)
class Wording:
    """A text in matching form, `spaced` and `tight`; `cased` and `written` are `spaced` place for place.

    `cased` still has the capitals, `written` the Traditional characters too.
    """

    spaced: str
    tight: str
    cased: str
    written: str

    def tightly(self, form: str) -> str:
        """Return `cased` or `written` without the blanks that `tight` is without, place for place."""
        letters = iter(form)
        kept = []
        for low in self.tight:
            letter = next(letters)
            while letter == " " and low != " ":
                letter = next(letters)
            kept.append(letter)
        return "".join(kept)


def _lower(text: str) -> str:
    # Some capitals become two letters; positions in `cased` and `spaced` must stay the same.
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def wording(text: str) -> Wording:
    """Return the matching form of the first `LONGEST` characters of `text`. Any string is fine, lone surrogates too."""
    written = text[:LONGEST]
    if not written.isascii():
        written = unicodedata.normalize("NFKC", _INVISIBLE.sub("", written))[:LONGEST]
    written = _BLANKS.sub(" ", written).strip()
    cased = written if written.isascii() else written.translate(_TABLE)
    spaced = _lower(cased)
    return Wording(spaced, _IDLE_BLANK.sub("", spaced), cased, written)
