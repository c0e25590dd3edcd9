"""Who may put whom off duty and who then comes instead: leave, cover and swap.

    yourself, or somebody you stand above        done, both are told
    a colleague, by offering to come instead     they are asked, and agree or not
    anybody else                                 no

Decides; it neither reads nor writes. Permission is decided here and nowhere else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.calendar import WorkCalendar
from bot.domain.roster import FIRST_RUNG, STAFF, UPPER_RUNGS, Role, Roster
from bot.domain.rota import moment
from bot.domain.timetable import stints

FARTHEST = timedelta(days=180)
_RANKS = dict.fromkeys(FIRST_RUNG, 0) | {role: rank for rank, role in enumerate((*UPPER_RUNGS, Role.ADMIN), 1)}


class Objection(StrEnum):
    """Why not. Each becomes a sentence."""

    STRANGER = "stranger"
    NOT_YOURS = "not_yours"
    SAME_PERSON = "same_person"
    NO_STAFF = "no_staff"
    NOT_ON_DUTY = "not_on_duty"
    PAST = "past"
    TOO_FAR = "too_far"
    COVER_AWAY = "cover_away"
    ALREADY = "already"


@dataclass(frozen=True, slots=True)
class Leaving:
    """`person_id` goes off duty in [starts_at, ends_at), UTC; `cover_id` comes instead, None: nobody."""

    person_id: int
    cover_id: int | None
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Arranged:
    """It is done with this. `asks`: it counts only when that person has agreed."""

    leavings: tuple[Leaving, ...]
    asks: int | None = None


@dataclass(frozen=True, slots=True)
class Objected:
    """It is not done. `about`: the person it is about."""

    why: Objection
    about: int | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """When: whole shifts that begin on the days, or those hours of them."""

    days: tuple[date, ...]
    hours: tuple[time, time] | None = None


def leave(
    roster: Roster,
    actor_id: int | None,
    away_id: int,
    cover_id: int | None,
    times: Times,
    now: datetime,
    calendar: WorkCalendar,
) -> Arranged | Objected:
    """Decide about `actor_id` wanting `away_id` off duty, with or without a cover.

    One who offers to be the cover may ask; only the person, and those above, can say yes.
    """
    if actor_id is None or not _is_staff(roster, actor_id):
        return Objected(Objection.STRANGER)
    if away_id == cover_id:
        return Objected(Objection.SAME_PERSON, away_id)
    for person_id in (away_id, cover_id):
        if person_id is not None and not _is_staff(roster, person_id):
            return Objected(Objection.NO_STAFF, person_id)
    allowed = actor_id == away_id or stands_above(roster, actor_id, away_id)
    if not allowed and actor_id != cover_id:
        return Objected(Objection.NOT_YOURS, away_id)
    found = _leavings(roster, away_id, cover_id, times, now, calendar)
    if isinstance(found, Objected):
        return found
    return Arranged(found, None if allowed else away_id)


def swap(
    roster: Roster,
    actor_id: int | None,
    other_id: int,
    theirs: Times,
    mine: Times,
    now: datetime,
    calendar: WorkCalendar,
) -> Arranged | Objected:
    """Decide about `actor_id` taking the other's shift and giving one of their own for it."""
    if actor_id is None or not _is_staff(roster, actor_id):
        return Objected(Objection.STRANGER)
    if actor_id == other_id:
        return Objected(Objection.SAME_PERSON, other_id)
    if not _is_staff(roster, other_id):
        return Objected(Objection.NO_STAFF, other_id)
    taken = _leavings(roster, other_id, actor_id, theirs, now, calendar)
    given = _leavings(roster, actor_id, other_id, mine, now, calendar)
    for found in (taken, given):
        if isinstance(found, Objected):
            return found
    assert not isinstance(taken, Objected)
    assert not isinstance(given, Objected)
    return Arranged(taken + given, None if stands_above(roster, actor_id, other_id) else other_id)


