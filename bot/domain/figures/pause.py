"""Suspensions of a ticket (挂账) out of its history: from when until when it was set aside. Plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.ticket import State


@dataclass(frozen=True, slots=True)
class Pause:
    """A suspension: from when, and until when; None while it lasts."""

    began_at: datetime
    ended_at: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        """Tell whether it lasted at a moment."""
        return self.began_at <= moment and (self.ended_at is None or moment < self.ended_at)


class Moved(Protocol):
    """An event of a ticket's history, as far as suspensions go."""

    @property
    def at(self) -> datetime: ...
    @property
    def to_state(self) -> str | None: ...


def pauses(events: Iterable[Moved]) -> tuple[Pause, ...]:
    """Return the suspensions that a ticket's history tells of; `events` with the first one first."""
    found: list[Pause] = []
    for event in events:
        lasts = bool(found) and found[-1].ended_at is None
        if event.to_state == State.SUSPENDED and not lasts:
            found.append(Pause(event.at))
        elif event.to_state not in (State.SUSPENDED, None) and lasts:
            found[-1] = Pause(found[-1].began_at, event.at)
    return tuple(found)


def length(some: Sequence[Pause], until: datetime) -> timedelta:
    """Return how long suspensions lasted together, the one that still lasts up to `until`."""
    return sum((max(timedelta(0), (one.ended_at or until) - one.began_at) for one in some), timedelta(0))
