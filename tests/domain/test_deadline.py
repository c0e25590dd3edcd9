"""Lengths of time as people write them, and the two deadlines that a ticket is given for good."""

import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import WorkCalendar
from bot.domain.deadline import Deadlines, Policy, Span, deadlines, severity_of
from bot.domain.lexicon import Category, Lexicon, Severity
from bot.domain.reading import Reader

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar()
FRIDAY = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
"""Half past five on a Friday afternoon."""
LEXICON = Lexicon.parse(tomllib.loads((Path(__file__).parents[2] / "bot" / "lexicon.toml").read_text("utf-8")))
EMERGENCY, URGENT, NORMAL, CONSULTATION = Severity


def span(**given_: float) -> Span:
    return Span(timedelta(**given_))


def category(severity: Severity, ack: int = 7, resolve: int = 70) -> Category:
    return Category("x", "g", "某事", "Thing", severity, timedelta(minutes=ack), timedelta(minutes=resolve), "某部门")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("90s", span(seconds=90)),
        ("10m", span(minutes=10)),
        ("10min", span(minutes=10)),
        ("2h", span(hours=2)),
        ("1d", span(days=1)),
        ("1.5h", span(minutes=90)),
        ("1h30m", span(minutes=90)),
        ("1h 30m", span(minutes=90)),
        (" 2 h ", span(hours=2)),
        ("90秒", span(seconds=90)),
        ("10分钟", span(minutes=10)),
        ("10分", span(minutes=10)),
        ("2小时", span(hours=2)),
        ("1天", span(days=1)),
        ("1小时30分", span(minutes=90)),
        ("2wd", Span(workdays=2)),
        ("2工作日", Span(workdays=2)),
        ("2个工作日", Span(workdays=2)),
        ("2 工作日", Span(workdays=2)),
        ("15wd", Span(workdays=15)),
    ],
)
def test_lengths_of_time_are_read_as_people_write_them(written, meant):
    assert Span.parse(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "", " ", "10", "m", "ten minutes", "-5m", "5m-", "10 m x", "1d2wd", "2工作日3h", "10mm", "1e3s", "5y", "PT5M",
        "5 月", "1.5wd", "0.5工作日",
        "999999999999d", "99999999999999999999h", "99999999wd",
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_the_way_to_write_it(written):
    with pytest.raises(ValueError, match="10m") as refused:
        Span.parse(written)
    assert "2工作日" in str(refused.value)


@given(st.text(max_size=12))
def test_any_text_is_a_length_of_time_or_a_clear_no(written):
    try:
        read = Span.parse(written)
    except ValueError as refused:
        read, said = Span(), str(refused)
    else:
        said = "is not a length of time"
    assert "is not a length of time" in said
    assert read.length >= timedelta(0)
    assert read.workdays >= 0


@given(st.integers(0, 59), st.integers(1, 99), st.integers(1, 30))
def test_a_sum_is_read_part_by_part(minutes, hours, days):
    assert Span.parse(f"{days}d{hours}h{minutes}m") == span(days=days, hours=hours, minutes=minutes)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-11-20T17:30", 1, "2026-11-23T17:30"),
        ("2026-11-20T17:30", 2, "2026-11-24T17:30"),
        ("2026-11-21T12:00", 1, "2026-11-24T09:00"),
        ("2026-11-22T23:59", 1, "2026-11-24T09:00"),
        ("2026-11-20T00:00", 1, "2026-11-23T00:00"),
        ("2026-09-30T10:00", 1, "2026-10-08T10:00"),
        ("2026-10-09T10:00", 1, "2026-10-10T10:00"),
        ("2026-10-10T10:00", 1, "2026-10-12T10:00"),
        ("2026-02-13T16:00", 1, "2026-02-14T16:00"),
        ("2026-02-14T16:00", 1, "2026-02-24T16:00"),
    ],
)
def test_working_days_are_counted_over_weekends_holidays_and_make_up_days(start, days, end):
    began = datetime.fromisoformat(start).replace(tzinfo=ZONE)
    ended = Span(workdays=days).after(began.astimezone(UTC), CALENDAR, ZONE)
    assert ended == datetime.fromisoformat(end).replace(tzinfo=ZONE)


def test_a_fixed_length_does_not_ask_the_calendar():
    assert span(days=1).after(FRIDAY, CALENDAR, ZONE) == FRIDAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("own", "urgent", "severity"),
    [
        (EMERGENCY, False, EMERGENCY), (EMERGENCY, True, EMERGENCY),
        (URGENT, False, URGENT), (URGENT, True, URGENT),
        (NORMAL, False, NORMAL), (NORMAL, True, URGENT),
        (CONSULTATION, False, CONSULTATION), (CONSULTATION, True, NORMAL),
    ],
)  # fmt: skip
def test_urgent_words_raise_a_report_by_one_step_but_never_to_an_emergency(own, urgent, severity):
    assert severity_of(category(own), urgent=urgent) is severity


@pytest.mark.parametrize(("urgent", "severity"), [(False, NORMAL), (True, URGENT)])
def test_a_report_of_unknown_kind_is_an_ordinary_one(urgent, severity):
    assert severity_of(None, urgent=urgent) is severity


