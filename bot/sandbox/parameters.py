"""What a Bot API call carries, however it travelled: JSON, form, multipart or query string. Never judges the values."""

import contextlib
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from bot.sandbox.refusals import bad_request

# Clients send these as JSON inside a form; everything else stays the text it is, even if it looks like JSON.
STRUCTURES = frozenset(
    {
        "allowed_updates", "caption_entities", "commands", "default_administrator_rights", "entities",
        "explanation_entities", "link_preview_options", "media", "menu_button", "message_ids", "options", "permissions",
        "question_entities", "reaction", "reply_markup", "reply_parameters", "rights", "scope",
        "suggested_post_parameters", "text_entities",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call, bytes and all."""

    name: str
    mime: str
    content: bytes


class Parameters:
    """The arguments of one call. A missing one never fails; a malformed one is refused like Telegram does."""

    __slots__ = ("uploads", "values")

    def __init__(self, values: dict[str, Any], uploads: dict[str, Upload] | None = None) -> None:
        self.values = values
        self.uploads = uploads or {}

    def text(self, name: str, default: str = "") -> str:
        """Return the argument as text."""
        value = self.values.get(name)
        if value is None:
            return default
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        return str(value) if isinstance(value, int | float) else json.dumps(value, ensure_ascii=False)

    def integer(self, name: str, default: int = 0) -> int:
        """Return the argument as a whole number; like Telegram, take `default` for what is not one."""
        value = self.values.get(name)
        if value is None or value == "":
            return default
        try:
            return int(value)
        except (TypeError, ValueError, OverflowError):
            return default

    def number(self, name: str) -> float | None:
        """Return the argument as a number, or None if it is missing or is not one."""
        try:
            return float(self.values[name])
        except (KeyError, TypeError, ValueError, OverflowError):
            return None

    def boolean(self, name: str) -> bool:
        """Return True for true, yes and 1."""
        value = self.values.get(name)
        return value if isinstance(value, bool) else str(value).strip().lower() in ("true", "yes", "1")

    def structure(self, name: str, called: str = "") -> Any:
        """Return the argument as parsed JSON, None if missing or empty. `called` is its name in the refusal."""
        value = self.values.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return _parsed(value)
        except ValueError:
            raise bad_request(f"can't parse {called or name.replace('_', ' ')} JSON object") from None

    def plain(self) -> dict[str, Any]:
        """Return the arguments as plain JSON for the log: structures parsed, files by name and size in bytes."""
        plain: dict[str, Any] = {}
        for name, value in self.values.items():
            if name in STRUCTURES and isinstance(value, str):
                with contextlib.suppress(ValueError):
                    value = json.loads(value)
            plain[name] = value
        for name, upload in self.uploads.items():
            plain[name] = {"file": upload.name, "size": len(upload.content)}
        return plain


def read(content_type: str, query: str, body: bytes) -> Parameters:
    """Return the parameters of a call from header, query string and body; raise `Refused` if they cannot be read."""
    values: dict[str, Any] = dict(parse_qsl(query, keep_blank_values=True)) if query else {}
    if not body:
        return Parameters(values)
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return _multipart(content_type, body, values)
    try:
        if kind == "application/json":
            given = _parsed(body.decode())
            if not isinstance(given, dict):
                raise bad_request("can't parse parameters: expected an Object")
            values.update(given)
        else:
            values.update(parse_qsl(body.decode(), keep_blank_values=True))
    except UnicodeDecodeError:
        raise bad_request("strings must be encoded in UTF-8") from None
    except ValueError:
        raise bad_request("can't parse parameters JSON object") from None
    return Parameters(values)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _parsed(text: str) -> Any:
    """Return parsed JSON; raise ValueError for what is none or holds half a surrogate pair, which is no text at all."""
    try:
        value = json.loads(text, parse_constant=_no_constant)
        if "\\ud" in text.lower():
            json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value


def _multipart(content_type: str, body: bytes, values: dict[str, Any]) -> Parameters:
    boundary = content_type.partition("boundary=")[2].split(";")[0].strip().strip('"')
    if not boundary:
        raise bad_request("can't parse multipart: boundary not found")
    uploads: dict[str, Upload] = {}
    # A part begins after CRLF and the delimiter; the first one has no CRLF before it.
    for part in (b"\r\n" + body).split(b"\r\n--" + boundary.encode())[1:]:
        if part.startswith(b"--"):
            break
        head, separator, content = part.partition(b"\r\n\r\n")
        if not separator:
            continue
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head.decode("utf-8", "replace").split("\r\n"))
        }
        disposition = _disposition(headers.get("content-disposition", ""))
        name = disposition.get("name", "")
        if "filename" in disposition:
            mime = headers.get("content-type", "application/octet-stream")
            # A camera button sends several files under one name.
            key = name if name not in uploads else f"{name}#{len(uploads)}"
            uploads[key] = Upload(disposition["filename"], mime, content)
        else:
            try:
                values[name] = content.decode()
            except UnicodeDecodeError:
                raise bad_request("strings must be encoded in UTF-8") from None
    return Parameters(values, uploads)


def _disposition(header: str) -> dict[str, str]:
    """Return the quoted or bare attributes of a Content-Disposition header."""
    found: dict[str, str] = {}
    rest = header.partition(";")[2]
    while rest:
        name, _, rest = rest.strip().partition("=")
        if rest.startswith('"'):
            end = 1
            while end < len(rest) and rest[end] != '"':
                end += 2 if rest[end] == "\\" else 1
            value, rest = rest[1:end].replace('\\"', '"').replace("%22", '"'), rest[end + 1 :].partition(";")[2]
        else:
            value, _, rest = rest.partition(";")
        found[name.strip().lower()] = value
    return found
