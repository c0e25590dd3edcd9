"""A page of figures as messages: the picture, its words below it or after it, and the picture in full sharpness.

Writes nothing; who gets them is decided by whoever asks.
"""

import html
import re

from bot.calls import Call, Picture, Say
from bot.domain import bulletin
from bot.domain.bulletin import Page

CAPTION_LIMIT = 1024
"""UTF-16 units of visible text below a picture, as Telegram counts them."""
_TAG = re.compile(r"<[^>]+>")


def messages(page: Page, text: str, name: str, *, dark: bool = False) -> tuple[Call, ...]:
    """Return what to put into the outbox, in this order; `text` is HTML, `name` a file name without its ending.

    The last one is carried out only where the picture turns out too high to be read as a photo.
    """
    packed = bulletin.pack(page)
    photo = Picture(f"{name}.png", packed, text, dark)
    whole = Picture(f"{name}.png", packed, "", dark, whole=True)
    if _length(text) <= CAPTION_LIMIT:
        return photo, whole
    return Picture(f"{name}.png", packed, "", dark), Say(text), whole


def _length(text: str) -> int:
    return len(html.unescape(_TAG.sub("", text)).encode("utf-16-le", "replace")) // 2
