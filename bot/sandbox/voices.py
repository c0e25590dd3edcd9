"""What people do in chats: say, edit, press, react, delete. Each is checked against what a real client would allow."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.sandbox.chats import ADMINISTRATORS, GROUP_ANONYMOUS_BOT, PRESENT, Chat, Json, Message
from bot.sandbox.contents import albums_of, check_words, contents_of, worded
from bot.sandbox.refusals import Impossible
from bot.sandbox.world import World

FIRST_ALBUM = 13_000_000_000_000_000


class Voices(World):
    """The world with people talking in it."""

    def say(
        self,
        chat: int,
        person: int,
        text: str = "",
        *,
        reply_to: int | None = None,
        photos: Sequence[bytes] = (),
        as_file: bool = False,
        documents: Sequence[tuple[str, bytes]] = (),
        location: tuple[float, float] | None = None,
        voice: bytes | None = None,
        video: bytes | None = None,
        seconds: int = 3,
        forwarded_from: int | str | None = None,
        anonymous: bool = False,
        date: datetime | int | None = None,
    ) -> list[int]:
        """Send something as a person and return the message ids.

        Several pictures or documents make an album (ten a time); the text is the caption of the first part.
        `forwarded_from`: a person's id, or the name of somebody hidden. `date`: a moment in the past, default now.
        """
        place = self._speaking(chat, person, anonymous)
        check_words(text)
        contents = contents_of(self.files, text, photos, as_file, documents, location, voice, video, seconds)
        if reply_to is not None:
            self.letter(chat, reply_to)
        common: Json = {}
        author = self.people[person].user
        if anonymous:
            author, common["sender_chat"] = GROUP_ANONYMOUS_BOT, place.shape
        moment = self.moment(date)
        if forwarded_from is not None:
            common["forward_origin"] = self._origin(forwarded_from, moment)
        albums = albums_of(contents)
        stamp = FIRST_ALBUM + abs(chat) * 1000 + place.albums
        place.albums += max(albums)
        ids = []
        for album, content in zip(albums, contents, strict=True):
            part = {"media_group_id": str(stamp + album)} if album else {}
            body = {**common, **part, **content}
            ids.append(self.post(place, person, author, body, date=moment, reply_to=reply_to or 0).id)
        return ids

    def _speaking(self, chat: int, person: int, anonymous: bool) -> Chat:
        somebody, place = self.known(person), self.place(chat)
        if place.is_private:
            if chat != person:
                raise Impossible(f"{person} cannot write in the private chat of {chat}")
            if somebody.blocked_bot:
                raise Impossible(f"{somebody.first_name} has blocked the bot; unblock it first")
            somebody.started = True
        elif place.members.get(person) not in PRESENT:
            raise Impossible(f"{somebody.first_name} is not a member of {place.title}")
        if place.migrated_to:
            raise Impossible(f"{place.title} has become the supergroup {place.migrated_to}; write there")
        if anonymous and (place.is_private or place.members[person] not in ADMINISTRATORS):
            raise Impossible("only an administrator of a group can write anonymously")
        return place

    def _origin(self, source: int | str, date: int) -> Json:
        if isinstance(source, str):
            return {"type": "hidden_user", "sender_user_name": source, "date": date}
        return {"type": "user", "sender_user": self.known(source).user, "date": date}

    def start(self, person: int, payload: str = "") -> list[int]:
        """Press Start in the chat with the bot, or open its link with a `payload`."""
        return self.say(person, person, f"/start {payload}".strip())

    def edit(self, chat: int, person: int, message_id: int, text: str) -> None:
        """Change the words of one's own message."""
        message = self.letter(chat, message_id)
        check_words(text)
        if message.sender != person:
            raise Impossible("people can edit their own messages only")
        if not text.strip() and "text" in message.body:
            raise Impossible("a text message needs a text; delete it instead")
        name = "text" if "text" in message.body else "caption"
        body = {key: value for key, value in message.body.items() if key not in (name, "entities", "caption_entities")}
        now = self.unix()
        message.body = {**body, "edit_date": now, **(worded(name, text) if text.strip() else {})}
        message.edited = True
        place = self.place(chat)
        self.show(place, message)
        self.tell("edited_message", place, message, date=now)

    def press(self, chat: int, person: int, message_id: int, data: str, *, inaccessible: bool = False) -> str:
        """Press the button that carries `data` and return the callback id. `inaccessible`: the message is lost."""
        message, place = self.letter(chat, message_id), self.place(chat)
        self.known(person)
        if place.members.get(person) not in PRESENT:
            raise Impossible(f"{person} is not a member of chat {chat}")
        if not any(button.get("callback_data") == data for button in _buttons(message)):
            raise Impossible(f"message {message_id} has no button with the data {data!r}")
        self._callbacks += 1
        callback_id = str(4_000_000_000_000_000 + self._callbacks)
        self.presses[callback_id] = (person, self.clock.now().timestamp())
        lost = {"chat": place.shape, "message_id": message_id, "date": 0}
        query = {
            "id": callback_id,
            "from": self.people[person].user,
            "message": lost if inaccessible else place.view(message),
            "chat_instance": str(7_000_000_000_000 + abs(chat)),
            "data": data,
        }
        self.updates.add("callback_query", query, lane=f"user {person}")
        return callback_id

    def find_button(self, chat: int, message_id: int, label: str) -> str:
        """Return the data of the button with this label, or one that contains it; `Impossible` without one."""
        buttons = _buttons(self.letter(chat, message_id))
        exact = [button for button in buttons if button["text"] == label]
        near = exact or [button for button in buttons if label in button["text"]]
        if not near or "callback_data" not in near[0]:
            labels = ", ".join(button["text"] for button in buttons) or "none"
            raise Impossible(f"message {message_id} has no button {label!r}; there are: {labels}")
        return str(near[0]["callback_data"])

    def react(self, chat: int, person: int, message_id: int, emoji: str = "") -> None:
        """Put a reaction on a message, replacing one's former; "" takes it away."""
        message, place = self.letter(chat, message_id), self.place(chat)
        self.known(person)
        if place.members.get(person) not in PRESENT:
            raise Impossible(f"{person} is not a member of chat {chat}")
        old = self.set_reaction(place, message, person, emoji)
        if old == emoji:
            return
        if place.has_bot and (place.is_private or place.bot_status in ADMINISTRATORS):
            body = {
                "chat": place.shape,
                "message_id": message_id,
                "user": self.people[person].user,
                "date": self.unix(),
                "old_reaction": [{"type": "emoji", "emoji": old}] if old else [],
                "new_reaction": [{"type": "emoji", "emoji": emoji}] if emoji else [],
            }
            self.updates.add("message_reaction", body, lane=f"chat {chat}")

    def set_reaction(self, place: Chat, message: Message, who: int, emoji: str) -> str:
        """Let one person or the bot have `emoji` as their reaction; return the former one."""
        old = next((known for known, by in message.reactions.items() if who in by), "")
        if old != emoji:
            if old:
                message.reactions[old] = [by for by in message.reactions[old] if by != who]
            if emoji:
                message.reactions.setdefault(emoji, []).append(who)
            self.show(place, message)
        return old

    def delete(self, chat: int, person: int, message_id: int) -> None:
        """Delete a message; the bot hears nothing of it, as in Telegram."""
        message, place = self.letter(chat, message_id), self.place(chat)
        if message.sender != person and not place.is_private and place.members.get(person) not in ADMINISTRATORS:
            raise Impossible("only an administrator can delete messages of others")
        self.remove(place, message_id)

    def remove(self, place: Chat, message_id: int) -> None:
        """Take a message out of its chat."""
        del place.messages[message_id]
        if message_id in place.pinned:
            place.pinned.remove(message_id)
        self.changes.add(lambda: {"kind": "delete", "chat": place.id, "message_id": message_id})


def _buttons(message: Message) -> list[dict[str, Any]]:
    rows = message.body.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]
