"""What replies to a ticket ask for, row by row of the ways people say it."""

import pytest

from bot.domain.reading import Intent, Places, Reader
from bot.vocabulary import reader

INTENTS = {
    Intent.CLAIM: [
        "收到",
        "我来",
        "我去看看",
        "接了",
        "交给我",
        "签收",
        "收到,谢谢",
        "on it",
        "I'll take it",
        "got it",
    ],
    Intent.ON_THE_WAY: [
        "马上到",
        "在路上",
        "十分钟到",
        "到现场了",
        "正在处理",
        "在修了",
        "收到,马上到",
        "快了",
        "稍等",
        "等我十分钟",
        "处理一半了",
        "omw",
        "on my way",
        "arrived",
        "working on it",
    ],
    Intent.DONE: [
        "已处理",
        "搞定",
        "修好了",
        "清走了",
        "办结",
        "来电了",
        "已处理,谢谢师傅",
        "不用管了,已经好了",
        "ok了",
        "OK啦",
        "done",
        "fixed",
        "cleared",
        "sorted",
    ],
    Intent.CANNOT: [
        "不归我管",
        "不是我这片",
        "处理不了",
        "退回",
        "今天休息",
        "人在外地",
        "not my area",
        "can't do it",
        "send it back",
    ],
    Intent.REASSIGN: [
        "转给李师傅",
        "找物业",
        "让小王去",
        "@wang 你去看下",
        "这是3网格的",
        "这不归我管,找物业",
        "give it to Li",
    ],
    Intent.WHISTLE: [
        "吹哨城管委",
        "报供电局",
        "得找燃气公司",
        "上报街道",
        "我管不了,得报城管",
        "call the power company",
    ],
    Intent.INVALID: [
        "误报",
        "发错群了",
        "现场没有",
        "正常施工",
        "重复了",
        "前面报过了",
        "不用来了,是我看错了",
        "false alarm",
        "wrong group",
        "duplicate",
    ],
    Intent.REOPEN: [
        "没解决",
        "还在漏",
        "又坏了",
        "根本没来人",
        "还是老样子",
        "还没处理",
        "谢谢,但还在漏",
        "still leaking",
        "not fixed",
        "it's back",
    ],
    Intent.NEED_INFO: ["哪个单元?", "具体位置?", "发个定位", "拍清楚点", "问题在哪", "where exactly?", "photo please"],
    Intent.THANKS: ["谢谢", "辛苦了", "太快了👍🌹", "thanks", "great job"],
    Intent.NOTE: [
        "好的",
        "嗯",
        "OK",
        "1",
        "+1",
        "处理好了吗?",
        "修好没",
        "到了吗",
        "谁去看看?",
        "等配件明天修",
        "明天再处理",
        "知道了",
        "👌",
        "ok",
        "any news?",
        "waiting for parts",
    ],
}


@pytest.fixture(scope="module")
def shipped() -> Reader:
    return reader()


@pytest.mark.parametrize(("intent", "text"), [(intent, text) for intent, texts in INTENTS.items() for text in texts])
def test_a_reply_is_understood(shipped: Reader, intent: Intent, text: str) -> None:
    assert shipped.read_reply(text).intent is intent


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("转给李师傅", "李师傅"),
        ("这不归我管,找物业", "物业"),
        ("让小王去", "小王"),
        ("@wang 你去看下", "@wang"),
        ("这是3网格的", "3网格"),
        ("叫电工班的陈哥来", "陈哥"),
        ("Give it to Tony", "Tony"),
        ("轉給劉師傅", "劉師傅"),
        ("请居委会出面调解", "居委会"),
        ("转给孙悟空", "孙悟空"),
        ("让张伟去看看", "张伟"),
    ],
)
def test_the_target_is_given_as_written(shipped: Reader, text: str, target: str) -> None:
    said = shipped.read_reply(text)
    assert (said.intent, said.target) == (Intent.REASSIGN, target)


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("我管不了,得报城管", "城管"),
        ("吹哨城管委", "城管委"),
        ("打119吧", "119"),
        ("得報電力局", "電力局"),
        ("escalate to the power company", "power company"),
    ],
)
def test_the_department_is_given_as_written(shipped: Reader, text: str, department: str) -> None:
    said = shipped.read_reply(text)
    assert (said.intent, said.department) == (Intent.WHISTLE, department)


def test_a_community_may_have_names_of_its_own_for_departments(shipped: Reader) -> None:
    places = Places(departments={"老城管": "urban_management"})
    assert shipped.read_reply("吹哨老城管", places=places).department == "老城管"


@pytest.mark.parametrize(
    "text",
    [
        "通了吗",
        "灯亮了没",
        "车挪走没有",
        "师傅来了吗",
        "弄好没有啊",
        "is it fixed?",
        "has anyone come?",
        "水来了没",
        "城管来过没有",
    ],
)
def test_asking_whether_it_is_done_never_changes_a_ticket(shipped: Reader, text: str) -> None:
    assert shipped.read_reply(text).intent in (Intent.NOTE, Intent.NEED_INFO)


@pytest.mark.parametrize("text", ["没解决", "没修好", "还没处理", "未处理", "not fixed", "没弄好呢"])
def test_negation_is_never_done(shipped: Reader, text: str) -> None:
    assert shipped.read_reply(text).intent is not Intent.DONE
