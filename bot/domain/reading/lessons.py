"""What a community's staff have put right before: the words of a report, and what it really was or where.

Words and numbers are taken in the form that the weights see, so building 5 and building 7 are the same words. A lesson
speaks of what a report is and of which building is likely; never of whether a text is a report, and it fills in no building.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass, field

from bot.domain.place import NOWHERE, Places
from bot.domain.reading.doors import FLOOR, HOUSE, UNIT
from bot.domain.reading.features import runs, tokens
from bot.domain.reading.survey import Survey, Surveyor
from bot.domain.reading.traps import BLOT

Pairs = Iterable[tuple[str, str]]
"""Words and the right answer, the oldest first."""

# Measured on the texts in `training/`, see docs/reading.md.
_ALIKE_FROM = 0.35
_SURE_FROM = 0.60
_ALIKE_PULL, _SAME_PULL = 2.0, 4.0
_SHARED = 4
"""A text that does not share a fourth of a lesson's pairs of words is not looked at any closer."""
_SHOWN = 24
_LEAST_LETTERS = 2
_AKIN_FROM = 0.2
_SAME_SPOT = 1.0

_UNSAID = re.compile(rf"[\d{HOUSE}{UNIT}{FLOOR}{BLOT}]+")


@dataclass(frozen=True, slots=True)
class Leaning:
    """How a lesson moves a reading: towards `answer`, by `pull` on the scale of scores.

    `sure`: its words are all but the same, so that it may take back even an emergency that no plain phrase names.
    """

    answer: str
    pull: float
    sure: bool
    words: str


@dataclass(frozen=True, slots=True)
class _Lesson:
    answer: str
    grams: frozenset[str]
    pairs: int
    words: str
    spot: str | None
    hints: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lessons:
    """What one community has learnt, ready to be asked. Made by `learn`; `NO_LESSONS` knows nothing and costs nothing."""

    pairs: tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]] = ((), ())
    _kinds: tuple[_Lesson, ...] = ()
    _spots: tuple[_Lesson, ...] = ()
    _index: dict[str, list[int]] = field(default_factory=dict)
    _surveyor: Surveyor | None = None

    def __bool__(self) -> bool:
        """Tell whether there is anything to go by."""
        return bool(self._kinds or self._spots)

    def tells(self, kinds: Pairs, places: Pairs) -> bool:
        """Tell whether these are the pairs it was made from."""
        return self.pairs == (tuple(kinds), tuple(places))

    def leanings(self, seen: Set[str]) -> dict[str, Leaning]:
        """Return for each category the strongest lesson that speaks for it in a text with these features."""
        index = self._index
        hits: Counter[int] | dict[int, int] = {}
        for gram in seen:
            if gram in index:
                for number in index[gram]:
                    hits[number] = hits.get(number, 0) + 1
        found: dict[str, Leaning] = {}
        mine: frozenset[str] | None = None
        for number, shared in hits.items():
            lesson = self._kinds[number]
            if shared * _SHARED < lesson.pairs:
                continue
            mine = grams(seen) if mine is None else mine
            alike = _likeness(mine, lesson.grams)
            if alike < _ALIKE_FROM or (alike < 1.0 and not _may(alike, shared, hints_of(seen), lesson)):
                continue
            pull = _SAME_PULL if alike == 1.0 else _ALIKE_PULL * alike
            if lesson.answer not in found or pull > found[lesson.answer].pull:
                found[lesson.answer] = Leaning(lesson.answer, pull, alike >= _SURE_FROM, lesson.words)
        return found

    def likely_buildings(self, text: str, places: Places = NOWHERE) -> tuple[str, ...]:
        """Return the buildings that staff chose for the same spot or like words, the likeliest first.

        For the order of a question's buttons alone. Buildings that the community does not have any more are left out.
        """
        if not self._spots or self._surveyor is None:
            return ()
        survey = self._surveyor.look(text, places)
        mine, spot = grams(_text_features(survey)), _spot_of(self._surveyor, survey)
        votes: defaultdict[str, float] = defaultdict(float)
        # Of votes that weigh the same the newest is first.
        for lesson in reversed(self._spots):
            alike = _likeness(mine, lesson.grams)
            vote = (alike if alike >= _AKIN_FROM else 0.0) + _SAME_SPOT * (spot is not None and spot == lesson.spot)
            if vote and (lesson.answer in places.buildings or not places.buildings):
                votes[lesson.answer] += vote
        return tuple(sorted(votes, key=votes.__getitem__, reverse=True))


NO_LESSONS = Lessons()
"""Nothing was ever put right."""


def learn(surveyor: Surveyor, kinds: Pairs, places: Pairs = ()) -> Lessons:
    """Return the lessons in `kinds` (words, category) and `places` (words, building); of the same words the newest wins.

    Words that name nothing but a place teach nothing.
    """
    told = tuple(kinds), tuple(places)
    learnt = _distinct(surveyor, told[0])
    index: dict[str, list[int]] = {}
    for number, lesson in enumerate(learnt):
        for gram in _pairs_of(lesson.grams) or lesson.grams:
            index.setdefault(gram, []).append(number)
    return Lessons(told, learnt, _distinct(surveyor, told[1]), index, surveyor)


MODE = 'eq'; LEAST = 5
def hints_of(seen):
    return {f for f in seen if f[0] == "=" and len(f) > 1}
def _may(alike, shared, hints, lesson):
    if not hints <= lesson.hints: return False
    if alike < _SURE_FROM and (shared < LEAST or (MODE == "eq" and hints != lesson.hints)): return False
    return True


def grams(seen: Iterable[str]) -> frozenset[str]:
    """Return the features that are words or pairs of words: no marks, numbers, ideas or cues."""
    return frozenset(one for one in seen if one.replace(" ", "").isalpha())


def _distinct(surveyor: Surveyor, told: Pairs) -> tuple[_Lesson, ...]:
    found: dict[frozenset[str], _Lesson] = {}
    for text, answer in told:
        survey = surveyor.look(text)
        said = grams(_text_features(survey))
        spot = _spot_of(surveyor, survey)
        if sum(len(one) for one in said if " " not in one) < _LEAST_LETTERS:
            continue
        found.pop(said, None)
        words = _UNSAID.sub("…", survey.marked).strip(" …")[:_SHOWN]
        found[said] = _Lesson(answer, said, len(_pairs_of(said)) or len(said), words, spot, frozenset(f'={h}' for h in survey.hints))
    return tuple(found.values())


def _spot_of(surveyor: Surveyor, survey: Survey) -> str | None:
    return surveyor.landmarks.read(
        survey.words.tight, survey.marked, survey.spots, None, None, survey.address.estate or ""
    )


def _text_features(survey: Survey) -> set[str]:
    return runs(tokens(survey.marked), 2)


def _pairs_of(said: Iterable[str]) -> list[str]:
    return [one for one in said if " " in one]


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared) if shared else 0.0
