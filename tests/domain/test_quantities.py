"""How many things a report is about, and all the numbers that count nothing."""

import pytest

from bot.domain.reading.quantities import find_quantity
from bot.domain.wording import wording

LAMP, COVER, LANE, EBIKE = "streetlight_fault", "manhole_missing", "fire_lane_blocked", "ebike_indoors"


@pytest.mark.parametrize(
    ("said", "category", "count"),
    [
        ("路灯100盏不亮", LAMP, 100),
        ("湘潭道路灯坏了 100 盏", LAMP, 100),
        ("3个井盖没了", COVER, 3),
        ("两盏灯不亮", LAMP, 2),
        ("5号楼门口两盏路灯不亮", LAMP, 2),
        ("小区北门一百零三盏路灯全黑", LAMP, 103),
        ("路灯１２盏", LAMP, 12),
        ("楼道灯坏了三个", LAMP, 3),
        ("有三辆车堵着消防通道", LANE, 3),
        ("二栋三单元一楼楼梯底下塞了四辆电动车", EBIKE, 4),
        ("停着俩电车", EBIKE, 2),
        ("3个灭火器压力表全在红区 2号楼一单元", "fire_equipment_fault", 3),
        ("路灯5盏,其中2盏全黑", LAMP, 5),
        ("100多盏路灯不亮", LAMP, 100),
        ("两三盏路灯不亮", LAMP, 2),
        ("3 street lights out at the gate", LAMP, 3),
        ("two manhole covers missing", COVER, 2),
        ("井盖丢了2个", COVER, 2),
        ("路燈壞了5盞", LAMP, 5),
        ("路灯*5不亮", LAMP, 5),
        ("路灯×12", LAMP, 12),
        ("路灯全灭了，大概20盏", LAMP, 20),
        ("5盏不亮了 北门那边", LAMP, 5),
        ("路灯 5 盏 10月1日起不亮", LAMP, 5),
        ("3、4盏灯不亮", LAMP, 3),
        ("3-4盏路灯坏了", LAMP, 3),
        ("10盏路灯坏了8盏", LAMP, 8),
        ("20盏灯里有三盏不亮", LAMP, 3),
        ("消防通道堵了,大概6辆", LANE, 6),
        ("充电桩十个坏了六个", "facility_damage", 6),
    ],
)
def test_counted_things_are_counted(said: str, category: str, count: int):
    assert find_quantity(wording(said).spaced, category) == count


@pytest.mark.parametrize(
    ("said", "category"),
    [
        ("5号楼路灯不亮", LAMP),
        ("路灯坏了3个月了", LAMP),
        ("路灯坏了三个多月", LAMP),
        ("3楼灯不亮", LAMP),
        ("3号路灯不亮", LAMP),
        ("第3盏路灯不亮", LAMP),
        ("每层2盏灯都黑", LAMP),
        ("12-301门口灯坏了", LAMP),
        ("5号楼2单元3层的灯坏了", LAMP),
        ("路灯坏了,打13800138000找我", LAMP),
        ("晚上8:30路灯还不亮", LAMP),
        ("晚上8点路灯还不亮", LAMP),
        ("两个人掉井里了", COVER),
        ("等了3个小时 井盖还没换", COVER),
        ("三辆车堵着,井盖没了", COVER),
        ("几十盏灯不亮", LAMP),
        ("0盏灯亮", LAMP),
        ("99999盏灯不亮", LAMP),
        ("building 5 lights are out", LAMP),
        ("building 14 street lights are out", LAMP),
        ("路灯灭了2天", LAMP),
        ("灯坏了，5楼都黑", LAMP),
        ("路灯不亮5号楼和6号楼", LAMP),
        ("电动车停在2楼3户门口", EBIKE),
        ("3部电梯坏了", LAMP),
        ("路灯坏了3个", None),
        ("路灯只剩2盏亮", LAMP),
        ("只有2盏灯还亮", LAMP),
        ("一盏都不亮", LAMP),
        ("楼道灯报了仨礼拜", LAMP),
        ("丰田横在出口 我们三四辆都出不去", "illegal_parking"),
        ("路灯*5号楼", LAMP),
        ("5、6号楼路灯不亮", LAMP),
        ("10月3-4日路灯不亮", LAMP),
        ("", LAMP),
    ],
)
def test_other_numbers_count_nothing(said: str, category: str | None):
    assert find_quantity(wording(said).spaced, category) == 1