def due(kind: Category | None, severity: Severity, policy: Policy | None = None) -> tuple[timedelta, timedelta]:
    """Return both deadlines as lengths from the report."""
    found = deadlines(kind, severity, FRIDAY, policy or Policy(), CALENDAR, ZONE)
    return found.ack_due_at - FRIDAY, found.resolve_due_at - FRIDAY


def minutes(ack: int, resolve: int) -> tuple[timedelta, timedelta]:
    return timedelta(minutes=ack), timedelta(minutes=resolve)


DAY = 24 * 60


@pytest.mark.parametrize(
    ("kind", "severity", "expected"),
    [
        (category(NORMAL), NORMAL, minutes(7, 70)),
        (category(EMERGENCY, 1, 5), EMERGENCY, minutes(1, 5)),
        (None, NORMAL, minutes(10, DAY)),
        (None, URGENT, minutes(5, 30)),
        (category(NORMAL, 10, DAY), URGENT, minutes(5, 30)),
        (category(NORMAL, 4, DAY), URGENT, minutes(4, 30)),
        (category(NORMAL, 10, 20), URGENT, minutes(5, 20)),
        (category(CONSULTATION, 60, 3 * DAY), NORMAL, minutes(10, DAY)),
    ],
)
def test_the_category_gives_the_minutes_and_a_raised_one_gets_the_shorter_of_both(kind, severity, expected):
    assert due(kind, severity) == expected


def test_what_the_operator_sets_wins_over_the_category():
    policy = Policy(ack={NORMAL: span(minutes=3)}, resolve={NORMAL: span(hours=4), URGENT: span(minutes=1)})
    assert due(category(NORMAL), NORMAL, policy) == minutes(3, 240)
    assert due(category(EMERGENCY, 1, 5), EMERGENCY, policy) == minutes(1, 5)


def test_the_operator_may_count_in_working_days():
    policy = Policy(resolve={NORMAL: Span(workdays=1)})
    assert due(category(NORMAL), NORMAL, policy)[1] == timedelta(days=3)


def test_the_deadlines_are_moments_in_utc():
    found = deadlines(None, NORMAL, FRIDAY, Policy(resolve={NORMAL: Span(workdays=1)}), CALENDAR, ZONE)
    assert [moment.utcoffset() for moment in (found.ack_due_at, found.resolve_due_at)] == [timedelta(0)] * 2


@pytest.mark.parametrize(
    "policy", [Policy(), Policy(ack={URGENT: span(minutes=5)}, resolve={URGENT: span(minutes=30)})]
)
def test_the_flying_wire_of_building_5_is_answered_in_5_minutes_and_fixed_in_30(policy):
    said = "5号楼这边有飞线充电现象,电线垂在过道上看起来有点危险,需要赶紧去看看。"
    reading = Reader(LEXICON).read_report(said, has_photo=True)
    kind = LEXICON.category(reading.category or "")
    severity = severity_of(kind, urgent=reading.urgent)
    assert severity is URGENT
    found = deadlines(kind, severity, FRIDAY, policy, CALENDAR, ZONE)
    assert found == Deadlines(FRIDAY + timedelta(minutes=5), FRIDAY + timedelta(minutes=30))


@pytest.mark.parametrize("kind", list(LEXICON.categories.values()), ids=lambda kind: kind.id)
@pytest.mark.parametrize("urgent", [False, True])
def test_every_kind_of_trouble_is_to_be_answered_before_it_is_to_be_fixed(kind, urgent):
    ack, resolve = due(kind, severity_of(kind, urgent=urgent))
    assert timedelta(0) < ack <= resolve
    ordinary_ack, ordinary_resolve = due(kind, kind.severity)
    assert ack <= ordinary_ack
    assert resolve <= ordinary_resolve


@pytest.mark.parametrize(
    ("said", "severity", "policy", "ack", "fixed"),
    [
        ("the kind's own minutes", NORMAL, {}, 7, 70),
        ("a kind wins over them", NORMAL, {"kinds_ack": {"x": span(minutes=30)}}, 30, 70),
        (
            "and over its severity",
            NORMAL,
            {"kinds_resolve": {"x": span(hours=4)}, "resolve": {NORMAL: span(hours=9)}},
            7,
            240,
        ),
        ("another kind has no say", NORMAL, {"kinds_ack": {"y": span(minutes=30)}}, 7, 70),
        ("words of hurry never make it slower", URGENT, {"kinds_ack": {"x": span(minutes=30)}}, 5, 30),
    ],
)
def test_a_kind_may_have_clocks_of_its_own(said, severity, policy, ack, fixed):
    found = deadlines(category(NORMAL), severity, FRIDAY, Policy(**policy), CALENDAR, ZONE)
    assert found == Deadlines(FRIDAY + timedelta(minutes=ack), FRIDAY + timedelta(minutes=fixed)), said


def test_a_kind_may_be_given_working_days():
    policy = Policy(kinds_resolve={"x": Span(workdays=2)})
    found = deadlines(category(NORMAL), NORMAL, FRIDAY, policy, CALENDAR, ZONE)
    assert found.resolve_due_at.astimezone(ZONE).date().isoformat() == "2026-11-24"
