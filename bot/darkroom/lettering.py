"""Letters on pictures: a font that has Chinese where one can be found, and lines that never run out of their place.

The font in `assets/` wins over the machine's own. Without any, what cannot be written is left out, not drawn as boxes.
"""

import unicodedata
from functools import cache
from pathlib import Path

from PIL import ImageDraw, ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
_ASSETS = Path(__file__).parents[1] / "assets"
_ELSEWHERE = (
    # Each with the number of its simplified Chinese face.
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    ("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf", 0),
    ("/System/Library/Fonts/PingFang.ttc", 0),
    ("/System/Library/Fonts/STHeiti Light.ttc", 1),
)


@cache
def _file() -> tuple[str, int] | None:
    """Return a font file that has Chinese and the face in it."""
    ours = [(str(path), 0) for path in sorted(_ASSETS.glob("*Regular.?tf"))]
    for path, face in (*ours, *_ELSEWHERE):
        try:
            ImageFont.truetype(path, 16, index=face)
        except OSError:
            continue
        return path, face
    return None


@cache
def font(size: int) -> Font:
    """Return the font at a size in pixels."""
    found = _file()
    if found is None:
        return ImageFont.load_default(size)
    # Our own lines are short and run one way: no need to hand people's words to a layout engine.
    return ImageFont.truetype(found[0], size, index=found[1], layout_engine=ImageFont.Layout.BASIC)


def legible(text: str) -> str:
    """Return text on one line, without what has no shape and without what the font at hand cannot write."""
    shapes = (letter for letter in " ".join(text.split()) if not unicodedata.category(letter).startswith("C"))
    written = "".join(letter if _file() or letter <= "\u00ff" else " " for letter in shapes)
    return " ".join(written.split()).strip(" ·")


def shortened(text: str, size: int, most: float) -> str:
    """Return as much of a line as fits into `most` pixels; an ellipsis tells that there was more."""
    text = legible(text)
    if font(size).getlength(text) <= most:
        return text
    mark = "…" if _file() else "..."
    while text and font(size).getlength(text + mark) > most:
        text = text[:-1].rstrip(" ·,，、")
    return text + mark if text else ""


def write(pen: ImageDraw.ImageDraw, left: float, middle: float, text: str, size: int, ink: str, most: float) -> float:
    """Write a line from `left` around the height `middle`, within `most` pixels; return how wide it is."""
    line = shortened(text, size, most)
    pen.text((left, middle), line, fill=ink, font=font(size), anchor="lm")
    return float(font(size).getlength(line))
