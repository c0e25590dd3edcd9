"""A reporter's own words that it was nothing: 看错了,误报误报. Short and about the report, never about an order."""

import re

_NOTHING = re.compile(
    r"误报|看(?:错|走眼|岔|花)了?|眼花|发错了?|报错了|虚惊|乌龙|(?:不是|不算)上报|(?:没|没有)(?:这)?(?:事|问题|什么事|啥事)了?[。.!!]?$|"
    r"(?:撤回|撤销|取消|作废)(?:上报|这[条个单]|刚才那[条个])|当我没说|"
    r"false alarm|my (?:mistake|bad)|never ?mind|not a report|ignore (?:that|it|this)|wrong (?:group|chat)",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"(?:不是|不算|别当|并非|没有?)(?:误报|看错|乌龙|虚惊)|not a false alarm|谁.{0,4}误报|误报[吗么?？]", re.IGNORECASE
)
_LONGEST = 40


def takes_back(text: str) -> bool:
    """Tell whether somebody who has just reported says that it was nothing."""
    said = text.strip()
    return len(said) <= _LONGEST and bool(_NOTHING.search(said)) and not _NOT.search(said)
