"""Suspending in words: until which day and why, in either order, in both languages; what is lacking is said."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import wake
from bot.domain.wake import Lacking, Wake

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
"""Half past five on a Friday afternoon in 秦庄."""
ZONE = ZoneInfo("Asia/Shanghai")
MOST = timedelta(days=30)


def eight(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "at", "reason"),
    [
        ("挂账到周一 等配件", eight(11, 23), "等配件"),
        ("挂账到周五 等配件", eight(11, 27), "等配件"),
        ("挂账 等配件 到周一", eight(11, 23), "等配件"),
        ("挂账等配件,到12月1日", eight(12, 1), "等配件"),
        ("挂账：等配件到周一", eight(11, 23), "等配件"),
        ("先挂账到下周一,等业主回来", eight(11, 23), "等业主回来"),
        ("挂账三天后 等天气", eight(11, 23), "等天气"),
        ("申请挂账至2026-12-01，因为要等施工队", eight(12, 1), "要等施工队"),
        ("暂缓办理到明天 下雨", eight(11, 21), "下雨"),
        ("suspend until tuesday: parts", eight(11, 24), "parts"),
        ("put it on hold until 2026-12-01 waiting for parts", eight(12, 1), "waiting for parts"),
        ("suspend: waiting for parts until monday", eight(11, 23), "waiting for parts"),
    ],
)
def test_a_day_and_a_reason_in_any_order(text: str, at: datetime, reason: str):
    assert wake.asks(text)
    assert wake.read(text, NOW, ZONE, MOST) == Wake(at, reason)


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("挂账", Lacking.DAY),
        ("挂账 等配件", Lacking.DAY),
        ("挂账到周一", Lacking.REASON),
        ("suspend until monday", Lacking.REASON),
        ("挂账到今天 等配件", Lacking.PAST),
        ("挂账到2020-01-01 等配件", Lacking.PAST),
        ("挂账到2026-12-21 等配件", Lacking.TOO_LONG),
        ("挂账到2029-01-01 等配件", Lacking.TOO_LONG),
    ],
)
def test_what_is_lacking_is_said(text: str, lacking: Lacking):
    assert wake.read(text, NOW, ZONE, MOST) is lacking


def test_the_longest_that_may_be_is_still_granted():
    assert wake.read("挂账到2026-12-20 等配件", NOW, ZONE, MOST) == Wake(eight(12, 20), "等配件")


@pytest.mark.parametrize(
    "text", ["收到", "这个挂账了吗?", "已处理,不用挂账", "别人挂账的那个呢", "hold on, I am coming?"]
)
def test_other_words_ask_for_no_suspension(text: str):
    assert not wake.asks(text)


@pytest.mark.parametrize("text", ["恢复办理", "继续处理", "取消挂账", "解除挂账", "resume", "unsuspend"])
def test_words_that_end_a_suspension(text: str):
    assert wake.resumes(text)


@pytest.mark.parametrize("text", ["供水恢复了", "恢复办理了吗?", "处理中,会继续", "挂账到周五"])
def test_words_that_do_not(text: str):
    assert not wake.resumes(text)


@pytest.mark.parametrize(
    ("zone", "day", "utc"),
    [
        ("Asia/Shanghai", date(2026, 11, 23), datetime(2026, 11, 23, 0, tzinfo=UTC)),
        ("Europe/Berlin", date(2027, 3, 28), datetime(2027, 3, 28, 6, tzinfo=UTC)),
        ("Europe/Berlin", date(2027, 10, 31), datetime(2027, 10, 31, 7, tzinfo=UTC)),
        ("America/New_York", date(2027, 3, 14), datetime(2027, 3, 14, 12, tzinfo=UTC)),
    ],
)
def test_it_wakes_at_eight_by_the_clock_on_the_wall_also_on_the_days_clocks_change(zone: str, day: date, utc: datetime):
    before = datetime(2026, 11, 20, 12, tzinfo=UTC) if day.year == 2026 else datetime(2027, day.month, 10, tzinfo=UTC)
    assert wake.until(day, "parts", before, ZoneInfo(zone), MOST) == Wake(utc, "parts")


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)), st.integers(1, 60))
def test_every_day_that_is_offered_may_be_taken(moment: datetime, most: int):
    now, longest = moment.replace(tzinfo=UTC), timedelta(days=most)
    offered = wake.days_offered(now, ZONE, longest)
    assert offered
    assert list(offered) == sorted(set(offered))
    for day in offered:
        granted = wake.until(day, "parts", now, ZONE, longest)
        assert isinstance(granted, Wake)
        assert granted.at > now


@given(st.text(max_size=60))
def test_no_words_break_it(text: str):
    outcome = wake.read(text, NOW, ZONE, MOST)
    if isinstance(outcome, Wake):
        assert NOW < outcome.at <= NOW + MOST + timedelta(days=1)
        assert outcome.reason.strip()
