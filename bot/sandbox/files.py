"""Files the sandbox keeps: photos re-encoded to Telegram's sizes without metadata, everything else byte for byte.

Never writes to disk. A file id belongs to one file and one bot; a download path lives an hour by the clock.
"""

import hashlib
import io
from base64 import urlsafe_b64encode
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from PIL import Image, ImageOps

from bot.clock import Clock
from bot.sandbox.refusals import bad_request

LARGEST_DOWNLOAD = 20 * 1024 * 1024
LARGEST_PHOTO = 10 * 1024 * 1024
LARGEST_UPLOAD = 50 * 1024 * 1024
SIDES = (90, 320, 800, 1280)
LINK_LIFE = 3600
_PREFIXES = {
    "Photo": "AgAC",
    "Document": "BQAC",
    "Voice": "AwAC",
    "Video": "BAAC",
    "Audio": "CQAC",
    "Animation": "CgAC",
}
_FOLDERS = {"Photo": "photos", "Document": "documents", "Voice": "voice", "Video": "videos"}


@dataclass(slots=True)
class File:
    """One stored file. `kind` is the Bot API's word: Photo, Document, Voice, Video. `linked_until`: unix seconds."""

    id: str
    unique_id: str
    number: int
    kind: str
    mime: str
    content: bytes
    name: str = ""
    width: int = 0
    height: int = 0
    seconds: int = 0
    thumbnail: Any = None
    linked_until: float = 0.0
    sizes: list[dict[str, Any]] = field(default_factory=list)

    @property
    def path(self) -> str:
        """Return the download path, such as photos/file_3.jpg."""
        ending = self.name.rpartition(".")[2] if "." in self.name else ""
        return f"{_FOLDERS.get(self.kind, 'documents')}/file_{self.number}" + (f".{ending}" if ending else "")


