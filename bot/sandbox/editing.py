"""The bot changes what is there: edits, deletes, reacts, pins. Only its own messages can be edited."""

import re
from typing import Any

from bot.sandbox import entities, markup
from bot.sandbox.chats import Chat, Json, Message
from bot.sandbox.media import input_media
from bot.sandbox.parameters import Parameters
from bot.sandbox.refusals import NOT_MODIFIED, bad_request
from bot.sandbox.sending import named, packed
from bot.sandbox.town import Town

# The emoji Bot API 10.0 names as reactions (ReactionTypeEmoji).
REACTIONS = frozenset(
    (
        "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 "
        "🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ "
        "🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡"
    ).split()
)
DELETABLE_FOR = 48 * 3600
_MEDIA = frozenset({"photo", "document", "voice", "video"})


def _own(town: Town, parameters: Parameters) -> tuple[Chat, Message]:
    if parameters.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    chat = town.open_chat(parameters.text("chat_id"))
    message = town.heard(chat, parameters.integer("message_id"), "message to edit")
    if message.sender != town.bot_id or "forward_origin" in message.body:
        raise bad_request("message can't be edited")
    return chat, message


def _change(
    town: Town, chat: Chat, message: Message, parameters: Parameters, gone: frozenset[str], fresh: Json
) -> Json:
    """Replace the fields `gone` by `fresh` and the keyboard by the call's; refuse when nothing changes."""
    keyboard = markup.keyboard_of(parameters, private=chat.is_private, only_inline=True)
    kept = {name: value for name, value in message.body.items() if name not in gone and name != "reply_markup"}
    body = {**kept, **fresh}
    if keyboard is not None:
        body["reply_markup"] = keyboard
    if packed(_content(body)) == packed(_content(message.body)):
        raise bad_request(NOT_MODIFIED)
    body["edit_date"] = town.unix()
    message.body = body
    message.edited = True
    town.show(chat, message)
    return chat.view(message)


def _content(body: Json) -> Json:
    return {name: value for name, value in body.items() if name not in ("edit_date", "link_preview_options")}


def edit_message_text(town: Town, parameters: Parameters) -> Json:
    """Answer editMessageText."""
    text, found = entities.text_of(parameters)
    chat, message = _own(town, parameters)
    if "text" not in message.body:
        raise bad_request("there is no text in the message to edit")
    fresh: Json = {"text": text} | ({"entities": named(town, found)} if found else {})
    if options := parameters.structure("link_preview_options"):
        fresh["link_preview_options"] = options
    return _change(town, chat, message, parameters, frozenset({"text", "entities", "link_preview_options"}), fresh)


def edit_message_caption(town: Town, parameters: Parameters) -> Json:
    """Answer editMessageCaption."""
    text, found = entities.caption_of(parameters)
    chat, message = _own(town, parameters)
    if not _MEDIA & message.body.keys():
        raise bad_request("there is no caption in the message to edit")
    fresh: Json = ({"caption": text} if text else {}) | ({"caption_entities": named(town, found)} if found else {})
    return _change(town, chat, message, parameters, frozenset({"caption", "caption_entities"}), fresh)


def edit_message_reply_markup(town: Town, parameters: Parameters) -> Json:
    """Answer editMessageReplyMarkup."""
    chat, message = _own(town, parameters)
    return _change(town, chat, message, parameters, frozenset(), {})


def edit_message_media(town: Town, parameters: Parameters) -> Json:
    """Answer editMessageMedia."""
    chat, message = _own(town, parameters)
    given = parameters.structure("media", "input media")
    if given is None:
        raise bad_request("input media is not specified")
    fresh = input_media(town, given, parameters)
    if "location" in message.body:
        raise bad_request("message can't be edited")
    gone = _MEDIA | {"caption", "caption_entities", "text", "entities", "has_media_spoiler"}
    return _change(town, chat, message, parameters, gone, fresh)


def delete_message(town: Town, parameters: Parameters) -> bool:
    """Answer deleteMessage."""
    chat = town.find_chat(parameters.text("chat_id"))
    message = town.heard(chat, parameters.integer("message_id"), "message to delete")
    _check_deletable(town, chat, message)
    town.remove(chat, message.id)
    return True


def delete_messages(town: Town, parameters: Parameters) -> bool:
    """Answer deleteMessages: those that cannot be found are skipped."""
    chat = town.find_chat(parameters.text("chat_id"))
    given = parameters.structure("message_ids")
    if not isinstance(given, list) or not given:
        raise bad_request("message identifiers are not specified")
    if len(given) > 100:
        raise bad_request("too many message identifiers specified")
    if not all(isinstance(number, int) for number in given):
        raise bad_request("expected an Array of Number as message identifiers")
    found = [chat.messages[number] for number in dict.fromkeys(given) if number in chat.messages]
    for message in found:
        _check_deletable(town, chat, message)
    for message in found:
        town.remove(chat, message.id)
    return True


def _check_deletable(town: Town, chat: Chat, message: Message) -> None:
    if message.sender != town.bot_id and not town.is_administrator(chat):
        raise bad_request("message can't be deleted")
    administrator = not chat.is_private and town.is_administrator(chat)
    if not administrator and town.unix() - message.body["date"] > DELETABLE_FOR:
        raise bad_request("message can't be deleted for everyone")


def set_message_reaction(town: Town, parameters: Parameters) -> bool:
    """Answer setMessageReaction: one emoji of the fixed list, or none."""
    chat = town.open_chat(parameters.text("chat_id"))
    given = parameters.structure("reaction")
    if given is not None and not isinstance(given, list):
        raise bad_request("can't parse reaction types: expected an Array of ReactionType")
    message = town.heard(chat, parameters.integer("message_id"), "message to react")
    wanted = [_emoji(reaction) for reaction in given or []]
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    town.set_reaction(chat, message, town.bot_id, wanted[0] if wanted else "")
    return True


def _emoji(reaction: Any) -> str:
    if not isinstance(reaction, dict) or "type" not in reaction:
        raise bad_request("can't parse reaction type: expected an Object")
    # The variation selector makes the same emoji another string; Telegram ignores it.
    emoji = re.sub("\ufe0f", "", str(reaction.get("emoji", "")))
    if reaction["type"] != "emoji" or emoji not in REACTIONS:
        raise bad_request("REACTION_INVALID")
    return emoji


def pin_chat_message(town: Town, parameters: Parameters) -> bool:
    """Answer pinChatMessage."""
    chat, message = _pinnable(town, parameters, "message to pin")
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        town.post(chat, town.bot_id, town.bot, {"pinned_message": message.body}, date=town.unix())
    return True


def unpin_chat_message(town: Town, parameters: Parameters) -> bool:
    """Answer unpinChatMessage: the newest pinned one if no message is named."""
    chat = town.open_chat(parameters.text("chat_id"))
    if not parameters.values.get("message_id"):
        if chat.pinned:
            chat.pinned.pop()
        return True
    chat, message = _pinnable(town, parameters, "message to unpin")
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    return True


def _pinnable(town: Town, parameters: Parameters, what: str) -> tuple[Chat, Message]:
    chat = town.open_chat(parameters.text("chat_id"))
    message = town.heard(chat, parameters.integer("message_id"), what)
    if not town.is_administrator(chat):
        raise bad_request("not enough rights to manage pinned messages in the chat")
    return chat, message
