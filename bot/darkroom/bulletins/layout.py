"""A page of figures laid out on 1080 pixels' width, as high as its words need and never higher than a phone scrolls.

Small blocks stand side by side. What would be higher than 3000 pixels is trimmed; a usual week in English is less.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from bot.darkroom.bulletins import bars, cards, curves, strips, tables, tiles, trimming
from bot.darkroom.bulletins.sheet import Box, Sheet, Slab, block
from bot.domain.bulletin import Bars, Block, Line, Page, Strip, Table

WIDTH, HIGHEST = 1080, 3000
_MARGIN, _GAP = 40, 20


def lay(page: Page) -> Sheet:
    """Return a page laid out."""
    sheet = _laid(page)
    if sheet.height > HIGHEST:
        # The first of ever shorter pages that fits is found by halving: laying out takes its time.
        shorter = list(trimming.shorter(page))
        fitting = bisect_left(shorter, x=True, key=lambda tried: _laid(tried).height <= HIGHEST)
        sheet = _laid(shorter[min(fitting, len(shorter) - 1)])
    sheet.height = min(sheet.height, HIGHEST)
    return sheet


def _laid(page: Page) -> Sheet:
    sheet = Sheet()
    left, right = float(_MARGIN), float(WIDTH - _MARGIN)
    at = _head(sheet, page, left, right)
    if page.tiles:
        at = tiles.lay(sheet, page.tiles, left, at, right) + _GAP
    for row in _side_by_side(page.blocks):
        at = _row(sheet, row, left, at, right) + _GAP
    if page.notes:
        at = _notes(sheet, page, left, at, right) + _GAP
    if page.footer:
        words = block(page.footer, 22, right - left, 4, 20)
        sheet.say(words, Box(left, at + 4, right, at + 4 + words.height), "pale")
        at += 4 + words.height + _GAP
    sheet.height = round(at + _MARGIN - _GAP)
    return sheet


def _head(sheet: Sheet, page: Page, left: float, right: float) -> float:
    title = block(page.title, 46, right - left, 2, 34)
    at = float(_MARGIN - 10)
    sheet.say(title, Box(left, at, right, at + title.height), bold=True)
    at += title.height
    if page.subtitle:
        words = block(page.subtitle, 26, right - left, 2, 22)
        sheet.say(words, Box(left, at, right, at + words.height), "pale")
        at += words.height
    return at + 18


def _side_by_side(blocks: Sequence[Block]) -> list[tuple[Block, ...]]:
    """Pair neighbours that need half the width only."""
    rows: list[tuple[Block, ...]] = []
    for one in blocks:
        if rows and len(rows[-1]) == 1 and _narrow(one) and _narrow(rows[-1][0]):
            rows[-1] = (rows[-1][0], one)
        else:
            rows.append((one,))
    return rows


def _narrow(one: Block) -> bool:
    return bars.narrow(one) if isinstance(one, Bars) else isinstance(one, Line) and len(one.labels) <= 31


def _row(sheet: Sheet, blocks: tuple[Block, ...], left: float, top: float, right: float) -> float:
    wide = (right - left - _GAP * (len(blocks) - 1)) / len(blocks)
    boxes = [Box(left + (wide + _GAP) * n, top, left + (wide + _GAP) * n + wide, top) for n in range(len(blocks))]
    # What stands side by side ends together: first it is tried out on sheets that are thrown away.
    ends = [_card(Sheet(), one, box) for one, box in zip(blocks, boxes, strict=True)] if len(blocks) > 1 else [top]
    bottom = max(ends)
    return max(
        _card(sheet, one, replace(box, bottom=bottom), bottom - end)
        for one, box, end in zip(blocks, boxes, ends, strict=True)
    )


def _card(sheet: Sheet, one: Block, box: Box, spare: float = 0) -> float:
    match one:
        case Bars():
            spread = min(18.0, spare / max(1, len(one.rows)))
            return cards.lay(
                sheet, box, one.title, lambda on, x, y, to: bars.lay(on, one, x, y, to, spread), note=one.note
            )
        case Line():
            beside = curves.legend_width(one) + 20 if curves.beside_title(one, box.width - 2 * cards.PAD) else 0
            return cards.lay(sheet, box, one.title, lambda on, x, y, to: curves.lay(on, one, x, y, to), beside=beside)
        case Strip():
            return cards.lay(sheet, box, one.title, lambda on, x, y, to: strips.lay(on, one, x, y, to), note=one.note)
        case Table():
            return cards.lay(sheet, box, one.title, lambda on, x, y, to: tables.lay(on, one, x, y, to), tone=one.tone)


def _notes(sheet: Sheet, page: Page, left: float, top: float, right: float) -> float:
    """Lay the small print out; where it is all there is, it is no small print."""
    size, least = (25, 22) if page.tiles or page.blocks else (34, 26)

    def lines(inner: Sheet, from_: float, at: float, to: float) -> float:
        for note in page.notes:
            words = block(note, size, to - from_ - 26, 4, least)
            if not words.lines:
                continue
            middle = at + words.size * 0.68
            inner.put(Slab(Box(from_ + 2, middle - 4, from_ + 10, middle + 4), "edge", 4))
            inner.say(words, Box(from_ + 26, at, to, at + words.height))
            at += words.height + 8
        return at - 8

    return cards.lay(sheet, Box(left, top, right, top), "", lines)
