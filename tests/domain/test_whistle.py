"""Slips: who may do what with one, in one table; and the words of those who whistle and of those who are called."""

import pytest

from bot.domain import whistle
from bot.domain.reply import Intent
from bot.domain.roster import Role
from bot.domain.ticket import HOUSE, Standing
from bot.domain.whistle import WAITING, Deed, SlipRefusal, SlipState

HOLDER, OTHER, CHIEF = 1, 2, 3
PEOPLE = {
    "department": Standing(None, is_department=True),
    "holder": Standing(HOLDER, frozenset({Role.GRIDWORKER})),
    "chief": Standing(CHIEF, frozenset({Role.COMMUNITY})),
    "other": Standing(OTHER, frozenset({Role.GRIDWORKER})),
    "reporter": Standing(None, is_reporter=True),
    "stranger": Standing(None),
    "house": HOUSE,
}
NAMES = ("城管委", "城管", "供电局", "街道公共管理办")

# What a slip becomes; a word in capitals is the refusal.
RULES = """
            arrive    answer    refuse   withdraw
department  arrived   answered  refused  STRANGER
holder      arrived   answered  refused  withdrawn
chief       arrived   answered  refused  withdrawn
other       STRANGER  STRANGER  STRANGER STRANGER
reporter    STRANGER  STRANGER  STRANGER STRANGER
stranger    STRANGER  STRANGER  STRANGER STRANGER
house       STRANGER  STRANGER  STRANGER STRANGER
"""


def cells() -> list[tuple[str, str, str]]:
    (deeds, *rows) = (line.split() for line in RULES.strip("\n").splitlines())
    return [(who, deed, cell) for who, *row in rows for deed, cell in zip(deeds, row, strict=True)]


@pytest.mark.parametrize(("who", "deed", "outcome"), cells())
def test_the_table_of_permissions(who: str, deed: str, outcome: str):
    decided = whistle.decide(SlipState.SENT, Deed(deed), PEOPLE[who], HOLDER, "because")
    assert decided.value == outcome.lower()
    assert isinstance(decided, SlipRefusal) is outcome.isupper()


@pytest.mark.parametrize("state", [state for state in SlipState if state not in WAITING])
@pytest.mark.parametrize("deed", list(Deed))
def test_what_was_settled_stays_so(state: SlipState, deed: Deed):
    assert whistle.decide(state, deed, PEOPLE["chief"], HOLDER, "because") is SlipRefusal.SETTLED


def test_one_arrives_once():
    assert whistle.decide(SlipState.ARRIVED, Deed.ARRIVE, PEOPLE["department"], HOLDER) is SlipRefusal.ARRIVED
    assert whistle.decide(SlipState.ARRIVED, Deed.ANSWER, PEOPLE["department"], HOLDER) is SlipState.ANSWERED


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_refusal_needs_a_reason(reason: str):
    assert whistle.decide(SlipState.SENT, Deed.REFUSE, PEOPLE["department"], HOLDER, reason) is SlipRefusal.NO_REASON


def test_of_a_ticket_that_nobody_has_only_those_above_may_withdraw():
    assert whistle.decide(SlipState.SENT, Deed.WITHDRAW, PEOPLE["other"], None) is SlipRefusal.STRANGER
    assert whistle.decide(SlipState.SENT, Deed.WITHDRAW, PEOPLE["chief"], None) is SlipState.WITHDRAWN


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("吹哨城管", ("城管",)),
        ("吹哨城管委", ("城管委",)),
        ("吹哨城管和供电局", ("城管", "供电局")),
        ("吹哨城管委、供电局、街道公共管理办", ("城管委", "供电局", "街道公共管理办")),
        ("吹哨城管委，供电局", ("城管委", "供电局")),
        ("吹哨供电局,城管说不归他们", ("供电局",)),
        ("这得供电局来,城管看过了", ("供电局",)),
        ("吹哨园林局", ()),
    ],
)
def test_who_is_called(text: str, names: tuple[str, ...]):
    assert whistle.named(text, NAMES) == names


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("吹哨城管", ""),
        ("吹哨城管委,坑有半米深", "坑有半米深"),
        ("吹哨城管和供电局 线掉下来了", "线掉下来了"),
        ("whistle 城管: a deep hole", "a deep hole"),
        ("这得供电局来", "这得供电局来"),
    ],
)
def test_what_is_said_beside_it(text: str, said: str):
    assert whistle.beside(text, NAMES) == said


@pytest.mark.parametrize(
    ("text", "intent", "deed"),
    [
        ("报到", Intent.NOTE, Deed.ARRIVE),
        ("我们到了", Intent.ON_THE_WAY, Deed.ARRIVE),
        ("已到现场", Intent.ON_THE_WAY, Deed.ARRIVE),
        ("arrived", Intent.ON_THE_WAY, Deed.ARRIVE),
        ("马上到", Intent.ON_THE_WAY, None),
        ("还没到", Intent.NOTE, None),
        ("明天到现场看", Intent.NOTE, None),
        ("处理好了", Intent.DONE, Deed.ANSWER),
        ("不归我们管", Intent.CANNOT, Deed.REFUSE),
        ("这不是我们的,找区里", Intent.REASSIGN, Deed.REFUSE),
        ("not ours", Intent.CANNOT, Deed.REFUSE),
        ("坑在门的哪一边", Intent.NEED_INFO, None),
    ],
)
def test_what_a_departments_words_do(text: str, intent: Intent, deed: Deed | None):
    assert whistle.deed_in(text, intent, pictured=False) is deed


def test_a_picture_without_words_is_a_receipt_and_with_words_it_is_what_they_say():
    assert whistle.deed_in("", Intent.NOTE, pictured=True) is Deed.ANSWER
    assert whistle.deed_in("报到", Intent.NOTE, pictured=True) is Deed.ARRIVE


@pytest.mark.parametrize(
    "text", ["给城管打过电话了", "已经通知供电局了", "城管来看过了,找过两次", "I have called the police"]
)
def test_news_of_a_call_is_no_call(text: str):
    assert whistle.only_tells(text)


@pytest.mark.parametrize("text", ["吹哨城管,找过两次都没来", "叫城管来", "报供电局"])
def test_a_call_is_no_news(text: str):
    assert not whistle.only_tells(text)


@pytest.mark.parametrize("text", ["撤回吹哨", "取消吹哨城管", "撤哨", "withdraw the whistle"])
def test_words_that_take_a_whistle_back(text: str):
    assert whistle.withdraws(text)
    assert not whistle.asks(text)
