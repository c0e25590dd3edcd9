"""`run`, `doctor`, `backup`, `purge`, `demo`: the bot itself as operators have it, in processes, on real files."""

import contextlib
import json
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest
from python_calamine import CalamineWorkbook

from bot.sandbox import scenes
from tests.cli.conftest import SECRET
from tests.cli.terminal import Terminal
from tests.services.home import GROUP, WANG, Home
from tests.stories.qinzhuang import QINZHUANG


def wait_for(what: Callable[[], object], within: float = 40.0) -> None:
    deadline = time.monotonic() + within
    while not what():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@contextlib.contextmanager
def running(terminal: Terminal) -> Iterator[subprocess.Popen[str]]:
    """Let the bot run until the block ends, then stop it as an operator would."""
    bot = terminal.start("run")
    try:
        yield bot
    finally:
        if bot.poll() is None:
            bot.send_signal(signal.SIGTERM)
        try:
            bot.wait(20)
        finally:
            bot.kill()


@pytest.fixture
def town(connected: Terminal) -> Terminal:
    """Give a terminal with 秦庄 imported and a Telegram to talk to."""
    assert connected.run("import", connected.write("community.toml", QINZHUANG)).code == 0
    return connected


# --------------------------------------------------------------------------- run


def test_the_bot_runs_answers_and_stops_when_it_is_told_to(town, sandbox):
    with running(town) as bot:
        sandbox.say(3001, "5号楼飞线充电", GROUP, photos=[scenes.draw("flying_wire")])
        wait_for(lambda: sandbox.heard(WANG))
        wait_for(lambda: list((town.folder / "data" / "photos").rglob("*.jpg")))
    assert bot.returncode == 0
    assert SECRET not in town.said()
    assert "Traceback" not in town.said()
    (card,) = sandbox.heard(WANG)
    assert "#1" in card["caption"]


def test_a_second_bot_on_the_same_database_is_told_to_try_again(town, sandbox):
    with running(town):
        wait_for(lambda: sandbox.calls("getUpdates"))
        second = town.run("run")
        assert second.code == 75
        assert "another" in second.err
        assert town.run("tickets", "list").code == 0


def test_a_bot_makes_its_own_embedded_database(connected, sandbox):
    with running(connected):
        wait_for(lambda: sandbox.calls("getUpdates"))
    assert (connected.folder / "data" / "qianshao.db").exists()


def test_a_bot_that_cannot_reach_telegram_keeps_trying_and_says_so_without_the_token(town, sandbox):
    sandbox.fault("*", times=None, status=502)
    with running(town) as bot:
        wait_for(lambda: "not connected yet" in town.said())
        assert bot.poll() is None
        sandbox.mend()
        wait_for(lambda: sandbox.calls("getUpdates"))
    assert bot.returncode == 0
    assert SECRET not in town.said()


def test_a_bot_in_trouble_never_writes_its_token_down(town, sandbox):
    for method in ("getUpdates", "sendMessage", "getFile", "setMessageReaction"):
        for fault in ({"status": 500}, {"status": 401}, {"drop": "after"}, {"status": 409}, {"drop": "before"}):
            sandbox.fault(method, **fault)
    sandbox.say(3001, "5号楼飞线充电", GROUP, photos=[scenes.draw("flying_wire")])
    with running(town):
        wait_for(lambda: "cannot hear Telegram" in town.said())
        wait_for(lambda: sandbox.calls("getUpdates") >= 3)
    said = town.said()
    assert SECRET not in said
    assert "5号楼" not in said


# --------------------------------------------------------------------------- doctor


def test_the_doctor_finds_nothing_wrong_with_a_healthy_house(town, home):
    home.run("UPDATE account SET reachable = true")
    known = "SELECT telegram_id FROM account"
    everybody = f"SELECT telegram_id, name, true FROM person WHERE telegram_id NOT IN ({known})"
    home.run(f"INSERT INTO account (telegram_id, name, reachable) {everybody}")
    done = town.run("doctor", "--json")
    findings = {finding["name"]: finding for finding in json.loads(done.out)}
    bad = {name for name, finding in findings.items() if not finding["ok"]}
    assert bad <= {"calendar", "disk"}
    assert done.code in (0, 1)
    for name in (
        "settings",
        "database",
        "photos",
        "telegram",
        "privacy mode",
        f"group {GROUP}",
        "communities",
        "inbox",
    ):
        assert name in findings


