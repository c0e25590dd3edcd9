"""Pictures are developed and drawn in a child process that may use only so much memory and time.

A bomb kills the child alone. The parent's side is `room`; `python -m bot.darkroom` is the child, which alone opens
pictures:

    room ── an order and its pictures ──▶ __main__ ── develop ──▶ developing   a clean copy, what its camera wrote
         ◀── one picture, what is known ──           sheet, pair ▶ prints      an album, the evidence of a repair
                                                     poster ─────▶ posters     words and a QR code
                                                     bulletin ───▶ bulletins   a page of figures
"""

from bot.darkroom.orders import Developed, Stamp, Unusable
from bot.darkroom.room import Darkroom

__all__ = ["Darkroom", "Developed", "Stamp", "Unusable"]
