"""Days as people say them, in Chinese and English; and what is no day. Today is Wednesday, 2 December 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dates import MOST_DAYS, read_day, read_days

TODAY = date(2026, 12, 2)


@pytest.mark.parametrize(
    ("said", "day", "rest"),
    [
        ("今天", "2026-12-02", ""),
        ("今晚 有事", "2026-12-02", "有事"),
        ("明天早上", "2026-12-03", "早上"),
        ("后天", "2026-12-04", ""),
        ("大後天", "2026-12-05", ""),
        ("周三", "2026-12-02", ""),
        ("周六", "2026-12-05", ""),
        ("週六", "2026-12-05", ""),
        ("星期天", "2026-12-06", ""),
        ("礼拜日", "2026-12-06", ""),
        ("周二", "2026-12-08", ""),
        ("这周六", "2026-12-05", ""),
        ("本周一", "2026-11-30", ""),
        ("下周六", "2026-12-12", ""),
        ("下周三", "2026-12-09", ""),
        ("下下周一", "2026-12-14", ""),
        ("12月5日", "2026-12-05", ""),
        ("12月5号 等配件", "2026-12-05", "等配件"),
        ("十二月五号", "2026-12-05", ""),
        ("12月1日", "2027-12-01", ""),
        ("2月29日", "2028-02-29", ""),
        ("１２月５日：等配件", "2026-12-05", "等配件"),
        ("5号", "2026-12-05", ""),
        ("1号", "2027-01-01", ""),
        ("31号", "2026-12-31", ""),
        ("月底", "2026-12-31", ""),
        ("下个月底", "2027-01-31", ""),
        ("2026-12-01", "2026-12-01", ""),
        ("2026年12月5日", "2026-12-05", ""),
        ("2026/12/5", "2026-12-05", ""),
        ("三天后", "2026-12-05", ""),
        ("两周后", "2026-12-16", ""),
        ("2个星期后", "2026-12-16", ""),
        ("到周五 等配件", "2026-12-04", "等配件"),
        ("周五08:00", "2026-12-04", "08:00"),
        ("sat", "2026-12-05", ""),
        ("Saturday: parts", "2026-12-05", "parts"),
        ("this wednesday", "2026-12-02", ""),
        ("next friday", "2026-12-11", ""),
        ("until friday: parts", "2026-12-04", "parts"),
        ("tomorrow", "2026-12-03", ""),
        ("the day after tomorrow", "2026-12-04", ""),
        ("in 3 days", "2026-12-05", ""),
        ("in a week", "2026-12-09", ""),
        ("in two weeks", "2026-12-16", ""),
        ("Dec 24", "2026-12-24", ""),
        ("24 December 2027", "2027-12-24", ""),
        ("1st dec", "2027-12-01", ""),
        ("December 24, 2027", "2027-12-24", ""),
    ],
)
def test_a_day_is_read_and_the_rest_is_left(said, day, rest):
    assert read_day(said, TODAY) == (date.fromisoformat(day), rest)


@pytest.mark.parametrize(
    "said",
    [
        "", "王 周六", "5号楼", "12月5号楼", "2月30日", "13月1日", "0月0日", "31天", "08:00-12:00", "12/1", "12.1",
        "may", "marry", "suny", "周八", "0天后", "999天后", "9999-12-31", "1800-01-01", "2026-13-01", "星期", "在",
        "next", "in many days",
    ],
)  # fmt: skip
def test_what_is_no_day_is_none(said):
    assert read_day(said, TODAY) is None


@pytest.mark.parametrize(
    ("said", "first", "last", "count", "rest"),
    [
        ("周六", "2026-12-05", "2026-12-05", 1, ""),
        ("周六 周日", "2026-12-05", "2026-12-06", 2, ""),
        ("周五、周日 赵", "2026-12-04", "2026-12-06", 2, "赵"),
        ("周六到周一 赵", "2026-12-05", "2026-12-07", 3, "赵"),
        ("sat-mon", "2026-12-05", "2026-12-07", 3, ""),
        ("sat to mon", "2026-12-05", "2026-12-07", 3, ""),
        ("12月5日-7日", "2026-12-05", "2026-12-07", 3, ""),
        ("12月5-7日 to 赵", "2026-12-05", "2026-12-07", 3, "to 赵"),
        ("12月30日-1月2日", "2026-12-30", "2027-01-02", 4, ""),
        ("2026-12-05 - 2026-12-07", "2026-12-05", "2026-12-07", 3, ""),
        ("周六 to 赵", "2026-12-05", "2026-12-05", 1, "to 赵"),
        ("12月5日 08:00-12:00", "2026-12-05", "2026-12-05", 1, "08:00-12:00"),
        ("12月7日-5日", "2026-12-07", "2026-12-07", 1, "5日"),
    ],
)
def test_several_days_and_runs_of_days_are_read(said, first, last, count, rest):
    found = read_days(said, TODAY)
    assert found is not None
    days, left = found
    assert (days[0].isoformat(), days[-1].isoformat(), len(days), left) == (first, last, count, rest)


def test_a_run_of_days_is_never_endless():
    found = read_days("2026-12-05 - 2029-12-05", TODAY)
    assert found is not None
    assert len(found[0]) <= MOST_DAYS


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)), st.sampled_from("一二三四五六日"))
def test_a_weekday_is_that_weekday_within_the_coming_seven_days(today, letter):
    found = read_day(f"周{letter}", today)
    assert found is not None
    assert found[0].weekday() == "一二三四五六日".index(letter)
    assert timedelta(0) <= found[0] - today < timedelta(days=7)


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)), st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_a_written_day_is_read_back(today, day):
    assert read_day(day.isoformat(), today) == (day, "")
    without_year = read_day(f"{day.month}月{day.day}日", today)
    assert without_year is not None
    assert (without_year[0].month, without_year[0].day) == (day.month, day.day)
    assert without_year[0] >= today


@given(st.text(max_size=30), st.dates(date(1950, 1, 1), date(2900, 1, 1)))
def test_any_text_is_a_day_or_none(text, today):
    found, several = read_day(text, today), read_days(text, today)
    assert (found is None) == (several is None)
    if found is not None and several is not None:
        assert found[0] == several[0][0]
        assert len(several[0]) <= MOST_DAYS
