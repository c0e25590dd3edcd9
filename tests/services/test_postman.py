"""The postman: one call a lane, the urgent first, Telegram's pace, and no doubt about what was not sent."""

from collections import Counter, defaultdict
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.calls import Album, PhotoRef, React, Say
from bot.services import outbox, postman
from bot.services import pace as pacing
from bot.services.outbox import About, For, Priority
from bot.services.pace import Pace
from bot.services.postman import Ready
from tests.services.crowd import crowd, send_postings
from tests.services.home import GROUP, WANG, Home

PACE = Pace()
NO_PACE = Pace(per_second=10_000, private_seconds=0, group_minute=0, reserved=0)
LASTING = timedelta(seconds=36)


def put(home: Home, chat: int = WANG, priority: Priority = Priority.NOTICE, **more) -> int:
    with home.step() as step:
        assert outbox.put(step, more.pop("call", Say("x")), chat, For.NOTICE, priority, **more)
        return int(step.connection.scalar(text("SELECT max(id) FROM outbox")) or 0)


def lease(home: Home, pace: Pace = NO_PACE, most: int = 100) -> list[Ready]:
    with home.step() as step:
        return postman.lease(step.connection, step.now, pace, most, LASTING)


def sent(home: Home, *rows: Ready) -> None:
    with home.step() as step:
        for row in rows:
            postman.sent(step.connection, row, 1, step.now)


def retry(home: Home, row: Ready, seconds: float, **more) -> None:
    with home.step() as step:
        at = step.now + timedelta(seconds=seconds)
        postman.retry(step.connection, row, at, "no answer", **{"uncertain": False} | more)


def state(home: Home, row_id: int):
    return home.rows("SELECT * FROM outbox WHERE id = :id", id=row_id)[0]


# --------------------------------------------------------------------------- order


def test_a_chat_has_one_call_under_way_and_keeps_its_order(home):
    first, second, other = put(home), put(home), put(home, 1002)
    mine = lease(home)
    assert [row.id for row in mine] == [first, other]
    assert lease(home) == []
    sent(home, *mine)
    assert [row.id for row in lease(home)] == [second]


def test_reactions_and_edits_do_not_wait_for_the_messages_of_their_chat(home):
    put(home, GROUP)
    put(home, GROUP, call=React(5, "👀"))
    assert [row.kind for row in lease(home)] == ["say", "react"]


def test_alarms_go_before_cards_and_cards_before_digests(home):
    rows = {priority: put(home, 2000 + priority, priority) for priority in sorted(Priority, key=lambda p: (p * 7) % 5)}
    assert [row.id for row in lease(home)] == [rows[priority] for priority in sorted(Priority)]


def test_within_a_lane_the_urgent_overtakes(home):
    put(home, GROUP, Priority.DIGEST)
    alarm = put(home, GROUP, Priority.ALARM)
    assert [row.id for row in lease(home)] == [alarm]


def test_nothing_is_taken_when_there_is_no_room_for_it(home):
    put(home)
    assert lease(home, most=0) == []


def test_a_row_that_is_not_due_yet_waits(home):
    put(home, delay=timedelta(seconds=5))
    assert lease(home) == []
    home.pass_(seconds=5)
    assert len(lease(home)) == 1


def test_a_long_queue_to_one_chat_does_not_hide_the_others(home):
    for _ in range(200):
        put(home, GROUP)
    late = put(home, WANG)
    taken = lease(home, PACE, most=16) + lease(home, PACE, most=16)
    assert late in [row.id for row in taken]


# --------------------------------------------------------------------------- pace


def deliver_all(home: Home, pace: Pace, seconds: float, stride: float = 0.25) -> dict[int, list[float]]:
    """Send whatever may go for so many seconds; return when which chat got a message."""
    began = home.now
    got: dict[int, list[float]] = defaultdict(list)
    while (home.now - began).total_seconds() < seconds:
        for row in lease(home, pace, most=200):
            cost = len(row.payload["photos"]) if row.kind == "album" else 1
            got[row.chat_id or 0] += [(home.now - began).total_seconds()] * cost
            sent(home, row)
        home.pass_(seconds=stride)
    return got


def most_within(moments: list[float], span: float) -> int:
    ordered = sorted(moments)
    return max((sum(1 for later in ordered if start <= later < start + span) for start in ordered), default=0)


def test_a_private_chat_gets_one_message_a_second(home):
    for _ in range(5):
        put(home)
    got = deliver_all(home, PACE, 8)[WANG]
    assert len(got) == 5
    assert most_within(got, 1.0) == 1


