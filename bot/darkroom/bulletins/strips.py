"""The heat strip of a bulletin: a cell each for buildings or hours, its number inside, its name below.

The number is always written: the colour only helps to find it.
"""

from bot.darkroom.bulletins.sheet import Box, Sheet, Slab, block
from bot.darkroom.typeface import width, written
from bot.domain.bulletin import Strip

_GAP, _HIGH, _LABEL, _SMALL, _VALUE, _LEAST, _WIDEST = 4, 54, 22, 18, 25, 35, 150.0
STEPS = 5


def lay(sheet: Sheet, strip: Strip, left: float, top: float, right: float) -> float:
    """Lay the cells out in even rows; return where the last label ends."""
    if not strip.cells:
        return top
    room = right - left
    # Smaller letters below are better than another row of cells.
    rows = min(_rows(strip, room, _LABEL), _rows(strip, room, _SMALL))
    each = -(-len(strip.cells) // rows)
    wide = (room - _GAP * (each - 1)) / each
    wide = min(wide, _WIDEST) if rows == 1 else wide
    at = top
    for start in range(0, len(strip.cells), each):
        at = _row(sheet, strip.cells[start : start + each], left, at, wide) + 12
    return at - 12


def _row(sheet: Sheet, cells: tuple[tuple[str, str, float], ...], left: float, top: float, wide: float) -> float:
    # All names in letters of one size, in which no word of theirs is broken.
    sizes = range(_LABEL, _SMALL - 1, -2)
    size = next((size for size in sizes if all(_widest(label, size) <= wide for label, _, _ in cells)), _LABEL)
    named = [block(label, size, wide, 2, _SMALL) for label, _, _ in cells]
    valued = [block(value, _VALUE, wide - 4, 2, 18) for _, value, _ in cells]
    high = max(_HIGH, *(words.height + 10 for words in valued))
    tall = max(words.height for words in named)
    for number, (_, _, heat) in enumerate(cells):
        x = left + number * (wide + _GAP)
        step = round(min(1.0, max(0.0, heat)) * (STEPS - 1))
        sheet.put(Slab(Box(x, top, x + wide, top + high), f"heat {step}", 8))
        value, name = valued[number], named[number]
        middle = top + (high - value.height) / 2
        cell = Box(x + 2, middle, x + wide - 2, middle + value.height)
        sheet.say(value, cell, f"on heat {step}", bold=step >= STEPS - 2, align=0.5)
        sheet.say(name, Box(x, top + high + 4, x + wide, top + high + 4 + tall), "pale", align=0.5)
    return top + high + 4 + tall


def _rows(strip: Strip, room: float, size: int) -> int:
    """Return how many rows the cells need with labels of a size, which may stand on two lines."""
    needed = [max(_widest(label, size), width(written(value), _VALUE)) for label, value, _ in strip.cells]
    wanted = min(max(_LEAST, max(needed) + 5), room / 3)
    return -(-len(strip.cells) // max(1, int((room + _GAP) // (wanted + _GAP))))


def _widest(label: str, size: int) -> float:
    return max((width(word, size) for word in written(label).split()), default=0)
