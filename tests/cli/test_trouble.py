"""How commands end when something is wrong: an exit code for each kind, and a sentence that says what to do."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import SECRET
from tests.stories.qinzhuang import QINZHUANG

CONFIG, DATABASE, TELEGRAM, TRY_AGAIN = 3, 4, 5, 75
OLD = """
import sys
from alembic import command
from bot import schema
from bot.database import open_database
engine = open_database(sys.argv[1])
schema.upgrade(engine)
with engine.begin() as connection:
    connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'somewhen_else'")
"""


# --------------------------------------------------------------------------- settings


@pytest.mark.parametrize(
    "command", [["run"], ["migrate"], ["doctor"], ["tickets", "list"], ["purge"], ["backup", "x.db"]]
)
def test_an_unknown_key_says_what_was_probably_meant(terminal, command):
    terminal.write("config.toml", '[telegram]\ntokn = "x"\n')
    done = terminal.run(*command)
    assert done.code == CONFIG
    assert "telegram.tokn" in done.err + done.out
    assert '"token"' in done.err + done.out
    assert not (terminal.folder / "data" / "qianshao.db").exists()


def test_a_settings_file_that_is_not_there_says_how_to_get_one(terminal):
    done = terminal.run("run", "--config", "nowhere.toml")
    assert done.code == CONFIG
    assert "nowhere.toml" in done.err
    assert "qianshao init" in done.err


def test_a_bot_without_a_token_says_where_to_get_one(terminal):
    done = terminal.run("run")
    assert done.code == CONFIG
    assert "BotFather" in done.err


def test_an_empty_token_file_is_said_to_be_empty(terminal):
    terminal.write("token", "\n")
    done = terminal.run("run", QIANSHAO_TELEGRAM__TOKEN_FILE=str(terminal.folder / "token"))
    assert done.code == CONFIG
    assert "token" in done.err


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://x/y", "sqlite:///", "postgresql+nodriver://x/y", "postgresql://a:b@c:port/d"]
)
def test_a_database_that_cannot_be_meant_is_a_setting_to_correct(terminal, url):
    done = terminal.run("migrate", QIANSHAO_DATABASE__URL=url)
    assert done.code in (CONFIG, DATABASE)
    assert "database" in done.err


# --------------------------------------------------------------------------- the database


def test_a_server_that_is_not_there_is_a_matter_of_the_database(terminal):
    url = "postgresql+psycopg://nobody:c4nary-password@127.0.0.1:9/x"
    for command in (["migrate"], ["tickets", "list"], ["import", terminal.write("c.toml", QINZHUANG)]):
        done = terminal.run(*command, QIANSHAO_DATABASE__URL=url)
        assert done.code == DATABASE
        assert "database.url" in done.err
        assert "c4nary-password" not in done.err


def test_a_file_that_is_no_database_is_refused_and_left_alone(terminal):
    (terminal.folder / "x.db").write_bytes(b"my holiday photos" * 1000)
    done = terminal.run("migrate", QIANSHAO_DATABASE__URL="sqlite:///x.db")
    assert done.code == DATABASE
    assert (terminal.folder / "x.db").read_bytes().startswith(b"my holiday photos")


@pytest.mark.postgres
def test_an_old_schema_on_postgresql_names_the_command_that_brings_it_up_to_date(connected, postgres_database):
    connected.settings["QIANSHAO_DATABASE__URL"] = postgres_database
    for command in (["run"], ["tickets", "list"], ["import", connected.write("c.toml", QINZHUANG)], ["purge"]):
        done = connected.run(*command)
        assert done.code == DATABASE
        assert "qianshao migrate" in done.err
    assert connected.run("migrate").code == 0
    assert connected.run("migrate").out != ""
    assert connected.run("tickets", "list").code == 0


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_a_database_of_a_newer_version_is_not_touched(request, connected, kind):
    url = request.getfixturevalue("postgres_database") if kind == "postgres" else f"sqlite:///{connected.folder}/x.db"
    subprocess.run([sys.executable, "-c", OLD, url], check=True, capture_output=True)
    for command in (["run"], ["migrate"], ["tickets", "list"]):
        done = connected.run(*command, QIANSHAO_DATABASE__URL=url)
        assert done.code == DATABASE
        assert "newer" in done.err
        assert "migrate" not in done.err


def test_a_folder_that_cannot_be_written_is_said_so(connected):
    connected.write("data", "a file, not a folder")
    done = connected.run("run")
    assert done.code in (1, DATABASE)
    assert "data" in done.err


# --------------------------------------------------------------------------- Telegram


def test_a_token_that_telegram_does_not_know_is_a_matter_of_telegram(connected):
    done = connected.run("run", QIANSHAO_TELEGRAM__TOKEN=f"101:{SECRET}")
    assert done.code == TELEGRAM
    assert "BotFather" in done.err
    assert SECRET not in done.err + done.out


@pytest.mark.parametrize("token", ["hello", "100:wrong", "100:with space", "号"])
def test_a_token_that_is_none_is_refused_in_the_same_way(connected, token):
    assert connected.run("run", QIANSHAO_TELEGRAM__TOKEN=token).code in (CONFIG, TELEGRAM)


def test_an_invite_needs_a_telegram_that_answers(terminal, home):
    settings = {"QIANSHAO_TELEGRAM__TOKEN": f"100:{SECRET}", "QIANSHAO_TELEGRAM__BASE_URL": "http://127.0.0.1:9"}
    done = terminal.run("invite", "--role", "gridworker", "--area", "grid-1", **settings)
    assert done.code == TELEGRAM
    assert "telegram.base_url" in done.err
    assert SECRET not in done.err + done.out
    assert home.count("invite") == 0


@pytest.mark.parametrize("url", ["not an address", "ftp://x", "http://"])
def test_an_address_that_is_none_is_answered_with_a_sentence(terminal, home, url):
    settings = {"QIANSHAO_TELEGRAM__TOKEN": f"100:{SECRET}", "QIANSHAO_TELEGRAM__BASE_URL": url}
    done = terminal.run("invite", "--role", "gridworker", "--area", "grid-1", **settings)
    assert done.code in (CONFIG, TELEGRAM)
    assert "base_url" in done.err
    assert SECRET not in done.err


# --------------------------------------------------------------------------- communities


@pytest.mark.parametrize(
    ("old", "new", "hint"),
    [
        ('parent = "qinzhuang"', 'parent = "qinzhuan"', '"qinzhuang"'),
        ('role = "gridworker"', 'role = "gridwoker"', "gridworker"),
        ('name = "王姐"', 'nmae = "王姐"', '"name"'),
        ("telegram_id = 1001", "telegram_id = ", "TOML"),
    ],
)
def test_a_bad_community_file_is_refused_whole_with_its_line(terminal, old, new, hint):
    text = QINZHUANG.replace(old, new, 1)
    line = text.splitlines().index(new) + 1
    done = terminal.run("import", terminal.write("my.toml", text))
    assert done.code == CONFIG
    assert f"my.toml:{line}:" in done.err
    assert hint in done.err
    assert not (terminal.folder / "data" / "qianshao.db").exists()


def test_a_community_file_that_is_not_there_is_said_not_to_be_there(terminal):
    done = terminal.run("import", "nowhere.toml")
    assert done.code in (2, CONFIG)
    assert "nowhere.toml" in done.err


def test_an_area_that_is_not_there_says_which_there_are(terminal, home):
    done = terminal.run("digest", "--area", "grid1", "--date", "2026-11-20", "--out", "out")
    assert done.code == 1
    assert '"grid-1"' in done.err
    assert home.count("digest") == 0
    assert not Path(terminal.folder / "out").exists()
