"""python-telegram-bot over aiohttp: connections are kept, timeouts are ours, and "never sent" can be told from "maybe".

Knows HTTP; not what is asked for.
"""

import json
from http import HTTPStatus
from typing import Any

import aiohttp
import orjson
from telegram._utils.defaultvalue import DEFAULT_NONE
from telegram._utils.types import ODVInput
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

KEEP_ALIVE_SECONDS = 75
CONNECT_SECONDS = 5.0


class NotSent(NetworkError):
    """The request never reached Telegram, so it may be tried again without fear of a duplicate."""


class AiohttpRequest(BaseRequest):
    """HTTP for `telegram.Bot`. `read_timeout` in seconds; `connections` is how many calls may be under way."""

    def __init__(self, *, connections: int, read_timeout: float, proxy: str = "") -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._proxy = proxy or None
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Return the seconds an answer may take."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the pool of connections."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=KEEP_ALIVE_SECONDS)
            self._session = aiohttp.ClientSession(connector=connector, auto_decompress=True)

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session is not None:
            await self._session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """Return the parsed answer. Raise NetworkError when Telegram would not give it: proxies answer, too."""
        try:
            answer = orjson.loads(payload)
        except orjson.JSONDecodeError:
            # The standard library reads lone surrogates, which people's phones do send.
            try:
                answer = json.loads(payload.decode("utf-8", "replace"))
            except ValueError:
                raise NetworkError("the answer is not JSON") from None
        if not isinstance(answer, dict) or (answer.get("ok") is not False and "result" not in answer):
            raise NetworkError("the answer makes no sense")
        if answer.get("ok") is False and "description" not in answer:
            raise NetworkError("the answer refuses without a reason")
        return answer

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = DEFAULT_NONE,
        write_timeout: ODVInput[float] = DEFAULT_NONE,
        connect_timeout: ODVInput[float] = DEFAULT_NONE,
        pool_timeout: ODVInput[float] = DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one request; return status and body. Raise NotSent, TimedOut or NetworkError, never with the address.

        BadRequest when it is larger than the other side takes.
        """
        if self._session is None:
            raise NotSent("the connection is not open yet")
        seconds = read_timeout if isinstance(read_timeout, int | float) else self._read_timeout
        timeout = aiohttp.ClientTimeout(
            total=seconds + CONNECT_SECONDS, sock_connect=CONNECT_SECONDS, sock_read=seconds
        )
        try:
            async with self._session.request(
                method, url, data=_body(request_data), timeout=timeout, proxy=self._proxy, allow_redirects=False
            ) as answer:
                if answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
                    # A proxy before Telegram may say so, too, in its own words: to try again cannot help.
                    raise BadRequest("the file is too large")
                return answer.status, await answer.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            # The address in the library's own words would carry the token.
            raise NotSent(f"cannot connect: {type(error).__name__}") from None
        except TimeoutError:
            raise TimedOut("no answer in time") from None
        except aiohttp.ClientError as error:
            raise NetworkError(f"connection failed: {type(error).__name__}") from None


def _body(data: RequestData | None) -> aiohttp.FormData | dict[str, str] | None:
    if data is None:
        return None
    if not data.contains_files:
        return data.json_parameters or None
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form
