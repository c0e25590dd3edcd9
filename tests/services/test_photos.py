"""Pictures in rows: fetched until they are there or given up, and only clean copies of files ever leave."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from bot.calls import PhotoRef
from bot.messages import Picture
from bot.services import photos, prints
from bot.services.photos import MOST_ATTEMPTS, Developed
from tests.services.home import Home

LASTING = timedelta(seconds=90)
CLEAN = Developed("c" * 64, "0" * 16, 1200, 900, None, None)


def report(home: Home, *, as_file: bool = False) -> int:
    picture = Picture("file-1", "unique-1", as_file, 1000)
    home.take(home.message("5号楼飞线充电", picture=picture))
    return int(home.rows("SELECT id FROM ticket")[0].id)


def lease(home: Home) -> list:
    with home.step() as step:
        return photos.lease(step.connection, step.now, 4, LASTING)


def test_a_picture_is_fetched_by_one_and_comes_back_when_that_one_dies(qinzhuang):
    report(qinzhuang)
    assert len(lease(qinzhuang)) == 1
    assert lease(qinzhuang) == []
    qinzhuang.now += LASTING
    (again,) = lease(qinzhuang)
    assert again.attempts == 1


def test_a_picture_that_cannot_be_had_is_given_up_after_a_few_tries_and_the_report_stays(qinzhuang):
    report(qinzhuang)
    given_up, tries = False, 0
    while not given_up:
        (row,) = lease(qinzhuang)
        tries += 1
        with qinzhuang.step() as step:
            given_up = photos.retry(step.connection, row, step.now, "Bad Gateway")
        assert lease(qinzhuang) == []
        qinzhuang.pass_(minutes=10)
    assert tries == MOST_ATTEMPTS
    assert lease(qinzhuang) == []
    assert qinzhuang.rows("SELECT state FROM ticket")[0].state == "open"
    with qinzhuang.step() as step:
        assert photos.waiting(step.connection) == 0


def test_a_photo_leaves_by_telegrams_own_handle_at_once(qinzhuang):
    ticket = report(qinzhuang)
    with qinzhuang.step() as step:
        assert photos.first(step, ticket) == PhotoRef(file_id="file-1")


def test_a_picture_sent_as_a_file_leaves_only_as_our_cleaned_copy(qinzhuang):
    ticket = report(qinzhuang, as_file=True)
    with qinzhuang.step() as step:
        assert photos.first(step, ticket) is None
        (row,) = photos.lease(step.connection, step.now, 4, LASTING)
        photos.developed(step.connection, row.id, CLEAN)
        assert photos.first(step, ticket) == PhotoRef(stored="c" * 64)
    assert "file-1" not in str(qinzhuang.rows("SELECT payload FROM outbox"))


def test_the_place_in_a_file_stays_with_the_picture_for_its_sender_did_not_say_it(qinzhuang):
    report(qinzhuang, as_file=True)
    (row,) = lease(qinzhuang)
    with qinzhuang.step() as step:
        photos.developed(step.connection, row.id, Developed("c" * 64, "0" * 16, 9, 9, 35.41, 116.58))
    assert [tuple(one) for one in qinzhuang.rows("SELECT latitude, longitude FROM photo")] == [(35.41, 116.58)]
    assert [tuple(one) for one in qinzhuang.rows("SELECT latitude, longitude FROM ticket")] == [(None, None)]


def test_a_refused_picture_is_not_fetched_again(qinzhuang):
    report(qinzhuang)
    (row,) = lease(qinzhuang)
    with qinzhuang.step() as step:
        photos.refuse(step.connection, row.id, "too big")
    qinzhuang.pass_(days=1)
    assert lease(qinzhuang) == []
    assert qinzhuang.rows("SELECT state, error FROM photo") == [("refused", "too big")]


# --------------------------------------------------------------------------- when it was taken


SHANGHAI, NOW = ZoneInfo("Asia/Shanghai"), datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("taken", "moment"),
    [
        (datetime(2026, 11, 20, 17, 20), datetime(2026, 11, 20, 9, 20, tzinfo=UTC)),
        (
            datetime(2026, 11, 20, 17, 20, tzinfo=timezone(timedelta(hours=9))),
            datetime(2026, 11, 20, 8, 20, tzinfo=UTC),
        ),
        (datetime(2015, 1, 1, 8), datetime(2015, 1, 1, tzinfo=UTC)),
        (datetime(2014, 12, 31, 23), None),
        (datetime(1970, 1, 1), None),
        (datetime(2026, 11, 21, 17, 20), datetime(2026, 11, 21, 9, 20, tzinfo=UTC)),
        (datetime(2026, 11, 21, 17, 40), None),
        (datetime(9999, 12, 31, 23, 59, tzinfo=timezone(-timedelta(hours=12))), None),
        (datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=12))), None),
        (None, None),
    ],
)
def test_a_cameras_clock_is_the_communitys_and_nonsense_is_no_time(taken, moment):
    assert photos.moment_of(taken, SHANGHAI, NOW) == moment


# --------------------------------------------------------------------------- prints


def add(home: Home, ticket: int, purpose: str, stored: str | None, **more) -> int:
    """Add a picture to a ticket, stored already if it has a name; return its row's id."""
    message = home.message("", picture=Picture(f"file-{home.count('photo')}", "unique", size=1000))
    with home.step() as step:
        row = photos.add(step, ticket, message, purpose)
        assert row is not None
        if stored:
            photos.developed(step.connection, row.id, Developed(stored * 64, "0" * 16, 1200, 900, None, None, **more))
            prints.order(step, ticket)
        return int(row.id)


