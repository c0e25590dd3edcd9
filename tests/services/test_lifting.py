"""Up and down by hand, in rows: what waits waits on, what was given up comes alive, many at once tell a rung once."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from tests.services.home import CHIEF, LIN, SECRETARY, WANG, ZHAO, Home
from tests.services.test_escalation import rungs, tick, told


def ticket(home: Home) -> Any:
    return home.rows("SELECT * FROM ticket")[0]


def command(home: Home, who: int, name: str, words: str = "#1") -> None:
    home.take(home.message(words, who, who, command=name))


def stand(home: Home, state: str, due_at: Any) -> None:
    """Let the one ticket be held by the gridworker and stand so."""
    (wang,) = home.rows("SELECT id FROM person WHERE telegram_id = :id", id=WANG)
    home.run("UPDATE ticket SET state = :state, holder_id = :id, due_at = :due", state=state, id=wang.id, due=due_at)
    told(home)


@pytest.mark.parametrize(("state", "days"), [("whistled", None), ("suspended", 9)])
def test_what_waits_for_a_department_or_its_day_can_be_sent_up_and_down_and_waits_on(qinzhuang, state, days):
    qinzhuang.report()
    due = None if days is None else qinzhuang.stored(qinzhuang.now.replace(day=29))
    stand(qinzhuang, state, due)
    before = ticket(qinzhuang)
    command(qinzhuang, WANG, "up", "#1 街道 部门不来")
    assert LIN in told(qinzhuang)
    assert (ticket(qinzhuang).state, ticket(qinzhuang).rung, ticket(qinzhuang).due_at) == (state, 3, before.due_at)
    command(qinzhuang, LIN, "down", "#1 再催一次")
    assert WANG in told(qinzhuang)
    assert (ticket(qinzhuang).state, ticket(qinzhuang).rung, ticket(qinzhuang).due_at) == (state, 0, before.due_at)


def test_what_the_ladder_had_given_up_comes_alive_again_when_it_is_sent_down(qinzhuang):
    qinzhuang.report()
    for minutes in (5, 10, 10, 60, 60, 60, 60):
        qinzhuang.pass_(minutes=minutes)
        tick(qinzhuang)
    assert ticket(qinzhuang).due_at is None
    told(qinzhuang)
    command(qinzhuang, LIN, "退回", "#1 网格员 今天去剪")
    assert set(told(qinzhuang)) >= {WANG, ZHAO}
    heard = []
    for _ in range(3):
        qinzhuang.pass_(minutes=10)
        tick(qinzhuang)
        heard += told(qinzhuang)
    assert heard == [CHIEF, SECRETARY, LIN]
    assert rungs(qinzhuang)[-3:] == [("ack", 1, 4), ("ack", 2, 4), ("ack", 3, 4)]


@pytest.mark.parametrize(("who", "words"), [(9999, "#1 街道"), (1002, "#1 街道"), (WANG, "#1 网格员"), (WANG, "#1 区")])
def test_what_may_not_be_leaves_no_trace_but_an_answer(qinzhuang, who, words):
    qinzhuang.report()
    told(qinzhuang)
    command(qinzhuang, who, "up", words)
    assert rungs(qinzhuang) == []
    assert ticket(qinzhuang).rung == 0
    assert qinzhuang.rows("SELECT count(*) AS n FROM event")[0].n == 1


def test_many_who_send_it_up_while_the_ladder_climbs_tell_every_rung_once(qinzhuang, engine):
    qinzhuang.report()
    told(qinzhuang)
    qinzhuang.pass_(minutes=5)
    homes = [Home(engine) for _ in range(8)]
    for home in homes:
        home.now = qinzhuang.now
    # The last ones are the ladder's own bots.
    with ThreadPoolExecutor(len(homes)) as crowd:
        done: list[Future[Any]] = [
            crowd.submit(command, home, (WANG, ZHAO)[n % 2], "up") for n, home in enumerate(homes[:5])
        ]
        done += [crowd.submit(tick, home) for home in homes[5:]]
        for one in done:
            one.result()
    assert rungs(qinzhuang) == [("ack", 1, 0), ("ack", 2, 0), ("ack", 3, 0)]
    heard = [row.chat_id for row in qinzhuang.rows("SELECT chat_id FROM outbox WHERE purpose = 'card' ORDER BY id")]
    assert sorted(heard) == [CHIEF, SECRETARY, LIN]
    assert qinzhuang.rows("SELECT count(*) AS n FROM event WHERE kind = 'escalate'")[0].n == 3
