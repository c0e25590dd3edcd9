"""Numbers that are not a place: dates, times, money, counts, telephones, serial numbers of other things.

They are blotted out, place for place, before anybody looks for a building. A number blotted out by mistake costs a
question; one left standing may send a gridworker to the wrong door, so when in doubt this file blots.
"""

import re

from bot.domain.numerals import CHINESE

BLOT = "\x1f"
"""Stands for every character of a blotted number; no pattern of a place matches it."""

_N = rf"(?:\d+(?:\.\d+)?|[{CHINESE}两几半]{{1,5}})"
_CALENDAR = (
    r"上午|下午|中午|晚上|早上|凌晨|傍晚|夜里|半夜|白天|晚|早|之前|以前|之后|以后|前(?![面门边头院栋])|后(?![面门边身头院墙])|那天|那晚|"
    r"当天|开始|起(?!火)|到\d|截止|为止|(?:这|那)会儿|交|供暖|停暖|来暖|停水|停电|检修|开会|放假|发工资|过后|才|就|周|星期|礼拜|"
    r"日|才|去|来|的时候|发的|报的|报修"
)
_SERIAL = (
    r"线|电池|汽油|柴油|网格|员工|车位|车库|电梯|梯(?!口)|灯|杆|摊|充电|桩|窗口|柜|桌|机|店|仓|公路|台风|热力|配电|变电|泵|桶|车|位|口|"
    r"文件|通知|厅|会议|教室|诊室|病房|床|台|箱|井|球|信箱|格|工单|单(?!元)|选手|骑手|师傅|柱|杠|岗|路(?!灯)|高速|码头|技师|客服|群|"
    r"闸|字|扣|档|坑位|棚|铺|商铺|厂|库|池|塔|国道|省道|地铁"
)
_MEASURE = (
    r"辆|个|人|台|只|条|份|位|名|根|盏|把|张|件|桶|袋|箱|瓶|包|组|排|圈|匹|头|棵|株|处|次|遍|趟|回|顿|拨|批|堆|"
    r"滩|摊|块|元|毛|角|折|积分|分(?!之)|钱|万|千|百块|w(?![a-z])|k(?![a-z])|rmb|点|时|刻|秒|天|周|星期|礼拜|月|年|日|小时|钟头|级|届|岁|度|米|厘米|公分|"
    r"公里|里地|斤|公斤|两|吨|升|毫安|瓦|伏|平|平米|平方|倍|成|%|℃|层楼高|层高|步|口|双|对|杯|碗|盒|屉|g(?![a-z])|km(?![a-z])|kg(?![a-z])|cm(?![a-z])|kw(?![a-z])|v(?![a-z])|"
    r"pm(?![a-z])|am(?![a-z])|伙|窝|筐|捆|沓|摞|颗|粒|片|面|扇|道|股|缕|束|串|副|部|套|款|版|篇|封|则|首|场|班|拃|指|寸|尺|丈|亩|克|两天|多|来个|几"
)
# A number with its English noun before it is no count: "bldg 12 天天漏水", "building 14 lights are out".
_UNNAMED = "".join(
    f"(?<!{noun} )(?<!{noun}. )(?<!{noun} #)".replace(". ", r"\. ")
    for noun in (
        "bldg",
        "building",
        "buildings",
        "block",
        "blk",
        "tower",
        "unit",
        "entrance",
        "floor",
        "no",
        "apt",
        "room",
    )
)
_EN_COUNT = (
    r"(?:more |other |of |whole |full |big |little |young |old |new |extra )?(?:am|pm|a\.m|p\.m|o'?clock|min|mins|minutes?|hrs?|hours?|days?|weeks?|"
    r"months?|years?|times?|yuan|rmb|kuai|dollars?|bucks?|bikes?|e-?bikes?|scooters?|cars?|people|persons?|guys?|kids?|dogs?|cats?|"
    r"orders?|families|households|floors?|storeys?|stories|meters?|metres?|degrees?|percent|points?|bags?|boxes|bins?|steps?|trucks?|"
    r"vans?|men|women|residents?|neighbou?rs|lifts|elevators|units|rooms|flats|doors|lights|lamps|kg|km|cm|m|x|st time|nd time|rd time|th time)\b"
)

