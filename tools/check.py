"""Everything that has to hold before a change is taken: `make check`.

The quick checks run side by side and all of them are told, then the tests run and have the last line.
"""

import argparse
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CHECKS = {
    "form": ["ruff", "format", "--check", "--quiet", "."],
    "rules": ["ruff", "check", "--quiet", "."],
    "types": ["mypy"],
    "who imports whom": ["lint-imports"],
    "dependencies": ["deptry", "."],
    "spelling": ["codespell"],
    "nothing idle": ["vulture"],
    "Dockerfile": ["hadolint", "Dockerfile"],
    "translations": ["python", "-m", "tools.translations", "check"],
}


def check(name: str) -> tuple[str, bool, float, str]:
    """Run one check. Return its name, whether all is well, its seconds and what it said."""
    started = time.monotonic()
    program, *arguments = CHECKS[name]
    try:
        done = subprocess.run([BIN / program, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    except OSError as error:
        return name, False, time.monotonic() - started, f"{error}; make setup"
    return name, done.returncode == 0, time.monotonic() - started, (done.stdout + done.stderr).strip()


def main() -> int:
    """Run the checks, then the tests. Return 0 when everything holds."""
    parser = argparse.ArgumentParser(prog="python -m tools.check", description=__doc__)
    parser.add_argument("--workers", default="2", help="test processes (2)")
    parser.add_argument("--quick", action="store_true", help="leave the tests out")
    arguments = parser.parse_args()
    failed = []
    with ThreadPoolExecutor(2) as pool:
        for name, well, seconds, said in pool.map(check, CHECKS):
            print(f"{'✔' if well else '✘'} {name} ({seconds:.1f} s)", flush=True)
            if not well:
                failed.append(name)
                print(said, flush=True)
    if failed:
        print(f"✘ {len(failed)} of {len(CHECKS)} checks failed: {', '.join(failed)}", flush=True)
    tests = 0
    if not arguments.quick:
        tests = subprocess.run(
            [sys.executable, "-m", "pytest", "-n", arguments.workers, "--dist", "worksteal", "--tb=short"],
            cwd=ROOT,
            check=False,
        ).returncode
    return 1 if failed or tests else 0


if __name__ == "__main__":
    sys.exit(main())
