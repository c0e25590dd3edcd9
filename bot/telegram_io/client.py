"""The one connection to Telegram: a `telegram.Bot` on our own HTTP, and what start-up asks of it.

Two pools: a long poll must never take the connection that an alarm needs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import Bot, BotCommand
from telegram.error import InvalidToken, TelegramError

from bot.telegram_io.request import AiohttpRequest

TELEGRAM = "https://api.telegram.org"
POLL_SECONDS = 25
READ_SECONDS = 30.0
ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member")


class Client(Bot):
    """A bot that also hands out updates as Telegram wrote them: one we cannot read must not spoil its neighbours."""

    async def raw_updates(self, offset: int | None, wait: int = POLL_SECONDS) -> list[dict[str, Any]]:
        """Long-poll for at most `wait` seconds; `offset` confirms everything before it. Return raw update objects."""
        data: dict[str, Any] = {"timeout": wait, "limit": 100, "allowed_updates": list(ALLOWED)}
        if offset is not None:
            data["offset"] = offset
        found = await self._post("getUpdates", data, read_timeout=wait + 10)
        heard = found if isinstance(found, list) else []
        return [raw for raw in heard if isinstance(raw, dict) and isinstance(raw.get("update_id"), int)]

    def __repr__(self) -> str:
        """Return a form without the token, which the library's own would print."""
        return "Client()"

    async def ask(self, method: str, **parameters: Any) -> Any:
        """Call a method and return Telegram's answer as plain JSON.

        The library's own methods build whole objects from every answer, where we want a number: half their cost.
        """
        return await self._post(method, {name: value for name, value in parameters.items() if value is not None})


@dataclass(frozen=True, slots=True)
class Self:
    """Who the bot is, as Telegram says."""

    id: int
    username: str
    reads_groups: bool


def connect(token: str, *, base_url: str = "", proxy: str = "", connections: int = 32) -> Client:
    """Return a client; nothing is sent before `initialize`.

    `base_url` names another Bot API server, without its path.
    """
    base = base_url.rstrip("/") or TELEGRAM
    return Client(
        token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=AiohttpRequest(connections=connections, read_timeout=READ_SECONDS, proxy=proxy),
        get_updates_request=AiohttpRequest(connections=1, read_timeout=POLL_SECONDS + 10, proxy=proxy),
    )


class TokenRefused(Exception):
    """Telegram does not know the token."""


class Unreachable(Exception):
    """Telegram, or the server at `base_url`, cannot be reached now."""


async def introduce(client: Client) -> Self:
    """Open the connection and ask who we are. Raise TokenRefused or Unreachable, in words without the token."""
    try:
        await client.initialize()
        me = await client.get_me()
    except InvalidToken:
        raise TokenRefused("Telegram does not accept the token; copy it again from @BotFather") from None
    except TelegramError as error:
        why = f"{type(error).__name__}: {error}"
        raise Unreachable(f"cannot reach Telegram ({why}); check telegram.base_url and telegram.proxy") from None
    return Self(me.id, me.username or "", bool(me.can_read_all_group_messages))


async def standing(client: Client, chat_id: int, bot_id: int) -> str:
    """Return the bot's status in a chat (`administrator`, `member`, …), or Telegram's words when it cannot be asked."""
    try:
        return str((await client.get_chat_member(chat_id, bot_id)).status)
    except TelegramError as error:
        return str(error)


async def offer_commands(client: Client, by_language: Mapping[str, Sequence[tuple[str, str]]]) -> None:
    """Tell Telegram the command menu; the language `""` is everybody else's. A failure only costs the menu."""
    for language, commands in by_language.items():
        try:
            await client.set_my_commands(
                [BotCommand(name, text) for name, text in commands], language_code=language or None
            )
        except TelegramError:
            return


async def set_webhook(client: Client, url: str, secret: str) -> None:
    """Let Telegram bring updates to `url`, or, when it is empty, keep them to be fetched. Raise Unreachable."""
    try:
        if url:
            await client.set_webhook(url, secret_token=secret, allowed_updates=list(ALLOWED))
        else:
            await client.delete_webhook()
    except TelegramError as error:
        raise Unreachable(f"the webhook could not be set: {error}") from None
