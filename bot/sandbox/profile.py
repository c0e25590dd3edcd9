"""The bot looks at itself and says who it is: getMe, commands, names and descriptions, by scope and language."""

import re
from typing import Any

from bot.sandbox.chats import Json
from bot.sandbox.parameters import Parameters
from bot.sandbox.refusals import bad_request
from bot.sandbox.sending import packed
from bot.sandbox.town import Town

SCOPES = frozenset(
    {
        "default", "all_private_chats", "all_group_chats", "all_chat_administrators", "chat", "chat_administrators",
        "chat_member",
    }
)  # fmt: skip
_NAME = re.compile(r"[a-z0-9_]{1,32}")
_LANGUAGE = re.compile(r"[a-z]{2}|")
LONGEST = {"name": 64, "description": 512, "short_description": 120}


def get_me(town: Town, parameters: Parameters) -> Json:
    """Answer getMe."""
    return {
        **town.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": not town.privacy_mode,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
        "can_manage_bots": False,
        "supports_guest_queries": False,
    }


def _key(town: Town, parameters: Parameters) -> tuple[str, str]:
    scope = parameters.structure("scope") or {"type": "default"}
    if not isinstance(scope, dict) or str(scope.get("type")) not in SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if scope["type"].startswith("chat"):
        scope = {**scope, "chat_id": town.find_chat(str(scope.get("chat_id", ""))).id}
    return packed(scope), _language(parameters)


def _language(parameters: Parameters) -> str:
    language = parameters.text("language_code")
    if not _LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language


def set_my_commands(town: Town, parameters: Parameters) -> bool:
    """Answer setMyCommands."""
    given = parameters.structure("commands")
    if not isinstance(given, list):
        raise bad_request("can't parse commands: expected an Array of BotCommand")
    if len(given) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    town.commands[_key(town, parameters)] = [_command(item) for item in given]
    town.changes.add(lambda: {"kind": "world"})
    return True


def _command(item: Any) -> Json:
    if not isinstance(item, dict):
        raise bad_request("can't parse commands: expected an Object")
    name, description = str(item.get("command", "")).lstrip("/"), str(item.get("description", ""))
    if not _NAME.fullmatch(name):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def get_my_commands(town: Town, parameters: Parameters) -> list[Json]:
    """Answer getMyCommands."""
    return town.commands.get(_key(town, parameters), [])


def delete_my_commands(town: Town, parameters: Parameters) -> bool:
    """Answer deleteMyCommands."""
    town.commands.pop(_key(town, parameters), None)
    town.changes.add(lambda: {"kind": "world"})
    return True


def set_my_name(town: Town, parameters: Parameters) -> bool:
    """Answer setMyName."""
    return _set(town, parameters, "name")


def get_my_name(town: Town, parameters: Parameters) -> Json:
    """Answer getMyName."""
    return {"name": _get(town, parameters, "name") or town.bot["first_name"]}


def set_my_description(town: Town, parameters: Parameters) -> bool:
    """Answer setMyDescription."""
    return _set(town, parameters, "description")


def get_my_description(town: Town, parameters: Parameters) -> Json:
    """Answer getMyDescription."""
    return {"description": _get(town, parameters, "description")}


def set_my_short_description(town: Town, parameters: Parameters) -> bool:
    """Answer setMyShortDescription."""
    return _set(town, parameters, "short_description")


def get_my_short_description(town: Town, parameters: Parameters) -> Json:
    """Answer getMyShortDescription."""
    return {"short_description": _get(town, parameters, "short_description")}


def _set(town: Town, parameters: Parameters, what: str) -> bool:
    text = parameters.text(what)
    if len(text) > LONGEST[what]:
        raise bad_request(f"BOT_{'TITLE' if what == 'name' else 'DESCRIPTION'}_INVALID")
    town.profile[what, _language(parameters)] = text
    return True


def _get(town: Town, parameters: Parameters, what: str) -> str:
    """Return the text for the language, or the one for all."""
    return town.profile.get((what, _language(parameters))) or town.profile.get((what, ""), "")
