"""Trouble on order: refusals, delays and cut connections for the next calls of a method, first ordered first served."""

from dataclasses import dataclass
from typing import Literal

from bot.sandbox.parameters import Parameters
from bot.sandbox.refusals import Impossible, Refused

Drop = Literal["before", "after"]

_WORDS = {
    400: "Bad Request: chat not found",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    404: "Not Found",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    413: "Request Entity Too Large",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
    504: "Gateway Timeout",
}


@dataclass(slots=True)
class Fault:
    """One order. `times` left (None: for ever), `delay` in seconds, `drop`: cut the line before or after the effect."""

    method: str
    times: int | None = 1
    status: int | None = None
    retry_after: int | None = None
    description: str | None = None
    delay: float = 0.0
    drop: Drop | None = None
    chat: int | None = None

    def refusal(self) -> Refused | None:
        """Return what the call is answered with instead of being done; None: it is done."""
        if self.status is None:
            return None
        if self.status == 429:
            seconds = self.retry_after if self.retry_after is not None else 1
            return Refused(429, self.description or f"Too Many Requests: retry after {seconds}", retry_after=seconds)
        return Refused(self.status, self.description or _WORDS.get(self.status, "Bad Request: scripted fault"))


class Faults:
    """The orders that are still open."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []

    def add(
        self,
        method: str,
        *,
        times: int | None = 1,
        status: int | None = None,
        retry_after: int | None = None,
        description: str | None = None,
        delay: float = 0.0,
        drop: str | None = None,
        chat: int | None = None,
    ) -> None:
        """Order trouble for the next `times` calls of a method ("*": any but getUpdates) to `chat` (None: any)."""
        if status is None and retry_after is not None:
            status = 429
        if drop not in (None, "before", "after"):
            raise Impossible(f'drop is "before" or "after" the effect, not {drop!r}')
        if status is not None and not 400 <= status <= 599:
            raise Impossible(f"a fault has a status from 400 to 599, not {status}")
        if status is None and drop is None and delay <= 0:
            raise Impossible("this fault would do nothing; give a status, a delay or a drop")
        self._orders.append(
            Fault(method.lower(), times, status, retry_after, description, delay, drop, chat)  # type: ignore[arg-type]
        )

    def clear(self) -> None:
        """Forget all orders."""
        self._orders.clear()

    def take(self, method: str, parameters: Parameters) -> Fault | None:
        """Return the trouble for this call, if any, and count it. `method` is in lower case."""
        if not self._orders:
            return None
        for order in self._orders:
            if order.method != method and (order.method != "*" or method == "getupdates"):
                continue
            if order.chat is not None and parameters.integer("chat_id") != order.chat:
                continue
            if order.times is not None:
                order.times -= 1
                if order.times <= 0:
                    self._orders.remove(order)
            return order
        return None
