"""`qianshao read`: JSON lines in, readings out; a bad line is named and stops nothing; what corrections taught."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.read import read
from tests.services.home import WANG

BOX = "5号楼门口那个铁皮盒子又嗡嗡响了,找王姐13812345678"


def run(*arguments: str, lines: str) -> tuple[list[dict[str, object]], str, int]:
    done = CliRunner().invoke(read, arguments, input=lines)
    return [json.loads(line) for line in done.stdout.splitlines()], done.stderr, done.exit_code


def test_a_message_is_read_with_its_id() -> None:
    rows, _, code = run(lines='{"id": "x1", "text": "5号楼2单元电梯困人了"}\n')
    assert code == 0
    assert rows[0]["id"] == "x1"
    assert (rows[0]["category"], rows[0]["buildings"], rows[0]["unit"]) == ("elevator_trapped", ["5"], "2")
    assert "reasons" not in rows[0]


def test_explain_says_which_words() -> None:
    rows, _, _ = run("--explain", lines='{"text": "水管爆裂"}')
    assert "水管爆裂" in rows[0]["reasons"]  # type: ignore[operator]
    assert rows[0]["id"] is None


def test_replies_are_read_with_target() -> None:
    rows, _, _ = run("--replies", lines='{"id": 7, "text": "转给李师傅"}')
    assert rows[0] == {"id": 7, "intent": "reassign", "target": "李师傅", "department": None}


@pytest.mark.parametrize("bad", ["nonsense", "[]", '{"text": 5}', '{"id": 1}'])
def test_a_bad_line_is_named_and_the_rest_is_read(bad: str) -> None:
    rows, talk, code = run(lines=f'{bad}\n\n{{"text": "着火了"}}\n')
    assert [row["category"] for row in rows] == ["fire_or_smoke"]
    assert talk.startswith("line 1: cannot be read")
    assert code == 1


COMMUNITY = """
[community]
id = "qinzhuang"
name = "秦庄社区"
[[area]]
id = "qinzhuang"
level = "community"
name = "秦庄社区"
[[area]]
id = "grid-1"
level = "grid"
name = "第一网格"
parent = "qinzhuang"
estate = "湘潭东里"
aliases = ["东里"]
buildings = ["1-6"]
[[department]]
id = "urban"
name = "城管委"
aliases = ["老城管"]
"""


def test_a_community_brings_its_own_names(tmp_path: Path) -> None:
    file = tmp_path / "community.toml"
    file.write_text(COMMUNITY, "utf-8")
    rows, talk, _ = run("--community", str(file), lines='{"text": "东里东5号楼停水"}')
    assert (rows[0]["estate"], rows[0]["buildings"], talk) == ("湘潭东里", ["5"], "")
    rows, _, _ = run("--replies", "--community", str(file), lines='{"text": "吹哨老城管"}')
    assert rows[0]["department"] == "老城管"


def test_a_wrong_community_file_is_explained(tmp_path: Path) -> None:
    file = tmp_path / "community.toml"
    file.write_text("[community]\nid = 5\n", "utf-8")
    rows, talk, code = run("--community", str(file), lines='{"text": "着火了"}')
    assert (rows, code) == ([], 1)
    assert "community.toml:" in talk


# --------------------------------------------------------------------------- what corrections taught


def corrected(home) -> None:
    ticket = home.report(BOX, rider=3011)
    home.press(WANG, f"v1:kind:{ticket.id}:{ticket.version}:power_outage")


def test_the_report_says_what_each_community_learnt_without_names_or_numbers(terminal, home):
    corrected(home)
    done = terminal.run("read", "--train-report")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "秦庄社区 (qinzhuang)"
    assert "1 of category, 0 of place" in lines[1]
    assert "0 without lessons, 1 with them, 0 by the others alone" in lines[2]
    assert "→ power_outage: 5号楼门口那个铁皮盒子又嗡嗡响了" in lines[3]
    assert [secret for secret in ("王", "138") if secret in done.out] == []


def test_messages_can_be_read_as_a_community_has_learnt_to_read_them(terminal, home):
    corrected(home)
    line = json.dumps({"text": BOX.replace("5", "7", 1)})
    plain = json.loads(terminal.run("read", "--explain", given=line).out)
    taught = json.loads(terminal.run("read", "--explain", "--community-id", "qinzhuang", given=line).out)
    assert plain["category"] != taught["category"] == "power_outage"
    assert taught["reasons"][0].startswith("lesson: 门口那个铁皮盒子又嗡嗡响了")
    done = terminal.run("read", "--community-id", "nowhere", given=line)
    assert (done.code, done.out) == (1, "")
    assert "there are: qinzhuang" in done.err


def test_the_report_for_programs_is_one_object_a_community(terminal, home):
    corrected(home)
    done = terminal.run("read", "--train-report", "--json", "--community-id", "qinzhuang")
    (said,) = [json.loads(line) for line in done.out.splitlines()]
    figures = {name: said[name] for name in ("kinds", "places", "in_force", "alone", "taught", "by_others")}
    assert json.dumps(list(figures.values())) == "[1, 0, 1, 0, 1, 0]"
    assert said["corrections"][0]["answer"] == "power_outage"


def test_where_nothing_was_learnt_one_sentence_says_so(terminal):
    done = terminal.run("read", "--train-report")
    assert (done.code, len(done.out.splitlines())) == (0, 1)
    assert done.out.startswith("Nothing was learnt yet")
    done = terminal.run("read", "--train-report", "--json")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("Nothing was learnt yet")


def test_a_community_that_is_not_there_is_said_not_to_be_there(terminal, home):
    done = terminal.run("read", "--train-report", "--community-id", "nowhere")
    assert done.code == 1
    assert "nowhere" in done.err
    assert "qinzhuang" in done.err


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("--train-report --replies", "--train-report"),
        ("--train-report --explain", "--train-report"),
        ("--json", "--train-report"),
        ("--config config.toml", "--community-id"),
        ("--community-id a --community pyproject.toml", "--community-id"),
    ],
)
def test_options_that_do_not_go_together_are_refused(words, named):
    done = CliRunner().invoke(read, words.split(), input="")
    assert done.exit_code == 2
    assert named in done.stderr
