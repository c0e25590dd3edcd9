"""The place noun that lets a person find the spot, and the thing that is broken, which is none."""

import pytest

from bot.domain.reading import Places, Reader
from bot.vocabulary import reader


@pytest.fixture(scope="module")
def shipped() -> Reader:
    return reader()


LANDMARKS = {
    "东大门堵车了,消防通道停满": "东门",
    "小区东门那儿有人打起来了": "东门",
    "trash piled up near the east gate": "东门",
    "3号门那边井盖没了": "3号门",
    "gate 5 is blocked by a truck": "5号门",
    "地库有人飞线充电": "地下车库",
    "地下停车场渗水": "地下车库",
    "underground garage is flooded": "地下车库",
    "丰巢旁边有一堆垃圾": "快递柜",
    "菜鸟驿站门口污水冒出来了": "快递驿站",
    "门岗旁边有人晕倒": "门卫室",
    "中心花园有死猫": "小花园",
    "健身角那边有流浪狗": "健身广场",
    "走廊里堆满纸箱": "楼道",
    "5号楼楼底下有人飞线": "楼下",
    "单元门口堆了建筑垃圾": "门口",
    "5号楼东头墙皮脱落": "东侧",
    "一楼大堂停满电动车": "大厅",
    "天台有人搭棚子": "楼顶",
    "路灯旁有垃圾没人收": "路灯",
    "5号楼后面下水井往外冒": "楼后",
    "Trash piled up behind block B since Monday": "楼后",
    "东门快递柜那边墙皮往下掉": "快递柜",
    "地库32号车位上头漏水": "32号车位",
}

NONE = [
    "路灯不亮",
    "井盖没了",
    "垃圾桶满了",
    "电梯困人",
    "5号楼和6号楼之间的垃圾没人收",
    "3号电梯坏了",
    "广场舞太吵了",
    "快递柜打不开",
    "5号楼下水道堵了",
    "停得跟停车场似的",
]


@pytest.mark.parametrize(("text", "wanted"), LANDMARKS.items())
def test_a_landmark_is_read_by_its_usual_name(shipped: Reader, text: str, wanted: str) -> None:
    assert shipped.read_report(text).landmark == wanted


@pytest.mark.parametrize("text", NONE)
def test_what_is_broken_is_no_landmark(shipped: Reader, text: str) -> None:
    assert shipped.read_report(text).landmark is None


ESTATES = {
    "湘潭东里二十一栋污水冒出来了": "湘潭东里",
    "银泰公寓3号楼停电": "银泰公寓",
    "汇景家园12栋漏水": "汇景家园",
    "文化小区3号楼201漏水": "文化小区",
    "二期5号楼停电": "二期",
    "A区5栋停电": "A区",
    "2号院里堆满垃圾": "2号院",
    "100弄5号漏水": "100弄",
    "南院车棚没灯": "南院",
}


@pytest.mark.parametrize(("text", "wanted"), ESTATES.items())
def test_an_estate_is_read_whole(shipped: Reader, text: str, wanted: str) -> None:
    assert shipped.read_report(text).estate == wanted


@pytest.mark.parametrize(
    "text",
    [
        "我们小区停电了",
        "小区里有流浪狗",
        "湘潭道社区通知",
        "家里没水了",
        "电梯里有人抽烟",
        "公园门口堵车",
        "整个小区停水",
    ],
)
def test_an_ordinary_word_is_no_estate(shipped: Reader, text: str) -> None:
    assert shipped.read_report(text).estate is None


def test_a_community_knows_its_estates_by_their_short_names(shipped: Reader) -> None:
    places = Places(estates={"东里": "湘潭东里"})
    assert shipped.read_report("东里3号楼停水", places=places).estate == "湘潭东里"
