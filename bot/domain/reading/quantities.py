"""How many things a report is about: 路灯100盏 is 100 lamps and one ticket. Reads counted things of the trouble's own kind.

A number counts only beside the name of a thing that this kind of trouble is about, with its measure word; a building,
floor, telephone, clock time or a count of people never does. In doubt it is one.
"""

import re

from bot.domain.numerals import ENGLISH, read_number

MOST = 9999
"""A larger count is a slip of the finger, or something else."""

_LAMPS = (r"(?:太阳能)?路灯|楼道灯|楼灯|声控灯|感应灯|应急灯|草坪灯|景观灯|庭院灯|灯泡|灯管|灯头|灯杆|灯", "盏个只根颗")
_COVERS = (r"下水井盖|窨井盖|污水井盖|雨水井盖|井盖子?|窨井|井|雨水?篦子|水?篦子", "个块只处口")
_BIKES = (r"电动自行车|电动车|电瓶车|电单车|共享单车|自行车|小电驴|小?电车|单车|摩托车?|三轮车?", "辆台部个")
_CARS = (r"私家车|小轿车|轿车|小汽车|汽车|面包车|货车|僵尸车|车", "辆台部")
_BINS = (r"垃圾桶|垃圾箱|垃圾袋|垃圾|桶", "个只袋包堆桶车")
_GEAR = (r"灭火器|消火栓|消防栓|消防箱|消防水带|水带|烟感|应急灯|疏散指示灯|指示灯|防火门", "个只具瓶套盘扇盏")
_WIRES = (r"飞线|电线|插线板|插排|拖线板|充电线|线缆|光缆|网线|线", "根条个处")
_TREES = (r"大树|枯树|树枝|树杈|树", "棵株颗根")
_LIFTS = (r"电梯|直梯|客梯|货梯|梯", "部台")
_DOORS = (r"单元门|防盗门|玻璃门|门禁|大门|对讲机?|门", "扇个道套处")
_SEATS = (
    r"长椅|座椅|椅子|凳子|健身器材|器材|护栏|栏杆|石墩子?|隔离桩|地桩|充电桩|摄像头|监控|快递柜|信报箱",
    "个把张根处段台组套件",
)
_HOLES = (r"大?坑|坑洼|塌陷|裂缝|地砖|砖|路面破损", "个处块条")
_BULKY = (r"沙发|床垫|床|柜子|衣柜|马桶|冰箱|旧?家具|桌子|轮胎|建筑垃圾|装修垃圾|渣土", "个张组套件堆袋车台条")
_CLUTTER = (r"纸箱子?|箱子|鞋柜|鞋架|杂物|婴儿车|酸菜缸|花盆", "个只堆双辆袋")
_ADS = (r"小广告|广告|牛皮癣|海报|传单|横幅", "张处条个幅")
_ANIMALS = (r"流浪狗|流浪猫|野狗|野猫|大狗|小狗|狗|猫", "只条个")

_COUNTED: dict[str, tuple[tuple[str, str], ...]] = {
    "flying_wire_charging": (_WIRES, _BIKES),
    "ebike_indoors": (_BIKES,),
    "fire_lane_blocked": (_CARS, _BIKES),
    "corridor_clutter": (_CLUTTER, _BIKES),
    "fire_equipment_fault": (_GEAR,),
    "exposed_wires": (_WIRES,),
    "manhole_missing": (_COVERS,),
    "elevator_fault": (_LIFTS,),
    "door_access_fault": (_DOORS,),
    "road_damage": (_HOLES,),
    "streetlight_fault": (_LAMPS,),
    "tree_hazard": (_TREES,),
    "facility_damage": (_SEATS, _LAMPS),
    "garbage_pileup": (_BINS,),
    "bulky_waste": (_BULKY,),
    "stray_animals": (_ANIMALS,),
    "graffiti_ads": (_ADS,),
    "illegal_parking": (_CARS, _BIKES),
}
_ENGLISH_THINGS = {
    "streetlight_fault": r"(?:street ?)?(?:lights?|lamps?|bulbs?)",
    "manhole_missing": r"(?:manhole )?covers?|manholes?|grates?",
    "ebike_indoors": r"(?:e-?)?bikes?|scooters?",
    "flying_wire_charging": r"(?:e-?)?bikes?|scooters?|cables?|wires?|cords?",
    "fire_lane_blocked": r"cars?|vans?|trucks?|(?:e-?)?bikes?|scooters?",
    "illegal_parking": r"cars?|vans?|trucks?|(?:e-?)?bikes?|scooters?",
    "fire_equipment_fault": r"(?:fire )?extinguishers?|hydrants?",
    "elevator_fault": r"elevators?|lifts?",
    "tree_hazard": r"trees?|branches",
    "garbage_pileup": r"(?:garbage |rubbish |trash )?(?:bins?|bags?)",
    "corridor_clutter": r"box(?:es)?|strollers?|(?:e-?)?bikes?",
    "stray_animals": r"dogs?|cats?",
}
_DIGITS = r"(?<![\d.\-#:/a-z第每几数十百千万半])(?<!每[层栋楼户排])(?:\d{1,4}|[一二三四五六七八九十百两俩仨零〇]{1,5})(?![\d.:])"
# 三个月, 两个人, 5个师傅 count no things; after the thing's name only the end of a clause or a state may follow.
_ENDS = r"(?=\s?(?:$|[,，。.;；!！?？、~…)）]|都|全|不|坏|没|丢|亮|黑|灭|破|掉|松|缺|损|在|堵|冒|了|歪|断|倒|裂|过期|塌|占|挡|停))"
# 路灯*5, 路灯×5
_TIMES = r"\s?[*×xX✕]\s?(?P<n>\d{1,4})(?![\d号楼栋])"
_NOT_PARTED = r"[^,，。.;；!！?？、\d一二三四五六七八九十百两俩仨楼栋幢座号室层]{0,5}?"
_ADJECTIVES = r"(?:大|小|旧|破|坏|新|白|黑|长|断了?的|坏了?的|没电的|不亮的|破了?的|丢了?的|歪了?的|倒了?的)?的?"
_FIGURES = {"俩": 2, "仨": 3, "两": 2}


