"""The ledger in rows: paid once for what was confirmed, taken back when it does not hold, the sum it says."""

import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.database import open_database
from bot.domain import points as tariffs
from bot.domain.points import Tariff
from bot.services import escalation, honours, people, points
from tests.services.home import CHIEF, FLYING_WIRE, GROUP, MA, RIDER, SECRETARY, WANG, ZHAO, Home

SECOND, THIRD = 3002, 3003
LAMPS = "7号楼路灯坏了"


def ticket(home: Home, number: int = 1):
    return home.rows("SELECT * FROM ticket WHERE number = :n", n=number)[0]


def press(home: Home, who: int, action: str, number: int = 1) -> None:
    now, (what, _, extra) = ticket(home, number), action.partition(":")
    data = f"v1:{what}:{now.id}:{now.version}" + (f":{extra}" if extra else "")
    home.press(who, data, GROUP if who > 3000 else None)


def ledger(home: Home) -> list[tuple]:
    return [
        (row.telegram_id, row.cause, row.points)
        for row in home.rows("SELECT telegram_id, cause, points FROM point_entry ORDER BY id")
    ]


def settled(home: Home, words: str = LAMPS, *, rider: int = RIDER, by: int = MA) -> int:
    """Let a rider's report be fixed and confirmed; return its number."""
    number: int = home.report(words, rider).number
    press(home, by, "claim", number)
    press(home, by, "resolve", number)
    press(home, rider, "confirm", number)
    return number


def tariff(home: Home, **given) -> None:
    home.rules = replace(home.rules, tariff=Tariff(**given))


def test_a_report_pays_when_it_is_confirmed_and_not_before(qinzhuang):
    qinzhuang.report(LAMPS)
    for who, action in ((MA, "claim"), (MA, "resolve")):
        press(qinzhuang, who, action)
        assert ledger(qinzhuang) == []
    press(qinzhuang, RIDER, "confirm")
    assert ledger(qinzhuang) == [(RIDER, "report", 10)]
    press(qinzhuang, RIDER, "confirm")
    assert ledger(qinzhuang) == [(RIDER, "report", 10)]


def test_silence_for_a_day_pays_too_and_once(qinzhuang):
    qinzhuang.report()
    press(qinzhuang, WANG, "claim")
    press(qinzhuang, WANG, "resolve")
    qinzhuang.pass_(hours=24, minutes=1)
    for _ in range(3):
        with qinzhuang.step() as step:
            escalation.escalate_next(step)
    assert ticket(qinzhuang).state == "closed"
    assert ledger(qinzhuang) == [(RIDER, "report", 10), (RIDER, "urgent", 5)]


def test_who_told_of_the_same_shares_and_who_fixed_it_gets_nothing(qinzhuang):
    qinzhuang.report(LAMPS)
    qinzhuang.report(LAMPS, SECOND)
    qinzhuang.report(LAMPS, MA)
    assert qinzhuang.count("ticket") == 1
    press(qinzhuang, MA, "claim")
    press(qinzhuang, MA, "resolve")
    press(qinzhuang, RIDER, "confirm")
    assert sorted(row[::2] for row in ledger(qinzhuang) if row[1] == "report") == [(RIDER, 5), (SECOND, 5)]


def test_what_is_reopened_goes_back_and_is_paid_anew_when_it_holds(qinzhuang):
    settled(qinzhuang)
    press(qinzhuang, RIDER, "reopen")
    assert ledger(qinzhuang) == [(RIDER, "report", 10), (RIDER, "report_back", -10)]
    (first, back) = qinzhuang.rows("SELECT * FROM point_entry ORDER BY id")
    assert back.reverses == first.id
    press(qinzhuang, MA, "resolve")
    press(qinzhuang, RIDER, "confirm")
    assert [row[2] for row in ledger(qinzhuang)] == [10, -10, 10]


def test_what_is_reopened_and_then_void_has_paid_nothing(qinzhuang):
    settled(qinzhuang)
    press(qinzhuang, RIDER, "reopen")
    press(qinzhuang, MA, "void")
    assert [row[1:] for row in ledger(qinzhuang)] == [("report", 10), ("report_back", -10), ("false", -5)]


