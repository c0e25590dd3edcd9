"""An evening in 秦庄社区, played with real messages and real photos: what a newcomer sees first.

Knows who says what and when; the bot's answers are its own.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.sandbox import scenes
from bot.sandbox.town import Town

ZONE = ZoneInfo("Asia/Shanghai")
REPORTS, STAFF = -1001, -1002
WANG, MA, ZHANG, ZHAO, SECRETARY, LIN, SUPERVISOR = range(1001, 1008)
LI, CHEN = 3001, 3002
PEOPLE = (
    (WANG, "王姐", "网格员 · 第一网格", "gridworker · grid 1"),
    (MA, "老马", "网格员 · 第二网格", "gridworker · grid 2"),
    (ZHANG, "张网格长", "网格长", "grid chief"),
    (ZHAO, "老赵", "物业", "property company"),
    (SECRETARY, "陈书记", "社区书记", "community secretary"),
    (LIN, "林主任", "街道", "subdistrict"),
    (SUPERVISOR, "周督导", "督导", "supervisor"),
    (LI, "小李", "骑手", "rider"),
    (CHEN, "小陈", "骑手", "rider"),
)
Settle = Callable[[], Awaitable[None]]


def people(town: Town) -> None:
    """Let everybody move in."""
    for identity, name, note, note_en in PEOPLE:
        town.person(identity, name, language_code="zh-hans", note=note, note_en=note_en, started=True)
    staff = [WANG, MA, ZHANG, ZHAO, SECRETARY]
    town.group(REPORTS, "秦庄随手报", members=[*staff, LI, CHEN], bot_status="administrator")
    town.group(STAFF, "秦庄网格群", members=staff, bot_status="administrator")


def beginning(now: datetime) -> datetime:
    """Return the evening's first moment: half past five in the afternoon of the local day."""
    return datetime.combine(now.astimezone(ZONE).date(), datetime.min.time(), ZONE).replace(hour=17, minute=30)


class Evening:
    """The play. `settle` waits until the bot has done all it has to do at this moment."""

    def __init__(self, town: Town, clock: Clock, settle: Settle) -> None:
        self.town, self.clock, self.settle = town, clock, settle

    async def play(self) -> None:
        """Play from half past five until the digest at eight."""
        await self.say(SUPERVISOR, SUPERVISOR, "/start")
        await self.flying_wire()
        await self.nobody_answers()
        await self.fraud_question()
        await self.not_really_fixed()
        await self.say(SUPERVISOR, SUPERVISOR, "/stats 今天 第一网格")
        await self.at("20:00")

    async def flying_wire(self) -> None:
        """A photo with words; claimed by replying; fixed with a photo; confirmed by one tap."""
        await self.at("17:31")
        words = "5号楼这边有飞线充电现象,电线垂在过道上看起来有点危险,需要赶紧去看看。"
        await self.say(LI, REPORTS, words, ["flying_wire"])
        await self.at("17:33")
        await self.reply(WANG, "收到,马上到")
        await self.at("17:52")
        await self.reply(WANG, "已处理,线收了,业主答应去充电棚充", ["flying_wire_fixed"])
        await self.at("17:54")
        await self.press(LI, REPORTS, 0)

    async def nobody_answers(self) -> None:
        """A photo first, the words after; nobody takes it, so it climbs; the chief does."""
        await self.at("18:05")
        await self.say(CHEN, REPORTS, "", ["sewage"])
        await self.say(LI, REPORTS, "今天这单子爆了😂")
        await self.say(CHEN, REPORTS, "下水井往外冒水,臭死了,8号楼后面")
        for moment in ("18:11", "18:16"):
            await self.at(moment)
        await self.reply(ZHANG, "我去看看")
        await self.at("18:44")
        await self.reply(ZHANG, "疏通了,冲干净了", ["sewage_fixed"])

    async def fraud_question(self) -> None:
        """A consultation: answered in words, its own words kept out of the group."""
        await self.at("18:50")
        await self.say(LI, REPORTS, "1号楼有位居民咨询自己收到的信息是不是诈骗的……")
        await self.at("18:53")
        await self.reply(WANG, "收到,我去看看")
        await self.at("19:02")
        await self.reply(WANG, "已处理,没转钱,96110也说了")

    async def not_really_fixed(self) -> None:
        """No place given, so one question with buttons; fixed, not fixed, fixed."""
        await self.at("19:10")
        await self.say(CHEN, REPORTS, "路灯又不亮了,台阶都看不见", ["street_lamp"])
        await self.press(CHEN, REPORTS, 2)
        await self.at("19:12")
        await self.press(ZHAO, ZHAO, 0)
        await self.at("19:30")
        await self.reply(ZHAO, "修好了")
        await self.at("19:36")
        await self.press(CHEN, REPORTS, 1)
        await self.at("19:48")
        await self.reply(ZHAO, "灯泡换了,这回真亮了", ["street_lamp_fixed"])

    # ----------------------------------------------------------------------- what one can do

    async def at(self, clock: str) -> None:
        """Let time pass until a local clock time, and the bot do what falls due."""
        hour, minute = (int(part) for part in clock.split(":"))
        local = self.clock.now().astimezone(ZONE)
        moment = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        self.clock.move(max(timedelta(0), moment - local))
        await self.settle()

    async def say(self, person: int, chat: int, text: str, photos: list[str] | None = None) -> None:
        """Let somebody write."""
        self.town.say(chat, person, text, photos=[scenes.draw(name) for name in photos or ()])
        await self.settle()

    async def reply(self, person: int, text: str, photos: list[str] | None = None) -> None:
        """Let somebody reply to the latest card in their private chat."""
        card = self._latest(person, person)
        drawn = [scenes.draw(name) for name in photos or ()]
        self.town.say(person, person, text, reply_to=card["message_id"], photos=drawn)
        await self.settle()

    async def press(self, person: int, chat: int, button: int) -> None:
        """Let somebody press the n-th button under the latest message that has any."""
        card = self._latest(person, chat)
        buttons = [one for row in card["reply_markup"]["inline_keyboard"] for one in row]
        self.town.press(chat, person, card["message_id"], buttons[button]["callback_data"])
        await self.settle()

    def _latest(self, person: int, chat: int) -> dict[str, Any]:
        shown = [message for message in self.town.messages(chat) if message.get("reply_markup")]
        if not shown:
            raise LookupError(f"nothing with buttons in chat {chat} for {person}")
        return shown[-1]
