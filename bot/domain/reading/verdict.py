"""From evidence to a decision: is it a report, and of what? Trained scores decide, but an emergency phrase always wins.

Where two categories are as likely as each other the category stays open and the bot asks. Without trained scores the
keywords alone decide.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.lexicon import Lexicon, Severity
from bot.domain.reading.cues import APPEAL, HEARSAY, PLANNED
from bot.domain.reading.lessons import Leaning
from bot.domain.reading.survey import Survey

REPORT, URGENT, AMENDS = "#report", "#urgent", "#amends"

# Found by cross-validation (training/train.py --check), not on the set that the figures in docs/reading.md come from.
_REPORT_FROM = 0.40
_EMERGENCY_EDGE = 0.07
_NAMED_FROM = 0.02
_LIKELY_FROM = 0.17
_URGENT_FROM = -0.20

_ALARM_WEIGHT = 3.0
"""An emergency keyword of three characters, or a pair of words, is a plain phrase."""

_GRAVITY = {Severity.EMERGENCY: 3.0, Severity.URGENT: 1.0, Severity.NORMAL: 0.5, Severity.CONSULTATION: 0.0}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided, and how sure it is (0 to 1). `guess` is the likeliest category even where it is left open."""

    is_report: bool
    category: str | None
    guess: str | None
    confidence: float


def alarm(survey: Survey, lexicon: Lexicon) -> str | None:
    """Return the emergency that a plain phrase in the text names, unless it is told of elsewhere, planned or over."""
    tight = survey.words.tight
    if survey.cues & {"done", "invalid"} or HEARSAY.search(tight) or PLANNED.search(tight) or APPEAL.search(tight):
        return None
    graves = {
        category: weight
        for category, weight in survey.hints.items()
        if weight >= _ALARM_WEIGHT and lexicon.categories[category].severity is Severity.EMERGENCY
    }
    return max(graves, key=graves.__getitem__, default=None)


def judge(
    survey: Survey, scores: Mapping[str, float], lexicon: Lexicon, leanings: Mapping[str, Leaning] | None = None
) -> Verdict:
    """Decide by trained scores, and by what the community's staff put right before: `leanings`, by category."""
    categories = {
        head: score + _EMERGENCY_EDGE * (lexicon.categories[head].severity is Severity.EMERGENCY)
        for head, score in scores.items()
        if head[0] != "#"
    }
    ranked = sorted(categories, key=categories.__getitem__, reverse=True)
    best, second = ranked[0], ranked[1]
    likely = scores[REPORT] + max(0.0, categories[best])
    grave = alarm(survey, lexicon)
    # Lessons come in only here: they say of what a text is a report, never whether it is one.
    taught: Leaning | None = None
    if leanings:
        alert = lexicon.categories[best].severity is Severity.EMERGENCY
        for answer, leaning in leanings.items():
            # Words that are merely alike do not take back an emergency that the weights see.
            if leaning.sure or not alert:
                categories[answer] += leaning.pull
        ranked = sorted(categories, key=categories.__getitem__, reverse=True)
        best, second = ranked[0], ranked[1]
        taught = leanings.get(best)
    if grave:
        likely = max(likely, _REPORT_FROM)
        if lexicon.categories[best].severity is not Severity.EMERGENCY:
            best, second, taught = grave, best, None
    if likely < _REPORT_FROM:
        return Verdict(False, None, None, _squeezed(_REPORT_FROM - likely, 2.0))
    margin = categories[best] - categories[second]
    # 5号楼这里要来人看看 names no trouble: whatever is likeliest then is a guess out of thin air.
    known = best == grave or best in survey.hints or scores[best] + (taught.pull if taught else 0.0) >= _LIKELY_FROM
    named = known and (margin >= _NAMED_FROM or best == grave)
    return Verdict(True, best if named else None, best, _squeezed(margin, 5.0))


def presses(scores: Mapping[str, float], said: bool, word: str | None) -> bool:
    """Weigh the words of hurry (`said`: they stand, `word` without it: a 不急 outweighs them) with the trained score."""
    if said:
        return scores[URGENT] > _URGENT_FROM - 0.5
    return scores[URGENT] > (0.3 if word else _URGENT_FROM)


def judge_by_keywords(survey: Survey, lexicon: Lexicon, leanings: Mapping[str, Leaning] | None = None) -> Verdict:
    """Decide without trained scores: the heaviest keyword, graver categories first; but the strongest lesson before it."""
    hints = survey.hints
    best = max(hints, key=lambda id: hints[id] + _GRAVITY[lexicon.categories[id].severity], default=None)
    quiet = survey.cues & {"done", "invalid", "planned", "appeal", "selling", "hearsay"}
    if best is None or quiet:
        return Verdict(False, None, None, 0.0)
    if leanings and alarm(survey, lexicon) is None:
        best = max(leanings, key=lambda id: leanings[id].pull)
    return Verdict(True, best, best, 0.5)


def _squeezed(margin: float, slope: float) -> float:
    """Turn a margin of scores into 0 to 1; the slopes fit how often such a margin is right."""
    return 1 / (1 + math.exp(-slope * margin))
