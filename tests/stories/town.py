"""A town to tell stories in: people talk, time moves, we look at what they heard.

The bot is the real one: python-telegram-bot over HTTP against the sandbox, a real database, real pictures. The pumps
are turned by hand until nothing is left to do, so a story is the same every time and needs no waiting.
"""

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from bot import app, community_file
from bot.clock import Clock
from bot.config import Config
from bot.database import transaction
from bot.sandbox import scenes
from bot.sandbox.server import Sandbox
from bot.services import census
from tests.databases import reopened
from tests.sandbox.validation import check_answer, check_request
from tests.stories.clockwork import Clockwork
from tests.stories.onlookers import action
from tests.stories.qinzhuang import QINZHUANG

T = TypeVar("T")
EVENING = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
"""Half past five on a Friday afternoon in 秦庄."""

GROUP, STAFF = -1001, -1002
PEOPLE = {
    "王姐": 1001, "老马": 1002, "张网格长": 1003, "老赵": 1004, "陈书记": 1005, "林主任": 1006, "周督导": 1007,
    "小李": 3001, "小陈": 3002, "阿强": 3003, "路人": 3009,
}  # fmt: skip


class Town(Clockwork):
    """One community, one group, one bot. Names are those of `PEOPLE`; chats are "group", "staff" or a person's name.

    `community` is the text of a community file, empty where the database has one.
    """

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
        self._whispered = False
        self.groups = {"group": GROUP, "staff": STAFF}
        self._leaving = ExitStack()
        self._leaving.callback(self._end)
        try:
            self._begin(url, folder, community, settings or {})
        except BaseException:
            self._leaving.close()
            raise

    def _begin(self, url: str, folder: Path, community: str, settings: dict[str, Any]) -> None:
        self.call(self._populate())
        self._leaving.callback(lambda: self.call(self.sandbox.stop()))
        self.config = Config(
            **{
                "telegram": {"token": self.sandbox.token, "base_url": self.sandbox.base_url},
                "database": {"url": url},
                "photos": {"store": str(folder / "photos")},
                # Most stories are of something else than the picture that proves a fix.
                "proof": {"required": ()},
                **settings,
            }
        )
        self.engine = reopened(url)
        self.house = self._build(self.engine)
        self._leaving.callback(lambda: self.call(app.close_house(self.house)))
        if community:
            self.take_in(community)
        self.call(app.open_house(self.house))

    def _end(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

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

    def take_in(self, community: str) -> None:
        """Import a community file."""
        with transaction(self.house.engine) as connection:
            census.take(self.house.step(connection), community_file.parse(community, Path("community.toml")))

    def close(self) -> None:
        """End the story. Every request the bot made was a legal one, and so was every answer."""
        self._leaving.close()
        for call in self.sandbox.requests:
            check_request(call.method, call.params)
            if call.ok and not (self._whispered and call.method == "getUpdates"):
                check_answer(call.method, call.result)

    # ------------------------------------------------------------------- what people do

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

    def show(self, who: str, album: str, scene: str, caption: str = "") -> int:
        """Let one part of the album of that name come, on its own; return its id."""
        town, chat = self.sandbox.town, self.chat("group")

        async def post() -> int:
            body = {"photo": town.files.photo(scenes.draw(scene)), "media_group_id": album}
            author = town.people[self.people[who]]
            words = {"caption": caption} if caption else {}
            return town.post(town.place(chat), author.id, author.user, body | words, date=town.unix()).id

        message = self.call(post())
        self.settle()
        return message

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
        self, who: str, deed: str, *, chat: str | None = None, message: int | None = None, settle: bool = True
    ) -> None:
        """Let somebody press the button that does `deed` ("claim", "return:not_mine"), whatever it is called."""
        self._press(who, chat or who, message, lambda button: action(button) == deed, deed, settle)

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

    def whisper(self, kind: str, body: Mapping[str, Any], *, settle: bool = True) -> None:
        """Let Telegram bring an update that no client of ours could cause, be it nonsense."""
        queue = self.sandbox.updates

        async def slip_in() -> None:
            number = queue.add(kind, {}, lane="-")
            if number:
                # As Telegram writes it: half a surrogate pair is no UTF-8, yet it may stand escaped in JSON.
                packed = json.dumps({"update_id": number, kind: body}).encode()
                queue._queue.append(replace(queue._queue.pop(), body=packed))

        self._whispered = True
        self.call(slip_in())
        if settle:
            self.settle()
