"""Reporting for somebody else: who it is for is told apart from what is wrong, and nobody is made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.behalf import Behalf, on_behalf

names = st.sampled_from(["王奶奶", "5号楼王奶奶", "3单元李大爷", "5号楼2单元301张阿姨", "隔壁老孙家", "Mrs Wang"])
troubles = st.sampled_from(
    ["厨房漏水", "楼道灯不亮,晚上看不见", "电梯困人了!!", "下水道堵了\n都溢出来了", "A: no light"]
)


@pytest.mark.parametrize(
    ("text", "resident", "words"),
    [
        ("代5号楼王奶奶报:厨房漏水", "5号楼王奶奶", "厨房漏水"),
        ("代5号楼王奶奶报：厨房漏水", "5号楼王奶奶", "厨房漏水"),
        ("代5号楼王奶奶报修，厨房漏水", "5号楼王奶奶", "厨房漏水"),
        ("替3单元李大爷反映:路灯坏了", "3单元李大爷", "路灯坏了"),
        ("帮王奶奶报修一下,水管爆了", "王奶奶", "水管爆了"),
        ("代表业主上报:5号楼垃圾没人收", "业主", "5号楼垃圾没人收"),
        (" 代 王奶奶 报修 : 厨房漏水", "王奶奶", "厨房漏水"),
        ("on behalf of Mrs Wang: kitchen leak, building 5", "Mrs Wang", "kitchen leak, building 5"),
        ("On behalf of Mr Li I report: no light", "Mr Li", "no light"),
    ],
)
def test_who_it_is_for_and_what_is_wrong(text: str, resident: str, words: str):
    assert on_behalf(text) == Behalf(resident, words)


@pytest.mark.parametrize(
    "text",
    [
        "5号楼有飞线充电",
        "5号楼王奶奶家厨房漏水",
        "王奶奶报:厨房漏水",
        "代5号楼王奶奶报",
        "代5号楼王奶奶报:",
        "替王奶奶问一下:社保卡去哪办",
        "电瓶车充电代管,5块一次",
        "",
    ],
)
def test_one_who_speaks_for_oneself_or_says_nothing_reports_for_nobody(text: str):
    assert on_behalf(text) is None


@pytest.mark.parametrize(
    "text", ["帮我报一下:5号楼漏水", "帮忙报一下:5号楼漏水", "替我说:5号楼漏水", "帮我们上报:5号楼漏水"]
)
def test_a_reporter_who_asks_to_be_helped_is_no_resident(text: str):
    assert on_behalf(text) is None


@pytest.mark.parametrize(
    "text", ["代驾报:到5号楼了", "替班的来说,12号上午", "代5号楼王奶奶报: ", "代 报:漏水", "代  报:  "]
)
def test_a_name_or_a_trouble_is_never_made_up(text: str):
    assert on_behalf(text) is None


@given(
    st.sampled_from(["代", "代表", "替", "帮"]),
    names,
    st.sampled_from(["报", "上报", "报修", "反映", "报一下"]),
    st.sampled_from([":", "：", ",", "，"]),
    troubles,
)
def test_whatever_is_said_for_somebody_is_kept_whole(verb: str, name: str, report: str, mark: str, trouble: str):
    assert on_behalf(f"{verb}{name}{report}{mark}{trouble}") == Behalf(name, trouble)


@given(st.text() | st.text(alphabet="代替帮表来去报修:：, \n王5号楼"))
def test_no_text_is_too_strange_and_nothing_found_is_ever_empty(text: str):
    found = on_behalf(text)
    if found is not None:
        assert found.resident
        assert found.words
        assert found.resident == found.resident.strip()
        assert found.words == found.words.strip()
        assert found.resident in text
        assert found.words in text
