"""The inbox: every update once, in order within its chat, and a bad one alone."""

from collections import Counter
from datetime import timedelta

import pytest

from bot.services import inbox
from bot.services.inbox import LEASE, MOST_ATTEMPTS, Incoming, Leased
from tests.services.crowd import crowd, read_letters, store_letters
from tests.services.home import Home

BOT = 100


def letter(number: int, lane: str = "-1001", body: str = "") -> Incoming:
    return Incoming(number, lane, body or f'{{"update_id": {number}}}')


def store(home: Home, *letters: Incoming, bot: int = BOT) -> int:
    with home.step() as step:
        return inbox.store(step.connection, bot, letters, step.now)


def lease(home: Home, most: int = 50) -> list[Leased]:
    with home.step() as step:
        return inbox.lease(step.connection, step.now, most)


def finish(home: Home, letter: Leased) -> bool:
    with home.step() as step:
        return bool(inbox.finish(step.connection, [letter]))


def fail(home: Home, letter: Leased, error: str = "ValueError: x") -> bool:
    with home.step() as step:
        return inbox.fail(step.connection, letter, error, step.now)


def release(home: Home, *letters: Leased) -> None:
    with home.step() as step:
        inbox.release(step.connection, letters)


def bodies(letters: list[Leased]) -> list[str]:
    return [letter.body for letter in letters]


# --------------------------------------------------------------------------- what comes in


def test_an_update_that_comes_twice_is_kept_once(home):
    assert store(home, letter(1), letter(2)) == 2
    assert store(home, letter(2), letter(3)) == 1
    assert home.count("inbox") == 3


def test_nothing_heard_is_nothing_kept(home):
    assert store(home) == 0


def test_the_same_update_twice_in_one_answer_is_kept_once(home):
    assert store(home, letter(1), letter(1)) == 1


def test_an_update_id_that_begins_again_at_an_old_number_is_a_new_update(home):
    store(home, letter(7, body='{"update_id": 7, "message": {"text": "before the idle week"}}'))
    assert store(home, letter(7, body='{"update_id": 7, "message": {"text": "after it"}}')) == 1


def test_two_bots_on_one_database_do_not_take_each_others_updates_for_their_own(home):
    assert store(home, letter(1)) == 1
    assert store(home, letter(1), bot=200) == 1


def test_a_body_with_anything_in_it_is_kept_as_it_was(home):
    body = '{"update_id": 1, "text": "\\u0000 \\ud800 \\ud83d\\ude00 中文"}'
    store(home, letter(1, body=body))
    assert bodies(lease(home)) == [body]


def test_a_letter_knows_when_it_came(home):
    store(home, letter(1))
    (row,) = home.rows("SELECT state, attempts, lease FROM inbox")
    assert tuple(row) == ("waiting", 0, None)
    with home.step() as step:
        assert inbox.waiting(step.connection) == 1


# --------------------------------------------------------------------------- in order


def test_letters_are_read_in_the_order_they_came(home):
    store(home, *(letter(number, lane) for number, lane in enumerate("abcabcabc", start=1)))
    assert [found.body for found in lease(home)] == [f'{{"update_id": {number}}}' for number in range(1, 10)]


def test_only_so_many_are_taken_as_were_asked_for(home):
    store(home, *(letter(number, str(number)) for number in range(10)))
    assert len(lease(home, most=4)) == 4
    assert len(lease(home, most=10)) == 6


def test_a_leased_letter_is_nobody_elses(home):
    store(home, letter(1))
    assert len(lease(home)) == 1
    assert lease(home) == []


def test_what_follows_a_letter_in_other_hands_waits_for_it_and_other_chats_do_not(home):
    store(home, letter(1, "a"))
    (first,) = lease(home)
    store(home, letter(2, "a"), letter(3, "b"))
    assert [found.lane for found in lease(home)] == ["b"]
    finish(home, first)
    assert [found.lane for found in lease(home)] == ["a"]


