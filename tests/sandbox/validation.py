"""A second opinion on the Bot API: requests and answers held against aiogram's models of version 10.0.

Raises AssertionError with the method and the field that is wrong; returns nothing.
"""

from functools import cache
from typing import Any

import aiogram.methods
import aiogram.types
from pydantic import BaseModel, TypeAdapter, ValidationError

# Still sent by Telegram for old clients, documented no more.
LEGACY = frozenset({"new_chat_participant", "new_chat_member", "left_chat_participant"})
STYLES = frozenset({"danger", "success", "primary"})


def check_request(method: str, params: dict[str, Any]) -> None:
    """Check the arguments of a call, as `Call.params` gives them: names, types, required ones, keyboards, albums."""
    model = _model(method)
    params = dict(params)
    files = {name for name, value in params.items() if isinstance(value, dict) and value.keys() == {"file", "size"}}
    for name in files:
        # A file of an album travels under a name of its own, which another argument attaches.
        if name in model.model_fields:
            params[name] = aiogram.types.BufferedInputFile(b"", filename=params[name]["file"])
        else:
            del params[name]
            assert f"attach://{name}" in str(params), f"{method}: the file {name!r} is attached to nothing"
    for name in params:
        field = model.model_fields.get(name)
        assert field is not None, f"{method}: Bot API 10.0 has no parameter {name!r}"
        extra = field.json_schema_extra
        assert not (isinstance(extra, dict) and extra.get("deprecated")), f"{method}: {name!r} is no longer documented"
    try:
        request = model.model_validate(params)
    except ValidationError as error:
        raise AssertionError(f"{method}: {error}") from None
    _no_unknown_fields(method, request)
    _check_keyboard(method, params.get("reply_markup"))
    if method == "sendMediaGroup":
        assert 2 <= len(params["media"]) <= 10, f"{method}: an album has 2-10 items, not {len(params['media'])}"


def check_answer(method: str, result: Any) -> None:
    """Check what a method returned, as JSON."""
    _check(f"the answer to {method}", _model(method).__returning__, result)


def check_update(update: dict[str, Any]) -> None:
    """Check one update of getUpdates or a webhook, as JSON; it must carry exactly one thing."""
    _check("an update", aiogram.types.Update, update)
    assert len(update) == 2, f"an update carries one thing, not {sorted(update)}"


def _model(method: str) -> Any:
    model = getattr(aiogram.methods, method[0].upper() + method[1:], None)
    assert model is not None, f"Bot API 10.0 has no method {method}"
    return model


@cache
def _shape(expected: Any) -> TypeAdapter[Any]:
    # To prepare one takes a hundred times as long as to check a message with it.
    return TypeAdapter(expected)


def _check(what: str, expected: Any, value: Any) -> None:
    try:
        parsed = _shape(expected).validate_python(value)
    except ValidationError as error:
        raise AssertionError(f"{what}: {error}") from None
    _no_unknown_fields(what, parsed)


def _no_unknown_fields(where: str, value: Any) -> None:
    if isinstance(value, BaseModel):
        unknown = set(value.model_extra or ()) - LEGACY
        assert not unknown, f"{where}: Bot API 10.0 has no {sorted(unknown)} in {type(value).__name__}"
        for name in value.model_fields_set & type(value).model_fields.keys():
            _no_unknown_fields(f"{where}.{name}", getattr(value, name))
    elif isinstance(value, list | tuple):
        for item in value:
            _no_unknown_fields(where, item)


def _check_keyboard(method: str, markup: Any) -> None:
    rows = markup.get("inline_keyboard", ()) if isinstance(markup, dict) else ()
    for button in (button for row in rows for button in row):
        data = button.get("callback_data")
        assert data is None or 1 <= len(data.encode()) <= 64, f"{method}: callback_data {data!r} is not 1-64 bytes"
        assert button.get("style") in {None, *STYLES}, f"{method}: no button style {button.get('style')!r}"
