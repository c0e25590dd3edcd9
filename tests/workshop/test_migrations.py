"""Schema upgrades on both databases: whole or not at all, one upgrader at a time, and in step with bot/tables.py."""

import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, select, text

from bot.database import open_database
from bot.tables import Assignment

MIGRATIONS = Path(__file__).parents[2] / "migrations"
STEP = """
import time
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = {name!r}, {before!r}, None, None
def upgrade():
    {body}
def downgrade():
    pass
"""
OLD_HOUSE = {
    "community": "INSERT INTO community"
    " VALUES ('qinzhuang', '秦庄社区', 'Asia/Shanghai', 'zh', CURRENT_TIMESTAMP, 0, 1)",
    "area": "INSERT INTO area (id, scope, key, level, name, aliases, buildings, boundary)"
    " VALUES (1, 'qinzhuang', 'qinzhuang', 'community', '秦庄社区', '[]', '[]', '[]')",
    "person": "INSERT INTO person (id, community_id, key, name) VALUES (:id, 'qinzhuang', :key, '某人')",
    "assignment": "INSERT INTO assignment VALUES (:id, :id, 1, :role, '', '')",
}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request, tmp_path):
    """An empty database of each kind, opened as the product opens it."""
    url = request.getfixturevalue("postgres_database") if request.param == "postgres" else f"sqlite:///{tmp_path}/x.db"
    engine = open_database(url)
    yield engine
    engine.dispose()


@pytest.fixture
def steps(tmp_path):
    """Write migrations of our own beside the house's env.py. Each is called s1, s2, … and follows the one before."""
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    shutil.copy(MIGRATIONS / "env.py", folder)

    def write(*bodies):
        for number, body in enumerate(bodies, 1):
            before = f"s{number - 1}" if number > 1 else None
            step = STEP.format(name=f"s{number}", before=before, body=body)
            (folder / "versions" / f"s{number}.py").write_text(step)
        return folder

    return write


def run(what, engine, folder=MIGRATIONS, *arguments):
    config = Config()
    config.set_main_option("script_location", str(folder))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        what(config, *arguments)


def test_the_migrations_make_the_tables_that_the_code_expects(engine):
    run(command.upgrade, engine, MIGRATIONS, "head")
    run(command.check, engine)
    assert "ticket" in inspect(engine).get_table_names()


