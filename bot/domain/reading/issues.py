"""Several problems in one message: 垃圾三天没拉了,5-7号楼都没暖气 are two, each with its own buildings.

Cautious on purpose: only plain keywords in different clauses make a second issue, never a trained guess.
"""

import re

from bot.domain.reading.survey import Survey, Surveyor

_CLAUSES = re.compile(r"[,，。;；!！?？~\n]|(?<=[\u4e00-\u9fff]) (?=\S)")
_PLAIN = 3.0
"""Weight from which a keyword or a pair is plain enough to be a problem of its own."""

Issues = tuple[tuple[str, tuple[str, ...]], ...]


def find_issues(survey: Survey, surveyor: Surveyor, category: str | None) -> Issues:
    """Return the problems with their buildings, in order of mention; () when there is at most one.

    A clause that names no building belongs to the buildings named before it.
    """
    plain = {found for found, weight in survey.hints.items() if weight >= _PLAIN and found != "other"}
    if category is None or len(plain | {category}) < 2 or len(plain) < 2:
        return ()
    issues: dict[str, tuple[str, ...]] = {}
    buildings: tuple[str, ...] = ()
    for clause in _CLAUSES.split(survey.words.spaced):
        if not clause:
            continue
        part = surveyor.look(clause)
        buildings = part.address.buildings or buildings
        best = max((found for found in part.hints if found in plain), key=part.hints.__getitem__, default=None)
        if best and best not in issues and part.hints[best] >= _PLAIN:
            issues[best] = buildings
    if len(issues) < 2 or category not in issues:
        return ()
    return tuple(issues.items())
