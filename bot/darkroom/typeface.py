"""Which font writes which letter: the shipped one, the shipped one for rare names, then whatever the machine has.

Between them the two in `assets/` write every Chinese character that Noto Sans knows (30,000: 龘, 㐂, 𠮷, 𬭎). What none
of them has becomes the usual form of the same letter (é → e), else 〓, the printers' sign for a missing letter; emoji
and other pictures have a word-like sign (✅ → √) or are left out. Draws nothing.
"""

import unicodedata
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
_ASSETS = Path(__file__).parents[1] / "assets"
_ELSEWHERE = (
    # Each with the number of its simplified Chinese face.
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
    ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    ("/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf", 0),
    ("/System/Library/Fonts/PingFang.ttc", 0),
    ("/System/Library/Fonts/STHeiti Light.ttc", 1),
    ("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf", 0),
)
_PROBE = 24
_NOWHERE = "\U0010fffe"
_MISSING = "〓"
_SIGNS = str.maketrans(
    {
        "✅": "√", "✔": "√", "✓": "√", "☑": "√", "❌": "×", "✖": "×", "✗": "×", "❗": "!", "❕": "!", "⚠": "!",
        "❓": "?", "❔": "?", "➡": "→", "⬅": "←", "⬆": "↑", "⬇": "↓", "🔺": "▲", "🔻": "▼", "⭐": "★", "🌟": "★",
        "•": "·", "\t": " ", "，": "，",
    }
)  # fmt: skip


@cache
def files() -> tuple[tuple[str, int], ...]:
    """Return the font files that can be opened, each with the number of its face; the first one writes most."""
    ours = [(str(path), 0) for path in sorted(_ASSETS.glob("*Regular.?tf"))]
    return tuple(entry for entry in (*ours, *_ELSEWHERE) if _opens(entry))


def _opens(entry: tuple[str, int]) -> bool:
    try:
        ImageFont.truetype(entry[0], _PROBE, index=entry[1])
    except OSError:
        return False
    return True


@lru_cache(maxsize=256)
def font(size: int, face: int = 0) -> Font:
    """Return the font at a size in pixels; `face` counts through `files`."""
    if not files():
        return ImageFont.load_default(size)
    path, number = files()[face]
    # Our own lines are short and run one way: no need to hand people's words to a layout engine.
    return ImageFont.truetype(path, size, index=number, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=20_000)
def face(letter: str) -> int | None:
    """Return which of `files` writes a letter, None when none of them does."""
    if not files():
        return 0 if letter <= "\u00ff" else None
    if letter <= "\u007e":
        return 0
    return next((number for number in range(len(files())) if _has(number, letter)), None)


def _has(number: int, letter: str) -> bool:
    # Pillow does not tell what a font contains: a letter that looks like one that cannot exist is missing.
    drawn, missing = (font(_PROBE, number).getmask(one) for one in (letter, _NOWHERE))
    return drawn.size != missing.size or bytes(drawn) != bytes(missing)


def written(text: str) -> str:
    """Return text on one line, each letter of which can be written."""
    # A name may be written with a letter and its accent apart; one sign needs one place.
    whole = unicodedata.normalize("NFC", " ".join(text.split())).translate(_SIGNS)
    shown = " ".join("".join(_written(letter) for letter in whole).split())
    # Chinese fonts give a middle dot the room of a whole character: with spaces around it there would be a hole.
    return shown.replace(" · ", "·") if files() else shown


@lru_cache(maxsize=20_000)
def _written(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind.startswith("C"):
        return ""
    if face(letter) is not None and (kind != "So" or face(letter) == 0) and not kind.startswith("M"):
        return letter
    usual = "".join(one for one in unicodedata.normalize("NFKD", letter) if face(one) == 0)
    if usual:
        return usual
    if not kind.startswith("L"):
        return " " if kind.startswith("Z") else ""
    return _MISSING if face(_MISSING) is not None else " "


@lru_cache(maxsize=50_000)
def _advance(letter: str, size: int) -> float:
    return float(font(size, face(letter) or 0).getlength(letter))


def width(text: str, size: int) -> float:
    """Return how many pixels wide a line of `written` text is."""
    # The fonts have no kerning that the basic layout knows, so letters simply stand side by side.
    return sum(_advance(letter, size) for letter in text)


def runs(text: str) -> list[tuple[int, str]]:
    """Return pieces of `written` text, each with the number of the font that writes it."""
    return [(number, "".join(piece)) for number, piece in groupby(text, key=lambda letter: face(letter) or 0)]


def forget() -> None:
    """Look for the fonts anew."""
    for remembered in (files, font, face, _written, _advance):
        remembered.cache_clear()