def stands_above(roster: Roster, actor_id: int, person_id: int) -> bool:
    """Tell whether somebody is a chief above a person: in each of the person's areas, and of a higher rank there."""
    below = [held for held in roster.assignments if held.person_id == person_id and held.role in STAFF]
    own = [held for held in roster.assignments if held.person_id == actor_id]
    return actor_id != person_id and all(
        any(
            _RANKS.get(mine.role, 0) > _RANKS[held.role]
            and any(area.id == mine.area_id for area in roster.upwards(held.area_id))
            for mine in own
        )
        for held in below
    )


def _is_staff(roster: Roster, person_id: int) -> bool:
    return any(held.person_id == person_id and held.role in STAFF for held in roster.assignments)


def _leavings(
    roster: Roster, away_id: int, cover_id: int | None, times: Times, now: datetime, calendar: WorkCalendar
) -> tuple[Leaving, ...] | Objected:
    today = now.astimezone(roster.zone).date()
    if any(day > today + FARTHEST for day in times.days):
        return Objected(Objection.TOO_FAR, away_id)
    shifts = _shifts(roster, away_id, times, calendar)
    if not shifts:
        past = all(day < today for day in times.days)
        return Objected(Objection.PAST if past else Objection.NOT_ON_DUTY, away_id)
    ahead = [(max(starts, now), ends) for starts, ends in shifts if ends > now]
    if not ahead:
        return Objected(Objection.PAST, away_id)
    if cover_id is not None and any(_is_away(roster, cover_id, span) for span in ahead):
        return Objected(Objection.COVER_AWAY, cover_id)
    left = [span for span in ahead if not _arranged(roster, away_id, cover_id, span)]
    if not left:
        return Objected(Objection.ALREADY, away_id)
    return tuple(Leaving(away_id, cover_id, starts, ends) for starts, ends in left)


def _shifts(roster: Roster, person_id: int, times: Times, calendar: WorkCalendar) -> list[tuple[datetime, datetime]]:
    """Return when the person is to be on duty then, by the rota or as somebody's cover; what touches is one span."""
    own = [held for held in roster.assignments if held.person_id == person_id]
    found: list[tuple[datetime, datetime]] = []
    for day in times.days:
        window = _window(roster, day, times.hours)
        spans = [
            span
            for held in own
            for span in held.shift.spans(*window, roster.zone, calendar)
            if times.hours or span[0].astimezone(roster.zone).date() == day
        ]
        spans += [
            (stint.starts_at, stint.ends_at)
            for stint in stints(roster, roster.assignments, *window, calendar)
            if stint.person_id == person_id and stint.instead_of is not None and stint.starts_at >= window[0]
        ]
        if times.hours:
            spans = [(max(starts, window[0]), min(ends, window[1])) for starts, ends in spans]
        found += spans
    return _merged(found)


def _window(roster: Roster, day: date, hours: tuple[time, time] | None) -> tuple[datetime, datetime]:
    start, end = hours or (time(0), time(0))
    last = day if start < end else day + timedelta(days=1)
    return moment(day, start, roster.zone), moment(last, end, roster.zone)


def _merged(spans: Sequence[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    merged: list[tuple[datetime, datetime]] = []
    for starts, ends in sorted(span for span in spans if span[0] < span[1]):
        if merged and starts <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], ends)
        else:
            merged.append((starts, ends))
    return merged


def _is_away(roster: Roster, person_id: int, span: tuple[datetime, datetime]) -> bool:
    return any(one.starts_at < span[1] and one.ends_at > span[0] for one in roster.away.get(person_id, ()))


def _arranged(roster: Roster, person_id: int, cover_id: int | None, span: tuple[datetime, datetime]) -> bool:
    """Tell whether the absence is there already; one with a cover serves for one that needs none."""
    return any(
        one.starts_at <= span[0] and one.ends_at >= span[1] and cover_id in (None, one.cover_id)
        for one in roster.away.get(person_id, ())
    )
