"""Turns of phrase that say what a person is doing: taking a job, finishing it, asking, denying, announcing.

Plain regular expressions over `wording.tight`. Replies are read by them first; for group messages they are features,
because "已经修好了" tells news of a repair from a report. None of them decides alone about a report.
"""

import re

ASKING = re.compile(
    r"[?？]|(?:吗|[^什这那]么|没|没有|[^得可]不|未|[谁哪咋啥么几].{0,6}呢)[啊呀呐的]?[?？!！。~\s]*$|好了没|修没修|到没到|是不是|有没有|会不会|能不能|咋样了|怎么样了|啥时候|什么时候|多久|几点|"
    r"^(?:has|is|are|did|does|any|when|how|what|who|will|can|have (?:you|we|they))\b"
)
REOPEN = re.compile(
    r"(?<!怎么)(?<!咋)(?:(?<!还)没|没有|未|(?<!怎么)(?<!咋)还没|并没|根本没)(?:给|有)?(?:彻底|完全|真正|咋|怎么)?(?:解决|修好|弄好|处理好|处[理里](?!的)|搞定|修(?!过的)|弄(?!错)|清(?!楚)|好(?!气|像|意)|变化|人来|人管|人上门|来人|见着人|见人|fix)|"
    r"还(?:在|是|没)(?!.{0,4}(?:路上|现场|修|处理|弄|查|观察|医院|等))(?:漏|滴|冒|堵|响|吵|那(?!个|盏|根|里是)|臭|流|黑|停|坏|闪|不|老样|原样|凉|冰|有|没|个样|刷|关|打)|又(?:坏|漏|堵|冒|停|黑|不|返|来|开始|灭|掉|翘|down|满|响|死)|"
    r"(?:仍|仍旧|依然|照样|照旧|依旧)(?:不|没|漏|堵|坏|在|然)?|老样子|(?:白修|白弄|白跑|修了个寂寞|等于没|不管用|没用|不算数|不满意|重新(?:处理|打开|修|派)|再来一趟|别销单|别结|申请复查|后脚又|跟原来一样|一点没(?:动|变)|人影)|谁说.{0,4}(?:好了|定了|完了)|"
    r"(?:可是|但是|但|不过|可).{0,6}还(?:是|在|没)|没(?:拉|清|挪|搬|收|拖|补|换)走?|还(?:挂|躺|放|摆|堆|横|停|立)[着在]|没消失|仲[系是]|咋还|没(?:一个)?人(?:上门|来过|管过|影)|更大了|更严重|"
    r"still (?:leaking|there|broken|not|dark|out|no|brown|the same|blocked|smell|drip|isn|won|doesn)|not (?:fixed|resolved|solved|done)|(?:it'?s|it is|came) back\b|nobody (?:came|ever|showed)|no one came|reopen|broke(?:n)? again|again\b|went out again|still won't"
)
INVALID = re.compile(
    r"误报|(?<!没)报错了?|发错|看错|看走眼|看岔|眼花|点错|搞错|弄错|搞混|记错|虚惊|乌龙|误会|闹笑话|没(?:有)?(?:这回事|此事|这事|发现(?:问题|异常)|啥事|事儿?喎)|啥也没有|什么也没有|什么都没有|啥都没|查无|"
    r"正常施工|正常的|是施工|有手续|登记过|重复(?!率)|重单|撞了|(?:同一件|一个|一回|同一个)事|跟.{0,8}(?:是一|一样的单|那条)|合并|已经?报过|有人报了|前面报过|作废|撤销|撤回|取消|不是问题|没坏|假的|谣|谎报|忽略|当我没说|自己吓自己|"
    r"不用来了.{0,4}(?:我|看)|false alarm|my (?:mistake|bad)|wrong (?:group|chat)|another chat|not an issue|nothing (?:here|there|wrong)|duplicate|already reported|same as (?:the|ticket)|ignore (?:that|it|this)|cancel (?:it|this)"
)
NOT_INVALID = re.compile(r"不是误报|没重复|不是重复|不算重复|没报错|不是.{0,4}看错|查无此人")
CANNOT = re.compile(
    r"(?:不归|不是)(?:我|咱|我们|俺)(?:们)?(?:这|的|管|公司|小区|片|网格|负责)?|不在我(?:这|的|们)?|不属于我|不归|(?:管|弄|修|搞|整|处理|干|接|去|办|做)不(?:了|来|成|动|得)|没法(?:弄|处理|修|去)|没办法|退回|退单|打回|驳回|退了|"
    r"休息|轮休|请假|不当班|没空|走不开|在外地|在老家|赶不回|调岗|婉拒|没辙|不敢碰|没资质|恕难|另请高明|离岗|不会修|权限|能力范围|人手不够|别派给我|不负责|不处理|"
    r"not my (?:area|job|grid|building|block)|not mine|can'?t (?:do|make|go|handle)|cannot|off duty|off shift|send it back|return(?:ing)? (?:it|the)|no can do|not trained|don'?t have access|day off"
)
DONE = re.compile(
    r"已(?:经)?(?:处理|解决|办结|清理|整改|修好|修复|完成|恢复|更换|换|拖走|清走|拉走|劝离|fix)|以处理|处[理里]完|(?:处理|搞|弄|修|清理|清|换|收拾|补|疏通|解决|整|做|办|盖|通|装|拆|剪|关|亮|擦|扫|锯|挪|拉|拖|抽|填|铲|抓|搬|说|劝|接)(?:好|完|定|走|掉|通|掂|妥|干净|利索|回去|开|上|和|平|断)(?:了|啦|咯|哉|毕)?|解决了|办结|完事|完活|收工|结单|销单|归档|恢复(?:了|供|正常)|来[电水气]了|来[电水]啦|不漏了|亮了|通了|热了|"
    r"ok[了啦]|没事了|已经好了|现在好了|好使了|干净了|畅通|救[下出]来|放出来|找着了|找到了|火灭|火已|扑灭|出来了|有电了|散了吧|\b(?:done|fixed|resolved|handled|cleared|completed|solved|sorted|replaced|all (?:good|clear)|back on|wrapped up|repaired|removed|working again|running again)\b"
)
NOT_DONE = re.compile(
    r"一半|差一点|快(?:弄|修|处理)?好|(?:没|未|不|等).{0,2}(?:处理|修|弄|解决|好)|明天|明早|稍后|晚点|再(?:修|弄|处理|换)|如果|等.{0,6}再"
)
ON_THE_WAY = re.compile(
    r"马上(?:到|来|过|去|就)|麻上|这就(?:来|去|过|往|到)|在路上|路上(?!注意|小心|慢|滑|有|都)|正(?:在|往|过|去|看|修|弄|抢|刨|清|换|拆|撬|处|查|赶|下井|通)|在(?:修|换|处理|弄|查|清|赶|拆|抢|门口)|出发|出门了|快到|就到|(?<![货件闻看收听遇碰找])到(?:了|现场|楼下|门口|达|地方)|抵达|分钟(?:就)?到|^.{0,8}(?:五|十|\d+)分钟$|稍等|等我|等一下|(?<!太)快了|处理中|处理一半|"
    r"往(?:那|你|过|这)|进小区了|拐(?:个弯|进)|红灯|上车了|过来(?:$|[,，。!了])|过去(?:$|[,，。!了])|[搞弄修换]到?一半|来了来了|\b(?:omw|on (?:my|the) way|heading (?:there|over|to)|be there|arriv(?:ed|ing)|working on it|in progress|just got here|at the gate|round the corner|coming)\b"
)
CLAIM = re.compile(
    r"收到|收着|收道|签收|认领|接(?:单|了|手)|我(?:来|去|接|上|负责|处理|办|弄|签|揽|跟|先去|这就|认|管|看看|瞧|负|盯|跑)|俺去|咱去|交给?我|交俺|包我|归我|算我|放着我|我.{0,8}(?:去(?:看|瞧|趟|一趟|敲|跟)|来(?:处理|弄|整|跟))|"
    r"\b(?:on it|i'?ll (?:take|handle|check|go|do)|got (?:it|this)|mine\b|copy that|roger|leave it (?:with|to) me|i can take|taking (?:this|it)|i will (?:handle|go|take))"
)
NEED_INFO = re.compile(
    r"哪个(?:位置|单元|门|楼|小区|区)|具体|在哪(?!呢你)|哪栋|哪儿|哪一|哪家|几号楼|几单元|几楼|几层|定位|发个位置|拍(?:张|个|清)|拍一|重拍|看不清|不清楚|什么情况|电话(?:多少|号)|留个电话|门牌|补充|补一下|描述|照片太|全景|视频有|车牌号|谁家|哪[盏根条户棵辆扇边头]|发一[下张份]|再拍|重发|多大年纪|穿什么|(?:啥|什么)时候开始|啥字|[讲说]清楚|地址(?!错)|"
    r"是.{1,8}还是.{1,8}|有没有人受伤|几个人|贵姓|where exactly|which (?:building|unit|floor|entrance|gate)|send a photo|photo(?:s)? please|location|unclear|what floor|closer|drop a pin|whose"
)
THANKS = re.compile(
    r"谢|感谢|辛苦|多谢|点赞|点个赞|给力|太快|真快|赞|棒|感恩|好评|服了|服气|靠谱|受累|麻烦你们|不容易|帮大忙|👍|🌹|🙏|👏|💐|❤|\b(?:thanks?|thank you|thx|great(?: job)?|well done|appreciate|amazing|cheers|respect)\b|3q"
)
TRUSTING = re.compile(r"靠谱|靠不靠|真假|真的假|是真的|能信|可信|骗|正规|scam|legit|fraud|fake")
HOW_TO = re.compile(
    r"怎么(?:办|弄|交|缴|领|申|换|用)|咋(?:办|弄|交|领)|[去在上]哪|哪儿?[办换交领打]|哪里|啥(?:条件|手续|材料)|什么(?:条件|手续|材料)|要带|多大岁数|多少钱|几点|几号(?!楼)|"
    r"where (?:do|can|to)|how (?:do|to|can)|what (?:do|docu|time)|(?:could|can) (?:i|we)\b"
)
PLANNED = re.compile(
    r"明天|明儿|后天|下周|下个?月|届时|预计|(?:周|星期|礼拜)[一二三四五六日天].{0,4}(?:上午|下午|晚)|演[练习]|tomorrow|next week|scheduled|will be|drill"
)
FAREWELL = re.compile(r"(?:了|啦|咧|哈|谢谢|辛苦)[!！。.~\s👍🙏🌹]*$")
HEARSAY = re.compile(r"新闻|视频|转发|链接|网上|网传|外地|隔壁市|老家|听说|去年|以前|年轻时|头条|http|辟谣|抖音")
APPEAL = re.compile(r"请大家|请各位|请勿|不要|别再|务必|文明|望大家|please don")
SELLING = re.compile(r"出租|转让|出售|二手|九成新|求购|自提|团购|接龙|开团|打折|优惠|招聘|for sale|selling")
OWN_LUCK = re.compile(r"我(?:的|家)?(?:车|电瓶|手机|电动车).{0,3}没电|饿|累|困死|热死|爆单|超时")
NEARLY = re.compile(r"差点|差一点|险些|差没|就差|almost|nearly|could have")
LIKENED = re.compile(r"[跟像].{1,12}(?:一样|似的|一般)|(?:一样|似的)$|\blike (?:a|an|the)\b|简直")

FEATURES = {
    "done": DONE,
    "reopen": REOPEN,
    "invalid": INVALID,
    "on_the_way": ON_THE_WAY,
    "claim": CLAIM,
    "need_info": NEED_INFO,
    "thanks": THANKS,
    "cannot": CANNOT,
    "trusting": TRUSTING,
    "how_to": HOW_TO,
    "planned": PLANNED,
    "farewell": FAREWELL,
    "hearsay": HEARSAY,
    "appeal": APPEAL,
    "selling": SELLING,
    "own_luck": OWN_LUCK,
    "asking": ASKING,
    "not_done": NOT_DONE,
    "not_invalid": NOT_INVALID,
    "nearly": NEARLY,
    "likened": LIKENED,
}
"""Cues that the trained weights may lean on, by name."""


def cues_in(tight: str) -> set[str]:
    """Return the names of the cues that `tight` shows."""
    return {name for name, cue in FEATURES.items() if cue.search(tight)}
