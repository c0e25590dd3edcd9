"""Named subdivisions of a community: 湘潭东里, 银泰公寓, 二期, A区, 2号院, 100弄. Roads and districts are none.

A community's own names win. Without them a name must end like an estate and stand where an address stands, because
里 and 园 end a great many ordinary words.
"""

import re
from functools import lru_cache

from bot.domain.numerals import CHINESE
from bot.domain.place import Places
from bot.domain.reading.doors import HOUSE
from bot.domain.wording import Wording, wording

_N = rf"(?:\d{{1,4}}|[{CHINESE}]{{1,3}})"
_NUMBERED = re.compile(
    rf"(?P<lane>\d{{1,4}}弄)|(?P<yard>(?<![{CHINESE}\d]){_N}号院)|(?P<phase>(?<![{CHINESE}\d分长近前后定])(?:[一二三四五六]|[1-6])期(?![间待限望刊货末中]))"
    r"|(?P<zone>(?<![a-z\d])[a-h]区)|(?P<part>[东西南北](?:院|区)(?![别域墙门委]))"
)
_ENDING = r"(?:家园|花园|公寓|新村|大院|宿舍|小区|雅苑|[里苑庭府园城])"
_BEFORE = r"(?:^|[\s,，.。!?！？;；:：、]|在|是|住|去|到|我们|咱们|咱|送|的|给|从|那个|就)"
_NAMED = re.compile(
    rf"{_BEFORE}\s?(?P<name>(?!我们|咱们|这个|那个|你们|他们|整个|全|本|同|老旧|各|每)[\u4e00-\u9fff]{{1,5}}?{_ENDING})"
    rf"(?=\s?(?:{HOUSE}|\d{{1,3}}号|[东西南北]门|门口|大门|地库|车库|{_N}(?:单元|门\s?\d)|[a-h]区|[一二三四]期))"
)
_STRONG = re.compile(rf"{_BEFORE}\s?(?P<name>[\u4e00-\u9fff]{{2,4}}(?:家园|公寓|新村|宿舍|花园|雅苑))(?!门卫)")
_HERE = re.compile(r"(?:^|[\s,，。])(?P<name>[\u4e00-\u9fff]{2,3}里)(?=这边|那边|门口|小区|院里|这片|那片)")
_NOT_A_NAME = re.compile(
    r"[我你他她它俺咱这那哪家楼院屋店手水井车库厅厨桶箱柜道口下上前后内外中间门群区梯房园池坑缝管灯井面头元洞]里$|"
    r"^(?:夜|校|乐|公|菜|果|游乐|幼儿|动物|植物|小花|大花|后花|前花|中心花|口袋公|空中花|家属|家|老家|单位|职工|员工|集体|咱家|商|超市|政|"
    r"隔壁|对面|旁边|附近|老旧|这|那|整|每|全|各|同|本|某|哪)?(?:里|园|城|府|庭|苑|小区|大院|公寓|宿舍|新村|花园|家园)$|"
    r"公园|校园|乐园|幼儿园|果园|菜园|县城|商城|长城|政府|家庭|法庭|[的了有在着没不送停是从往到给把被让去回]"
)


@lru_cache(maxsize=4096)
def _matching(alias: str) -> str:
    return wording(alias).tight


def find_estate(words: Wording, marked: str, places: Places) -> str | None:
    """Return the estate `words` name, in the community's own spelling where it has one."""
    for alias in sorted(places.estates, key=len, reverse=True):
        if alias and _matching(alias) in words.tight:
            return places.estates[alias]
    match = _NAMED.search(marked)
    if match and not _NOT_A_NAME.search(match["name"]):
        return match["name"]
    for pattern in (_STRONG, _HERE):
        match = pattern.search(marked)
        if match and not _NOT_A_NAME.search(match["name"]):
            return match["name"]
    numbered = _NUMBERED.search(marked)
    if numbered:
        return numbered[0].upper()
    return None
