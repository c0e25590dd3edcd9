"""The log of what the bot asked for and what it got. Keeps the newest calls; never the token."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.sandbox.parameters import Parameters


@dataclass(slots=True)
class Call:
    """One call: its number, moment, documented method name and HTTP status; 0 means the connection was dropped."""

    n: int
    at: datetime
    method: str
    parameters: Parameters = field(repr=False)
    status: int = 200
    description: str = ""
    answer: Any = field(default=None, repr=False)

    @property
    def ok(self) -> bool:
        """Return whether the bot got what it asked for."""
        return self.status == 200

    @property
    def params(self) -> dict[str, Any]:
        """Return the arguments as plain JSON."""
        return self.parameters.plain()

    @property
    def result(self) -> Any:
        """Return the `result` the bot received, None if it was refused."""
        return json.loads(self.answer) if isinstance(self.answer, bytes) else self.answer

    def shown(self) -> dict[str, Any]:
        """Return the call as the people's side lists it."""
        shown = {
            "n": self.n,
            "at": self.at.isoformat(),
            "method": self.method,
            "params": self.params,
            "ok": self.ok,
            "status": self.status,
        }
        return shown | ({"description": self.description} if self.description else {})


class Calls:
    """The newest calls, oldest first; `keep` and at most as many again."""

    def __init__(self, keep: int = 100_000) -> None:
        self._keep = keep
        self._calls: list[Call] = []
        self.count = 0

    def open(self, at: datetime, method: str, parameters: Parameters) -> Call:
        """Write down a call that has just come in."""
        self.count += 1
        call = Call(self.count, at, method, parameters)
        self._calls.append(call)
        if len(self._calls) > 2 * self._keep:
            del self._calls[: self._keep]
        return call

    def __iter__(self) -> Iterator[Call]:
        return iter(self._calls)

    def since(self, n: int) -> list[Call]:
        """Return the calls after number `n`."""
        first = self._calls[0].n if self._calls else 1
        return self._calls[max(n + 1 - first, 0) :]

    def all(self) -> list[Call]:
        """Return the calls that are remembered, oldest first."""
        return list(self._calls)
