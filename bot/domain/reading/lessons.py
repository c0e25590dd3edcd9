"""What a community's staff have put right before: the words of a report, and what it really was, or where.

Words are compared as the weights see them, without places and numbers: building 5 and building 7 are the same words. A
lesson says of what a report is; never whether a text is a report, and it fills in no building.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace

from bot.domain.place import NOWHERE, Places
from bot.domain.reading.doors import FLOOR, HOUSE, UNIT
from bot.domain.reading.features import runs, tokens
from bot.domain.reading.survey import Survey, Surveyor
from bot.domain.reading.traps import BLOT

Pairs = Iterable[tuple[str, str]]
"""Words and the right answer, the oldest first."""

# Measured on the texts in `training/`; the figures are in docs/reading.md.
_ALIKE_FROM = 0.30
_SURE_FROM = 0.60
_LEAST_SHARED = 4
"""Short texts are alike in all but the one word that counts: 电梯坏了, 电闸坏了."""
_LOOK_CLOSER = 4
"""A text that shares less than a fourth of a lesson's pairs of words is not looked at any closer."""
_ALIKE_PULL, _SAME_PULL = 2.0, 4.0
_LEAST_LETTERS = 2
_AKIN_FROM = 0.20
_SAME_SPOT = 1.0
_SHOWN = 24
_UNSAID = re.compile(rf"[\d{HOUSE}{UNIT}{FLOOR}{BLOT}]+")


