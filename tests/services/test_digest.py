"""The day's digest: once a local day, whatever restarts, late hours and summer time do to the day."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event

from bot.database import reading
from bot.domain.period import Kind, Period
from bot.services import digest, groups, people
from bot.services.step import Step
from tests.services.crowd import crowd, send_digests
from tests.services.home import SUPERVISOR, Home
from tests.stories.qinzhuang import QINZHUANG
from tests.stories.test_digest import SECOND_COMMUNITY as BEIZHAN


def write(home: Home) -> int:
    """Write every digest that is due; return how many there were."""
    return home.publish()


def days(home: Home) -> list[str]:
    return [str(row.first) for row in home.rows("SELECT first FROM bulletin WHERE period = 'day' ORDER BY first")]


def the(day: int, kind: Kind = Kind.DAY) -> Period:
    return Period.holding(kind, date(2026, 11, day))


def local(home: Home, day: int, hour: int, minute: int = 0) -> None:
    home.now = datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)


def test_it_is_written_when_its_hour_has_come_and_once(qinzhuang):
    local(qinzhuang, 20, 19, 59)
    assert write(qinzhuang) == 0
    local(qinzhuang, 20, 20)
    assert write(qinzhuang) == 1
    assert write(qinzhuang) == 0
    local(qinzhuang, 20, 23, 59)
    assert write(qinzhuang) == 0
    assert days(qinzhuang) == ["2026-11-20"]
    assert {row.chat_id for row in qinzhuang.rows("SELECT chat_id FROM outbox")} == {SUPERVISOR}


def test_a_restart_does_not_send_it_again(qinzhuang, engine):
    local(qinzhuang, 20, 20)
    write(qinzhuang)
    again = Home(engine)
    local(again, 20, 20, 1)
    assert write(again) == 0


def test_a_bot_that_was_down_at_eight_writes_it_when_it_is_back(qinzhuang):
    local(qinzhuang, 20, 12)
    qinzhuang.report()
    local(qinzhuang, 21, 7)
    assert write(qinzhuang) == 1
    assert days(qinzhuang) == ["2026-11-20"]
    local(qinzhuang, 21, 20)
    assert write(qinzhuang) == 1


def test_after_a_weekend_of_silence_only_the_last_day_is_caught_up(qinzhuang):
    local(qinzhuang, 20, 12)
    qinzhuang.report()
    local(qinzhuang, 24, 7)
    write(qinzhuang)
    assert days(qinzhuang) == ["2026-11-23"]


def test_a_community_that_is_new_today_is_not_owed_yesterdays(qinzhuang):
    local(qinzhuang, 20, 7)
    assert write(qinzhuang) == 0


def test_the_digest_of_a_day_counts_that_day(qinzhuang):
    local(qinzhuang, 20, 12)
    qinzhuang.report()
    local(qinzhuang, 20, 20)
    qinzhuang.run("DELETE FROM outbox")
    write(qinzhuang)
    picture, whole, listed = qinzhuang.rows("SELECT kind, payload FROM outbox ORDER BY id")
    assert (picture.kind, whole.kind, listed.kind) == ("picture", "picture", "ledger")
    assert "#1" in str(picture.payload)


def test_an_area_nobody_supervises_gets_none(home):
    home.take_in(QINZHUANG.replace('role = "supervisor"', 'role = "admin"'))
    local(home, 20, 21)
    assert write(home) == 0


def test_a_supervisor_who_blocked_the_bot_does_not_stop_the_day_from_being_over(qinzhuang):
    with qinzhuang.step() as step:
        people.set_reachable(step, SUPERVISOR, reachable=False)
    local(qinzhuang, 20, 20)
    assert write(qinzhuang) == 1
    assert qinzhuang.count("outbox") == 0
    assert write(qinzhuang) == 0


def test_sending_a_days_digest_by_hand_sends_nobody_the_same_one_twice(qinzhuang):
    local(qinzhuang, 20, 20)
    write(qinzhuang)
    with qinzhuang.step() as step:
        community = people.roster(step, "qinzhuang")
        area = community.areas[community.root_id]
        assert digest.queue(step, digest.written(step, community, area, the(20))) is None
        assert digest.queue(step, digest.written(step, community, area, the(19))) == 1


def test_what_is_ordered_by_hand_before_its_hour_is_sent_to_nobody_and_comes_whole(qinzhuang):
    local(qinzhuang, 20, 19)
    with qinzhuang.step() as step:
        community = people.roster(step, "qinzhuang")
        early = digest.written(step, community, community.areas[community.root_id], the(20))
        assert early.chats == ()
        assert digest.queue(step, early) is None
    local(qinzhuang, 20, 20)
    assert write(qinzhuang) == 1


def test_a_day_that_was_kept_the_old_way_is_not_sent_again(qinzhuang):
    local(qinzhuang, 20, 20)
    (area,) = qinzhuang.rows("SELECT id FROM area WHERE key = 'qinzhuang'")
    kept = "INSERT INTO digest (area_id, day, at) VALUES (:area, '2026-11-20', :at)"
    qinzhuang.run(kept, area=area.id, at=qinzhuang.stored(qinzhuang.now))
    assert write(qinzhuang) == 0
    local(qinzhuang, 21, 20)
    assert write(qinzhuang) == 1


def test_a_morning_that_was_kept_the_old_way_takes_no_later_morning_away(qinzhuang):
    qinzhuang.rules = replace(qinzhuang.rules, digest_at=time(8))
    (area,) = qinzhuang.rows("SELECT id FROM area WHERE key = 'qinzhuang'")
    qinzhuang.run("UPDATE community SET created_at = :at", at=qinzhuang.stored(qinzhuang.now - timedelta(days=9)))
    for day in (21, 22):
        local(qinzhuang, day, 8)
        kept = f"INSERT INTO digest (area_id, day, at) VALUES (:area, '2026-11-{day}', :at)"
        qinzhuang.run(kept, area=area.id, at=qinzhuang.stored(qinzhuang.now))
    local(qinzhuang, 22, 10)
    assert write(qinzhuang) == 0
    local(qinzhuang, 23, 8)
    write(qinzhuang)
    assert days(qinzhuang) == ["2026-11-22"]


def test_a_group_that_became_a_supergroup_is_not_sent_the_same_day_again(home):
    home.take_in(QINZHUANG + '[[chat]]\ntelegram_id = -1005\npurpose = "supervisors"\narea = "qinzhuang"\n')
    local(home, 20, 20)
    assert write(home) == 1
    with home.step() as step:
        groups.move(step, -1005, -1001005)
    assert write(home) == 0
    sent = {row.chat_id for row in home.rows("SELECT chat_id FROM bulletin")}
    assert sent == {SUPERVISOR, -1001005}


def test_a_quiet_hour_asks_the_database_next_to_nothing(qinzhuang):
    write(qinzhuang)
    asked = []
    event.listen(qinzhuang.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    assert qinzhuang.prepared() is None
    assert len([said for said in asked if said.startswith("SELECT")]) == 1


@pytest.mark.parametrize(
    ("zone", "changes"),
    [
        ("Europe/Berlin", ["2026-03-29", "2026-10-25"]),
        ("America/Santiago", ["2026-04-05", "2026-09-06"]),
        ("Australia/Lord_Howe", ["2026-04-05", "2026-10-04"]),
        ("Asia/Shanghai", ["2026-05-01"]),
    ],
)
@pytest.mark.parametrize("hour", [0, 2, 23])
def test_every_local_date_has_exactly_one_digest_also_when_the_clocks_change(home, zone, changes, hour):
    local_zone, at, wanted = ZoneInfo(zone), time(hour, 30), set()
    home.now = datetime(2026, 3, 20, 12, tzinfo=local_zone).astimezone(UTC)
    home.rules = replace(home.rules, digest_at=at)
    home.take_in(QINZHUANG.replace('name = "秦庄社区"', f'name = "秦庄社区"\ntimezone = "{zone}"', 1))
    home.report()
    for change in changes:
        first = date.fromisoformat(change) - timedelta(days=2)
        home.now = datetime.combine(first, time(), local_zone).astimezone(UTC)
        for _ in range(4 * 24 + 2):
            write(home)
            home.pass_(hours=1)
        days = (first + timedelta(days=n) for n in range(5))
        # Before noon it tells of the day before.
        told = timedelta(days=0 if hour >= 12 else 1)
        came = home.now - timedelta(hours=1)
        wanted |= {day - told for day in days if datetime.combine(day, at, local_zone) <= came}
    written = {parsed(row.first) for row in home.rows("SELECT first FROM bulletin WHERE period = 'day'")}
    assert wanted - written == set()
    assert len(wanted) >= 4 * len(changes)
    keys = [row.dedup_key.split(":") for row in home.rows("SELECT dedup_key FROM outbox WHERE purpose = 'digest'")]
    sent = [tuple(key) for key in keys if key[2] == "day" and key[-1] == "0"]
    assert len(set(sent)) == len(sent) == len(written)


def parsed(day: date | str) -> date:
    return date.fromisoformat(day) if isinstance(day, str) else day


@pytest.mark.postgres
def test_several_bots_write_it_once(postgres_only, postgres_home):
    home = postgres_home
    home.take_in(QINZHUANG + '[[assignment]]\nperson = "lin"\nrole = "supervisor"\narea = "grid-1"\n')
    assert sum(crowd(send_digests, [(postgres_only, 12 * 60)] * 3)) == 2
    assert home.count("bulletin") == home.count("outbox") == 2


def test_of_two_bots_that_wrote_the_same_digest_one_sends_it(qinzhuang, engine):
    local(qinzhuang, 20, 20)
    other = Home(engine)
    local(other, 20, 20)
    mine, theirs = qinzhuang.prepared(), other.prepared()
    assert mine == theirs is not None
    assert other.queue(theirs)
    assert not qinzhuang.queue(mine)
    assert qinzhuang.prepared() is None
    assert qinzhuang.count("bulletin") == qinzhuang.count("outbox") == 1


@pytest.mark.postgres
def test_bots_that_queue_the_same_digest_in_one_moment_send_it_once(postgres_only, postgres_home):
    home = postgres_home
    home.take_in()
    local(home, 20, 20)
    ready = home.prepared()
    with ThreadPoolExecutor(4) as bots:
        won = list(bots.map(lambda bot: bot.queue(ready), [Home(home.engine) for _ in range(4)]))
    assert sorted(won) == [False, False, False, True]
    assert home.count("bulletin") == home.count("outbox") == 1


def test_writing_a_digest_keeps_nobody_from_writing_to_the_database(qinzhuang, engine):
    local(qinzhuang, 20, 20)
    with reading(engine) as connection:
        ready = digest.prepare(Step(connection, qinzhuang.now, qinzhuang.rules))
        qinzhuang.report()
    assert qinzhuang.queue(ready)


def test_who_asks_for_silence_while_it_is_being_written_is_not_sent_it(qinzhuang):
    local(qinzhuang, 20, 20)
    ready = qinzhuang.prepared()
    with qinzhuang.step() as step:
        people.set_reachable(step, SUPERVISOR, reachable=False)
    assert qinzhuang.queue(ready)
    assert qinzhuang.count("outbox") == 0
    assert write(qinzhuang) == 0


def test_who_leaves_the_roster_while_it_is_being_written_is_not_sent_it(qinzhuang):
    local(qinzhuang, 20, 20)
    ready = qinzhuang.prepared()
    qinzhuang.take_in(QINZHUANG.replace('role = "supervisor"', 'role = "admin"'))
    assert not qinzhuang.queue(ready)
    assert qinzhuang.count("bulletin") == qinzhuang.count("outbox") == 0


def test_a_digest_that_cannot_be_written_is_put_off_and_holds_up_no_other_community(qinzhuang):
    qinzhuang.take_in(BEIZHAN)
    local(qinzhuang, 20, 12)
    qinzhuang.report()
    qinzhuang.run("UPDATE ticket SET state = 'unheard_of'")
    local(qinzhuang, 20, 20)
    first = qinzhuang.prepared()
    assert first.community_id == "beizhan"
    assert qinzhuang.queue(first)
    with pytest.raises(digest.StuckDigest) as stuck:
        qinzhuang.prepared()
    with qinzhuang.step() as step:
        digest.put_off(step, stuck.value.community_id)
    assert qinzhuang.prepared() is None
    qinzhuang.run("UPDATE ticket SET state = 'open'")
    qinzhuang.pass_(minutes=11)
    assert qinzhuang.prepared().community_id == "qinzhuang"


def test_several_bots_begin_with_different_communities(qinzhuang):
    qinzhuang.take_in(BEIZHAN)
    local(qinzhuang, 20, 20)
    with reading(qinzhuang.engine) as connection:
        begun = [digest.prepare(Step(connection, qinzhuang.now, qinzhuang.rules), turn) for turn in (0, 1)]
    assert [ready and ready.community_id for ready in begun] == ["beizhan", "qinzhuang"]
