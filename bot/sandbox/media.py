"""The bot shows something: sendPhoto, sendDocument, sendMediaGroup. A file is an upload or the id of an older one."""

from typing import Any

from bot.sandbox import entities
from bot.sandbox.chats import Json
from bot.sandbox.files import LARGEST_UPLOAD, Files
from bot.sandbox.parameters import Parameters, Upload
from bot.sandbox.refusals import Refused, bad_request
from bot.sandbox.sending import named, put
from bot.sandbox.town import Town

ALBUM = range(2, 11)


def content_of(files: Files, kind: str, given: Any, parameters: Parameters, field: str) -> Json:
    """Return {"photo": …} or {"document": …}. `given`: a file id or attach:// name; `field`: where an upload may be."""
    upload = parameters.uploads.get(field)
    if upload is None and isinstance(given, str) and given.startswith("attach://"):
        upload = parameters.uploads.get(given.removeprefix("attach://"))
    if upload is not None:
        return _uploaded(files, kind, upload)
    if not isinstance(given, str) or not given:
        raise bad_request(f"there is no {kind} in the request")
    if given.startswith(("http://", "https://")):
        # The sandbox has no network but its own: it fetches nothing for anybody.
        raise bad_request("failed to get HTTP URL content")
    if given.startswith("attach://"):
        raise bad_request("wrong file identifier/HTTP URL specified")
    return _known(files, kind, given)


def _uploaded(files: Files, kind: str, upload: Upload) -> Json:
    if len(upload.content) > LARGEST_UPLOAD:
        raise Refused(413, "Request Entity Too Large")
    if kind == "photo":
        return {"photo": files.photo(upload.content)}
    return {"document": files.document(upload.content, upload.name or "file", upload.mime)}


def _known(files: Files, kind: str, file_id: str) -> Json:
    file = files.find(file_id)
    if file is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if kind == "photo":
        if file.kind != "Photo" or not file.sizes:
            raise bad_request(f"can't use file of type {file.kind} as Photo")
        return {"photo": file.sizes}
    if file.kind == "Photo":
        raise bad_request("can't use file of type Photo as Document")
    document = {
        "file_name": file.name,
        "mime_type": file.mime,
        "file_id": file.id,
        "file_unique_id": file.unique_id,
        "file_size": len(file.content),
    }
    return {"document": document | ({"thumbnail": file.thumbnail} if file.thumbnail else {})}


def _captioned(town: Town, given: Parameters | Json) -> Json:
    text, found = entities.caption_of(given)
    caption: Json = {}
    if text:
        caption["caption"] = text
    if found:
        caption["caption_entities"] = named(town, found)
    values = given.values if isinstance(given, Parameters) else given
    if Parameters(values).boolean("has_spoiler"):
        caption["has_media_spoiler"] = True
    return caption


def send_photo(town: Town, parameters: Parameters) -> Json:
    """Answer sendPhoto."""
    return _send(town, parameters, "photo")


def send_document(town: Town, parameters: Parameters) -> Json:
    """Answer sendDocument."""
    return _send(town, parameters, "document")


def _send(town: Town, parameters: Parameters, kind: str) -> Json:
    chat = town.open_chat(parameters.text("chat_id"))
    caption = _captioned(town, parameters)
    content = content_of(town.files, kind, parameters.values.get(kind), parameters, kind)
    return put(town, chat, parameters, content | caption)


def input_media(town: Town, given: Any, parameters: Parameters) -> Json:
    """Return the content an InputMedia describes, caption included."""
    if not isinstance(given, dict):
        raise bad_request("can't parse InputMedia: expected an Object")
    kind = given.get("type")
    if kind not in ("photo", "document"):
        raise bad_request(f"can't parse InputMedia: type {kind!r} is not one the sandbox has; it has photo, document")
    return content_of(town.files, kind, given.get("media"), parameters, "") | _captioned(town, given)


def send_media_group(town: Town, parameters: Parameters) -> list[Json]:
    """Answer sendMediaGroup: all parts or none."""
    chat = town.open_chat(parameters.text("chat_id"))
    media = parameters.structure("media")
    if not isinstance(media, list):
        raise bad_request("there are no messages to send" if media is None else "expected an Array of InputMedia")
    if len(media) not in ALBUM:
        raise bad_request("too many messages to send as an album" if len(media) > 1 else "an album needs 2-10 messages")
    contents = [input_media(town, item, parameters) for item in media]
    if len({"photo" in content for content in contents}) > 1:
        raise bad_request("documents can't be mixed with other media types")
    chat.albums += 1
    album = {"media_group_id": str(14_000_000_000_000_000 + abs(chat.id) * 1000 + chat.albums)}
    bare = Parameters({name: value for name, value in parameters.values.items() if name != "reply_markup"})
    return [put(town, chat, bare, album | content) for content in contents]
