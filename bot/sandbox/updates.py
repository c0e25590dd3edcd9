"""The queue of updates the bot has not confirmed: order, expiry, allowed kinds, and the long poll on it.

Keeps updates as the JSON they were when they happened; never looks into them again.
"""

import asyncio
import json
from collections import deque
from dataclasses import dataclass
from typing import Any

from bot.clock import Clock
from bot.sandbox.parameters import Parameters
from bot.sandbox.refusals import Refused, bad_request

KINDS = (
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
    "edited_business_message", "deleted_business_messages", "message_reaction", "message_reaction_count",
    "inline_query", "chosen_inline_result", "callback_query", "shipping_query", "pre_checkout_query",
    "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member", "chat_join_request", "chat_boost",
    "removed_chat_boost",
)  # fmt: skip
DEFAULT_KINDS = frozenset(KINDS) - {"chat_member", "message_reaction", "message_reaction_count"}
DAY = 86_400
CALLBACK_LIFE = 150
LONGEST_POLL = 50
FUTURE = 10
LARGEST_ANSWER = 4 * 1024 * 1024
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
OTHER_POLLER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
BY_SETWEBHOOK = "Conflict: terminated by setWebhook request"


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update nobody has confirmed: `expires` in unix seconds; `lane` keeps the order of a webhook's deliveries."""

    id: int
    kind: str
    lane: str
    expires: float
    body: bytes


class Updates:
    """Everything that waits for the bot. `throttled` switches Telegram's brake on quickly repeated polls on."""

    def __init__(
        self, clock: Clock, *, day: int = DAY, callback_life: int = CALLBACK_LIFE, throttled: bool = False
    ) -> None:
        self._clock = clock
        self._day = day
        self._callback_life = callback_life
        self._throttled = throttled
        self._queue: deque[Waiting] = deque()
        self._next_id = 100_000_001
        self._soonest = float("inf")
        self._allowed: frozenset[str] = DEFAULT_KINDS
        self._poll: asyncio.Future[str | None] | None = None
        self._previous: tuple[int, float] = (-1, 0.0)
        self.webhook_url = ""
        self.arrived = asyncio.Event()

    def __len__(self) -> int:
        self._forget_old()
        return len(self._queue)

    @property
    def allowed(self) -> frozenset[str]:
        """Return the kinds the bot has asked for."""
        return self._allowed

    def add(self, kind: str, body: dict[str, Any], *, lane: str, date: float | None = None) -> int:
        """Queue an update and return its id, or 0 if the bot does not want its kind. `date`: unix seconds, now."""
        if kind not in self._allowed:
            return 0
        now = self._clock.now().timestamp()
        life = self._callback_life if kind == "callback_query" else self._day
        expires = (now if date is None else date) + life
        if expires <= now:
            return 0
        update_id = self._next_id
        self._next_id += 1
        packed = json.dumps({"update_id": update_id, kind: body}, ensure_ascii=False).encode()
        self._queue.append(Waiting(update_id, kind, lane, expires, packed))
        self._soonest = min(self._soonest, expires)
        self.arrived.set()
        self.release()
        return update_id

    def restart_ids(self, first: int) -> None:
        """Number the following updates from `first` on, as Telegram does after an idle week."""
        self._next_id = first

    def allow(self, given: Any) -> None:
        """Remember which kinds the bot wants: a missing list changes nothing, an empty one means the default."""
        if given is None:
            return
        if not isinstance(given, list) or not all(isinstance(kind, str) for kind in given):
            raise bad_request("can't parse allowed updates: expected an Array of String")
        self._allowed = frozenset(given) & frozenset(KINDS) or DEFAULT_KINDS

    def _forget_old(self) -> None:
        now = self._clock.now().timestamp()
        # Not only the head: a callback query lives shorter than the message before it.
        if self._soonest <= now:
            self._queue = deque(update for update in self._queue if update.expires > now)
            self._soonest = min((update.expires for update in self._queue), default=float("inf"))

    def pending(self) -> list[Waiting]:
        """Return what waits, oldest first."""
        self._forget_old()
        return list(self._queue)

    def drop(self, update: Waiting) -> None:
        """Forget one delivered update."""
        if self._queue and self._queue[0] is update:
            self._queue.popleft()
        elif update in self._queue:
            self._queue.remove(update)

    def clear(self) -> None:
        """Forget everything that waits."""
        self._queue.clear()

    def release(self) -> None:
        """Let a long poll that is under way return at once with what there is."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(None)

    def interrupt(self, reason: str) -> None:
        """End a long poll that is under way with a 409."""
        if self._poll is not None and not self._poll.done():
            self._poll.set_result(reason)

    async def poll(self, parameters: Parameters) -> bytes:
        """Answer getUpdates with the JSON array it returns. Raise 409 when somebody else polls or a webhook is set."""
        if self.webhook_url:
            raise Refused(409, WEBHOOK_ACTIVE)
        offset = parameters.integer("offset")
        limit = min(max(parameters.integer("limit", 100), 1), 100)
        timeout = min(max(parameters.integer("timeout"), 0), LONGEST_POLL)
        self.allow(parameters.structure("allowed_updates"))
        if self._throttled:
            limit, timeout = self._brake(offset, limit, timeout)
        self.interrupt(OTHER_POLLER)
        self._confirm(offset)
        if not self._queue and timeout > 0:
            await self._wait(timeout)
        return self._packed(limit)

    def _brake(self, offset: int, limit: int, timeout: int) -> tuple[int, int]:
        now = asyncio.get_running_loop().time()
        previous_offset, previous_time = self._previous
        self._previous = (offset, now)
        if offset == previous_offset and timeout < 3 and now < previous_time + 3.0:
            timeout = 3
        if offset == previous_offset and now < previous_time + 0.5:
            limit = 1
        return limit, timeout

    def _confirm(self, offset: int) -> None:
        self._forget_old()
        if offset < 0:
            while len(self._queue) > -offset:
                self._queue.popleft()
        elif 0 < offset <= self._next_id + FUTURE:
            # An offset of a far future is one of before the ids were restarted: it confirms nothing.
            while self._queue and self._queue[0].id < offset:
                self._queue.popleft()

    async def _wait(self, timeout: float) -> None:
        poll: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
        self._poll = poll
        try:
            reason = await asyncio.wait_for(poll, timeout)
        except TimeoutError:
            return
        finally:
            if self._poll is poll:
                self._poll = None
        if reason is not None:
            raise Refused(409, reason)

    def _packed(self, limit: int) -> bytes:
        self._forget_old()
        parts: list[bytes] = []
        size = 0
        for update in self._queue:
            if len(parts) == limit or (parts and size + len(update.body) > LARGEST_ANSWER):
                break
            parts.append(update.body)
            size += len(update.body)
        return b"[" + b",".join(parts) + b"]"
