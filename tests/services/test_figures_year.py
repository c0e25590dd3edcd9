"""A simulated year of 秦庄: every figure counted again, slowly and otherwise, from the bare rows."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.domain.figures import tally as formulas
from bot.domain.period import Kind, Period
from bot.services import figures, people
from tests.services.home import Home
from tests.services.recount import ZONE, Slow
from tests.services.simulated_year import ENDS, simulate

PERIODS = [
    Period(Kind.YEAR, date(2026, 1, 1), date(2026, 12, 31)),
    Period.holding(Kind.MONTH, date(2026, 2, 14)),
    Period.holding(Kind.WEEK, date(2026, 6, 3)),
    Period.holding(Kind.DAY, date(2026, 9, 9)),
    Period(Kind.SPAN, date(2026, 11, 20), date(2026, 12, 31)),
]


@pytest.fixture
def year(qinzhuang: Home) -> Home:
    """Give 秦庄 two days after a year of its own."""
    simulate(qinzhuang)
    qinzhuang.now = ENDS + timedelta(days=2)
    return qinzhuang


def test_every_figure_of_a_year_is_what_a_slow_count_of_the_rows_says(year: Home):
    slow = Slow(year)
    with year.step() as step:
        community = people.roster(step, "qinzhuang")
        for key in ("qinzhuang", "grid-2"):
            area = next(one for one in community.areas.values() if one.key == key)
            for period in PERIODS:
                since, until = period.bounds(ZONE)
                found = figures.of_area(step, community, area, since, until)
                assert fast(found, since, until) == slow.count(area.id, since, until), (key, period)


def test_what_is_read_thin_counts_the_same_but_for_repeats_and_reporters(year: Home):
    with year.step() as step:
        community = people.roster(step, "qinzhuang")
        area = community.areas[community.root_id]
        since, until = PERIODS[3].bounds(ZONE)
        whole = figures.of_area(step, community, area, since, until)
        thin = figures.of_area(step, community, area, since, until, thin=True)
    assert len(thin) < len(whole)
    one, other = fast(whole, since, until), fast(thin, since, until)
    differ = {name for name in one if one[name] != other[name]}
    assert differ <= {"repeats", "reporters"}


def fast(found: list[Any], since: datetime, until: datetime) -> dict[str, Any]:
    """Return every figure by the formulas of the house, in the shape the slow count has."""
    came = [case for case in found if since <= case.opened_at < until]
    told = formulas.tally(found, since, until)
    due, left_out = formulas.on_time(found, since, until)
    live, late, aside = formulas.standing(found, until)
    whole = {name: getattr(told, name) for name in ("reports", "accepted", "void", "duplicates", "things")}
    shares = {
        "answered": told.answered, "timely": told.timely, "resolved": told.resolved, "reworked": told.reworked,
        "returned": told.returned, "false_alarms": told.false_alarms, "satisfied": told.satisfied,
        "satisfaction_asked": told.satisfaction_asked, "confirmed": told.confirmed, "on_time": due,
        "repeats": formulas.repeats(found, since, until), "written_off": formulas.written_off(found, since, until),
    }  # fmt: skip
    lengths = ("median_response", "mean_response", "p90_response", "handling", "handling_net")
    return (
        whole
        | {name: (share.part, share.whole) for name, share in shares.items()}
        | {name: _seconds(getattr(told, name)) for name in lengths}
        | {
            "left_out": left_out,
            "open": [case.number for case in live],
            "overdue": [case.number for case in late],
            "suspended": [case.number for case in aside],
            "whistles": {
                name: (answered.whole, answered.part, settled.part)
                for name, (answered, settled) in formulas.whistles(found, since, until).items()
            },
            "kinds": dict(formulas.by_category(came)),
            "buildings": dict(formulas.by_building(came)),
            "spots": dict(formulas.by_spot(came)),
            "hours": list(formulas.by_hour(came, ZONE)),
            "weekdays": list(formulas.by_weekday(came, ZONE)),
            "days": {str(day): n for day, n in formulas.by_day(came, ZONE).items()},
            "reporters": dict(formulas.by_reporter(came)),
        }
    )


def _seconds(length: timedelta | None) -> Any:
    return None if length is None else pytest.approx(length.total_seconds(), abs=0.01)
