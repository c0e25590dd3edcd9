"""The pulse and what a gap in it becomes: rows, one outage each, told once, no community's figures to another."""

from datetime import datetime, timedelta

import pytest

from bot.clock import Clock
from bot.services import inbox, outages
from bot.services.inbox import Incoming
from tests.services.home import Home
from tests.stories.qinzhuang import QINZHUANG

SUPERVISOR, ELSEWHERE = 1007, 4007
OTHER = """
[community]
id = "other"
name = "东湖社区"
[[area]]
id = "other"
level = "community"
name = "东湖社区"
[[person]]
id = "boss"
name = "何督导"
telegram_id = 4007
[[assignment]]
person = "boss"
role = "supervisor"
area = "other"
[[chat]]
telegram_id = -2001
purpose = "reports"
area = "other"
"""


def beat(home: Home, at: datetime | None = None) -> None:
    with home.step() as step:
        outages.beat(step, at or home.now)


def own_up(home: Home, lanes: list[str], caught_up_at: datetime | None = None) -> bool:
    with home.step() as step:
        outage = outages.untold(step, caught_up_at)
        return outage is not None and outages.tell(step, outage, lanes)


def told(home: Home) -> dict[int, str]:
    rows = home.rows("SELECT chat_id, payload FROM outbox WHERE purpose = 'notice'")
    return {row.chat_id: str(row.payload) for row in rows}


@pytest.mark.parametrize(("silent", "outage"), [(1, False), (119, False), (120, False), (121, True), (86400, True)])
def test_more_than_two_minutes_without_a_pulse_are_an_outage(qinzhuang, silent, outage):
    beat(qinzhuang)
    began = qinzhuang.now
    beat(qinzhuang, qinzhuang.pass_(seconds=silent))
    rows = qinzhuang.rows("SELECT began_at, ended_at FROM outage")
    assert len(rows) == outage
    if outage:
        assert [str(moment)[:19] for moment in rows[0]] == [
            str(qinzhuang.stored(one))[:19] for one in (began, qinzhuang.now)
        ]


def test_the_first_pulse_of_all_is_no_outage_and_neither_is_one_that_comes_late(qinzhuang):
    beat(qinzhuang)
    later = qinzhuang.pass_(minutes=1)
    beat(qinzhuang, later)
    beat(qinzhuang, later - timedelta(minutes=30))
    beat(qinzhuang, later + timedelta(minutes=1))
    assert qinzhuang.count("outage") == 0


def test_two_bots_that_come_back_together_find_one_outage_and_tell_of_it_once(qinzhuang, engine):
    beat(qinzhuang)
    other = Home(engine)
    other.now = qinzhuang.pass_(minutes=10)
    beat(qinzhuang)
    beat(other)
    assert qinzhuang.count("outage") == 1
    with qinzhuang.step() as step:
        seen = outages.untold(step, qinzhuang.now)
        assert seen is not None
        assert outages.tell(step, seen, [])
    with other.step() as step:
        assert not outages.tell(step, seen, [])
    assert list(told(qinzhuang)) == [SUPERVISOR]


def test_it_is_told_when_telegram_has_no_more_or_after_half_a_minute_at_the_latest(qinzhuang):
    beat(qinzhuang)
    back = qinzhuang.pass_(minutes=10)
    beat(qinzhuang)
    assert not own_up(qinzhuang, [])
    assert not own_up(qinzhuang, [], back - timedelta(seconds=1))
    qinzhuang.pass_(seconds=29)
    assert not own_up(qinzhuang, [])
    qinzhuang.pass_(seconds=1)
    assert own_up(qinzhuang, [])
    assert not own_up(qinzhuang, [])


def test_each_community_hears_how_much_of_its_own_was_caught_up(home):
    home.take_in(QINZHUANG)
    home.take_in(OTHER)
    beat(home)
    beat(home, home.pass_(minutes=10))
    assert own_up(home, ["-1001", "-1001", "-2001", "1001", "999"], home.now)
    heard = told(home)
    assert sorted(heard) == [SUPERVISOR, ELSEWHERE]
    assert "3" in heard[SUPERVISOR].rpartition("17:40")[2]
    assert "1" in heard[ELSEWHERE].rpartition("17:40")[2]
    assert home.rows("SELECT caught_up FROM outage")[0].caught_up == 5


def test_an_outage_over_midnight_says_of_which_day_it_began(qinzhuang):
    beat(qinzhuang)
    beat(qinzhuang, qinzhuang.pass_(hours=12))
    own_up(qinzhuang, [], qinzhuang.now)
    (said,) = told(qinzhuang).values()
    assert "05:30" in said
    assert "17:30" in said
    assert "20" in said.partition("17:30")[0]


def test_only_what_came_after_a_moment_counts_as_received(qinzhuang):
    with qinzhuang.step() as step:
        inbox.store(step.connection, 100, [Incoming(1, "-1001", '{"update_id": 1}')], qinzhuang.now)
    since = qinzhuang.now
    later = qinzhuang.pass_(minutes=1)
    with qinzhuang.step() as step:
        inbox.store(step.connection, 100, [Incoming(2, "-1001", '{"update_id": 2}')], later)
        assert inbox.received(step.connection, since) == [("-1001", '{"update_id": 2}')]


def test_time_that_a_demonstration_skipped_was_no_outage(qinzhuang):
    beat(qinzhuang)
    qinzhuang.pass_(minutes=31)
    with qinzhuang.step() as step:
        outages.beat(step, qinzhuang.now, timedelta(minutes=30))
    assert qinzhuang.count("outage") == 0
    qinzhuang.pass_(minutes=33)
    with qinzhuang.step() as step:
        outages.beat(step, qinzhuang.now, timedelta(minutes=30))
    assert qinzhuang.count("outage") == 1


def test_only_a_running_clock_is_moved_by_hand():
    running, frozen = Clock(), Clock(frozen=True)
    for clock in (running, frozen):
        clock.move(timedelta(minutes=30))
    assert (running.leapt, frozen.leapt) == (timedelta(minutes=30), timedelta(0))
    assert running.leapt_at is not None
    assert running.leapt_at <= running.now()
