"""What a reply to a ticket post wants: cues in order of precedence, negation and questions before statements.

Sees the text alone. Who sent it, and whether that person may close or void a ticket, is decided elsewhere.
"""

import re
from collections.abc import Iterable

from bot.domain.lexicon import Lexicon
from bot.domain.reading import cues
from bot.domain.reading.addressees import Addressees
from bot.domain.reading.scales import Scales
from bot.domain.reading.spotting import Spot
from bot.domain.reading.survey import Survey, Surveyor, reply_features
from bot.domain.reply import Intent, ReplyReading
from bot.domain.wording import Wording

_HAND = re.compile(
    r"转给|派给|改派|转派|交给|推给|给|找|叫|喊|让|派|请|麻烦|嘱咐|归|该|要|得|跟|去|来|管|通知|联系|报|你|您|安排|过去|出面|协调|处理|负责|上门|弄|修|看看|瞧|接一下|ask|give|pass|assign|forward|let|have|get|for|handle|go|can you"
)
_WHISTLE = re.compile(
    r"吹哨|吹个?哨|上报|报|打|联系|通知|找|叫|喊|请|让|转|得|需|归|申请|投诉|发函|协调|反映|管|出面|来|的职责|call|escalate|report|notify|needs?|involve|whistle|tell|contact"
)


class Replies:
    """Reads replies; the lexicon supplies who can be called, the weights (if any) what the cues leave open."""

    def __init__(self, lexicon: Lexicon, surveyor: Surveyor, scales: Scales | None = None) -> None:
        self._addressees = Addressees(lexicon)
        self._surveyor = surveyor
        self._scales = scales

    def features(self, text: str) -> set[str]:
        """Return what the weights see of a reply."""
        survey = self._surveyor.look(text)
        intent, _ = self._shown(survey, *self._named(survey.words, ()))
        return reply_features(survey, intent)

    def read(self, text: str, departments: Iterable[str] = ()) -> ReplyReading:
        """Return the intent with the highest precedence among those `text` shows."""
        survey = self._surveyor.look(text)
        called, handed = self._named(survey.words, departments)
        intent, cue = self._shown(survey, called, handed)
        if self._scales:
            scores = self._scales.weigh(reply_features(survey, intent))
            intent = Intent(max(scores, key=scores.__getitem__))
        return ReplyReading(
            intent,
            target=handed[0].word if intent is Intent.REASSIGN and handed else None,
            department=called[0].word if intent is Intent.WHISTLE and called else None,
            reasons=(f"{intent}: {cue}",) if cue else (),
        )

    def _named(self, words: Wording, departments: Iterable[str]) -> tuple[list[Spot], list[Spot]]:
        return (
            self._addressees.departments(words.tight, departments),
            self._addressees.people(words.tight, _cased_tight(words)),
        )

    def _shown(self, survey: Survey, called: list[Spot], handed: list[Spot]) -> tuple[Intent, str]:
        """Return the intent that the cues alone come to, and the words that say so."""
        asking = "asking" in survey.cues
        return next(iter(self._cues(survey.words.tight, asking, called, handed)), (Intent.NOTE, ""))

    def _cues(self, tight: str, asking: bool, called: list[Spot], handed: list[Spot]) -> Iterable[tuple[Intent, str]]:
        if (cue := cues.REOPEN.search(tight)) and not re.search(r"好了没|修没修", tight):
            yield Intent.REOPEN, cue[0]
        if (cue := cues.INVALID.search(tight)) and not asking and not cues.NOT_INVALID.search(tight):
            yield Intent.INVALID, cue[0]
        if called and not asking and (cue := _WHISTLE.search(tight)):
            yield Intent.WHISTLE, called[0].word
        if handed and not asking and (cue := _HAND.search(tight)):
            yield Intent.REASSIGN, handed[0].word
        if (cue := cues.CANNOT.search(tight)) and not asking:
            yield Intent.CANNOT, cue[0]
        if (cue := cues.DONE.search(tight)) and not asking and not cues.NOT_DONE.search(tight):
            yield Intent.DONE, cue[0]
        if (cue := cues.ON_THE_WAY.search(tight)) and not re.search(r"到了吗|到没到|到了没", tight):
            yield Intent.ON_THE_WAY, cue[0]
        if (cue := cues.CLAIM.search(tight)) and not re.search(r"谁去|谁来|收到.?[吗么]", tight):
            yield Intent.CLAIM, cue[0]
        if cue := cues.NEED_INFO.search(tight):
            yield Intent.NEED_INFO, cue[0]
        if cue := cues.THANKS.search(tight):
            yield Intent.THANKS, cue[0]


def _cased_tight(words: Wording) -> str:
    """Return the text as typed but with the blanks of `tight`: names keep their capitals."""
    letters = iter(words.cased)
    kept = []
    for low in words.tight:
        letter = next(letters)
        while letter == " " and low != " ":
            letter = next(letters)
        kept.append(letter)
    return "".join(kept)
