"""Formatted text as the bot gives it: HTML, MarkdownV2 or entities in; plain text with entities in UTF-16 units out.

Refuses what Telegram refuses, in the same words, with offsets counted in UTF-8 bytes.
"""

from typing import Any

from bot.sandbox import html_text, markdown, mentions
from bot.sandbox.mentions import utf16_length
from bot.sandbox.parameters import Parameters
from bot.sandbox.refusals import bad_request

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
MOST_ENTITIES = 100
Entity = dict[str, Any]

_PLAIN_KINDS = frozenset(
    {
        "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "bold", "italic", "underline",
        "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre",
    }
)  # fmt: skip
_ARGUMENTS: dict[str, tuple[str, type, str]] = {
    "text_link": ("url", str, "String"),
    "text_mention": ("user", dict, "Object"),
    "custom_emoji": ("custom_emoji_id", str, "String"),
    "date_time": ("unix_time", int, "Number"),
}
# What is found in the text by itself is not kept when the bot sends it: Telegram finds it again.
_FOUND_KINDS = frozenset({"mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"})
_NOT_INSIDE = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji"})
_ORDER = {"blockquote": 0, "expandable_blockquote": 0, "pre": 1, "code": 1, "text_link": 2, "bold": 4, "italic": 5}


def text_of(parameters: Parameters) -> tuple[str, list[Entity]]:
    """Return the `text` of a message and its entities; refuse an empty or too long one."""
    if not parameters.text("text"):
        raise bad_request("message text is empty")
    text, entities = formatted(parameters.text("text"), parameters.text("parse_mode"), parameters.structure("entities"))
    if not text:
        raise bad_request("message text is empty" if not parameters.text("text").strip() else "text must be non-empty")
    if len(text) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return text, entities


def caption_of(given: Parameters | dict[str, Any]) -> tuple[str, list[Entity]]:
    """Return the `caption` of a call or of an InputMedia and its entities; an empty one is allowed."""
    parameters = given if isinstance(given, Parameters) else Parameters(given)
    if not parameters.text("caption"):
        return "", []
    text, entities = formatted(
        parameters.text("caption"), parameters.text("parse_mode"), parameters.structure("caption_entities")
    )
    if len(text) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    return text, entities


def formatted(text: str, parse_mode: str, given: Any) -> tuple[str, list[Entity]]:
    """Return trimmed text and all its entities. `given` entities count only without a parse mode."""
    entities: list[Entity] = []
    match parse_mode.lower():
        case "":
            if given:
                entities = _checked(text, given)
        case "html":
            text, entities = html_text.parse(text)
        case "markdownv2":
            text, entities = markdown.parse(text)
        case "markdown":
            text, entities = markdown.parse_old(text)
        case "none":
            pass
        case _:
            raise bad_request("unsupported parse_mode")
    text, entities = _trimmed(text, entities)
    found = mentions.find(text)
    if found:
        taken = [(e["offset"], e["offset"] + e["length"]) for e in entities if e["type"] in _NOT_INSIDE]
        entities += [
            e for e in found if not any(start < e["offset"] + e["length"] and e["offset"] < end for start, end in taken)
        ]
    if len(entities) > 1:
        entities.sort(key=lambda e: (e["offset"], -e["length"], _ORDER.get(e["type"], 3)))
    return text, entities[:MOST_ENTITIES]


def _trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    trimmed = text.strip()
    if len(trimmed) == len(text):
        return text, entities
    cut = utf16_length(text[: len(text) - len(text.lstrip())])
    length = utf16_length(trimmed)
    kept: list[Entity] = []
    for entity in entities:
        start = max(entity["offset"] - cut, 0)
        end = min(entity["offset"] + entity["length"] - cut, length)
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return trimmed, kept


def _checked(text: str, given: Any) -> list[Entity]:
    """Return the bot's own entities in canonical form; refuse malformed ones and those outside the text."""
    if not isinstance(given, list):
        raise bad_request("can't parse entities: expected an Array of MessageEntity")
    length = utf16_length(text)
    entities: list[Entity] = []
    for entity in given:
        if not isinstance(entity, dict):
            raise bad_request("can't parse entities: expected an Object")
        kind, offset, size = entity.get("type"), entity.get("offset"), entity.get("length")
        if not isinstance(offset, int) or not isinstance(size, int) or not isinstance(kind, str):
            missing = next(name for name in ("type", "offset", "length") if not isinstance(entity.get(name), int | str))
            raise bad_request(f"can't parse entities: Can't find field \"{missing}\"")
        if kind not in _PLAIN_KINDS and kind not in _ARGUMENTS:
            raise bad_request("can't parse entities: Unsupported type specified")
        if offset < 0 or size < 0 or offset + size > length:
            raise bad_request(
                f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {length}"
                if offset >= 0
                else f"receive an entity with incorrect offset {offset}"
            )
        if size == 0 or kind in _FOUND_KINDS:
            continue
        clean: Entity = {"offset": offset, "length": size, "type": kind}
        if kind in _ARGUMENTS:
            argument, shape, called = _ARGUMENTS[kind]
            if argument not in entity:
                raise bad_request(f"can't parse entities: Can't find field \"{argument}\"")
            if not isinstance(entity[argument], shape):
                raise bad_request(f'can\'t parse entities: Field "{argument}" must be of type {called}')
            clean[argument] = entity[argument]
        for extra in ("language", "date_time_format"):
            if isinstance(entity.get(extra), str) and entity[extra]:
                clean[extra] = entity[extra]
        entities.append(clean)
    return entities