def test_the_doctor_names_what_is_wrong_and_what_to_do_about_it(connected, home: Home, sandbox):
    home.run("UPDATE inbox SET state = 'aside'")
    home.run("DELETE FROM assignment WHERE role = 'gridworker'")
    home.run("UPDATE community SET revision = revision + 1")
    home.run("UPDATE person SET telegram_id = NULL WHERE key = 'ma'")
    sandbox.do(sandbox.town.set_bot_status, GROUP, "left")
    done = connected.run("doctor")
    assert done.code == 1
    lines = done.out.splitlines()
    wrong = [line for line in lines if line.startswith("✘")]
    assert any("第一网格" in line for line in wrong)
    assert any("老马" in line for line in wrong)
    assert any(str(GROUP) in line for line in wrong)
    advice = [line for line in lines if line.strip().startswith("→")]
    assert len(advice) == len(wrong)


def test_the_doctor_of_an_empty_folder_says_what_comes_next_and_makes_no_database(terminal):
    done = terminal.run("doctor")
    assert done.code in (3, 4)
    assert "migrate" in done.out or "import" in done.out
    assert "BotFather" in done.out


def test_the_doctor_says_that_telegram_does_not_answer(terminal, home):
    settings = {"QIANSHAO_TELEGRAM__TOKEN": f"100:{SECRET}", "QIANSHAO_TELEGRAM__BASE_URL": "http://127.0.0.1:9"}
    done = terminal.run("doctor", **settings)
    assert done.code == 5
    assert "http://127.0.0.1:9" in done.out
    assert SECRET not in done.out + done.err


# --------------------------------------------------------------------------- backup and purge


def test_a_backup_of_a_running_house_is_whole_and_can_take_its_place(town, sandbox):
    with running(town):
        sandbox.say(3001, "5号楼飞线充电", GROUP)
        wait_for(lambda: sandbox.heard(WANG))
        done = town.run("backup", "kept/copy.db")
    assert done.code == 0
    copy = town.folder / "kept" / "copy.db"
    assert copy.stat().st_mode & 0o077 == 0
    with contextlib.closing(sqlite3.connect(copy)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    shutil.rmtree(town.folder / "data")
    (town.folder / "data").mkdir()
    shutil.copy(copy, town.folder / "data" / "qianshao.db")
    assert town.run("tickets", "list").out.startswith("#1\t")


def test_a_backup_overwrites_nothing(terminal, home):
    terminal.write("copy.db", "mine")
    done = terminal.run("backup", "copy.db")
    assert done.code == 1
    assert (terminal.folder / "copy.db").read_text() == "mine"


@pytest.mark.postgres
def test_a_backup_of_postgresql_is_postgresqls_own_business(terminal, postgres_database):
    done = terminal.run("backup", "copy.db", QIANSHAO_DATABASE__URL=postgres_database)
    assert done.code == 2
    assert "pg_dump" in done.err
    assert not (terminal.folder / "copy.db").exists()


def test_what_is_old_enough_is_forgotten_and_a_dry_run_only_counts_it(terminal, home):
    home.run("UPDATE outbox SET state = 'sent', created_at = '2020-01-01 00:00:00.000000'")
    number = home.count("outbox")
    dry = terminal.run("purge", "--dry-run")
    assert f"messages: {number}" in dry.out
    assert home.count("outbox") == number
    assert terminal.run("purge").out == dry.out
    assert home.count("outbox") == 0
    assert home.count("ticket") == 3


# --------------------------------------------------------------------------- demo


def test_the_demo_plays_an_evening_writes_its_papers_and_ends(terminal):
    done = terminal.run("demo", "--once", "--out", "papers")
    assert done.code == 0
    papers = terminal.folder / "papers"
    chat = (papers / "chat.txt").read_text("utf-8")
    assert chat.strip()
    assert "#1" in chat
    assert chat.strip() in done.out or done.out.strip() in chat
    digest = (papers / "digest.txt").read_text("utf-8")
    assert digest.startswith("📋 秦庄社区")
    assert "周督导" not in digest
    assert (papers / "digest.png").read_bytes().startswith(b"\x89PNG")
    rows = CalamineWorkbook.from_path(str(papers / "tickets.xlsx")).get_sheet_by_index(0).to_python()
    assert len(rows) >= 3
    assert [path.name for path in terminal.folder.iterdir() if path.name not in ("papers", ".cache")] == []


def test_the_demo_says_when_its_folder_cannot_be_made(terminal):
    terminal.write("papers", "a file, not a folder")
    done = terminal.run("demo", "--once", "--out", "papers")
    assert done.code in (1, 2)
    assert "papers" in done.err
