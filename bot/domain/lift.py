"""Up and down the ladder by hand: 上报街道 lifts a ticket to a rung, 退回网格员 sends it back down.

      gridworkers ── lift ──▶ grid chief ── lift ──▶ community ── lift ──▶ subdistrict ──▶ district
           0     ◀── lower ──    1       ◀── lower ──    2     ◀── lower ──     3

Up: whoever has it, and staff of the area. Down: whoever stands at or above the rung it is at. No deadline ever moves.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain import ladder
from bot.domain.roster import FIRST_RUNG, Level, Role
from bot.domain.ticket import LIVE, Standing, State


class LiftRefusal(StrEnum):
    """Why not. Each becomes a sentence."""

    STRANGER = "stranger"
    ELSEWHERE = "elsewhere"
    OVER = "over"
    NO_SUCH_RUNG = "no_such_rung"
    THERE_ALREADY = "there_already"
    NOBODY_THERE = "nobody_there"
    BENEATH = "beneath"


@dataclass(frozen=True, slots=True)
class Stairs:
    """Where a ticket stands on its ladder. `roles[i]` and `reachable[i]` are of rung `i + 1`.

    `held_at`: the rung of whoever holds it, 0 when nobody does; `ground`: the gridworkers have somebody.
    """

    state: State
    rung: int
    roles: tuple[Role, ...]
    reachable: tuple[bool, ...]
    holder_id: int | None = None
    held_at: int = 0
    ground: bool = True


@dataclass(frozen=True, slots=True)
class Lifted:
    """Tell `rung`; `skipped` had nobody to tell, `passed` is left out on purpose."""

    rung: int
    skipped: tuple[int, ...]
    passed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Lowered:
    """Tell `rung`, 0 for the gridworkers; `released`: who has it stands above that rung, and has it no more."""

    rung: int
    released: bool


def lift(stairs: Stairs, who: Standing, own: int | None, wanted: Role | None) -> Lifted | LiftRefusal:
    """Say what comes of `who` lifting a ticket to `wanted`, or one rung up.

    `own`: the highest rung on which they stand for the ticket's area, 0 for a gridworker's, None for staff of others.
    """
    if not who.is_staff:
        return LiftRefusal.STRANGER
    if own is None and (stairs.holder_id is None or stairs.holder_id != who.person_id):
        return LiftRefusal.ELSEWHERE
    if stairs.state not in LIVE:
        return LiftRefusal.OVER
    if wanted is None:
        lowest = max(stairs.rung, own or 0) + 1
    elif wanted in stairs.roles:
        lowest = stairs.roles.index(wanted) + 1
    else:
        return LiftRefusal.NO_SUCH_RUNG
    if lowest <= stairs.rung:
        return LiftRefusal.THERE_ALREADY
    found = next((rung for rung in range(lowest, len(stairs.roles) + 1) if stairs.reachable[rung - 1]), None)
    if found is None:
        return LiftRefusal.NOBODY_THERE
    between = range(stairs.rung + 1, found)
    return Lifted(
        found,
        tuple(rung for rung in between if not stairs.reachable[rung - 1]),
        tuple(rung for rung in between if stairs.reachable[rung - 1]),
    )


def lower(stairs: Stairs, who: Standing, own: int | None, wanted: Role | None) -> Lowered | LiftRefusal:
    """Say what comes of `who` sending a ticket down to `wanted`, or to the gridworkers."""
    if not who.is_staff:
        return LiftRefusal.STRANGER
    if stairs.state not in LIVE:
        return LiftRefusal.OVER
    if wanted is None or wanted in FIRST_RUNG:
        target, there = 0, stairs.ground
    elif wanted in stairs.roles:
        target = stairs.roles.index(wanted) + 1
        there = stairs.reachable[target - 1]
    else:
        return LiftRefusal.NO_SUCH_RUNG
    level = max(stairs.rung, stairs.held_at)
    if target >= level:
        return LiftRefusal.THERE_ALREADY
    if Role.ADMIN not in who.roles and (own is None or own < level):
        return LiftRefusal.BENEATH
    if not there:
        return LiftRefusal.NOBODY_THERE
    return Lowered(target, stairs.holder_id is not None and stairs.held_at > target)


def look_after_lift(watch: ladder.Watch, now: datetime, rest: timedelta) -> tuple[datetime | None, bool]:
    """Return when the ladder looks again at a ticket that was lifted, and whether its holder counts as warned.

    Above it has `rest`, as after any climb; but before its own clock is up nothing climbs by itself, and the warning to
    the holder still comes. A ticket that waits for a department, or for its day, waits on.
    """
    if watch.state in (State.WHISTLED, State.SUSPENDED):
        return None, watch.warned
    if watch.state is State.CLAIMED and not watch.warned:
        due = ladder.look_after_claim(watch, now)
        return due, due >= watch.resolve_due_at
    return max(watch.deadline, now + rest), True


# --------------------------------------------------------------------------- the words for it


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asked for: a rung (None: the next one, or the gridworkers), by which name of it, and why."""

    role: Role | None
    named: str
    why: str


