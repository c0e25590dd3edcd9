"""One outbox row becomes one Bot API call, and Telegram's answer becomes what to do with the row.

    Sent │ Later (wait, maybe uncertain) │ Moved (the group has a new id) │ Instead (another call) │ Refused (for good)

Every error of the library is understood here and nowhere else.
"""

import html
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from telegram import InputFile, InputMediaPhoto
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.calls import (
    Album,
    Answer,
    Button,
    Buttons,
    Call,
    Copy,
    Edit,
    Instead,
    Later,
    Ledger,
    Moved,
    Outcome,
    Paper,
    PhotoRef,
    Picture,
    Poster,
    React,
    Refused,
    Say,
    Sent,
)
from bot.telegram_io import drawings
from bot.telegram_io.client import Client
from bot.telegram_io.fitting import CAPTION_LIMIT, NO_PREVIEW, TEXT_LIMIT, fit
from bot.telegram_io.polling import seconds
from bot.telegram_io.request import NotSent

_TAG = re.compile(r"<[^>]+>")
_FILES = ("documents", "photos", "videos", "voice", "audio", "music", "media")


OpenPhoto = Callable[[str], Path]


async def deliver(
    client: Client, chat_id: int | None, call: Call, attempts: int, open_photo: OpenPhoto, drawn: bytes | None = None
) -> Outcome:
    """Carry out a call.

    `open_photo` finds a stored picture by its content hash; `drawn` is what was made for it: a PNG, a list.
    Never raises for Telegram's answers.
    """
    try:
        return Sent(await _call(client, chat_id, call, open_photo, drawn))
    except RetryAfter as error:
        return Later(timedelta(seconds=seconds(error.retry_after)), "too many requests", pause=True)
    except ChatMigrated as error:
        return Moved(error.new_chat_id)
    except Forbidden as error:
        return Refused(str(error), unreachable=True)
    # BadRequest is a NetworkError to the library, yet trying again cannot help it, so it has to be caught
    # before the rest.
    except BadRequest as error:
        return _bad_request(call, str(error))
    except (InvalidToken, Conflict) as error:
        return Later(timedelta(seconds=30), type(error).__name__)
    except NotSent as error:
        return Later(_backoff(attempts), str(error))
    except NetworkError as error:
        # No idempotency key exists: the message may have been delivered although we never saw the answer.
        return Later(max(_backoff(attempts), timedelta(seconds=5)), str(error), uncertain=True)
    except TelegramError as error:
        return Later(_backoff(attempts), str(error), uncertain=True)
    except FileNotFoundError:
        return Refused("the stored picture is gone")
    except (KeyError, TypeError, ValueError) as error:
        # Telegram said yes and then nothing that a yes consists of: it may have arrived.
        return Later(
            max(_backoff(attempts), timedelta(seconds=5)), f"odd answer: {type(error).__name__}", uncertain=True
        )


def _backoff(attempts: int) -> timedelta:
    return timedelta(seconds=min(300, 2 ** min(attempts, 8)))


def _bad_request(call: Call, why: str) -> Outcome:
    said = why.lower()
    if "not modified" in said or "message to delete not found" in said:
        return Sent()
    if "query is too old" in said or "query id is invalid" in said:
        return Refused(why)
    if "can't parse entities" in said and (plain := _plain(call)) is not None:
        return Instead(plain, why)
    if "replied not found" in said and isinstance(call, Say | Album) and call.reply_to is not None:
        return Instead(replace(call, reply_to=None), why)
    if isinstance(call, Edit) and ("message to edit not found" in said or "message can't be edited" in said):
        return Instead(Say(call.text, call.buttons), why)
    if isinstance(call, Picture) and call.text and not call.whole and _about_a_picture(said):
        return Instead(Say(call.text), why)
    if isinstance(call, Say) and call.photo is not None and _about_a_picture(said):
        return Instead(replace(call, photo=None), why)
    gone = (
        "chat not found",
        "user is deactivated",
        "not enough rights to send",
        "have no rights to send",
        "peer_id_invalid",
    )
    # Where we may send no files we may still talk.
    files_alone = any(kind in said for kind in _FILES)
    return Refused(why, unreachable=not files_alone and any(mark in said for mark in gone))


def _about_a_picture(said: str) -> bool:
    return "file" in said or "photo" in said or "image" in said


def _plain(call: Call) -> Call | None:
    if isinstance(call, Say | Edit | Picture):
        bare = html.escape(html.unescape(_TAG.sub("", call.text)))
        return replace(call, text=bare) if bare != call.text else None
    return None


