"""Suspended: with a reason and until a day, a few times and not for ever; it wakes by itself, its clock as it was."""

from datetime import UTC, datetime

import pytest

from tests.stories.town import Town

LAMP = "5号楼门口路灯坏了"


@pytest.fixture
def taken(town: Town) -> Town:
    """Give a town in which 王姐 has taken a lamp, on a Friday evening."""
    town.say("小李", LAMP)
    town.reply("王姐", "收到")
    return town


def moment(value) -> datetime:
    """Return a moment as raw SQL gives it, aware."""
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def test_in_words_with_a_day_and_a_reason_it_is_suspended_and_shown_so(taken: Town):
    before = taken.ticket()
    (reply,) = taken.reply("王姐", "挂账到周一 等配件")
    ticket = taken.ticket()
    assert (ticket.state, ticket.suspended_for, ticket.suspensions) == ("suspended", "等配件", 1)
    assert moment(ticket.wake_at) == datetime(2026, 11, 23, 0, 0, tzinfo=UTC)
    assert (ticket.ack_due_at, ticket.resolve_due_at) == (before.ack_due_at, before.resolve_due_at)
    assert taken.reactions(reply, "王姐") == "👌"
    for chat in ("王姐", "group"):
        assert "等配件" in taken.heard_by(chat)[0]
        assert "11月23日 08:00" in taken.heard_by(chat)[0]
    assert taken.events() == ["open", "claim", "suspend"]


@pytest.mark.parametrize(
    "words", ["挂账", "挂账到周五", "挂账 等配件", "挂账到2020-01-01 等配件", "挂账到2029-01-01 等配件"]
)
def test_what_is_lacking_is_asked_for_and_nothing_changes(taken: Town, words: str):
    before = taken.ticket()
    (reply,) = taken.reply("王姐", words)
    assert taken.ticket() == before
    answer = taken.posts("王姐")[-1]
    assert answer["reply_to_message"]["message_id"] == reply


def test_in_english_it_works_as_well(taken: Town):
    taken.reply("王姐", "suspend until tuesday: parts")
    assert (taken.ticket().state, taken.ticket().suspended_for) == ("suspended", "parts")


def test_by_button_the_reason_and_then_the_day_are_chosen(taken: Town):
    taken.tap("王姐", "more")
    taken.tap("王姐", "pause")
    taken.tap("王姐", "pause:parts")
    assert taken.ticket().state == "claimed"
    days = taken.offers("王姐")
    assert days[0] == "suspend:parts.20261121"
    taken.tap("王姐", "suspend:parts.20261123")
    assert taken.ticket().state == "suspended"
    assert moment(taken.ticket().wake_at) == datetime(2026, 11, 23, 0, 0, tzinfo=UTC)


def test_nothing_climbs_while_it_sleeps_and_at_eight_it_wakes_by_itself(taken: Town):
    taken.reply("王姐", "挂账到明天 等配件")
    said = len(taken.heard_by("王姐"))
    taken.wait(hours=14)
    assert taken.ticket().state == "suspended"
    assert (len(taken.heard_by("王姐")), taken.heard_by("张网格长")) == (said, [])
    taken.wait(minutes=31)
    ticket = taken.ticket()
    assert (ticket.state, ticket.wake_at, ticket.suspended_for) == ("claimed", None, None)
    assert "等配件" in taken.heard_by("王姐")[-1]
    assert taken.events()[-1] == "wake"


def test_the_clock_is_as_it_was_and_the_ladder_goes_on_after_one_step(taken: Town):
    due = taken.ticket().resolve_due_at
    taken.reply("王姐", "挂账到周二 等配件")
    taken.sleep(days=4)
    assert taken.ticket().state == "claimed"
    assert taken.ticket().resolve_due_at == due
    assert taken.heard_by("张网格长") == []
    taken.wait(minutes=11)
    assert "#1" in taken.heard_by("张网格长")[-1]
    week = taken.heard_by("陈书记")
    assert not any("⏫" in said for said in week)
    taken.wait(minutes=10)
    assert "⏫" in taken.heard_by("陈书记")[len(week)]


@pytest.mark.parametrize("way", ["words", "button", "on the way", "done"])
def test_it_may_be_taken_up_again_before_its_day(taken: Town, way: str):
    taken.reply("王姐", "挂账到周一 等配件")
    if way == "button":
        taken.tap("王姐", "wake")
    else:
        taken.reply("王姐", {"words": "恢复办理", "on the way": "马上到", "done": "已处理"}[way])
    ticket = taken.ticket()
    assert (ticket.state, ticket.wake_at) == ("resolved" if way == "done" else "claimed", None)
    taken.wait(days=4)
    assert "等配件" not in taken.heard_by("王姐")[-1]


def test_it_is_suspended_so_often_and_no_more(taken: Town):
    for _ in range(2):
        taken.reply("王姐", "挂账到周一 等配件")
        taken.reply("王姐", "恢复办理")
    (reply,) = taken.reply("王姐", "挂账到周一 等配件")
    assert (taken.ticket().state, taken.ticket().suspensions) == ("claimed", 2)
    answer = taken.posts("王姐")[-1]
    assert answer["reply_to_message"]["message_id"] == reply
    assert "2" in answer["text"]


def test_only_the_holder_or_one_above_may_suspend_it(taken: Town):
    card = taken.posts("老赵")[0]["message_id"]
    taken.reply("老赵", "挂账到周一 等配件", to=card)
    assert taken.ticket().state == "claimed"
    assert "王姐" in taken.heard_by("老赵")[-1]


def test_its_holder_gone_those_on_duty_hear_that_it_woke(taken: Town):
    taken.reply("王姐", "挂账到明天 等配件")
    taken.do(taken.sandbox.town.block, taken.people["王姐"])
    taken.settle()
    taken.wait(hours=15)
    assert taken.ticket().state == "claimed"
    assert "等配件" in taken.heard_by("老赵")[-1]


def test_a_reporters_further_words_reach_a_suspended_ticket(taken: Town):
    taken.reply("王姐", "挂账到周一 等配件")
    taken.say("小李", "是东边那盏,一直在闪", answering=taken.posts("group")[0]["message_id"])
    assert "东边那盏" in taken.ticket().words
    assert taken.ticket().state == "suspended"
