"""Group messages read whole, with the lexicon and the weights that ship."""

from datetime import timedelta
from time import thread_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.lexicon import Lexicon
from bot.domain.reading import Reader
from bot.domain.reading.scales import pack
from bot.vocabulary import lexicon, reader

REPORTS: dict[str, dict[str, Any]] = {
    "5号楼这边有飞线充电现象,电线垂在过道上看起来有点危险,需要赶紧去看看。": {
        "category": "flying_wire_charging",
        "buildings": ("5",),
        "landmark": "过道",
        "urgent": True,
    },
    "湘潭东里二十一栋３单元门口污水跑冒了,臭死了": {
        "category": "sewage_overflow",
        "buildings": ("21",),
        "unit": "3",
        "estate": "湘潭东里",
        "landmark": "门口",
        "urgent": False,
    },
    "5-2-301楼上漏水,水哗哗往下流快来人": {
        "category": "water_leak",
        "buildings": ("5",),
        "unit": "2",
        "room": "301",
        "urgent": True,
    },
    "五号楼3门电梯里困人了!!": {"category": "elevator_trapped", "buildings": ("5",), "unit": "3", "urgent": True},
    "5号下午3栋停电到现在没来": {"category": "power_outage", "buildings": ("3",), "urgent": False},
    "地库B2有人飞线冲电": {"category": "flying_wire_charging", "floor": "B2", "landmark": "地下车库"},
    "5-7号楼都没暖气,屋里才14度": {"category": "no_heating", "buildings": ("5", "6", "7")},
    "3楼灭火器过期了": {"category": "fire_equipment_fault", "buildings": (), "floor": "3", "urgent": False},
    "1号楼王奶奶好几天没见了,敲门没人应": {"category": "elder_welfare", "buildings": ("1",), "urgent": True},
    "bldg 5 unit 2, smoke from the meter box, hurry": {
        "category": "fire_or_smoke",
        "buildings": ("5",),
        "unit": "2",
        "urgent": True,
    },
    "甲5号楼声控灯坏了,不急,有空来看": {"category": "streetlight_fault", "buildings": ("甲5",), "urgent": False},
    "社区积分怎么换东西": {"category": "policy_consultation", "buildings": ()},
    "1号楼有位居民咨询自己收到的信息是不是诈骗的": {"category": "fraud_consultation", "buildings": ("1",)},
    "3号楼门口井盖没了": {"category": "manhole_missing", "urgent": False},
    "物业真行,垃圾放三天了": {"category": "garbage_pileup"},
    "好像有煤气味?谁闻到了": {"category": "gas_leak", "urgent": True},
}

CHATTER = [
    "收到",
    "谢谢师傅",
    "早上好",
    "5号楼301的外卖谁送的",
    "3栋有个急单谁顺路带一下",
    "今天单子爆了",
    "我车没电了先撤",
    "热得嗓子冒烟",
    "5号楼的路灯修好了",
    "通知:明天9点到17点5号楼停电检修",
    "周六下午消防演练,不要惊慌",
    "请大家不要在楼道堆杂物",
    "没着火,是做饭的烟",
    "收到,我在5号楼马上到",
    "测试",
    "靠快递柜这边",
    "3栋2单元301",
    "2单元 好像在四楼五楼中间",
]


@pytest.fixture(scope="module")
def shipped() -> Reader:
    return reader()


@pytest.mark.parametrize(("text", "wanted"), REPORTS.items())
def test_a_report_is_read_whole(shipped: Reader, text: str, wanted: dict[str, Any]) -> None:
    said = shipped.read_report(text)
    assert said.is_report
    assert {key: getattr(said, key) for key in wanted} == wanted


@pytest.mark.parametrize("text", CHATTER)
def test_chatter_is_no_report(shipped: Reader, text: str) -> None:
    assert not shipped.read_report(text).is_report


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("5号楼漏水", "water_leak"),
        ("二单元302 漏水", "water_leak"),
        ("漏水了", "water_leak"),
        ("13-15栋停水", "water_outage"),
        ("3栋停电", "power_outage"),
        ("7栋电梯坏了", "elevator_fault"),
        ("12号楼垃圾没收", "garbage_pileup"),
        ("4号楼暖气不热", "no_heating"),
        ("2单元马桶堵了", "septic_blocked"),
        ("东门积水", "standing_water"),
        ("9栋门禁坏了", "door_access_fault"),
        ("6号楼太吵了", "noise"),
        ("no power in bldg 5", "power_outage"),
        ("elevator broken, tower B", "elevator_fault"),
    ],
)
def test_the_barest_report_is_one(shipped: Reader, text: str, category: str) -> None:
    said = shipped.read_report(text)
    assert (said.is_report, said.category) == (True, category)


def test_places_are_read_out_of_chatter_too(shipped: Reader) -> None:
    said = shipped.read_report("5号楼2单元的外卖谁送的")
    assert (said.is_report, said.building, said.unit) == (False, "5", "2")


