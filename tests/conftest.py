"""What every test may ask for, and what no test may see: the settings of whoever runs it."""

import os

import structlog
from hypothesis import settings

from tests.memory import fleeting

pytest_plugins = ("tests.postgres", "tests.databases")

for name in [name for name in os.environ if name.startswith("QIANSHAO_")]:
    del os.environ[name]

# Nearly every test has a database, and every commit of an embedded one waits until it is on the disk.
os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(fleeting()))

# A machine that is busy is no fault of the code's: how long something may take is said where it is measured.
settings.register_profile("house", deadline=None)
settings.register_profile("check", parent=settings.get_profile("house"), derandomize=True)
settings.load_profile("check" if os.environ.get("CI") else "house")

# Left alone it draws each fault with everything that was known at the time, which may take longer than a test may.
_renderer = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
structlog.configure(processors=[*structlog.get_config()["processors"][:-1], _renderer])
