"""Which words of a reporter say that it was nothing: only such, for a hazard that is taken back by mistake is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.takeback import takes_back

NOTHING = """
误报
误报误报
哦看错了 是做饭的油烟,误报误报
看错了
看错了,误报!
不好意思看错了
眼花了
我看走眼了
发错了
发错群了
虚惊一场
虚惊一场 不好意思
乌龙一场
不是上报
没事了
没事了！
看错了，误报
没啥事
撤回上报
撤销刚才那条
当我没说
false alarm
False alarm, sorry
my mistake
never mind
not a report
"""
SOMETHING = """
不是误报,是左边那部
是不是误报啊我看2单元电梯在动
误报吗
误报?
误报？
是误报吗？
谁误报了
别当误报
没有看错
我没看错
not a false alarm
哦哦重复了
还在冒烟
快来人
"""
NOT_OURS = """
他看错了
你看错了吧
我不会看错的
请勿误报
是误报还是真的
false alarm?
没问题
没事
客户说没问题
看错单了
客户取消这单了
订单发错了,放门卫了
乌龙茶洒了
"""
"""Said every day in a group of riders: about others, about orders, in answer to a thank-you."""

openings = st.sampled_from(["看错了", "我看错了", "哦看错楼了", "说错了", "眼花了", "发错了", "不好意思看错了"])
numbers = st.integers(1, 199).map(str) | st.sampled_from(["甲5", "八", "十二"])


@pytest.mark.parametrize("words", NOTHING.split("\n")[1:-1])
def test_words_that_say_it_was_nothing(words: str):
    assert takes_back(words)


@pytest.mark.parametrize("words", SOMETHING.split("\n")[1:-1])
def test_words_that_doubt_deny_or_insist_take_nothing_back(words: str):
    assert not takes_back(words)


@pytest.mark.parametrize("words", NOT_OURS.split("\n")[1:-1])
def test_words_about_others_and_about_orders_take_nothing_back(words: str):
    assert not takes_back(words)


@given(openings, st.sampled_from(["是", "应该是", "在", "不对是"]), numbers, st.sampled_from(["号楼", "栋", "幢"]))
def test_a_correction_that_names_another_building_takes_nothing_back(said: str, is_at: str, number: str, house: str):
    assert not takes_back(f"{said},{is_at}{number}{house}")


@given(st.sampled_from(NOTHING.split("\n")[1:-1]), st.text(max_size=3), st.text(max_size=3))
def test_a_negation_in_front_of_it_is_never_overheard(words: str, before: str, after: str):
    assert not takes_back(f"{before}不是误报,{words}{after}")


@given(st.text())
def test_no_text_is_too_strange_to_be_judged(text: str):
    assert isinstance(takes_back(text), bool)


@given(st.text(min_size=41).filter(lambda text: len(text.strip()) > 40))
def test_a_long_story_is_never_a_mere_taking_back(text: str):
    assert not takes_back(text)


@given(st.sampled_from(NOTHING.split("\n")[1:-1]), st.text(alphabet=" \n\t\u3000", max_size=5))
def test_blanks_around_the_words_change_nothing(words: str, blanks: str):
    assert takes_back(f"{blanks}{words}{blanks}")
