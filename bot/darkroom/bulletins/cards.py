"""Cards: the white ground of a block, its title with a mark where it has a tone, its small print."""

from collections.abc import Callable

from bot.darkroom.bulletins.sheet import Box, Mark, Sheet, Slab, block
from bot.domain.bulletin import Tone

PAD = 26
_TITLE, _NOTE, _MARK = 29, 22, 30

Content = Callable[[Sheet, float, float, float], float]
"""Lays out what is inside from (left, top) to `right`; returns where it ends."""


def lay(
    sheet: Sheet,
    box: Box,
    title: str,
    content: Content,
    *,
    note: str = "",
    tone: Tone = Tone.PLAIN,
    beside: float = 0,
) -> float:
    """Lay a card out and what is on it; return where it ends. `beside`: room kept free right of the title.

    A box that is higher than what is inside stays so high: cards side by side end together.
    """
    place = len(sheet.things)
    left, right, at = box.left + PAD, box.right - PAD, box.top + PAD - 6
    if title:
        shift = _MARK + 12 if tone is not Tone.PLAIN else 0
        words = block(title, _TITLE, right - left - shift - beside, 2, 24)
        if shift:
            sheet.put(Mark(tone, left, at + words.size * 0.68, _MARK))
        cell = Box(left + shift, at, right - beside, at + words.height)
        sheet.say(words, cell, "ink" if tone is Tone.PLAIN else tone.value, bold=True)
        at += words.height + 14
    at = content(sheet, left, at, right)
    if note:
        words = block(note, _NOTE, right - left, 3, 20)
        sheet.say(words, Box(left, at + 10, right, at + 10 + words.height), "pale")
        at += 10 + words.height
    bottom = max(box.bottom, at + PAD - 4)
    sheet.things.insert(place, Slab(Box(box.left, box.top, box.right, bottom), "card", 16))
    return bottom
