"""`qianshao read`: JSON lines in, readings out; a bad line is named and does not stop the rest."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.read import read


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
