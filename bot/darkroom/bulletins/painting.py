"""Paint: a sheet becomes a PNG of at most 256 colours. Edges are smooth, because small masks are drawn larger first."""

import io
from functools import lru_cache
from itertools import pairwise
from math import ceil, hypot

from PIL import Image, ImageDraw

from bot.darkroom.bulletins.inks import Colours, colours, pairs
from bot.darkroom.bulletins.sheet import Curve, Mark, Sheet, Slab, Words
from bot.darkroom.lettering import CENTRE
from bot.darkroom.typeface import font, runs, width
from bot.domain.bulletin import Tone

_FINE = 4
"""How many times larger masks are drawn."""
_BOLD = 0.02
"""How much thicker strokes are when bold, as a part of the size of the letters: there is no bold font."""


def paint(sheet: Sheet, page_width: int, *, dark: bool) -> bytes:
    """Return a sheet as a PNG."""
    inks = colours(dark=dark)
    canvas = Image.new("RGB", (page_width, ceil(sheet.height)), inks["ground"])
    pen = ImageDraw.Draw(canvas)
    for thing in sheet.things:
        match thing:
            case Words():
                _write(pen, thing, inks[thing.ink])
            case Slab():
                _slab(canvas, pen, thing, inks[thing.ink])
            case Mark():
                _mark(canvas, thing, inks)
            case Curve():
                _curve(canvas, thing, inks)
    out = io.BytesIO()
    canvas.quantize(palette=_palette(dark), dither=Image.Dither.NONE).save(out, "PNG", compress_level=6)
    return out.getvalue()


@lru_cache(maxsize=2)
def _palette(dark: bool) -> Image.Image:
    """Return the palette of a page: its colours, and steps between each and what it stands on.

    A palette made from the picture takes the two nearest colours for one, and those are the card and the ground.
    """
    inks = colours(dark=dark)
    mixed = [_mixed(inks[ink], inks[under], part / 7) for ink, under in pairs(inks) for part in range(1, 7)]
    found = list(dict.fromkeys(_rgb(colour) for colour in inks.values()))
    # Pillow looks for the nearest colour in steps of a few shades: next to a plain colour there may be no mixed one.
    clear = [mix for mix in mixed if all(_far(mix, colour) for colour in found)]
    found = list(dict.fromkeys([*found, *clear]))[:256]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in found for part in colour])
    return palette


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _far(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) >= 10


def _mixed(one: str, other: str, part: float) -> tuple[int, ...]:
    return tuple(round(a * part + b * (1 - part)) for a, b in zip(_rgb(one), _rgb(other), strict=True))


def _write(pen: ImageDraw.ImageDraw, words: Words, ink: str) -> None:
    at = words.left
    weight = words.size * _BOLD if words.bold else 0
    for number, piece in runs(words.text):
        place = round(at), round(words.middle + CENTRE * words.size)
        pen.text(place, piece, fill=ink, font=font(words.size, number), anchor="ls", stroke_width=weight)
        at += width(piece, words.size)


