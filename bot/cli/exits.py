"""How commands end: one exit code for each kind of trouble, and a sentence on stderr that says what to do next."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NoReturn

import click

if TYPE_CHECKING:
    from pathlib import Path

    from bot.config import Config


class Exit(IntEnum):
    """What a command's exit code means."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    CONFIG = 3
    DATABASE = 4
    TELEGRAM = 5
    TRY_AGAIN = 75


class Trouble(click.ClickException):
    """A command cannot go on; the message says why and what to do."""

    def __init__(self, code: Exit, message: str) -> None:
        super().__init__(message)
        self.code = code

    def show(self, file: Any = None) -> None:
        """Say it, and end with its own code rather than click's."""
        super().show(file)
        raise SystemExit(int(self.code))


def trouble(code: Exit, message: str) -> NoReturn:
    """End the command."""
    raise Trouble(code, message)


@contextmanager
def explained() -> Iterator[None]:
    """Turn what can go wrong below into an exit code and a sentence."""
    from sqlalchemy.exc import DBAPIError, NoSuchModuleError
    from xlsxwriter.exceptions import FileCreateError

    from bot.community_file import CommunityFileError
    from bot.sections import ConfigError

    try:
        yield
    except (ConfigError, CommunityFileError) as error:
        raise Trouble(Exit.CONFIG, str(error)) from None
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise Trouble(Exit.CONFIG, f"database.url: {error}; for PostgreSQL install qianshao[postgres]") from None
    except DBAPIError as error:
        first = str(error.orig).strip().splitlines()[0] if error.orig else type(error).__name__
        advice = (
            "run `qianshao migrate`" if "no such table" in first or "does not exist" in first else "check database.url"
        )
        raise Trouble(Exit.DATABASE, f"the database says: {first}; {advice}") from None
    except FileCreateError as error:
        raise Trouble(Exit.FAILED, f"the file cannot be written: {error}") from None
    except LookupError as error:
        raise Trouble(Exit.FAILED, f"{error}") from None
    except OSError as error:
        raise Trouble(Exit.FAILED, f"{error.filename or ''}: {error.strerror or error}".lstrip(": ")) from None


def settings(path: "Path | None") -> "Config":
    """Read the settings and set logging up by them. Raise Trouble."""
    from bot import log
    from bot.config import load

    with explained():
        config = load(path)
    secrets = (config.telegram.token.get_secret_value(), config.telegram.webhook_secret.get_secret_value())
    log.configure(config.log.level, config.log.format, tuple(filter(None, secrets)))
    return config