def test_a_false_alarm_costs_when_staff_say_so(qinzhuang):
    qinzhuang.report(LAMPS)
    press(qinzhuang, MA, "void")
    assert ledger(qinzhuang) == [(RIDER, "false", -5)]


def test_taking_ones_own_report_back_costs_nothing(qinzhuang):
    qinzhuang.report(LAMPS)
    qinzhuang.take(qinzhuang.message("看错了,误报"))
    assert ticket(qinzhuang).state == "void"
    assert ledger(qinzhuang) == []


def test_chatter_that_staff_take_back_costs_nothing(qinzhuang):
    qinzhuang.report(LAMPS)
    report = qinzhuang.rows("SELECT id FROM report")[0].id
    press(qinzhuang, ZHAO, f"undo:{report}")
    assert ticket(qinzhuang).state == "void"
    assert ledger(qinzhuang) == []


def test_a_day_brings_no_more_than_its_cap_and_what_is_cut_stands_there(qinzhuang):
    tariff(qinzhuang, daily=25)
    for building in (7, 8, 9, 10):
        settled(qinzhuang, f"{building}号楼路灯坏了")
    assert [row[2] for row in ledger(qinzhuang)] == [10, 10, 5, 0]
    assert [row.note for row in qinzhuang.rows("SELECT note FROM point_entry ORDER BY id")] == ["", "", "10", "10"]
    qinzhuang.pass_(hours=24)
    settled(qinzhuang, "11号楼路灯坏了")
    assert ledger(qinzhuang)[-1] == (RIDER, "report", 10)


def test_what_went_back_makes_room_under_the_days_cap(qinzhuang):
    tariff(qinzhuang, daily=10)
    settled(qinzhuang)
    press(qinzhuang, RIDER, "reopen")
    settled(qinzhuang, "8号楼路灯坏了")
    assert [row[2] for row in ledger(qinzhuang)] == [10, -10, 10]


def test_of_tickets_that_end_in_one_moment_none_overlooks_the_cap(qinzhuang, engine):
    for building in range(7, 13):
        number = qinzhuang.report(f"{building}号楼路灯坏了").number
        press(qinzhuang, MA, "resolve", number)
    qinzhuang.press(ZHAO, "v1:note:1:1")
    homes = {number: Home(engine) for number in range(1, 7)}
    for other in homes.values():
        tariff(other, daily=25)
    with ThreadPoolExecutor(6) as crowd:
        list(crowd.map(lambda number: press(homes[number], ZHAO, "confirm", number), homes))
    assert sorted(row[2] for row in ledger(qinzhuang)) == [0, 0, 0, 5, 10, 10]


def test_tickets_that_the_same_people_told_of_end_in_one_moment_and_none_waits_for_another(qinzhuang, engine):
    tickets = range(1, 7)
    for number in tickets:
        for who in (RIDER, SECOND) if number % 2 else (SECOND, RIDER):
            assert qinzhuang.report(f"{number + 6}号楼路灯坏了", who).number == number
        press(qinzhuang, MA, "resolve", number)
    homes = {number: Home(engine) for number in tickets}
    for other in homes.values():
        tariff(other, daily=1000)
    with ThreadPoolExecutor(len(homes)) as crowd:
        list(crowd.map(lambda number: press(homes[number], ZHAO, "confirm", number), homes))
    assert balances(qinzhuang) == {RIDER: 30, SECOND: 30}


def test_the_balance_is_the_sum_and_knows_only_its_own_community(qinzhuang):
    settled(qinzhuang)
    with qinzhuang.step() as step:
        roster = people.roster(step, "qinzhuang")
        points.give(step, roster, RIDER, "P3001", 7, "helped", SECRETARY)
        assert points.balance(step, roster, RIDER) == 17
        assert points.balance(step, replace(roster, community_id="elsewhere"), RIDER) == 0
        assert [entry.points for entry in points.latest(step, roster, RIDER, 5)] == [7, 10]


# --------------------------------------------------------------------------- lists