def _slab(canvas: Image.Image, pen: ImageDraw.ImageDraw, slab: Slab, ink: str) -> None:
    left, top, right, bottom = (round(side) for side in (slab.box.left, slab.box.top, slab.box.right, slab.box.bottom))
    right, bottom = max(right, left + 1), max(bottom, top + 1)
    radius = min(slab.radius, (right - left) // 2, (bottom - top) // 2)
    if radius < 1:
        pen.rectangle((left, top, right - 1, bottom - 1), ink)
        return
    if right - left > 2 * radius:
        pen.rectangle((left + radius, top, right - radius - 1, bottom - 1), ink)
    if bottom - top > 2 * radius:
        pen.rectangle((left, top + radius, right - 1, bottom - radius - 1), ink)
    disc = _disc(radius)
    for x, part in ((left, 0), (right - radius, radius)):
        for y, piece in ((top, 0), (bottom - radius, radius)):
            canvas.paste(ink, (x, y), disc.crop((part, piece, part + radius, piece + radius)))


@lru_cache(maxsize=64)
def _disc(radius: int) -> Image.Image:
    mask = Image.new("L", (2 * radius * _FINE, 2 * radius * _FINE), 0)
    ImageDraw.Draw(mask).ellipse((0, 0, mask.width - 1, mask.height - 1), 255)
    return mask.reduce(_FINE)


def _mark(canvas: Image.Image, mark: Mark, inks: Colours) -> None:
    shape, sign = _marks(mark.tone, mark.size)
    place = round(mark.left), round(mark.middle - mark.size / 2)
    canvas.paste(inks[mark.tone.value], place, shape)
    canvas.paste(inks["card"], place, sign)


@lru_cache(maxsize=32)
def _marks(tone: Tone, size: int) -> tuple[Image.Image, Image.Image]:
    """Return the shape of a mark and the sign inside it, as masks."""
    side = size * _FINE
    shape, sign = Image.new("L", (side, side), 0), Image.new("L", (side, side), 0)
    pen, inner = ImageDraw.Draw(shape), ImageDraw.Draw(sign)
    thick = round(side * 0.13)
    if tone is Tone.GOOD:
        pen.ellipse((0, 0, side - 1, side - 1), 255)
        inner.line(
            [(side * 0.26, side * 0.53), (side * 0.44, side * 0.70), (side * 0.75, side * 0.34)], 255, thick, "curve"
        )
    elif tone is Tone.WARN:
        pen.polygon([(side * 0.5, side * 0.03), (side, side * 0.95), (0, side * 0.95)], 255)
        _exclaim(inner, side, 0.36, 0.63, 0.80, thick)
    else:
        pen.rounded_rectangle((0, 0, side - 1, side - 1), side * 0.28, 255)
        _exclaim(inner, side, 0.20, 0.58, 0.78, thick)
    return shape.reduce(_FINE), sign.reduce(_FINE)


def _exclaim(pen: ImageDraw.ImageDraw, side: int, top: float, bottom: float, dot: float, thick: int) -> None:
    half = thick / 2
    pen.rounded_rectangle((side / 2 - half, side * top, side / 2 + half, side * bottom), half, 255)
    pen.ellipse((side / 2 - half, side * dot - half, side / 2 + half, side * dot + half), 255)


def _curve(canvas: Image.Image, curve: Curve, inks: Colours) -> None:
    spare = 12
    left, top = int(curve.cell.left) - spare, int(curve.cell.top) - spare
    size = int(curve.cell.width) + 2 * spare, int(curve.cell.height) + 2 * spare
    points = [((x - left) * _FINE, (y - top) * _FINE) for x, y in curve.points]
    if curve.under and len(points) > 1:
        floor = (curve.cell.bottom - top) * _FINE
        mask = Image.new("L", (size[0] * _FINE, size[1] * _FINE), 0)
        ImageDraw.Draw(mask).polygon([(points[0][0], floor), *points, (points[-1][0], floor)], 255)
        canvas.paste(inks[curve.under], (left, top), mask.reduce(_FINE))
    mask = Image.new("L", (size[0] * _FINE, size[1] * _FINE), 0)
    pen = ImageDraw.Draw(mask)
    if len(points) == 1 or curve.dots:
        _dots(pen, points, max(curve.dots, curve.thickness) * _FINE)
    if len(points) > 1:
        pieces = _dashes(points, 9 * _FINE, 7 * _FINE) if curve.dashed else [points]
        for piece in pieces:
            pen.line(piece, 255, round(curve.thickness * _FINE), "curve")
    canvas.paste(inks[curve.ink], (left, top), mask.reduce(_FINE))


def _dots(pen: ImageDraw.ImageDraw, points: list[tuple[float, float]], radius: float) -> None:
    for x, y in points:
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), 255)


def _dashes(points: list[tuple[float, float]], drawn: float, left_out: float) -> list[list[tuple[float, float]]]:
    """Cut a line into dashes that follow its corners."""
    found: list[list[tuple[float, float]]] = []
    rest, ink = drawn, True
    dash = [points[0]]
    for (x, y), (next_x, next_y) in pairwise(points):
        long = hypot(next_x - x, next_y - y)
        gone = 0.0
        while long - gone > rest:
            gone += rest
            at = x + (next_x - x) * gone / long, y + (next_y - y) * gone / long
            if ink:
                found.append([*dash, at])
            ink = not ink
            dash, rest = [at], drawn if ink else left_out
        rest -= long - gone
        dash.append((next_x, next_y))
    return [*found, dash] if ink and len(dash) > 1 else found