_RANGE = r"(?:\s?[、~～\-—到至]\s?\d{1,4})?"
# 只剩2盏亮: these are not the trouble.
_WORKS = re.compile(r"\s?(?:灯|路灯)?(?:还|是|能)?(?:亮|好的|正常|能用|完好)(?!起?红)")
_PARTLY = r"(?:里面?|之?中|当中)?(?:只?有|坏了?|灭了?|丢了?|缺了?)"
_OWN_MEASURES = {
    "streetlight_fault": "盏", "fire_lane_blocked": "辆", "illegal_parking": "辆", "ebike_indoors": "辆",
}  # fmt: skip
"""Measure words that need no name beside them: 全灭了，大概20盏 counts lamps."""


def _counted(measures: str, group: str = "n") -> str:
    return rf"(?P<{group}>{_DIGITS}){_RANGE}\s?[多来余]?\s?(?:[{measures}]|(?<=[俩仨]))(?!层|楼|单元|月|小时|钟头|星期)"


def _patterns(category: str, things: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], ...]:
    own = _OWN_MEASURES.get(category, "")
    found = (
        [re.compile(rf"(?<!我们)(?<!咱们)(?<![一二三四五六七八九十百两])(?P<n>{_DIGITS}){_RANGE}\s?[多来余]?\s?{own}")]
        if own
        else []
    )
    for names, measures in things:
        counted = _counted(measures)
        found.append(re.compile(rf"{counted}\s?{_ADJECTIVES}(?:{names})(?![库位])"))
        found.append(re.compile(rf"(?:{names}){_NOT_PARTED}{counted}{_ENDS}"))
        found.append(re.compile(rf"(?:{names}){_TIMES}"))
    return tuple(found)


def _parted(things: tuple[tuple[str, str], ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(rf"{_counted(measures, 'all')}\s?(?:{names})?{_PARTLY}{_counted(measures)}")
        for names, measures in things
    )


_CHINESE = {category: _patterns(category, things) for category, things in _COUNTED.items()}
_PARTS = {category: _parted(things) for category, things in _COUNTED.items()}
"""20盏灯里有三盏不亮: of so many so many."""

_WORDS = "|".join(ENGLISH)
_ENGLISH = {
    category: re.compile(
        rf"(?<![\w#.:/-])(?<!building )(?<!block )(?<!unit )(?<!floor )(?<!no )(?P<n>\d{{1,4}}|{_WORDS})\s"
        rf"(?:of the |more |big |broken |dead |missing |parked |old ){{0,2}}(?:{things})(?![\w])"
    )
    for category, things in _ENGLISH_THINGS.items()
}
_MEASURES = "".join(sorted({one for things in _COUNTED.values() for _, measures in things for one in measures}))
_ANY = re.compile(
    rf"[\d一二三四五六七八九十百两零〇]\s?[多来余]?\s?[{_MEASURES}]|[俩仨]|[*×xX✕]\s?\d|\d\s[a-z]|\b(?:{_WORDS})\s"
)
"""Whether there is a number that might count anything: most reports name a building and nothing else."""


def find_quantity(spaced: str, category: str | None) -> int:
    """Return how many things of its kind a text (a `Wording.spaced`) is about; 1 when it does not say so plainly.

    Where several counts are named the largest is meant: "路灯5盏,其中2盏全黑" is 5; but "10盏路灯坏了8盏" is 8.
    """
    if category is None or not _ANY.search(spaced):
        return 1
    for pattern in _PARTS.get(category, ()):
        if (part := pattern.search(spaced)) is not None and not _WORKS.match(spaced, part.end()):
            return max(1, min(_figure(part["n"]), MOST))
    patterns = (*_CHINESE.get(category, ()), *filter(None, (_ENGLISH.get(category),)))
    matches = (found for pattern in patterns for found in pattern.finditer(spaced))
    said = (found["n"] for found in matches if not _WORKS.match(spaced, found.end()))
    return max((n for one in said if 1 <= (n := _figure(one)) <= MOST), default=1)


def _figure(said: str) -> int:
    if said in _FIGURES:
        return _FIGURES[said]
    if len(said) > 1 and not said.isascii() and not set(said) & set("十百"):
        # 两三盏: nobody has counted; the smaller is sure.
        return _figure(said[0])
    return read_number(said.replace("两", "二")) or 0
