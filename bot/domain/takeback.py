"""A reporter's own words that it was nothing: 看错了,误报误报. Short and about the report, never about an order."""

import re

_NOTHING = re.compile(
    r"误报|看(?:错|走眼|岔|花眼?)|眼花|发错|报错了|虚惊|乌龙(?!茶|面)|(?:不是|不算)上报|"
    r"没有?(?:这)?(?:事|问题)了|没(?:啥|什么)事|(?:撤回|撤销|取消|作废)(?:上报|这条|刚才那[条个])|当我没说|"
    r"false alarm|my (?:mistake|bad)|never ?mind|not a report|ignore (?:that|it|this)|wrong (?:group|chat)",
    re.IGNORECASE,
)
_NOT = re.compile(
    r"(?:不是|不算|别当|并非|没有?|不会|别|勿)(?:误报|看错|乌龙|虚惊)|(?:not a|no) false alarm|alarm\s*[?\uff1f]|"
    r"谁.{0,4}误报|误报(?:吗|么|吧|啊?[?\uff1f])|是误报还是|还是真的|(?:你|您|他|她|人家).{0,3}(?:看错|发错|搞错|误报)|"
    r"客户|顾客|订单|看错单|单了|[是在]\s*[\d一二三四五六七八九十甲乙丙丁a-z]{1,4}\s*(?:号楼|栋|幢|座|#)",
    re.IGNORECASE,
)
_LONGEST = 40


def takes_back(text: str) -> bool:
    """Tell whether somebody who has just reported says that it was nothing."""
    said = text.strip()
    return len(said) <= _LONGEST and bool(_NOTHING.search(said)) and not _NOT.search(said)
