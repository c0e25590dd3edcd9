"""What somebody asks of the rota, as they type it: names, days and hours in any order.

    /cover 王 周六 08:00-12:00     /leave 12月5日-7日 to 赵     /swap 王 周六 周日     /duty 明天

Reads; who may have it is decided in `rearranging`.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, time

from bot.domain.dates import narrow, read_days
from bot.domain.roster import Person

_UNTIL = r"\s*(?:[-–—~]|到|至|to\b)\s*"
_HOURS = re.compile(rf"(\d{{1,2}}):(\d{{2}}){_UNTIL}(\d{{1,2}}):(\d{{2}})")
_OCLOCK = re.compile(rf"(\d{{1,2}})[点點时時]?(){_UNTIL}(\d{{1,2}})[点點时時]()(?!半)")
_PARTICLES = frozenset(
    "to for by with on from until and 给 給 由 请 請 找 让 讓 替 代 换 換 跟 和 与 我 的 班 替班 顶班 代班 值班".split()
)
_LEADING = re.compile(r"^(?:[给給由请請找让讓跟和替]|@)+")
_TRAILING = re.compile(r"(?:来|來|替我|替班|顶班|代班|帮我|替|代|顶)+$")


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed. `before` and `after`: what else was said, before and after the first day; mostly names."""

    days: tuple[date, ...] = ()
    hours: tuple[time, time] | None = None
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """Return everything that is neither day nor hour."""
        return self.before + self.after


def read_wish(text: str, today: date, names: Collection[str] = ()) -> Wish:
    """Read what follows a command. `names` are people's full names: 周一鸣 is somebody, not a Monday."""
    known = {name.casefold() for name in names}
    days: tuple[date, ...] = ()
    hours: tuple[time, time] | None = None
    before: list[str] = []
    after: list[str] = []
    left = narrow(text).split()
    while left:
        word = left[0]
        until = next((n for n, token in enumerate(left) if token.casefold() in known), len(left))
        ahead = " ".join(left[:until])
        if until and (clock := _hours(ahead)) is not None:
            hours, rest = clock
            left = rest.split() + left[until:]
        elif until and (found := read_days(ahead, today)) is not None:
            days, rest = days + found[0], found[1]
            left = rest.split() + left[until:]
        elif until and (glued := _glued(ahead, today)) is not None:
            (after if days else before).extend(filter(None, (glued[0].strip("(),、"),)))
            left = glued[1].split() + left[until:]
        else:
            if (bare := word.strip("(),.、。")) and bare.casefold() not in _PARTICLES:
                (after if days else before).append(bare)
            left = left[1:]
    return Wish(days, hours, tuple(before), tuple(after))


def _hours(text: str) -> tuple[tuple[time, time], str] | None:
    found = _HOURS.match(text) or _OCLOCK.match(text)
    if found is None:
        return None
    a, b, c, d = (int(part or 0) for part in found.groups())
    try:
        return (_clock(a, b), _clock(c, d)), text[found.end() :]
    except ValueError:
        return None


def _clock(hour: int, minute: int) -> time:
    return time(0) if (hour, minute) == (24, 0) else time(hour, minute)


def _glued(text: str, today: date) -> tuple[str, str] | None:
    """Take 王姐周六 apart, and 周六 08:00 that was typed as one."""
    word = text.split(maxsplit=1)[0]
    for at in range(1, min(len(word), 8)):
        if word[:at].isascii() and word[:at].isalnum():
            continue
        if read_days(text[at:], today) is not None:
            return word[:at], text[at:]
    return None


def called(people: Iterable[Person], said: str) -> tuple[Person, ...]:
    """Return whom a name means: by full name, beginning or part of a name, the surest reading alone; () is nobody."""
    everybody = tuple(people)
    bare = _TRAILING.sub("", _LEADING.sub("", said)) or said
    for wanted in dict.fromkeys((said.lstrip("@").casefold(), bare.casefold())):
        readings = (
            [one for one in everybody if wanted in (one.name.casefold(), one.key.casefold())],
            [one for one in everybody if one.name.casefold().startswith(wanted)],
            [one for one in everybody if wanted in one.name.casefold()],
        )
        if wanted and (found := next((found for found in readings if found), None)):
            return tuple(found)
    return ()
