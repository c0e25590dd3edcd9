"""What a reporter gives for a fix, 1 to 10: “10分”, “打9分”, “九分”, “8/10”, “9 points”, or the bare number alone.

Only numbers: what “满意” is worth nobody has said. Words beside the number make it something else.
"""

import re

from bot.domain.numerals import CHINESE, read_number
from bot.domain.wording import wording

BEST = 10
_SAID = re.compile(
    rf"(?:我?(?:给|打|评)(?:个|了)?|评分[:是]?)?\s?(?P<n>\d{{1,2}}|[{CHINESE}]{{1,2}})\s?(?:分(?:吧|啦|了)?|/\s?10|points?|/10分)?\s?[.。!！~]*"
)


def read_rating(text: str) -> int | None:
    """Return the rating that `text` is, None when it is none, or none from 1 to 10."""
    found = _SAID.fullmatch(wording(text).tight)
    number = read_number(found["n"]) if found else None
    return number if number and number <= BEST else None
