"""Fetches the bytes of a picture. Their address carries the token, so it is never stored and never logged."""

from dataclasses import dataclass

from telegram.error import BadRequest, Forbidden, TelegramError

from bot.telegram_io.client import Client


@dataclass(frozen=True, slots=True)
class Fetched:
    """The bytes as Telegram has them."""

    content: bytes


@dataclass(frozen=True, slots=True)
class Missing:
    """They cannot be had. `for_good`: asking again will not help."""

    why: str
    for_good: bool


async def fetch(client: Client, file_id: str, most_bytes: int) -> Fetched | Missing:
    """Download one file of at most `most_bytes`."""
    try:
        file = await client.get_file(file_id)
        if file.file_size and file.file_size > most_bytes:
            return Missing("too big", for_good=True)
        content = bytes(await file.download_as_bytearray())
    except BadRequest as error:
        too_big = "too big" in str(error).lower()
        return Missing("too big" if too_big else str(error), for_good=True)
    except Forbidden as error:
        return Missing(str(error), for_good=True)
    except (TypeError, KeyError, ValueError) as error:
        return Missing(f"the answer makes no sense: {type(error).__name__}", for_good=False)
    except TelegramError as error:
        return Missing(f"{type(error).__name__}: {error}"[:200], for_good=False)
    if len(content) > most_bytes:
        return Missing("too big", for_good=True)
    return Fetched(content)