@pytest.mark.parametrize("text", ["不对,是6号楼", "刚才说错了是6号楼不是5号楼", "sorry, typo: building 6"])
def test_a_correction_amends_and_names_what_stands(shipped: Reader, text: str) -> None:
    said = shipped.read_report(text)
    assert (said.is_report, said.amends, said.buildings) == (False, True, ("6",))


def test_a_photo_with_nothing_but_a_place_is_a_report_of_something(shipped: Reader) -> None:
    assert not shipped.read_report("5号楼2单元").is_report
    said = shipped.read_report("5号楼2单元", has_photo=True)
    assert (said.is_report, said.category, said.unit) == (True, None, "2")


@pytest.mark.parametrize("text", ["5号楼这里要来人看看", "3栋这边有问题", "快来看看这边"])
def test_a_photo_whose_words_name_no_trouble_leaves_the_category_open(shipped: Reader, text: str) -> None:
    said = shipped.read_report(text, has_photo=True)
    assert (said.is_report, said.category) == (True, None)


def test_a_photo_with_a_cry_of_danger_is_an_urgent_report(shipped: Reader) -> None:
    said = shipped.read_report("这也太危险了", has_photo=True)
    assert (said.is_report, said.urgent) == (True, True)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("着火了", "fire_or_smoke"),
        ("电梯困人", "elevator_trapped"),
        ("闻到煤气味", "gas_leak"),
        ("井盖不见了", "manhole_missing"),
        ("有老人晕倒了", "elder_welfare"),
        ("哈哈今天单子真多 对了三号楼冒烟了你们看看", "fire_or_smoke"),
    ],
)
def test_an_emergency_phrase_always_wins(shipped: Reader, text: str, category: str) -> None:
    said = shipped.read_report(text)
    assert (said.is_report, said.category) == (True, category)


def test_the_reasons_are_words_of_the_text(shipped: Reader) -> None:
    said = shipped.read_report("5号楼水管爆裂,赶紧来人")
    assert {"水管爆裂", "赶紧"} <= set(said.reasons)


def test_two_problems_are_two_issues_with_their_own_buildings(shipped: Reader) -> None:
    said = shipped.read_report("5、6号楼之间垃圾三天没拉了,5-7号楼都没暖气")
    assert said.issues == (("garbage_pileup", ("5", "6")), ("no_heating", ("5", "6", "7")))


def test_without_weights_the_keywords_still_read() -> None:
    said = Reader(lexicon()).read_report("5号楼水管爆裂")
    assert (said.is_report, said.category) == (True, "water_leak")


def test_weights_for_other_categories_are_refused(shipped: Reader) -> None:
    strange = pack({"messages": (("dragons", "#report", "#urgent", "#amends"), (1.0,) * 4, ["a"], bytes(4))})
    with pytest.raises(ValueError, match="train again"):
        Reader(lexicon(), strange)


@pytest.mark.parametrize("damaged", [b"", b"QSR0", b"QSR1nonsense"])
def test_damaged_weights_are_refused_or_absent(damaged: bytes) -> None:
    if not damaged:
        assert Reader(lexicon(), damaged).read_report("着火了").is_report
        return
    with pytest.raises(ValueError, match="reader weights"):
        Reader(lexicon(), damaged)


_ODD = st.text(st.characters(codec=None), max_size=4096)
_BUSY = st.lists(
    st.sampled_from(
        [
            "5号楼",
            "五",
            "、",
            "-",
            "到",
            " ",
            "3",
            "单元",
            "301",
            "漏水",
            "😀",
            "bldg ",
            "\ud800",
            "\u202e",
            "A",
            "#",
            "没",
            "?",
        ]
    ),
    max_size=1500,
).map("".join)


@given(text=_ODD | _BUSY, has_photo=st.booleans())
@settings(max_examples=150)
def test_no_text_breaks_the_reader(text: str, has_photo: bool) -> None:
    said = reader().read_report(text, has_photo=has_photo)
    assert said.category is None or said.is_report
    assert not (said.urgent and not said.is_report)
    assert 0.0 <= said.confidence <= 1.0
    assert all(len(name) <= 12 for name in said.buildings)
    assert reader().read_reply(text).intent is not None


@pytest.mark.parametrize(
    "piece", ["5、", "5-", "1 ", "五", "三楼", "5号楼", "bldg 5, ", "没有漏水", "电", "@", "x" * 7 + " "]
)
def test_no_pattern_goes_back_and_forth_in_a_long_text(shipped: Reader, piece: str) -> None:
    text = (piece * 4096)[:4096]

    def spent() -> float:
        before = thread_time()
        shipped.read_report(text)
        shipped.read_reply(text)
        return thread_time() - before

    # Processor time, the least of three: what else the machine does is none of it. It takes 20 ms.
    assert min(spent() for _ in range(3)) < 0.5


def test_the_shipped_lexicon_is_whole() -> None:
    shipped: Lexicon = lexicon()
    assert shipped.category("fire_or_smoke").ack <= timedelta(minutes=3)
    assert {"fire_or_smoke", "gas_leak", "elevator_trapped", "manhole_missing", "elder_welfare"} == {
        id for id, one in shipped.categories.items() if one.severity == "emergency"
    }
