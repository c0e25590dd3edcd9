"""From evidence to a decision: is it a report, and of what? Trained scores decide, but an emergency phrase always wins.

Below a threshold the category stays open and the bot asks: a wrong category costs a gridworker a walk, a question costs
a tap. Without trained scores the keywords alone decide.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.lexicon import Lexicon, Severity
from bot.domain.reading.cues import APPEAL, HEARSAY, PLANNED
from bot.domain.reading.survey import Survey

REPORT, URGENT, AMENDS = "#report", "#urgent", "#amends"

_REPORT_FROM = 0.13
_ALARM_FROM = -0.45
"""An emergency phrase makes a report of anything that the scores do not firmly refuse."""
_ALARM_WEIGHT = 3.0
_SURE_MARGIN = 0.04
"""How far the best category must be ahead of the next before it is named without asking."""

_GRAVITY = {Severity.EMERGENCY: 3.0, Severity.URGENT: 1.0, Severity.NORMAL: 0.5, Severity.CONSULTATION: 0.0}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is decided, and how sure it is (0 to 1). `guess` is the likeliest category even where it is left open."""

    is_report: bool
    category: str | None
    guess: str | None
    confidence: float


def alarm(survey: Survey, lexicon: Lexicon) -> str | None:
    """Return the emergency that a plain phrase in the text names, unless it is told of elsewhere, planned or denied."""
    tight = survey.words.tight
    if HEARSAY.search(tight) or PLANNED.search(tight) or APPEAL.search(tight) or survey.cues & {"done", "invalid"}:
        return None
    graves = {
        category: weight
        for category, weight in survey.hints.items()
        if weight >= _ALARM_WEIGHT and lexicon.categories[category].severity is Severity.EMERGENCY
    }
    return max(graves, key=graves.__getitem__, default=None)


def judge(survey: Survey, scores: Mapping[str, float], lexicon: Lexicon) -> Verdict:
    """Decide by trained scores."""
    categories = {head: score for head, score in scores.items() if head[0] != "#"}
    ranked = sorted(categories, key=categories.__getitem__, reverse=True)
    best, second = ranked[0], ranked[1]
    report = scores[REPORT]
    grave = alarm(survey, lexicon)
    if grave and report > _ALARM_FROM:
        if best != grave and lexicon.categories[best].severity is not Severity.EMERGENCY:
            best, second = grave, best
        report = max(report, _REPORT_FROM)
    margin = categories[best] - categories[second]
    is_report = report >= _REPORT_FROM
    sure = 1 / (1 + math.exp(-6 * (margin - 0.1)))
    named = is_report and (margin >= _SURE_MARGIN or best == grave)
    if not is_report:
        return Verdict(False, None, None, 1 / (1 + math.exp(6 * (report - _REPORT_FROM))))
    return Verdict(True, best if named else None, best, sure)


def judge_by_keywords(survey: Survey, lexicon: Lexicon) -> Verdict:
    """Decide without trained scores: the heaviest keyword, graver categories first."""
    hints = survey.hints
    best = max(hints, key=lambda id: hints[id] + _GRAVITY[lexicon.categories[id].severity], default=None)
    quiet = survey.cues & {"done", "invalid", "planned", "appeal", "selling", "hearsay"}
    is_report = best is not None and not quiet
    return Verdict(True, best, best, 0.5) if is_report else Verdict(False, None, None, 0.0)
