"""Trimming: what a page gives up when it is too high. The text and the sheet that go with it have everything.

First the ends of very long blocks and the small print go, then charts that are for the eye alone. What is late, whose
it is and where it keeps happening stays longest. In the place of rows stands how many are missing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.domain.bulletin import Bars, Block, Line, Page, Strip, Table

_LONG = {Table: 8, Bars: 8, Strip: 24}
_SHORT = {Table: 5, Bars: 4, Strip: 24}
_LEAST = {Table: 3, Bars: 4, Strip: 24}
"""What stays of each. The hours of a day stand in one row: half a day would save nothing."""
_WORTH = (Strip, Bars, Table)
_HEIGHT = {Table: 54, Bars: 42, Strip: 10}
"""How high a row is about, in pixels; the cells of a strip share one."""
_NOTES = 4


@dataclass(slots=True)
class _Rest:
    """What is left of a page: so many rows of each block, none of some blocks, so many notes."""

    page: Page
    kept: list[int]
    notes: int

    def whole(self) -> Page:
        """Return it as a page."""
        pairs = zip(self.page.blocks, self.kept, strict=True)
        blocks = tuple(_ended(one, count) for one, count in pairs if count)
        return replace(self.page, blocks=blocks, notes=self.page.notes[: self.notes])

    def longest(self, least: dict[type, int]) -> int | None:
        """Return which block is the highest that has more than the least."""
        heights = {
            number: self.kept[number] * _HEIGHT[type(one)]
            for number, one in enumerate(self.page.blocks)
            if type(one) in least and self.kept[number] > least[type(one)]
        }
        return max(heights, key=lambda number: heights[number], default=None)

    def last(self, shape: type) -> int | None:
        """Return the last block of a shape that is still there."""
        found = [number for number, one in enumerate(self.page.blocks) if type(one) is shape and self.kept[number]]
        return found[-1] if found else None


def shorter(page: Page) -> Iterator[Page]:
    """Yield ever shorter pages, at last one of tiles and a few notes alone. Tables are the last to go."""
    rest = _Rest(page, [_length(one) for one in page.blocks], len(page.notes))
    yield from _rows(rest, _LONG)
    while rest.notes > _NOTES:
        rest.notes -= 1
        yield rest.whole()
    # Of two strips the last one is that of the hours; the buildings are worth more.
    if sum(isinstance(one, Strip) for one in page.blocks) > 1:
        yield from _without(rest, Strip, most=1)
    yield from _without(rest, Line)
    yield from _rows(rest, _SHORT)
    yield from _rows(rest, _LEAST)
    for shape in _WORTH:
        yield from _without(rest, shape)


def _rows(rest: _Rest, least: dict[type, int]) -> Iterator[Page]:
    while (longest := rest.longest(least)) is not None:
        shape = type(rest.page.blocks[longest])
        step = 8 if shape is Strip else 1 + rest.kept[longest] // 8
        rest.kept[longest] = max(least[shape], rest.kept[longest] - step)
        yield rest.whole()


def _without(rest: _Rest, shape: type, most: int | None = None) -> Iterator[Page]:
    while (last := rest.last(shape)) is not None and most != 0:
        rest.kept[last] = 0
        most = None if most is None else most - 1
        yield rest.whole()


def _length(one: Block) -> int:
    match one:
        case Bars() | Table():
            return len(one.rows)
        case Strip():
            return len(one.cells)
    return 1


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