@dataclass(frozen=True, slots=True)
class Leaning:
    """How a lesson moves a reading: towards `answer`, by `pull` on the scale of scores; `words` show which one it is.

    `sure`: its words are all but the same, so that it may take back even an emergency that no plain phrase names.
    """

    answer: str
    pull: float
    sure: bool
    words: str


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of a lesson, looked through: words and pairs of words, what keywords point to, the spot, and to show."""

    text: str
    grams: frozenset[str]
    pairs: frozenset[str]
    hints: frozenset[str]
    spot: str | None
    shown: str


_Lesson = tuple[_Said, str]
_SILENCE = _Said("", frozenset(), frozenset(), frozenset(), None, "")


@dataclass(frozen=True, slots=True)
class Lessons:
    """What one community has learnt, ready to be asked. Made by `learn`."""

    _told: tuple[tuple[tuple[str, str], ...], ...] = ((), ())
    _kinds: tuple[_Lesson, ...] = ()
    _spots: tuple[_Lesson, ...] = ()
    _index: Mapping[str, list[int]] = field(default_factory=dict)
    _looked: Mapping[str, _Said] = field(default_factory=dict)
    _surveyor: Surveyor | None = None

    def __bool__(self) -> bool:
        """Tell whether there is anything to go by."""
        return bool(self._kinds or self._spots)

    def leanings(self, seen: Set[str]) -> dict[str, Leaning]:
        """Return for each category the strongest lesson that speaks for it; `seen` are the features of a message."""
        shared: dict[int, int] = {}
        index = self._index
        for gram in seen:
            if gram in index:
                for number in index[gram]:
                    shared[number] = shared.get(number, 0) + 1
        found: dict[str, Leaning] = {}
        for number, count in shared.items():
            said, answer = self._kinds[number]
            if count * _LOOK_CLOSER < len(said.pairs):
                continue
            alike = _speaks(said, seen, count)
            pull = _SAME_PULL if alike == 1.0 else _ALIKE_PULL * alike
            if alike and (answer not in found or pull > found[answer].pull):
                found[answer] = Leaning(answer, pull, alike >= _SURE_FROM, said.shown)
        return found

    def likely_buildings(self, text: str, places: Places = NOWHERE) -> tuple[str, ...]:
        """Return the buildings that staff chose for the same spot or like words, the likeliest first.

        Only for the order of a question's buttons. Buildings that the community no longer has are left out.
        """
        if not self._spots or self._surveyor is None:
            return ()
        said = _look(self._surveyor, text)
        votes: defaultdict[str, float] = defaultdict(float)
        # The newest first: of buildings with the same weight it stays in front.
        for other, building in reversed(self._spots):
            alike = _likeness(said.grams, other.grams)
            vote = alike if alike >= _AKIN_FROM else 0.0
            if said.spot and said.spot == other.spot:
                vote += _SAME_SPOT
            if vote and (building in places.buildings or not places.buildings):
                votes[building] += vote
        return tuple(sorted(votes, key=votes.__getitem__, reverse=True))

    def in_force(self) -> tuple[tuple[str, str], ...]:
        """Return the words and categories that count: of the same words the newest alone."""
        return tuple((said.text, answer) for said, answer in self._kinds)

    def without(self, text: str) -> "Lessons":
        """Return these lessons but for what was learnt from `text` about its category."""
        grams = self._looked[text].grams
        return replace(self, _kinds=tuple((_SILENCE if one.grams == grams else one, to) for one, to in self._kinds))

    def tells(self, kinds: Pairs, places: Pairs) -> bool:
        """Tell whether it was made from these very pairs."""
        return self._told == (tuple(kinds), tuple(places))


NO_LESSONS = Lessons()
"""Nothing was ever put right; asking it costs nothing."""


def learn(surveyor: Surveyor, kinds: Pairs, places: Pairs = (), before: Lessons = NO_LESSONS) -> Lessons:
    """Return what `kinds` (words, category) and `places` (words, building) teach; of the same words the newest wins.

    Words that name nothing but a place teach nothing. What was looked through for `before` is not looked through again.
    """
    told = tuple(kinds), tuple(places)
    known = before._looked
    looked = {text: known.get(text) or _look(surveyor, text) for pairs in told for text, _ in pairs}
    learnt = _newest(told[0], looked)
    index: dict[str, list[int]] = {}
    for number, (said, _) in enumerate(learnt):
        for gram in said.pairs:
            index.setdefault(gram, []).append(number)
    return Lessons(told, learnt, _newest(told[1], looked), index, looked, surveyor)


def _newest(told: Pairs, looked: Mapping[str, _Said]) -> tuple[_Lesson, ...]:
    found: dict[frozenset[str], _Lesson] = {}
    for text, answer in told:
        said = looked[text]
        if sum(len(gram) for gram in said.grams if " " not in gram) >= _LEAST_LETTERS:
            found.pop(said.grams, None)
            found[said.grams] = (said, answer)
    return tuple(found.values())


def _look(surveyor: Surveyor, text: str) -> _Said:
    survey = surveyor.look(text)
    grams = _grams(runs(tokens(survey.marked), 2))
    hints = frozenset(f"={hint}" for hint in survey.hints)
    shown = _UNSAID.sub("…", survey.marked).strip(" …")[:_SHOWN]
    # A lone word has no pairs and is found by itself.
    pairs = frozenset(gram for gram in grams if " " in gram) or grams
    return _Said(text, grams, pairs, hints, _spot(surveyor, survey), shown)


def _spot(surveyor: Surveyor, survey: Survey) -> str | None:
    words, estate = survey.words.tight, survey.address.estate or ""
    return surveyor.landmarks.read(words, survey.marked, survey.spots, None, None, estate)


def _grams(seen: Iterable[str]) -> frozenset[str]:
    """Return the features that are words or pairs of words: no marks, numbers, ideas or cues."""
    return frozenset(one for one in seen if one.replace(" ", "").isalpha())


def _speaks(said: _Said, seen: Set[str], shared: int) -> float:
    """Return how much alike a message with these features is, 0 where that is not enough for a lesson to speak.

    Shared words say little where the message names another trouble in plain keywords.
    """
    alike = _likeness(_grams(seen), said.grams)
    if alike == 1.0:
        return alike
    if alike < _ALIKE_FROM or (alike < _SURE_FROM and shared < _LEAST_SHARED):
        return 0.0
    hints = {feature for feature in seen if feature[0] == "=" and len(feature) > 1}
    return alike if hints <= said.hints else 0.0


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of common grams in all grams of both, 0 to 1."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0
