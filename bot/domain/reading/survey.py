"""Everything noticed in a text before anything is decided: words, places, keywords, ideas, cues, features.

The bot and the training program both look through here, so that what was learned is what is seen.
"""

from dataclasses import dataclass

from bot.domain.lexicon import Lexicon
from bot.domain.place import NOWHERE, Places
from bot.domain.reading.cues import cues_in
from bot.domain.reading.features import features
from bot.domain.reading.ideas import Ideas
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
        self._ideas = Ideas(lexicon.concepts)
        self._spotter = Spotter(
            {*self.signs.words(), *self.landmarks.words(), *self.haste.words(), *self._ideas.words()}
        )

    def look(self, text: str, places: Places = NOWHERE) -> Survey:
        """Look at `text` once."""
        words = wording(text)
        spots = tuple(self._spotter.find(words.tight))
        address, marked = find_places(words, places)
        signs = self.signs.read(words.tight, spots)
        return Survey(
            words,
            spots,
            address,
            marked,
            tuple(signs),
            self.signs.weigh(signs),
            self._ideas.among(spots),
            frozenset(cues_in(words.tight)),
        )


def message_features(survey: Survey, has_photo: bool) -> set[str]:
    """Return the features of a group message."""
    return features(survey.marked, survey.ideas, survey.hints, survey.cues, photo=has_photo)
