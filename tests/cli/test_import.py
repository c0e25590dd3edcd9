"""`import`, `invite`, `init`: a community comes in once, a dry run writes nothing, settings are asked for."""

import re
import tomllib

from bot.config import load
from tests.cli.conftest import SECRET
from tests.services.home import Home
from tests.stories.qinzhuang import QINZHUANG


def test_a_community_comes_in_and_coming_in_again_changes_nothing(terminal):
    file = terminal.write("community.toml", QINZHUANG)
    first = terminal.run("import", file)
    assert first.code == 0
    assert "秦庄社区 (qinzhuang)" in first.out
    assert "added person: 7" in first.out
    second = terminal.run("import", file)
    assert second.code == 0
    assert "nothing to change" in second.out
    assert "added" not in second.out


def test_whoever_brings_a_community_without_an_admin_in_hears_how_to_get_one(terminal):
    file = terminal.write("community.toml", QINZHUANG)
    dry, done = terminal.run("import", file, "--dry-run"), terminal.run("import", file)
    assert "qianshao invite --role admin --area qinzhuang" in done.err
    assert "admin" not in dry.err


def test_a_building_without_a_head_is_named_where_the_others_have_one(terminal):
    head = '[[assignment]]\nperson = "zhao"\nrole = "building_head"\narea = "grid-1"\n'
    done = terminal.run("import", "--dry-run", terminal.write("community.toml", QINZHUANG + head))
    assert done.code == 0
    assert "no building_head: 第二网格 7" in done.err
    assert "第一网格" not in done.err


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(terminal):
    file = terminal.write("community.toml", QINZHUANG)
    terminal.run("import", file)
    changed = terminal.write("changed.toml", QINZHUANG.replace("王姐", "王大姐"))
    for _ in range(2):
        done = terminal.run("import", changed, "--dry-run")
        assert done.code == 0
        assert "changed person: 1" in done.out
        assert "dry run" in done.err
    assert "changed person: 1" in terminal.run("import", changed).out


def test_a_dry_run_on_an_empty_folder_leaves_no_community_behind(terminal):
    file = terminal.write("community.toml", QINZHUANG)
    assert "added community: 1" in terminal.run("import", "--dry-run", file).out
    assert "added community: 1" in terminal.run("import", file).out


def test_the_database_stands_where_the_settings_say(terminal):
    terminal.write("other.toml", '[database]\nurl = "sqlite:///here/my.db"\n')
    assert terminal.run("import", terminal.write("c.toml", QINZHUANG), "--config", "other.toml").code == 0
    assert (terminal.folder / "here" / "my.db").exists()
    assert not (terminal.folder / "data").exists()


def test_an_invite_is_a_link_that_works_once_and_a_code_to_point_a_phone_at(connected, home):
    done = connected.run("invite", "--role", "gridworker", "--area", "qinzhuang/grid-1", "--png", "invite.png")
    assert done.code == 0
    link = re.fullmatch(r"https://t\.me/qianshao_bot\?start=([A-Za-z0-9_-]{20,64})\n", done.out)
    assert link
    assert (connected.folder / "invite.png").read_bytes().startswith(b"\x89PNG")
    assert home.rows("SELECT role, used_at FROM invite") == [("gridworker", None)]
    assert link[1] not in str(home.rows("SELECT * FROM invite"))
    assert SECRET not in done.out + done.err


def test_an_invite_to_an_area_that_is_not_there_makes_none(connected, home: Home):
    done = connected.run("invite", "--role", "gridworker", "--area", "grid-9")
    assert done.code == 1
    assert "grid-" in done.err
    assert home.count("invite") == 0


# --------------------------------------------------------------------------- init


def test_init_asks_and_writes_settings_that_load(terminal):
    done = terminal.run("init", given=f"100:{SECRET}\n\n\n\n21:30\n")
    assert done.code == 0
    path = terminal.folder / "config.toml"
    config = load(path)
    assert config.telegram.secret() == f"100:{SECRET}"
    assert config.digest.at.isoformat() == "21:30:00"
    assert path.stat().st_mode & 0o077 == 0
    assert SECRET not in done.out + done.err
    assert "import" in done.err


def test_init_takes_quotes_and_backslashes_for_what_they_are(terminal):
    assert terminal.run("init", given='a"b\\c\n\n\n\n\n').code == 0
    assert tomllib.loads((terminal.folder / "config.toml").read_text("utf-8"))["telegram"]["token"] == 'a"b\\c'


def test_init_does_not_overwrite_what_is_there(terminal):
    terminal.write("config.toml", "# mine")
    done = terminal.run("init", given="\n\n\n\n\n")
    assert done.code == 1
    assert "--out" in done.err
    assert (terminal.folder / "config.toml").read_text() == "# mine"


def test_init_with_an_answer_that_cannot_be_leaves_no_file(terminal):
    done = terminal.run("init", given="\n\n\n\nnoon\n")
    assert done.code == 3
    assert "digest.at" in done.err
    assert not (terminal.folder / "config.toml").exists()


def test_init_that_is_broken_off_leaves_no_file(terminal):
    assert terminal.run("init", given="x\n").code == 1
    assert not (terminal.folder / "config.toml").exists()
