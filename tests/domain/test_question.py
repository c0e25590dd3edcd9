"""What people ask to be counted: days, kinds, buildings, an area, somebody's name."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.asked_period import read_period
from bot.domain.period import Kind
from bot.domain.place import Places
from bot.domain.question import kinds_called, read_question
from bot.domain.roster import Area, Level, Roster
from bot.vocabulary import lexicon

ODD = [
    "3",
    "31",
    "月",
    "日",
    "-",
    "到",
    "2026",
    "至今",
    "年",
    "上",
    "周",
    "/",
    "02",
    " ",
    "号楼",
    "march",
    "q4",
    "最近",
    "零",
    "季度",
    "半年",
    "旬",
    "去年",
    "各网格",
    "周五",
]
TODAY = date(2026, 11, 22)
"""A Sunday."""


@pytest.mark.parametrize(
    ("said", "kind", "first", "last"),
    [
        ("今天", Kind.DAY, "2026-11-22", "2026-11-22"),
        ("昨天", Kind.DAY, "2026-11-21", "2026-11-21"),
        ("前天", Kind.DAY, "2026-11-20", "2026-11-20"),
        ("本周", Kind.WEEK, "2026-11-16", "2026-11-22"),
        ("上周", Kind.WEEK, "2026-11-09", "2026-11-15"),
        ("上上周", Kind.WEEK, "2026-11-02", "2026-11-08"),
        ("本月", Kind.MONTH, "2026-11-01", "2026-11-30"),
        ("上个月", Kind.MONTH, "2026-10-01", "2026-10-31"),
        ("本季度", Kind.QUARTER, "2026-10-01", "2026-12-31"),
        ("今年", Kind.YEAR, "2026-01-01", "2026-12-31"),
        ("本週", Kind.WEEK, "2026-11-16", "2026-11-22"),
        ("3.1-3.15", Kind.SPAN, "2026-03-01", "2026-03-15"),
        ("2026年3月至今", Kind.SPAN, "2026-03-01", "2026-11-22"),
        ("去年", Kind.YEAR, "2025-01-01", "2025-12-31"),
        ("2026年3月", Kind.MONTH, "2026-03-01", "2026-03-31"),
        ("2026-03", Kind.MONTH, "2026-03-01", "2026-03-31"),
        ("３月", Kind.MONTH, "2026-03-01", "2026-03-31"),
        ("十二月", Kind.MONTH, "2025-12-01", "2025-12-31"),
        ("3月1日-3月15日", Kind.SPAN, "2026-03-01", "2026-03-15"),
        ("3月1日到15日", Kind.SPAN, "2026-03-01", "2026-03-15"),
        ("12月到2月", Kind.SPAN, "2025-12-01", "2026-02-28"),
        ("2月29日", None, "", ""),
        ("3月至今", Kind.SPAN, "2026-03-01", "2026-11-22"),
        ("自11月10日以来", Kind.SPAN, "2026-11-10", "2026-11-22"),
        ("最近7天", Kind.SPAN, "2026-11-16", "2026-11-22"),
        ("2026-03-01..2026-03-15", Kind.SPAN, "2026-03-01", "2026-03-15"),
        ("this month", Kind.MONTH, "2026-11-01", "2026-11-30"),
        ("Last Week", Kind.WEEK, "2026-11-09", "2026-11-15"),
        ("last 30 days", Kind.SPAN, "2026-10-24", "2026-11-22"),
        ("since March", Kind.SPAN, "2026-03-01", "2026-11-22"),
        ("march 2025", Kind.MONTH, "2025-03-01", "2025-03-31"),
        ("1 march to 15 march", Kind.SPAN, "2026-03-01", "2026-03-15"),
        ("q3", Kind.QUARTER, "2026-07-01", "2026-09-30"),
        ("2025年第四季度", Kind.QUARTER, "2025-10-01", "2025-12-31"),
        ("2026", Kind.YEAR, "2026-01-01", "2026-12-31"),
        ("大前天", Kind.DAY, "2026-11-19", "2026-11-19"),
        ("昨晚", Kind.DAY, "2026-11-21", "2026-11-21"),
        ("周一", Kind.DAY, "2026-11-16", "2026-11-16"),
        ("本周一", Kind.DAY, "2026-11-16", "2026-11-16"),
        ("上周五", Kind.DAY, "2026-11-13", "2026-11-13"),
        ("上周五到周日", Kind.SPAN, "2026-11-13", "2026-11-15"),
        ("上周五至周二", Kind.SPAN, "2026-11-13", "2026-11-17"),
        ("周末", Kind.SPAN, "2026-11-21", "2026-11-22"),
        ("上周末", Kind.SPAN, "2026-11-14", "2026-11-15"),
        ("这几天", Kind.SPAN, "2026-11-16", "2026-11-22"),
        ("两周内", Kind.SPAN, "2026-11-09", "2026-11-22"),
        ("30天", Kind.SPAN, "2026-10-24", "2026-11-22"),
        ("近半年", Kind.SPAN, "2026-05-25", "2026-11-22"),
        ("10月1日到7日", Kind.SPAN, "2026-10-01", "2026-10-07"),
        ("十月一号到七号", Kind.SPAN, "2026-10-01", "2026-10-07"),
        ("10月1日 10月7日", Kind.SPAN, "2026-10-01", "2026-10-07"),
        ("2026-10-01 2026-10-07", Kind.SPAN, "2026-10-01", "2026-10-07"),
        ("202610", Kind.MONTH, "2026-10-01", "2026-10-31"),
        ("20261001", Kind.DAY, "2026-10-01", "2026-10-01"),
        ("11月上旬", Kind.SPAN, "2026-11-01", "2026-11-10"),
        ("上月下旬", Kind.SPAN, "2026-10-21", "2026-10-31"),
        ("月初至今", Kind.SPAN, "2026-11-01", "2026-11-22"),
        ("年初以来", Kind.SPAN, "2026-01-01", "2026-11-22"),
        ("3-5月", Kind.SPAN, "2026-03-01", "2026-05-31"),
        ("1到3月份", Kind.SPAN, "2026-01-01", "2026-03-31"),
        ("11-2月", Kind.SPAN, "2026-11-01", "2027-02-28"),
        ("今年3月", Kind.MONTH, "2026-03-01", "2026-03-31"),
        ("去年11月", Kind.MONTH, "2025-11-01", "2025-11-30"),
        ("去年3月到5月", Kind.SPAN, "2025-03-01", "2025-05-31"),
        ("去年12月到今年2月", Kind.SPAN, "2025-12-01", "2026-02-28"),
        ("去年同期", Kind.SPAN, "2025-11-01", "2025-11-22"),
        ("二季度", Kind.QUARTER, "2026-04-01", "2026-06-30"),
        ("2季度", Kind.QUARTER, "2026-04-01", "2026-06-30"),
        ("去年四季度", Kind.QUARTER, "2025-10-01", "2025-12-31"),
        ("前三季度", Kind.SPAN, "2026-01-01", "2026-09-30"),
        ("Q2 2026", Kind.QUARTER, "2026-04-01", "2026-06-30"),
        ("2026Q2", Kind.QUARTER, "2026-04-01", "2026-06-30"),
        ("上半年", Kind.SPAN, "2026-01-01", "2026-06-30"),
        ("去年下半年", Kind.SPAN, "2025-07-01", "2025-12-31"),
        ("明天", Kind.DAY, "2026-11-23", "2026-11-23"),
        ("下个月", Kind.MONTH, "2026-12-01", "2026-12-31"),
        ("明年", Kind.YEAR, "2027-01-01", "2027-12-31"),
        ("3月到今", Kind.SPAN, "2026-03-01", "2026-11-22"),
        ("四季花园", None, "", ""),
        ("第3单元", None, "", ""),
        ("5号楼", None, "", ""),
        ("5-7号楼", None, "", ""),
        ("三个月", None, "", ""),
        ("2月31日", None, "", ""),
        ("", None, "", ""),
        ("😀", None, "", ""),
    ],
)
def test_days_are_read(said: str, kind: Kind | None, first: str, last: str):
    period, rest = read_period(said, TODAY)
    if kind is None:
        assert period is None
        assert rest == said
    else:
        assert period is not None
        assert (period.kind, str(period.first), str(period.last), rest) == (kind, first, last, "")


@pytest.mark.parametrize(
    ("said", "last", "left"),
    [
        ("上周5号楼", "2026-11-15", "5号楼"),
        ("11月5号", "2026-11-05", ""),
        ("路灯 本月", "2026-11-30", "路灯"),
        ("3月 5号楼", "2026-03-31", "5号楼"),
        ("3月5号楼", "2026-03-31", "5号楼"),
        ("上周五号楼", "2026-11-15", "五号楼"),
        ("本周一共多少", "2026-11-22", "一共多少"),
        ("10月1日到7日5号楼", "2026-10-07", "5号楼"),
    ],
)
def test_what_is_no_day_is_left(said: str, last: str, left: str):
    period, rest = read_period(said, TODAY)
    assert period is not None
    assert (str(period.last), rest) == (last, left)


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("路灯", {"streetlight_fault"}),
        ("电梯", {"elevator_fault", "elevator_trapped"}),
        ("飞线", {"flying_wire_charging"}),
        ("noise", {"noise"}),
        ("streetlights", {"streetlight_fault"}),
        ("fire_lane_blocked", {"fire_lane_blocked"}),
        ("井盖", {"manhole_missing"}),
        ("小李", set()),
        ("灯", set()),
    ],
)
def test_kinds_go_by_id_name_or_keyword(said: str, kinds: set[str]):
    assert kinds_called(said, lexicon()) == kinds


AREAS = {
    1: Area(1, "qinzhuang", Level.COMMUNITY, "秦庄社区", None),
    2: Area(2, "grid-1", Level.GRID, "第一网格", 1, frozenset({"1", "5", "甲5"})),
    3: Area(3, "grid-2", Level.GRID, "第二网格", 1, frozenset({"7"}), "湘潭东里"),
}
ROSTER = Roster(
    "qinzhuang", "秦庄社区", ZoneInfo("Asia/Shanghai"), "zh", AREAS, {}, (), (), 1,
    Places({"东里": "湘潭东里"}, frozenset({"1", "5", "甲5", "7"})),
)  # fmt: skip
LAMP = {"streetlight_fault"}


@pytest.mark.parametrize(
    ("said", "kinds", "buildings", "area", "left"),
    [
        ("本月 路灯", LAMP, (), None, ()),
        ("本月路灯", LAMP, (), None, ()),
        ("上周 5号楼", set(), ("5",), None, ()),
        ("上周5号楼路灯", LAMP, ("5",), None, ()),
        ("路灯 5", LAMP, ("5",), None, ()),
        ("1号楼 5号楼", set(), ("1", "5"), None, ()),
        ("第一网格 路灯", LAMP, (), 2, ()),
        ("grid-2", set(), (), 3, ()),
        ("东里", set(), (), 3, ()),
        ("last week building 5 noise", {"noise"}, ("5",), None, ()),
        ("本月 小李", set(), (), None, ("小李",)),
        ("海底", set(), (), None, ("海底",)),
        ("本月 路灯 有多少", LAMP, (), None, ()),
        ("", set(), (), None, ()),
        ("99号楼", set(), ("99",), None, ()),
        ("1网格 路灯", LAMP, (), 2, ()),
        ("网格2", set(), (), 3, ()),
        ("本月小李报了几件", set(), (), None, ("小李",)),
        ("请问本月路灯有多少盏？", LAMP, (), None, ()),
        ("5号楼的情况", set(), ("5",), None, ()),
        ("3月 5号楼", set(), ("5",), None, ()),
    ],
)
def test_a_question_is_read_whole(said: str, kinds: set[str], buildings: tuple, area: int | None, left: tuple):
    found = read_question(said, TODAY, ROSTER, lexicon())
    assert (set(found.kinds), found.buildings, found.left) == (kinds, buildings, left)
    assert (found.area.id if found.area else None) == area


@pytest.mark.parametrize(
    ("said", "apart", "kinds"),
    [
        ("本月各网格", Level.GRID, set()),
        ("按网格 路灯", Level.GRID, LAMP),
        ("last month by grid", Level.GRID, set()),
        ("各楼栋", Level.BUILDING, set()),
        ("每栋楼", Level.BUILDING, set()),
        ("各社区 本周", Level.COMMUNITY, set()),
        ("第一网格", None, set()),
    ],
)
def test_parts_are_wanted_side_by_side(said: str, apart: Level | None, kinds: set[str]):
    found = read_question(said, TODAY, ROSTER, lexicon())
    assert (found.apart, set(found.kinds), found.left) == (apart, kinds, ())


def test_without_days_it_is_this_month():
    assert read_question("路灯", TODAY, ROSTER, lexicon()).period.first == date(2026, 11, 1)


@pytest.mark.parametrize(
    ("kinds", "measure"),
    [
        (LAMP, "lamps"),
        ({"noise"}, "things"),
        ({None}, "things"),
        ({"illegal_parking", "fire_lane_blocked"}, "vehicles"),
        (LAMP | {"noise"}, None),
        ({"noise", "water_leak"}, None),
        (set(), None),
    ],
)
def test_lamps_are_counted_as_lamps_and_of_several_kinds_nothing_is(kinds: set[str | None], measure: str | None):
    assert read_question("", TODAY, ROSTER, lexicon()).measure(kinds) == measure


@given(st.text(max_size=40) | st.lists(st.sampled_from(ODD), max_size=8).map("".join))
def test_any_words_can_be_asked(said: str):
    found = read_question(said, TODAY, ROSTER, lexicon())
    assert found.period.first <= found.period.last
