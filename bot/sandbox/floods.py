"""Telegram's published sending limits: 30 messages a second in all, one a second in a chat, 20 a minute in a group.

Counts by the clock of the town. A refused call is not counted.
"""

import math
from collections import deque

from bot.clock import Clock
from bot.sandbox.parameters import Parameters
from bot.sandbox.refusals import Refused, too_many_requests

OVERALL = (30, 1.0)
CHAT = (3, 3.0)  # One a second, with the short bursts Telegram tolerates.
GROUP = (20, 60.0)
SENDING = frozenset(
    {
        "sendmessage", "sendphoto", "senddocument", "sendmediagroup", "sendlocation", "copymessage", "forwardmessage",
    }
)  # fmt: skip
_FREE = frozenset({"getupdates", "setwebhook", "deletewebhook", "getwebhookinfo", "getme", "getfile"})


class Floods:
    """Sliding windows over what was sent."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._all: deque[float] = deque()
        self._chats: dict[str, deque[float]] = {}

    def check(self, method: str, parameters: Parameters) -> None:
        """Count a call (`method` in lower case); raise 429 with the seconds to wait if it is one too many."""
        if method in _FREE:
            return
        now = self._clock.now().timestamp()
        windows = [(self._all, OVERALL, 1)]
        if method in SENDING:
            chat = parameters.text("chat_id")
            weight = 1
            if method == "sendmediagroup":
                media = parameters.structure("media")
                weight = len(media) if isinstance(media, list) else 1
            sent = self._chats.setdefault(chat, deque())
            limit = GROUP if chat.startswith(("-", "@")) else CHAT
            windows.append((sent, limit, weight))
        for sent, (most, seconds), weight in windows:
            while sent and sent[0] <= now - seconds:
                sent.popleft()
            # One album may pass the line, as long as it begins before it.
            if len(sent) + min(weight, 1) > most:
                raise _wait(sent[0] + seconds - now)
        for sent, _, weight in windows:
            sent.extend([now] * weight)


def _wait(seconds: float) -> Refused:
    return too_many_requests(max(1, math.ceil(seconds)))
