"""Which words thank those who have fixed something, and say nothing else that somebody would have to act on.

Reads words alone; whether they answer a thing that is over is for others to know.
"""

import re

from bot.domain.reply import Intent

_THANKS = re.compile(
    r"谢|辛苦|点赞|点个赞|为.{1,8}赞|受累|给力|靠谱|太快|真快|真棒|好评|服了|帮大忙|👍|🌹|👏|💐|❤"
    r"|\b(?:thanks?|thank you|thx|great job|good job|well done|appreciate|amazing|cheers)\b",
    re.IGNORECASE,
)
# Nobody thanks for these: 谢谢,还没修好 asks for something, 谢谢王姐再来看看 too.
_WANTING = re.compile(
    r"没(?!想到|白|的说)|未|还是|不(?:行|好|对|亮|通|管用|归)|又(?!快|好|及时)|再(?!次|也)|麻烦.{0,4}(?:来|看|帮|给)|请(?!客)"
    r"|能不能|可不可以|什么时候|[?？]"
    r"|\b(?:not|isn'?t|still|again|please|can you|could you|when)\b",
    re.IGNORECASE,
)


# 谢谢王姐,修得真好 reads like an order that hands something to 王姐.
_READ_AS = frozenset({Intent.THANKS, Intent.REASSIGN, Intent.NOTE, Intent.DONE})


def praises(text: str, intent: Intent) -> bool:
    """Tell whether somebody says thank you: 谢谢王姐,修得真好 does, 谢谢,可是还没修好 does not."""
    return intent in _READ_AS and bool(_THANKS.search(text)) and not _WANTING.search(text)
