"""Groups: one that becomes a supergroup takes everything along; a stranger's hears one line and then nothing."""

from datetime import timedelta

import pytest

from bot.calls import Sent
from bot.messages import ChatRef, ChatType, Membership, Migration, Sender
from bot.services import delivery, groups, people, postman
from bot.services.pace import Pace
from tests.services.home import GROUP, STAFF, WANG, Home
from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP

NEW = -1000000001001
OFFICE, MOVED_OFFICE = -2001, -1000000002001
WITH_OFFICE = f'{QINZHUANG}[[department]]\nid = "urban"\nname = "城管委"\ntelegram_id = {OFFICE}\n'
NO_PACE = Pace(per_second=10_000, private_seconds=0, group_minute=0, reserved=0)


def migrate(home: Home, old: int = GROUP, new: int = NEW) -> None:
    home.take(Migration(ChatRef(old, ChatType.GROUP, "随手报"), new))


def send_everything(home: Home) -> None:
    """Let everything that waits be sent, each as a message of its own."""
    number = 500
    while True:
        with home.step() as step:
            rows = postman.lease(step.connection, step.now, NO_PACE, 100, timedelta(seconds=36))
            for row in rows:
                number += 1
                delivery.record(step, row, Sent((number,)))
        if not rows:
            return


def test_a_report_in_the_new_group_belongs_to_the_same_community(qinzhuang):
    migrate(qinzhuang)
    qinzhuang.take(qinzhuang.message("5号楼飞线充电", chat=NEW))
    assert qinzhuang.count("ticket") == 1
    assert qinzhuang.count("chat WHERE community_id IS NULL") == 0


def test_hearing_of_it_twice_changes_nothing_the_second_time(home):
    home.take_in(QINZHUANG + STAFF_GROUP)
    home.report()
    send_everything(home)
    migrate(home, STAFF, -1000000001002)
    waiting = home.count("outbox WHERE state = 'waiting'")
    migrate(home, STAFF, -1000000001002)
    assert home.count("outbox WHERE state = 'waiting'") == waiting
    assert waiting == 1


def test_the_new_group_may_be_known_already(qinzhuang):
    """The operator was quicker than Telegram, or the new group spoke before the old one said where it had gone."""
    both = QINZHUANG + f'[[chat]]\ntelegram_id = {NEW}\npurpose = "reports"\narea = "qinzhuang"\n'
    qinzhuang.take_in(both)
    migrate(qinzhuang)
    assert [row.telegram_id for row in qinzhuang.rows("SELECT telegram_id FROM chat WHERE purpose = 'reports'")] == [
        NEW
    ]
    with qinzhuang.step() as step:
        assert groups.bound(step, NEW) is not None
        assert groups.bound(step, GROUP) is None


def test_an_import_finds_a_group_by_the_id_it_had_before_it_moved(home):
    """The file on the operator's disk knows nothing of Telegram's new number, and must not bring the old one back."""
    home.take_in(WITH_OFFICE)
    migrate(home)
    migrate(home, OFFICE, MOVED_OFFICE)
    places = ("SELECT * FROM chat ORDER BY id", "SELECT * FROM department ORDER BY id")
    before = [home.rows(query) for query in places]
    assert home.take_in(WITH_OFFICE) == {}
    assert [home.rows(query) for query in places] == before
    assert [row.telegram_id for row in home.rows("SELECT telegram_id FROM chat")] == [NEW]
    assert [row.telegram_id for row in home.rows("SELECT telegram_id FROM department")] == [MOVED_OFFICE]


def test_a_file_that_names_the_moved_group_by_both_ids_means_one_group(qinzhuang):
    migrate(qinzhuang)
    line = f'[[chat]]\ntelegram_id = {NEW}\npurpose = "reports"\narea = "qinzhuang"\nlanguage = "en"\n'
    assert qinzhuang.take_in(QINZHUANG + line) == {"changed chat": 1}
    assert qinzhuang.take_in(QINZHUANG + line) == {}
    assert [tuple(row) for row in qinzhuang.rows("SELECT telegram_id, language FROM chat")] == [(NEW, "en")]


def test_a_department_that_really_got_another_group_gets_it_by_the_file(home):
    home.take_in(WITH_OFFICE)
    migrate(home, OFFICE, MOVED_OFFICE)
    assert home.take_in(WITH_OFFICE.replace(str(OFFICE), "-2002")) == {"changed department": 1}
    assert [row.telegram_id for row in home.rows("SELECT telegram_id FROM department")] == [-2002]


def test_a_new_group_that_was_greeted_as_a_strangers_is_ours_afterwards(qinzhuang):
    qinzhuang.take(qinzhuang.message("hello", chat=NEW))
    migrate(qinzhuang)
    with qinzhuang.step() as step:
        found = groups.bound(step, NEW)
    assert found is not None
    assert found.community_id == "qinzhuang"


def test_a_strangers_group_hears_one_line_and_then_nothing(qinzhuang):
    for words in ("5号楼飞线充电", "hello", "/report 5号楼飞线充电"):
        qinzhuang.take(qinzhuang.message(words, chat=-7))
    assert qinzhuang.count("outbox WHERE chat_id = -7") == 1
    assert qinzhuang.count("ticket") == 0


@pytest.mark.parametrize(
    ("status", "reachable"), [("kicked", False), ("left", False), ("member", True), ("administrator", True)]
)
def test_our_standing_in_a_group_decides_whether_it_is_written_to(qinzhuang, status, reachable):
    qinzhuang.run("UPDATE chat SET reachable = :other", other=not reachable)
    qinzhuang.take(Membership(ChatRef(GROUP, ChatType.GROUP), Sender(WANG, "王姐"), status))
    assert [bool(row.reachable) for row in qinzhuang.rows("SELECT reachable FROM chat")] == [reachable]
    with qinzhuang.step() as step:
        assert people.roster(step, "qinzhuang").groups[0].reachable is reachable


def test_being_added_to_a_strangers_group_says_one_line(qinzhuang):
    qinzhuang.take(Membership(ChatRef(-7, ChatType.GROUP), Sender(WANG, "王姐"), "member"))
    assert qinzhuang.count("outbox WHERE chat_id = -7") == 1
    qinzhuang.take(Membership(ChatRef(-8, ChatType.GROUP), Sender(WANG, "王姐"), "kicked"))
    assert qinzhuang.count("outbox WHERE chat_id = -8") == 0


def test_somebody_who_blocks_the_bot_is_unreachable_until_they_unblock_it(qinzhuang):
    for status, reachable in (("kicked", False), ("member", True)):
        qinzhuang.take(Membership(ChatRef(WANG, ChatType.PRIVATE), Sender(WANG, "王姐"), status))
        with qinzhuang.step() as step:
            assert people.roster(step, "qinzhuang").by_telegram[WANG].reachable is reachable