def board(home: Home, day: date, *, year: bool = False):
    with home.step() as step:
        term = tariffs.year(day) if year else tariffs.month(day)
        roster = people.roster(step, "qinzhuang")
        found = honours.board(step, roster, term)
        # Whoever asks for their own place is told that of the list.
        assert honours.places(step, roster, term) == found.places
        return found


def points_of(found) -> dict[int, int]:
    return {place.telegram_id: place.points for place in found.places}


def test_a_reversal_counts_for_the_month_it_corrects_while_its_list_is_provisional(qinzhuang):
    qinzhuang.pass_(days=9)
    settled(qinzhuang)
    qinzhuang.pass_(days=4)
    november, december = date(2026, 11, 30), date(2026, 12, 3)
    assert board(qinzhuang, november).provisional
    assert points_of(board(qinzhuang, november)) == {RIDER: 10}
    press(qinzhuang, RIDER, "reopen")
    assert points_of(board(qinzhuang, november)) == {}
    assert points_of(board(qinzhuang, december)) == {}


def test_an_award_for_last_month_counts_there_only_while_its_list_is_provisional(qinzhuang):
    with qinzhuang.step() as step:
        roster = people.roster(step, "qinzhuang")
        points.give(step, roster, RIDER, "老高", 7, "now", SECRETARY)
        points.give(replace(step, now=qinzhuang.now + timedelta(days=15)), roster, RIDER, "老高", 5, "late", 1, 202611)
        points.give(replace(step, now=qinzhuang.now + timedelta(days=20)), roster, RIDER, "老高", 3, "later", 1, 202611)
    qinzhuang.pass_(days=30)
    assert points_of(board(qinzhuang, date(2026, 11, 1))) == {RIDER: 12}
    assert points_of(board(qinzhuang, date(2026, 12, 1))) == {RIDER: 3}
    assert points_of(board(qinzhuang, date(2026, 12, 1), year=True)) == {RIDER: 15}
    assert not board(qinzhuang, date(2026, 11, 1)).provisional


def test_a_list_counts_kept_reports_shares_ranks_and_shows_nobody_who_has_nothing(qinzhuang):
    settled(qinzhuang)
    settled(qinzhuang, "8号楼路灯坏了", rider=SECOND)
    number = settled(qinzhuang, "9号楼路灯坏了", rider=THIRD)
    press(qinzhuang, THIRD, "reopen", number)
    found = board(qinzhuang, date(2026, 11, 20))
    assert [(place.rank, place.telegram_id) for place in found.places] == [(1, RIDER), (1, SECOND)]
    assert found.reports == {RIDER: 1, SECOND: 1, THIRD: 0}


def test_a_list_counts_no_report_that_the_days_cap_left_nothing_of(qinzhuang):
    tariff(qinzhuang, daily=10)
    settled(qinzhuang)
    settled(qinzhuang, "8号楼路灯坏了")
    assert board(qinzhuang, date(2026, 11, 20)).reports == {RIDER: 1}


# --------------------------------------------------------------------------- any walk

STEPS = st.tuples(
    st.sampled_from(["report", "settle", "reopen", "void", "undo", "claim", "resolve", "confirm", "lapse", "partly"]),
    st.integers(0, 5),
    st.integers(0, 7),
)


def walk(home: Home, steps) -> None:
    """Let people do this and that, in any order, to the tickets there are; what may not be is refused as ever."""
    riders, staff = (RIDER, SECOND, THIRD), (WANG, MA, CHIEF, ZHAO)
    for deed, which, who in steps:
        home.pass_(minutes=45)
        numbers = [row.number for row in home.rows("SELECT number FROM ticket ORDER BY number")]
        actor = (*riders, *staff, WANG)[who]
        if deed == "report" or not numbers:
            home.take(home.message(FLYING_WIRE if which == 5 else f"{7 + which}号楼路灯坏了", actor))
            continue
        number = numbers[-1 - which % len(numbers)]
        if deed == "lapse":
            home.pass_(hours=25)
            with home.step() as step:
                while escalation.escalate_next(step):
                    pass
        elif deed == "settle":
            press(home, CHIEF, "resolve", number)
            press(home, ZHAO, "confirm", number)
        elif deed == "undo":
            found = home.rows("SELECT id FROM report WHERE ticket_id = :t", t=ticket(home, number).id)
            if found:
                press(home, actor, f"undo:{found[0].id}", number)
        else:
            press(home, actor, "result:partly" if deed == "partly" else deed, number)


