"""A terminal in a folder of its own: commands run as operators run them, in processes, on real files."""

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
    settings: dict[str, str] = field(default_factory=dict)

    def environment(self, **more: str) -> dict[str, str]:
        return PLAIN | {"HOME": str(self.folder)} | self.settings | more

    def run(self, *words: Any, given: str = "", **more: str) -> Done:
        """Run `qianshao` with these words; `given` is what is typed into it."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *map(str, words)],
            cwd=self.folder,
            env=self.environment(**more),
            input=given,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        assert "Traceback" not in done.stderr, f"an accident: {done.stderr.splitlines()[-1]}"
        return Done(done.returncode, done.stdout, done.stderr)

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
