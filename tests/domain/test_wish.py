"""What people type after /cover, /leave, /swap and /duty: names, days and hours in any order."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.wish import called, read_wish
from tests.domain.duties import person

TODAY = date(2026, 12, 2)
SAT, SUN, MON = date(2026, 12, 5), date(2026, 12, 6), date(2026, 12, 7)
MORNING = time(8), time(12)


@pytest.mark.parametrize(
    ("said", "days", "hours", "before", "after"),
    [
        ("王 周六", (SAT,), None, ("王",), ()),
        ("周六 王", (SAT,), None, (), ("王",)),
        ("王姐周六", (SAT,), None, ("王姐",), ()),
        ("王姐（周六）", (SAT,), None, ("王姐",), ()),
        ("王 周六 08:00-12:00", (SAT,), MORNING, ("王",), ()),
        ("王 周六08:00-12:00", (SAT,), MORNING, ("王",), ()),
        ("王 08:00-12:00 周六", (SAT,), MORNING, ("王",), ()),
        ("王 周六 ０８：００－１２：００", (SAT,), MORNING, ("王",), ()),
        ("王 周六 8点到12点", (SAT,), MORNING, ("王",), ()),
        ("周六 20:00-08:00", (SAT,), (time(20), time(8)), (), ()),
        ("周六 20:00-24:00", (SAT,), (time(20), time(0)), (), ()),
        ("周六 to 赵", (SAT,), None, (), ("赵",)),
        ("周六 由 赵 替", (SAT,), None, (), ("赵",)),
        ("王 周六 周日", (SAT, SUN), None, ("王",), ()),
        ("周六到周一 赵", (SAT, SUN, MON), None, (), ("赵",)),
        ("12月5日-7日 to 赵", (SAT, SUN, MON), None, (), ("赵",)),
        ("王 周六 赵", (SAT,), None, ("王",), ("赵",)),
        ("Wang Mei sat to Li Lei", (SAT,), None, ("Wang", "Mei"), ("Li", "Lei")),
        ("周一鸣 周六", (SAT,), None, ("周一鸣",), ()),
        ("周六 周一鸣", (SAT,), None, (), ("周一鸣",)),
        ("5号楼", (), None, ("5号楼",), ()),
        ("周六 25:00-26:00", (SAT,), None, (), ("25:00-26:00",)),
        ("off", (), None, ("off",), ()),
        ("", (), None, (), ()),
    ],
)
def test_a_wish_is_read(said, days, hours, before, after):
    wish = read_wish(said, TODAY, ["周一鸣", "王姐"])
    assert (wish.days, wish.hours, wish.before, wish.after) == (days, hours, before, after)


@given(st.text(max_size=40))
def test_any_text_is_read_to_its_end(text):
    wish = read_wish(text, TODAY, ["王姐"])
    assert all(word.strip() for word in wish.said)


PEOPLE = [person(number, name) for number, name in enumerate(("王姐", "王小明", "老马", "Wang Mei", "周一鸣"), 1)]


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("王姐", ["王姐"]),
        ("@王姐", ["王姐"]),
        ("王", ["王姐", "王小明"]),
        ("小明", ["王小明"]),
        ("由老马替", ["老马"]),
        ("请老马来", ["老马"]),
        ("wang mei", ["Wang Mei"]),
        ("WANG", ["Wang Mei"]),
        ("p5", ["周一鸣"]),
        ("赵", []),
        ("", []),
        ("替", []),
    ],
)
def test_a_name_means_who_is_called_so(said, names):
    assert [one.name for one in called(PEOPLE, said)] == names
