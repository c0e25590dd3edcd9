"""A town to tell stories in: people talk, time moves, we look at what they heard.

The bot is the real one: python-telegram-bot over HTTP against the sandbox, a real database, real pictures. The pumps
are turned by hand until nothing is left to do, so a story is the same every time and needs no waiting.
"""

import asyncio
import html
import threading
from collections.abc import Callable, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from bot import app, community_file, loops, schema
from bot.clock import Clock
from bot.config import Config
from bot.database import reading, transaction
from bot.language import Words
from bot.loops import House
from bot.sandbox import scenes
from bot.sandbox.server import Sandbox
from bot.services import census
from tests.sandbox.validation import check_answer, check_request
from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP

__all__ = ["GROUP", "PEOPLE", "QINZHUANG", "STAFF", "STAFF_GROUP", "Town", "said"]
T = TypeVar("T")
EVENING = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
"""Half past five on a Friday afternoon in 秦庄."""

GROUP, STAFF = -1001, -1002
PEOPLE = {
    "王姐": 1001, "老马": 1002, "张网格长": 1003, "老赵": 1004, "陈书记": 1005, "林主任": 1006, "周督导": 1007,
    "小李": 3001, "小陈": 3002, "阿强": 3003, "路人": 3009,
}  # fmt: skip


