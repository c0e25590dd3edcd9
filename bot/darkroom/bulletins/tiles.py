"""The tiles of a bulletin: numbers at a glance, up to four side by side, their lines on the same heights."""

from collections.abc import Sequence

from bot.darkroom.bulletins.sheet import Block, Box, Mark, Sheet, Slab, block
from bot.darkroom.lettering import legible
from bot.domain.bulletin import Tile, Tone

GAP = 20
_PAD, _BAR, _MARK = 22, 8, 28
_LABEL, _VALUE, _NOTE = 26, 58, 23


def lay(sheet: Sheet, tiles: Sequence[Tile], left: float, top: float, right: float) -> float:
    """Lay tiles out in even rows; return where the last one ends."""
    rows = -(-len(tiles) // 4)
    each = -(-len(tiles) // rows)
    for start in range(0, len(tiles), each):
        top = _row(sheet, tiles[start : start + each], left, top, right) + GAP
    return top - GAP


def _row(sheet: Sheet, tiles: Sequence[Tile], left: float, top: float, right: float) -> float:
    wide = (right - left - GAP * (len(tiles) - 1)) / len(tiles)
    room = wide - 2 * _PAD - 4
    set_ = [
        (
            _label(tile.label, room - (_MARK + 8 if tile.tone is not Tone.PLAIN else 0)),
            _value(tile.value, room),
            block(tile.note, _NOTE, room, 4, 21),
        )
        for tile in tiles
    ]
    label, value, note = (max(words[part].height for words in set_) for part in range(3))
    bottom = top + _PAD + label + 4 + value + (4 + note if note else 0) + _PAD - 4
    for number, (tile, words) in enumerate(zip(tiles, set_, strict=True)):
        x = left + number * (wide + GAP)
        _tile(sheet, tile, Box(x, top, x + wide, bottom))
        inner = x + _PAD + 4
        at = top + _PAD - 4
        sheet.say(words[0], Box(inner, at, inner + room, at + label), "pale")
        at += label + 4
        ink = "ink" if tile.tone is Tone.PLAIN else tile.tone.value
        spare = (value - words[1].height) / 2
        sheet.say(words[1], Box(inner, at + spare, inner + room, at + value - spare), ink, bold=True)
        at += value + 4
        sheet.say(words[2], Box(inner, at, inner + room, at + note), "pale")
    return bottom


def _label(text: str, room: float) -> Block:
    """Return a name on one line if somewhat smaller letters allow it, else on two."""
    one = block(text, _LABEL, room, 1, 22)
    return one if one.lines and one.lines[0] == legible(text) else block(text, _LABEL, room, 2, 22)


def _value(text: str, room: float) -> Block:
    """Return a number on one line if it can be, else on two."""
    one = block(text, _VALUE, room, 1, 34)
    return one if len(one.lines) == 1 and one.lines[0] == legible(text) else block(text, 40, room, 2, 26)


def _tile(sheet: Sheet, tile: Tile, box: Box) -> None:
    plain = tile.tone is Tone.PLAIN
    # The bar is what shows of a slab below the card, so that it follows the card's round corners.
    sheet.put(Slab(box, "edge" if plain else tile.tone.value, 16))
    sheet.put(Slab(Box(box.left + _BAR, box.top, box.right, box.bottom), "card", 14))
    if not plain:
        sheet.put(Mark(tile.tone, box.right - _PAD - _MARK + 4, box.top + _PAD - 4 + _LABEL * 0.68, _MARK))
