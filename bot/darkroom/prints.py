"""Prints: clean pictures of one ticket on one sheet, numbered, and a repair as a pair with its evidence stamp.

Runs in the child, on pictures that were developed there before; no picture is cropped and no line clipped.
"""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw

from bot.darkroom.lettering import write
from bot.darkroom.orders import MOST_ON_A_SHEET, Stamp

WIDTH = 1280
GAP = 8
_GROUND, _BAND, _INK, _PALE, _BADGE = "#e9ebee", "#14181d", "#ffffff", "#b9c2cc", "#14181d"
_FIX = "#2e9e5b"


def sheet(pictures: Sequence[bytes], captions: Sequence[str]) -> bytes:
    """Return two to ten JPEGs as one, 1280 pixels wide: tiles from left to right, each with its number and caption.

    Raise ValueError for another number of pictures or captions.
    """
    if not 2 <= len(pictures) <= MOST_ON_A_SHEET or len(captions) != len(pictures):
        raise ValueError("a sheet has two to ten pictures, each with a caption")
    opened = [_opened(picture) for picture in pictures]
    columns = 2 if len(opened) in (2, 4) else 3
    width = (WIDTH - (columns + 1) * GAP) // columns
    height = round(width / _shape(opened))
    band = 40 if any(captions) else 0
    rows = -(-len(opened) // columns)
    canvas = Image.new("RGB", (WIDTH, rows * (height + band + GAP) + GAP), _GROUND)
    pen = ImageDraw.Draw(canvas)
    for number, (picture, caption) in enumerate(zip(opened, captions, strict=True)):
        row, column = divmod(number, columns)
        left, top = GAP + column * (width + GAP), GAP + row * (height + band + GAP)
        pen.rectangle((left, top, left + width - 1, top + height + band - 1), _BAND)
        _lay(canvas, picture, (left, top, width, height))
        _badge(pen, left, top, str(number + 1), _BADGE)
        write(pen, left + 12, top + height + band / 2, caption, 22, _PALE, width - 24)
    return _jpeg(canvas)


def pair(before: bytes, after: bytes, stamp: Stamp) -> bytes:
    """Return two JPEGs side by side, at most 1280 pixels wide, above a dark band with the stamp."""
    opened = [_opened(before), _opened(after)]
    shapes = [min(2.0, max(0.5, picture.width / picture.height)) for picture in opened]
    height = min(960, int((WIDTH - 3 * GAP) / sum(shapes)))
    widths = [int(height * shape) for shape in shapes]
    canvas = Image.new("RGB", (sum(widths) + 3 * GAP, height + GAP + 118), _BAND)
    pen = ImageDraw.Draw(canvas)
    left, times = GAP, zip(opened, widths, (stamp.before, stamp.after), (_PALE, _FIX), strict=True)
    for picture, width, written, colour in times:
        _lay(canvas, picture, (left, GAP, width, height))
        pen.rectangle((left, GAP + height, left + width - 1, GAP + height + 5), colour)
        write(pen, left + 8, GAP + height + 34, written, 24, _PALE, width - 16)
        left += width + GAP
    write(pen, GAP + 8, GAP + height + 82, stamp.title, 32, _INK, canvas.width - 2 * GAP - 16)
    return _jpeg(canvas)


def _opened(picture: bytes) -> Image.Image:
    return Image.open(io.BytesIO(picture), formats=("JPEG",))


def _shape(pictures: Sequence[Image.Image]) -> float:
    """Return width by height of the tile that suits most of the pictures."""
    shapes = sorted(picture.width / picture.height for picture in pictures)
    return min(16 / 9, max(3 / 4, shapes[len(shapes) // 2]))


def _lay(canvas: Image.Image, picture: Image.Image, box: tuple[int, int, int, int]) -> None:
    """Lay a picture whole into the middle of a box of left, top, width and height."""
    left, top, width, height = box
    scale = min(width / picture.width, height / picture.height)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    # With the box it is going to fill the decoder skips most of a larger picture.
    picture.draft("RGB", size)
    fitted = picture.convert("RGB").resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    canvas.paste(fitted, (left + (width - size[0]) // 2, top + (height - size[1]) // 2))


def _badge(pen: ImageDraw.ImageDraw, left: float, top: float, number: str, colour: str) -> None:
    wide = 24 + 14 * len(number)
    pen.rounded_rectangle((left + 8, top + 8, left + 8 + wide, top + 48), 8, colour)
    write(pen, left + 20, top + 28, number, 26, _INK, wide)


def _jpeg(canvas: Image.Image) -> bytes:
    out = io.BytesIO()
    canvas.save(out, "JPEG", quality=85)
    return out.getvalue()