def test_a_finished_letter_is_read_once(home):
    store(home, letter(1))
    (mine,) = lease(home)
    assert finish(home, mine)
    assert not finish(home, mine)
    home.pass_(days=1)
    assert lease(home) == []


def test_a_lease_that_ran_out_passes_to_somebody_else_and_the_first_one_comes_too_late(home):
    store(home, letter(1))
    (slow,) = lease(home)
    home.now += LEASE + timedelta(seconds=1)
    (quick,) = lease(home)
    assert quick.attempts == 2
    assert not finish(home, slow)
    assert finish(home, quick)


def test_a_lease_that_ran_out_says_nothing_about_one_that_was_taken_since(home):
    """Whoever was frozen must not count a failure, or give back a letter, that is another one's by now."""
    store(home, letter(1))
    (slow,) = lease(home)
    home.now += LEASE + timedelta(seconds=1)
    (quick,) = lease(home)
    fail(home, slow)
    release(home, slow)
    assert finish(home, quick)


# --------------------------------------------------------------------------- what goes wrong


def test_a_failing_letter_blocks_its_own_chat_and_no_other(home):
    store(home, letter(1, "a"), letter(2, "a"), letter(3, "b"))
    bad, behind, other = lease(home)
    assert not fail(home, bad)
    release(home, behind)
    finish(home, other)
    assert lease(home) == []
    store(home, letter(4, "b"))
    assert [found.lane for found in lease(home)] == ["b"]


def test_a_letter_that_failed_before_is_tried_alone(home):
    store(home, letter(1, "a"), letter(2, "b"))
    bad, good = lease(home)
    fail(home, bad)
    release(home, good)
    home.pass_(seconds=3)
    assert [found.lane for found in lease(home)] == ["b"]
    assert [found.lane for found in lease(home)] == ["a"]


def test_letters_of_other_chats_are_not_held_up_by_a_suspect(home):
    store(home, letter(1, "a"), letter(2, "b"), letter(3, "c"))
    first, bad, last = lease(home)
    fail(home, bad)
    release(home, first, last)
    home.pass_(seconds=3)
    assert [found.lane for found in lease(home)] == ["a", "c"]
    assert [found.lane for found in lease(home)] == ["b"]


def test_each_failure_waits_longer_and_the_fifth_is_the_last(home):
    store(home, letter(1), letter(2))
    waits = []
    for attempt in range(1, MOST_ATTEMPTS + 1):
        (bad, *_) = lease(home)
        assert bad.attempts == attempt
        assert fail(home, bad, f"ValueError: try {attempt}") is (attempt == MOST_ATTEMPTS)
        release(home, *_)
        began = home.now
        while attempt < MOST_ATTEMPTS and not (found := lease(home)):
            home.pass_(seconds=1)
        if attempt < MOST_ATTEMPTS:
            release(home, *found)
            waits.append((home.now - began).total_seconds())
    assert waits == sorted(waits)
    assert waits[0] >= 1
    (row,) = home.rows("SELECT state, attempts, error FROM inbox WHERE update_id = 1")
    assert tuple(row) == ("aside", MOST_ATTEMPTS, f"ValueError: try {MOST_ATTEMPTS}")
    with home.step() as step:
        assert inbox.put_aside(step.connection) == 1
    assert [found.body for found in lease(home)] == ['{"update_id": 2}']


def test_a_letter_given_back_untried_has_not_used_an_attempt(home):
    store(home, letter(1))
    for _ in range(3 * MOST_ATTEMPTS):
        release(home, *lease(home))
    (found,) = lease(home)
    assert found.attempts == 1


def test_the_attempt_is_counted_before_the_reading(home):
    store(home, letter(1))
    lease(home)
    assert home.rows("SELECT attempts FROM inbox")[0].attempts == 1


def die(home: Home, restart: bool) -> None:
    """Let whoever reads die without a word, and somebody else come."""
    home.now += LEASE + timedelta(seconds=1)
    if restart:
        with home.step() as step:
            inbox.release_all(step.connection)


