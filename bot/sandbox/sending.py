"""The bot says something in words or places, copies and forwards: sendMessage, sendLocation, copyMessage and the like.

Pictures and files are in `media`.
"""

import json
from typing import Any

from bot.sandbox import entities, markup
from bot.sandbox.chats import Chat, Json, Message
from bot.sandbox.mentions import utf16_length
from bot.sandbox.parameters import Parameters
from bot.sandbox.refusals import bad_request
from bot.sandbox.town import Town

ACTIONS = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
        "choose_sticker", "find_location", "record_video_note", "upload_video_note",
    }
)  # fmt: skip
_NOT_COPIED = frozenset(
    {"message_id", "from", "chat", "date", "edit_date", "sender_chat", "media_group_id", "reply_markup"}
)


def put(town: Town, chat: Chat, parameters: Parameters, content: Json) -> Json:
    """Send `content` as the bot, with the reply and the keyboard the call asks for, and return the message."""
    values = parameters.values
    if "reply_markup" in values:
        keyboard = markup.keyboard_of(parameters, private=chat.is_private)
        if keyboard is not None:
            content["reply_markup"] = keyboard
    reply_to, quote = 0, None
    if "reply_parameters" in values or "reply_to_message_id" in values:
        reply_to, quote = _reply(town, chat, parameters)
    if parameters.boolean("protect_content"):
        content["has_protected_content"] = True
    message = town.post(chat, town.bot_id, town.bot, content, date=town.unix(), reply_to=reply_to, quote=quote)
    return chat.view(message)


def _reply(town: Town, chat: Chat, parameters: Parameters) -> tuple[int, Json | None]:
    """Return the id of the message that is answered, 0 for none, and the quote."""
    given = parameters.structure("reply_parameters")
    if given is None:
        given = {
            "message_id": parameters.integer("reply_to_message_id"),
            "allow_sending_without_reply": parameters.boolean("allow_sending_without_reply"),
        }
    if not isinstance(given, dict):
        raise bad_request("object expected as reply parameters")
    if not given or given.get("message_id") == 0:
        return 0, None
    if "message_id" not in given:
        raise bad_request('can\'t find field "message_id"')
    place = chat
    if given.get("chat_id") not in (None, "", chat.id, str(chat.id)):
        place = town.find_chat(str(given["chat_id"]))
    try:
        replied = place.messages.get(int(given["message_id"]))
    except (TypeError, ValueError, OverflowError):
        raise bad_request('field "message_id" must be of type Number') from None
    if replied is None:
        if Parameters(given).boolean("allow_sending_without_reply"):
            return 0, None
        raise bad_request("message to be replied not found")
    quote = _quote(given, replied)
    # A reply to another chat shows no message of this one; it would be an external_reply.
    return (replied.id if place is chat else 0), quote


def _quote(given: Json, replied: Message) -> Json | None:
    if not given.get("quote"):
        return None
    text, found = entities.formatted(
        str(given["quote"]), str(given.get("quote_parse_mode") or ""), given.get("quote_entities")
    )
    words = str(replied.body.get("text") or replied.body.get("caption") or "")
    place = words.find(text)
    if place < 0:
        raise bad_request("QUOTE_TEXT_INVALID")
    quote: Json = {"text": text, "position": utf16_length(words[:place]), "is_manual": True}
    if found:
        quote["entities"] = found
    return quote


def send_message(town: Town, parameters: Parameters) -> Json:
    """Answer sendMessage."""
    chat = town.open_chat(parameters.text("chat_id"))
    text, found = entities.text_of(parameters)
    content: Json = {"text": text}
    if found:
        content["entities"] = named(town, found)
    if parameters.values.get("link_preview_options"):
        options = parameters.structure("link_preview_options")
        if not isinstance(options, dict):
            raise bad_request("can't parse link preview options: expected an Object")
        content["link_preview_options"] = options
    return put(town, chat, parameters, content)


def named(town: Town, found: list[Json]) -> list[Json]:
    """Return the entities with the people in text mentions filled in; strangers cannot be mentioned."""
    kept = []
    for entity in found:
        if entity["type"] == "text_mention":
            person = town.people.get(Parameters(entity["user"]).integer("id"))
            if person is None:
                continue
            entity = {**entity, "user": person.user}
        kept.append(entity)
    return kept


def send_location(town: Town, parameters: Parameters) -> Json:
    """Answer sendLocation."""
    chat = town.open_chat(parameters.text("chat_id"))
    latitude, longitude = parameters.number("latitude"), parameters.number("longitude")
    if latitude is None or longitude is None:
        raise bad_request(f"can't parse location: {'latitude' if latitude is None else 'longitude'} is missing")
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise bad_request("wrong latitude or longitude specified")
    return put(town, chat, parameters, {"location": {"latitude": latitude, "longitude": longitude}})


def _original(town: Town, parameters: Parameters, what: str) -> Message:
    return town.heard(town.find_chat(parameters.text("from_chat_id")), parameters.integer("message_id"), what)


def copy_message(town: Town, parameters: Parameters) -> Json:
    """Answer copyMessage."""
    chat = town.open_chat(parameters.text("chat_id"))
    original = _original(town, parameters, "message to copy")
    content = {name: value for name, value in original.body.items() if name not in _NOT_COPIED}
    if not {"text", "photo", "document", "location", "voice", "video"} & content.keys():
        raise bad_request("message can't be copied")
    if "caption" in parameters.values and "text" not in content:
        text, found = entities.caption_of(parameters)
        content = {name: value for name, value in content.items() if not name.startswith("caption")}
        content |= {"caption": text} if text else {}
        content |= {"caption_entities": named(town, found)} if found else {}
    content.pop("forward_origin", None)
    return {"message_id": put(town, chat, parameters, content)["message_id"]}


def forward_message(town: Town, parameters: Parameters) -> Json:
    """Answer forwardMessage."""
    chat = town.open_chat(parameters.text("chat_id"))
    original = _original(town, parameters, "message to forward")
    content = {name: value for name, value in original.body.items() if name not in _NOT_COPIED}
    content.setdefault(
        "forward_origin", {"type": "user", "sender_user": original.body["from"], "date": original.body["date"]}
    )
    bare = Parameters({name: parameters.values[name] for name in ("protect_content",) if name in parameters.values})
    return put(town, chat, bare, content)


def send_chat_action(town: Town, parameters: Parameters) -> bool:
    """Answer sendChatAction."""
    chat = town.open_chat(parameters.text("chat_id"))
    if parameters.text("action") not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    town.changes.add(lambda: {"kind": "typing", "chat": chat.id})
    return True


def answer_callback_query(town: Town, parameters: Parameters) -> bool:
    """Answer answerCallbackQuery."""
    text = parameters.text("text")
    if len(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    town.answer(parameters.text("callback_query_id"), text, parameters.boolean("show_alert"))
    return True


def packed(value: Any) -> str:
    """Return a value as canonical JSON, to compare or to key by."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
