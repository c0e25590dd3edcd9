"""What becomes of a message once Telegram has answered: remembered, tried again, moved, or given up for good."""

from datetime import timedelta

import pytest

from bot.calls import Album, Call, Edit, Instead, Later, Moved, Outcome, PhotoRef, Refused, Say, Sent
from bot.services import delivery, outbox, postman
from bot.services import pace as pacing
from bot.services.delivery import MOST_ATTEMPTS
from bot.services.outbox import About, For, Priority
from bot.services.pace import Pace
from bot.services.postman import Ready
from tests.services.home import GROUP, WANG, ZHAO, Home
from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP

WITH_STAFF = QINZHUANG + STAFF_GROUP
NO_PACE = Pace(per_second=10_000, private_seconds=0, group_minute=0, reserved=0)


def take(home: Home, chat: int = WANG, purpose: For = For.CARD) -> Ready:
    """Lease everything that may go; return the row of that chat and purpose."""
    with home.step() as step:
        rows = postman.lease(step.connection, step.now, NO_PACE, 100, timedelta(seconds=36))
    return next(row for row in rows if (row.chat_id, row.purpose) == (chat, purpose.value))


def answer(home: Home, row: Ready, outcome: Outcome) -> None:
    with home.step() as step:
        delivery.record(step, row, outcome)


def state(home: Home, row: Ready):
    return home.rows("SELECT * FROM outbox WHERE id = :id", id=row.id)[0]


def put(home: Home, call: Call, chat: int = WANG, purpose: For = For.NOTICE, about: About | None = None) -> Ready:
    home.run("DELETE FROM outbox")
    with home.step() as step:
        outbox.put(step, call, chat, purpose, Priority.NOTICE, about=about)
    return take(home, chat, purpose)


# --------------------------------------------------------------------------- sent


def test_a_card_that_went_out_is_known_so_that_a_reply_to_it_is_understood(qinzhuang):
    ticket = qinzhuang.report()
    row = take(qinzhuang)
    answer(qinzhuang, row, Sent((77,)))
    assert (state(qinzhuang, row).state, state(qinzhuang, row).message_id) == ("sent", 77)
    (post,) = qinzhuang.rows("SELECT chat_id, message_id, ticket_id, purpose, private FROM post")
    assert tuple(post) == (WANG, 77, ticket.id, "card", True)


def test_every_photo_of_an_album_can_be_replied_to(qinzhuang):
    ticket = qinzhuang.report()
    row = put(qinzhuang, Album((PhotoRef("a"), PhotoRef("b"))), GROUP, For.PHOTOS, About(ticket.id, 1))
    answer(qinzhuang, row, Sent((80, 81)))
    assert [post.message_id for post in qinzhuang.rows("SELECT message_id FROM post ORDER BY 1")] == [80, 81]


def test_a_card_whose_ticket_moved_on_while_it_was_under_way_is_drawn_anew(qinzhuang):
    ticket = qinzhuang.report()
    row = take(qinzhuang)
    qinzhuang.press(ZHAO, f"v1:claim:{ticket.id}:{ticket.version}")
    answer(qinzhuang, row, Sent((77,)))
    edits = qinzhuang.rows("SELECT payload, chat_id FROM outbox WHERE purpose = 'edit'")
    assert [(edit.chat_id, "77" in str(edit.payload)) for edit in edits] == [(WANG, True)]


def test_a_message_recorded_twice_is_remembered_once(qinzhuang):
    qinzhuang.report()
    row = take(qinzhuang)
    answer(qinzhuang, row, Sent((77,)))
    answer(qinzhuang, row, Sent((77,)))
    assert qinzhuang.count("post") == 1


def test_both_copies_of_a_message_that_went_twice_can_be_replied_to(qinzhuang):
    """The sender was frozen, another one sent it again, then the first one woke up: people see two cards."""
    qinzhuang.report()
    frozen = take(qinzhuang)
    qinzhuang.pass_(seconds=60)
    with qinzhuang.step() as step:
        postman.reclaim(step.connection, step.now)
    answer(qinzhuang, take(qinzhuang), Sent((78,)))
    answer(qinzhuang, frozen, Sent((77,)))
    assert [post.message_id for post in qinzhuang.rows("SELECT message_id FROM post ORDER BY 1")] == [77, 78]
    assert (state(qinzhuang, frozen).state, state(qinzhuang, frozen).message_id) == ("sent", 78)


