"""Whether, when, in which language and how digests come to a chat: what was asked for there by /digest.

Decides nothing; who may ask is decided in `domain.permits`, who reads what in `domain.readership`.
"""

from datetime import time
from typing import Any

from sqlalchemy import or_, select, union_all, update

from bot.domain.readership import Asked, read_hour
from bot.domain.roster import Purpose, Roster
from bot.services.step import Step
from bot.tables import Account, Chat

DARK, LIGHT = "dark", "light"
_OFF = frozenset({"off", "stop", "no", "mute", "关", "关闭", "停", "不要", "取消"})
_ON = frozenset({"on", "start", "yes", "开", "打开", "恢复", "要"})
_LANGUAGES = {
    "zh": "zh", "中文": "zh", "汉语": "zh", "chinese": "zh", "en": "en", "英文": "en", "英语": "en", "english": "en",
}  # fmt: skip
_THEMES = {
    "dark": DARK, "night": DARK, "深色": DARK, "暗色": DARK, "夜间": DARK,
    "light": LIGHT, "day": LIGHT, "浅色": LIGHT, "亮色": LIGHT, "白天": LIGHT,
}  # fmt: skip

_account, _chat = Account.__table__, Chat.__table__


def read(text: str) -> dict[str, Any] | None:
    """Return what is wished for as columns, {} when nothing was said, None when something could not be read."""
    wished: dict[str, Any] = {}
    for said in text.lower().split():
        if said in _OFF or said in _ON:
            wished["digest_off"] = said in _OFF
        elif said in _LANGUAGES:
            wished["chosen_language"] = _LANGUAGES[said]
        elif said in _THEMES:
            wished["digest_theme"] = _THEMES[said]
        elif (hour := read_hour(said)) is not None:
            # Who names an hour wants to hear of it then.
            wished |= {"digest_at": f"{hour:%H:%M}", "digest_off": False}
        else:
            return None
    return wished


def keep(step: Step, chat_id: int, wished: dict[str, Any]) -> None:
    """Keep what is wished for in somebody's private chat, or in a group of supervisors."""
    if chat_id > 0:
        step.connection.execute(update(_account).where(_account.c.telegram_id == chat_id).values(**wished))
    else:
        mine = (_chat.c.telegram_id == chat_id, _chat.c.purpose == Purpose.SUPERVISORS.value)
        step.connection.execute(update(_chat).where(*mine).values(**wished))


def asked(step: Step, community: Roster) -> dict[int, Asked]:
    """Return what was asked for, by the chat's id, where anything was."""
    kept = [
        select(table.c.telegram_id, table.c.digest_at, table.c.digest_off, table.c.digest_theme).where(
            mine, or_(table.c.digest_at.is_not(None), table.c.digest_off, table.c.digest_theme.is_not(None))
        )
        for table, mine in (
            (_account, _account.c.telegram_id.in_(list(community.by_telegram))),
            (_chat, _chat.c.community_id == community.community_id),
        )
    ]
    return {
        row.telegram_id: Asked(_hour(row.digest_at), row.digest_off, _dark(row.digest_theme))
        for row in step.connection.execute(union_all(*kept))
    }


def _hour(kept: str | None) -> time | None:
    return read_hour(kept) if kept else None


def _dark(kept: str | None) -> bool | None:
    return None if kept is None else kept == DARK
