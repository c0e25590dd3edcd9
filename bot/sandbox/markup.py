"""Keyboards under a message: which ones Telegram takes, and what it answers to the others."""

from typing import Any

from bot.sandbox.parameters import Parameters
from bot.sandbox.refusals import bad_request

Json = dict[str, Any]

STYLES = frozenset({"danger", "success", "primary"})
MOST_BUTTONS = 100
WIDEST_ROW = 8
_ACTIONS = (
    "url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
    "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay",
)  # fmt: skip


def keyboard_of(parameters: Parameters, *, private: bool, only_inline: bool = False) -> Json | None:
    """Return the inline keyboard of a call in canonical form, None if it has none or another kind of markup."""
    given = parameters.structure("reply_markup", "reply keyboard markup")
    if given is None:
        return None
    if not isinstance(given, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" not in given:
        if only_inline and given:
            raise bad_request("inline keyboard expected")
        if not {"keyboard", "remove_keyboard", "force_reply"} & given.keys() and given:
            raise bad_request("reply markup isn't specified")
        return None
    rows = given["inline_keyboard"]
    if not isinstance(rows, list):
        raise bad_request('field "inline_keyboard" of the InlineKeyboardMarkup should be an Array')
    keyboard = [[_button(button, private) for button in _row(row)] for row in rows]
    keyboard = [row for row in keyboard if row]
    if sum(map(len, keyboard)) > MOST_BUTTONS or any(len(row) > WIDEST_ROW for row in keyboard):
        raise bad_request("REPLY_MARKUP_TOO_LONG")
    return {"inline_keyboard": keyboard} if keyboard else None


def _row(row: Any) -> list[Any]:
    if not isinstance(row, list):
        raise bad_request('field "inline_keyboard" must be of type Array of Array')
    return row


def _button(button: Any, private: bool) -> Json:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    label = button.get("text")
    if not isinstance(label, str):
        trouble = 'Field "text" must be of type String' if "text" in button else 'Can\'t find field "text"'
        raise bad_request(f"can't parse inline keyboard button: {trouble}")
    if not label.strip():
        raise bad_request("can't parse inline keyboard button: Text buttons must be non-empty")
    action = next((name for name in _ACTIONS if button.get(name) is not None), None)
    if action is None:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    style = button.get("style")
    if style and str(style) not in STYLES:
        raise bad_request(f'can\'t parse inline keyboard button: Unsupported button style "{style}" specified')
    _check(action, button[action], private)
    return {name: button[name] for name in ("text", "icon_custom_emoji_id", "style", action) if button.get(name)}


def _check(action: str, value: Any, private: bool) -> None:
    match action:
        case "callback_data":
            if not isinstance(value, str) or not 1 <= len(value.encode()) <= 64:
                raise bad_request("BUTTON_DATA_INVALID")
        case "url":
            if not isinstance(value, str) or not value.startswith(("http://", "https://", "tg://", "ton://", "t.me/")):
                raise bad_request(f"inline keyboard button URL '{value}' is invalid: Wrong HTTP URL")
        case "web_app":
            if not private:
                raise bad_request("BUTTON_TYPE_INVALID")
            if not isinstance(value, dict) or not str(value.get("url", "")).startswith("https://"):
                raise bad_request("inline keyboard button Web App URL is invalid: Only HTTPS links are allowed")
        case "copy_text":
            if not isinstance(value, dict) or not 1 <= len(str(value.get("text", ""))) <= 256:
                raise bad_request("BUTTON_COPY_TEXT_INVALID")
        case _:
            pass
