"""Telegram's HTML: the tags it knows, the character references it knows, and its complaints with UTF-8 byte offsets."""

import string
from dataclasses import dataclass
from typing import Any, NoReturn

from bot.sandbox.mentions import utf16_length
from bot.sandbox.refusals import bad_request

Entity = dict[str, Any]

_STYLES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
}
_TAGS = frozenset(_STYLES) | {"a", "tg-emoji", "tg-time", "pre", "code", "blockquote"}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_TOKEN = frozenset(string.ascii_letters + string.digits + ".-")


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int
    begin: int


class _Reader:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.offset = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def refuse(self, complaint: str, at: int) -> NoReturn:
        offset = len(self.source[:at].encode())
        raise bad_request(f"can't parse entities: {complaint.replace('OFFSET', f'at byte offset {offset}')}")

    def char(self) -> str:
        return self.source[self.at] if self.at < len(self.source) else ""

    def skip_spaces(self) -> None:
        while self.char().isspace():
            self.at += 1

    def put(self, text: str) -> None:
        self.out.append(text)
        self.offset += utf16_length(text)

    def reference(self) -> str:
        """Return the character a reference at `at` stands for and step over it; "" if it is not one."""
        end = self.at + 1
        if self.source.startswith("#", end):
            end += 1
            base, digits = (16, string.hexdigits) if self.source.startswith("x", end) else (10, string.digits)
            end += base == 16
            start = end
            while end < len(self.source) and self.source[end] in digits:
                end += 1
            code = int(self.source[start:end] or "0", base)
            if code == 0 or code >= 0x10FFFF or end - self.at >= 10 or 0xD800 <= code <= 0xDFFF:
                return ""
            found = chr(code)
        else:
            start = end
            while end < len(self.source) and self.source[end] in string.ascii_letters:
                end += 1
            found = _NAMED.get(self.source[start:end], "")
            if not found:
                return ""
        self.at = end + self.source.startswith(";", end)
        return found

    def name(self, stops: str) -> str:
        start = self.at
        while self.char() and not self.char().isspace() and self.char() not in stops:
            self.at += 1
        return self.source[start : self.at]

    def start_tag(self) -> None:
        begin = self.at
        self.at += 1
        tag = self.name(">").lower()
        if not self.char():
            self.refuse("Unclosed start tag OFFSET", begin)
        if tag not in _TAGS:
            self.refuse(f'Unsupported start tag "{tag}" OFFSET', begin)
        attributes: dict[str, str] = {}
        while True:
            self.skip_spaces()
            if self.char() == ">":
                break
            if not self.char():
                self.refuse("Unclosed start tag OFFSET", begin)
            self.attribute(tag, begin, attributes)
        self.at += 1
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            self.refuse('Tag "span" must have class "tg-spoiler" OFFSET', begin)
        if tag == "tg-time" and not attributes.get("unix", "").isdigit():
            self.refuse('Tag "tg-time" must have attribute "unix" OFFSET', begin)
        self.open.append(_Open(tag, attributes, self.offset, len(self.out)))

    def attribute(self, tag: str, begin: int, attributes: dict[str, str]) -> None:
        name = self.name("=>")
        if not name:
            self.refuse(f'Empty attribute name in the tag "{tag}" OFFSET', begin)
        self.skip_spaces()
        if self.char() != "=":
            if name.lower() == "expandable" and tag == "blockquote":
                attributes["expandable"] = ""
                return
            self.refuse(f'Expected equal sign in declaration of an attribute of the tag "{tag}" OFFSET', begin)
        self.at += 1
        self.skip_spaces()
        if not self.char():
            self.refuse(f'Unclosed start tag "{tag}" OFFSET', begin)
        attributes[name.lower()] = self.value()
        if not self.char():
            self.refuse("Unclosed start tag OFFSET", begin)

    def value(self) -> str:
        quote = self.char()
        start = self.at
        if quote not in "'\"":
            while self.char() in _TOKEN:
                self.at += 1
            if self.char() and not self.char().isspace() and self.char() != ">":
                self.refuse("Unexpected end of name token OFFSET", start)
            return self.source[start : self.at].lower()
        self.at += 1
        value: list[str] = []
        while self.char() and self.char() != quote:
            if self.char() == "&" and (found := self.reference()):
                value.append(found)
                continue
            value.append(self.char())
            self.at += 1
        self.at += self.char() == quote
        return "".join(value)

    def end_tag(self) -> None:
        begin = self.at
        if not self.open:
            self.refuse("Unexpected end tag OFFSET", begin)
        self.at += 2
        tag = self.name(">").lower()
        self.skip_spaces()
        if self.char() != ">":
            self.refuse("Unclosed end tag OFFSET", begin)
        self.at += 1
        opened = self.open.pop()
        if tag and tag != opened.tag:
            self.refuse(f'Unmatched end tag OFFSET, expected "</{opened.tag}>", found "</{tag}>"', begin)
        if self.offset > opened.offset:
            self.close(opened)

    def close(self, opened: _Open) -> None:
        entity: Entity = {"offset": opened.offset, "length": self.offset - opened.offset}
        twin = self.entities[-1] if self.entities else {}
        same = all(twin.get(name) == entity[name] for name in ("offset", "length"))
        match opened.tag:
            case "a":
                url = opened.attributes.get("href") or "".join(self.out[opened.begin :])
                if not (link := link_entity(url)):
                    return
                entity |= link
            case "tg-emoji":
                emoji = opened.attributes.get("emoji-id", "")
                if not emoji.isdigit():
                    raise bad_request("can't parse entities: Invalid custom emoji identifier specified")
                entity |= {"type": "custom_emoji", "custom_emoji_id": emoji}
            case "tg-time":
                entity |= {"type": "date_time", "unix_time": int(opened.attributes["unix"])}
                if form := opened.attributes.get("format"):
                    entity["date_time_format"] = form
            case "pre" if same and twin["type"] == "code" and twin.get("language"):
                twin["type"] = "pre"
                return
            case "code" if same and twin["type"] == "pre" and _language(opened):
                twin["language"] = _language(opened)
                return
            case "code":
                entity["type"] = "code"
                if _language(opened):
                    entity["language"] = _language(opened)
            case "blockquote":
                entity["type"] = "expandable_blockquote" if "expandable" in opened.attributes else "blockquote"
            case _:
                entity["type"] = _STYLES.get(opened.tag, opened.tag)
        self.entities.append(entity)


