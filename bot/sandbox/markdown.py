"""Telegram's two Markdowns: the strict second version and the old one, with their complaints in UTF-8 byte offsets."""

from typing import Any

from bot.sandbox.html_text import link_entity
from bot.sandbox.mentions import utf16_length
from bot.sandbox.refusals import Refused, bad_request

Entity = dict[str, Any]

_RESERVED = frozenset("_*[]()~`>#+-=|{}.!")
_STYLES = {
    "*": "bold",
    "_": "italic",
    "__": "underline",
    "~": "strikethrough",
    "||": "spoiler",
    "`": "code",
    "```": "pre",
}
_OLD = {"*": "bold", "_": "italic", "`": "code", "```": "pre"}


def _refuse(source: str, at: int, complaint: str) -> Refused:
    offset = len(source[:at].encode())
    return bad_request(f"can't parse entities: {complaint.replace('OFFSET', f'at byte offset {offset}')}")


def parse(source: str) -> tuple[str, list[Entity]]:
    """Return the text without MarkdownV2 marks and its entities; refuse an unescaped reserved character."""
    out: list[str] = []
    entities: list[Entity] = []
    nested: list[tuple[str, int, int, int]] = []  # mark, offset, place in out, place in source
    offset, at, quote, line_start = 0, 0, -1, True

    def put(text: str) -> None:
        nonlocal offset
        out.append(text)
        offset += utf16_length(text)

    while at < len(source):
        inside = nested[-1][0] if nested else ""
        literal = inside in ("`", "```")
        char = source[at]
        if char == "\\" and at + 1 < len(source) and 0 < ord(source[at + 1]) <= 126:
            put(source[at + 1])
            at, line_start = at + 2, False
            continue
        if line_start and not literal:
            if char == ">":
                quote = offset if quote < 0 else quote
                at, line_start = at + 1, False
                continue
            if quote >= 0:
                entities.append({"offset": quote, "length": offset - quote, "type": "blockquote"})
                quote = -1
        line_start = char == "\n"
        mark = _mark(source, at, inside)
        if not mark:
            if char in _RESERVED and not literal:
                raise _refuse(source, at, f"Character '{char}' is reserved and must be escaped with the preceding '\\'")
            put(char)
            at += 1
            continue
        if mark in ("[", "!["):
            nested.append((mark, offset, len(out), at))
            at += len(mark)
        elif mark == "]":
            _, start, place, _ = nested.pop()
            url, at = _target(source, at + 1)
            entity = link_entity(url or "".join(out[place:]))
            if entity and offset > start:
                entities.append({"offset": start, "length": offset - start, **entity})
        elif inside == mark:
            _, start, place, _ = nested.pop()
            at += len(mark)
            if offset > start:
                entity = {"offset": start, "length": offset - start, "type": _STYLES[mark]}
                if mark == "```":
                    entity |= _take_language(out, place, entity)
                    offset = start + entity["length"]
                entities.append(entity)
        elif any(known == mark for known, *_ in nested):
            raise _refuse(source, at, f"Can't find end of {_name(inside)} entity OFFSET")
        else:
            nested.append((mark, offset, len(out), at))
            at += len(mark)
    if nested:
        raise _refuse(source, nested[-1][3], f"Can't find end of {_name(nested[-1][0])} entity OFFSET")
    if quote >= 0:
        entities.append({"offset": quote, "length": offset - quote, "type": "blockquote"})
    return "".join(out), [entity for entity in entities if entity["length"] > 0]


def _mark(source: str, at: int, inside: str) -> str:
    """Return the mark that begins or ends something here, "" if there is none."""
    if inside in ("`", "```"):
        return inside if source.startswith(inside, at) else ""
    for mark in ("```", "||", "__", "!["):
        if source.startswith(mark, at):
            return mark
    char = source[at]
    if char == "]":
        return "]" if inside in ("[", "![") else ""
    return char if char in "*_~`[" else ""


def _target(source: str, at: int) -> tuple[str, int]:
    """Return the address in parentheses at `at` and the place after it; "" if there is none."""
    if not source.startswith("(", at):
        return "", at
    url: list[str] = []
    end = at + 1
    while end < len(source) and source[end] != ")":
        end += source[end] == "\\" and end + 1 < len(source)
        url.append(source[end])
        end += 1
    if end >= len(source):
        raise _refuse(source, at, "Can't find end of a URL OFFSET")
    return "".join(url), end + 1


def _take_language(out: list[str], place: int, entity: Entity) -> Entity:
    """Cut the language off the first line of a code block and return what changes in its entity."""
    code = "".join(out[place:])
    first, newline, rest = code.partition("\n")
    if not newline or not first.isascii() or " " in first:
        return {}
    out[place:] = [rest]
    return {"length": utf16_length(rest), **({"language": first} if first else {})}


def _name(mark: str) -> str:
    names = {
        "*": "Bold",
        "_": "Italic",
        "__": "Underline",
        "~": "Strikethrough",
        "||": "Spoiler",
        "`": "Code",
        "```": "Pre",
    }
    return names.get(mark, "TextUrl")


def parse_old(source: str) -> tuple[str, list[Entity]]:
    """Return the text without the old Markdown's marks and its entities; marks do not nest."""
    out: list[str] = []
    entities: list[Entity] = []
    offset, at = 0, 0
    while at < len(source):
        char = source[at]
        if char == "\\" and source[at + 1 : at + 2] in ("_", "*", "`", "[") and at + 1 < len(source):
            out.append(source[at + 1])
            offset, at = offset + 1, at + 2
            continue
        if char not in "_*`[":
            out.append(char)
            offset, at = offset + utf16_length(char), at + 1
            continue
        mark = "```" if source.startswith("```", at) else char
        end = source.find("]" if mark == "[" else mark, at + len(mark))
        if end < 0:
            raise _refuse(source, at, "Can't find end of the entity starting OFFSET")
        words = source[at + len(mark) : end]
        entity: Entity = {"type": _OLD[mark]} if mark in _OLD else {}
        at = end + (1 if mark == "[" else len(mark))
        if mark == "[":
            url, at = _target(source, at)
            entity = link_entity(url) if url else {}
        if words and entity:
            entities.append({"offset": offset, "length": utf16_length(words), **entity})
        out.append(words)
        offset += utf16_length(words)
    return "".join(out), entities
