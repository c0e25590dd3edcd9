"""A terminal in a folder of its own: commands run as operators run them, in processes, on real files.

A command that is run to its end is a fork, which spares the second that it would import for; one that is started to
stay, as the bot is, starts from nothing.
"""

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.cli.hatchery import Hatchery

HOUSE = Path(__file__).parents[2]
PLAIN = {
    "PYTHONPATH": str(HOUSE),
    "PATH": os.environ.get("PATH", ""),
    "LANG": "C.UTF-8",
    "CI": "true",
}


@dataclass(frozen=True)
class Done:
    """How a command ended: its exit code, its results on stdout and its talk on stderr."""

    code: int
    out: str
    err: str


@dataclass
class Terminal:
    """Commands are run in `folder`; `settings` are set in their environment, as QIANSHAO_SECTION__KEY."""

    folder: Path
    hatchery: Hatchery
    settings: dict[str, str] = field(default_factory=dict)

    def environment(self, **more: str) -> dict[str, str]:
        return PLAIN | {"HOME": str(self.folder)} | self.settings | more

    def run(self, *words: Any, given: str = "", **more: str) -> Done:
        """Run `qianshao` with these words; `given` is what is typed into it."""
        with tempfile.TemporaryDirectory() as desk:
            typed, out, err = files = [Path(desk) / name for name in ("stdin", "stdout", "stderr")]
            for file in files:
                file.touch()
            typed.write_text(given, "utf-8")
            code = self.hatchery.run(list(map(str, words)), self.folder, self.environment(**more), files)
            done = Done(code, out.read_text("utf-8"), err.read_text("utf-8"))
        assert "Traceback" not in done.err, f"an accident: {done.err.splitlines()[-1]}"
        return done

    def start(self, *words: Any) -> subprocess.Popen[str]:
        """Start `qianshao` and let it run."""
        with (self.folder / "stderr").open("a") as stderr:
            return subprocess.Popen(
                [sys.executable, "-m", "bot", *map(str, words)],
                cwd=self.folder,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                text=True,
            )

    def said(self) -> str:
        """Return what started commands have written to stderr."""
        return (self.folder / "stderr").read_text("utf-8")

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, "utf-8")
        return path