# --------------------------------------------------------------------------- later


def test_a_doubtful_message_is_tried_again_and_marked(qinzhuang):
    qinzhuang.report()
    row = take(qinzhuang)
    answer(qinzhuang, row, Later(timedelta(seconds=5), "no answer in time", uncertain=True))
    found = state(qinzhuang, row)
    assert (found.state, found.uncertain, found.attempts) == ("waiting", 1, 1)
    with qinzhuang.step() as step:
        assert postman.lease(step.connection, step.now, NO_PACE, 100, timedelta(seconds=9)) == []
    qinzhuang.pass_(seconds=5)
    assert take(qinzhuang).id == row.id


def test_too_many_requests_lets_that_chat_wait_alone_and_counts_against_nothing(qinzhuang):
    qinzhuang.take_in(WITH_STAFF)
    qinzhuang.report()
    row = take(qinzhuang)
    with qinzhuang.step() as step:
        outbox.put(step, Say("another"), WANG, For.NOTICE, Priority.ALARM)
        outbox.put(step, Say("elsewhere"), ZHAO + 1, For.NOTICE, Priority.DIGEST)
    answer(qinzhuang, row, Later(timedelta(seconds=30), "too many requests", pause=True))
    assert (state(qinzhuang, row).attempts, state(qinzhuang, row).uncertain) == (0, 0)
    with qinzhuang.step() as step:
        rows = postman.lease(step.connection, step.now, NO_PACE, 100, timedelta(seconds=9))
    assert [ready.chat_id for ready in rows] == [ZHAO + 1]
    qinzhuang.pass_(seconds=30)
    assert take(qinzhuang).id == row.id


def test_a_chat_that_is_told_to_wait_again_and_again_makes_the_whole_bot_slow_down(qinzhuang):
    wait = Later(timedelta(seconds=3), "too many requests", pause=True)
    answer(qinzhuang, put(qinzhuang, Say("x")), wait)
    for _ in range(2):
        qinzhuang.pass_(seconds=3)
        answer(qinzhuang, take(qinzhuang, purpose=For.NOTICE), wait)
    with qinzhuang.step() as step:
        outbox.put(step, Say("elsewhere"), ZHAO, For.NOTICE, Priority.NOTICE)
        assert postman.lease(step.connection, step.now, NO_PACE, 100, timedelta(seconds=9)) == []


def test_too_many_requests_for_nobody_in_particular_is_everybodys(qinzhuang):
    qinzhuang.report()
    row = take(qinzhuang)
    with qinzhuang.step() as step:
        pacing.pause_chat(step.connection, None, step.now + timedelta(seconds=9))
        outbox.put(step, Say("elsewhere"), ZHAO + 1, For.NOTICE, Priority.ALARM)
        assert postman.lease(step.connection, step.now, NO_PACE, 100, timedelta(seconds=9)) == []
    assert state(qinzhuang, row).state == "sending"


def test_after_a_dozen_tries_a_message_is_given_up_and_that_can_be_seen(qinzhuang):
    qinzhuang.report()
    for attempt in range(1, MOST_ATTEMPTS + 1):
        row = take(qinzhuang)
        assert row.attempts == attempt
        answer(qinzhuang, row, Later(timedelta(seconds=1), "Bad Gateway"))
        qinzhuang.pass_(seconds=1)
    assert state(qinzhuang, row).state == "dead"
    assert "Bad Gateway" in state(qinzhuang, row).error


# --------------------------------------------------------------------------- moved, instead


def test_a_group_that_became_a_supergroup_takes_its_messages_with_it(qinzhuang):
    qinzhuang.take_in(WITH_STAFF)
    qinzhuang.report()
    row = take(qinzhuang, -1002)
    with qinzhuang.step() as step:
        outbox.put(step, Say("another"), -1002, For.NOTICE, Priority.NOTICE)
    answer(qinzhuang, row, Moved(-1000000001002))
    found = state(qinzhuang, row)
    assert (found.chat_id, found.lane, found.state) == (-1000000001002, "-1000000001002", "waiting")
    assert qinzhuang.count("outbox WHERE chat_id = -1002") == 0
    assert qinzhuang.rows("SELECT telegram_id FROM chat WHERE purpose = 'staff'") == [(-1000000001002,)]


