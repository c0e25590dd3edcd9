"""Everything noticed in a text before anything is decided: words, places, keywords, ideas, cues, features.

The bot and the training program both look through here, so that what was learned is what is seen.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.lexicon import Lexicon
from bot.domain.place import Places
from bot.domain.reading.cues import cues_in
from bot.domain.reading.features import features
from bot.domain.reading.landmarks import Landmarks
from bot.domain.reading.places import Address, find_places
from bot.domain.reading.signs import Sign, Signs
from bot.domain.reading.spotting import Spot, Spotter
from bot.domain.reading.urgency import Haste
from bot.domain.wording import Wording, wording


@dataclass(frozen=True, slots=True)
class Survey:
    """One text, looked at. `marked` is its wording with numbers blotted and places as marks; `hints` weigh categories."""

    words: Wording
    spots: tuple[Spot, ...]
    address: Address
    marked: str
    signs: tuple[Sign, ...]
    hints: dict[str, float]
    ideas: dict[str, str]
    cues: frozenset[str]


class Surveyor:
    """Knows every word of the lexicon and where to look for it."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.signs = Signs(lexicon)
        self.landmarks = Landmarks(lexicon)
        self.haste = Haste(lexicon)
        self._ideas: defaultdict[str, list[str]] = defaultdict(list)
        for idea, words in lexicon.concepts.items():
            for word in words:
                self._ideas[word].append(idea)
        self._spotter = Spotter({*self.signs.words(), *self.landmarks.words(), *self.haste.words(), *self._ideas})

    def look(self, text: str, places: Places = Places()) -> Survey:
        """Look at `text` once."""
        words = wording(text)
        spots = tuple(self._spotter.find(words.tight))
        address, marked = find_places(words, places)
        signs = self.signs.read(words.tight, spots)
        ideas: dict[str, str] = {}
        for spot in spots:
            for idea in self._ideas.get(spot.word, ()):
                if len(spot.word) > len(ideas.get(idea, "")):
                    ideas[idea] = spot.word
        return Survey(
            words, spots, address, marked, tuple(signs), self.signs.weigh(signs), ideas, frozenset(cues_in(words.tight))
        )


def message_features(survey: Survey, has_photo: bool) -> set[str]:
    """Return the features of a group message."""
    return features(survey.marked, survey.ideas, survey.hints, survey.cues, photo=has_photo)


def reply_features(survey: Survey, hints: Iterable[str]) -> set[str]:
    """Return the features of a reply; `hints` are the intent its cues alone come to, and what else is plain."""
    return features(survey.marked, survey.ideas, hints, survey.cues, longest=3)