_RUNGS = {
    "网格长": Role.GRID_CHIEF, "grid chief": Role.GRID_CHIEF,
    "社区居委会": Role.COMMUNITY, "社区书记": Role.COMMUNITY, "居委会": Role.COMMUNITY, "社区": Role.COMMUNITY,
    "书记": Role.COMMUNITY, "community": Role.COMMUNITY,
    "街道办事处": Role.SUBDISTRICT, "街道办": Role.SUBDISTRICT, "街道": Role.SUBDISTRICT, "办事处": Role.SUBDISTRICT,
    "subdistrict": Role.SUBDISTRICT, "sub-district": Role.SUBDISTRICT,
    "区政府": Role.DISTRICT, "区里": Role.DISTRICT, "区级": Role.DISTRICT, "区": Role.DISTRICT,
    "district": Role.DISTRICT,
}  # fmt: skip
_NEXT = ("上一级", "上级", "领导", "next rung", "next level")
_GROUND = ("网格员", "网格", "下级", "基层", "gridworkers", "gridworker")
_LEVELS = {Level.DISTRICT: Role.DISTRICT, Level.SUBDISTRICT: Role.SUBDISTRICT, Level.COMMUNITY: Role.COMMUNITY}
_END = r"(?=$|[\s,，。.:：;；!！、])"
_HELP = r"(?:协调|处理|处置|解决|支持|介入|帮助|定夺)"


def asked_up(text: str, areas: Mapping[str, Level]) -> Asked | None:
    """Return what words in a reply lift a ticket to, None when they do not. `areas`: their names, with their level."""
    who = _any(areas, _NEXT)
    return _read(
        text,
        areas,
        rf"(?:请|申请|需要?|得|要|建议)?(?:上报|报给|报请|提请|升级|提级)(?:给|至|到)?(?P<who>{who})?"
        rf"(?:来|出面)?{_HELP}?(?:一下|吧)?{_END}",
        rf"(?:请|麻烦|需要?|得|要|建议|申请)+(?P<who>{who})(?:来|帮忙|出面)*(?:{_HELP}|(?<=出面))(?:一下|解决|处理|吧)*{_END}",
        rf"(?:please )?(?:escalate|lift)(?: it| this)?(?: (?:to )?(?:the )?(?P<who>{who}))?{_END}(?! to)",
    )


def asked_down(text: str, areas: Mapping[str, Level]) -> Asked | None:
    """Return what words in a reply send a ticket down to, None when they do not."""
    who = _any(areas, _GROUND)
    return _read(
        text,
        areas,
        rf"请?(?:退回|打回|发回|交回|退还|退给)(?:给|至|到)?(?P<who>{who})(?:重新|继续|再)?{_HELP}?(?:一下|吧)?{_END}",
        rf"(?:please )?(?:send|give|hand)(?: it| this)? (?:back )?(?:down )?to (?:the )?(?P<who>{who}){_END}",
    )


def asked_for(text: str, areas: Mapping[str, Level]) -> Asked:
    """Return what stands after /up or /down: a rung or an area first, if any, and the reason."""
    who = _any(areas, (*_NEXT, *_GROUND))
    found = _read(text, areas, rf"(?:to (?:the )?)?(?P<who>{who}){_HELP}?(?:一下|吧)?{_END}")
    return found or Asked(None, "", _bare(text))


def _any(areas: Mapping[str, Level], more: tuple[str, ...]) -> str:
    return "|".join(re.escape(name) for name in sorted({*_RUNGS, *areas, *more}, key=len, reverse=True) if name)


def _read(text: str, areas: Mapping[str, Level], *patterns: str) -> Asked | None:
    words = text.strip()
    for pattern in patterns:
        if found := re.match(pattern, words, re.IGNORECASE):
            named = found["who"] or ""
            return Asked(_role(named, areas), named, _bare(words[found.end() :]))
    return None


def _role(named: str, areas: Mapping[str, Level]) -> Role | None:
    if (level := areas.get(named)) is not None:
        return _LEVELS.get(level, Role.GRIDWORKER)
    return Role.GRIDWORKER if named.lower() in _GROUND else _RUNGS.get(named.lower())


def _bare(text: str) -> str:
    return text.strip(" \t\n,，。.:：;；!！、")
