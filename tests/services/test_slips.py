"""Slips in rows: who answers first, how often a department is chased, what a false alarm leaves, whatever runs."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.database import open_database
from bot.messages import ChatRef, ChatType, Message, Migration, Sender
from bot.services import chasing, ledger, slips
from tests.services.crowd import workers
from tests.services.home import GROUP, MA, RIDER, SECRETARY, Home
from tests.stories.qinzhuang import QINZHUANG

OFFICE, POWER, OFFICE_GROUP = 2001, 2002, -1003
HOLE = "7号楼门口路面塌了个坑"
DEPARTMENTS = "".join(
    f'[[department]]\nid = "d{number}"\nname = "{name}"\ntelegram_id = {number}\n'
    for name, number in (("城管委", OFFICE), ("供电局", POWER), ("水务局", OFFICE_GROUP))
)


@pytest.fixture
def whistled(home: Home) -> Home:
    """Give a bot whose one ticket waits for two departments."""
    return called(home)


def called(home: Home) -> Home:
    home.take_in(QINZHUANG + DEPARTMENTS)
    home.report(HOLE)
    press(home, MA, "claim")
    for row in home.rows("SELECT id FROM department ORDER BY id")[:2]:
        press(home, MA, f"whistle:{row.id}")
    return home


def ticket(home: Home):
    return home.rows("SELECT * FROM ticket")[0]


def press(home: Home, who: int, action: str, chat: int | None = None) -> None:
    now, (what, _, extra) = ticket(home), action.partition(":")
    home.press(who, f"v1:{what}:{now.id}:{now.version}" + (f":{extra}" if extra else ""), chat)


def states(home: Home) -> list[str]:
    return [row.state for row in home.rows("SELECT state FROM slip ORDER BY id")]


def ids(home: Home) -> list[int]:
    return [row.id for row in home.rows("SELECT id FROM slip ORDER BY id")]


def chase(home: Home) -> int:
    """Chase everybody who is late now; return how many."""
    done = 0
    while True:
        with home.step() as step:
            if not chasing.chase_next(step):
                return done
        done += 1
        assert done < 100


def events(home: Home, kind: str) -> int:
    return home.count(f"event WHERE kind = '{kind}'")


def test_two_working_days_are_two_working_days(whistled: Home):
    (asked, due) = whistled.rows("SELECT asked_at, respond_by FROM slip")[0]
    with whistled.step() as step:
        slip = slips.of_ticket(step, ticket(whistled).id)[0]
    assert slip.respond_by - slip.asked_at == timedelta(days=4), "Friday evening to Tuesday evening"
    assert asked != due


def test_both_answer_at_the_same_moment_and_the_ticket_comes_back_once(whistled: Home, engine):
    homes = {OFFICE: Home(engine), POWER: Home(engine)}
    first, second = ids(whistled)
    deeds = ((OFFICE, f"slip:answer.{first}"), (POWER, f"slip:answer.{second}"))
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: press(homes[one[0]], *one), deeds))
    assert (ticket(whistled).state, states(whistled)) == ("claimed", ["answered", "answered"])
    back = whistled.rows("SELECT from_state FROM event WHERE kind = 'answer' AND to_state = 'claimed'")
    assert [row.from_state for row in back] == ["whistled"]


def test_one_slip_pressed_many_times_at_once_is_answered_once(whistled: Home, engine):
    (first, _) = ids(whistled)
    press(whistled, OFFICE, "slips")
    homes = [Home(engine) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda home: press(home, OFFICE, f"slip:answer.{first}"), homes))
    assert states(whistled) == ["answered", "sent"]
    assert events(whistled, "answer") == 1


def test_a_false_alarm_and_an_answer_at_once_end_in_one_of_both_orders(whistled: Home, engine):
    (first, second) = ids(whistled)
    homes = [Home(engine) for _ in range(3)]
    deeds = ((OFFICE, f"slip:answer.{first}"), (POWER, f"slip:answer.{second}"), (MA, "void"))
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda one: press(one[0], *one[1]), zip(homes, deeds, strict=True)))
    assert not {"sent", "arrived"} & set(states(whistled)) or ticket(whistled).state == "whistled"
    if ticket(whistled).state == "void":
        assert chase(whistled) == 0


def test_forged_presses_do_nothing(whistled: Home):
    first, second = ids(whistled)
    version = ticket(whistled).version
    for who, action in (
        (RIDER, f"slip:answer.{first}"), (OFFICE, f"slip:answer.{second}"), (OFFICE, f"slip:withdraw.{first}"),
        (OFFICE, f"slip:refuse.{first}"), (OFFICE, f"slip:refuse.{first}.nonsense"), (OFFICE, "slip:answer.999999"),
        (OFFICE, "slip:answer.x"), (OFFICE, "slip"), (OFFICE, f"slip:explode.{first}"), (RIDER, "whistle:1"),
        (OFFICE, "slips"), (MA, "whistle:99"), (MA, "suspend"), (MA, "suspend:parts.20201301"), (MA, "answer"),
        (MA, "disprove"), (MA, "result:explode"), (OFFICE, "pause"), (RIDER, "result:false"),
    ):  # fmt: skip
        press(whistled, who, action)
    assert (ticket(whistled).version, ticket(whistled).state) == (version, "whistled")
    assert states(whistled) == ["sent", "sent"]


def test_each_chase_is_told_once_and_they_end(whistled: Home):
    assert chase(whistled) == 0
    heard = []
    for hours in (4 * 24, 1, 1, 1, 1, 24):
        whistled.pass_(hours=hours)
        heard.append(chase(whistled))
        assert chase(whistled) == 0
    assert heard == [2, 2, 2, 2, 0, 0]
    assert events(whistled, "slip_late") == 8
    told = whistled.rows("SELECT chat_id FROM outbox WHERE purpose = 'slip' AND dedup_key LIKE '%late'")
    assert sorted(row.chat_id for row in told) == [OFFICE, POWER]


def test_after_an_outage_a_late_department_is_chased_once(whistled: Home):
    whistled.pass_(days=40)
    assert chase(whistled) == 2
    assert events(whistled, "slip_late") == 2


def test_an_answered_slip_is_never_chased(whistled: Home):
    for who, slip in zip((OFFICE, POWER), ids(whistled), strict=True):
        press(whistled, who, f"slip:answer.{slip}")
    whistled.pass_(days=10)
    assert chase(whistled) == 0


def test_without_anybody_at_the_community_the_next_above_hears(whistled: Home):
    whistled.run("UPDATE person SET telegram_id = NULL WHERE telegram_id = :who", who=SECRETARY)
    whistled.run("UPDATE community SET revision = revision + 1")
    whistled.run("DELETE FROM outbox")
    whistled.pass_(days=5)
    chase(whistled)
    heard = {row.chat_id for row in whistled.rows("SELECT chat_id FROM outbox WHERE purpose IN ('card', 'notice')")}
    assert heard == {MA, 1006}


def test_a_whistled_and_a_suspended_ticket_are_no_less_quiet_after_a_recompute(whistled: Home):
    with whistled.step() as step:
        ledger.recompute(step, change=True)
    assert ticket(whistled).due_at is None
    for who, slip in zip((OFFICE, POWER), ids(whistled), strict=True):
        press(whistled, who, f"slip:answer.{slip}")
    press(whistled, MA, "suspend:parts.20261123")
    wake = ticket(whistled).wake_at
    whistled.run("UPDATE ticket SET step_seconds = 1")
    with whistled.step() as step:
        ledger.recompute(step, change=True)
    after = ticket(whistled)
    assert (after.state, after.due_at, after.wake_at) == ("suspended", wake, wake)


def test_a_departments_group_that_becomes_a_supergroup_keeps_its_slip(whistled: Home):
    last = whistled.rows("SELECT max(id) AS id FROM department")[0].id
    press(whistled, MA, f"whistle:{last}")
    whistled.take(Migration(ChatRef(OFFICE_GROUP, ChatType.GROUP), -100500))
    assert whistled.rows("SELECT telegram_id FROM department ORDER BY id")[-1].telegram_id == -100500
    press(whistled, 2009, f"slip:answer.{ids(whistled)[-1]}", chat=-100500)
    assert states(whistled)[-1] == "answered"


def test_an_anonymous_member_of_a_departments_group_answers_for_it(whistled: Home):
    last = whistled.rows("SELECT max(id) AS id FROM department")[0].id
    press(whistled, MA, f"whistle:{last}")
    whistled.run("UPDATE outbox SET state = 'sent', message_id = 77 WHERE chat_id = :chat", chat=OFFICE_GROUP)
    whistled.run(
        "INSERT INTO post (chat_id, message_id, ticket_id, purpose, caption, language, private)"
        " VALUES (:chat, 77, :ticket, 'slip', :no, 'zh', :no)",
        chat=OFFICE_GROUP, ticket=ticket(whistled).id, no=False,
    )  # fmt: skip
    where = ChatRef(OFFICE_GROUP, ChatType.GROUP)
    ours = Message(where, 77, Sender(100, "bot", is_bot=True), whistled.now, "#1")
    said = Message(where, 78, Sender(1087968824, "Group", anonymous=True), whistled.now, "处理好了", reply_to=ours)
    whistled.take(said)
    assert states(whistled)[-1] == "answered"


def test_chatter_in_the_reporters_group_asks_nothing_about_slips(whistled: Home):
    before = states(whistled)
    whistled.take(whistled.message("处理好了", who=OFFICE, chat=GROUP))
    assert states(whistled) == before


@pytest.mark.postgres
def test_several_processes_chase_each_department_once(postgres_home: Home, postgres_only: str):
    called(postgres_home)
    with workers(3) as at_once:
        for days in (5, 6, 7):
            at_once(chase_all, [(postgres_only, days)] * 3)
    assert events(postgres_home, "slip_late") == 6
    assert [row.chased for row in postgres_home.rows("SELECT chased FROM slip")] == [3, 3]


def chase_all(url: str, days: int) -> int:
    """Chase everybody who is late so many days after the evening began, as a process of its own."""
    home = Home(open_database(url))
    home.pass_(days=days)
    done = chase(home)
    home.engine.dispose()
    return done
