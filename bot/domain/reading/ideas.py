"""Which ideas a text touches, by the lexicon's concepts: different words for one thing become one feature."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from bot.domain.reading.spotting import Spot


class Ideas:
    """Concepts by their words."""

    def __init__(self, concepts: Mapping[str, Iterable[str]]) -> None:
        self._by_word: defaultdict[str, list[str]] = defaultdict(list)
        for idea, words in concepts.items():
            for word in words:
                self._by_word[word].append(idea)

    def words(self) -> Iterable[str]:
        """Every word that has to be spotted for `among`."""
        return self._by_word

    def among(self, spots: Iterable[Spot]) -> dict[str, str]:
        """Return the ideas that `spots` touch, each with the longest word that touches it.

        `spots` come in the order of their starts, longer ones first. A single character inside a longer word is not
        meant: 死机 is nothing dead.
        """
        ideas: dict[str, str] = {}
        reach = 0
        for spot in spots:
            touched = self._by_word.get(spot.word)
            if touched is None or (len(spot.word) == 1 and spot.end <= reach):
                continue
            reach = max(reach, spot.end)
            for idea in touched:
                if len(spot.word) > len(ideas.get(idea, "")):
                    ideas[idea] = spot.word
        return ideas
