"""Bars of a bulletin: a row each with its name, what of it is done in the deeper colour, and its numbers."""

from bot.darkroom.bulletins.sheet import Box, Mark, Sheet, Slab, block
from bot.darkroom.typeface import width
from bot.domain.bulletin import Bar, Bars, Tone

_SIZE, _HIGH, _GAP, _MARK, _HALF = 25, 26, 14, 24, 600


def lay(sheet: Sheet, bars: Bars, left: float, top: float, right: float, spread: float = 0) -> float:
    """Lay the rows out, each `spread` pixels higher than it needs; return where the last one ends."""
    room = right - left
    names = [block(bar.label, _SIZE, room * 0.4, 2, 20) for bar in bars.rows]
    values = [block(bar.value, 23, room * (0.3 if room < _HALF else 0.38), 2, 20) for bar in bars.rows]
    named = max((words.width for words in names), default=0)
    valued = max((words.width for words in values), default=0)
    marked = _MARK + 8 if any(bar.tone is not Tone.PLAIN for bar in bars.rows) else 0
    start = left + named + _GAP
    most = max(40.0, right - start - _GAP - valued - marked)
    longest = max((max(bar.length, bar.part) for bar in bars.rows), default=0)
    at = top
    for bar, name, value in zip(bars.rows, names, values, strict=True):
        high = max(_HIGH + 14, name.height + 6, value.height + 6) + spread
        sheet.say(name, Box(left, at + (high - name.height) / 2, left + named, at + (high + name.height) / 2))
        end = _bar(sheet, bar, start, at + (high - _HIGH) / 2, most / longest if longest > 0 else 0)
        end += _GAP
        if bar.tone is not Tone.PLAIN:
            sheet.put(Mark(bar.tone, end, at + high / 2, _MARK))
            end += _MARK + 8
        ink = "pale" if bar.tone is Tone.PLAIN else bar.tone.value
        cell = Box(end, at + (high - value.height) / 2, max(right, end + value.width), at + (high + value.height) / 2)
        sheet.say(value, cell, ink)
        at += high
    return at


def _bar(sheet: Sheet, bar: Bar, left: float, top: float, scale: float) -> float:
    """Put one bar down; return where it ends. Something is always seen, however little there is."""
    deep, light = ("accent", "rest") if bar.tone is Tone.PLAIN else (bar.tone.value, f"{bar.tone.value} rest")
    whole, done = (max(0.0, value) * scale for value in (max(bar.length, bar.part), bar.part))
    whole = max(whole, 6 if bar.length > 0 else 2)
    sheet.put(
        Slab(Box(left, top, left + whole, top + _HIGH), light if bar.length > 0 else "edge", min(6, int(whole / 2)))
    )
    if done >= 1:
        done = max(done, 4.0)
        sheet.put(Slab(Box(left, top, left + done, top + _HIGH), deep, min(6, int(done / 2))))
    return left + whole


def narrow(bars: Bars) -> bool:
    """Tell whether half a page's width is enough: a few names may stand on two lines there."""
    most = 190 if len(bars.rows) > 6 else 330
    return len(bars.rows) <= 10 and all(
        width(bar.label, _SIZE) <= most and width(bar.value, 23) <= 110 for bar in bars.rows
    )
