"""The outbox from its writers' side: one row a call, the right lane, one message a key, edits that coalesce."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.calls import Album, Answer, Button, Edit, PhotoRef, React, Say, Style, unpack
from bot.services import outbox, postman
from bot.services.outbox import About, For, Priority
from bot.services.pace import Pace
from bot.tables import Posting
from tests.services.home import GROUP, RIDER, WANG

PACE = Pace(per_second=1000, private_seconds=0, group_minute=0, reserved=0)
SAY = Say(
    "<b>#1</b> 飞线充电 & 5号楼",
    ((Button("接单", "v1:claim:1:1", Style.PRIMARY),), (Button("退回", "v1:why:1:1"), Button("更多", "v1:more:1:1"))),
    PhotoRef(file_id="AgAC"),
    reply_to=7,
    quiet=True,
)


@pytest.mark.parametrize(
    ("call", "chat", "lane"),
    [
        (SAY, WANG, "1001"),
        (Say("x"), GROUP, "-1001"),
        (Album((PhotoRef(stored="a" * 64), PhotoRef("b")), "words", 5), GROUP, "-1001"),
        (Edit(4, "x", SAY.buttons, caption=True), WANG, "edit:1001"),
        (React(7, "👀"), GROUP, "react:-1001"),
        (Answer("press-9", "太晚了", alert=True), None, "answer:press-9"),
    ],
)
def test_a_call_is_kept_whole_in_the_lane_whose_order_it_shares(home, call, chat, lane):
    with home.step() as step:
        outbox.put(step, call, chat, For.CARD, Priority.CARD)
    with home.step() as step:
        row = step.connection.execute(select(Posting.__table__)).one()
    assert row.lane == lane
    assert unpack(row.kind, row.payload) == call
    assert (row.state, row.attempts, row.uncertain, row.due_at) == ("waiting", 0, 0, home.now)


def test_under_one_key_only_one_message_is_ever_written(home):
    with home.step() as step:
        assert outbox.put(step, Say("once"), WANG, For.NOTICE, Priority.ALARM, key="warn:1:0")
        assert not outbox.put(step, Say("twice"), WANG, For.NOTICE, Priority.ALARM, key="warn:1:0")
    home.run("UPDATE outbox SET state = 'sent'")
    with home.step() as step:
        assert not outbox.put(step, Say("later"), WANG, For.NOTICE, Priority.ALARM, key="warn:1:0")
    assert home.count("outbox") == 1


def test_messages_without_a_key_are_all_written(home):
    with home.step() as step:
        for _ in range(3):
            outbox.put(step, Say("same"), WANG, For.NOTICE, Priority.NOTICE)
    assert home.count("outbox") == 3


def test_a_delayed_message_waits_and_an_expiring_one_says_until_when(home):
    with home.step() as step:
        outbox.put(
            step, Say("x"), WANG, For.NOTICE, Priority.NOTICE, delay=timedelta(seconds=5), expires=timedelta(hours=1)
        )
        row = step.connection.execute(select(Posting.__table__)).one()
    assert row.due_at == home.now + timedelta(seconds=5)
    assert row.expires_at == home.now + timedelta(hours=1)


def test_fifty_edits_of_one_message_become_one_call_with_the_last_words(qinzhuang):
    ticket = qinzhuang.report()
    with qinzhuang.step() as step:
        for version in range(2, 52):
            about = About(ticket.id, version)
            outbox.put_edit(step, Edit(40, f"version {version}"), WANG, language="zh", about=about)
    (row,) = qinzhuang.rows("SELECT payload, ticket_version FROM outbox WHERE purpose = 'edit'")
    assert row.ticket_version == 51
    assert "version 51" in str(row.payload)


def test_edits_of_two_messages_or_of_two_chats_are_two_calls(qinzhuang):
    ticket = qinzhuang.report()
    about = About(ticket.id, 2)
    with qinzhuang.step() as step:
        outbox.put_edit(step, Edit(40, "x"), WANG, language="zh", about=about)
        outbox.put_edit(step, Edit(41, "x"), WANG, language="zh", about=about)
        outbox.put_edit(step, Edit(40, "x"), RIDER, language="zh", about=about)
    assert len(qinzhuang.rows("SELECT id FROM outbox WHERE purpose = 'edit'")) == 3


def test_an_edit_that_is_under_way_is_followed_and_not_overwritten(qinzhuang):
    ticket = qinzhuang.report()
    qinzhuang.run("DELETE FROM outbox")
    with qinzhuang.step() as step:
        outbox.put_edit(step, Edit(40, "first"), WANG, language="zh", about=About(ticket.id, 2))
    with qinzhuang.step() as step:
        (under_way,) = postman.lease(step.connection, step.now, PACE, 5, timedelta(minutes=1))
    with qinzhuang.step() as step:
        outbox.put_edit(step, Edit(40, "second"), WANG, language="zh", about=About(ticket.id, 3))
    rows = qinzhuang.rows("SELECT state, payload FROM outbox ORDER BY id")
    assert [row.state for row in rows] == ["sending", "waiting"]
    with qinzhuang.step() as step:
        postman.sent(step.connection, under_way, None, step.now)
        (follower,) = postman.lease(step.connection, step.now, PACE, 5, timedelta(minutes=1))
    assert follower.payload["text"] == "second"


def test_a_card_that_still_waits_can_be_given_other_words(qinzhuang):
    ticket = qinzhuang.report()
    with qinzhuang.step() as step:
        waiting = outbox.unsent(step, ticket.id, For.CARD)
        assert {row.chat_id for row in waiting} == {1001, 1004}
        outbox.reword(step, waiting[0].id, Say("other words"), 9)
    (row,) = qinzhuang.rows("SELECT payload, ticket_version, state FROM outbox WHERE id = :id", id=waiting[0].id)
    assert (row.ticket_version, row.state) == (9, "waiting")
    assert "other words" in str(row.payload)


def test_only_settled_rows_are_forgotten_and_only_when_they_are_old(home):
    with home.step() as step:
        for _ in range(5):
            outbox.put(step, Say("x"), WANG, For.NOTICE, Priority.NOTICE)
    states = ["waiting", "sending", "sent", "superseded", "dead"]
    for row, state in zip(home.rows("SELECT id FROM outbox ORDER BY id"), states, strict=True):
        home.run("UPDATE outbox SET state = :state WHERE id = :id", state=state, id=row.id)
    with home.step() as step:
        assert outbox.purge(step.connection, home.now) == 0
        assert outbox.purge(step.connection, home.now + timedelta(seconds=1)) == 3
        assert outbox.count(step.connection, ["waiting", "sending"]) == 2
