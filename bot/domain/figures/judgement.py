"""What is said of one ticket before anything is counted: answered in time, fixed, open, overdue, how late.

Every figure, list and sheet asks here, so that none of them judges a ticket otherwise than the rest.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.figures.pause import Pause
from bot.domain.ticket import LIVE, RUNNING, State


class Judged(Protocol):
    """What has to be known of a ticket to judge it."""

    @property
    def state(self) -> State: ...
    @property
    def opened_at(self) -> datetime: ...
    @property
    def acked_at(self) -> datetime | None: ...
    @property
    def resolved_at(self) -> datetime | None: ...
    @property
    def ack_due_at(self) -> datetime: ...
    @property
    def resolve_due_at(self) -> datetime: ...
    @property
    def pauses(self) -> Sequence[Pause]: ...


def is_fixed(one: Judged) -> bool:
    """Tell whether somebody finished it, be it not confirmed yet."""
    return one.state in (State.RESOLVED, State.CLOSED) and one.resolved_at is not None


def is_fixed_by(one: Judged, moment: datetime) -> bool:
    """Tell whether it was fixed by then, and is not open again."""
    return is_fixed(one) and one.resolved_at is not None and one.resolved_at <= moment


def is_answered_by(one: Judged, moment: datetime) -> bool:
    """Tell whether somebody of the staff had done anything about it by then."""
    return one.acked_at is not None and one.acked_at <= moment


def is_timely(one: Judged) -> bool:
    """Tell whether somebody answered in time; unanswered is late, not missing."""
    return one.acked_at is not None and one.acked_at <= one.ack_due_at


def is_on_time(one: Judged, moment: datetime) -> bool:
    """Tell whether it was fixed by then and by its deadline."""
    return is_fixed_by(one, moment) and one.resolved_at is not None and one.resolved_at <= one.resolve_due_at


def is_open_at(one: Judged, moment: datetime) -> bool:
    """Tell whether it was there and not fixed at a moment that may be over by now."""
    if one.opened_at >= moment:
        return False
    return one.state in LIVE or (is_fixed(one) and not is_fixed_by(one, moment))


def is_aside_at(one: Judged, moment: datetime) -> bool:
    """Tell whether it was suspended at a moment, whatever became of it later."""
    return any(pause.holds(moment) for pause in one.pauses) or (not one.pauses and one.state is State.SUSPENDED)


def is_excused(one: Judged) -> bool:
    """Tell whether its deadline came while it was suspended. To suspend what is late already excuses nothing."""
    return is_aside_at(one, one.resolve_due_at)


def late_since(one: Judged, moment: datetime) -> datetime | None:
    """Return the deadline that had run out at a moment; None when none had.

    What waits for a department or for its day is listed, not late. That it waited for a department once is not
    known any more: one that was fixed after the moment is taken to have been at work.
    """
    waits = one.state in LIVE and one.state not in RUNNING and one.state is not State.SUSPENDED
    if not is_open_at(one, moment) or waits or is_aside_at(one, moment):
        return None
    unanswered = one.state is State.OPEN or not is_answered_by(one, moment)
    due = one.ack_due_at if unanswered else one.resolve_due_at
    return due if due < moment else None


def hours_late(one: Judged, now: datetime) -> float | None:
    """Return by how many hours the deadline was missed, by now where it is not fixed yet; None when it was not."""
    if one.state in (State.VOID, State.SUSPENDED, State.WHISTLED):
        return None
    end = one.resolved_at if is_fixed(one) and one.resolved_at is not None else now
    late = (end - one.resolve_due_at).total_seconds() / 3600
    return late if late > 0 else None
