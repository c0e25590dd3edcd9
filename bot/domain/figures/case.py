"""One ticket and one whistle, as far as figures need them; plain values, nothing counted."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.figures.judgement import is_fixed_by
from bot.domain.figures.pause import Pause
from bot.domain.result import Result
from bot.domain.ticket import State


@dataclass(frozen=True, slots=True)
class Call:
    """A whistle for a department: when it was asked, first answered (arrival, receipt or refusal), and done with.

    `settled_at`: its receipt. A refusal answers and settles nothing, yet nobody waits for it any more.
    """

    department: str
    asked_at: datetime
    answered_at: datetime | None = None
    settled_at: datetime | None = None
    refused: bool = False

    @property
    def is_waited_for(self) -> bool:
        """Tell whether the department has still to say what came of it."""
        return self.settled_at is None and not self.refused


@dataclass(frozen=True, slots=True)
class Case:
    """One ticket as it stood when it was read. `suspended`: how long it was set aside; `rating` 1 to 10.

    `resolved_at` is the last fix. `reporters`: Telegram ids, each of whom told of it once or oftener; `voices`: how
    many they are. `homes`: the area that each of its buildings lies in, which of several may not be its own.
    """

    number: int
    area_id: int
    state: State
    opened_at: datetime
    ack_due_at: datetime
    resolve_due_at: datetime
    acked_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    category: str | None = None
    buildings: tuple[str, ...] = ()
    result: str | None = None
    confirmed: bool | None = None
    rating: int | None = None
    returned: int = 0
    reopened: int = 0
    quantity: int = 1
    suspended: timedelta = timedelta(0)
    suspensions: int = 0
    reporters: tuple[int, ...] = ()
    voices: int = 1
    merged: bool = False
    calls: tuple[Call, ...] = ()
    pauses: tuple[Pause, ...] = ()
    community_id: str = ""
    id: int = 0
    homes: tuple[int, ...] = ()

    @property
    def spots(self) -> frozenset[tuple[int, str]]:
        """Return its buildings, each with the area it lies in: two estates may each have a building 5."""
        return frozenset(zip(self.homes or (self.area_id,) * len(self.buildings), self.buildings, strict=True))

    @property
    def is_duplicate(self) -> bool:
        """Tell whether somebody found it to be the same event as another ticket, and left it at that.

        One that was merged is none: its reporters are voices of the other ticket now, and are counted there.
        """
        return self.state is State.VOID and self.result == Result.DUPLICATE and not self.merged

    @property
    def is_valid(self) -> bool:
        """Tell whether it counts: neither void nor a duplicate."""
        return self.state is not State.VOID and not self.merged

    def resolved_by(self, moment: datetime) -> bool:
        """Tell whether it was fixed by then, and is not open again."""
        return is_fixed_by(self, moment)