def test_a_group_gets_eighteen_messages_a_minute_and_the_rest_later(home):
    for _ in range(40):
        put(home, GROUP)
    got = deliver_all(home, PACE, 150, stride=1)[GROUP]
    assert len(got) == 40
    assert most_within(got, 60.0) == 18


def test_an_album_costs_a_group_as_many_messages_as_it_has_photos(home):
    for _ in range(4):
        put(home, GROUP, call=Album(tuple(PhotoRef(str(n)) for n in range(8))))
    got = deliver_all(home, PACE, 200, stride=1)[GROUP]
    assert len(got) == 32
    assert most_within(got, 60.0) <= 18


def test_an_album_larger_than_the_limit_goes_all_the_same(home):
    put(home, GROUP, call=Album(tuple(PhotoRef(str(n)) for n in range(10))))
    assert len(lease(home, Pace(group_minute=5))) == 1


def test_all_chats_together_get_no_more_than_telegram_allows(home):
    for chat in range(60):
        put(home, 5000 + chat)
    got = deliver_all(home, PACE, 6)
    moments = [moment for chat in got.values() for moment in chat]
    assert len(moments) == 60
    assert most_within(moments, 1.0) <= 25


def test_some_slots_of_every_second_are_kept_for_alarms(home):
    for chat in range(60):
        put(home, 5000 + chat, Priority.DIGEST)
    assert len(lease(home, PACE)) == PACE.per_second - PACE.reserved
    alarms = [put(home, 6000 + chat, Priority.ALARM) for chat in range(10)]
    assert [row.id for row in lease(home, PACE)] == alarms[: PACE.reserved]
    assert lease(home, PACE) == []


def test_what_was_not_sent_does_not_use_up_the_pace(home):
    put(home)
    retry(home, lease(home, PACE)[0], 0)
    assert len(lease(home, PACE)) == 1


def test_the_pace_survives_a_restart_because_it_is_counted_from_the_table(home, engine):
    for _ in range(2):
        put(home)
    sent(home, *lease(home, PACE))
    again = Home(engine)
    assert lease(again, PACE) == []
    again.pass_(seconds=1)
    assert len(lease(again, PACE)) == 1


# --------------------------------------------------------------------------- pauses


def pause(home: Home, chat: int | None, seconds: float) -> None:
    with home.step() as step:
        pacing.pause_chat(step.connection, chat, step.now + timedelta(seconds=seconds))


def test_a_paused_chat_waits_and_the_others_do_not(home):
    put(home, GROUP)
    put(home, GROUP, call=React(5, "👀"))
    other = put(home, WANG)
    pause(home, GROUP, 30)
    assert [row.id for row in lease(home)] == [other]
    home.pass_(seconds=29)
    assert lease(home) == []
    home.pass_(seconds=1)
    assert len(lease(home)) == 2


def test_a_pause_without_a_chat_is_everybodys(home):
    put(home, GROUP)
    put(home, WANG)
    pause(home, None, 3)
    assert lease(home) == []
    home.pass_(seconds=3)
    assert len(lease(home)) == 2


def test_a_shorter_pause_never_shortens_a_longer_one(home):
    put(home, GROUP)
    pause(home, GROUP, 60)
    pause(home, GROUP, 5)
    home.pass_(seconds=30)
    assert lease(home) == []


@pytest.mark.postgres
def test_two_senders_that_pause_one_chat_at_the_same_moment_do_not_disturb_each_other(postgres_home):
    home = postgres_home
    put(home, GROUP)
    until = home.now + timedelta(seconds=60)
    with ThreadPoolExecutor(1) as other_sender:
        with home.step() as step:
            pacing.pause(step.connection, "-1001", until)
            other = other_sender.submit(pause, home, GROUP, 60)
            # The other one may only go on once this one has decided.
            assert wait([other], timeout=0.3).done == set()
        other.result(5)
    assert lease(home) == []


# --------------------------------------------------------------------------- what is not worth sending


def test_an_expired_message_is_never_sent(home):
    row = put(home, expires=timedelta(minutes=10))
    home.pass_(minutes=10)
    assert lease(home) == []
    assert state(home, row).state == "superseded"


@pytest.mark.parametrize(("stands", "goes"), [("open", True), ("claimed", True), ("closed", False), ("void", False)])
def test_a_card_goes_only_while_its_ticket_is_alive(qinzhuang, stands, goes):
    ticket = qinzhuang.report()
    qinzhuang.run("DELETE FROM outbox")
    row = put(qinzhuang, about=About(ticket.id, 1, ("open", "claimed")))
    qinzhuang.run("UPDATE ticket SET state = :state", state=stands)
    assert bool(lease(qinzhuang)) is goes
    assert state(qinzhuang, row).state == ("sending" if goes else "superseded")


