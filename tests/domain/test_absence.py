"""Who comes instead of whom: leaves, covers, covers of covers, swaps, and several arrangements for one time."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.absence import Absence, in_place_of

WANG, LI, ZHAO, MA = range(1, 5)
NINE = datetime(2026, 12, 5, 9, tzinfo=UTC)


def on_duty(person: int, *absences: tuple[int, int | None] | tuple[int, int | None, int, int], now=NINE) -> int | None:
    """Ask for a person's stand-in; an absence is (who, cover), from 8 to 20 when no hours follow."""
    away: dict[int, list[Absence]] = {}
    for number, (who, cover, *hours) in enumerate(absences):
        starts, ends = (NINE.replace(hour=hour) for hour in (hours or (8, 20)))
        away.setdefault(who, []).append(Absence(number, who, cover, starts, ends))
    return in_place_of(person, away, now)


@pytest.mark.parametrize(
    ("absences", "instead"),
    [
        ([], WANG),
        ([(LI, ZHAO)], WANG),
        ([(WANG, None)], None),
        ([(WANG, LI)], LI),
        ([(WANG, LI, 10, 12)], WANG),
        ([(WANG, LI), (LI, ZHAO)], ZHAO),
        ([(WANG, LI), (LI, ZHAO), (ZHAO, MA)], MA),
        ([(WANG, LI), (LI, None)], None),
        ([(WANG, LI), (LI, None, 12, 20)], LI),
        ([(WANG, None), (WANG, LI)], LI),
        ([(WANG, LI), (WANG, None)], LI),
        ([(WANG, None), (WANG, LI, 12, 14)], None),
        ([(WANG, LI), (WANG, ZHAO)], ZHAO),
        ([(WANG, LI), (LI, WANG)], LI),
        ([(WANG, LI), (LI, ZHAO), (ZHAO, WANG)], LI),
        ([(WANG, LI), (LI, ZHAO), (ZHAO, LI)], LI),
    ],
)
def test_the_duty_goes_to_who_promised_it_and_is_there(absences, instead):
    assert on_duty(WANG, *absences) == instead


def test_two_who_swap_one_time_have_each_other_s_duty():
    assert on_duty(WANG, (WANG, LI), (LI, WANG)) == LI
    assert on_duty(LI, (WANG, LI), (LI, WANG)) == WANG


def test_an_absence_begins_with_its_first_moment_and_ends_before_its_last():
    moments = [NINE.replace(hour=8), NINE.replace(hour=20)]
    moments += [moment - timedelta(microseconds=1) for moment in moments]
    assert [on_duty(WANG, (WANG, LI), now=moment) for moment in sorted(moments)] == [WANG, LI, LI, WANG]
