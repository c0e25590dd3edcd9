"""What the house says, in the reader's language: gettext catalogs from `locale/`, English in the code, Chinese first.

Knows languages, not messages; the sentences stand where they are said.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import cache
from gettext import GNUTranslations, NullTranslations, translation
from importlib.resources import files

LANGUAGES = ("zh", "en")
DEFAULT = "zh"


def pick(code: str | None, default: str = DEFAULT) -> str:
    """Return the catalog for Telegram's language `code` (`zh-hans`, `en-GB`, none) or `default`."""
    head = (code or "").replace("_", "-").split("-")[0].lower()
    return head if head in LANGUAGES else default


@cache
def _catalog(language: str) -> NullTranslations | GNUTranslations:
    return translation("qianshao", localedir=str(files("bot") / "locale"), languages=[language], fallback=True)


@dataclass(frozen=True, slots=True)
class Words:
    """One language's voice, with the reader's time zone for moments."""

    language: str
    zone: tzinfo

    def say(self, sentence: str) -> str:
        """Return the reader's sentence for an English one; calls of this name are what the catalogs are made from."""
        return _catalog(self.language).gettext(sentence)

    def plural(self, one: str, many: str, n: int) -> str:
        """Return the sentence that fits the number `n`."""
        return _catalog(self.language).ngettext(one, many, n)

    def at(self, moment: datetime, now: datetime | None = None) -> str:
        """Return a moment as local clock time, with its date when that is not `now`'s."""
        local = moment.astimezone(self.zone)
        if now is not None and local.date() == now.astimezone(self.zone).date():
            return f"{local:%H:%M}"
        return f"{local.month}月{local.day}日 {local:%H:%M}" if self.language == "zh" else f"{local:%d %b %H:%M}"

    def span(self, length: timedelta) -> str:
        """Return a length of time in its two largest units that matter: `3 h 12 min`, `2 d 4 h`, `45 s`."""
        seconds = max(0, int(length.total_seconds()))
        days, hours, minutes = seconds // 86400, seconds % 86400 // 3600, seconds % 3600 // 60
        zh = self.language == "zh"
        if days:
            parts = [(days, "天" if zh else " d"), (hours, "小时" if zh else " h")]
        elif hours:
            parts = [(hours, "小时" if zh else " h"), (minutes, "分" if zh else " min")]
        elif minutes:
            parts = [(minutes, "分钟" if zh else " min")]
        else:
            parts = [(seconds, "秒" if zh else " s")]
        return ("" if zh else " ").join(f"{n}{unit}" for n, unit in parts if n or len(parts) == 1)
