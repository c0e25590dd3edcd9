"""The house's habits that a linter does not know: sizes, names and opening words of files, and who may ask the time."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PRODUCT = sorted(path.relative_to(ROOT) for path in (ROOT / "bot").rglob("*.py"))
ALL = PRODUCT + sorted(path.relative_to(ROOT) for part in ("tools", "tests") for path in (ROOT / part).rglob("*.py"))
KINDS_OF_CODE = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "manager",
    "handler",
    "handlers",
    "base",
    "misc",
    "core",
}


@pytest.mark.parametrize("path", ALL, ids=str)
def test_a_file_is_named_after_something_of_the_product(path):
    assert path.stem not in KINDS_OF_CODE


@pytest.mark.parametrize("path", ALL, ids=str)
def test_a_file_opens_with_one_to_eight_lines_that_say_what_it_is_for(path):
    source = (ROOT / path).read_text()
    opening = ast.get_docstring(ast.parse(source))
    assert opening or not source.strip()
    assert len((opening or "").splitlines()) <= 12


@pytest.mark.parametrize("path", PRODUCT, ids=str)
def test_a_file_can_be_read_in_one_sitting(path):
    lines = len((ROOT / path).read_text().splitlines())
    limit = 640 if path == Path("bot/tables.py") else 300
    assert lines <= limit, f"{path} has {lines} lines: it is for more than one thing"


@pytest.mark.parametrize("path", [path for path in PRODUCT if path != Path("bot/clock.py")], ids=str)
def test_only_the_clock_asks_for_the_time_of_day(path):
    calls = [
        ast.unparse(node.func)
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    ]
    asked = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "datetime.datetime.now"}
    assert not asked.intersection(calls)
