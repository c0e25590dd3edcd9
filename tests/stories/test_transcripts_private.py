"""Two conversations that are nobody else's business: an old lady who does not open, and a message that may be fraud."""

import pytest

from tests.stories.conversation import (
    Conversation,
    buildings,
    holder,
    notes,
    numbers,
    pictures,
    public,
)

SPOKEN = "那个五号楼三门一楼王奶奶家敲门没人应 昨天也没人 电视一直响着"
SCAM = "hi, bldg 1 there is an uncle, got SMS that his 社保 is frozen, asks is it scam?"


# ------------------------------------------------------- a voice, and an old lady


def tell_by_voice(talk: Conversation, *, written: bool) -> None:
    """Tell all of it; `written`: asked for words, the rider writes down what he said, and 王姐 replies to that."""
    talk.line("00:00", "老高", voice=b"OggS one", seconds=9)
    talk.sticker("00:20", "老高", "😰")
    more: dict[str, int] = {}
    if written:
        talk.town.say("老高", SPOKEN, answering=talk.answers(1)[-1]["message_id"])
        talk.town.tap("王姐", "claim")
        more = {"answering": talk.said[1]}
    talk.line("00:40", "王姐", voice=b"OggS two", seconds=3, answering=more.get("answering"))
    talk.line("01:10", "王姐", "我联系她女儿", **more)
    talk.line("04:00", "王姐", "女儿说在外地,正往回赶,让我先去看", **more)
    talk.line("12:00", "王姐", "和片警一起到了,叫开锁", **more)
    talk.line("18:00", "王姐", "人没事!在里屋听戏没听见😅", **more)
    talk.line("18:30", "老高", "虚惊一场 不好意思")
    talk.line("19:00", "陈书记", "一点都不用不好意思,给老高加积分")


def test_a_voice_is_never_ignored_people_hear_it_and_words_are_asked_for(talk: Conversation):
    talk.line("00:00", "老高", voice=b"OggS one", seconds=9)
    assert numbers(talk.town) == [1]
    assert talk.town.reactions(talk.said[1]) == "👀"
    assert "回复本条" in talk.answers(1)[0]["text"]
    assert "#1" in talk.town.heard_by("陈书记")[0]
    (copied,) = [post for post in talk.town.posts("陈书记") if "voice" in post]
    assert copied["reply_to_message"]["message_id"] == talk.town.posts("陈书记")[0]["message_id"]


def test_a_sticker_after_it_changes_nothing(talk: Conversation):
    talk.line("00:00", "老高", voice=b"OggS one", seconds=9)
    talk.sticker("00:20", "老高", "😰")
    assert numbers(talk.town) == [1]
    assert talk.town.events() == ["open"]


def test_once_it_is_in_words_it_is_an_emergency_at_her_door(talk: Conversation):
    tell_by_voice(talk, written=True)
    ticket = talk.town.ticket()
    assert (ticket.category, ticket.severity) == ("elder_welfare", "emergency")
    assert (buildings(talk.town), ticket.unit, ticket.floor) == (["5"], "3", "1")


def test_the_gridworker_of_her_door_gets_the_voice_too(talk: Conversation):
    tell_by_voice(talk, written=True)
    assert "五号楼三门" in talk.town.heard_by("王姐")[0]
    assert [post for post in talk.town.posts("王姐") if "voice" in post]


def test_nothing_of_her_stands_in_a_group(talk: Conversation):
    tell_by_voice(talk, written=True)
    said = public(talk.town)
    for word in ("王奶奶", "五号楼三门", "5号楼", "电视", "女儿"):
        assert word not in said


def test_a_checked_worry_is_done_and_no_false_alarm(talk: Conversation):
    tell_by_voice(talk, written=True)
    town = talk.town
    assert (town.ticket().state, holder(town)) == ("resolved", "王姐")
    assert not {"void", "withdraw", "reopen", "return", "reassign"} & set(town.events())
    assert {"我联系她女儿", "女儿说在外地,正往回赶,让我先去看"} <= set(notes(town))


def test_what_is_said_around_a_worry_opens_no_further_ticket(talk: Conversation):
    tell_by_voice(talk, written=True)
    assert numbers(talk.town) == [1]


def test_what_staff_write_without_a_reply_opens_no_further_ticket(talk: Conversation):
    tell_by_voice(talk, written=False)
    texts = [row.words for row in talk.town.rows("SELECT words FROM ticket")]
    assert not [words for words in texts if words]


# ------------------------------------------------------- is it fraud, and where is the counter


def ask_about_a_message(talk: Conversation) -> None:
    talk.line("00:00", "Ali", SCAM)
    talk.line("00:10", "Ali", photos=["garbage"])


def tell_of_the_message(talk: Conversation, *, replying: bool) -> None:
    """Tell all of it; `replying`: what 王姐 says is said in reply to the question."""
    ask_about_a_message(talk)
    more = {"answering": talk.said[1]} if replying else {}
    talk.line("00:55", "王姐", "是诈骗!让他千万别点链接", **more)
    talk.line("01:10", "王姐", "我给他打电话,电话多少?", **more)
    talk.line("01:30", "Ali", "139xxxxxxx")
    talk.line("12:00", "王姐", "已沟通,没转钱,96110也说了", **more)
    talk.line("12:20", "Ali", "thanks sister 👍")


def test_an_uncle_s_message_is_a_question_about_fraud_and_not_about_social_security(talk: Conversation):
    ask_about_a_message(talk)
    town = talk.town
    assert (numbers(town), town.ticket().category) == ([1], "fraud_consultation")
    assert (buildings(town), pictures(town)) == (["1"], 1)
    assert "#1" in town.heard_by("王姐")[0]


def test_a_consultation_is_not_echoed_into_a_group(talk: Conversation):
    tell_of_the_message(talk, replying=True)
    said = public(talk.town)
    for word in ("uncle", "社保", "诈骗", "139xxxxxxx", "1号楼"):
        assert word not in said
    assert not [post for post in talk.town.posts("staff") if "photo" in post]


def test_handled_in_words_it_is_done_after_twelve_minutes(talk: Conversation):
    tell_of_the_message(talk, replying=True)
    town = talk.town
    assert (numbers(town), town.ticket().state) == ([1], "resolved")
    assert "是诈骗!让他千万别点链接" in notes(town)
    assert town.reactions(talk.said[1]) == "🎉"
    assert talk.unanswered(7)


def test_handled_in_words_that_reply_to_nothing_opens_no_further_ticket(talk: Conversation):
    tell_of_the_message(talk, replying=False)
    assert numbers(talk.town) == [1]


@pytest.mark.parametrize("replying", [True, False])
def test_a_counter_on_a_ground_floor_is_no_building(talk: Conversation, replying: bool):
    talk.line("13:00", "刘阿姨", "社保卡到期了去哪儿换啊")
    ticket = talk.town.ticket()
    assert (ticket.category, ticket.severity) == ("policy_consultation", "consultation")
    more = {"answering": talk.said[1]} if replying else {}
    talk.line("16:00", "小杨", "街道党群服务中心一楼3号窗口,带身份证", **more)
    ticket = talk.town.ticket()
    assert numbers(talk.town) == [1]
    assert (buildings(talk.town), ticket.floor, ticket.unit) == ([], None, None)
    assert ("街道党群服务中心一楼3号窗口,带身份证" in notes(talk.town)) == replying
