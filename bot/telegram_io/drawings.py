"""What was made for a call goes out: a poster, a page of figures, a list. What could not be drawn is still said."""

import html
from typing import Any

from telegram import InputFile
from telegram.constants import ParseMode

from bot.calls import Ledger, Picture, Poster
from bot.telegram_io.client import Client
from bot.telegram_io.fitting import CAPTION_LIMIT, NO_PREVIEW, TEXT_LIMIT, fit

LEGIBLE_HEIGHT = 1600
"""Pixels. Telegram may shrink a photo to 1280 pixels on its longer side: what is much higher loses its small print."""


async def poster(client: Client, chat_id: int, call: Poster, drawn: bytes | None) -> Any:
    """Send a poster as a file to print or a picture to scan; return what Telegram answers."""
    caption = fit(html.escape(call.text), CAPTION_LIMIT) or None
    common = {"chat_id": chat_id, "parse_mode": ParseMode.HTML}
    if drawn is None:
        # What could not be drawn is still said.
        said = html.escape("\n".join(filter(None, (call.title, call.text, call.link))))
        return await client.ask("sendMessage", text=fit(said, TEXT_LIMIT), link_preview_options=NO_PREVIEW, **common)
    picture = InputFile(drawn, filename=call.name, attach=True)
    if call.sheet:
        return await client.ask("sendDocument", document=picture, caption=caption, **common)
    return await client.ask("sendPhoto", photo=picture, caption=caption, **common)


async def picture(client: Client, chat_id: int, call: Picture, drawn: bytes | None) -> Any:
    """Send a page of figures; return what Telegram answers, an empty list when there was nothing to send."""
    common = {"chat_id": chat_id, "parse_mode": ParseMode.HTML}
    if drawn is None:
        # Words that stand in a message of their own are said there.
        said = fit(call.text, TEXT_LIMIT)
        sent = said and await client.ask("sendMessage", text=said, link_preview_options=NO_PREVIEW, **common)
        return sent or []
    file, caption = InputFile(drawn, filename=call.name, attach=True), fit(call.text, CAPTION_LIMIT) or None
    if not call.whole:
        return await client.ask("sendPhoto", photo=file, caption=caption, **common)
    if _height(drawn) <= LEGIBLE_HEIGHT:
        return []
    return await client.ask("sendDocument", document=file, caption=caption, **common)


async def ledger(client: Client, chat_id: int, call: Ledger, written: bytes | None) -> Any:
    """Send a list as a file; return what Telegram answers, an empty list when there was nothing to send."""
    if not written:
        return []
    return await client.ask(
        "sendDocument", chat_id=chat_id, document=InputFile(written, filename=call.name), caption=call.text or None
    )


def _height(png: bytes) -> int:
    """Return the height that the head of a PNG gives, in pixels."""
    return int.from_bytes(png[20:24], "big")
