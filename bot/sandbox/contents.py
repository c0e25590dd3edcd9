"""What a person's message holds: words with their entities, pictures, files, a voice, a place. Knows no chat."""

from collections.abc import Sequence
from itertools import groupby

from bot.sandbox import mentions
from bot.sandbox.chats import Json
from bot.sandbox.entities import LONGEST_TEXT
from bot.sandbox.files import Files
from bot.sandbox.refusals import Impossible, Refused

ALBUM = 10


def contents_of(
    files: Files,
    text: str,
    photos: Sequence[bytes],
    as_file: bool,
    documents: Sequence[tuple[str, bytes]],
    location: tuple[float, float] | None,
    voice: bytes | None,
    video: bytes | None,
    seconds: int,
) -> list[Json]:
    """Return what each message of one sending holds: the words as caption of the first file, a place on its own."""
    contents: list[Json] = []
    try:
        for number, photo in enumerate(photos, 1):
            if as_file:
                png = photo.startswith(b"\x89PNG")
                name, mime = f"IMG_{number:04}.{'png' if png else 'jpg'}", f"image/{'png' if png else 'jpeg'}"
                contents.append({"document": files.document(photo, name, mime)})
            else:
                contents.append({"photo": files.photo(photo)})
        contents += [{"document": files.document(content, name, mime_of(name))} for name, content in documents]
    except Refused as refused:
        raise Impossible(f"Telegram cannot take this file: {refused.description}") from None
    if voice is not None:
        contents.append({"voice": files.voice(voice, seconds)})
    if video is not None:
        contents.append({"video": files.video(video, seconds)})
    if text.strip():
        if contents:
            contents[0] |= worded("caption", text)
        else:
            contents.append(worded("text", text))
    if location is not None:
        contents.append({"location": {"latitude": location[0], "longitude": location[1]}})
    if not contents:
        raise Impossible("there is nothing to send: give a text, a picture, a file or a place")
    return contents


def albums_of(contents: Sequence[Json]) -> list[int]:
    """Return for each content the number of its album in this sending, from 1 on; 0 for what stands alone.

    Pictures and videos go together, files with files; nothing else does, and never more than ten.
    """
    numbers: list[int] = []
    count = 0
    for kind, run in groupby(contents, _album_kind):
        left = len(list(run))
        while left:
            size = min(left, ALBUM)
            together = kind != "" and size > 1
            count += together
            numbers += [count if together else 0] * size
            left -= size
    return numbers


def _album_kind(content: Json) -> str:
    if "document" in content:
        return "files"
    return "pictures" if {"photo", "video"} & content.keys() else ""


def worded(name: str, text: str) -> Json:
    """Return a text or caption (`name`) with the entities Telegram finds in it."""
    words = text.strip()
    found = mentions.find(words)
    return {name: words, ("entities" if name == "text" else "caption_entities"): found} if found else {name: words}


def check_words(text: str) -> None:
    """Raise `Impossible` for what no client can send."""
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise Impossible("the text holds half a surrogate pair, which is no character")
    if len(text.strip()) > LONGEST_TEXT:
        raise Impossible(f"a message has at most {LONGEST_TEXT} characters; send it in parts")


def mime_of(name: str) -> str:
    """Return the type a client would name for a file."""
    endings = {
        "pdf": "application/pdf",
        "jpg": "image/jpeg",
        "jpeg": "image/jpeg",
        "png": "image/png",
        "txt": "text/plain",
    }
    return endings.get(name.rpartition(".")[2].lower(), "application/octet-stream")
