"""Commands as processes of their own that need not import anything: all is imported once, then each one is a fork.

`python -m tests.cli.hatchery`: a line of JSON on stdin, `{"words", "folder", "settings", "files"}`, is one `qianshao`
with these words in that folder and environment; files are its stdin, stdout and stderr. Its number comes back as a line
on stdout when it has begun, its exit code as another when it has ended.
"""

import contextlib
import gc
import json
import os
import runpy
import subprocess
import sys
import threading
import time
from importlib import import_module
from pathlib import Path
from select import select
from typing import Any

PATIENCE = 100.0
"""Seconds after which a command is taken for one that hangs."""

COMMANDS = (
    "digest",
    "doctor",
    "duty",
    "export",
    "init",
    "points",
    "read",
    "roster",
    "run",
    "stats",
    "storage",
    "tickets",
)
WORKINGS = (
    "bot.app", "bot.schema", "bot.vocabulary", "alembic.runtime.environment", "psycopg", "telegram.ext", "xlsxwriter",
    "python_calamine", "PIL.Image", "PIL.ImageDraw", "PIL.ImageFont", "sqlalchemy.dialects.sqlite",
    "sqlalchemy.dialects.postgresql.psycopg",
)  # fmt: skip


class Hatchery:
    """The side of it that is in the tests. One command at a time."""

    def __init__(self, house: Path, environment: dict[str, str]) -> None:
        self._turn = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.hatchery"],
            cwd=house,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def run(self, words: list[str], folder: Path, settings: dict[str, str], files: list[Path]) -> int:
        """Run a command to its end and return its exit code, minus the signal that ended it. Raise TimeoutError."""
        order = {"words": words, "folder": str(folder), "settings": settings, "files": list(map(str, files))}
        with self._turn:
            assert self._process.stdin is not None
            assert self._process.stdout is not None
            self._process.stdin.write(json.dumps(order) + "\n")
            number = int(self._process.stdout.readline())
            hangs = not select([self._process.stdout], [], [], PATIENCE)[0]
            if hangs:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(number, 9)
            code = int(self._process.stdout.readline())
        if hangs:
            raise TimeoutError(f"qianshao {' '.join(words)} does not end")
        return code

    def close(self) -> None:
        """End it."""
        self._process.communicate(timeout=20)


def live(order: dict[str, Any]) -> None:
    """Be `python -m bot` and nothing else."""
    os.chdir(order["folder"])
    os.environ.clear()
    os.environ.update(order["settings"])
    time.tzset()
    for number, path in enumerate(order["files"]):
        opened = os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_APPEND)
        os.dup2(opened, number)
        os.close(opened)
    sys.stdin, sys.stdout = open(0, encoding="utf-8"), open(1, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1)  # noqa: SIM115
    sys.argv[1:] = order["words"]
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


def hatch() -> None:
    """Run a command for every line that comes in. None of what is imported may start a thread: none outlives a fork."""
    for module in (*WORKINGS, *(f"bot.cli.{name}" for name in COMMANDS)):
        import_module(module)
    gc.freeze()
    for line in sys.stdin:
        number = os.fork()
        if number == 0:
            live(json.loads(line))
            return
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        _, status = os.waitpid(number, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    hatch()
