"""Which words of a text spoke for what was read, so that people can see why. Decides nothing."""

from collections.abc import Iterable

from bot.domain.reading.scales import Scales
from bot.domain.reading.survey import Survey

_MOST = 4


def reasons_for(category: str | None, survey: Survey, seen: Iterable[str], scales: Scales | None) -> tuple[str, ...]:
    """Return up to four words or pairs: the keywords of `category`, else what the trained weights went by."""
    if category is None:
        return ()
    plain = dict.fromkeys(sign.words for sign in survey.signs if sign.category == category)
    if plain or scales is None:
        return tuple(plain)[:_MOST]
    words: dict[str, None] = {}
    for feature in scales.why(frozenset(seen), category, 2 * _MOST):
        words |= dict.fromkeys(_words(feature, survey))
    return tuple(words)[:_MOST]


def _words(feature: str, survey: Survey) -> list[str]:
    """Turn a feature back into words of the text; marks and facts have none."""
    kind = feature[0]
    if len(feature) > 1 and kind == "@":
        return [survey.ideas[idea] for idea in feature[1:].split("+") if idea in survey.ideas]
    if len(feature) > 1 and kind in "=~#^":
        return []
    return (
        [feature.replace(" ", "") if not feature.isascii() else feature] if feature.replace(" ", "").isalpha() else []
    )
