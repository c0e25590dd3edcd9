"""A ticket's life in rows: one owner under any race, deadlines that never move, a history that says who did what."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.domain.deadline import Policy, Span
from bot.domain.lexicon import Severity
from bot.messages import ChatRef, ChatType, Message, Sender
from bot.services import ledger, people, ratings, tickets
from tests.services.home import CHIEF, GROUP, MA, RIDER, WANG, ZHAO, Home
from tests.stories.qinzhuang import QINZHUANG

CROWD = range(7001, 7041)
"""Forty gridworkers of one grid."""


def many_gridworkers() -> str:
    people = "".join(f'[[person]]\nid = "w{n}"\nname = "网格员{n}"\ntelegram_id = {n}\n' for n in CROWD)
    held = "".join(f'[[assignment]]\nperson = "w{n}"\nrole = "gridworker"\narea = "grid-1"\n' for n in CROWD)
    return QINZHUANG + people + held


def ticket(home: Home):
    return home.rows("SELECT * FROM ticket ORDER BY id DESC LIMIT 1")[0]


def press(home: Home, who: int, action: str, chat: int | None = None) -> None:
    """Press a button as it is drawn now; `return:not_mine` is an action with its reason."""
    now, (what, _, extra) = ticket(home), action.partition(":")
    home.press(who, f"v1:{what}:{now.id}:{now.version}" + (f":{extra}" if extra else ""), chat)


def events(home: Home) -> list[str]:
    return [row.kind for row in home.rows("SELECT kind FROM event ORDER BY id")]


def test_of_forty_who_press_at_once_exactly_one_holds_the_ticket_and_all_are_answered(home, engine):
    home.take_in(many_gridworkers())
    found = home.report()
    data = f"v1:claim:{found.id}:{found.version}"
    homes = {who: Home(engine) for who in CROWD}
    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(lambda who: homes[who].press(who, data), CROWD))
    after = ticket(home)
    assert after.state == "claimed"
    (owner,) = home.rows("SELECT telegram_id FROM person WHERE id = :id", id=after.holder_id)
    assert owner.telegram_id in CROWD
    assert events(home).count("claim") == 1
    assert after.version == found.version + 1
    assert home.count("outbox WHERE purpose = 'answer'") == len(CROWD)


def test_of_many_who_report_at_once_each_gets_a_number_of_its_own(home, engine):
    home.take_in(many_gridworkers())
    homes = [Home(engine) for _ in range(24)]
    reports = list(enumerate(homes, start=8001))
    with ThreadPoolExecutor(8) as crowd:
        list(
            crowd.map(lambda one: one[1].take(one[1].message(f"{one[0]}号楼路灯坏了", who=one[0], chat=-1001)), reports)
        )
    numbers = [row.number for row in home.rows("SELECT number FROM ticket ORDER BY number")]
    assert numbers == list(range(1, 25))


def test_neither_deadline_is_moved_by_anything_people_do(qinzhuang):
    before = qinzhuang.report()
    for who, action in (
        (WANG, "claim"), (WANG, "return:not_mine"), (ZHAO, "on_the_way"), (ZHAO, "return:cannot"), (CHIEF, "claim"),
        (CHIEF, "resolve"), (RIDER, "reopen"), (CHIEF, "resolve"), (RIDER, "confirm"),
    ):  # fmt: skip
        qinzhuang.pass_(minutes=3)
        press(qinzhuang, who, action, -1001 if who == RIDER else None)
        after = ticket(qinzhuang)
        assert (after.ack_due_at, after.resolve_due_at, after.opened_at) == (
            before.ack_due_at, before.resolve_due_at, before.opened_at,
        ), action  # fmt: skip


def test_the_first_human_act_answers_the_report_and_later_ones_do_not_answer_it_again(qinzhuang):
    qinzhuang.report()
    qinzhuang.pass_(minutes=2)
    press(qinzhuang, WANG, "claim")
    first = ticket(qinzhuang).acked_at
    assert first is not None
    qinzhuang.pass_(minutes=2)
    press(qinzhuang, WANG, "on_the_way")
    assert ticket(qinzhuang).acked_at == first


def test_a_claim_by_somebody_of_another_grid_counts_for_they_may_be_nearer(qinzhuang):
    qinzhuang.report()
    press(qinzhuang, MA, "claim")
    assert ticket(qinzhuang).state == "claimed"


def test_a_stranger_changes_nothing_and_leaves_no_trace_in_the_history(qinzhuang):
    before = qinzhuang.report()
    for action in ("claim", "resolve", "void", "return:not_mine", "on_the_way"):
        press(qinzhuang, 9999, action)
    after = ticket(qinzhuang)
    assert (after.state, after.version, after.holder_id) == (before.state, before.version, None)
    assert events(qinzhuang) == ["open"]
    assert qinzhuang.count("outbox WHERE purpose = 'answer'") == 5


@pytest.mark.parametrize(
    "data",
    [
        "", "v1", "v1:claim", "v1:claim:x:1", "v1:claim:999999:1", "v1:claim:1:x", "v2:claim:1:1", "v1:nothing:1:1",
        "v1:claim:99999999999999999999:1", "v1:claim:-1:1", "v1:return:1:1:nonsense", "v1:return:1:1", "🤡" * 16,
        "v1:category:1:1:nonsense", "v1:building:1:1:99999", "v1:assign:1:1:99999", "v1:reassign:1:1:1", "v1:note:1:1",
    ],
)  # fmt: skip
def test_a_button_that_is_none_of_ours_is_answered_and_changes_no_state(qinzhuang, data):
    before = qinzhuang.report()
    qinzhuang.press(WANG, data)
    assert (ticket(qinzhuang).state, ticket(qinzhuang).holder_id) == (before.state, None)
    assert qinzhuang.count("outbox WHERE purpose = 'answer'") == 1


@pytest.mark.parametrize("action", ["void", "return"])
def test_a_button_of_a_card_drawn_before_the_claim_does_not_end_the_claim_by_accident(qinzhuang, action):
    first = qinzhuang.report()
    press(qinzhuang, WANG, "claim")
    qinzhuang.press(WANG, f"v1:{action}:{first.id}:{first.version}:not_mine")
    assert ticket(qinzhuang).state == "claimed"


# --------------------------------------------------------------------------- recomputing deadlines on order


def recompute(home: Home, *, change: bool) -> list:
    with home.step() as step:
        return ledger.recompute(step, change=change)


def test_new_settings_leave_open_tickets_alone_until_the_operator_says_otherwise(engine):
    old = Home(engine)
    old.take_in()
    before = old.report()
    new = Home(engine, Policy(ack={Severity.URGENT: Span(timedelta(minutes=2))}))
    (shown,) = recompute(new, change=False)
    assert shown.ticket.number == 1
    assert shown.due.ack_due_at == new.now + timedelta(minutes=2)
    assert ticket(old).ack_due_at == before.ack_due_at
    recompute(new, change=True)
    assert ticket(old).ack_due_at != before.ack_due_at
    assert recompute(new, change=True) == []
    assert events(old) == ["open", "recompute"]


def test_what_is_over_is_not_computed_anew(engine):
    old = Home(engine)
    old.take_in()
    old.report()
    press(old, WANG, "void")
    new = Home(engine, Policy(ack={Severity.URGENT: Span(timedelta(minutes=2))}))
    assert recompute(new, change=True) == []


def test_recomputed_deadlines_do_not_take_back_a_warning_or_a_rung(engine):
    old = Home(engine)
    old.take_in()
    old.report()
    old.run("UPDATE ticket SET rung = 2")
    due = ticket(old).due_at
    recompute(Home(engine, Policy(ack={Severity.URGENT: Span(timedelta(minutes=2))})), change=True)
    assert ticket(old).due_at == due


def test_points_for_a_fix_that_is_reopened_in_that_very_moment_are_not_kept(qinzhuang):
    qinzhuang.report()
    press(qinzhuang, WANG, "resolve")
    seen = ticket(qinzhuang)
    press(qinzhuang, RIDER, "reopen", GROUP)
    ours = Message(ChatRef(GROUP, ChatType.GROUP), 900, Sender(100, "bot", is_bot=True), qinzhuang.now, "✅ #1")
    message = qinzhuang.message("给10分", RIDER, GROUP, reply_to=ours)
    with qinzhuang.step() as step:
        community = people.roster(step, "qinzhuang")
        assert ratings.take(step, community, seen, message, tickets.reporter(community, RIDER))
    assert ticket(qinzhuang).rating is None
    assert "rating" not in events(qinzhuang)
    (said,) = qinzhuang.rows("SELECT payload FROM outbox WHERE purpose = 'notice' ORDER BY id DESC LIMIT 1")
    assert "#1" in str(said.payload)