async def _call(
    client: Client, chat_id: int | None, call: Call, open_photo: OpenPhoto, drawn: bytes | None
) -> tuple[int, ...]:
    """Make the call; return the ids of the messages it made."""
    if isinstance(call, Answer):
        text = call.text or None
        await client.ask(
            "answerCallbackQuery", callback_query_id=call.press_id, text=text, show_alert=call.alert or None
        )
        return ()
    if chat_id is None:
        raise BadRequest("chat not found")
    match call:
        case Say():
            return _ids(await _say(client, chat_id, call, open_photo))
        case Album():
            caption = fit(call.text, CAPTION_LIMIT) or None
            media = [
                InputMediaPhoto(_photo(ref, open_photo), caption=caption if first else None, parse_mode=ParseMode.HTML)
                for first, ref in ((index == 0, ref) for index, ref in enumerate(call.photos))
            ]
            reply = _reply(call.reply_to)
            return _ids(await client.ask("sendMediaGroup", chat_id=chat_id, media=media, reply_parameters=reply))
        case Edit():
            await _edit(client, chat_id, call)
            return ()
        case React():
            reaction = [{"type": "emoji", "emoji": call.emoji}] if call.emoji else []
            await client.ask("setMessageReaction", chat_id=chat_id, message_id=call.message_id, reaction=reaction)
            return ()
        case Copy():
            origin = {"from_chat_id": call.from_chat, "message_id": call.message_id}
            reply = _reply(call.reply_to)
            said = {"chat_id": chat_id, "reply_parameters": reply, "caption": call.text}
            return _ids(await client.ask("copyMessage", **origin, **said))
        case Poster():
            return _ids(await drawings.poster(client, chat_id, call, drawn))
        case Picture():
            return _ids(await drawings.picture(client, chat_id, call, drawn))
        case Ledger():
            return _ids(await drawings.ledger(client, chat_id, call, drawn))
        case Paper():
            document = InputFile(call.content.encode() or _read(call.path), filename=call.name)
            caption = call.text or None
            return _ids(await client.ask("sendDocument", chat_id=chat_id, document=document, caption=caption))


def _ids(answer: Any) -> tuple[int, ...]:
    made = answer if isinstance(answer, list) else [answer]
    return tuple(int(message["message_id"]) for message in made)


async def _say(client: Client, chat_id: int, call: Say, open_photo: OpenPhoto) -> Any:
    common = {
        "chat_id": chat_id,
        "parse_mode": ParseMode.HTML,
        "reply_markup": _keyboard(call.buttons),
        "reply_parameters": _reply(call.reply_to),
        "disable_notification": call.quiet or None,
    }
    if call.photo is None:
        text = fit(call.text, TEXT_LIMIT)
        return await client.ask("sendMessage", text=text, link_preview_options=NO_PREVIEW, **common)
    caption = fit(call.text, CAPTION_LIMIT)
    return await client.ask("sendPhoto", photo=_photo(call.photo, open_photo), caption=caption, **common)


async def _edit(client: Client, chat_id: int, call: Edit) -> None:
    common = {
        "chat_id": chat_id,
        "message_id": call.message_id,
        "parse_mode": ParseMode.HTML,
        "reply_markup": _keyboard(call.buttons),
    }
    if call.caption:
        await client.ask("editMessageCaption", caption=fit(call.text, CAPTION_LIMIT), **common)
    else:
        text = fit(call.text, TEXT_LIMIT)
        await client.ask("editMessageText", text=text, link_preview_options=NO_PREVIEW, **common)


def _read(path: str) -> bytes:
    return Path(path).read_bytes()


def _photo(ref: PhotoRef, open_photo: OpenPhoto) -> str | InputFile:
    if ref.file_id is not None:
        return ref.file_id
    return InputFile(open_photo(ref.stored or "").read_bytes(), filename="photo.jpg", attach=True)


def _reply(message_id: int | None) -> dict[str, Any] | None:
    return {"message_id": message_id, "allow_sending_without_reply": True} if message_id else None


def _keyboard(buttons: Buttons) -> dict[str, Any] | None:
    if not buttons:
        return None
    return {"inline_keyboard": [[_button(button) for button in row] for row in buttons]}


def _button(button: Button) -> dict[str, str]:
    drawn = {"text": button.label, "callback_data": button.data}
    return drawn | {"style": button.style.value} if button.style.value else drawn
