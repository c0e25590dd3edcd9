"""What a text gives away about the trouble: keywords, pairs of words, and what cancels them. Never decides alone.

A keyword counts for as much as it is long; a pair for one four-character keyword; a hit inside a decoy, or denied
("没着火"), for nothing.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.lexicon import Lexicon
from bot.domain.reading.spotting import Spot

_DENIAL = re.compile(
    r"(?:(?<!有)没有?|(?<!是)不是|并没|并未|(?<!有没)没有|未|(?<![a-z])(?:no|not|isn't|not a|false))\s?$"
)
_NEARLY = re.compile(r"差点|险些|差一点|没[有]?$|不[是会]?$")
PAIR_WEIGHT = 4.0


@dataclass(frozen=True, slots=True)
class Sign:
    """One piece of evidence for a category: the words, and where they stand in the tight text."""

    category: str
    words: str
    weight: float
    start: int
    end: int


class Signs:
    """The lexicon's keywords, pairs and decoys, ready to be weighed."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._keywords = lexicon.keywords
        self._decoys = defaultdict(set)
        for phrase, cancels in lexicon.decoys:
            self._decoys[phrase].add(cancels)
        self._pairs = lexicon.pairs
        self._beats = lexicon.beats
        self._sides: defaultdict[str, set[tuple[int, int]]] = defaultdict(set)
        for number, pair in enumerate(lexicon.pairs):
            for side, words in enumerate((pair.a, pair.b)):
                for word in words:
                    self._sides[word].add((number, side))

    def words(self) -> Iterable[str]:
        """Every word that has to be spotted for `read`."""
        return (*self._keywords, *self._sides, *self._decoys)

    def read(self, tight: str, spots: Iterable[Spot]) -> list[Sign]:
        """Return the signs among `spots`, overlapping ones reduced to the longest."""
        spots = list(spots)
        covers = [(spot, self._decoys[spot.word]) for spot in spots if spot.word in self._decoys]

        def cancelled(spot: Spot) -> bool:
            return any(
                cover.start <= spot.start and spot.end <= cover.end and any(word in spot.word for word in cancels)
                for cover, cancels in covers
            )

        signs: list[Sign] = []
        sides: defaultdict[tuple[int, int], list[Spot]] = defaultdict(list)
        for spot in spots:
            for side in self._sides.get(spot.word, ()):
                sides[side].append(spot)
            category = self._keywords.get(spot.word)
            if category is None or cancelled(spot) or _denied(tight, spot.start):
                continue
            weight = len(spot.word) / (1.0 if not spot.word.isascii() else 3.0)
            signs.append(Sign(category, spot.word, weight, spot.start, spot.end))
        signs = _longest(signs)
        for number, pair in enumerate(self._pairs):
            firsts, seconds = sides.get((number, 0)), sides.get((number, 1))
            if firsts and seconds and (pairing := _near(firsts, seconds, pair.gap)):
                first, second = pairing
                if not (cancelled(first) or cancelled(second) or _unreal(tight, first, second)):
                    start, end = min(first.start, second.start), max(first.end, second.end)
                    signs.append(Sign(pair.category, f"{first.word}…{second.word}", PAIR_WEIGHT, start, end))
        return signs

    def weigh(self, signs: Iterable[Sign]) -> dict[str, float]:
        """Return the weight for each category that is left after those that another one beats are dropped."""
        weights: defaultdict[str, float] = defaultdict(float)
        for sign in signs:
            weights[sign.category] = max(weights[sign.category], sign.weight) + 0.25 * min(
                weights[sign.category], sign.weight
            )
        return self.unbeaten(weights)

    def unbeaten(self, weights: Mapping[str, float]) -> dict[str, float]:
        """Drop every category that another one present beats."""
        beaten = {loser for winner, loser in self._beats if winner in weights and loser in weights}
        return {category: weight for category, weight in weights.items() if category not in beaten}


def _unreal(tight: str, first: Spot, second: Spot) -> bool:
    """Denied or only nearly so: "没有煤气味", "老太太差点摔了"."""
    start, later = min(first.start, second.start), max(first.start, second.start)
    return _denied(tight, start) or bool(_NEARLY.search(tight[max(0, later - 4) : later]))


def _denied(tight: str, start: int) -> bool:
    before = tight[max(0, start - 6) : start]
    return bool(_DENIAL.search(before)) and not before.endswith(("有没", "有没有", "是不是"))


def _longest(signs: list[Sign]) -> list[Sign]:
    kept: list[Sign] = []
    for sign in sorted(signs, key=lambda one: one.start - one.end):
        if not any(other.start <= sign.start and sign.end <= other.end for other in kept):
            kept.append(sign)
    return sorted(kept, key=lambda one: one.start)


def _near(firsts: list[Spot], seconds: list[Spot], gap: int) -> tuple[Spot, Spot] | None:
    for first in firsts[:8]:
        for second in seconds[:8]:
            if second.start >= first.end and second.start - first.end <= gap:
                return first, second
            if first.start >= second.end and first.start - second.end <= gap:
                return first, second
    return None
