"""Does the text itself press: people in danger, a live hazard, a plea for speed, danger said aloud? Not the category's gravity."""

import re
from collections.abc import Iterable

from bot.domain.lexicon import Lexicon
from bot.domain.reading.spotting import Spot

_OWN_HASTE = re.compile(
    r"我.{0,3}急着|急着(?:送|去|赶|走|上班|出门)|急单|急诊|急(?:什么|啥)|应急|救急|紧急出口|急转|急刹|急眼|急性子|急用钱|不急着"
)


class Haste:
    """The lexicon's words of hurry and danger."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._strong = frozenset(lexicon.urgency.strong)
        self._weak = frozenset(lexicon.urgency.weak)
        self._cancel = frozenset(lexicon.urgency.cancel)

    def words(self) -> Iterable[str]:
        """Every word that has to be spotted for `read`."""
        return (*self._strong, *self._weak, *self._cancel)

    def read(self, tight: str, spots: Iterable[Spot]) -> tuple[bool, str | None]:
        """Return whether the text presses, and the word that says so (also when a 不急 outweighs it)."""
        spots = list(spots)
        for spot in spots:
            if spot.word in self._strong:
                return True, spot.word
        calm = [spot for spot in spots if spot.word in self._cancel]
        deaf = [(one.start, one.end) for one in calm] + [match.span() for match in _OWN_HASTE.finditer(tight)]
        for spot in spots:
            if spot.word in self._weak and not any(start <= spot.start < end for start, end in deaf):
                return not calm, spot.word
        return False, calm[0].word if calm else None
