"""Lists go to Telegram: written once for all who get the same one, sent once each, and later when there is no room."""

import asyncio
from datetime import timedelta
from importlib import import_module
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import event

from bot import loops
from bot.calls import Ledger, Say
from bot.database import transaction
from bot.loops import House
from bot.services import outbox, postman
from bot.services.outbox import For, Priority
from tests.loops.conftest import rows, run, settle
from tests.services.home import FLYING_WIRE, GROUP, WANG, ZHAO
from tests.telegram_io.test_sending import shown

# `bot.loops.send` is the pump, and the module has its name.
sending = import_module("bot.loops.send")


@pytest.fixture
async def reported(house, sandbox):
    """Let there be one ticket, and nobody on the way to anybody."""
    sandbox.town.say(GROUP, 3001, FLYING_WIRE)
    await settle(house)
    run(house, "DELETE FROM outbox")
    return house


def put(house: House, *chats: int) -> None:
    (area,) = rows(house, "SELECT id FROM area WHERE key = 'qinzhuang'")
    day = ("2026-11-20T00:00:00+08:00", "2026-11-21T00:00:00+08:00")
    call = Ledger("list.xlsx", "台账", "qinzhuang", area.id, *day, "zh", "Asia/Shanghai", within=True)
    with transaction(house.engine) as connection:
        for chat in chats:
            outbox.put(house.step(connection), call, chat, For.DIGEST, Priority.DIGEST, key=f"list:{chat}")


def lists(sandbox, chat: int) -> list[bytes]:
    sent = [message["document"]["file_id"] for message in shown(sandbox, chat) if "document" in message]
    return [sandbox.town.files.find(one).content for one in sent]


def states(house: House) -> list[str]:
    return [row.state for row in rows(house, "SELECT state FROM outbox WHERE purpose = 'digest'")]


async def test_a_list_for_several_is_written_once_and_again_when_it_is_old(reported, sandbox):
    questions: list[str] = []
    event.listen(reported.engine, "before_cursor_execute", lambda *given: questions.append(given[2]))
    put(reported, WANG, ZHAO)
    await settle(reported)
    (one,), (other,) = lists(sandbox, WANG), lists(sandbox, ZHAO)
    assert one == other
    assert "飞线充电" in str(CalamineWorkbook.from_filelike(BytesIO(one)).get_sheet_by_index(0).to_python())
    asked = len([said for said in questions if "FROM event" in said])
    assert asked > 0
    sandbox.clock.move(timedelta(hours=1))
    put(reported, 3001)
    await settle(reported)
    assert len(lists(sandbox, 3001)) == 1
    assert len([said for said in questions if "FROM event" in said]) == 2 * asked


async def test_a_list_whose_row_was_taken_over_while_it_was_written_is_sent_by_one_alone(
    reported, sandbox, monkeypatch
):
    monkeypatch.setattr(sending, "MAKING_SECONDS", 0.0)
    put(reported, WANG)
    (slow,) = await reported.work(sending.lease_postings, 16)
    sandbox.clock.move(sending.SENDING_LASTS + timedelta(seconds=1))
    with transaction(reported.engine) as connection:
        assert postman.reclaim(connection, reported.clock.now()) == 1
    (quick,) = await reported.work(sending.lease_postings, 16)
    both = await asyncio.gather(sending.deliver(reported, slow), sending.deliver(reported, quick))
    await reported.work(sending.record_postings, both)
    await settle(reported)
    assert len(lists(sandbox, WANG)) == 1
    assert states(reported) == ["sent"]


async def test_a_list_that_took_its_time_is_held_while_it_is_sent(reported, sandbox, monkeypatch):
    monkeypatch.setattr(sending, "MAKING_SECONDS", 0.0)
    put(reported, WANG)
    (row,) = await reported.work(sending.lease_postings, 16)
    sandbox.clock.move(sending.SENDING_LASTS - timedelta(seconds=1))
    delivered = await sending.deliver(reported, row)
    sandbox.clock.move(timedelta(seconds=2))
    with transaction(reported.engine) as connection:
        assert postman.reclaim(connection, reported.clock.now()) == 0
    await reported.work(sending.record_postings, [delivered])
    assert len(lists(sandbox, WANG)) == 1
    assert states(reported) == ["sent"]


async def test_a_list_that_cannot_be_read_now_comes_later_and_stops_nobody(reported, sandbox):
    run(reported, "ALTER TABLE event RENAME TO away")
    put(reported, WANG)
    await loops.send(reported)
    assert states(reported) == ["waiting"]
    run(reported, "ALTER TABLE away RENAME TO event")
    sandbox.clock.move(sending.MADE_LATER)
    await settle(reported)
    assert len(lists(sandbox, WANG)) == 1
    assert states(reported) == ["sent"]


@pytest.mark.parametrize(
    ("fault", "arrives"),
    [
        ({"status": 400, "description": "Bad Request: wrong file identifier/HTTP URL specified"}, 0),
        ({"status": 413}, 0),
        ({"status": 429, "retry_after": 7}, 1),
        ({"status": 502}, 1),
        ({"drop": "before"}, 1),
    ],
    ids=["refused", "too large", "too many", "Telegram is ill", "no network"],
)
async def test_a_list_that_does_not_get_through_holds_no_words_up_and_is_not_sent_twice(
    reported, sandbox, fault, arrives
):
    sandbox.fault("sendDocument", **fault)
    put(reported, WANG)
    with transaction(reported.engine) as connection:
        outbox.put(reported.step(connection), Say("还有一句"), WANG, For.NOTICE, Priority.NOTICE)
    await settle(reported)
    sandbox.clock.move(timedelta(seconds=30))
    await settle(reported)
    assert [message["text"] for message in shown(sandbox, WANG) if "text" in message][-1] == "还有一句"
    assert len(lists(sandbox, WANG)) == arrives
    assert states(reported) == ["sent" if arrives else "dead"]
    assert rows(reported, f"SELECT reachable FROM account WHERE telegram_id = {WANG}") != [(False,)]
