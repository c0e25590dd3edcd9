"""Pictures in rows: fetched until they are there or given up, and only clean copies of files ever leave."""

from datetime import timedelta

from bot.calls import PhotoRef
from bot.messages import Picture
from bot.services import photos
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
