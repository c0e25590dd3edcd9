"""A page as text: the same numbers for search, screen readers and where no picture comes through.

Plain phrases in, HTML out; a day fits one screen, an empty period is one line.
"""

from html import escape

from bot.domain.bulletin import Bars, Block, Line, Page, Strip, Table
from bot.language import Words

MOST_CELLS = 5


def html(page: Page, words: Words) -> str:
    """Return the page as HTML."""
    head = f"📋 <b>{_safe(page.title)} · {_safe(page.subtitle)}</b>"
    if not page.tiles and not page.blocks:
        return "\n".join((head, *map(_safe, page.notes)))
    tiles = [
        f"{_safe(tile.label)} <b>{_safe(tile.value)}</b>" + (f" · {_safe(tile.note)}" if tile.note else "")
        for tile in page.tiles
    ]
    blocks = [line for block in page.blocks for line in _block(block, words)]
    return "\n".join((head, *tiles, *blocks, *(f"· {_safe(note)}" for note in page.notes)))


def _safe(said: str) -> str:
    # A word joiner keeps a quoted @name from calling that person again.
    return escape(said).replace("@", "@\u2060").replace("\u2060\u2060", "\u2060")


def _block(block: Block, words: Words) -> list[str]:
    match block:
        case Bars():
            return _listed(block.title, [f"{row.label} {row.value}" for row in block.rows], words)
        case Strip():
            hottest = sorted((cell for cell in block.cells if cell[2] > 0), key=lambda cell: -cell[2])
            return _listed(block.title, [f"{label} ({value})" for label, value, _ in hottest[:MOST_CELLS]], words)
        case Line():
            # A line with hours or days that have no label is for the eye; its peaks stand in the strip of hours.
            named = [f"{label} {n}" for label, n in zip(block.labels, block.values, strict=False)]
            return _listed(block.title, named, words) if all(block.labels) else []
        case Table():
            return _table(block, words)


def _listed(title: str, parts: list[str], words: Words) -> list[str]:
    if not parts:
        return []
    said = words.say("{title}: {list}").format(title=title, list=" · ".join(parts))
    return [_safe(said)]


def _table(table: Table, words: Words) -> list[str]:
    # A row of counts is nothing without its headings; of a ticket each cell says itself what it is.
    counts = not any(row[0].rpartition(" ")[2].startswith("#") for row in table.rows)
    lines = ["", f"<b>{_safe(table.title)}</b>"]
    for row in table.rows:
        if counts:
            cells = [f"{heading} {cell}" for heading, cell in zip(table.headings[1:], row[1:], strict=True)]
            lines += _listed(row[0], cells, words)
        else:
            lines.append(_safe(" · ".join(cell for cell in row if cell)))
    if table.more:
        lines.append(_safe(table.more))
    return lines
