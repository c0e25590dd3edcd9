"""Killed two dozen times in mid-sentence, the bot loses no report, tells everybody, and says nothing twice unawares.

The judge counts what people sent and what they saw in the sandbox; the bot's own tables are only asked to agree.
"""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from tests.chaos.ordeal import CHIEF, GROUPS, LIN, SECRETARY, TOKEN, WANG, Ordeal, wait_for

KILLS = 25


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_bot_that_is_killed_again_and_again_keeps_every_promise(ordeal, url):
    with ordeal.hatchery(url):
        for _ in range(KILLS):
            ordeal.live_with_a_bot()
        bot = ordeal.hatch()
        wait_for(ordeal.at_rest, 60)
        ordeal.stop(bot)
    assert len(ordeal.reports) >= 2 * KILLS
    assert ordeal.claims >= 5
    every_report_became_one_ticket(ordeal)
    every_rider_was_answered(ordeal)
    every_card_reached_its_gridworker(ordeal)
    nothing_was_said_twice_unawares(ordeal)
    every_rung_was_climbed_once_and_never_early(ordeal)
    assert TOKEN.partition(":")[2] not in ordeal.log()
    assert "Traceback" not in ordeal.log()


def every_report_became_one_ticket(ordeal: Ordeal) -> None:
    rows = ordeal.rows(
        "SELECT p.chat_id, p.message_id, p.text, t.number, t.words FROM part p"
        " JOIN report r ON r.id = p.report_id JOIN ticket t ON t.id = r.ticket_id"
    )
    missing = ordeal.reports.keys() - {(row.chat_id, row.message_id) for row in rows}
    assert missing == set(), [what_became_of(ordeal, *one) for one in missing]
    assert {(row.chat_id, row.message_id): row.text for row in rows} == ordeal.reports
    assert len(rows) == len(ordeal.reports)
    numbers = sorted(row.number for row in ordeal.rows("SELECT number FROM ticket"))
    assert numbers == list(range(1, len(ordeal.reports) + 1))
    assert {row.state for row in ordeal.rows("SELECT DISTINCT state FROM inbox")} == {"read"}


def what_became_of(ordeal: Ordeal, chat: int, message: int) -> str:
    """Say how far a message came that is no report."""
    for row in ordeal.rows("SELECT body, state, attempts, error FROM inbox"):
        found = json.loads(row.body).get("message", {})
        if (found.get("chat", {}).get("id"), found.get("message_id")) == (chat, message):
            return f"{ordeal.reports[chat, message]}: {row.state} after {row.attempts} attempts, {row.error}"
    return f"{ordeal.reports[chat, message]}: not in the inbox"


def every_rider_was_answered(ordeal: Ordeal) -> None:
    """A report is accepted when its rider sees the bot's reaction on it."""
    for group in GROUPS:
        shown = {message["message_id"]: message for message in ordeal.telegram.do(ordeal.telegram.town.messages, group)}
        for chat, message in ordeal.reports:
            assert chat != group or shown[message].get("reactions")


def every_card_reached_its_gridworker(ordeal: Ordeal) -> None:
    seen = seen_in(ordeal, WANG)
    assert [number for number in range(1, len(ordeal.reports) + 1) if not seen[number]] == []


def seen_in(ordeal: Ordeal, chat: int) -> Counter[int]:
    """Return how many cards of each ticket a person has on the screen."""
    found: Counter[int] = Counter()
    for message in ordeal.telegram.heard(chat):
        words = message.get("text") or message.get("caption") or ""
        number = words.split("#", 1)[1].split(maxsplit=1)[0] if "#" in words else ""
        found[int(number)] += 1
    return found


def nothing_was_said_twice_unawares(ordeal: Ordeal) -> None:
    """Telegram has no way to say something at most once; but whoever may have been told twice is marked beforehand."""
    sent = ordeal.rows("SELECT chat_id, kind, uncertain, state, error FROM outbox WHERE kind = 'say'")
    assert [
        row for row in ordeal.rows("SELECT kind, error FROM outbox WHERE state = 'dead'") if row.kind != "answer"
    ] == []
    for chat in (*GROUPS, *range(1001, 1008)):
        rows = [row for row in sent if row.chat_id == chat and row.state == "sent"]
        maybe = sum(row.uncertain for row in sent if row.chat_id == chat)
        shown = len(ordeal.telegram.heard(chat))
        assert len(rows) <= shown <= len(rows) + maybe, f"chat {chat}"


def every_rung_was_climbed_once_and_never_early(ordeal: Ordeal) -> None:
    rows = ordeal.rows(
        "SELECT t.id, t.number, t.acked_at, t.ack_due_at, e.rung, e.cycle, e.outcome, e.at FROM ticket t"
        " LEFT JOIN escalation e ON e.ticket_id = t.id AND e.clock = 'ack'"
    )
    due, step = {}, timedelta(seconds=2)
    for row in rows:
        due[row.number] = moment(row.ack_due_at)
        if row.rung is not None:
            assert row.cycle == 0
            assert moment(row.at) >= due[row.number] + (row.rung - 1) * step
    for number in {row.number for row in rows if row.acked_at is None}:
        assert sorted(row.rung for row in rows if row.number == number) == [1, 2, 3], f"#{number}"
    for rung, person in ((1, CHIEF), (2, SECRETARY), (3, LIN)):
        told = {row.number for row in rows if row.rung == rung and row.outcome == "told"}
        seen = seen_in(ordeal, person)
        open_still = {row.number for row in rows if row.acked_at is None}
        assert (told & open_still) - set(seen) == set()
        assert set(seen) - told == set()
    events = ordeal.rows("SELECT count(*) AS n FROM event WHERE kind = 'escalate'")[0].n
    assert events == sum(row.outcome == "told" for row in rows)


def moment(stored):
    """Return a moment from raw SQL as an aware datetime, whichever database it comes from."""
    found = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found