def test_another_call_takes_the_place_of_one_that_cannot_work(qinzhuang):
    ticket = qinzhuang.report()
    row = put(qinzhuang, Say("<b>x"), purpose=For.CARD, about=About(ticket.id, 1))
    answer(qinzhuang, row, Instead(Say("x"), "can't parse entities"))
    again = take(qinzhuang)
    assert (again.id, again.payload["text"], again.attempts) == (row.id, "x", 2)


def test_what_can_never_work_is_not_replaced_for_ever(qinzhuang):
    row = put(qinzhuang, Say("x"))
    for _ in range(MOST_ATTEMPTS):
        answer(qinzhuang, row, Instead(Say("x"), "can't parse entities"))
        if state(qinzhuang, row).state == "dead":
            break
        row = take(qinzhuang, purpose=For.NOTICE)
    assert state(qinzhuang, row).state == "dead"


def test_a_card_whose_message_is_gone_is_posted_anew_and_replies_to_the_new_one_count(qinzhuang):
    ticket = qinzhuang.report()
    answer(qinzhuang, take(qinzhuang), Sent((77,)))
    row = put(qinzhuang, Edit(77, "x"), purpose=For.EDIT, about=About(ticket.id, 2))
    answer(qinzhuang, row, Instead(Say("x"), "message to edit not found"))
    qinzhuang.pass_(seconds=2)
    again = take(qinzhuang)
    assert (again.kind, again.lane) == ("say", str(WANG))
    answer(qinzhuang, again, Sent((90,)))
    posts = qinzhuang.rows("SELECT message_id, purpose FROM post")
    assert [tuple(post) for post in posts] == [(90, "card")]


# --------------------------------------------------------------------------- refused


def test_who_blocked_the_bot_is_unreachable_and_the_ladder_climbs_when_nobody_else_has_the_card(qinzhuang):
    qinzhuang.report()
    blocked = Refused("Forbidden: bot was blocked by the user", unreachable=True)
    with qinzhuang.step() as step:
        rows = postman.lease(step.connection, step.now, NO_PACE, 100, timedelta(seconds=36))
    one, other = (next(row for row in rows if row.chat_id == who) for who in (WANG, ZHAO))
    due = "SELECT due_at <= :now AS due FROM ticket"
    answer(qinzhuang, one, blocked)
    assert not qinzhuang.rows(due, now=qinzhuang.stored(qinzhuang.now))[0].due
    answer(qinzhuang, other, blocked)
    assert qinzhuang.rows(due, now=qinzhuang.stored(qinzhuang.now))[0].due
    reachable = {row.telegram_id: row.reachable for row in qinzhuang.rows("SELECT telegram_id, reachable FROM account")}
    assert not reachable[WANG]
    assert not reachable[ZHAO]


def test_a_group_that_threw_the_bot_out_is_not_written_to_any_more(qinzhuang):
    qinzhuang.take_in(WITH_STAFF)
    qinzhuang.report()
    answer(qinzhuang, take(qinzhuang, -1002), Refused("Forbidden: bot was kicked", unreachable=True))
    assert not qinzhuang.rows("SELECT reachable FROM chat WHERE purpose = 'staff'")[0].reachable
    qinzhuang.run("DELETE FROM outbox")
    qinzhuang.report("7号楼路灯坏了", rider=3002)
    assert qinzhuang.count("outbox WHERE chat_id = -1002") == 0


def test_a_message_that_telegram_does_not_like_says_nothing_about_its_reader(qinzhuang):
    qinzhuang.report()
    row = take(qinzhuang)
    answer(qinzhuang, row, Refused("Bad Request: message is too long"))
    assert state(qinzhuang, row).state == "dead"
    assert qinzhuang.count("account WHERE telegram_id = 1001 AND reachable = false") == 0


@pytest.mark.parametrize(
    "outcome", [Sent((5,)), Later(timedelta(1), "x"), Refused("x"), Instead(Say("x"), "x"), Moved(-5)]
)
def test_an_outcome_of_something_that_is_about_no_ticket_is_recorded_too(qinzhuang, outcome):
    row = put(qinzhuang, Say("x"), GROUP)
    answer(qinzhuang, row, outcome)
    assert state(qinzhuang, row).state in ("sent", "waiting", "dead")
    assert qinzhuang.count("post") == 0
