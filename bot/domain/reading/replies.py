"""What a reply to a ticket post wants: cues in order of precedence, negation and questions before statements.

The trained weights settle what the cues leave open. Sees the text alone: who sent it, and whether that person may close
or void a ticket, is decided elsewhere.
"""

import re
from collections.abc import Iterable, Iterator

from bot.domain.lexicon import Lexicon
from bot.domain.reading import cues
from bot.domain.reading.addressees import Addressees
from bot.domain.reading.features import features
from bot.domain.reading.ideas import Ideas
from bot.domain.reading.scales import Scales
from bot.domain.reading.spotting import Spot, Spotter
from bot.domain.reading.survey import Survey, Surveyor
from bot.domain.reply import Intent, ReplyReading
from bot.domain.wording import Wording

_QUIET = frozenset({Intent.NOTE, Intent.THANKS, Intent.NEED_INFO})
_ACT_MARGIN = 0.06
"""A reply that changes a ticket must be this much likelier than one that does not; a slip here is the costly one."""

_CUE_EDGE = 0.20
"""What the plain cue is worth beside the trained scores."""

_HAND = re.compile(
    r"转给|派给|改派|转派|交给|推给|给|找|叫|喊|让|派|请|麻烦|嘱咐|归|该|要|得|去|来|管|通知|联系|报|您|安排|过去|出面|协调|处理|负责|"
    r"上门|弄|修|看看|瞧|接一下|接下|顶|问|换|地界|地盘|的[活事]|网格的?$|是.{0,8}的[吧啊]?$|帮|留着|发过去|调解|清|搬|收拾|"
    r"ask|give|pass|assign|forward|let|have|get|for|handle|go|can you|send|please|should|hand"
)
_WHISTLE = re.compile(
    r"吹哨|吹个?哨|上报|报|打|联系|通知|找|叫|喊|请|让|转|得|需|归|申请|投诉|发函|协调|反映|管|出面|来|的职责|派|出个?警|非|"
    r"call|escalate|report|notify|needs?|involve|whistle|tell|contact|inform|please|has to|已经通知"
)
# They have been, or have said something: news, not a call for them.
_CAME = re.compile(
    r"来看过|来过|看过了|上午来|刚来|来的(?!$)|已经来|(?:刚|已|都)?给?(?:补|修|弄|换|清|处理|装|接)好|说(?:是|明天|下午|要|今)|回复|答复|怎么[说回]|什么态度|啥态度"
)
_SELF = re.compile(
    r"(?:^|[,，。\s])(?:好的?|行|收到|roger)?[,，\s]?(?:我|俺|咱)(?:来|去|先|负责|这边|跟|管|处理)|我来|我去跟|我(?:这边)?负责|不用(?:管|派|报|找|叫)"
)
_ASKED_WHETHER = re.compile(
    r"(?:好|完|通|走|掉|到|来|定|修|弄|清|亮|解决|处理|恢复|出发|看见|收到)(?:吗|么|没|没有|不|没呢)(?:[啊呀呐]|师傅|[?？!！。~\s]|$)|"
    r"[了过](?:吗|么|没|没有|不)(?:[啊呀呐]|师傅|[?？!！。~\s]|$)|吗[?？!！~\s]*$|([修弄到来好完清通])没\1|"
    r"^(?:is|are|was|did|does|has|have|any)\b.*\?"
)
_PRAISED = re.compile(r"给.{1,8}(?:点赞|点个赞|送花|鞠躬|加鸡腿|好评)|(?:谢谢|感谢|多谢)[^,，。]{1,6}(?:给|指|帮|$)")
_ONCE_IT_COMES = re.compile(r"等.{1,10}(?:到了|来了|好了|到货|下班|批)")
# 女儿说在外地: it is not the speaker who cannot come.
_SOMEBODY_ELSE = re.compile(
    r"(?:女儿|儿子|闺女|老伴|家属|亲戚|业主|户主|房东|租客|家里人|他|她|人家)[^,，。我]{0,5}(?:在外地|在老家|休息|没空|走不开|赶不回|请假)"
)
_GIVEN_TO = re.compile(r"(?<!别派)(?:[给找叫让派喊请转问])$")
_OF = re.compile(r"(?:班|组|队|师傅)?的")
_WHO_GOES = re.compile(r"谁.{0,4}[去来管]|有人[去来管]")


