"""RUN: the pumps. Each opens its transactions, asks the time once a step, and calls services and telegram_io.

    poll     getUpdates → inbox, committed before the offset moves
    read     inbox → everything a message causes → outbox
    fetch    pictures: download, develop, store
    send     outbox → Telegram → what became of it
    tick     deadlines, what a dead process left behind
    publish  ended periods without a digest → outbox

Each pump does one piece of work and says whether there was any. Exceptions are caught here and nowhere else.
"""

from bot.loops.fetch import fetch
from bot.loops.house import House
from bot.loops.poll import give_up_turn, poll, take
from bot.loops.publish import publish
from bot.loops.pump import keep
from bot.loops.read import read
from bot.loops.send import keep_sending, send
from bot.loops.tick import forget, health, idle, recover, tick
from bot.loops.welcome import first_admins

__all__ = [
    "House",
    "fetch",
    "first_admins",
    "forget",
    "give_up_turn",
    "health",
    "idle",
    "keep",
    "keep_sending",
    "poll",
    "publish",
    "read",
    "recover",
    "send",
    "take",
    "tick",
]
