"""The ladder at work: who is told when, each rung once, whatever dies, sleeps or runs twice in between."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from bot.database import open_database
from bot.domain.deadline import Policy
from bot.services import escalation, people
from bot.services.escalation import escalate_next
from tests.services.crowd import climb, workers
from tests.services.home import CHIEF, LIN, MA, SECRETARY, WANG, ZHAO, Home
from tests.stories.qinzhuang import QINZHUANG


def tick(home: Home) -> int:
    """Escalate everything that is due now; return how many steps that took."""
    steps = 0
    while True:
        with home.step() as step:
            if not escalate_next(step):
                return steps
        steps += 1
        assert steps < 100


def rungs(home: Home, outcome: str = "told") -> list[tuple[str, int, int]]:
    rows = home.rows(
        "SELECT clock, rung, cycle FROM escalation WHERE outcome = :outcome ORDER BY at, cycle, rung", outcome=outcome
    )
    return [tuple(row) for row in rows]


def told(home: Home) -> list[int]:
    """Return to whom something was queued, in order; the queue is emptied."""
    rows = home.rows("SELECT chat_id FROM outbox WHERE purpose IN ('card', 'notice') ORDER BY id")
    home.run("UPDATE outbox SET state = 'sent'")
    home.run("UPDATE outbox SET purpose = 'told' WHERE purpose IN ('card', 'notice')")
    return [row.chat_id for row in rows]


def reach(home: Home, *, reachable: bool, who: tuple[int, ...]) -> None:
    with home.step() as step:
        for one in who:
            people.set_reachable(step, one, reachable=reachable)


def claim(home: Home, who: int = WANG) -> None:
    (ticket,) = home.rows("SELECT id, version FROM ticket")
    home.press(who, f"v1:claim:{ticket.id}:{ticket.version}")
    assert home.rows("SELECT state FROM ticket")[0].state == "claimed"


def test_nothing_is_due_before_its_time(qinzhuang):
    qinzhuang.report()
    qinzhuang.pass_(minutes=4, seconds=59)
    assert tick(qinzhuang) == 0
    assert rungs(qinzhuang) == []


def test_an_unclaimed_report_climbs_rung_by_rung_repeats_at_the_top_and_ends_in_the_digest(qinzhuang):
    qinzhuang.report()
    assert told(qinzhuang) == [WANG, ZHAO]
    heard = []
    for minutes in (5, 10, 10, 60, 60, 60, 60, 600):
        qinzhuang.pass_(minutes=minutes)
        tick(qinzhuang)
        heard.append(told(qinzhuang))
    assert heard == [[CHIEF], [SECRETARY], [LIN], [LIN], [LIN], [LIN], [], []]
    assert [row[1:] for row in rungs(qinzhuang)] == [(1, 0), (2, 0), (3, 0), (3, 1), (3, 2), (3, 3)]
    (ticket,) = qinzhuang.rows("SELECT due_at, state FROM ticket")
    assert tuple(ticket) == (None, "open")


def test_running_the_ladder_twice_at_the_same_moment_does_nothing_twice(qinzhuang):
    qinzhuang.report()
    qinzhuang.pass_(minutes=5)
    assert tick(qinzhuang) == 1
    assert tick(qinzhuang) == 0


def test_a_blocked_chief_is_skipped_in_the_same_tick_and_that_is_written_down(qinzhuang):
    reach(qinzhuang, reachable=False, who=(CHIEF,))
    qinzhuang.report()
    told(qinzhuang)
    qinzhuang.pass_(minutes=5)
    assert tick(qinzhuang) == 1
    assert told(qinzhuang) == [SECRETARY]
    assert rungs(qinzhuang, "skipped") == [("ack", 1, 0)]


def test_a_report_whose_card_can_reach_nobody_climbs_at_once(qinzhuang):
    reach(qinzhuang, reachable=False, who=(WANG, ZHAO))
    qinzhuang.report()
    tick(qinzhuang)
    assert told(qinzhuang) == [CHIEF]


def test_after_an_outage_one_message_goes_out_and_the_rungs_slept_through_are_written_down(qinzhuang):
    qinzhuang.report()
    told(qinzhuang)
    qinzhuang.pass_(minutes=5 + 25)
    assert tick(qinzhuang) == 1
    assert told(qinzhuang) == [LIN]
    assert rungs(qinzhuang) == [("ack", 3, 0)]
    assert rungs(qinzhuang, "passed") == [("ack", 1, 0), ("ack", 2, 0)]


def test_a_claimed_report_that_is_not_fixed_warns_its_holder_and_climbs(qinzhuang):
    qinzhuang.report()
    began = qinzhuang.now
    qinzhuang.pass_(minutes=1)
    claim(qinzhuang)
    told(qinzhuang)
    heard = {}
    for minute in (23, 24, 29, 30, 40, 50):
        qinzhuang.now = began + timedelta(minutes=minute)
        tick(qinzhuang)
        heard[minute] = told(qinzhuang)
    assert heard == {23: [], 24: [WANG], 29: [], 30: [CHIEF], 40: [SECRETARY], 50: [LIN]}
    assert {clock for clock, *_ in rungs(qinzhuang)} == {"resolve"}


def test_a_claim_stops_the_first_clock(qinzhuang):
    qinzhuang.report()
    claim(qinzhuang)
    told(qinzhuang)
    qinzhuang.pass_(minutes=20)
    assert tick(qinzhuang) == 0
    assert told(qinzhuang) == []


def test_a_late_claim_begins_a_new_cycle_so_that_the_same_rungs_may_be_told_of_the_other_clock(qinzhuang):
    qinzhuang.report()
    qinzhuang.pass_(minutes=5)
    tick(qinzhuang)
    claim(qinzhuang)
    qinzhuang.pass_(minutes=40)
    tick(qinzhuang)
    assert ("ack", 1, 0) in rungs(qinzhuang)
    assert [clock for clock, *_ in rungs(qinzhuang)][-1] == "resolve"


def test_a_fix_that_nobody_confirms_is_closed_after_a_day_without_telling_anybody_above(qinzhuang):
    qinzhuang.report("5号楼门口路灯坏了")
    claim(qinzhuang)
    (ticket,) = qinzhuang.rows("SELECT id, version FROM ticket")
    qinzhuang.press(WANG, f"v1:resolve:{ticket.id}:{ticket.version}")
    told(qinzhuang)
    qinzhuang.pass_(days=1)
    tick(qinzhuang)
    (after,) = qinzhuang.rows("SELECT state, confirmed, due_at FROM ticket")
    assert (after.state, after.confirmed, after.due_at) == ("closed", None, None)
    assert rungs(qinzhuang) == []


def test_a_rung_that_was_empty_at_a_repeat_is_told_when_somebody_comes(qinzhuang):
    """Whoever comes on duty late hears of it; the note that the rung was empty must not stand in the way."""
    reach(qinzhuang, reachable=False, who=(SECRETARY, LIN))
    qinzhuang.report()
    qinzhuang.pass_(minutes=5)
    tick(qinzhuang)
    qinzhuang.pass_(minutes=60)
    tick(qinzhuang)
    assert rungs(qinzhuang) == [("ack", 1, 0), ("ack", 1, 1)]
    told(qinzhuang)
    reach(qinzhuang, reachable=True, who=(SECRETARY, LIN))
    qinzhuang.pass_(minutes=60)
    tick(qinzhuang)
    assert told(qinzhuang) == [SECRETARY]


def test_with_nobody_at_all_the_ticket_waits_for_the_digest(qinzhuang):
    reach(qinzhuang, reachable=False, who=(WANG, ZHAO, CHIEF, SECRETARY, LIN))
    qinzhuang.report()
    told(qinzhuang)
    tick(qinzhuang)
    assert told(qinzhuang) == []
    assert qinzhuang.rows("SELECT due_at FROM ticket")[0].due_at is None
    assert rungs(qinzhuang, "skipped") == [("ack", 1, 0), ("ack", 2, 0), ("ack", 3, 0)]


def test_a_lost_card_makes_the_ladder_climb_only_when_nobody_else_has_one(qinzhuang):
    ticket = qinzhuang.report()
    reach(qinzhuang, reachable=False, who=(WANG,))
    with qinzhuang.step() as step:
        escalation.unreachable(step, ticket.id)
    assert tick(qinzhuang) == 0
    reach(qinzhuang, reachable=False, who=(ZHAO,))
    with qinzhuang.step() as step:
        escalation.unreachable(step, ticket.id)
    assert tick(qinzhuang) == 1
    assert rungs(qinzhuang) == [("ack", 1, 0)]


def test_the_longest_overdue_goes_first(qinzhuang):
    qinzhuang.report("7号楼电梯坏了,有人被困在里面", rider=3002)
    qinzhuang.pass_(minutes=1)
    qinzhuang.report(rider=3003)
    qinzhuang.pass_(minutes=30)
    with qinzhuang.step() as step:
        assert escalate_next(step)
    numbers = "SELECT t.number FROM escalation e JOIN ticket t ON t.id = e.ticket_id WHERE e.outcome = 'told'"
    assert [row.number for row in qinzhuang.rows(numbers)] == [1]


def test_the_settings_of_the_day_it_was_reported_hold_for_a_ticket(engine):
    old = Home(engine, Policy(every=timedelta(minutes=2)))
    old.take_in()
    old.report()
    new = Home(engine, Policy(every=timedelta(hours=5)))
    new.pass_(minutes=5)
    tick(new)
    new.pass_(minutes=2)
    tick(new)
    assert rungs(new) == [("ack", 1, 0), ("ack", 2, 0)]


def test_departments_other_communities_and_grids_hear_nothing(qinzhuang):
    qinzhuang.report()
    qinzhuang.pass_(minutes=60)
    tick(qinzhuang)
    assert MA not in told(qinzhuang)


# --------------------------------------------------------------------------- many at once

REPORTS = [f"{building}号楼楼道里的灯不亮了" for building in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10)]


def crowded(home: Home) -> None:
    home.take_in(QINZHUANG)
    for rider, words in enumerate(REPORTS, start=3001):
        home.report(words, rider)
    assert home.count("ticket") == len(REPORTS)


def check_each_once(home: Home, steps: int) -> None:
    rows = home.rows("SELECT ticket_id, clock, rung, cycle, outcome FROM escalation")
    assert len({row[:4] for row in rows}) == len(rows)
    kept = [row for row in rows if row.outcome == "told"]
    assert len(kept) == steps
    events = home.rows("SELECT count(*) AS n FROM event WHERE kind = 'escalate'")[0].n
    assert events == steps
    cards = home.rows("SELECT chat_id, ticket_id FROM outbox WHERE purpose = 'card' AND chat_id IN (1003, 1005, 1006)")
    assert len(set(cards)) == len(cards) == steps


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_several_processes_climb_each_rung_exactly_once(request, tmp_path: Path, kind):
    if kind == "postgres":
        url = request.getfixturevalue("postgres_only")
    else:
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "town.db")
        url = f"sqlite:///{tmp_path}/town.db"
    engine = open_database(url)
    home = Home(engine)
    crowded(home)
    steps = 0
    with workers(3) as at_once:
        for minutes in (15, 30, 60):
            steps += sum(at_once(climb, [(url, minutes)] * 3))
            check_each_once(home, steps)
    assert steps == 3 * len(REPORTS)
    engine.dispose()
