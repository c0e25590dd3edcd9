"""A ticket changes hands: given back with a reason, handed on, taken on the way, called off."""

import pytest

from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import Town

WIRE = "5号楼有飞线充电"


def holder(town: Town) -> str | None:
    rows = town.rows("SELECT p.name FROM ticket t JOIN person p ON p.id = t.holder_id WHERE t.number = 1")
    return rows[0].name if rows else None


def notes(town: Town, kind: str) -> list[str]:
    return [row.note for row in town.rows(f"SELECT note FROM event WHERE kind = '{kind}' ORDER BY id")]


def test_given_back_in_words_the_reason_is_kept_and_the_others_are_asked(town: Town):
    town.say("小李", WIRE)
    before = town.ticket()
    town.reply("王姐", "收到")
    town.reply("王姐", "这个不归我管")
    after = town.ticket()
    assert (after.state, after.holder_id, after.returned) == ("open", None, 1)
    assert (after.ack_due_at, after.resolve_due_at) == (before.ack_due_at, before.resolve_due_at)
    assert notes(town, "return") == ["这个不归我管"]
    asked = town.heard_by("老赵")[-1]
    assert "#1" in asked
    assert "不归我管" in asked


def test_given_back_by_button_a_reason_is_asked_for_first(town: Town):
    town.say("小李", WIRE)
    town.tap("王姐", "claim")
    town.tap("王姐", "why")
    reasons = town.offers("王姐")
    assert {"return:not_mine", "return:cannot", "return:off_duty"} <= set(reasons)
    assert town.ticket().state == "claimed"
    town.tap("王姐", "return:cannot")
    assert town.ticket().state == "open"
    assert notes(town, "return")[0]
    assert notes(town, "return")[0] in town.heard_by("老赵")[-1]


def test_the_second_page_of_buttons_can_be_left_again(town: Town):
    town.say("小李", WIRE)
    first = town.offers("王姐")
    town.tap("王姐", "more")
    assert {"on_the_way", "void"} <= set(town.offers("王姐"))
    town.tap("王姐", "back")
    assert town.offers("王姐") == first
    assert town.ticket().version == 1


def test_the_second_bounce_goes_to_the_chief(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "不归我管")
    assert town.heard_by("张网格长") == []
    town.reply("老赵", "不归我管")
    assert "#1" in town.heard_by("张网格长")[-1]
    assert town.ticket().returned == 2
    town.reply("张网格长", "转给老马")
    assert "#1" in town.heard_by("老马")[-1]
    town.reply("老马", "收到")
    assert holder(town) == "老马"


