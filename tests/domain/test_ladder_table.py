"""The ladder as one table: every mixture of rungs that are empty, unreachable, absent or present, over five rungs."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import product

from bot.domain.absence import Absence, in_place_of
from bot.domain.deadline import Policy
from bot.domain.ladder import Climbed, Exhausted, Step, Watch, next_step
from bot.domain.ticket import State

OPENED = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
DUE = OPENED + timedelta(minutes=10)
EVERY = timedelta(minutes=10)
POLICY = Policy(every=EVERY, top_every=timedelta(hours=1), top_times=0)
RUNGS = 5
KINDS = ("empty", "unreachable", "absent", "present")
ON_LEAVE = {7: (Absence(1, 7, None, OPENED - timedelta(days=1), OPENED + timedelta(days=1)),)}


def can_be_told(kind: str) -> bool:
    """Return whether a rung has somebody, as the roster would say it."""
    on_rung = {"empty": [], "unreachable": [(8, False)], "absent": [(7, True)], "present": [(9, True)]}[kind]
    return any(reachable and in_place_of(person, ON_LEAVE, DUE) is not None for person, reachable in on_rung)


@dataclass
class Climb:
    """What became of one ticket that nobody ever takes."""

    told: list[tuple[datetime, int]] = field(default_factory=list)
    skipped: list[tuple[datetime, int]] = field(default_factory=list)
    last: Step | None = None


def climb(reachable: list[bool]) -> Climb:
    rung, now, course = 0, DUE, Climb()
    for _ in range(RUNGS + 2):
        watch = Watch(State.OPEN, rung, 0, 0, False, OPENED, DUE, DUE + EVERY, EVERY, 0.8, now)
        course.last = next_step(watch, now, reachable, POLICY)
        if not isinstance(course.last, Climbed):
            assert isinstance(course.last, Exhausted)
            course.skipped += [(now, one) for one in course.last.skipped]
            return course
        course.skipped += [(now, one) for one in course.last.skipped]
        course.told.append((now, course.last.rung))
        rung, now = course.last.rung, course.last.next_due_at
    raise AssertionError("the ladder has no end")


def test_in_every_mixture_the_lowest_rung_that_can_be_told_is_told_and_those_below_are_skipped_in_the_same_step():
    seen = 0
    for mixture in product(KINDS, repeat=RUNGS):
        reachable = [can_be_told(kind) for kind in mixture]
        there = [number for number, can in enumerate(reachable, start=1) if can]
        course = climb(reachable)
        told = [rung for _, rung in course.told]
        assert told == there, mixture
        assert isinstance(course.last, Exhausted), mixture
        moments = {rung: at for at, rung in course.told}
        for at, gap in course.skipped:
            above = next((rung for rung in there if rung > gap), None)
            # Skipped together with the rung that is told instead; above the last one there is only the end.
            assert above is None or moments[above] == at, mixture
        below_the_top = [rung for rung in range(1, max(there, default=RUNGS + 1)) if rung not in there]
        assert [rung for _, rung in course.skipped if rung < max(there, default=RUNGS + 1)] == below_the_top, mixture
        assert len(set(course.skipped)) == len(course.skipped), mixture
        seen += 1
    assert seen == len(KINDS) ** RUNGS == 1024


def test_in_every_mixture_a_gap_costs_no_time():
    for mixture in product(KINDS, repeat=RUNGS):
        told = climb([can_be_told(kind) for kind in mixture]).told
        assert [at for at, _ in told] == [DUE + EVERY * turn for turn in range(len(told))], mixture


def test_only_a_rung_with_somebody_who_is_there_and_can_be_written_to_counts():
    assert {kind: can_be_told(kind) for kind in KINDS} == {
        "empty": False,
        "unreachable": False,
        "absent": False,
        "present": True,
    }