def drawn(home: Home, stored: str) -> prints.Print:
    """Draw the one print that waits; return what it was to be."""
    (row,) = [row for row in lease(home) if row.purpose in photos.DRAWN]
    with home.step() as step:
        wanted = prints.compose(step, row)
        assert wanted is not None
        prints.drawn(step, row, stored * 64)
    return wanted


def ticket_of(home: Home) -> int:
    return int(home.report("5号楼2单元飞线充电").id)


def test_a_pair_is_ordered_once_when_both_pictures_are_stored(qinzhuang):
    ticket = ticket_of(qinzhuang)
    add(qinzhuang, ticket, photos.BEFORE, "b")
    add(qinzhuang, ticket, photos.AFTER, None)
    assert qinzhuang.rows("SELECT id FROM photo WHERE purpose = 'pair'") == []
    add(qinzhuang, ticket, photos.AFTER, "a")
    with qinzhuang.step() as step:
        prints.order(step, ticket)
        prints.order(step, ticket)
        assert photos.pair(step, ticket) is None
    assert drawn(qinzhuang, "f").stored == ("b" * 64, "a" * 64)
    with qinzhuang.step() as step:
        prints.order(step, ticket)
        assert photos.pair(step, ticket) == PhotoRef(stored="f" * 64)
        assert photos.sheet(step, ticket) is None
    assert [row for row in lease(qinzhuang) if row.purpose == "pair"] == []


def test_the_stamp_says_number_place_kind_and_both_times_and_never_the_room(qinzhuang):
    ticket = int(qinzhuang.report("5号楼2单元301室飞线充电").id)
    taken = datetime(2026, 11, 20, 9, 31, tzinfo=UTC)
    add(qinzhuang, ticket, photos.BEFORE, "b", taken_at=taken)
    add(qinzhuang, ticket, photos.AFTER, "a", taken_at=taken + timedelta(minutes=24))
    wanted = drawn(qinzhuang, "f")
    assert wanted.title.startswith("#1 · 5号楼2单元 · ")
    assert "301" not in wanted.title
    assert [line[-16:] for line in wanted.lines] == ["2026-11-20 17:31", "2026-11-20 17:55"]


def test_a_stamp_without_a_cameras_clock_takes_the_tickets(qinzhuang):
    ticket = ticket_of(qinzhuang)
    qinzhuang.run("UPDATE ticket SET resolved_at = :at", at=qinzhuang.stored(qinzhuang.now + timedelta(minutes=20)))
    add(qinzhuang, ticket, photos.BEFORE, "b")
    add(qinzhuang, ticket, photos.AFTER, "a")
    assert [line[-16:] for line in drawn(qinzhuang, "f").lines] == ["2026-11-20 17:30", "2026-11-20 17:50"]