@pytest.mark.parametrize("restart", [False, True], ids=["after its lease", "after a restart"])
def test_a_letter_that_kills_its_reader_comes_back_alone_and_not_for_ever(home, restart):
    store(home, letter(1, "a"), letter(2, "b"), letter(3, "a"))
    finished: list[str] = []
    for _ in range(60):
        letters = lease(home)
        if any(found.body == '{"update_id": 1}' for found in letters):
            die(home, restart)
            continue
        for found in letters:
            assert finish(home, found)
            finished.append(found.body)
    assert sorted(finished) == ['{"update_id": 2}', '{"update_id": 3}']
    (row,) = home.rows("SELECT state FROM inbox WHERE update_id = 1")
    assert row.state == "aside"


@pytest.mark.parametrize("restart", [False, True], ids=["after its lease", "after a restart"])
def test_a_letter_whose_readers_died_of_something_else_is_not_given_up(home, restart):
    store(home, letter(1))
    for _ in range(2 * MOST_ATTEMPTS):
        assert len(lease(home)) == 1
        die(home, restart)
    (found,) = lease(home)
    assert finish(home, found)


def test_a_letter_that_kills_its_readers_does_not_keep_the_other_chats_waiting(home):
    store(home, letter(1, "a"), letter(2, "b"))
    for _ in range(3):
        lease(home)
        die(home, restart=True)
    store(home, *(letter(number, f"chat-{number}") for number in range(3, 6)))
    read: set[str] = set()
    for _ in range(4):
        letters = lease(home)
        if any(found.body == '{"update_id": 1}' for found in letters):
            die(home, restart=True)
            continue
        read |= {found.body for found in letters if finish(home, found)}
    assert {f'{{"update_id": {number}}}' for number in range(3, 6)} <= read


def test_at_the_start_of_the_only_process_everything_may_be_read_at_once(home):
    store(home, letter(1, "a"), letter(2, "b"))
    lease(home)
    with home.step() as step:
        inbox.release_all(step.connection)
    assert [found.lane for found in lease(home)] == ["a"]


def test_a_long_error_is_kept_short(home):
    store(home, letter(1))
    fail(home, lease(home)[0], "x" * 10_000)
    assert len(home.rows("SELECT error FROM inbox")[0].error) <= 500


def test_only_what_was_read_and_is_old_is_forgotten(home):
    store(home, letter(1, "a"), letter(2, "b"), letter(3, "c"))
    read, bad, _ = lease(home)
    finish(home, read)
    fail(home, Leased(bad.id, bad.lane, bad.body, MOST_ATTEMPTS, bad.lease))
    with home.step() as step:
        assert inbox.purge(step.connection, home.now) == 0
        assert inbox.purge(step.connection, home.now + timedelta(seconds=1)) == 1
    assert [row.update_id for row in home.rows("SELECT update_id FROM inbox ORDER BY id")] == [2, 3]


# --------------------------------------------------------------------------- many at once


@pytest.mark.postgres
def test_several_processes_read_each_letter_once_and_each_chat_in_order(postgres_only, postgres_home):
    home, chats, each = postgres_home, 12, 25
    home.run("CREATE TABLE seen (id serial PRIMARY KEY, lane text, update_id bigint, worker int)")
    store(home, *(letter(number, f"chat-{number % chats}") for number in range(chats * each)))
    read = crowd(read_letters, [(postgres_only, worker) for worker in range(3)])
    rows = home.rows("SELECT lane, update_id FROM seen ORDER BY id")
    assert len(rows) == chats * each
    assert max(Counter(row.update_id for row in rows).values()) == 1
    for chat in range(chats):
        order = [row.update_id for row in rows if row.lane == f"chat-{chat}"]
        assert order == sorted(order)
    assert sum(read) == chats * each
    assert home.rows("SELECT count(*) AS n FROM inbox WHERE state <> 'read'")[0].n == 0


@pytest.mark.postgres
def test_several_processes_that_store_the_same_updates_keep_each_once(postgres_only, postgres_home):
    crowd(store_letters, [(postgres_only, 200)] * 3)
    assert postgres_home.count("inbox") == 200
