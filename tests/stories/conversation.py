"""A conversation as it was written down: who says what at which moment. Everybody of the ten transcripts lives here.

Lines are said, time passes between them; what comes of them is looked at by the stories, never here.
"""

import json
from datetime import timedelta
from typing import Any

from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import GROUP, Town

NEWCOMERS = {
    "小周": 2001, "小孟": 2002, "老魏": 2003, "吴姨": 2004, "小杨": 2005, "老韩": 2006,
    "小徐": 3101, "孙亮": 3102, "马超": 3103, "周涛": 3104, "小冯": 3105, "骑手A": 3106, "骑手B": 3107, "骑手C": 3108,
    "老高": 3109, "Ali": 3110, "小丁": 3111, "大刘": 3112, "刘阿姨": 3201, "何": 3202,
}  # fmt: skip
_STAFF = (
    ("小周", "property", "donglijia"),
    ("小周", "property", "danjiangli"),
    ("小孟", "gridworker", "grid-1"),
    ("老魏", "gridworker", "danjiangli"),
    ("吴姨", "building_head", "jia-5"),
    ("小杨", "community", "qinzhuang"),
)
_PLACES = """
[[area]]
id = "donglijia"
level = "grid"
name = "湘潭东里网格"
parent = "qinzhuang"
estate = "湘潭东里"
buildings = ["21"]
[[area]]
id = "danjiangli"
level = "grid"
name = "丹江里网格"
parent = "qinzhuang"
estate = "丹江里"
[[area]]
id = "jia-5"
level = "building"
name = "甲5号楼"
parent = "grid-1"
buildings = ["甲5"]
"""


def _community() -> str:
    """Return 秦庄 with two estates more, and 老赵 as the property company of all the rest."""
    zhao = 'person = "zhao"\nrole = "property"\narea = '
    known = QINZHUANG.replace('"7-12", "21"', '"7-12"').replace(f'{zhao}"grid-1"', f'{zhao}"qinzhuang"')
    people = "".join(
        f'[[person]]\nid = "p{NEWCOMERS[name]}"\nname = "{name}"\ntelegram_id = {NEWCOMERS[name]}\n'
        for name in dict.fromkeys(name for name, _, _ in _STAFF)
    )
    roles = "".join(
        f'[[assignment]]\nperson = "p{NEWCOMERS[name]}"\nrole = "{role}"\narea = "{area}"\n'
        for name, role, area in _STAFF
    )
    return known + _PLACES + people + roles + STAFF_GROUP


COMMUNITY = _community()


class Conversation:
    """What is said in the riders' group of one town, counted from the first line; lines are numbered from 1."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.said = [0]
        self._began = town.clock.now()

    def until(self, moment: str) -> None:
        """Let time pass until `moment` ("24:50": minutes and seconds after the first line)."""
        minutes, seconds = moment.split(":")
        left = self._began + timedelta(minutes=int(minutes), seconds=int(seconds)) - self.town.clock.now()
        if left > timedelta(0):
            self.town.wait(minutes=left.total_seconds() / 60)

    def line(self, moment: str, who: str, text: str = "", **more: Any) -> int:
        """Let somebody say a line at its moment; return the message's id, of an album the first one's."""
        self.until(moment)
        self.said.append(self.town.say(who, text, **more)[0])
        return self.said[-1]

    def lines(self, *said: tuple[str, str, str]) -> None:
        """Let people say plain lines one after the other."""
        for moment, who, text in said:
            self.line(moment, who, text)

    def sticker(self, moment: str, who: str, emoji: str) -> int:
        """Let somebody send a sticker, which the sandbox's people cannot; return the message's id."""
        self.until(moment)
        self.said.append(9000 + len(self.said))
        picture = {"file_id": "CAACAgQAAx", "file_unique_id": "AgADx", "type": "regular", "width": 512, "height": 512}
        body = {
            "message_id": self.said[-1],
            "date": int(self.town.clock.now().timestamp()),
            "chat": {"id": GROUP, "type": "group", "title": "秦庄随手报"},
            "from": {"id": self.town.people[who], "is_bot": False, "first_name": who},
            "sticker": picture | {"is_animated": False, "is_video": False, "emoji": emoji},
        }
        self.town.whisper("message", body)
        return self.said[-1]

    def answers(self, number: int) -> list[dict[str, Any]]:
        """Return what the bot says in reply to a line, as it stands there now."""
        replied = [post for post in self.town.posts("group") if "reply_to_message" in post]
        return [post for post in replied if post["reply_to_message"]["message_id"] == self.said[number]]

    def press(self, who: str, number: int, deed: str) -> None:
        """Let somebody press a button under the bot's latest answer to a line."""
        self.town.tap(who, deed, chat="group", message=self.answers(number)[-1]["message_id"])

    def unanswered(self, *numbers: int) -> bool:
        """Tell whether the bot neither replied nor reacted to any of these lines."""
        return not any(self.answers(number) or self.town.reactions(self.said[number]) for number in numbers)


def numbers(town: Town) -> list[int]:
    """Return the numbers of all tickets there are."""
    return [row.number for row in town.rows("SELECT number FROM ticket ORDER BY number")]


def holder(town: Town, number: int = 1) -> str | None:
    """Return who is on a ticket."""
    found = town.rows(f"SELECT p.name FROM ticket t JOIN person p ON p.id = t.holder_id WHERE t.number = {number}")
    return found[0].name if found else None


def buildings(town: Town, number: int = 1) -> list[str]:
    """Return a ticket's buildings."""
    kept = town.ticket(number).buildings
    return list(json.loads(kept) if isinstance(kept, str) else kept)


def pictures(town: Town, number: int = 1, purpose: str = "before") -> int:
    """Return how many pictures of a purpose were sent in for a ticket."""
    query = "SELECT p.id FROM photo p JOIN ticket t ON t.id = p.ticket_id"
    return len(town.rows(f"{query} WHERE t.number = {number} AND p.purpose = '{purpose}'"))


def notes(town: Town, number: int = 1) -> list[str]:
    """Return what was said with each thing that happened to a ticket, in order."""
    query = "SELECT e.note FROM event e JOIN ticket t ON t.id = e.ticket_id"
    return [row.note for row in town.rows(f"{query} WHERE t.number = {number} ORDER BY e.id")]


def public(town: Town) -> str:
    """Return all that the bot says in the riders' and the staff group now."""
    return "\n".join((*town.heard_by("group"), *town.heard_by("staff")))
