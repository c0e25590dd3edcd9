"""The first words one reads: what there is, quickly, and what was probably meant."""

import json
import subprocess
import sys

import pytest

from bot.cli import COMMANDS

PROMISED = [
    "demo",
    "init",
    "run",
    "migrate",
    "import",
    "doctor",
    "read",
    "tickets",
    "digest",
    "invite",
    "backup",
    "purge",
]
HEAVY = [
    "sqlalchemy",
    "telegram",
    "pydantic",
    "PIL",
    "aiohttp",
    "alembic",
    "apscheduler",
    "holidays",
    "asyncio",
    "structlog",
]
ASK = """
import json, sys
from bot.cli import main
loaded = {{}}
for words in {words}:
    try:
        main(words, standalone_mode=False)
    except SystemExit:
        pass
    loaded[" ".join(words)] = [name for name in {heavy} if name in sys.modules]
print(json.dumps(loaded), file=sys.stderr)
"""


def test_help_lists_every_command_that_is_promised(terminal):
    done = terminal.run("--help")
    assert done.code == 0
    assert [name for name in PROMISED if f"  {name} " not in done.out] == []
    assert "75" in done.out


def test_no_help_page_loads_what_only_the_work_needs():
    """A slow --help is nearly always a heavy import; what one page loads, the next one shows as well."""
    words = [["--help"], *([name, "--help"] for name in COMMANDS), ["tickets", "list", "--help"]]
    script = ASK.format(words=words, heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    loaded = json.loads(done.stderr.splitlines()[-1])
    assert len(loaded) == len(words)
    assert {page: names for page, names in loaded.items() if names} == {}


def test_the_version_is_told(terminal):
    done = terminal.run("--version")
    assert done.code == 0
    assert done.out.startswith("qianshao 0.")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["improt", "x.toml"], "import"),
        (["ticket"], "tickets"),
        (["xyzzy"], "--help"),
        (["run", "--confg", "x"], "--config"),
        (["tickets", "list", "--state", "opn"], "open"),
        (["tickets", "show", "many"], "many"),
        (["digest"], "--area"),
        (["invite", "--role", "king", "--area", "x"], "gridworker"),
        (["import"], "FILE"),
        (["backup"], "FILE"),
    ],
)
def test_what_is_typed_wrong_is_answered_with_what_was_probably_meant(terminal, words, hint):
    done = terminal.run(*words)
    assert done.code == 2
    assert hint in done.err
    assert done.out == ""


def test_without_a_command_one_is_shown_what_there_is(terminal):
    done = terminal.run()
    assert "import" in done.out + done.err
    assert done.code in (0, 2)
