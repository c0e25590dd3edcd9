"""The list of honours: ties share a rank, names are masked, and months are found by how people call them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.honours import masked, ranked, read_term
from bot.domain.points import month, year

TODAY = date(2026, 11, 20)


def test_equal_points_share_a_rank_and_the_next_one_is_counted_past_them():
    places = ranked({1: 5, 2: 9, 3: 5, 4: 2, 5: 5})
    assert [(place.rank, place.telegram_id) for place in places] == [(1, 2), (2, 1), (2, 3), (2, 5), (5, 4)]
    assert ranked({}) == ()


@given(st.dictionaries(st.integers(1, 50), st.integers(-5, 5)))
def test_ones_rank_is_one_more_than_how_many_have_more(balances):
    places = ranked(balances)
    assert len(places) == len(balances)
    for place in places:
        assert place.rank == 1 + sum(1 for points in balances.values() if points > place.points)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("老高", "老*"), ("王小明", "王*明"), ("欧阳小明", "欧**明"), ("李", "李*"), ("𠮷野家", "𠮷*家"),
        ("阿 强", "阿*"),
        ("小李🛵", "小*"), ("王师傅13812345678", "王*傅"), ("Mary Ann Smith", "M*** S***"), ("Bob", "B***"),
        ("🐯", "*"), ("", "*"), ("3001", "*"), ("=cmd()", "c***"), ("赵钱孙李周吴郑王", "赵***王"),
    ],
)  # fmt: skip
def test_a_name_is_shown_masked(name, shown):
    assert masked(name) == shown


@given(st.text(max_size=30))
def test_no_mask_shows_more_than_two_letters_or_any_figure(name):
    shown = masked(name)
    assert "*" in shown
    assert sum(1 for letter in shown if letter.isalpha()) <= 2
    assert not any(letter.isdigit() for letter in shown)
    assert len(shown) <= 9


@pytest.mark.parametrize(
    ("said", "term"),
    [
        ("", month(TODAY)), ("本月", month(TODAY)), ("This  Month", month(TODAY)), ("上个月", month(date(2026, 10, 1))),
        ("last month", month(date(2026, 10, 1))), ("10月", month(date(2026, 10, 1))),
        ("１０月", month(date(2026, 10, 1))),
        ("12月份", month(date(2025, 12, 1))), ("11月", month(TODAY)), ("2026-10", month(date(2026, 10, 1))),
        ("2025年3月", month(date(2025, 3, 1))), ("2026/02", month(date(2026, 2, 1))), ("今年", year(TODAY)),
        ("2025", year(date(2025, 1, 1))), ("2025年", year(date(2025, 1, 1))), ("去年", year(date(2025, 1, 1))),
        ("13月", None), ("2026-13", None), ("0000", None), ("9999", None), ("10", None), ("随便", None),
        ("3号楼", None),
    ],
)  # fmt: skip
def test_a_month_or_a_year_is_found_by_what_people_call_it(said, term):
    assert read_term(said, TODAY) == term


@given(st.text(max_size=20))
def test_nonsense_names_no_month_and_breaks_nothing(said):
    term = read_term(said, TODAY)
    assert term is None or term.first <= term.last


def test_last_year_is_found_on_a_leap_day():
    assert read_term("去年", date(2028, 2, 29)) == year(date(2027, 1, 1))
