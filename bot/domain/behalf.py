"""Reporting for somebody else: 代5号楼王奶奶报:厨房漏水. Who it is for is a private matter; what is wrong is not."""

import re
from dataclasses import dataclass

_MARK = r"[,\uff0c:\uff1a]"
_SAID = re.compile(
    r"^\s*(?:代表?|替|帮)\s*(?!我|咱|忙|驾|班|理|办|你|您)(?P<who>[^,\uff0c:\uff1a。\n]{1,24}?)\s*"
    rf"(?:来|去)?(?:上报|报修|报告|报案|反映|反应|说|报)(?:一下|个)?\s*{_MARK}\s*(?P<what>.+)$"
    r"|^\s*on behalf of (?P<whom>[^:\uff1a,\uff0c\n]{1,40}?)(?:\s+(?:i )?report(?:ing)?)?\s*"
    rf"{_MARK}\s*(?P<matter>.+)$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Behalf:
    """`resident`: on whose behalf, in the reporter's words; `words`: what is wrong, without them."""

    resident: str
    words: str


def on_behalf(text: str) -> Behalf | None:
    """Return on whose behalf a text reports, None when it speaks for its sender."""
    found = _SAID.match(text)
    if found is None:
        return None
    resident, words = (found["who"] or found["whom"]).strip(), (found["what"] or found["matter"]).strip()
    return Behalf(resident, words) if resident and words else None
