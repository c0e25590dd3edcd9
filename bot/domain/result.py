"""What came of a ticket: fixed, partly, cannot, not ours, a duplicate, a false alarm; and the words that say so.

Plain words in, a result out. Whether somebody may end a ticket so is decided in `ticket`.
"""

import re
from enum import StrEnum


class Result(StrEnum):
    """What came of a ticket."""

    FIXED = "fixed"
    PARTLY = "partly"
    CANNOT = "cannot"
    NOT_OURS = "not_ours"
    DUPLICATE = "duplicate"
    FALSE = "false"


NEEDS_PROOF = frozenset({Result.FIXED, Result.PARTLY})
"""What a picture can prove; that something cannot be done, none can."""

NOTHING_TO_DO = frozenset({Result.DUPLICATE, Result.FALSE})
"""Results of a ticket that is void."""

_ASKED = re.compile(r"[?？]|[吗么][^\w]*$|是不是|能不能|^(?:is|are|was|can)\b", re.IGNORECASE)
_PARTLY = re.compile(
    r"部分(?:都|已)?经?(?:处理|解决|修|完成|整改|清|办)|(?:处理|解决|清理|整改|修)(?:好|完)?了?(?:一)?部分|"
    r"\bpart(?:ly|ially) (?:done|fixed|resolved|handled|cleared|solved)\b",
    re.IGNORECASE,
)
_NOT_OURS = re.compile(
    r"不归(?:我|咱|社区|本)|不是(?:我|咱)|不属于?(?:我|咱|社区|本)|not (?:ours|our)\b", re.IGNORECASE
)
_CANNOT = re.compile(
    r"(?:没法|无法|没有?办法|不能|没条件)(?:处理|解决|整改|修|弄|办)|(?:处理|解决|整改|修|弄|办)不了|"
    r"\bcan(?:'t|not) be (?:fixed|done|solved|resolved)\b",
    re.IGNORECASE,
)
_ENDED = re.compile(r"办结|结案|处理结果|结果\s*[:：是为]|\bresult\s*:|\bclose as\b", re.IGNORECASE)
_DUPLICATE = re.compile(
    r"重复(?!率)|重单|撞单|同一件|已?经?(?:有人)?报过|合并|\bduplicate\b|already reported|same as (?:#|the|ticket)",
    re.IGNORECASE,
)


def ended(text: str) -> Result | None:
    """Return the result that words end a ticket with, None when they do not.

    "部分处理了" ends it. "没法处理" alone gives it back, for others may know a way; with 办结 or 结果 it ends it.
    """
    if _ASKED.search(text):
        return None
    if _ENDED.search(text):
        if _NOT_OURS.search(text):
            return Result.NOT_OURS
        if _CANNOT.search(text):
            return Result.CANNOT
    return _partly(text)


def _partly(text: str) -> Result | None:
    return Result.PARTLY if _PARTLY.search(text) and not re.search(r"没|未|不|还差", text) else None


def hopeless(text: str) -> bool:
    """Tell whether words say that it cannot be done at all, rather than that it is somebody else's."""
    return bool(_CANNOT.search(text)) and not _NOT_OURS.search(text)


def void_as(text: str) -> Result:
    """Return the result of a ticket that was called off with these words."""
    return Result.DUPLICATE if _DUPLICATE.search(text) else Result.FALSE
