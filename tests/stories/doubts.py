"""What stories of joining and of second thoughts look at: receipts, the doubts they offer, what a ticket knows."""

import json
from datetime import timedelta
from typing import Any

from tests.stories.town import Town

WIRE = "5号楼有飞线充电"
AGAIN = "5号楼飞线充电,电线都拖到地上了"
PIN = (39.1234, 117.2345)


def tickets(town: Town) -> int:
    return len(town.rows("SELECT id FROM ticket"))


def answers(town: Town, message: int, chat: str = "group") -> list[dict[str, Any]]:
    return [shown for shown in town.posts(chat) if shown.get("reply_to_message", {}).get("message_id") == message]


def tap(town: Town, who: str, kind: str, message: int, *, after: timedelta = timedelta(0)) -> None:
    """Let somebody press the second thought of that kind on the receipt of a message, so long after one saw it."""
    receipt = answers(town, message)[0]
    (button,) = [
        button["callback_data"]
        for row in receipt["reply_markup"]["inline_keyboard"]
        for button in row
        if button["callback_data"].split(":")[1] == kind
    ]
    _, deed, _, _, extra = button.split(":", 4)
    town.house.clock.move(after)
    town.tap(who, f"{deed}:{extra}", chat="group", message=receipt["message_id"])


def doubts(town: Town, message: int) -> list[str]:
    """Return the second thoughts that the receipt of a message offers."""
    return town.second_thoughts("group", answers(town, message)[0]["message_id"])


def buildings(town: Town, number: int) -> list[str]:
    kept = town.ticket(number).buildings
    return list(json.loads(kept) if isinstance(kept, str) else kept)


def pictures(town: Town, number: int) -> int:
    query = f"SELECT p.id FROM photo p JOIN ticket t ON t.id = p.ticket_id WHERE t.number = {number}"
    return len(town.rows(f"{query} AND p.purpose = 'before'"))


def heard(town: Town, who: str, words: str) -> list[str]:
    return [said for said in town.heard_by(who) if words in said]


def second(town: Town) -> int:
    """Return the message with which 小陈 has told of it, too."""
    (row,) = town.rows("SELECT message_id FROM part WHERE sender_id = 3002")
    return int(row.message_id)
