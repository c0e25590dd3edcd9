"""The token opens everything, so nothing that goes wrong may ever say it: not an error, not a log line, not a repr."""

import io
import json
import logging
import sys
import traceback
from collections.abc import Awaitable, Callable
from contextlib import redirect_stderr
from typing import Any

import pytest
import structlog

from bot import log
from bot.calls import Later, Say
from bot.log import Redactor
from bot.telegram_io import files, polling
from bot.telegram_io.client import connect, introduce
from bot.telegram_io.sending import deliver
from tests.telegram_io.conftest import GROUP, SECRET, TOKEN


def everything_about(error: BaseException) -> str:
    """Return all that a log could say of an exception, also of those behind it."""
    parts = ["".join(traceback.format_exception(error)), str(error), repr(error)]
    return "\n".join(parts)


FAULTS: list[dict[str, Any]] = [
    {"status": 400}, {"status": 401}, {"status": 403}, {"status": 404}, {"status": 409},
    {"status": 429, "retry_after": 1}, {"status": 500}, {"status": 502}, {"drop": "before"}, {"drop": "after"},
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_no_outcome_of_a_call_names_the_token(client, sandbox, fault):
    sandbox.fault("*", times=None, **fault)
    sandbox.fault("getUpdates", times=None, **fault)
    outcomes = [
        await deliver(client, GROUP, Say("x"), 1, lambda name: None),  # type: ignore[arg-type,return-value]
        await polling.poll(client, None, 0),
        await files.fetch(client, "AgAC", 1000),
    ]
    assert SECRET not in repr(outcomes)


async def refused(base_url: str) -> None:
    client = connect(TOKEN.replace("100:", "101:"), base_url=base_url)
    try:
        await introduce(client)
    finally:
        await client.shutdown()


async def unreachable(_base_url: str) -> None:
    client = connect(TOKEN, base_url="http://127.0.0.1:9")
    try:
        await introduce(client)
    finally:
        await client.shutdown()


async def by_proxy(base_url: str) -> None:
    client = connect(TOKEN, base_url=base_url, proxy="http://user:passw0rdpassw0rd@127.0.0.1:9")
    try:
        await introduce(client)
    finally:
        await client.shutdown()


@pytest.mark.parametrize("attempt", [refused, unreachable, by_proxy])
async def test_a_start_that_fails_does_not_name_the_token(sandbox, attempt: Callable[[str], Awaitable[None]]):
    try:
        await attempt(sandbox.base_url)
    except Exception as error:
        said = everything_about(error)
    else:
        said = ""
    assert "Error" in said or "Refused" in said or "Unreachable" in said
    assert SECRET not in said
    assert "passw0rd" not in said


async def test_a_client_can_be_printed_without_harm(client):
    assert SECRET not in repr(client)
    assert SECRET not in str(client)


async def test_the_address_of_a_picture_is_not_among_what_is_kept_of_it(client, sandbox):
    missing = await files.fetch(client, "AgAC", 1000)
    assert "file_path" not in repr(missing)
    assert sandbox.base_url not in repr(missing)


# --------------------------------------------------------------------------- lines of the log


@pytest.mark.parametrize(
    "line",
    [
        f"POST https://api.telegram.org/bot{TOKEN}/sendMessage",
        f"POST https://api.telegram.org/bot{TOKEN.replace(':', '%3A')}/sendMessage",
        f"https://api.telegram.org/file/bot{TOKEN}/photos/file_1.jpg",
        json.dumps({"token": TOKEN, "nested": [TOKEN]}),
        f"Client[token={TOKEN}]",
        f"{TOKEN}{TOKEN}",
        f"half of it: {SECRET}",
        "somebody else's: 123456789:" + "AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0",
        "webhook secret s3cr3t-of-the-door came",
    ],
)
def test_a_finished_line_has_no_secret_in_it(line):
    clean = Redactor((TOKEN, "s3cr3t-of-the-door"))(line)
    assert SECRET not in clean
    assert "AAHdqTcv" not in clean
    assert "s3cr3t" not in clean


@pytest.mark.parametrize(
    "line", ["2026-11-21T09:40:00+00:00 info ready", "ticket=142 at=12:30:45", "100:200", "5号楼: 飞线充电"]
)
def test_a_line_without_a_secret_is_left_alone(line):
    assert Redactor((TOKEN,))(line) == line


@pytest.fixture
def restored_logging():
    """Put logging back as it was: it belongs to the whole process."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level, structlog.get_config())
    yield
    root.handlers[:], root.level = before[0], before[1]
    structlog.configure(**before[2])


@pytest.mark.usefixtures("restored_logging")
@pytest.mark.parametrize("style", ["text", "json"])
def test_whoever_writes_a_line_ours_or_a_library_it_is_clean_and_complete(style):
    out = io.StringIO()
    with redirect_stderr(out):
        log.configure("debug", style, (TOKEN,))
        structlog.get_logger("qianshao").warning("cannot hear Telegram", why=f"bot{TOKEN}", lane="-1001")
        logging.getLogger("some.library").error("GET /bot%s/getMe", TOKEN)
        try:
            raise ValueError(f"bad url http://127.0.0.1/bot{TOKEN}/x")
        except ValueError:
            structlog.get_logger("qianshao").exception("pump failed")
            logging.getLogger("some.library").exception("failed")
        for handler in logging.getLogger().handlers:
            handler.flush()
    said = out.getvalue()
    assert SECRET not in said
    assert "cannot hear Telegram" in said
    assert said.count("ValueError") >= 2
    assert "-1001" in said
    if style == "json":
        assert all(isinstance(json.loads(line), dict) for line in said.splitlines())


@pytest.mark.usefixtures("restored_logging")
@pytest.mark.parametrize("library", ["httpx", "httpcore", "telegram", "aiohttp.access"])
def test_libraries_that_talk_of_addresses_and_messages_are_quiet(library):
    out = io.StringIO()
    with redirect_stderr(out):
        log.configure("debug", "text", (TOKEN,))
        logging.getLogger(library).info("HTTP Request: POST https://api.telegram.org/ 小李 13800000000")
    assert out.getvalue() == ""
    assert sys.stderr is not out


async def test_a_failing_call_leaves_no_token_in_the_log_either(client, sandbox, caplog):
    caplog.set_level(logging.DEBUG)
    sandbox.fault("sendMessage", status=500)
    outcome = await deliver(client, GROUP, Say("秘密的话"), 1, lambda name: None)  # type: ignore[arg-type,return-value]
    assert isinstance(outcome, Later)
    kept = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert SECRET not in "\n".join(record.getMessage() for record in kept)