def _language(opened: _Open) -> str:
    kind = opened.attributes.get("class", "")
    return kind.removeprefix("language-") if kind.startswith("language-") else ""


def link_entity(url: str) -> Entity:
    """Return type and argument of the entity an address makes; nothing for what is no address."""
    if url.startswith("tg://user?id=") and url[13:].isdigit():
        # Who is mentioned is looked up by the caller of the town; a bare id is all that is known here.
        return {"type": "text_mention", "user": {"id": int(url[13:]), "is_bot": False, "first_name": ""}}
    scheme, separator, rest = url.partition("://")
    if not separator:
        scheme, rest = "http", url
    if scheme.lower() not in ("http", "https", "tg", "ton", "tonsite", "ftp") or not rest or " " in rest:
        return {}
    if scheme.lower() != "tg" and "." not in rest and "localhost" not in rest:
        return {}
    return {"type": "text_link", "url": f"{scheme}://{rest}" + ("/" if "/" not in rest and scheme != "tg" else "")}


def parse(source: str) -> tuple[str, list[Entity]]:
    """Return the text without tags and its entities; refuse what Telegram cannot parse."""
    if "<" not in source and "&" not in source:
        return source, []
    reader = _Reader(source)
    while reader.at < len(source):
        start = reader.at
        while reader.at < len(source) and source[reader.at] not in "<&":
            reader.at += 1
        if reader.at > start:
            reader.put(source[start : reader.at])
        elif source[start] == "&":
            found = reader.reference()
            reader.put(found or "&")
            reader.at += not found
        elif source.startswith("/", start + 1):
            reader.end_tag()
        else:
            reader.start_tag()
    if reader.open:
        reader.refuse(f'Can\'t find end tag corresponding to start tag "{reader.open[-1].tag}"', 0)
    for entity in reader.entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return "".join(reader.out), reader.entities