class Town:
    """One community, one group, one bot. Names are those of `PEOPLE`; chats are "group", "staff", or a person's name."""

    def __init__(
        self,
        url: str,
        folder: Path,
        *,
        community: str = QINZHUANG,
        privacy_mode: bool = False,
        language: str = "zh-hans",
        bot_status: str = "administrator",
        settings: dict[str, Any] | None = None,
        newcomers: dict[str, int] | None = None,
        not_started: Sequence[str] = (),
    ) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.clock = Clock(EVENING, frozen=True)
        self.sandbox = Sandbox(self.clock, privacy_mode=privacy_mode, flood_limits=False)
        self._language, self._bot_status = language, bot_status
        self.people = PEOPLE | (newcomers or {})
        self._not_started = not_started
        self.groups = {"group": GROUP, "staff": STAFF}
        self.call(self._populate())
        self.config = Config(
            **{
                "telegram": {"token": self.sandbox.token, "base_url": self.sandbox.base_url},
                "database": {"url": url},
                "photos": {"store": str(folder / "photos")},
                **(settings or {}),
            }
        )
        self.house = self._open()
        schema.upgrade(self.house.engine)
        self.take_in(community)
        self.call(app.open_house(self.house))

    def _open(self) -> House:
        async def build() -> House:
            return app.build(self.config, self.clock)

        return self.call(build())

    async def _populate(self) -> None:
        await self.sandbox.start(port=0)
        town = self.sandbox.town
        for name, identity in self.people.items():
            town.person(identity, name, language_code=self._language, started=name not in self._not_started)
        everybody = list(self.people.values())
        town.group(GROUP, "秦庄随手报", members=everybody, bot_status=self._bot_status)
        staff = [identity for identity in everybody if identity < 3000]
        town.group(STAFF, "秦庄网格群", members=staff, bot_status=self._bot_status)

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Run something in the loop that sandbox and bot share."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def do(self, what: Any, *given: Any, **named: Any) -> Any:
        """Call something of the sandbox's town in its loop."""

        async def act() -> Any:
            return what(*given, **named)

        return self.call(act())

    def take_in(self, community: str) -> None:
        """Import a community file."""
        with transaction(self.house.engine) as session:
            census.take(self.house.step(session), community_file.parse(community, Path("community.toml")))

    def close(self) -> None:
        """End the story. Every request the bot made was a legal one, and so was every answer."""
        self.call(app.close_house(self.house))
        self.call(self.sandbox.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        for call in self.sandbox.requests:
            check_request(call.method, call.params)
            if call.ok:
                check_answer(call.method, call.result)

    # ------------------------------------------------------------------- what people do

    def chat(self, name: str) -> int:
        """Return a chat's id by its name."""
        return self.groups.get(name) or self.people[name]

    def say(
        self,
        who: str,
        text: str = "",
        *,
        chat: str = "group",
        photos: Sequence[str | bytes] = (),
        answering: int | None = None,
        settle: bool = True,
        **more: Any,
    ) -> list[int]:
        """Let somebody write; photos are scenes' names or bytes. Return the messages' ids."""
        drawn = [scenes.draw(photo) if isinstance(photo, str) else photo for photo in photos]
        ids = self.do(
            self.sandbox.town.say, self.chat(chat), self.people[who], text, photos=drawn, reply_to=answering, **more
        )
        if settle:
            self.settle()
        return list(ids)

    def reply(
        self, who: str, text: str = "", *, chat: str | None = None, to: int | None = None, **more: Any
    ) -> list[int]:
        """Let somebody reply: to a message, else to the latest card in their private chat (or in `chat`)."""
        where = chat or who
        return self.say(who, text, chat=where, answering=to or self.card(where)["message_id"], **more)

    def press(
        self, who: str, label: str, *, chat: str | None = None, message: int | None = None, settle: bool = True
    ) -> None:
        """Let somebody press the button that begins with `label`, under a message or the latest one that has it."""
        self._press(who, chat or who, message, lambda button: button["text"].startswith(label), label, settle)

    def tap(
        self, who: str, action: str, *, chat: str | None = None, message: int | None = None, settle: bool = True
    ) -> None:
        """Let somebody press the button that does `action` ("claim", "return:not_mine"), whatever it is called."""
        self._press(who, chat or who, message, lambda button: _action(button) == action, action, settle)

    def _press(
        self, who: str, chat: str, message: int | None, wanted: Callable[[Any], bool], name: str, settle: bool
    ) -> None:
        where = self.chat(chat)
        for shown in reversed(self.do(self.sandbox.town.messages, where)):
            if message is not None and shown["message_id"] != message:
                continue
            for row in shown.get("reply_markup", {}).get("inline_keyboard", ()):
                for button in row:
                    if wanted(button):
                        data = button["callback_data"]
                        self.do(self.sandbox.town.press, where, self.people[who], shown["message_id"], data)
                        if settle:
                            self.settle()
                        return
        raise LookupError(f"no button {name!r} in {chat}; there are {self.buttons(chat)}")

    def edit(self, who: str, message: int, text: str, *, chat: str = "group") -> None:
        """Let somebody edit a message of theirs."""
        self.do(self.sandbox.town.edit, self.chat(chat), self.people[who], message, text)
        self.settle()

    def forget(self, who: str, message: int, *, chat: str = "group") -> None:
        """Let somebody delete a message; the bot hears nothing of it."""
        self.do(self.sandbox.town.delete, self.chat(chat), self.people[who], message)

    def whisper(self, kind: str, body: dict[str, Any], *, settle: bool = True) -> None:
        """Let Telegram bring an update that no client of ours could cause."""
        self.do(self.sandbox.updates.add, kind, body, lane="-")
        if settle:
            self.settle()

    def wait(self, *, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Let time pass, a minute at a time, and the bot do what falls due."""
        left = timedelta(minutes=minutes, hours=hours, days=days)
        stride = timedelta(minutes=1) if left <= timedelta(hours=3) else timedelta(minutes=10)
        while left > timedelta(0):
            self.clock.move(min(stride, left))
            left -= stride
            self.settle()

    def sleep(self, *, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Let time pass while the bot is down; it wakes up at the end."""
        self.clock.move(timedelta(minutes=minutes, hours=hours, days=days))
        self.settle()

    # ------------------------------------------------------------------- the bot

    def settle(self) -> None:
        """Turn the pumps until nothing is left to do; what is only paced gets the seconds it needs."""
        for _ in range(200):
            if self.call(self._round()):
                continue
            if not self._unsent():
                return
            self.clock.move(timedelta(seconds=1))
        raise TimeoutError("the bot does not come to rest")

    async def _round(self) -> bool:
        house = self.house
        worked = await loops.poll(house, 0)
        worked |= await house.work(loops.read)
        worked |= await loops.fetch(house)
        worked |= await loops.send(house)
        return worked | await house.work(loops.tick)

    def _unsent(self) -> bool:
        return bool(self.rows("SELECT id FROM outbox WHERE state IN ('waiting', 'sending')"))

    def restart(self, *, killed: bool = False) -> None:
        """Stop the bot and start it again; `killed`: without a chance to put anything in order."""
        old = self.house
        if killed:
            self.call(old.client.shutdown())
            self.call(old.darkroom.close())
            old.writer.shutdown(wait=True)
            old.engine.dispose()
        else:
            self.call(app.close_house(old))
        self.house = self._open()
        self.call(app.open_house(self.house))

    # ------------------------------------------------------------------- what they see

    def messages(self, chat: str) -> list[dict[str, Any]]:
        """Return a chat's messages as the people in it see them."""
        return list(self.do(self.sandbox.town.messages, self.chat(chat)))

    def posts(self, chat: str) -> list[dict[str, Any]]:
        """Return the bot's own messages in a chat, oldest first."""
        return [message for message in self.messages(chat) if message["from"]["is_bot"]]

    def heard_by(self, chat: str) -> list[str]:
        """Return what the bot says in a chat now, edits done, oldest first."""
        said = [m for m in self.messages(chat) if m["from"]["is_bot"]]
        return [html.unescape(m.get("text") or m.get("caption") or "") for m in said]

    def card(self, chat: str) -> dict[str, Any]:
        """Return the latest message of the bot in a chat that has buttons, else its latest message."""
        said = [m for m in self.messages(chat) if m["from"]["is_bot"]]
        if not said:
            raise LookupError(f"{chat} has heard nothing")
        return next((m for m in reversed(said) if m.get("reply_markup")), said[-1])

    def buttons(self, chat: str) -> list[str]:
        """Return the labels of all buttons that are shown in a chat."""
        rows = [row for m in self.messages(chat) for row in m.get("reply_markup", {}).get("inline_keyboard", ())]
        return [button["text"] for row in rows for button in row]

    def offers(self, chat: str, message: int | None = None) -> list[str]:
        """Return what the buttons under a message, or under the latest that has some, would do."""
        shown = self.card(chat) if message is None else self.post(chat, message)
        rows = shown.get("reply_markup", {}).get("inline_keyboard", ())
        return [_action(button) for row in rows for button in row]

    def post(self, chat: str, message: int) -> dict[str, Any]:
        """Return one message of a chat as it is shown now."""
        return next(shown for shown in self.messages(chat) if shown["message_id"] == message)

    def calls(self, method: str, chat: str | None = None) -> list[dict[str, Any]]:
        """Return the arguments of what the bot asked of Telegram and got, oldest first."""
        asked = [call.params for call in self.sandbox.requests if call.method == method and call.ok]
        return [given for given in asked if chat is None or str(given.get("chat_id")) == str(self.chat(chat))]

    def reactions(self, message: int, chat: str = "group") -> str:
        """Return the emoji on a message."""
        shown = next(m for m in self.messages(chat) if m["message_id"] == message)
        return "".join(reaction["emoji"] for reaction in shown.get("reactions", ()))

    def toasts(self, who: str) -> list[str]:
        """Return the answers to a person's presses."""
        return list(self.do(self.sandbox.town.toasts, self.people[who]))

    def rows(self, query: str) -> list[Any]:
        """Return rows of the database."""
        from sqlalchemy import text

        with reading(self.house.engine) as session:
            return list(session.execute(text(query)).all())

    def ticket(self, number: int = 1) -> Any:
        """Return a ticket's row."""
        return self.rows(f"SELECT * FROM ticket WHERE number = {int(number)}")[0]

    def events(self, number: int = 1) -> list[str]:
        """Return the kinds of a ticket's events, in order."""
        found = f"SELECT e.kind FROM event e JOIN ticket t ON t.id = e.ticket_id WHERE t.number = {int(number)} ORDER BY e.id"
        return [row.kind for row in self.rows(found)]


def _action(button: dict[str, Any]) -> str:
    """Return what a button does, without the ticket it does it to: `claim`, `return:not_mine`, `place:5`."""
    _, action, _, _, *extra = button["callback_data"].split(":", 4)
    return ":".join((action, *extra))


def said(sentence: str, language: str = "zh", **given: object) -> str:
    """Return an English sentence of the house as its readers see it."""
    return Words(language, UTC).say(sentence).format(**given)
