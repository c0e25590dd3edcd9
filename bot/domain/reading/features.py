"""What the trained weights see of a text: characters and words, alone and in twos, the ideas it touches, and its cues.

Numbers and addresses are replaced by marks first, so that nothing is learned about a particular building. The training
program and the bot both come here, so that they see the same.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import combinations

from bot.domain.reading.doors import FLOOR, HOUSE, UNIT
from bot.domain.reading.traps import BLOT

_TOKENS = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9]+|[^\s\d,，.。、:：;；\"“”‘’()（）\[\]【】<>《》/\\|_-]")
_NUMBERS = re.compile(rf"[{BLOT}\d]+")
_ENDINGS = re.compile(r"(?:ing|ed|es|s|'s|'re|'m)$")
_TOKENS_READ = 300
_IDEAS_PAIRED = 14
"""Long stories touch every idea; beyond these few a pair says nothing more."""


def tokens(marked: str) -> list[str]:
    """Split into words of Latin letters and single other characters; every number becomes 0, commas vanish."""
    found = _TOKENS.findall(_NUMBERS.sub("0", marked))[:_TOKENS_READ]
    return [_ENDINGS.sub("", word) if len(word) > 4 else word for word in found]


def runs(pieces: list[str], longest: int) -> set[str]:
    """Return every run of one to `longest` tokens, the text framed by ^ and $."""
    framed = ["^", *pieces, "$"]
    found = set(pieces)
    for size in range(2, longest + 1):
        found.update(" ".join(run) for run in zip(*(framed[at:] for at in range(size)), strict=False))
    return found


def features(
    marked: str,
    ideas: Mapping[str, str],
    hints: Iterable[str],
    cues: Iterable[str],
    *,
    longest: int = 2,
    photo: bool = False,
) -> set[str]:
    """Return the features of a text.

    `marked` is the blotted text with its places as marks, `ideas` the lexicon's concepts in it with the words that touch them, `hints` what its keywords
    point to, `cues` its turns of phrase. A feature's first character tells its kind: @ idea, = hint, ~ cue, # fact.
    """
    pieces = tokens(marked)
    found = runs(pieces, longest)
    # The longer the words that touch an idea, the surer it is meant.
    surest = sorted(ideas, key=lambda idea: (-len(ideas[idea]), idea))[:_IDEAS_PAIRED]
    found.update(f"@{idea}" for idea in ideas)
    found.update(f"@{one}+{other}" for one, other in combinations(sorted(surest), 2))
    found.update(f"={hint}" for hint in hints)
    found.update(f"~{cue}" for cue in cues)
    if photo:
        found.add("#photo")
    if HOUSE in marked or UNIT in marked or FLOOR in marked:
        found.add("#placed")
    if len(pieces) < 6:
        found.add("#short")
    elif len(pieces) > 40:
        found.add("#long")
    if sum(len(piece) > 1 for piece in pieces) * 2 > len(pieces):
        found.add("#latin")
    return found


def strength(feature: str) -> float:
    """Return how loudly a feature speaks next to a single character: ideas are few and carry more."""
    if len(feature) > 1 and feature[0] in "@=~":
        return 2.0 if is_pair(feature) else 3.0
    return 0.5 if feature.count(" ") > 1 else 1.0


def is_pair(feature: str) -> bool:
    """Tell a pair of ideas from every other feature."""
    return len(feature) > 1 and feature[0] == "@" and "+" in feature