def test_a_later_fix_makes_the_pair_anew_and_the_old_one_serves_until_then(qinzhuang):
    ticket = ticket_of(qinzhuang)
    add(qinzhuang, ticket, photos.BEFORE, "b")
    add(qinzhuang, ticket, photos.AFTER, "a")
    drawn(qinzhuang, "1")
    add(qinzhuang, ticket, photos.AFTER, "c")
    with qinzhuang.step() as step:
        assert photos.pair(step, ticket) == PhotoRef(stored="1" * 64)
    assert drawn(qinzhuang, "2").stored == ("b" * 64, "c" * 64)
    with qinzhuang.step() as step:
        assert photos.pair(step, ticket) == PhotoRef(stored="2" * 64)
    assert len(qinzhuang.rows("SELECT id FROM photo WHERE purpose = 'pair'")) == 1


def test_a_picture_that_comes_while_the_sheet_is_drawn_is_on_the_next_one(qinzhuang):
    ticket = ticket_of(qinzhuang)
    add(qinzhuang, ticket, photos.BEFORE, "b")
    add(qinzhuang, ticket, photos.BEFORE, "c")
    (row,) = lease(qinzhuang)
    add(qinzhuang, ticket, photos.BEFORE, "d")
    with qinzhuang.step() as step:
        prints.drawn(step, row, "1" * 64)
        assert photos.sheet(step, ticket) is None
    assert drawn(qinzhuang, "2").stored == ("b" * 64, "c" * 64, "d" * 64)
    with qinzhuang.step() as step:
        assert photos.sheet(step, ticket) == PhotoRef(stored="2" * 64)


def test_the_same_picture_twice_makes_no_sheet_and_ten_are_the_most(qinzhuang):
    ticket = ticket_of(qinzhuang)
    add(qinzhuang, ticket, photos.BEFORE, "b")
    add(qinzhuang, ticket, photos.BEFORE, "b")
    assert lease(qinzhuang) == []
    for name in "0123456789acdef":
        add(qinzhuang, ticket, photos.BEFORE, name)
    wanted = drawn(qinzhuang, "f")
    assert len(wanted.stored) == len(set(wanted.stored)) == len(wanted.lines) == 10


def test_people_s_pictures_are_fetched_before_prints_are_drawn(qinzhuang):
    ticket = ticket_of(qinzhuang)
    add(qinzhuang, ticket, photos.BEFORE, "b")
    add(qinzhuang, ticket, photos.AFTER, "a")
    qinzhuang.pass_(minutes=1)
    add(qinzhuang, ticket, photos.PROGRESS, None)
    assert [row.purpose for row in lease(qinzhuang)] == ["progress", "pair"]


def test_a_print_whose_drawing_died_is_drawn_by_the_next(qinzhuang):
    ticket = ticket_of(qinzhuang)
    add(qinzhuang, ticket, photos.BEFORE, "b")
    add(qinzhuang, ticket, photos.AFTER, "a")
    assert len(lease(qinzhuang)) == 1
    qinzhuang.pass_(minutes=2)
    assert drawn(qinzhuang, "f").stored == ("b" * 64, "a" * 64)


def test_a_print_of_pictures_that_are_gone_is_not_composed(qinzhuang):
    ticket = ticket_of(qinzhuang)
    add(qinzhuang, ticket, photos.BEFORE, "b")
    add(qinzhuang, ticket, photos.AFTER, "a")
    qinzhuang.run("DELETE FROM photo WHERE purpose = 'before'")
    (row,) = lease(qinzhuang)
    with qinzhuang.step() as step:
        assert prints.compose(step, row) is None


def test_pictures_that_went_over_to_another_ticket_are_on_its_prints_and_on_no_other(qinzhuang):
    one, other = ticket_of(qinzhuang), int(qinzhuang.report("7号楼路灯坏了", rider=3002).id)
    for ticket, names in ((one, "ab"), (other, "cd")):
        for name in names:
            add(qinzhuang, ticket, photos.BEFORE, name)
    for name in "12":
        with qinzhuang.step() as step:
            row = photos.lease(step.connection, step.now, 1, LASTING)[0]
            prints.drawn(step, row, name * 64)
    qinzhuang.run("UPDATE photo SET ticket_id = :one WHERE ticket_id = :other", one=one, other=other)
    with qinzhuang.step() as step:
        prints.order(step, one)
        prints.order(step, other)
        assert photos.sheet(step, other) is None
    assert drawn(qinzhuang, "3").stored == ("a" * 64, "b" * 64, "c" * 64, "d" * 64)
    assert len(qinzhuang.rows("SELECT id FROM photo WHERE purpose = 'sheet'")) == 1
    with qinzhuang.step() as step:
        assert photos.sheet(step, one) == PhotoRef(stored="3" * 64)
