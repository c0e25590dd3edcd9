"""Hatches bots quickly, so that many can be killed: all is imported once, then each bot is a fork of this process.

`python -m tests.chaos.hatchery`: a line on stdin hatches a `qianshao run`, whose number comes back as a line on stdout.
"""

import faulthandler
import os
import signal
import sys
from importlib import import_module
from pathlib import Path

# What a starting bot would import anyway; none of it may start a thread, for threads do not survive a fork.
for module in ("bot.app", "bot.cli.run", "bot.schema", "alembic.runtime.environment", "telegram.ext", "psycopg"):
    import_module(module)


def live() -> None:
    """Be a bot until told or made to stop. Never returns."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    log = os.open("stderr", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    nothing = os.open(os.devnull, os.O_RDWR)
    for target, source in ((0, nothing), (1, nothing), (2, log)):
        os.dup2(source, target)
    faulthandler.enable(log)
    from bot.cli import main

    main(["run"])


def hatch() -> None:
    """Hatch a bot for every line that comes in."""
    # The dead are buried by the system, so that their numbers are free to be asked about.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        number = os.fork()
        if number == 0:
            live()
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))
    hatch()
