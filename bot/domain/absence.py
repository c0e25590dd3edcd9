"""Exceptions to the rota: somebody is off duty for a while, and perhaps somebody else is on duty instead.

    王 ──Saturday──▶ 李          a cover takes over every role of the absent person, for that time
    王 ──Saturday──▶ nobody      a leave: the roles are simply not filled
    王 ──Saturday──▶ 李, 李 ──Sunday──▶ 王      a swap is two covers

An absence carries its times and is asked at a moment; it never asks what time it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Absence:
    """`person_id` is off duty in [starts_at, ends_at), UTC; `cover_id` is on duty instead, None: nobody."""

    id: int
    person_id: int
    cover_id: int | None
    starts_at: datetime
    ends_at: datetime

    def holds(self, now: datetime) -> bool:
        """Tell whether the absence is on at the moment."""
        return self.starts_at <= now < self.ends_at


def in_place_of(person_id: int, away: Mapping[int, Sequence[Absence]], now: datetime) -> int | None:
    """Return who is on duty at `now` where `person_id` would be: themselves, their cover, or nobody.

    A cover who is absent, too, is covered in turn. Two who cover each other at one time have swapped: each does what
    they promised. `away` holds absences by the absent person.
    """
    absence = current(away.get(person_id, ()), now)
    if absence is None:
        return person_id
    promised = absence.cover_id
    seen, stand_in = {person_id}, promised
    while stand_in is not None:
        if stand_in in seen:
            return promised
        seen.add(stand_in)
        absence = current(away.get(stand_in, ()), now)
        if absence is None:
            return stand_in
        stand_in = absence.cover_id
    return None


def turns(person_id: int, away: Mapping[int, Sequence[Absence]]) -> set[datetime]:
    """Return every moment at which somebody else may come on duty in a person's place."""
    found: set[datetime] = set()
    seen: set[int] = set()
    asked = [person_id]
    while asked:
        one = asked.pop()
        if one in seen:
            continue
        seen.add(one)
        for absence in away.get(one, ()):
            found |= {absence.starts_at, absence.ends_at}
            if absence.cover_id is not None:
                asked.append(absence.cover_id)
    return found


def current(absences: Sequence[Absence], now: datetime) -> Absence | None:
    """Return the absence that counts at `now`: of several the one with a cover, and of these the latest arranged."""
    on = [absence for absence in absences if absence.holds(now)]
    return max(on, key=lambda absence: (absence.cover_id is not None, absence.id), default=None)