def test_every_step_can_be_taken_back_and_again(engine):
    run(command.upgrade, engine, MIGRATIONS, "head")
    run(command.downgrade, engine, MIGRATIONS, "base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    run(command.upgrade, engine, MIGRATIONS, "head")
    run(command.check, engine)


def test_upgrading_twice_does_nothing_the_second_time(engine):
    run(command.upgrade, engine, MIGRATIONS, "head")
    run(command.upgrade, engine, MIGRATIONS, "head")
    heads = ScriptDirectory(str(MIGRATIONS)).get_heads()
    with engine.connect() as connection:
        assert connection.scalars(text("select version_num from alembic_version")).all() == heads


def test_an_upgrade_that_fails_half_way_leaves_nothing_behind(engine, steps):
    make = 'op.create_table("half", sa.Column("id", sa.Integer, primary_key=True))'
    folder = steps(make, 'op.execute("insert into half values (1)"); raise ZeroDivisionError')
    with pytest.raises(ZeroDivisionError):
        run(command.upgrade, engine, folder, "head")
    assert "half" not in inspect(engine).get_table_names()


def test_changing_a_table_keeps_the_rows_that_refer_to_it(engine, steps):
    folder = steps(
        'op.execute("create table town (id integer primary key, name text)")',
        'op.execute("create table street (town_id integer references town on delete cascade)")',
        "op.execute(\"insert into town values (1, 'x')\"); op.execute('insert into street values (1)')",
        'with op.batch_alter_table("town") as town: town.alter_column("name", nullable=False, existing_type=sa.Text())',
    )
    run(command.upgrade, engine, folder, "head")
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from street")) == 1


def test_rows_that_would_refer_to_nothing_stop_an_upgrade_of_an_embedded_database(tmp_path, steps):
    engine = open_database(f"sqlite:///{tmp_path}/x.db")
    folder = steps(
        'op.execute("create table town (id integer primary key)")',
        'op.execute("create table street (town_id integer references town)")',
        'op.execute("insert into street values (7)")',
    )
    with pytest.raises(RuntimeError, match="refer to nothing"):
        run(command.upgrade, engine, folder, "head")
    assert inspect(engine).get_table_names() == []
    engine.dispose()


def test_the_rules_are_back_after_an_upgrade(tmp_path):
    engine = open_database(f"sqlite:///{tmp_path}/x.db")
    with engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    engine.dispose()


def test_a_connection_that_has_begun_something_is_refused(engine):
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        connection.execute(text("select 1"))
        config.attributes["connection"] = connection
        with pytest.raises(RuntimeError, match="has not begun a transaction"):
            command.upgrade(config, "head")


def test_two_upgraders_do_not_get_in_each_others_way(engine, steps):
    folder = steps('op.create_table("once", sa.Column("id", sa.Integer, primary_key=True)); time.sleep(0.5)')
    # Two processes, as two replicas are: within one, Alembic's context belongs to one upgrade at a time.
    script = (
        "import sys; from alembic import command; from alembic.config import Config; config = Config();"
        "config.set_main_option('script_location', sys.argv[1]); command.upgrade(config, 'head')"
    )
    url = engine.url.render_as_string(hide_password=False)
    both = [
        subprocess.Popen([sys.executable, "-c", script, folder], env=os.environ | {"QIANSHAO_DATABASE__URL": url})
        for _ in range(2)
    ]
    assert [one.wait(60) for one in both] == [0, 0]
    assert "once" in inspect(engine).get_table_names()


@pytest.mark.postgres
def test_an_upgrade_gives_up_on_a_busy_table_before_the_bots_queue_up(postgres_database, steps):
    engine = create_engine(postgres_database)
    folder = steps('op.create_table("busy", sa.Column("id", sa.Integer, primary_key=True))')
    run(command.upgrade, engine, folder, "head")
    folder = steps(
        'op.create_table("busy", sa.Column("id", sa.Integer, primary_key=True))',
        'op.add_column("busy", sa.Column("more", sa.Integer))',
    )
    with engine.begin() as holder:
        holder.execute(text("lock table busy in access share mode"))
        started = time.monotonic()
        with pytest.raises(Exception, match="lock timeout"):
            run(command.upgrade, engine, folder, "head")
        assert 3 < time.monotonic() - started < 8
    with engine.connect() as connection:
        assert connection.scalar(text("show lock_timeout")) == "0"
    run(command.upgrade, engine, folder, "head")
    engine.dispose()


def test_who_read_no_digests_before_is_owed_none_of_the_time_before(engine):
    run(command.upgrade, engine, MIGRATIONS, "0003")
    before = datetime.now(UTC)
    with engine.begin() as connection:
        connection.execute(text(OLD_HOUSE["community"]))
        connection.execute(text(OLD_HOUSE["area"]))
        for nth, role in enumerate(("community", "subdistrict", "district", "supervisor", "gridworker")):
            connection.execute(text(OLD_HOUSE["person"]), {"id": nth, "key": role})
            connection.execute(text(OLD_HOUSE["assignment"]), {"id": nth, "role": role})
    run(command.upgrade, engine, MIGRATIONS, "head")
    with engine.connect() as connection:
        since = {row.role: row.since for row in connection.execute(select(Assignment.__table__)).all()}
    assert {role for role, at in since.items() if at is not None} == {"community", "subdistrict", "district"}
    assert all(abs(at - before) < timedelta(minutes=10) for at in since.values() if at is not None)


def test_the_sql_can_be_read_before_it_is_run(capsys, monkeypatch):
    monkeypatch.setenv("QIANSHAO_DATABASE__URL", "postgresql+psycopg://nobody@nowhere/none")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    command.upgrade(config, "head", sql=True)
    assert "CREATE TABLE ticket" in capsys.readouterr().out


def test_migrations_never_import_the_house():
    for step in (MIGRATIONS / "versions").glob("*.py"):
        assert "bot" not in step.read_text().replace("bot_id", "").split(), step.name
        assert "import bot" not in step.read_text()
        assert "from bot" not in step.read_text()
