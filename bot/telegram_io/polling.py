"""One long poll. Whatever goes wrong is an answer here, never an exception: a poll loop that ends is a deaf bot."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.telegram_io.client import POLL_SECONDS, Client


@dataclass(frozen=True, slots=True)
class Heard:
    """Raw updates, in order; perhaps none."""

    updates: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Deaf:
    """Nothing could be heard. `why` says it without the token; `rest_seconds` is how long to wait."""

    why: str
    rest_seconds: float


def seconds(wait: int | timedelta) -> float:
    """Return a wait that Telegram asked for; the library is moving from whole seconds to lengths of time."""
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


async def poll(client: Client, offset: int | None, wait: int = POLL_SECONDS) -> Heard | Deaf:
    """Ask once for updates after `offset`, waiting for at most `wait` seconds."""
    try:
        return Heard(tuple(await client.raw_updates(offset, wait)))
    except Conflict:
        return Deaf("another program is polling with the same token; stop it, or use another bot", 5.0)
    except InvalidToken:
        # One 401 can be a hiccup of the server, so this, too, is tried again.
        return Deaf("Telegram does not accept the token; check telegram.token", 15.0)
    except RetryAfter as error:
        return Deaf("too many requests", seconds(error.retry_after))
    except TelegramError as error:
        return Deaf(f"{type(error).__name__}: {error}"[:200], 2.0)