class Files:
    """The store. Ids are made from a counter, so the same story gives the same ids."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._by_id: dict[str, File] = {}
        self._by_path: dict[str, File] = {}
        self._encoded: OrderedDict[bytes, list[tuple[int, int, bytes]]] = OrderedDict()

    def _keep(self, kind: str, mime: str, content: bytes, **more: Any) -> File:
        number = len(self._by_id) + 1
        stamp = urlsafe_b64encode(hashlib.sha256(f"{kind}{number}".encode()).digest()).decode().rstrip("=")
        file = File(
            f"{_PREFIXES.get(kind, 'BQAC')}AgUAAx{stamp}", f"AQAD{stamp[:12]}", number, kind, mime, content, **more
        )
        self._by_id[file.id] = file
        self._by_path[file.path] = file
        return file

    def find(self, file_id: str) -> File | None:
        """Return a file by its id, None if there is none."""
        return self._by_id.get(file_id)

    def photo(self, content: bytes) -> list[dict[str, Any]]:
        """Store a picture and return its PhotoSizes, smallest first. Refuse what Telegram cannot make a photo of."""
        if len(content) > LARGEST_PHOTO:
            raise bad_request(
                f"file of size {len(content)} bytes is too big for a photo; the maximum size is {LARGEST_PHOTO} bytes"
            )
        sizes: list[dict[str, Any]] = []
        for width, height, jpeg in self._encode(content):
            file = self._keep("Photo", "image/jpeg", jpeg, name="photo.jpg", width=width, height=height)
            file.sizes = sizes
            sizes.append(
                {
                    "file_id": file.id,
                    "file_unique_id": file.unique_id,
                    "file_size": len(jpeg),
                    "width": width,
                    "height": height,
                }
            )
        return sizes

    def _encode(self, content: bytes) -> list[tuple[int, int, bytes]]:
        digest = hashlib.sha256(content).digest()
        if (known := self._encoded.get(digest)) is not None:
            return known
        encoded = encode(content)
        self._encoded[digest] = encoded
        if len(self._encoded) > 64:
            self._encoded.popitem(last=False)
        return encoded

    def document(self, content: bytes, name: str, mime: str) -> dict[str, Any]:
        """Store a file as it is and return its Document; pictures get a thumbnail."""
        if not content:
            raise bad_request("file must be non-empty")
        file = self._keep("Document", mime, content, name=name)
        document = {
            "file_name": name,
            "mime_type": mime,
            "file_id": file.id,
            "file_unique_id": file.unique_id,
            "file_size": len(content),
        }
        if mime in ("image/jpeg", "image/png") and (thumbnail := self._thumbnail(content)) is not None:
            document["thumbnail"] = thumbnail
        file.thumbnail = document.get("thumbnail")
        return document

    def _thumbnail(self, content: bytes) -> dict[str, Any] | None:
        try:
            picture: Image.Image = Image.open(io.BytesIO(content))
            picture.draft("RGB", (320, 320))
            picture = picture.convert("RGB")
            picture.thumbnail((320, 320))
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            return None
        jpeg = _jpeg(picture)
        file = self._keep("Photo", "image/jpeg", jpeg, name="thumbnail.jpg", width=picture.width, height=picture.height)
        return {
            "file_id": file.id,
            "file_unique_id": file.unique_id,
            "file_size": len(jpeg),
            "width": picture.width,
            "height": picture.height,
        }

    def voice(self, content: bytes, seconds: int) -> dict[str, Any]:
        """Store a voice message of `seconds` and return its Voice."""
        file = self._keep("Voice", "audio/ogg", content, name="voice.oga", seconds=seconds)
        return {
            "duration": seconds,
            "mime_type": "audio/ogg",
            "file_id": file.id,
            "file_unique_id": file.unique_id,
            "file_size": len(content),
        }

    def video(self, content: bytes, seconds: int) -> dict[str, Any]:
        """Store a video of `seconds` and return its Video."""
        file = self._keep("Video", "video/mp4", content, name="video.mp4", width=1280, height=720, seconds=seconds)
        return {
            "duration": seconds,
            "width": 1280,
            "height": 720,
            "mime_type": "video/mp4",
            "file_id": file.id,
            "file_unique_id": file.unique_id,
            "file_size": len(content),
        }

    def link(self, file_id: str) -> dict[str, Any]:
        """Answer getFile: open the download path for an hour."""
        file = self._by_id.get(file_id)
        if file is None:
            raise bad_request(
                "wrong file_id or the file is temporarily unavailable" if file_id else "file_id not specified"
            )
        if len(file.content) > LARGEST_DOWNLOAD:
            raise bad_request("file is too big")
        file.linked_until = self._clock.now().timestamp() + LINK_LIFE
        return {
            "file_id": file.id,
            "file_unique_id": file.unique_id,
            "file_size": len(file.content),
            "file_path": file.path,
        }

    def linked(self, path: str) -> File | None:
        """Return the file behind a download path that getFile has opened and time has not closed."""
        file = self._by_path.get(path)
        return file if file is not None and file.linked_until > self._clock.now().timestamp() else None


def encode(content: bytes) -> list[tuple[int, int, bytes]]:
    """Return (width, height, JPEG) for every size Telegram keeps, smallest first, upright and without metadata."""
    if not content:
        raise bad_request("file must be non-empty")
    try:
        picture: Image.Image = Image.open(io.BytesIO(content))
        if picture.format not in ("JPEG", "PNG", "WEBP"):
            raise bad_request("IMAGE_PROCESS_FAILED")
        width, height = picture.size
        if width + height > 10_000 or max(width, height) > 20 * min(width, height):
            raise bad_request("PHOTO_INVALID_DIMENSIONS")
        # Decoding at the scale that is needed makes a telephone's 12 megapixels cheap.
        picture.draft("RGB", (SIDES[-1], SIDES[-1]))
        picture = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise bad_request("IMAGE_PROCESS_FAILED") from None
    encoded: list[tuple[int, int, bytes]] = []
    for side in reversed(SIDES):
        longest = max(picture.size)
        if longest > side:
            picture = picture.copy()
            picture.thumbnail((side, side), Image.Resampling.BILINEAR)
        elif encoded or (longest < side and any(longest <= smaller for smaller in SIDES if smaller < side)):
            continue
        encoded.append((picture.width, picture.height, _jpeg(picture)))
    return encoded[::-1]


def _jpeg(picture: Image.Image) -> bytes:
    stream = io.BytesIO()
    # A new image without `info`, or Pillow would carry ICC profiles and comments over.
    picture.info = {}
    picture.save(stream, "JPEG", quality=87)
    return stream.getvalue()
