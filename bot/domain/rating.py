"""What a reporter gives for a fix, 1 to 10: “10分”, “打9分”, “给满分”, “8/10”, “9分，修得快”, or the bare number alone.

Only numbers, full marks and stars: what “满意” is worth nobody has said. Words beside the number make it something
else, unless a mark or a blank parts them.
"""

import re

from bot.domain.numerals import CHINESE, read_number
from bot.domain.wording import wording

BEST = 10
_GIVEN = r"(?:我?(?:给|打|评)(?:个|了|你们?|他们?|她)*|评分[:是]?)"
_POINTS = r"(?:分(?:吧|啦|了|哦|的)?(?!\s?[钟类之部公里米])|\s?/\s?10分?|\spoints?)"
_END = r"\s?[.。!！~]*"
_ALONE = re.compile(rf"{_GIVEN}?\s?(?P<n>\d{{1,2}}|[{CHINESE}]{{1,2}})\s?{_POINTS}?{_END}")
# 十分 beside other words is "very".
_BESIDE = re.compile(
    rf"(?:^|[\s,，。;；!！])(?:{_GIVEN}?\s?(?P<n>\d{{1,2}})|{_GIVEN}\s?(?P<said>[{CHINESE}]{{1,2}}))\s?{_POINTS}"
    r"(?=$|[\s,，。.;；!！~])"
)
_FULL = re.compile(
    rf"{_GIVEN}?(?:个)?(?:满分|五星(?:级)?(?:好评)?|5星(?:好评)?|full marks|five stars)(?=$|[\s,，。.;；!！~]).*",
    re.DOTALL,
)
_STARS = re.compile(r"(?:(?:⭐|🌟|★)️?\s?){1,5}")
_SPOKEN = re.compile(rf"(?:{_GIVEN}\s?)?-?\d{{1,4}}(?:\.\d+)?\s?分(?:吧|啦|了)?{_END}")
LONGEST = 60
"""Who writes more than this does not only rate."""


def read_rating(text: str) -> int | None:
    """Return the rating that `text` is, None when it is none, or none from 1 to 10."""
    said = wording(text)
    if (stars := _STARS.fullmatch(said.spaced)) is not None:
        return 2 * sum(stars[0].count(star) for star in "⭐🌟★")
    if len(said.spaced) > LONGEST:
        return None
    if _FULL.fullmatch(said.spaced):
        return BEST
    if (found := _ALONE.fullmatch(said.spaced)) is None:
        several = list(_BESIDE.finditer(said.spaced))
        found = several[0] if len(several) == 1 else None
    number = read_number(next(filter(None, found.groups()))) if found else None
    return number if number and number <= BEST else None


def is_bare(text: str) -> bool:
    """Tell whether a rating is a number and nothing else: it could be the answer to something else, too."""
    return all(letter.isdigit() or letter in CHINESE for letter in wording(text).tight)


def misses(text: str) -> bool:
    """Tell whether somebody rates on another scale: 100分, 0分, 9.5分."""
    return bool(_SPOKEN.fullmatch(wording(text).spaced)) and read_rating(text) is None
