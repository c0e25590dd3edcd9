"""Pictures are developed without metadata in a child process that may die, while the bot and the next one do not."""

import asyncio
import io
import os
import struct
import sys
import zlib
from base64 import b64decode
from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from PIL import Image

from bot.darkroom import Darkroom, Developed, Unusable
from bot.darkroom import room as side
from bot.darkroom.developing import MOST_SIDE, UnusableError, develop
from bot.sandbox import scenes


@pytest.fixture
async def room() -> AsyncIterator[Darkroom]:
    room = Darkroom()
    yield room
    await room.close()


def picture(width: int = 640, height: int = 480, mode: str = "RGB", format: str = "JPEG", **more) -> bytes:
    """Draw a picture that is darker on the left, with a light corner at the top left."""
    drawn = Image.linear_gradient("L").rotate(90).resize((width, height)).convert(mode)
    drawn.paste(Image.new(mode, (width // 8, height // 8), "white"), (0, 0))
    out = io.BytesIO()
    drawn.save(out, format, **more)
    return out.getvalue()


def with_place(latitude: float, longitude: float, **more) -> bytes:
    exif = Image.Exif()
    gps = exif.get_ifd(0x8825)

    def parts(angle: float) -> tuple[float, float, float]:
        degrees = int(abs(angle))
        minutes = int((abs(angle) - degrees) * 60)
        return degrees, minutes, ((abs(angle) - degrees) * 60 - minutes) * 60

    gps.update(
        {1: "S" if latitude < 0 else "N", 2: parts(latitude), 3: "W" if longitude < 0 else "E", 4: parts(longitude)}
    )
    exif[0x010F] = "CANARY-CAMERA"
    exif[0x9286] = "CANARY-COMMENT"
    exif.get_ifd(0x8769)[0x9003] = "2026:11:20 17:31:05"
    return picture(exif=exif, comment=b"CANARY-JFIF", **more)


async def developed(room: Darkroom, content: bytes) -> Developed:
    found = await room.develop(content)
    assert isinstance(found, Developed), found
    return found


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


# --------------------------------------------------------------------------- what comes out


async def test_what_comes_out_is_a_plain_jpeg_of_that_picture(room):
    found = await developed(room, picture(640, 480))
    assert (found.width, found.height) == (640, 480) == opened(found.content).size
    assert opened(found.content).format == "JPEG"
    assert opened(found.content).convert("L").getpixel((5, 5)) == 255


async def test_nothing_the_camera_wrote_comes_out(room):
    found = await developed(room, with_place(35.414210, 116.587330))
    assert b"CANARY" not in found.content
    assert dict(opened(found.content).getexif()) == {}
    assert set(opened(found.content).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert (found.latitude, found.longitude) == (35.41421, 116.58733)


@pytest.mark.parametrize(
    ("place", "expected"),
    [((-33.45, -70.66), (-33.45, -70.66)), ((0.0, 0.0), (None, None)), ((0.0, 9.5), (0.0, 9.5))],
)
def test_a_place_is_read_with_its_hemisphere_and_nowhere_is_no_place(place, expected):
    found = develop(with_place(*place))
    assert (
        (found.latitude, found.longitude) == pytest.approx(expected, abs=1e-5) if expected[0] is not None else expected
    )


@pytest.mark.parametrize(
    "gps", [{}, {1: "N"}, {1: "N", 2: (1,), 3: "E"}, {1: "N", 2: (99, 0, 0), 3: "E", 4: (1, 2, 3)}, {2: (9, 9, 9)}]
)
def test_a_broken_place_is_no_place_and_no_accident(gps):
    exif = Image.Exif()
    exif.get_ifd(0x8825).update(gps)
    found = develop(picture(exif=exif))
    assert (found.latitude, found.longitude) == (None, None)


@pytest.mark.parametrize(
    ("written", "taken"),
    [
        ({0x9003: "2026:11:20 17:31:05"}, datetime(2026, 11, 20, 17, 31, 5)),
        (
            {0x9003: "2026:11:20 17:31:05", 0x9011: "+08:00"},
            datetime(2026, 11, 20, 17, 31, 5, tzinfo=timezone(timedelta(hours=8))),
        ),
        (
            {0x9003: "2026:11:20 17:31:05", 0x9011: "-03:30"},
            datetime(2026, 11, 20, 17, 31, 5, tzinfo=timezone(-timedelta(hours=3, minutes=30))),
        ),
        ({0x9003: "2026:11:20 17:31:05\0", 0x9011: "Z"}, datetime(2026, 11, 20, 17, 31, 5)),
        ({0x9003: "2026:11:20 17:31:05", 0x9011: "+99:00"}, datetime(2026, 11, 20, 17, 31, 5)),
        ({0x9003: "0000:00:00 00:00:00", 0x9004: "2026:11:20 17:31:06"}, datetime(2026, 11, 20, 17, 31, 6)),
        ({0x9003: "    :  :     :  :  "}, None),
        ({0x9003: "yesterday"}, None),
        ({0x9011: "+08:00"}, None),
        ({0x9003: "2026:13:40 27:61:61"}, None),
        ({}, None),
    ],
)
async def test_when_it_was_taken_is_read_by_the_cameras_clock_and_with_its_offset(room, written, taken):
    exif = Image.Exif()
    exif.get_ifd(0x8769).update(written)
    assert (await developed(room, picture(exif=exif))).taken == taken


@pytest.mark.parametrize(("turn", "size"), [(1, (640, 480)), (3, (640, 480)), (6, (480, 640)), (8, (480, 640))])
def test_a_picture_lying_on_its_side_is_turned_upright(turn, size):
    exif = Image.Exif()
    exif[0x0112] = turn
    found = develop(picture(640, 480, exif=exif))
    assert (found.width, found.height) == size


@pytest.mark.parametrize(
    ("width", "height"), [(4000, 3000), (3000, 4000), (6000, 200), (1601, 1600), (1600, 1600), (1, 1), (1, 5000)]
)
def test_a_picture_is_made_small_enough_and_keeps_its_shape(width, height):
    found = develop(picture(width, height))
    assert max(found.width, found.height) == min(max(width, height), MOST_SIDE)
    assert found.width / found.height == pytest.approx(width / height, rel=0.02) or min(found.width, found.height) == 1


@pytest.mark.parametrize(
    ("mode", "format"),
    [("RGB", "PNG"), ("RGBA", "PNG"), ("LA", "PNG"), ("P", "PNG"), ("1", "PNG"), ("L", "JPEG"), ("CMYK", "JPEG"),
     ("RGB", "WEBP"), ("RGBA", "WEBP"), ("I;16", "PNG")],
)  # fmt: skip
def test_every_kind_of_picture_a_phone_makes_comes_out_as_colours(mode, format):
    drawn = Image.new("RGB", (60, 40), "red").convert("L" if mode == "I;16" else mode)
    out = io.BytesIO()
    (drawn.convert("I;16") if mode == "I;16" else drawn).save(out, format)
    found = develop(out.getvalue())
    assert opened(found.content).mode == "RGB"


def test_what_was_transparent_is_white():
    out = io.BytesIO()
    Image.new("RGBA", (60, 40), (255, 0, 0, 0)).save(out, "PNG")
    found = develop(out.getvalue())
    assert opened(found.content).getpixel((30, 20)) == (255, 255, 255)


def test_the_same_scene_has_the_same_mark_also_smaller_and_another_one_has_another():
    one, other = scenes.draw("flying_wire"), scenes.draw("garbage")
    small = io.BytesIO()
    whole = opened(one)
    whole.resize((whole.width // 2, whole.height // 2)).save(small, "JPEG", quality=70)

    def apart(a: bytes, b: bytes) -> int:
        return (int(develop(a).dhash, 16) ^ int(develop(b).dhash, 16)).bit_count()

    assert apart(one, one) == 0
    assert apart(one, small.getvalue()) <= 6
    assert apart(one, other) > 6


# --------------------------------------------------------------------------- what does not


def bomb(width: int, height: int) -> bytes:
    """Return a small PNG that says it is huge and is."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compressobj(9)
    line = b"\0" * (1 + width // 8)
    data = b"".join(rows.compress(line) for _ in range(height)) + rows.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


JPEG, PNG = picture(1200, 900), picture(300, 200, format="PNG")
# 64 by 48 pixels, with a place, a time and a camera's name.
HEIC = b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAb5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRpbG9jAA"
    "AAAERAAAIAAQAAAAAB4gABAAAAAAAAACMAAgAAAAACBQABAAAAAAAAAOQAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABodmMxAAAAABVp"
    "bmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAAA/WlwcnAAAADdaXBjbwAAAHZodmNDAQNwAAAAkAAAAAAAHvAA/P34+AAADwNgAAEAGE"
    "ABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkA"
    "AAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAAEH"
    "BpeGkAAAAAAwgICAAAABhpcG1hAAAAAAAAAAEAAQWBAgMFhAAAABppcmVmAAAAAAAAAA5jZHNjAAIAAQABAAABD21kYXQAAAAfKAGvWOYJS+qG"
    "mCOOnJTd3+3HS7ZQXUNaCRGSfZD6gAAAAAZFeGlmAABNTQAqAAAACAADAQ8AAgAAAAcAAAAyh2kABAAAAAEAAAA6iCUABAAAAAEAAAB0AAAAAE"
    "NBTkFSWQAAAAKQAwACAAAAFAAAAFiQEQACAAAABwAAAGwAAAAAMjAyNjoxMToyMCAxNzozMTowNQArMDg6MDAAAAAEAAEAAgAAAAJOAAAAAAIA"
    "BQAAAAMAAACqAAMAAgAAAAJFAAAAAAQABQAAAAMAAADCAAAAAAAAACMAAAABAAAAGAAAAAEAAAAzAAAAAQAAAHQAAAABAAAAIwAAAAEAAAAOAA"
    "AAAQ=="
)
HOSTILE = {
    "nothing": b"",
    "noise": os.urandom(5000),
    "half a picture": JPEG[: len(JPEG) // 2],
    "a head without a body": JPEG[:200],
    "a text": b"#!/bin/sh\necho hello\n" * 100,
    "a page": b"<html><script>alert(1)</script></html>",
    "an EPS called .jpg": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\nshowpage\n",
    "a GIF": picture(format="GIF", mode="L"),
    "a TIFF": picture(format="TIFF"),
    "a BMP": picture(format="BMP"),
    "too many pixels": bomb(20_000, 20_000),
    "half a PNG": PNG[: len(PNG) // 2],
    "half a HEIC": HEIC[:400],
    "an empty HEIC": b"\0\0\0\x18ftypheic" + b"\0" * 400,
    "an AVIF": b"\0\0\0\x18ftypavif" + b"\0" * 400,
}
WHY = {
    "half a picture": "truncated", "half a PNG": "truncated", "too many pixels": "pixels", "a GIF": "format",
    "a TIFF": "format", "a BMP": "format", "half a HEIC": "format", "an empty HEIC": "format", "an AVIF": "format",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_is_no_picture_of_a_phone_is_refused_with_its_reason_and_the_next_picture_is_not(room, name):
    assert await room.develop(HOSTILE[name]) == Unusable(WHY.get(name, "unreadable"))
    assert isinstance(await room.develop(JPEG), Developed)


@pytest.mark.parametrize("part", range(1, 10))
def test_a_picture_cut_anywhere_is_refused_or_whole(part):
    for whole in (JPEG, PNG):
        try:
            found = develop(whole[: len(whole) * part // 10])
        except UnusableError as refused:
            assert refused.why in ("truncated", "unreadable")  # noqa: PT017
        else:
            assert (found.width, found.height) == opened(whole).size


async def test_what_an_iphone_keeps_is_read_with_its_place_and_time(room):
    found = await developed(room, HEIC)
    assert (found.width, found.height) == (64, 48) == opened(found.content).size
    assert (found.latitude, found.longitude) == (35.414167, 116.587222)
    assert found.taken == datetime(2026, 11, 20, 17, 31, 5, tzinfo=timezone(timedelta(hours=8)))
    assert b"CANARY" not in found.content


def test_what_an_iphone_keeps_is_a_format_we_cannot_read_where_the_extra_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    with pytest.raises(UnusableError, match="format"):
        develop(HEIC)


async def test_what_is_hidden_behind_a_picture_does_not_come_out(room):
    found = await developed(room, JPEG + b"PK\x03\x04CANARY-ZIP")
    assert b"CANARY" not in found.content


async def test_a_child_that_dies_costs_one_picture_at_most(room):
    assert isinstance(await room.develop(JPEG), Developed)
    assert room._child is not None
    room._child.kill()
    await room._child.wait()
    await room.develop(JPEG)
    assert isinstance(await room.develop(JPEG), Developed)


async def test_a_picture_that_takes_too_long_is_given_up_and_the_next_one_is_not(room, monkeypatch):
    monkeypatch.setattr(side, "SECONDS", 0.0)
    assert await room.develop(JPEG) == Unusable("unreadable")
    monkeypatch.undo()
    assert isinstance(await room.develop(JPEG), Developed)


async def test_the_answer_to_what_was_given_up_is_not_taken_for_the_next_ones(room):
    await developed(room, JPEG)
    given_up = asyncio.create_task(room.develop(picture(3000, 3000, format="PNG")))
    await asyncio.sleep(0.02)
    given_up.cancel()
    await asyncio.wait([given_up])
    assert opened((await developed(room, JPEG)).content).size == (1200, 900)


async def test_closing_in_the_middle_of_a_large_answer_comes_to_an_end(room):
    """A pipe that nobody reads on is never seen to end, and what waits for the child would wait for ever."""
    large = scenes.draw("flying_wire")
    assert len((await developed(room, large)).content) > 2 * 2**16
    given_up = asyncio.create_task(room.develop(large))
    while not room._child.stdout._paused:
        await asyncio.sleep(0)
    given_up.cancel()
    async with asyncio.timeout(5):
        await asyncio.wait([given_up])
        await room.close()
    assert given_up.cancelled()


async def test_a_picture_that_needs_more_memory_than_the_child_may_have_kills_at_most_the_child(room):
    heavy = io.BytesIO()
    Image.new("RGBA", (7000, 7000)).save(heavy, "PNG", compress_level=1)
    await room.develop(heavy.getvalue())
    assert isinstance(await room.develop(JPEG), Developed)


async def test_the_child_knows_no_secret_and_can_write_no_file(room, monkeypatch):
    monkeypatch.setenv("QIANSHAO_TELEGRAM__TOKEN", "123:CANARY")
    await developed(room, JPEG)
    assert room._child is not None
    at = Path(f"/proc/{room._child.pid}")
    assert b"CANARY" not in (at / "environ").read_bytes()
    limits = {line[:26].strip(): line[26:].split()[0] for line in (at / "limits").read_text().splitlines()[1:]}
    assert (limits["Max file size"], limits["Max core file size"]) == ("0", "0")


async def test_a_telephones_picture_with_a_second_one_behind_it_is_the_first(room):
    out = io.BytesIO()
    first, second = Image.new("RGB", (200, 100), "red"), Image.new("RGB", (40, 20), "blue")
    first.save(out, "MPO", save_all=True, append_images=[second])
    found = await developed(room, out.getvalue())
    assert (found.width, found.height) == (200, 100)
    assert len(found.content) < 3000


async def test_after_closing_no_child_is_left(room):
    await room.develop(JPEG)
    child = room._child
    assert child is not None
    await room.close()
    assert child.returncode is not None
    assert not Path(f"/proc/{child.pid}").exists()