def recomputed(home: Home) -> dict[int, int]:
    """Return what everybody should have, from the tickets and their history alone, slowly."""
    have: dict[int, int] = {}
    account = {row.id: row.telegram_id for row in home.rows("SELECT id, telegram_id FROM person")}
    for one in home.rows("SELECT * FROM ticket"):
        mine = {"t": one.id}
        told = home.rows("SELECT * FROM report WHERE ticket_id = :t AND withdrawn_at IS NULL ORDER BY id", **mine)
        voices = list(dict.fromkeys(row.sender_id for row in told))
        events = home.rows("SELECT * FROM event WHERE ticket_id = :t ORDER BY id", **mine)
        amounts: list[int] = []
        if one.state == "closed" and one.result in ("fixed", "partly"):
            hands = {event.actor_id for event in events if event.kind in ("claim", "on_the_way", "resolve")}
            voices = [voice for voice in voices if voice not in hands | {account.get(one.holder_id)}]
            amounts = [10, 5] if one.severity in ("urgent", "emergency") else [10]
        elif one.state == "void" and one.result == "false":
            (end,) = [event for event in events if event.kind == "void"]
            if end.person_id is not None and end.note not in ("Not a report", "不是上报"):
                voices = [voice for voice in voices if voice != end.actor_id]
                amounts = [-5]
        for amount in amounts:
            for n, voice in enumerate(voices):
                size = abs(amount) // len(voices) + (n < abs(amount) % len(voices))
                have[voice] = have.get(voice, 0) + (size if amount > 0 else -size)
    return {who: points for who, points in have.items() if points}


def balances(home: Home) -> dict[int, int]:
    rows = home.rows("SELECT telegram_id, sum(points) AS points FROM point_entry GROUP BY telegram_id")
    return {row.telegram_id: int(row.points) for row in rows if row.points}


@settings(max_examples=12, deadline=None)
@given(steps=st.lists(STEPS, min_size=8, max_size=24))
def test_after_any_walk_the_ledger_is_what_the_tickets_say(sqlite_template, steps):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(sqlite_template, Path(folder) / "walk.db")
        engine = open_database(f"sqlite:///{folder}/walk.db")
        home = Home(engine)
        home.take_in()
        tariff(home, daily=0)
        walk(home, steps)
        assert balances(home) == recomputed(home)
        engine.dispose()


@pytest.mark.parametrize("seed", [1, 2])
def test_a_longer_walk_comes_out_even_on_either_database(qinzhuang, seed):
    chance = Random(seed)
    likely = ("report", "report", "settle", "settle", "reopen", "void", "undo", "lapse", "partly", "confirm")
    tariff(qinzhuang, daily=0)
    walk(qinzhuang, [(chance.choice(likely), chance.randrange(6), chance.randrange(8)) for _ in range(70)])
    assert qinzhuang.count("point_entry") >= 8
    assert balances(qinzhuang) == recomputed(qinzhuang)


def test_every_entry_counts_for_exactly_one_month(qinzhuang):
    chance = Random(3)
    likely = ("report", "report", "settle", "reopen", "reopen", "lapse")
    walk(qinzhuang, [(chance.choice(likely), chance.randrange(6), chance.randrange(8)) for _ in range(60)])
    months = [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
    with qinzhuang.step() as step:
        roster = people.roster(step, "qinzhuang")
        found = [entry.id for day in months for entry in honours.entries(step, roster, tariffs.month(day))]
        both_years = [date(2026, 1, 1), date(2027, 1, 1)]
        yearly = [entry.id for day in both_years for entry in honours.entries(step, roster, tariffs.year(day))]
        for term in (*map(tariffs.month, months), *map(tariffs.year, both_years)):
            assert honours.places(step, roster, term) == honours.board(step, roster, term).places
    everything = [row.id for row in qinzhuang.rows("SELECT id FROM point_entry ORDER BY id")]
    assert sorted(found) == sorted(yearly) == everything
    assert len(everything) > 10
