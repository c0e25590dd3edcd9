"""The house's only clock. Time is a parameter everywhere else: `loops` asks here once a step and passes `now` down."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Wall-clock time as aware UTC moments, which demonstrations and tests may move forward."""

    def __init__(self, start: datetime | None = None, *, frozen: bool = False) -> None:
        """Tell `start` (default: the real time) now; a `frozen` clock stands still until it is moved."""
        real = datetime.now(UTC)
        self._offset = (start - real) if start else timedelta(0)
        self._frozen_at = (start or real) if frozen else None
        self.leapt = timedelta(0)
        """How far a running clock was moved by hand: time in which nothing can have happened."""
        self.leapt_at: datetime | None = None

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return self._frozen_at if self._frozen_at is not None else datetime.now(UTC) + self._offset

    def move(self, by: timedelta) -> None:
        """Let `by` pass at once. Time never runs backwards here."""
        if by < timedelta(0):
            raise ValueError(f"the clock only moves forward, not by {by}")
        if self._frozen_at is not None:
            self._frozen_at += by
        else:
            self._offset += by
            self.leapt += by
            self.leapt_at = self.now()
