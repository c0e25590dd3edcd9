"""Who gets which digest as people come, go, hold several roles, fall silent and want it again."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.database import reading
from bot.domain.roster import Purpose
from bot.messages import Sender
from bot.services import digest_wishes, groups, invites, people
from bot.tables import Posting
from tests.services.home import CHIEF, LIN, SECRETARY, SUPERVISOR, WANG, Home
from tests.stories.qinzhuang import QINZHUANG

SHANGHAI = ZoneInfo("Asia/Shanghai")
GROUP_OF_SUPERVISORS = -1005
GROUP_LINES = f'[[chat]]\ntelegram_id = {GROUP_OF_SUPERVISORS}\npurpose = "supervisors"\narea = "qinzhuang"\n'


def role(person: str, what: str, area: str = "qinzhuang", **more: str) -> str:
    said = "".join(f'{name} = "{value}"\n' for name, value in more.items())
    return f'[[assignment]]\nperson = "{person}"\nrole = "{what}"\narea = "{area}"\n{said}'


def at(home: Home, day: int, hour: int, minute: int = 0, month: int = 11) -> None:
    home.now = datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


def heard(home: Home) -> list[tuple[int, str, str]]:
    """Return what was queued since one last looked: chat, kind of period, its first day; each message of it once."""
    query = select(Posting.chat_id, Posting.dedup_key).where(Posting.purpose == "digest")
    with reading(home.engine) as connection:
        keys = [(row.chat_id, *row.dedup_key.split(":")) for row in connection.execute(query)]
    home.run("DELETE FROM outbox")
    return sorted((chat, kind, first) for chat, _, _, kind, first, _, nth in keys if nth == "0")


def published(home: Home) -> list[tuple[int, str, str]]:
    home.publish()
    return heard(home)


def wish(home: Home, chat_id: int, text: str) -> None:
    """Let somebody ask for something, as /digest does."""
    with home.step() as step:
        wished = digest_wishes.read(text)
        assert wished is not None
        if chat_id > 0:
            people.meet(step, Sender(chat_id, "P"), in_private=True)
        digest_wishes.keep(step, chat_id, wished)
        people.touch(step, "qinzhuang")


def test_who_is_supervisor_twice_over_and_secretary_gets_the_day_once_and_the_week_once(home):
    home.take_in(
        QINZHUANG
        + role("supervisor", "supervisor", days="mon-fri")
        + role("supervisor", "supervisor", hours="08:00-20:00")
        + role("supervisor", "community")
        + role("secretary", "supervisor")
    )
    at(home, 23, 8, 31)
    assert published(home) == [
        (SECRETARY, "day", "2026-11-22"), (SECRETARY, "week", "2026-11-16"),
        (SUPERVISOR, "day", "2026-11-22"), (SUPERVISOR, "week", "2026-11-16"),
    ]  # fmt: skip
    at(home, 23, 20)
    assert published(home) == [(SECRETARY, "day", "2026-11-23"), (SUPERVISOR, "day", "2026-11-23")]


def test_each_area_somebody_supervises_is_a_digest_of_its_own(home):
    home.take_in(QINZHUANG + role("supervisor", "supervisor", "grid-1"))
    at(home, 20, 20)
    assert published(home) == [(SUPERVISOR, "day", "2026-11-20")] * 2


def test_one_who_stands_above_two_communities_gets_their_month_once(qinzhuang):
    qinzhuang.take_in(QINZHUANG.replace('"qinzhuang"', '"hanzhuang"').replace("秦庄", "韩庄").replace("-1001", "-2001"))
    at(qinzhuang, 1, 8, 30, month=12)
    assert [one for one in published(qinzhuang) if one[0] == LIN] == [(LIN, "month", "2026-11-01")]


def test_whoever_is_no_supervisor_any_more_hears_nothing_more_and_neither_does_who_left(home):
    home.take_in(QINZHUANG + role("secretary", "supervisor"))
    at(home, 20, 20)
    assert len(published(home)) == 2
    at(home, 21, 12)
    home.take_in(QINZHUANG.replace('role = "supervisor"', 'role = "gridworker"'))
    at(home, 24, 21)
    assert [one for one in published(home) if one[1] == "day"] == []


def test_a_gridworker_and_a_chief_get_none_and_a_chief_does_where_that_is_wished_for(qinzhuang):
    at(qinzhuang, 23, 20)
    assert {chat for chat, _, _ in published(qinzhuang)} & {WANG, CHIEF} == set()
    qinzhuang.rules = replace(qinzhuang.rules, digest_chiefs=True)
    at(qinzhuang, 24, 20)
    assert (CHIEF, "day", "2026-11-24") in published(qinzhuang)


@pytest.mark.parametrize("way", ["file", "invite", "account"])
def test_a_new_supervisor_begins_with_the_next_one(home, way):
    nobody = QINZHUANG.replace("telegram_id = 1007\n", "") if way == "account" else QINZHUANG
    home.take_in(nobody if way == "account" else nobody.replace('role = "supervisor"', 'role = "admin"'))
    at(home, 25, 10)
    assert [one for one in published(home) if one[1] == "day"] == []
    if way == "invite":
        with home.step() as step:
            area = people.find_area(step, "qinzhuang")
            assert isinstance(area, people.Found)
            code = invites.invite(step, "qinzhuang", area.area_id, "supervisor")
            assert invites.redeem(step, code, Sender(SUPERVISOR, "周督导")) is not None
            people.set_reachable(step, SUPERVISOR, reachable=True)
    else:
        home.take_in(QINZHUANG)
    assert published(home) == []
    at(home, 25, 20)
    assert published(home) == [(SUPERVISOR, "day", "2026-11-25")]


def test_who_comes_to_a_subdistrict_after_the_first_waits_for_the_next_month(home):
    home.take_in(QINZHUANG.replace('role = "subdistrict"', 'role = "admin"'))
    at(home, 3, 10, month=12)
    home.take_in(QINZHUANG)
    assert [one for one in published(home) if one[1] == "month"] == []
    at(home, 1, 8, 30, month=1)
    home.now = home.now.replace(year=2027)
    assert (LIN, "month", "2026-12-01") in published(home)


def test_other_hours_of_duty_do_not_make_somebody_new(home):
    home.take_in(QINZHUANG)
    at(home, 20, 20, 30)
    home.take_in(QINZHUANG.replace('role = "supervisor"', 'role = "supervisor"\ndays = "mon-fri"'))
    assert published(home) == [(SUPERVISOR, "day", "2026-11-20")]


def test_a_group_that_is_bound_begins_with_the_next_one_and_hears_nothing_when_it_is_let_go(qinzhuang):
    at(qinzhuang, 22, 10)
    published(qinzhuang)
    with qinzhuang.step() as step:
        community = people.roster(step, "qinzhuang")
        root = community.areas[community.root_id]
        groups.bind(step, community, root, GROUP_OF_SUPERVISORS, Purpose.SUPERVISORS, None)
    assert published(qinzhuang) == []
    at(qinzhuang, 22, 20)
    assert (GROUP_OF_SUPERVISORS, "day", "2026-11-22") in published(qinzhuang)
    with qinzhuang.step() as step:
        groups.unbind(step, people.roster(step, "qinzhuang"), GROUP_OF_SUPERVISORS)
    at(qinzhuang, 24, 20)
    assert {chat for chat, kind, _ in published(qinzhuang) if kind == "day"} == {SUPERVISOR}


@pytest.mark.parametrize("chat", [SUPERVISOR, GROUP_OF_SUPERVISORS])
def test_who_was_silent_for_days_and_wants_it_again_is_not_flooded(home, chat):
    home.take_in(QINZHUANG + GROUP_LINES)
    wish(home, chat, "off")
    for day in (20, 21, 22):
        at(home, day, 20)
        assert chat not in [one[0] for one in published(home)]
    at(home, 23, 11)
    wish(home, chat, "on")
    assert [one for one in published(home) if one[0] == chat] == []
    at(home, 23, 20)
    assert [one for one in published(home) if one[0] == chat] == [(chat, "day", "2026-11-23")]


def test_who_wants_it_earlier_or_later_gets_each_day_once(qinzhuang):
    told = []
    for day, asked in ((20, "on"), (21, "19:00"), (22, "07:30"), (23, "on"), (24, "21:15"), (25, "12:00"), (26, "on")):
        for hour in range(24):
            at(qinzhuang, day, hour, 30)
            told += [first for chat, _, first in published(qinzhuang) if chat == SUPERVISOR]
            if hour == 10:
                wish(qinzhuang, SUPERVISOR, asked)
    assert told == sorted(set(told))
    assert len(told) == 7


def test_who_chose_dark_pictures_gets_dark_ones_and_the_others_what_the_operator_chose(home):
    home.take_in(QINZHUANG + role("secretary", "supervisor") + GROUP_LINES)
    home.report()
    wish(home, SUPERVISOR, "dark")
    wish(home, GROUP_OF_SUPERVISORS, "浅色")
    home.run("DELETE FROM outbox")
    home.rules = replace(home.rules, digest_dark=True)
    at(home, 20, 20)
    home.publish()
    with reading(home.engine) as connection:
        rows = connection.execute(select(Posting.chat_id, Posting.payload).where(Posting.kind == "picture")).all()
    assert {row.chat_id: row.payload["dark"] for row in rows} == {
        SUPERVISOR: True, SECRETARY: True, GROUP_OF_SUPERVISORS: False,
    }  # fmt: skip


def test_the_list_that_a_group_gets_tells_less_than_that_of_one_alone(home):
    home.take_in(QINZHUANG + GROUP_LINES)
    home.report()
    at(home, 20, 20)
    home.publish()
    with reading(home.engine) as connection:
        rows = connection.execute(select(Posting.chat_id, Posting.payload).where(Posting.kind == "ledger")).all()
    assert {row.chat_id: row.payload["within"] for row in rows} == {SUPERVISOR: True, GROUP_OF_SUPERVISORS: False}


def test_a_kind_that_the_lexicon_has_no_more_keeps_no_digest_back(qinzhuang):
    qinzhuang.report()
    qinzhuang.run("UPDATE ticket SET category = 'gone'")
    at(qinzhuang, 20, 20)
    assert (SUPERVISOR, "day", "2026-11-20") in published(qinzhuang)


def test_what_a_group_asked_for_outlives_an_import_and_a_new_id(home):
    home.take_in(QINZHUANG + GROUP_LINES)
    wish(home, GROUP_OF_SUPERVISORS, "19:30 en dark")
    home.take_in(QINZHUANG + GROUP_LINES.replace("-1005", "-1005\nlanguage = 'zh'"))
    with home.step() as step:
        groups.move(step, GROUP_OF_SUPERVISORS, -1001005)
    at(home, 20, 19, 30)
    assert published(home) == [(-1001005, "day", "2026-11-20")]
    with home.step() as step:
        group = next(one for one in people.roster(step, "qinzhuang").groups if one.telegram_id == -1001005)
    assert group.language == "en"