_TRAPS = re.compile(
    "|".join(
        (
            r"https?://\S+|www\.\S+",
            r"(?<!\d)1[3-9]\d(?:[\dx*]{8}|[ -]\d{4}[ -]\d{4})(?!\d)|(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)|(?<!\d)[48]00-?\d{3}-?\d{4}",
            r"\d{5,}|\d{1,4}(?=车位|摊位)|(?<![a-z\d])(?:\d+|one|two|three|four|five|six) of (?:them|us|the)",
            r"(?:尾号|取餐[码号]|取件码|单号|订单号?|编号|工号|手机尾号|车牌号?|验证码|密码|票号|流水号|后四位|前四位|邮编|群号|qq)[是为:：]?\s?[a-z]?\d[\da-z-]*",
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z]\s?[\da-z]{5,6}(?![\da-z])",
            r"(?:19|20)\d\d\s?[-./年]\s?\d{1,2}(?:\s?[-./月]\s?\d{1,2}(?:\s?[日号])?)?",
            r"\d{1,2}[./]\d{1,2}[./]20[12]\d(?!\d)",
            rf"[{CHINESE}\d]{{1,3}}\s?月(?:份|底|初|中旬)?(?:\s?[{CHINESE}\d]{{1,3}}\s?[日号](?!楼|院|门))?",
            r"\d{1,2}[-/.]\d{1,2}\s?[(（]?[号日](?!楼|院|门|栋)[)）]?",
            rf"(?:这个月|本月|上个?月|下个?月|每个?月)\s?[{CHINESE}\d]{{1,3}}\s?[日号]?",
            rf"(?<![{CHINESE}\d])[{CHINESE}\d]{{1,3}}\s?[号日](?=\s?(?:{_CALENDAR}))",
            rf"(?:从|到|等|过了|定在|改到|推到|自)\s?[{CHINESE}\d]{{1,3}}\s?[号日](?=$|[\s,，。.!?!?;;了再到至])",
            rf"[{CHINESE}\d]{{1,4}}\s?号\s?(?={_SERIAL})|\d+#(?=线|电梯|充电桩|灯杆|车位|窗口|柜)",
            # Three figures before 户 or 家 are a room: "301户". Fewer are a count.
            rf"(?<![{CHINESE}\d])(?:\d{{1,2}}|[{CHINESE}两几]{{1,3}})(?:户(?!型)|家(?!门|里))",
            rf"第\s?[{CHINESE}\d]{{1,4}}\s?(?:次|个|遍|回|趟|天|名|位|条|届|批|组|步|排|期|章|页|辆|家|户|类|种|拨|年|周|块|棵|根|盏|张|件|单(?!元)|波)",
            r"\d{1,2}\s?[:：]\s?\d{2}(?:\s?[ap]m)?",
            rf"{_N}\s?点(?:半|钟|多|整|左右|前|后|一刻|{_N}分?(?!\d|\s?(?:号楼|栋|幢|座|#|单元|楼|层)))?",
            rf"(?<![{CHINESE}\d]){_UNNAMED}[{CHINESE}两几半\d]{{1,4}}\s?(?:分钟|小时|钟头|刻钟|个半|天|年|岁|周|礼拜|星期|块|毛|元)",
            rf"(?<![a-z\d.]){_UNNAMED}{_N}(?:\s?[-~到至]\s?{_N})?\s?(?:多|来|余)?\s?(?:{_MEASURE})",
            rf"(?<![\da-z.]){_UNNAMED}\d+(?:\.\d+)?\s?{_EN_COUNT}",
            r"\b(?:line|grid|gate|may|june|july|aug|sept?|oct|nov|dec|jan|feb|mar|apr|route|bus|order|ticket|no\. ?\d+ bus|version|v|code|pin)\s?#?\d+(?:st|nd|rd|th)?\b(?! ?/?f\b)",
            r"\b\d+(?:st|nd|rd|th)\s(?:of|time|day|week|month|order|report|ring|grade|birthday|may|june|july)\b",
            r"\d+(?:\.\d+)?\s?(?:%|℃|°)|[¥$￥]\s?\d+(?:\.\d+)?|[+*x]\d+(?![\d-])",
            r"(?<![元楼栋幢座#\-\d])(?:110|119|120|122|12345|95598|96110|96119|96333)(?![\d号栋])",
            r"\d[gG](?:信号|网|卡)|\d\.\d(?![\d.])",
        )
    )
)
_ANY_NUMBER = re.compile(rf"[\d{CHINESE}]")


def blot(spaced: str) -> str:
    """Return `spaced` (a `Wording.spaced`) with every number that is no place blotted out; the length stays the same."""
    if not _ANY_NUMBER.search(spaced):
        return spaced
    return _TRAPS.sub(lambda trap: BLOT * len(trap[0]), spaced)
