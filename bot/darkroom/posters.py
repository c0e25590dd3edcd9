"""Posters: words and a QR code on a page to print or a picture to scan.

Nothing runs out of the page: letters shrink until everything fits. Opens no picture; runs in the child.
"""

import io
import re
from collections.abc import Iterator

import segno
from PIL import Image, ImageDraw

from bot.calls import Poster
from bot.darkroom.lettering import font, legible, shortened, write
from bot.darkroom.typeface import width as measured

PAGE = 1654, 2339
"""A4 upright at 200 dots an inch."""
CARD_WIDTH = 900
_SIZES = (64, 56, 48, 42, 36, 32, 28, 24, 20, 17, 14, 12)
_PAPER, _INK, _PALE, _BAND, _ON_BAND, _LINE = "#ffffff", "#14181d", "#5b6670", "#1f4e79", "#ffffff", "#cfd6dd"
_MARGIN, _HEADER, _QR = 100, 260, 420
_SILENCE = 4
"""Modules of white around a QR code, as ISO/IEC 18004 wants them."""


def draw(wanted: Poster) -> bytes:
    """Return a poster as a PNG: a page of 1654 by 2339 pixels, or a card of 900 pixels' width."""
    canvas = _page(wanted) if wanted.sheet else _card(wanted)
    out = io.BytesIO()
    canvas.save(out, "PNG", dpi=(200, 200))
    return out.getvalue()


def _page(wanted: Poster) -> Image.Image:
    width, height = PAGE
    canvas = Image.new("RGB", PAGE, _PAPER)
    pen = ImageDraw.Draw(canvas)
    pen.rectangle((0, 0, width, _HEADER), _BAND)
    _centred(pen, width, _HEADER / 2, wanted.title, 96, _ON_BAND)
    foot = height - _MARGIN - (_QR if wanted.link else 60)
    _table(pen, wanted.rows, _HEADER + 60, foot - 40)
    left = _MARGIN
    if wanted.link:
        canvas.paste(_code(wanted.link, _QR), (_MARGIN, height - _MARGIN - _QR))
        left += _QR + 50
    lines = wanted.note.split("\n")
    step = 64
    top = height - _MARGIN - (_QR if wanted.link else step * len(lines)) / 2 - step * (len(lines) - 1) / 2
    for number, line in enumerate(lines):
        write(pen, left, top + number * step, line, 40, _PALE, width - _MARGIN - left)
    return canvas


def _table(pen: ImageDraw.ImageDraw, rows: tuple[tuple[str, str], ...], top: float, bottom: float) -> None:
    """Write rows between two heights, in the largest letters in which all of them fit; the smallest may be cut off."""
    left, beside = _MARGIN, _MARGIN + 360
    room = PAGE[0] - _MARGIN - beside
    for size in _SIZES:
        lines = [list(_wrapped(words, size, room)) for _, words in rows]
        tall = sum(len(found) * size * 1.5 + size * 0.8 for found in lines)
        if top + tall <= bottom:
            break
    at = top
    for (heading, _), found in zip(rows, lines, strict=True):
        write(pen, left, at + size * 0.75, heading, size, _BAND, beside - left - 20)
        for line in found:
            if at + size * 1.5 > bottom:
                return
            write(pen, beside, at + size * 0.75, line, size, _INK, room)
            at += size * 1.5
        pen.line((left, at + size * 0.4, PAGE[0] - _MARGIN, at + size * 0.4), _LINE, 2)
        at += size * 0.8


def _wrapped(words: str, size: int, most: float) -> Iterator[str]:
    """Yield the lines of words, broken between entries where that is possible, else between letters."""
    for paragraph in words.split("\n"):
        line = ""
        for piece in re.findall(r"[^、,]+[、,]?\s?|[、,]\s?", legible(paragraph)):
            while line and font(size).getlength(line + piece.rstrip()) > most:
                yield line.rstrip()
                line = ""
            line += piece
            while font(size).getlength(line.rstrip()) > most:
                cut = _cut(line, size, most)
                yield line[:cut]
                line = line[cut:]
        yield line.rstrip()


def _cut(line: str, size: int, most: float) -> int:
    return max((end for end in range(1, len(line)) if font(size).getlength(line[:end]) <= most), default=1)


def _card(wanted: Poster) -> Image.Image:
    code = _code(wanted.link, CARD_WIDTH - 160)
    lines = [line for line in (*(f"{a} {b}".strip() for a, b in wanted.rows), *wanted.note.split("\n")) if line]
    canvas = Image.new("RGB", (CARD_WIDTH, 130 + code.height + 40 + 52 * len(lines) + 40), _PAPER)
    pen = ImageDraw.Draw(canvas)
    _centred(pen, CARD_WIDTH, 75, wanted.title, 52, _INK)
    canvas.paste(code, ((CARD_WIDTH - code.width) // 2, 130))
    for number, line in enumerate(lines):
        _centred(pen, CARD_WIDTH, 130 + code.height + 50 + 52 * number, line, 34, _PALE)
    return canvas


def _centred(pen: ImageDraw.ImageDraw, width: int, middle: float, text: str, size: int, ink: str) -> None:
    """Write a line in the middle, smaller when it is long."""
    room = width - 2 * _MARGIN
    while size > 24 and font(size).getlength(legible(text)) > room:
        size -= 4
    wide = measured(shortened(text, size, room), size)
    write(pen, (width - wide) / 2, middle, text, size, ink, room)


def _code(link: str, most: int) -> Image.Image:
    """Return a link as a QR code of at most `most` pixels, whole pixels a module, its silent zone included."""
    modules = [list(row) for row in segno.make(link, micro=False, error="m").matrix_iter(scale=1, border=_SILENCE)]
    small = Image.new("1", (len(modules), len(modules)), 1)
    small.putdata([0 if dark else 1 for row in modules for dark in row])
    scale = max(1, most // len(modules))
    return small.resize((small.width * scale, small.height * scale), Image.Resampling.NEAREST).convert("RGB")
