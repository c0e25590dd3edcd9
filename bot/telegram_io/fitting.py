"""How long Telegram lets words be, and HTML that is made to fit: cut in its visible text, never in a tag."""

import html
import re

CAPTION_LIMIT, TEXT_LIMIT = 1024, 4096
"""UTF-16 units of visible text below a picture, and in a message of its own."""
NO_PREVIEW = {"is_disabled": True}
_TAG = re.compile(r"<[^>]+>")
_PIECE = re.compile(r"<[^>]+>|&[^;\s]{1,10};|.", re.DOTALL)


def fit(text: str, limit: int) -> str:
    """Shorten HTML to `limit` UTF-16 units of visible text, never inside a tag or an entity; open tags are closed."""
    if len(html.unescape(_TAG.sub("", text)).encode("utf-16-le", "replace")) // 2 <= limit:
        return text
    units = 0
    out: list[str] = []
    opened: list[str] = []
    for piece in _PIECE.findall(text):
        if piece.startswith("</"):
            if opened:
                opened.pop()
        elif piece.startswith("<") and piece[1:-1].strip():
            opened.append(piece[1:-1].split()[0])
        else:
            units += len(html.unescape(piece).encode("utf-16-le", "replace")) // 2
            if units >= limit:
                break
        out.append(piece)
    return "".join(out) + "…" + "".join(f"</{tag}>" for tag in reversed(opened))
