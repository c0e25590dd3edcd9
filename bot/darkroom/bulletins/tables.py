"""Tables of a bulletin: columns as wide as their words need, rows that grow, every second one on a faint ground.

A column that holds numbers alone stands on the right. Marked columns are bold and in the colour of bad news.
"""

import re
from collections.abc import Sequence

from bot.darkroom.bulletins.sheet import Block, Box, Sheet, Slab, block
from bot.darkroom.lettering import legible
from bot.darkroom.typeface import width, written
from bot.domain.bulletin import Table, Tone

_SIZE, _HEAD, _GAP, _PAD = 25, 22, 22, 12
_NUMBER = re.compile(r"[-+−±≥≤<>▲▼]? ?\d[\d.,:/ ]*\s?%?|[—–-]|")


def lay(sheet: Sheet, table: Table, left: float, top: float, right: float) -> float:
    """Lay headings and rows out; return where the last one ends."""
    count = max((len(table.headings), *(len(row) for row in table.rows)))
    if count == 0:
        return top
    rows = [(*row, *("",) * (count - len(row))) for row in table.rows]
    heads = (*table.headings, *("",) * (count - len(table.headings)))
    wide = widths([heads, *rows], right - left - 2 * _PAD - _GAP * (count - 1))
    aligned = [float(_numeric([row[column] for row in rows])) for column in range(count)]
    lefts = [left + _PAD + sum(wide[:column]) + _GAP * column for column in range(count)]
    # Numbers end where their heading ends: in a wider column they would lean on the words of the next one.
    wide = [min(each, _needed([heads, *rows], column)) if aligned[column] else each for column, each in enumerate(wide)]
    least = 20 if count <= 7 else 16
    at = top
    if any(heads):
        said = [block(words, _HEAD, wide[number], 2, min(least, 19)) for number, words in enumerate(heads)]
        at = _row(sheet, said, lefts, wide, aligned, at, ["pale"] * count, frozenset(), spare=4)
    sheet.put(Slab(Box(left, at, right, at + 2), "edge"))
    at += 2
    bad = "bad" if table.tone is Tone.PLAIN else table.tone.value
    for number, row in enumerate(rows):
        said = [_cell(words, wide[column], least) for column, words in enumerate(row)]
        place = len(sheet.things)
        # None of what is bad news is no bad news.
        marked = frozenset(column for column in table.marked if column < count and row[column] not in ("", "0", "—"))
        inks = [bad if column in marked else "ink" for column in range(count)]
        end = _row(sheet, said, lefts, wide, aligned, at, inks, marked | {0}, spare=10)
        if number % 2:
            sheet.things.insert(place, Slab(Box(left, at, right, end), "zebra", 8))
        at = end
    if table.more:
        more = block(table.more, _HEAD, right - left - 2 * _PAD, 2, 20)
        sheet.say(more, Box(left + _PAD, at + 8, right - _PAD, at + 8 + more.height), "pale")
        at += 8 + more.height
    return at


def _row(
    sheet: Sheet,
    said: Sequence[Block],
    lefts: Sequence[float],
    wide: Sequence[float],
    aligned: Sequence[float],
    top: float,
    inks: Sequence[str],
    bold: frozenset[int],
    spare: float,
) -> float:
    high = max(words.height for words in said)
    for column, words in enumerate(said):
        # Short cells stand in the middle beside long ones.
        at = top + spare + (high - words.height) / 2
        cell = Box(lefts[column], at, lefts[column] + wide[column], at + words.height)
        sheet.say(words, cell, inks[column], bold=column in bold, align=aligned[column])
    return top + high + 2 * spare


def _numeric(cells: Sequence[str]) -> bool:
    """Tell whether nearly all of a column is numbers; a "new" or "none" between them is as short as they are."""
    numbers = sum(_NUMBER.fullmatch(cell.strip()) is not None for cell in cells)
    return any(cells) and 3 * numbers >= 2 * len(cells) and all(width(written(cell), _SIZE) <= 160 for cell in cells)


def widths(rows: Sequence[Sequence[str]], room: float) -> list[float]:
    """Share a width out: what every column needs where there is enough, else the long ones give way first.

    The first row holds the headings, whose letters are smaller.
    """
    needed = [_needed(rows, column) for column in range(len(rows[0]))]
    spare = room - sum(needed)
    if spare >= 0:
        # Evenly, so that the columns fill the card; numbers and names do not need more than a little each.
        return [need + spare / len(needed) for need in needed]
    order = sorted(range(len(needed)), key=lambda column: needed[column])
    found = [0.0] * len(needed)
    for place, column in enumerate(order):
        share = room / (len(order) - place)
        found[column] = min(needed[column], share)
        room -= found[column]
    return found


def _needed(rows: Sequence[Sequence[str]], column: int) -> float:
    heading = width(written(rows[0][column]), _HEAD) + 2
    return max(12.0, heading, *(width(written(row[column]), _SIZE) + 2 for row in rows[1:]))


def _cell(words: str, wide: float, least: int) -> Block:
    """Return a cell on one line if somewhat smaller letters allow it, else on up to three."""
    one = block(words, _SIZE, wide, 1, max(least, 22))
    return one if one.lines in ([], [legible(words)]) else block(words, _SIZE, wide, 3, least)
