"""Stopped and started again all evening, as an operator does who upgrades: soon, in good order, and without a trace."""

import time

import pytest

from tests.chaos.ordeal import GROUPS, wait_for

STOPS = 8


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_a_bot_that_is_told_to_stop_finishes_what_it_is_saying_and_says_nothing_twice(ordeal, url):
    slowest = 0.0
    with ordeal.hatchery(url):
        for _ in range(STOPS):
            bot = ordeal.hatch()
            ordeal.live_on(ordeal.chance.uniform(1.0, 2.0))
            began = time.monotonic()
            ordeal.stop(bot)
            slowest = max(slowest, time.monotonic() - began)
            assert ordeal.rows("SELECT count(*) FROM outbox WHERE state = 'sending'") == [(0,)]
            assert ordeal.rows("SELECT count(*) FROM inbox WHERE lease IS NOT NULL") == [(0,)]
        bot = ordeal.hatch()
        wait_for(ordeal.at_rest, 90)
        ordeal.stop(bot)
    assert slowest < 12
    assert ordeal.rows("SELECT count(*) FROM outbox WHERE uncertain > 0") == [(0,)]
    assert len(ordeal.rows("SELECT id FROM ticket")) == len(ordeal.reports)
    for chat in (*GROUPS, *range(1001, 1008)):
        sent = ordeal.rows(f"SELECT count(*) FROM outbox WHERE kind = 'say' AND state = 'sent' AND chat_id = {chat}")
        assert len(ordeal.telegram.heard(chat)) == sent[0][0], f"chat {chat}"
    assert "Traceback" not in ordeal.log()
