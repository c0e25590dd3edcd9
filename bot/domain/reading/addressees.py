"""Whom a reply hands the work to: a person or body (target), or a government department or utility to whistle up.

Names are given as written, with their honorific: 李师傅, 老赵, @wang, 城管. Resolving them is for those who know the people.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from bot.domain.lexicon import Lexicon
from bot.domain.numerals import CHINESE
from bot.domain.reading.spotting import Spot, Spotter
from bot.domain.wording import wording

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤"
    "滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭"
    "梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程邢裴陆荣翁荀羊甄曲封储靳邴糜松井段富巫乌焦巴弓侯宓蓬全"
    "车侯班仰秋仲伊宫宁仇栾暴甘厉祖武符刘景詹束龙叶幸司韶黎蓟薄印宿白怀蒲台从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍桑桂濮牛寿通"
    "边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧肖闫付涂游佟邸敬冷关尉岳帅缑亢况郈琴归海仝"
)
_HONORIFIC = r"(?:师傅|师父|主任|经理|书记|队长|班长|科长|所长|站长|组长|网格员|网格长|阿姨|大爷|大妈|大哥|大姐|老师|工程师|警官|姨|叔|婶|伯|姐|哥|弟|妹|工|队|总|所|站|嫂)"
_PERSON = re.compile(
    rf"(?P<name>[{_SURNAMES}][\u4e00-\u9fff]?{_HONORIFIC}|[老小大阿](?:[{_SURNAMES}]|(?<=阿)[\u4e00-\u9fff]))"
)
# A full name has no honorific to know it by; it counts only right after a word that hands something over.
_FULL_NAME = re.compile(
    rf"(?:转给|派给|改派|转派|交给|推给|留给|单子给)(?P<given>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?=$|[,，。!！~\s吧了啊哈呗处去来跟看弄接])|"
    rf"(?:让|叫|找|请|喊|派)(?P<sent>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?=去|来|看|过|处理|弄|接|跟)"
)
_HANDLE = re.compile(
    r"(?<![A-Za-z0-9_.])@[A-Za-z][A-Za-z0-9_.]*[A-Za-z0-9_]|@[\u4e00-\u9fff]{2,4}?(?=去|来|看|处|你|您|过|麻|接|[\s,，]|$)"
)
_GRID = re.compile(rf"第?(?:\d{{1,2}}|[{CHINESE}]{{1,3}})(?:号)?网格(?:员|长)?|隔壁网格")
_ENGLISH_NAME = re.compile(
    r"(?:(?i:give (?:it |this |that |this one |the ticket )?to|pass (?:it |this |that )?(?:on )?to|(?:re)?assign(?:ed)? (?:it |this )?to|"
    r"hand (?:it|this) (?:over )?to|forward (?:it |this )?to|send it to|over to|ask|let|have|get)|assign\s?给|转给|派给|交给|叫|让|找|给|喊)\s?"
    r"(?P<name>(?:(?:Uncle|Auntie|Aunt|Mr\.?|Ms\.?|Mrs\.?|Miss|Old|Brother|Sister|Master) )?[A-Z][a-z]+)(?![A-Za-z])"
)
_NO_NAME = frozenset("security property maintenance the someone cleaning cleaners it them him her".split())
_NO_PERSON = frozenset(
    "小区 小心 小时 小孩 小广 小花 小宝 小车 小房 小巷 小路 小雨 小别 小单 小白 小石 小全 小卖 小明 小满 小温 大门 大家 大楼 大树 大水 大车 "
    "大路 大厅 大堂 大白 大小 大金 大石 大全 大雨 大别 大爷 大妈 大哥 大姐 大叔 老人 老师 老房 老样 老是 老大 老家 老石 老化 老顾 老式 老百 "
    "施工 车队 车站 水站 东站 管工 通工 双工 时总 全总 万一 后总 单站 路总 都总 安队 "
    "阿姨 阿婆 阿公 阿伯 阿里 阿嬷 阿拉".split()
)


class Addressees:
    """The lexicon's departments and bodies, and the shape of people's names."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._departments = frozenset(lexicon.departments)
        self._people = frozenset(lexicon.people)
        self._spotter = Spotter((*self._departments, *self._people))

    def departments(self, tight: str, own: Iterable[str] = ()) -> list[Spot]:
        """Return the departments named, longest first at each place. `own` are the community's further names for them."""
        spots = [spot for spot in self._spotter.find(tight) if spot.word in self._departments]
        if names := tuple(own):
            spots += _spotter_of(names).find(tight)
        return _outermost(spots)

    def people(self, tight: str, cased: str) -> list[Spot]:
        """Return those who may be handed work: handles, grids, people's names, the property company and its kind."""
        spots = [spot for spot in self._spotter.find(tight) if spot.word in self._people]
        found = [Spot(match.start(), match.end(), match[0]) for match in _HANDLE.finditer(cased)]
        found += [Spot(match.start(), match.end(), match[0]) for match in _GRID.finditer(tight)]
        for match in _PERSON.finditer(tight):
            if match["name"][:2] not in _NO_PERSON:
                found.append(Spot(match.start("name"), match.end("name"), match["name"]))
        for match in _FULL_NAME.finditer(tight):
            at = match.lastgroup or "given"
            if match[at][:2] not in _NO_PERSON:
                found.append(Spot(match.start(at), match.end(at), match[at]))
        named = _ENGLISH_NAME.search(cased)
        if named and named["name"].lower() not in _NO_NAME:
            found.append(Spot(named.start("name"), named.end("name"), named["name"]))
        return _outermost([*found, *spots])


@lru_cache(maxsize=256)
def _spotter_of(names: tuple[str, ...]) -> Spotter:
    return Spotter(wording(name).tight for name in names)


def _outermost(spots: list[Spot]) -> list[Spot]:
    kept: list[Spot] = []
    for spot in sorted(spots, key=lambda one: one.start - one.end):
        if not any(other.start < spot.end and spot.start < other.end for other in kept):
            kept.append(spot)
    return sorted(kept)
