"""Trimming: what a page gives up when it is too high. The text and the sheet that go with it have everything.

The end of the longest table, chart or strip goes first; in its place stands how many rows are missing.
"""

from collections.abc import Iterator
from dataclasses import replace

from bot.domain.bulletin import Bars, Block, Line, Page, Strip, Table

_KEPT = {Table: 3, Bars: 4, Strip: 12}
_WORTH = (Line, Strip, Bars, Table)
_HEIGHT = {Table: 54, Bars: 42, Strip: 10}
"""How high a row is about, in pixels; the cells of a strip share one."""


def shorter(page: Page) -> Iterator[Page]:
    """Yield ever shorter pages, at last one of tiles and a few notes alone. Tables are the last to go."""
    kept = [_length(one) for one in page.blocks]
    while (longest := _longest(page, kept)) is not None:
        kept[longest] -= 8 if isinstance(page.blocks[longest], Strip) else 1 + kept[longest] // 8
        yield _cut(page, kept, len(page.notes))
    for notes in range(len(page.notes) - 1, 3, -1):
        yield _cut(page, kept, notes)
    page = _cut(page, kept, 4)
    while page.blocks:
        spared = min(page.blocks, key=lambda one: _WORTH.index(type(one)))
        page = replace(page, blocks=tuple(one for one in page.blocks if one is not spared))
        yield page


def _longest(page: Page, kept: list[int]) -> int | None:
    """Return which block is the highest that may lose something."""
    heights = {
        number: kept[number] * _HEIGHT[type(one)]
        for number, one in enumerate(page.blocks)
        if type(one) in _KEPT and kept[number] > _KEPT[type(one)]
    }
    return max(heights, key=lambda number: heights[number], default=None)


def _length(one: Block) -> int:
    match one:
        case Bars() | Table():
            return len(one.rows)
        case Strip():
            return len(one.cells)
    return 1


def _cut(page: Page, kept: list[int], notes: int) -> Page:
    blocks = tuple(_ended(one, count) for one, count in zip(page.blocks, kept, strict=True))
    return replace(page, blocks=blocks, notes=page.notes[:notes])


def _ended(one: Block, kept: int) -> Block:
    missing = f"… +{_length(one) - kept}"
    match one:
        case Bars() if kept < len(one.rows):
            return replace(one, rows=one.rows[:kept], note=f"{missing}  {one.note}")
        case Table() if kept < len(one.rows):
            return replace(one, rows=one.rows[:kept], more=f"{missing}  {one.more}")
        case Strip() if kept < len(one.cells):
            return replace(one, cells=one.cells[:kept], note=f"{missing}  {one.note}")
    return one
