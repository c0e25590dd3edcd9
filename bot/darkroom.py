"""Pictures are developed in a child process that may use only so much memory and time: a bomb kills the child alone.

Out comes a JPEG without any metadata, at most 1600 pixels wide or high, turned upright, with its dHash and the GPS
position the file carried. Run as `python -m bot.darkroom` it is that child: frames of length and bytes on stdin,
a line of JSON and the picture's bytes on stdout.
"""

import asyncio
import io
import json
import os
import struct
import sys
import warnings
from dataclasses import dataclass
from typing import Any

MOST_PIXELS = 50_000_000
MOST_SIDE = 1600
MEMORY_BYTES = 768 * 1024 * 1024
SECONDS = 20.0
FORMATS = ("JPEG", "PNG", "WEBP")
_FRAME = struct.Struct("!I")


@dataclass(frozen=True, slots=True)
class Developed:
    """A clean picture. `dhash` is 64 bits in hex; position in WGS-84 degrees, as the file said."""

    content: bytes
    dhash: str
    width: int
    height: int
    latitude: float | None
    longitude: float | None


class Darkroom:
    """One child at a time, started when it is needed and again when it died."""

    def __init__(self) -> None:
        self._child: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()

    async def develop(self, content: bytes) -> Developed | None:
        """Return the clean picture, None when it cannot be read within the limits."""
        if not content:
            return None
        async with self._turn:
            try:
                async with asyncio.timeout(SECONDS):
                    return await self._develop(content)
            except (TimeoutError, OSError, EOFError, asyncio.IncompleteReadError, ValueError):
                await self.close()
                return None

    async def _develop(self, content: bytes) -> Developed | None:
        child = await self._running()
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(_FRAME.pack(len(content)) + content)
        await child.stdin.drain()
        (size,) = _FRAME.unpack(await child.stdout.readexactly(_FRAME.size))
        about = json.loads(await child.stdout.readexactly(size))
        (size,) = _FRAME.unpack(await child.stdout.readexactly(_FRAME.size))
        clean = await child.stdout.readexactly(size)
        if "error" in about:
            return None
        return Developed(clean, **about)

    async def _running(self) -> asyncio.subprocess.Process:
        if self._child is None or self._child.returncode is not None:
            self._child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot.darkroom",
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
        return self._child

    async def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None and child.returncode is None:
            child.kill()
            await child.wait()


# --------------------------------------------------------------------------- inside the child


def develop(content: bytes) -> Developed:
    """Read, turn, shrink and re-encode a picture. Raise ValueError or OSError when it is not one we take."""
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
    if picture.width * picture.height > MOST_PIXELS:
        raise ValueError("too many pixels")
    latitude, longitude = _position(picture)
    scale = min(1.0, MOST_SIDE / max(picture.size))
    # The aspect-true box lets the JPEG decoder halve the picture by itself; any other box decodes it whole.
    picture.draft("RGB", (max(1, int(picture.width * scale)), max(1, int(picture.height * scale))))
    picture.thumbnail((MOST_SIDE, MOST_SIDE), reducing_gap=2.0)
    upright = ImageOps.exif_transpose(picture)
    # A fresh canvas keeps pixels and nothing else: no EXIF, no comment, no colour profile, nothing appended.
    clean = Image.new("RGB", upright.size, "white")
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        clean.paste(layer, mask=layer.getchannel("A"))
    else:
        clean.paste(upright.convert("RGB"))
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=85)
    return Developed(out.getvalue(), dhash(clean), clean.width, clean.height, latitude, longitude)


def dhash(picture: Any) -> str:
    """Return the difference hash of a Pillow image in hex.

    64 bits, each telling whether a pixel is darker than its right neighbour.
    The same as `imagehash.dhash` with its defaults.
    """
    from PIL import Image

    small = picture.convert("L").resize((9, 8), Image.Resampling.LANCZOS)
    pixels = small.tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            left = row * 9 + column
            bits = bits << 1 | (pixels[left + 1] > pixels[left])
    return f"{bits:016x}"


def _position(picture: Any) -> tuple[float | None, float | None]:
    """Return the WGS-84 position in a picture's EXIF; broken or absent GPS is no position."""
    try:
        gps = picture.getexif().get_ifd(0x8825)
        values = []
        for mark, degrees in (("S", gps[2]), ("W", gps[4])):
            angle = sum(float(part) / 60**power for power, part in enumerate(degrees))
            values.append(-angle if str(gps[1 if mark == "S" else 3]).upper().startswith(mark) else angle)
        latitude, longitude = values
        if -90 <= latitude <= 90 and -180 <= longitude <= 180 and (latitude or longitude):
            return round(latitude, 6), round(longitude, 6)
    except (KeyError, TypeError, ValueError, ZeroDivisionError, SyntaxError, OSError):
        pass
    return None, None


def _work() -> None:
    """Develop what comes in until nothing does, under limits that the operating system keeps."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    # Pictures can wait a moment; tickets and alarms cannot.
    os.nice(10)
    inward, outward = sys.stdin.buffer, sys.stdout.buffer
    while len(head := inward.read(_FRAME.size)) == _FRAME.size:
        content = inward.read(_FRAME.unpack(head)[0])
        try:
            done = develop(content)
            about: dict[str, Any] = {
                "dhash": done.dhash, "width": done.width, "height": done.height,
                "latitude": done.latitude, "longitude": done.longitude,
            }  # fmt: skip
            clean = done.content
        except Exception as error:
            about, clean = {"error": type(error).__name__}, b""
        line = json.dumps(about).encode()
        outward.write(_FRAME.pack(len(line)) + line + _FRAME.pack(len(clean)) + clean)
        outward.flush()


if __name__ == "__main__":
    _work()