class Replies:
    """Reads replies; the lexicon supplies who can be called."""

    def __init__(self, lexicon: Lexicon, surveyor: Surveyor, scales: Scales | None = None) -> None:
        self._addressees = Addressees(lexicon)
        self._surveyor = surveyor
        self._scales = scales
        self._ideas = Ideas(lexicon.reply_concepts)
        self._spotter = Spotter(self._ideas.words())

    def features(self, text: str) -> set[str]:
        """Return what the weights see of a reply."""
        survey = self._surveyor.look(text)
        return self._seen(survey, *self._named(survey.words, ()))

    def read(self, text: str, departments: Iterable[str] = ()) -> ReplyReading:
        """Return the intent of `text`; `departments` are further names for those that can be whistled up."""
        survey = self._surveyor.look(text)
        called, handed = self._named(survey.words, departments)
        intent, cue = self._shown(survey.words.tight, called, handed)
        if self._scales:
            scores = self._scales.weigh(self._seen(survey, called, handed))
            if cue:
                scores[intent] += _CUE_EDGE
            intent = _settled(scores, survey.words.tight)
        if intent is Intent.CANNOT and _SOMEBODY_ELSE.search(survey.words.tight):
            intent, cue = Intent.NOTE, ""
        return ReplyReading(
            intent,
            target=_as_written(survey.words, _receiver(survey.words.tight, handed))
            if intent is Intent.REASSIGN
            else None,
            department=_as_written(survey.words, called[0]) if intent is Intent.WHISTLE and called else None,
            reasons=(f"{intent}: {cue}",) if cue else (),
        )

    def _named(self, words: Wording, departments: Iterable[str]) -> tuple[list[Spot], list[Spot]]:
        return (
            self._addressees.departments(words.tight, departments),
            self._addressees.people(words.tight, words.tightly(words.cased)),
        )

    def _seen(self, survey: Survey, called: list[Spot], handed: list[Spot]) -> set[str]:
        shown, _ = self._shown(survey.words.tight, called, handed)
        facts = {"called": bool(called), "handed": bool(handed), "came": bool(_CAME.search(survey.words.tight))}
        hints = (shown, *(fact for fact, holds in facts.items() if holds))
        ideas = self._ideas.among(self._spotter.find(survey.words.tight))
        return features(survey.marked, ideas, hints, survey.cues, longest=3)

    def _shown(self, tight: str, called: list[Spot], handed: list[Spot]) -> tuple[Intent, str]:
        """Return the intent that the cues alone come to, and the words that say so."""
        return next(_cues(tight, called, handed), (Intent.NOTE, ""))


def _cues(tight: str, called: list[Spot], handed: list[Spot]) -> Iterator[tuple[Intent, str]]:
    """Yield what the cues say, the graver first: a reply that says thanks and "still leaking" reopens."""
    asking, whether = cues.ASKING.search(tight), _ASKED_WHETHER.search(tight) or _ONCE_IT_COMES.search(tight)
    if (cue := cues.REOPEN.search(tight)) and not whether:
        yield Intent.REOPEN, cue[0]
    if (cue := cues.INVALID.search(tight)) and not cues.NOT_INVALID.search(tight):
        yield Intent.INVALID, cue[0]
    if called and not asking and _WHISTLE.search(tight) and not _CAME.search(tight):
        yield Intent.WHISTLE, called[0].word
    elsewhere = whether or _CAME.search(tight) or _SELF.search(tight) or _PRAISED.search(tight)
    if handed and not elsewhere and (handed[0].word[0] == "@" or _HAND.search(tight)):
        yield Intent.REASSIGN, handed[0].word
    if (cue := cues.CANNOT.search(tight)) and not asking:
        yield Intent.CANNOT, cue[0]
    if (cue := cues.DONE.search(tight)) and not whether and not cues.NOT_DONE.search(tight):
        yield Intent.DONE, cue[0]
    if (cue := cues.ON_THE_WAY.search(tight)) and not whether:
        yield Intent.ON_THE_WAY, cue[0]
    if (cue := cues.CLAIM.search(tight)) and not (whether or _WHO_GOES.search(tight)):
        yield Intent.CLAIM, cue[0]
    if cue := cues.NEED_INFO.search(tight):
        yield Intent.NEED_INFO, cue[0]
    if cue := cues.THANKS.search(tight):
        yield Intent.THANKS, cue[0]


def _settled(scores: dict[str, float], tight: str) -> Intent:
    """Return the likeliest intent; in doubt, and when somebody only asks whether it is done, one that changes nothing."""
    best = Intent(max(scores, key=scores.__getitem__))
    if best in _QUIET:
        return best
    calm = max(_QUIET, key=lambda intent: scores[intent])
    asked = best is not Intent.REOPEN and _ASKED_WHETHER.search(tight)
    return calm if asked or scores[best] - scores[calm] < _ACT_MARGIN else best


def _receiver(tight: str, handed: list[Spot]) -> Spot | None:
    """Return whom the work goes to: the one after 给 or 找, else the first named; of "电工班的陈哥" the man."""
    first = next((spot for spot in handed if _GIVEN_TO.search(tight[max(0, spot.start - 3) : spot.start])), None)
    first = first or next(iter(handed), None)
    for spot in handed:
        if first and spot.start > first.end and _OF.fullmatch(tight, first.end, spot.start):
            return spot
    return first


def _as_written(words: Wording, spot: Spot | None) -> str | None:
    return words.tightly(words.written)[spot.start : spot.end] if spot else None
