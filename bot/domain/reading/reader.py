"""Reads a group message: is it a report, of what, where, does it press, does it correct something? And replies to tickets.

One text alone decides; earlier messages are another module's affair. Any string can be read, in well under 20 ms.
"""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass

from bot.domain.lexicon import Lexicon
from bot.domain.place import NOWHERE, Places
from bot.domain.reading.doors import FLOOR, HOUSE, UNIT
from bot.domain.reading.issues import Issues, find_issues
from bot.domain.reading.lessons import NO_LESSONS, Lessons, Pairs, learn
from bot.domain.reading.quantities import find_quantity
from bot.domain.reading.reasons import reasons_for
from bot.domain.reading.replies import Replies
from bot.domain.reading.scales import unpack
from bot.domain.reading.survey import Survey, Surveyor, message_features
from bot.domain.reading.verdict import AMENDS, Verdict, judge, judge_by_keywords, presses
from bot.domain.reply import ReplyReading

_AMENDS = re.compile(
    r"^(?:哦|噢|啊|呃|诶|哎|嗯|抱歉|不好意思|sorry,?|oops,?|对了|刚才|刚刚|更正|补充)*[,，、:：!！。\s]*(?:"
    r"不对|说错|写错|打错|发错(?!群)|报错|看错|搞错|弄错|错了|更正|纠正|补充|补一|漏打|漏了?写|忘了?(?:说|写)|少打|口误|说岔|我再补|"
    r"改一下|再说[细准]|是.{1,12}不是|不是.{1,10}是)|说错了|写错了|打错了|写反了|传错了|^补个|^在?\d+单元$|"
    r"^correction|^(?:sorry,? )?i meant?\b|^scratch that|^(?:sorry,? )?typo"
)
# Talk that looks like trouble: somebody doubts a report, a railway line is crowded, a customer does not pick up.
_TALK = re.compile(
    r"是不是误报|误报(?:吗|么|吧|啊?[?？])|(?<!\d)\d{1,2}号线(?:堵|挤|停运|晚点|限流|全是人|人)|加积分|加个?积分|"
    r"不接电话[,，\s]*(?:1[3-9][\dx*]{9}|尾号)"
)
_CAPTION = 24
"""A photo's caption shorter than this may be nothing but a place."""


@dataclass(frozen=True)
class Reading:
    """One message, understood. Places are in normal form; `confidence` is 0 to 1; `reasons` say what gave it away.

    `issues` holds category and buildings of each problem when one text has several, else nothing. `quantity`: how many
    things of its category it is about (100 lamps are one report).
    """

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
    issues: Issues = ()
    quantity: int = 1

    @property
    def building(self) -> str | None:
        """The first building named, or None."""
        return self.buildings[0] if self.buildings else None


class Reader:
    """Built once from the lexicon and the trained weights; without weights it goes by keywords alone."""

    def __init__(self, lexicon: Lexicon, weights: bytes | None = None) -> None:
        """Raise ValueError when `weights` are damaged or were trained for other categories."""
        models = unpack(weights) if weights else {}
        self._lexicon = lexicon
        self._surveyor = Surveyor(lexicon)
        self._scales = models.get("messages")
        self._replies = Replies(lexicon, self._surveyor, models.get("replies"))
        known = {head for head in self._scales.heads if head[0] != "#"} if self._scales else lexicon.categories.keys()
        if strange := known ^ lexicon.categories.keys():
            raise ValueError(f"reader weights: trained with other categories ({min(strange)!r} differs); train again")

    def lessons(self, kinds: Pairs, places: Pairs = (), before: Lessons = NO_LESSONS) -> Lessons:
        """Return what `kinds` (words, category) and `places` (words, building) teach, the oldest first.

        `before` spares looking through the same words again.
        """
        return learn(self._surveyor, kinds, places, before)

    def read_report(
        self, text: str, *, has_photo: bool = False, places: Places = NOWHERE, lessons: Lessons = NO_LESSONS
    ) -> Reading:
        """Read one group message: its text, its caption or what was said in a voice message.

        `lessons` are what the community's staff put right before; they weigh on the category and on nothing else.
        """
        survey = self._surveyor.look(text, places)
        tight, address = survey.words.tight, survey.address
        pressing, word = self._surveyor.haste.read(tight, survey.spots)
        amends = bool(_AMENDS.search(tight))
        seen: set[str] = set()
        scores: Mapping[str, float] = {}
        lesson = None
        if self._scales:
            seen = message_features(survey, has_photo)
            scores = self._scales.weigh(seen)
            verdict = judge(survey, scores, self._lexicon)
            pressing = presses(scores, pressing, word)
            amends = scores[AMENDS] > (-0.3 if amends else 0.0)
        else:
            verdict = judge_by_keywords(survey, self._lexicon)
        if lessons and verdict.is_report:
            verdict, lesson = self._taught(
                survey, seen or message_features(survey, has_photo), scores, verdict, lessons
            )
        if amends or _TALK.search(tight) or self._surveyor.landmarks.bare(survey.marked, survey.spots):
            verdict = Verdict(False, None, None, verdict.confidence)
        if has_photo and not (amends or verdict.is_report) and _is_place_or_danger(survey):
            verdict = Verdict(True, None, None, 0.5)
        reasons = reasons_for(verdict.guess, survey, seen, self._scales)
        trouble = min((sign.end for sign in survey.signs if sign.category == verdict.guess), default=None)
        return Reading(
            is_report=verdict.is_report,
            category=verdict.category,
            buildings=address.buildings,
            unit=address.unit,
            floor=address.floor,
            room=address.room,
            estate=address.estate,
            landmark=self._surveyor.landmarks.read(
                tight, survey.marked, survey.spots, verdict.guess, trouble, address.estate or ""
            ),
            urgent=pressing and verdict.is_report,
            amends=amends,
            confidence=verdict.confidence,
            reasons=(
                *([f"lesson: {lesson}"] if lesson and verdict.category else []),
                *reasons,
                *([word] if word else []),
            ),
            issues=find_issues(survey, self._surveyor, verdict.category),
            quantity=find_quantity(survey.words.spaced, verdict.category),
        )

    def _taught(
        self, survey: Survey, seen: Set[str], scores: Mapping[str, float], verdict: Verdict, lessons: Lessons
    ) -> tuple[Verdict, str | None]:
        """Return what lessons make of a verdict, with the words of the one that changed it, if any did."""
        leanings = lessons.leanings(seen)
        # One text with several troubles makes several reports; which of them was put right, its words do not tell.
        if not leanings or find_issues(survey, self._surveyor, verdict.category):
            return verdict, None
        if scores:
            taught = judge(survey, scores, self._lexicon, leanings)
        else:
            taught = judge_by_keywords(survey, self._lexicon, leanings)
        changed = (taught.guess, taught.category) != (verdict.guess, verdict.category)
        leaning = leanings.get(taught.guess or "")
        return taught, leaning.words if changed and leaning else None

    def read_reply(self, text: str, *, places: Places = NOWHERE) -> ReplyReading:
        """Read one reply to a ticket post. `places.departments` are further names of those that can be whistled up."""
        return self._replies.read(text, places.departments)


def _is_place_or_danger(survey: Survey) -> bool:
    """A photo shows what the trouble is; the words need only say where it is, or that it is bad."""
    if "danger" in survey.ideas and len(survey.words.tight) < _CAPTION:
        return True
    placed = any(mark in survey.marked for mark in (HOUSE, UNIT, FLOOR))
    return placed and len(survey.words.tight) < _CAPTION and not survey.ideas.keys() & {"delivery", "fixed", "social"}
