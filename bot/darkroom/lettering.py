"""Letters on pictures: lines that never run out of their place, in fonts that have Chinese.

What cannot be written is replaced or left out, never drawn as a box (see `typeface`).
"""

import re
from collections.abc import Iterator

from PIL import ImageDraw

from bot.darkroom.typeface import Font, files, font, runs, width, written

__all__ = ["Font", "ellipsis", "fitted", "font", "legible", "shortened", "width", "wrapped", "write"]

CENTRE = 0.37
"""How far above the line on which letters stand their middle is, as a part of their size."""
_TOKEN = re.compile(r"[!-~\u00c0-\u024f]+|\s|.")
_LAST_WORD = re.compile(r"[!-~\u00c0-\u024f]+$")
_NEVER_FIRST = "，。、；：？！）》】」』”’…·,.;:?!)]}%％℃"
_ALONE = 0.2
"""A last line shorter than this part of its place is rather avoided by smaller letters."""
_NEVER_LAST = "（《【「『“‘([{"


def legible(text: str) -> str:
    """Return text on one line, without what has no shape and without what no font at hand can write."""
    return written(text).strip(" ·")


def ellipsis() -> str:
    """Return the mark of what was left out."""
    return "…" if files() else "..."


def shortened(text: str, size: int, most: float) -> str:
    """Return as much of a line as fits into `most` pixels; an ellipsis tells that there was more."""
    text = legible(text)
    if width(text, size) <= most:
        return text
    return cut(text, size, most)


def cut(text: str, size: int, most: float) -> str:
    """Return the beginning of a line with an ellipsis, within `most` pixels."""
    mark = ellipsis()
    while text and width(text + mark, size) > most:
        text = text[:-1].rstrip(" ·,，、")
    return text + mark if text else ""


def wrapped(text: str, size: int, most: float) -> list[str]:
    """Return the lines of `legible` text, each at most `most` pixels wide; words stay whole where they can."""
    lines: list[str] = []
    line, long = "", 0.0
    for token in _tokens(text, size, most):
        wide = width(token, size)
        if not line or token.isspace() or long + wide <= most:
            line, long = line + token, long + wide
            continue
        kept, moved = _parted(line.rstrip(), token)
        if width(moved, size) <= most:
            line, token = kept, moved
        lines.append(line.rstrip())
        line, long = token, width(token, size)
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _parted(line: str, token: str) -> tuple[str, str]:
    """Return a line and what goes on the next one.

    Punctuation takes the letter or the word before it along, an opening bracket goes with what it opens.
    """
    while line[-1:] and (line[-1] in _NEVER_LAST or token[0] in _NEVER_FIRST):
        last = _LAST_WORD.search(line)
        kept = line[: last.start()] if last else line[:-1]
        if not kept.strip():
            break
        line, token = kept.rstrip(), line[len(kept) :] + token
    return line, token


def _tokens(text: str, size: int, most: float) -> Iterator[str]:
    for token in _TOKEN.findall(text):
        while len(token) > 1 and width(token, size) > most:
            end = max((n for n in range(1, len(token)) if width(token[:n], size) <= most), default=1)
            yield token[:end]
            token = token[end:]
        yield token


def fitted(text: str, size: int, most: float, lines: int = 1, least: int = 20) -> tuple[int, list[str]]:
    """Return a size and the lines of a text: first it shrinks, down to `least`, then it is cut off with an ellipsis."""
    text = legible(text)
    small = min(size, least)
    best: tuple[int, list[str]] | None = None
    for tried in (*range(size, small, -2), small):
        found = wrapped(text, tried, most)
        if len(found) > lines or any(width(line, tried) > most for line in found):
            continue
        if best is None or len(found) < len(best[1]):
            best = tried, found
        if len(found) == 1 or width(found[-1], tried) >= most * _ALONE:
            break
    if best is not None:
        return best
    found = wrapped(text, small, most)
    rest = " ".join(found[lines - 1 :])
    return small, [*(shortened(line, small, most) for line in found[: lines - 1]), cut(rest, small, most)]


def write(pen: ImageDraw.ImageDraw, left: float, middle: float, text: str, size: int, ink: str, most: float) -> float:
    """Write a line from `left` around the height `middle`, within `most` pixels; return how wide it is."""
    line = shortened(text, size, most)
    at = left
    for number, piece in runs(line):
        pen.text((at, middle + CENTRE * size), piece, fill=ink, font=font(size, number), anchor="ls")
        at += width(piece, size)
    return at - left
