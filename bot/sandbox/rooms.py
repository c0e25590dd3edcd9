"""The bot asks about chats and members, or leaves one: getChat, getChatMember, leaveChat and the like."""

from bot.sandbox.chats import ADMINISTRATORS, PRESENT, Chat, Json, chat_member
from bot.sandbox.parameters import Parameters
from bot.sandbox.refusals import bad_request, forbidden
from bot.sandbox.town import Town

# What everybody may do in the groups of the town.
PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics",
)  # fmt: skip


def _room(town: Town, parameters: Parameters) -> Chat:
    """Return the chat a question is about; the bot must be in it."""
    chat = town.find_chat(parameters.text("chat_id"))
    if not chat.is_private and not chat.has_bot:
        reason = "was kicked from" if chat.bot_status == "kicked" else "is not a member of"
        raise forbidden(f"bot {reason} the {chat.type} chat")
    return chat


def get_chat(town: Town, parameters: Parameters) -> Json:
    """Answer getChat."""
    chat = _room(town, parameters)
    full: Json = {
        **chat.shape,
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": chat.is_private,
            "limited_gifts": chat.is_private,
            "unique_gifts": chat.is_private,
            "premium_subscription": chat.is_private,
            "gifts_from_channels": chat.is_private,
        },
    }
    if chat.is_private:
        if username := chat.shape.get("username"):
            full["active_usernames"] = [username]
        return full
    full["permissions"] = dict.fromkeys(PERMISSIONS, True)
    if chat.pinned and chat.pinned[-1] in chat.messages:
        full["pinned_message"] = chat.messages[chat.pinned[-1]].body
    return full


def get_chat_member(town: Town, parameters: Parameters) -> Json:
    """Answer getChatMember."""
    chat = _room(town, parameters)
    user_id = parameters.integer("user_id")
    if user_id <= 0:
        raise bad_request("invalid user_id specified")
    if user_id == town.bot_id:
        return chat_member(town.bot, chat.bot_status)
    person = town.people.get(user_id)
    if person is None:
        raise bad_request("PARTICIPANT_ID_INVALID" if not chat.is_private else "user not found")
    return chat_member(person.user, chat.members.get(user_id, "left"))


def get_chat_administrators(town: Town, parameters: Parameters) -> list[Json]:
    """Answer getChatAdministrators: other bots are left out, this one is not."""
    chat = _room(town, parameters)
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    found = [
        chat_member(town.people[person].user, status)
        for person, status in chat.members.items()
        if status in ADMINISTRATORS
    ]
    if chat.bot_status in ADMINISTRATORS:
        found.append(chat_member(town.bot, chat.bot_status))
    return found


def get_chat_member_count(town: Town, parameters: Parameters) -> int:
    """Answer getChatMemberCount; the bot counts."""
    chat = _room(town, parameters)
    return sum(status in PRESENT for status in chat.members.values()) + 1


def leave_chat(town: Town, parameters: Parameters) -> bool:
    """Answer leaveChat."""
    chat = _room(town, parameters)
    if chat.is_private:
        raise bad_request("chat member status can't be changed in private chats")
    town.depart(chat)
    return True


def get_file(town: Town, parameters: Parameters) -> Json:
    """Answer getFile."""
    return town.files.link(parameters.text("file_id"))
