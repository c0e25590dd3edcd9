"""Points by hand: how people say it, and who may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.award import Award, Objection, judge, spoken, typed
from bot.domain.points import Tariff
from bot.domain.roster import Role

COMMUNITY = frozenset({Role.COMMUNITY})


@pytest.mark.parametrize(
    ("text", "award"),
    [
        ("给老高加积分", Award("老高", None, "")),
        ("给老高加5分 帮忙清理楼道", Award("老高", 5, "帮忙清理楼道")),
        ("给老高加５分，帮忙清理楼道", Award("老高", 5, "帮忙清理楼道")),
        ("请给王小明加十分:谢谢", Award("王小明", 10, "谢谢")),
        ("给老高加两分 热心", Award("老高", 2, "热心")),
        ("给 老高 加 5 个积分 热心", Award("老高", 5, "热心")),
        ("老高加3分", Award("老高", 3, "")),
        ("扣老高5分 乱报", Award("老高", -5, "乱报")),
        ("扣除老高五分", Award("老高", -5, "")),
        ("给老高扣5分,乱报", Award("老高", -5, "乱报")),
        ("奖励老高20分 热心", Award("老高", 20, "热心")),
        ("给老高加2分 上个月漏记了", Award("老高", 2, "漏记了", for_last_month=True)),
    ],
)
def test_plain_words_give_points(text, award):
    assert spoken(text) == award


@pytest.mark.parametrize(
    "text",
    [
        "", "5号楼停电了,加10分钟没人来", "给老高加5分钟", "给老高加个班", "给电梯加装护栏", "垃圾分类没人管",
        "3号楼西南部分路灯坏了",
        "给老高打个电话", "加分", "积分怎么算", "我有多少积分", "老高加班", "给公摊面积加10公分",
    ],
)  # fmt: skip
def test_other_words_do_not(text):
    assert spoken(text) is None


@pytest.mark.parametrize(
    ("text", "award"),
    [
        ("老高 5 原因", Award("老高", 5, "原因")), ("老高 +5 原因", Award("老高", 5, "原因")),
        ("@老高 -5 乱报", Award("老高", -5, "乱报")), ("5 原因", Award("", 5, "原因")), ("-5", Award("", -5, "")),
        ("#142 5 last month: counted twice", Award("#142", 5, "counted twice", for_last_month=True)),
        ("Lao Gao 10 points helped", Award("Lao Gao", 10, "helped")), ("老高 5分 原因", Award("老高", 5, "原因")),
        ("3号楼老李 5 热心", Award("3号楼老李", 5, "热心")), ("老高", Award("老高", None, "")),
        ("", Award("", None, "")),
        ("给老高加5分 热心", Award("老高", 5, "热心")), ("老高 99999999 x", Award("老高 99999999 x", None, "")),
    ],
)  # fmt: skip
def test_the_command_takes_whom_how_many_and_why(text, award):
    assert typed(text) == award


@given(st.text(max_size=60))
def test_nonsense_is_read_without_an_accident(text):
    points, overheard = typed(text).points, spoken(text)
    assert points is None or abs(points) < 10**6
    assert overheard is None or overheard.whom


@pytest.mark.parametrize(
    ("roles", "taker", "award", "objection"),
    [
        (COMMUNITY, 2, Award("老高", 5, "why"), None),
        (COMMUNITY, 2, Award("老高", -100, "why"), None),
        (frozenset({Role.ADMIN}), 2, Award("老高", 5, "why"), None),
        (frozenset({Role.GRIDWORKER, Role.GRID_CHIEF}), 2, Award("老高", 5, "why"), Objection.NOT_YOURS),
        (frozenset({Role.SUPERVISOR}), 2, Award("老高", 5, "why"), Objection.NOT_YOURS),
        (frozenset(), 2, Award("老高", 5, "why"), Objection.NOT_YOURS),
        (COMMUNITY, 1, Award("我", 5, "why"), Objection.YOURSELF),
        (COMMUNITY, 2, Award("老高", None, "why"), Objection.NO_POINTS),
        (COMMUNITY, 2, Award("老高", 0, "why"), Objection.NO_POINTS),
        (COMMUNITY, 2, Award("老高", 101, "why"), Objection.TOO_MUCH),
        (COMMUNITY, 2, Award("老高", -101, "why"), Objection.TOO_MUCH),
        (COMMUNITY, 2, Award("老高", 5, ""), Objection.NO_REASON),
    ],
)
def test_who_may_give_points_and_how_many(roles, taker, award, objection):
    assert judge(roles, 1, taker, award, Tariff()) is objection