def test_a_message_about_a_ticket_without_conditions_goes_in_any_state(qinzhuang):
    ticket = qinzhuang.report()
    qinzhuang.run("DELETE FROM outbox")
    put(qinzhuang, about=About(ticket.id, 1))
    qinzhuang.run("UPDATE ticket SET state = 'void'")
    assert len(lease(qinzhuang)) == 1


# --------------------------------------------------------------------------- how it went


def test_a_sent_row_remembers_when_and_as_which_message(home):
    row = put(home)
    (mine,) = lease(home)
    home.pass_(seconds=2)
    with home.step() as step:
        postman.sent(step.connection, mine, 77, step.now)
    found = state(home, row)
    assert (found.state, found.message_id, found.attempts, found.lease) == ("sent", 77, 1, None)


def test_a_doubtful_try_is_marked_and_a_harmless_one_is_not(home):
    row = put(home)
    retry(home, lease(home)[0], 0, uncertain=True)
    assert (state(home, row).uncertain, state(home, row).attempts) == (1, 1)
    (again,) = lease(home)
    assert again.uncertain == 1
    retry(home, again, 0)
    assert (state(home, row).uncertain, state(home, row).attempts) == (1, 2)


def test_a_try_that_was_not_its_own_fault_is_not_counted(home):
    row = put(home)
    retry(home, lease(home)[0], 0, paused=True)
    assert (state(home, row).attempts, state(home, row).pauses) == (0, 1)


def test_a_row_given_up_is_never_leased_again(home):
    row = put(home)
    (mine,) = lease(home)
    with home.step() as step:
        postman.drop(step.connection, mine, "Forbidden: bot was blocked by the user")
    home.pass_(days=3)
    assert lease(home) == []
    assert state(home, row).error.startswith("Forbidden")


def test_another_call_takes_the_rows_place_in_the_queue(home):
    row, behind = put(home), put(home)
    (mine,) = lease(home)
    with home.step() as step:
        postman.replace_call(step.connection, mine, Say("plain"), step.now, "can't parse entities")
    (again,) = lease(home)
    assert (again.id, again.payload["text"]) == (row, "plain")
    assert state(home, behind).state == "waiting"


def test_a_row_whose_sender_died_comes_back_and_is_marked_uncertain(home):
    row = put(home)
    lease(home)
    with home.step() as step:
        assert postman.reclaim(step.connection, step.now) == 0
    home.now += LASTING + timedelta(seconds=1)
    with home.step() as step:
        assert postman.reclaim(step.connection, step.now) == 1
    found = state(home, row)
    assert (found.state, found.uncertain, found.attempts) == ("waiting", 1, 1)
    assert [ready.id for ready in lease(home)] == [row]


def test_the_only_sender_of_a_database_takes_everything_back_at_its_start(home):
    put(home)
    lease(home)
    with home.step() as step:
        assert postman.reclaim(step.connection, step.now, everything=True) == 1


def test_a_sender_that_comes_back_from_the_dead_changes_nothing_any_more(home):
    row = put(home)
    (frozen,) = lease(home)
    home.now += LASTING + timedelta(seconds=1)
    with home.step() as step:
        postman.reclaim(step.connection, step.now)
    (mine,) = lease(home)
    with home.step() as step:
        postman.drop(step.connection, frozen, "too late")
        postman.retry(step.connection, frozen, step.now, "too late", uncertain=False)
    assert state(home, row).state == "sending"
    sent(home, mine)
    assert state(home, row).state == "sent"


def test_what_is_due_is_what_waits_or_is_under_way(home):
    put(home)
    put(home, 1002, delay=timedelta(hours=1))
    lease(home)
    with home.step() as step:
        assert postman.due(step.connection, step.now) == 1
        assert postman.due(step.connection, step.now + timedelta(hours=2)) == 2


# --------------------------------------------------------------------------- many at once


@pytest.mark.postgres
def test_several_processes_send_each_row_once_and_each_chat_in_order(postgres_only, postgres_home):
    chats, each = 10, 15
    with postgres_home.step() as step:
        for number in range(chats * each):
            outbox.put(step, Say(str(number)), 5000 + number % chats, For.NOTICE, Priority.NOTICE)
    worked = crowd(send_postings, [(postgres_only, worker) for worker in range(3)])
    ids = Counter(row for sent_by_one in worked for row, _ in sent_by_one)
    assert len(ids) == chats * each
    assert max(ids.values()) == 1
    for sent_by_one in worked:
        for lane in {lane for _, lane in sent_by_one}:
            order = [row for row, its in sent_by_one if its == lane]
            assert order == sorted(order)
    rows = postgres_home.rows("SELECT state, uncertain FROM outbox")
    assert {(row.state, row.uncertain) for row in rows} == {("sent", 0)}
