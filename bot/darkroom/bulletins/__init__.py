"""Bulletins: a page of figures as a picture for a phone, 1080 pixels wide. Runs in the child; counts nothing.

    layout ── tiles · bars · curves · strips · tables on cards ──▶ Sheet ── painting, in the colours of inks ──▶ PNG

No word leaves its cell: letters shrink, lines are broken, rows grow, and only then an ellipsis stands for the rest.
"""

from bot.darkroom.bulletins.layout import WIDTH, lay
from bot.darkroom.bulletins.painting import paint
from bot.domain.bulletin import Page


def draw(page: Page, *, dark: bool = False) -> bytes:
    """Return a page as a PNG, 1080 pixels wide and at most 3000 high."""
    return paint(lay(page), WIDTH, dark=dark)
