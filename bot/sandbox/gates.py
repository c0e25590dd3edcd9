"""Who comes and goes: joining, leaving, blocking, promoting, and a group that becomes a supergroup."""

from bot.sandbox.chats import ADMINISTRATORS, PRESENT, Chat, Json, chat_member
from bot.sandbox.refusals import Impossible
from bot.sandbox.world import World

STATUSES = ("member", "administrator", "creator", "left", "kicked")


class Gates(World):
    """The world with doors."""

    def block(self, person: int, blocked: bool = True) -> None:
        """Block or unblock the bot."""
        somebody = self.known(person)
        if somebody.blocked_bot == blocked:
            return
        somebody.blocked_bot = blocked
        old, new = ("member", "kicked") if blocked else ("kicked", "member")
        self._announce("my_chat_member", self.chats[person], somebody.user, self.bot, old, new)
        self.changes.add(lambda: {"kind": "world"})

    def set_bot_status(self, chat: int, status: str, by: int | None = None) -> None:
        """Make the bot a member or an administrator, let it leave or kick it. `by`: who did, the creator by default."""
        place = self._group(chat, status)
        old = place.bot_status
        if old == status:
            return
        actor = self._actor(place, by)
        place.bot_status = status
        joined, gone = old not in PRESENT and status in PRESENT, old in PRESENT and status not in PRESENT
        self._announce("my_chat_member", place, actor, self.bot, old, status)
        if joined:
            self.post(place, actor["id"], actor, _arrived(self.bot), date=self.unix())
        elif gone:
            self.post(place, actor["id"], actor, {"left_chat_member": self.bot}, date=self.unix())
        self.changes.add(lambda: {"kind": "world"})

    def depart(self, place: Chat) -> None:
        """Let the bot leave a group of its own will."""
        old, place.bot_status = place.bot_status, "left"
        self._announce("my_chat_member", place, self.bot, self.bot, old, "left")
        self.post(place, self.bot_id, self.bot, {"left_chat_member": self.bot}, date=self.unix())
        self.changes.add(lambda: {"kind": "world"})

    def join(self, chat: int, person: int, by: int | None = None) -> None:
        """Let somebody come into a group, invited `by` another or by themselves."""
        self.set_member(chat, person, "member", by=by if by is not None else person)

    def leave(self, chat: int, person: int, by: int | None = None) -> None:
        """Let somebody leave a group; `by` another means they are removed."""
        self.set_member(
            chat, person, "left" if by is None or by == person else "kicked", by=by if by is not None else person
        )

    def set_member(self, chat: int, person: int, status: str, by: int | None = None) -> None:
        """Give a person any status in a group: service message and chat_member update as Telegram would send them."""
        place, somebody = self._group(chat, status), self.known(person)
        old = place.members.get(person, "left")
        if old == status:
            return
        actor = self._actor(place, by)
        place.members[person] = status
        if old not in PRESENT and status in PRESENT:
            self.post(place, actor["id"], actor, _arrived(somebody.user), date=self.unix())
        elif old in PRESENT and status not in PRESENT:
            self.post(place, actor["id"], actor, {"left_chat_member": somebody.user}, date=self.unix())
        if place.bot_status in ADMINISTRATORS:
            self._announce("chat_member", place, actor, somebody.user, old, status)
        self.changes.add(lambda: {"kind": "world"})

    def migrate(self, chat: int) -> int:
        """Turn a group into a supergroup and return its new id. The old chat answers with where it went."""
        place = self.place(chat)
        if place.type != "group" or place.migrated_to:
            raise Impossible(f"chat {chat} is not a group that could become a supergroup")
        new_id = -1_000_000_000_000 + chat
        self.chats[new_id] = new = Chat(
            new_id, "supergroup", place.title, place.username, dict(place.members), place.bot_status
        )
        actor = self._actor(place, None)
        self.post(place, actor["id"], actor, {"migrate_to_chat_id": new_id}, date=self.unix())
        place.migrated_to = new_id
        self.post(new, actor["id"], actor, {"migrate_from_chat_id": chat}, date=self.unix())
        self.changes.add(lambda: {"kind": "world"})
        return new_id

    def _group(self, chat: int, status: str) -> Chat:
        place = self.place(chat)
        if place.is_private:
            raise Impossible("there is no membership in a private chat; block the bot instead")
        if status not in STATUSES:
            raise Impossible(f"no such status {status!r}; there are: {', '.join(STATUSES)}")
        return place

    def _actor(self, place: Chat, by: int | None) -> Json:
        if by is None:
            by = next((person for person, status in place.members.items() if status == "creator"), None)
        if by is None:
            by = next((person for person, status in place.members.items() if status in PRESENT), None)
        return self.known(by).user if by is not None else self.bot

    def _announce(self, kind: str, place: Chat, actor: Json, user: Json, old: str, new: str) -> None:
        body = {
            "chat": place.shape,
            "from": actor,
            "date": self.unix(),
            "old_chat_member": chat_member(user, old),
            "new_chat_member": chat_member(user, new),
        }
        self.updates.add(kind, body, lane=f"chat {place.id}")


def _arrived(user: Json) -> Json:
    return {"new_chat_participant": user, "new_chat_member": user, "new_chat_members": [user]}
