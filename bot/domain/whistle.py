"""Whistling (吹哨) for a department, and what it says in answer (报到, 回执).

     sent ──arrive──▶ arrived ──┐
       └────────────────────────┼── answer ──▶ answered (with words or a picture)
                                ├── refuse ──▶ refused (with a reason)
                                └── withdraw ▶ withdrawn (by whoever holds the ticket)

A slip that was settled never wakes again: whoever needs the department once more whistles once more.
"""

import re
from collections.abc import Iterable
from enum import StrEnum

from bot.domain.reply import Intent
from bot.domain.ticket import Standing


class SlipState(StrEnum):
    """Where a slip stands."""

    SENT = "sent"
    ARRIVED = "arrived"
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


WAITING = frozenset({SlipState.SENT, SlipState.ARRIVED})


class Deed(StrEnum):
    """What may be done with a slip."""

    ARRIVE = "arrive"
    ANSWER = "answer"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


_AFTER = {
    Deed.ARRIVE: SlipState.ARRIVED,
    Deed.ANSWER: SlipState.ANSWERED,
    Deed.REFUSE: SlipState.REFUSED,
    Deed.WITHDRAW: SlipState.WITHDRAWN,
}


class SlipRefusal(StrEnum):
    """Why not. Each becomes a sentence."""

    STRANGER = "stranger"
    SETTLED = "settled"
    ARRIVED = "arrived"
    NO_REASON = "no_reason"


def decide(
    state: SlipState, deed: Deed, who: Standing, holder_id: int | None, reason: str = ""
) -> SlipState | SlipRefusal:
    """Say what comes of `who` wanting `deed` with a slip of a ticket that `holder_id` has.

    The department answers for itself; who has the ticket, or stands above, may write down what it said elsewhere
    (many answer by telephone), and alone may withdraw.
    """
    over = who.is_staff and (who.is_chief or (who.person_id is not None and who.person_id == holder_id))
    if not (over or (who.is_department and deed is not Deed.WITHDRAW)):
        return SlipRefusal.STRANGER
    if state not in WAITING:
        return SlipRefusal.SETTLED
    if deed is Deed.ARRIVE and state is SlipState.ARRIVED:
        return SlipRefusal.ARRIVED
    if deed is Deed.REFUSE and not reason.strip():
        return SlipRefusal.NO_REASON
    return _AFTER[deed]


# --------------------------------------------------------------------------- words

_ASKS = re.compile(r"\s*(?:请|申请|需要|先|帮忙?)?\s*(?:吹个?哨|whistle\b|blow the whistle)", re.IGNORECASE)
_WITHDRAWS = re.compile(
    r"\s*(?:撤回|取消|收回|撤销|不用)\s*(?:吹哨|哨|吹)|撤哨|收哨|\bwithdraw (?:the )?whistle|\bcall off the whistle",
    re.IGNORECASE,
)
# "给城管打过电话了" tells what was done; it asks for nothing.
_DONE_ALREADY = re.compile(
    r"(?:打|通知|联系|报|说|讲|问|反映|吹|找|叫)过|已经?(?:给|跟|和|向|通知|联系|报|打|吹|叫|找)|"
    r"\balready (?:called|told|reported)|\bhave (?:called|told)",
    re.IGNORECASE,
)
_AND = re.compile(r"\s*(?:[、&+/和跟及与]|还有|以及|\band\b|\s)\s*", re.IGNORECASE)
_COMMA, _END = re.compile(r"\s*[,，]\s*"), re.compile(r"\s*(?:$|[、,，。.!！&+/和及与])")
_ARRIVED = re.compile(
    r"报到|报道|到场|到位|抵达|到达|(?<!没)(?<!未)(?:已经?|我们|人)?到了|(?:在|到)现场|"
    r"\barrived\b|\bon (?:site|the spot)\b|\bwe are here\b",
    re.IGNORECASE,
)
_NOT_YET = re.compile(
    r"马上|快到|就到|准备|[没未]到|路上|[吗么?？]|明天|下午|稍后|\bsoon\b|\bon (?:our|my|the) way\b", re.IGNORECASE
)
_REFUSED = re.compile(
    r"不归(?:我|俺|咱|本|这)|不是(?:我|咱|本)们?(?:的|管|这|局|单位|部门)|不属于?(?:我|咱|本)|不在(?:我|咱|本).{0,3}(?:范围|职责)|"
    r"\bnot (?:ours|our |us\b)",
    re.IGNORECASE,
)


def asks(text: str) -> bool:
    """Tell whether words begin with the whistle itself; what else calls a department the reader knows."""
    return bool(_ASKS.match(text))


def withdraws(text: str) -> bool:
    """Tell whether words take a whistle back."""
    return bool(_WITHDRAWS.search(text))


def only_tells(text: str) -> bool:
    """Tell whether words say that a department was called already, by telephone perhaps."""
    return bool(_DONE_ALREADY.search(text)) and not asks(text)


def named(text: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the names that stand in `text` one beside the other, the first group of them: 吹哨城管和供电局 both."""
    low = text.lower()
    found: list[tuple[int, int, str]] = []
    for name in sorted({name for name in names if name}, key=len, reverse=True):
        at = low.find(name.lower())
        if at >= 0 and not any(at < end and start < at + len(name) for start, end, _ in found):
            found.append((at, at + len(name), name))
    chosen: list[tuple[int, int, str]] = []
    for spot in sorted(found):
        if chosen and not _goes_on(text, chosen[-1][1], spot):
            break
        chosen.append(spot)
    return tuple(name for _, _, name in chosen)


def beside(text: str, names: Iterable[str]) -> str:
    """Return what a whistle says beside the whistle itself and whom it is for: 吹哨城管,路塌了 says 路塌了."""
    begun = _ASKS.match(text)
    said = text[begun.end() :] if begun else text
    known = "|".join(re.escape(name) for name in sorted(filter(None, names), key=len, reverse=True))
    if known:
        listed = rf"(?:[\s、,，:：和跟及与&]*(?:and\b|for\b|the\b)?\s*(?:{known}))+"
        said = re.sub(rf"^{listed}", "", said, flags=re.IGNORECASE)
    return said.strip(" \t\n、,，:：。;；-")


def _goes_on(text: str, end: int, spot: tuple[int, int, str]) -> bool:
    """Tell whether a name goes on a list of names; after a comma it may as well begin a sentence: 城管说不归他们."""
    if _AND.fullmatch(text, end, spot[0]) or end == spot[0]:
        return True
    return bool(_COMMA.fullmatch(text, end, spot[0]) and _END.match(text, spot[1]))


def deed_in(text: str, intent: Intent, *, pictured: bool) -> Deed | None:
    """Return what a department's words do: 已到场 arrives, 不归我们管 refuses, 处理好了 or a picture answers.

    None: they only tell something.
    """
    if _REFUSED.search(text) or (intent is Intent.CANNOT and not _NOT_YET.search(text)):
        return Deed.REFUSE
    if intent is Intent.DONE or (pictured and not text.strip()):
        return Deed.ANSWER
    if _ARRIVED.search(text) and not _NOT_YET.search(text):
        return Deed.ARRIVE
    return None
