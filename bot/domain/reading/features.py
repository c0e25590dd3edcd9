"""What the trained weights see of a text: its characters and words in short runs, the ideas it touches, and a few facts.

Numbers and addresses are replaced by marks first, so that nothing is learned about a particular building. The training
program and the bot both come here, so that they see the same.
"""

import re
from collections.abc import Collection, Iterable
from itertools import combinations

from bot.domain.reading.doors import FLOOR, HOUSE, UNIT
from bot.domain.reading.traps import BLOT

_TOKENS = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9]+|[^\s\d,，.。、:：;；\"“”‘’()（）\[\]【】<>《》/\\|_-]")
_NUMBERS = re.compile(rf"[{BLOT}\d]+")
_ENDINGS = re.compile(r"(?:ing|ed|es|s|'s|'re|'m)$")
_RUN = 4
_MOST = 400
"""Tokens of a text that are looked at; what a report is about stands in them."""


def _token(found: str) -> str:
    if found.isascii() and found.isalpha() and len(found) > 4:
        return _ENDINGS.sub("", found)
    return found


def tokens(marked: str) -> list[str]:
    """Split into words of Latin letters and single other characters; every number becomes 0, commas vanish."""
    return [_token(found) for found in _TOKENS.findall(_NUMBERS.sub("0", marked))[:_MOST]]


def runs(pieces: list[str]) -> set[str]:
    """Return every run of one to four tokens; runs with more than two Latin words are left out as too rare."""
    framed = ["^", *pieces, "$"]
    found: set[str] = set(pieces)
    for size in range(2, _RUN + 1):
        for at in range(len(framed) - size + 1):
            run = framed[at : at + size]
            latin = sum(len(piece) > 1 for piece in run)
            if latin <= 2 or size == 3:
                found.add(" ".join(run) if latin else "".join(run))
    return found


def message_features(marked: str, ideas: Collection[str], signs: Iterable[str], has_photo: bool) -> set[str]:
    """Return the features of a group message. `ideas` are the lexicon's concepts in it, `signs` the categories hinted at."""
    pieces = tokens(marked)
    found = runs(pieces)
    found.update(f"@{idea}" for idea in ideas)
    found.update(f"@{one}+{other}" for one, other in combinations(sorted(ideas)[:14], 2))
    found.update(f"={category}" for category in signs)
    found.update(fact for fact, holds in _facts(marked, pieces, has_photo) if holds)
    return found


def reply_features(marked: str, ideas: Collection[str], cues: Iterable[str]) -> set[str]:
    """Return the features of a reply. `cues` are the intents that its phrases hint at."""
    pieces = tokens(marked)
    found = runs(pieces)
    found.update(f"@{idea}" for idea in ideas)
    found.update(f"={cue}" for cue in cues)
    found.update(fact for fact, holds in _facts(marked, pieces, False) if holds)
    return found


def _facts(marked: str, pieces: list[str], has_photo: bool) -> tuple[tuple[str, bool], ...]:
    return (
        ("#photo", has_photo),
        ("#placed", HOUSE in marked or UNIT in marked or FLOOR in marked),
        ("#asks", "?" in marked or "吗" in marked),
        ("#short", len(pieces) < 6),
        ("#long", len(pieces) > 40),
        ("#latin", sum(len(piece) > 1 for piece in pieces) * 2 > len(pieces)),
    )