def test_one_who_gave_it_back_is_not_asked_again(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    said = len(town.heard_by("王姐"))
    town.reply("王姐", "不归我管")
    assert len(town.heard_by("王姐")) == said


def test_given_back_by_the_only_one_the_chief_hears_at_once(town: Town):
    town.say("小陈", "7号楼门口垃圾堆成山了")
    town.reply("老马", "这个我修不了")
    assert "#1" in town.heard_by("张网格长")[-1]


def test_handed_to_somebody_by_name(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    (reply,) = town.reply("王姐", "转给老马")
    assert town.reactions(reply, "王姐") == "👌"
    card = town.heard_by("老马")[-1]
    assert "#1" in card
    assert "王姐" in card
    town.tap("老马", "claim")
    assert holder(town) == "老马"
    assert town.events() == ["open", "claim", "reassign", "claim"]


def test_handed_to_the_property_company(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    said = len(town.heard_by("老赵"))
    town.reply("王姐", "找物业")
    assert len(town.heard_by("老赵")) == said + 1
    assert "王姐" in town.heard_by("老赵")[-1]
    town.reply("老赵", "收到")
    assert holder(town) == "老赵"


def test_handed_to_nobody_anybody_knows(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    (reply,) = town.reply("王姐", "转给孙悟空")
    assert town.ticket().state == "claimed"
    assert holder(town) == "王姐"
    answer = town.posts("王姐")[-1]
    assert answer["reply_to_message"]["message_id"] == reply
    assert "孙悟空" in answer["text"]


def test_handed_to_a_surname_nobody_has(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    (reply,) = town.reply("王姐", "交给小钱")
    assert (town.ticket().state, holder(town)) == ("claimed", "王姐")
    answer = town.posts("王姐")[-1]
    assert answer["reply_to_message"]["message_id"] == reply
    assert "小钱" in answer["text"]


def test_handed_on_the_old_clock_runs_on(town: Town):
    town.say("小李", WIRE)
    due = town.ticket().resolve_due_at
    town.reply("王姐", "收到")
    town.wait(minutes=10)
    town.reply("王姐", "转给老马")
    town.reply("老马", "收到")
    assert town.ticket().resolve_due_at == due
    town.wait(minutes=21)
    assert "#1" in town.heard_by("张网格长")[-1]


def test_handed_to_somebody_who_does_not_answer_the_ladder_goes_on(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    town.reply("王姐", "转给老马")
    town.wait(minutes=12)
    assert "#1" in town.heard_by("张网格长")[-1]


@pytest.mark.parametrize("way", ["words", "button"])
def test_on_the_way_claims_and_the_rider_sees_it(town: Town, way: str):
    (message,) = town.say("小李", WIRE)
    if way == "words":
        town.reply("王姐", "马上到")
    else:
        town.tap("王姐", "more")
        town.tap("王姐", "on_the_way")
    assert (town.ticket().state, holder(town)) == ("claimed", "王姐")
    assert town.reactions(message) == "👌"
    assert "王姐" in town.heard_by("group")[0]
    assert town.events() == ["open", "on_the_way"]


@pytest.mark.parametrize("way", ["words", "button"])
def test_a_false_alarm_is_called_off_by_staff(town: Town, way: str):
    (message,) = town.say("小李", WIRE)
    if way == "words":
        town.reply("王姐", "误报")
    else:
        town.tap("王姐", "more")
        town.tap("王姐", "void")
    assert town.ticket().state == "void"
    assert town.ticket().due_at is None
    assert town.offers("王姐") == []
    assert town.reactions(message) == "🙏"
    town.wait(hours=1)
    assert town.heard_by("张网格长") == []


def test_the_reporter_takes_their_own_report_back_before_anybody_claims_it(town: Town):
    town.say("小李", WIRE)
    town.reply("小李", "误报", chat="group", to=town.posts("group")[0]["message_id"])
    assert town.ticket().state == "void"


def test_the_reporter_cannot_call_off_what_somebody_is_at_already(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    town.reply("小李", "误报", chat="group", to=town.posts("group")[0]["message_id"])
    assert town.ticket().state == "claimed"
    assert "#1" in town.heard_by("group")[-1]


def test_done_without_a_claim_is_fine(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    assert (town.ticket().state, holder(town)) == ("resolved", "王姐")
    assert town.ticket().acked_at is not None


def test_the_photo_of_the_fix_may_come_after_the_word(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    town.reply("王姐", "已处理")
    town.reply("王姐", "", photos=["flying_wire_fixed"])
    assert [message for message in town.posts("group") if "photo" in message]


def test_the_photo_of_the_fix_may_come_without_a_reply_at_all(open_town):
    town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    town.say("王姐", photos=["flying_wire_fixed"], chat="王姐")
    assert len(town.rows("SELECT id FROM ticket")) == 1
    town.reply("王姐", "已处理")
    assert town.posts("group")[-1].get("photo")


def test_a_chief_may_step_in_for_the_one_who_holds_it(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    town.wait(minutes=31)
    town.reply("张网格长", "已处理", photos=["flying_wire_fixed"])
    assert town.ticket().state == "resolved"


def test_a_question_of_the_gridworker_reaches_the_rider_and_the_answer_comes_back(town: Town):
    (message,) = town.say("小李", WIRE)
    town.reply("王姐", "哪个单元?")
    question = town.posts("group")[-1]
    assert "哪个单元" in question["text"]
    assert question["reply_to_message"]["message_id"] == message
    town.say("小李", "3单元", answering=question["message_id"])
    assert str(town.ticket().unit) == "3"
    assert "3单元" in town.heard_by("王姐")[0]


def test_thanks_changes_nothing_and_says_nothing(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    version, said = town.ticket().version, len(town.heard_by("group"))
    town.say("小李", "谢谢", answering=town.posts("group")[0]["message_id"])
    assert (town.ticket().version, len(town.heard_by("group"))) == (version, said)
