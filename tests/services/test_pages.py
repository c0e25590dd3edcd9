"""Cases as they come from a real database, and the page that is made of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.bulletin import Page
from bot.domain.calendar import WorkCalendar
from bot.domain.figures import tally
from bot.domain.figures.share import Share
from bot.domain.period import Kind, Period
from bot.services import cards, figures, page_text, pages, people
from tests.services.home import WANG, Home
from tests.services.simulated_year import simulate
from tests.stories.qinzhuang import QINZHUANG

DAY = Period.holding(Kind.DAY, date(2026, 11, 20))
BUILDING = """
[[area]]
id = "b5"
level = "building"
name = "5号楼"
parent = "grid-1"
buildings = ["5"]
"""
NEIGHBOUR = """
[community]
id = "beizhan"
name = "北站社区"
[[area]]
id = "xianying"
level = "subdistrict"
name = "仙营街道"
[[area]]
id = "beizhan"
level = "community"
name = "北站社区"
parent = "xianying"
"""


def test_a_reported_ticket_is_a_case_of_its_day_with_its_reporter(qinzhuang: Home):
    qinzhuang.report()
    qinzhuang.pass_(hours=3)
    with qinzhuang.step() as step:
        community = people.roster(step, "qinzhuang")
        since, until = DAY.bounds(community.zone)
        found = figures.cases(step, "qinzhuang", list(community.areas), since, until)
    assert [(case.number, case.reporters, case.buildings) for case in found] == [(1, (3001,), ("5",))]
    counted = tally.tally(found, since, until)
    assert (counted.accepted, counted.timely) == (1, Share(0, 1))


def test_suspended_time_is_taken_from_the_history(qinzhuang: Home):
    ticket = qinzhuang.report()
    qinzhuang.run("UPDATE ticket SET suspensions = 1")
    start = datetime(2026, 11, 20, 10, tzinfo=UTC)
    for at, before, after in ((start, "claimed", "suspended"), (start + timedelta(hours=2), "suspended", "claimed")):
        qinzhuang.run(
            "INSERT INTO event (ticket_id, at, kind, from_state, to_state, note) VALUES (:t, :at, 'x', :b, :a, '')",
            t=ticket.id, at=qinzhuang.stored(at), b=before, a=after,
        )  # fmt: skip
    with qinzhuang.step() as step:
        community = people.roster(step, "qinzhuang")
        (case,) = figures.cases(step, "qinzhuang", list(community.areas), *DAY.bounds(community.zone))
    assert case.suspended == timedelta(hours=2)


def page(home: Home, kind: Kind = Kind.DAY, key: str = "qinzhuang", day: date = date(2026, 11, 20)) -> tuple[Page, str]:
    """Return an area's page in English, and its text."""
    with home.step() as step:
        community = people.roster(step, "qinzhuang")
        area, words = next(one for one in community.areas.values() if one.key == key), cards.words_for(community, "en")
        made = pages.page(step, community, area, Period.holding(kind, day), words)
        return made, page_text.html(made, words)


def block(made: Page, title: str) -> Any:
    return next((one for one in made.blocks if one.title == title), None)


def test_a_page_shows_the_new_one_and_that_it_is_late_and_an_empty_day_is_one_note(qinzhuang: Home):
    empty, said = page(qinzhuang)
    assert (empty.tiles, empty.blocks, len(empty.notes)) == ((), (), 1)
    assert len(said.split("\n")) == 2
    qinzhuang.report()
    qinzhuang.pass_(hours=3)
    full, said = page(qinzhuang)
    assert [tile.value for tile in full.tiles] == ["1", "0", "—", "1"]
    assert block(full, "Overdue").rows[0][0] == "#1"
    assert "#1 · Flying-wire charging · building 5, 过道 · nobody · 2 h" in said


def test_hours_and_days_still_to_come_and_a_past_without_the_bot_are_no_zeros(qinzhuang: Home):
    qinzhuang.report()
    qinzhuang.pass_(hours=2.5)
    hours = block(page(qinzhuang)[0], "By the hour")
    assert (len(hours.labels), len(hours.values), hours.values[17], hours.before) == (24, 20, 1, ())
    week, said = page(qinzhuang, Kind.WEEK)
    assert block(week, "By day").values == (0, 0, 0, 0, 1)
    assert "By day: Mon 0 · Tue 0 · Wed 0 · Thu 0 · Fri 1" in said
    qinzhuang.pass_(hours=24)
    hours = block(page(qinzhuang)[0], "By the hour")
    assert (len(hours.values), sum(hours.values)) == (24, 1)
    qinzhuang.report("3号楼门口垃圾堆成山了", rider=3002)
    qinzhuang.pass_(hours=0.1)
    today = block(page(qinzhuang, day=date(2026, 11, 21))[0], "By the hour")
    assert (len(today.values), len(today.before), sum(today.before)) == (21, 21, 1)


def test_an_outage_on_an_empty_day_is_told_since_it_may_be_why(qinzhuang: Home):
    qinzhuang.run(
        "INSERT INTO outage (began_at, ended_at, caught_up) VALUES (:a, :b, 0)",
        a=qinzhuang.stored(qinzhuang.now - timedelta(hours=2)), b=qinzhuang.stored(qinzhuang.now),
    )  # fmt: skip
    (note,) = page(qinzhuang)[0].notes
    assert "15:30–17:30" in note


def test_a_restricted_one_is_counted_and_neither_its_place_nor_its_words_are_told(qinzhuang: Home):
    qinzhuang.report("1号楼有位居民咨询自己收到的信息是不是诈骗的")
    qinzhuang.pass_(hours=3)
    made, said = page(qinzhuang)
    assert made.tiles[0].value == "1"
    assert "building 1" not in repr(made)
    assert "居民" not in repr(made)
    assert "#1" in said


def test_what_somebody_wrote_stays_text(qinzhuang: Home):
    qinzhuang.report("5号楼有飞线充电")
    qinzhuang.run("UPDATE ticket SET landmark = '<b>门</b> & @all', restricted = false")
    qinzhuang.pass_(hours=3)
    made, said = page(qinzhuang)
    assert "<b>门</b> & @" in block(made, "Overdue").rows[0][2]
    assert "&lt;b&gt;门&lt;/b&gt; &amp; @\u2060all" in said


def test_a_grid_s_page_holds_its_own_alone_and_the_grids_stand_side_by_side(qinzhuang: Home):
    for words in ("5号楼有飞线充电", "7号楼门口垃圾堆成山了", "8号楼门口垃圾堆成山了"):
        qinzhuang.report(words)
    qinzhuang.pass_(minutes=1)
    assert [page(qinzhuang, key=key)[0].tiles[0].value for key in ("qinzhuang", "grid-1", "grid-2")] == ["3", "1", "2"]
    rows = block(page(qinzhuang)[0], "Areas (new / fixed)").rows
    assert [(row.label, row.length) for row in rows] == [("第二网格", 2), ("第一网格", 1)]


def happen_next_door(home: Home, number: int) -> None:
    """Let what happened first in 秦庄 happen in the community beside it, too."""
    there = home.rows("SELECT id FROM area WHERE key = 'beizhan'")[0].id
    home.run(
        "INSERT INTO ticket (community_id, number, area_id, state, version, severity, urgent, restricted, buildings, "
        "words, opened_at, ack_due_at, resolve_due_at, step_seconds, warn_at, rung, cycle, repeats, warned, returned, "
        "reopened) SELECT 'beizhan', :n, :there, state, 1, severity, urgent, restricted, buildings, words, opened_at, "
        "ack_due_at, resolve_due_at, 600, 0.8, 0, 0, 0, warned, 0, 0 FROM ticket WHERE community_id = 'qinzhuang'",
        there=there, n=number,
    )  # fmt: skip


def test_a_subdistrict_sees_its_communities_side_by_side_and_a_community_itself_alone(qinzhuang: Home):
    qinzhuang.take_in(NEIGHBOUR)
    qinzhuang.report()
    happen_next_door(qinzhuang, 77)
    qinzhuang.pass_(hours=3)
    wide, said = page(qinzhuang, key="xianying")
    assert wide.tiles[0].value == "2"
    assert {row.label: row.length for row in block(wide, "Areas (new / fixed)").rows} == {"秦庄社区": 1, "北站社区": 1}
    assert {row[0] for row in block(wide, "Overdue").rows} == {"秦庄社区 #1", "北站社区 #77"}
    assert "北站社区 #77" in said
    own, said = page(qinzhuang)
    assert own.tiles[0].value == "1"
    assert "北站" not in repr(own)


def test_above_the_communities_a_hot_building_stands_with_its_community_s_name(qinzhuang: Home):
    qinzhuang.take_in(NEIGHBOUR)
    qinzhuang.report()
    happen_next_door(qinzhuang, 77)
    assert block(page(qinzhuang, key="xianying")[0], "Hot buildings") is None
    happen_next_door(qinzhuang, 78)
    qinzhuang.pass_(minutes=1)
    assert block(page(qinzhuang, key="xianying")[0], "Hot buildings").cells == (("北站社区 building 5", "2", 1),)


def test_what_came_after_the_digest_of_the_evening_before_is_told(qinzhuang: Home):
    qinzhuang.pass_(hours=4)
    qinzhuang.report()
    qinzhuang.pass_(hours=12)
    made, _ = page(qinzhuang, day=date(2026, 11, 21))
    assert made.notes[0] == "After yesterday's digest 1 more came in"


def test_a_year_of_weeks_and_months_shows_companies_departments_and_what_waits(qinzhuang: Home):
    simulate(qinzhuang, 1500)
    qinzhuang.now = datetime(2026, 12, 1, 1, tzinfo=UTC)
    week, said = page(qinzhuang, Kind.WEEK, day=date(2026, 11, 25))
    assert len(week.tiles) == 8
    unresolved = block(week, "Unresolved by property company")
    assert [row[0] for row in unresolved.rows] == ["老赵", "no property company"]
    assert sum(int(row[1]) for row in unresolved.rows) == int(week.tiles[0].value)
    assert sum(int(row[2]) for row in unresolved.rows) == int(week.tiles[6].value)
    assert sum(block(week, "By day").values) == int(week.tiles[0].value)
    assert any(note.startswith("Suspended ") for note in week.notes)
    assert any(note.startswith("Waiting for departments ") for note in week.notes)
    assert len(said) < 4096
    month, _ = page(qinzhuang, Kind.MONTH, day=date(2026, 11, 25))
    assessed = block(month, "Property companies")
    assert sum(int(row[1]) for row in assessed.rows) == int(month.tiles[0].value)
    assert sum(row.length for row in block(month, "Kinds (new / fixed)").rows) == int(month.tiles[0].value)
    assert "Nothing to compare with from the year before" in month.notes


def test_households_make_a_rate_of_a_hot_building(qinzhuang: Home):
    qinzhuang.take_in(QINZHUANG + BUILDING + "households = 40\n")
    for words in ("5号楼有飞线充电", "5号楼门口垃圾堆成山了"):
        qinzhuang.report(words, rider=3001 + len(words))
    qinzhuang.pass_(minutes=1)
    (cell,) = block(page(qinzhuang)[0], "Hot buildings").cells
    assert cell == ("building 5", "2 (5.0 per 100 households)", 1)


def test_a_day_fits_one_screen(qinzhuang: Home):
    for number in range(1, 13):
        qinzhuang.report(f"{number}号楼门口垃圾堆成山了", rider=3000 + number)
    qinzhuang.pass_(hours=3)
    _, said = page(qinzhuang)
    assert len(said.split("\n")) <= 16


def test_hours_that_nobody_covers_are_told_with_the_people_no_message_reaches(home: Home):
    home.take_in(QINZHUANG.replace('role = "property"', 'role = "admin"').replace(
        'role = "gridworker"\narea = "grid-1"', 'role = "gridworker"\narea = "grid-1"\nhours = "08:00-20:00"'
    ))  # fmt: skip
    home.report()
    home.pass_(minutes=1)
    with home.step() as step:
        people.reached(step, WANG)
    made, _ = page(home, key="grid-1")
    assert any(note.startswith("第一网格 Fri 20 Nov 20:00") for note in made.notes), made.notes
    assert "No message reaches: 老赵" in made.notes


def test_a_year_whose_make_up_days_are_not_known_is_told_before_it_begins(qinzhuang: Home):
    qinzhuang.now = datetime(2034, 12, 20, 10, tzinfo=UTC)
    qinzhuang.report()
    qinzhuang.pass_(minutes=1)
    made, _ = page(qinzhuang, day=date(2034, 12, 20))
    assert "The make-up working days of 2035 are not known yet" in made.notes


def test_a_day_s_page_says_who_has_the_evening_and_when_tomorrow_is_not_what_its_weekday_says(home: Home):
    wang = 'person = "wang"\nrole = "gridworker"\narea = "grid-1"\n'
    home.take_in(QINZHUANG.replace(wang, wang + 'hours = "20:00-08:00"\n'))
    home.rules = replace(home.rules, calendar=WorkCalendar.of([date(2026, 11, 21)], []))
    home.report()
    assert not any(note.startswith("On duty") for note in page(home)[0].notes)
    home.pass_(hours=3)
    notes = page(home)[0].notes
    assert "On duty: 第一网格 王姐 20:00–08:00" in notes
    assert "Tomorrow, Sat 21 Nov, is a working day" in notes
    home.pass_(hours=24)
    assert not any("On duty" in note or "Tomorrow" in note for note in page(home)[0].notes)


def test_the_31st_of_a_month_is_compared_with_nothing_when_the_month_before_had_none(qinzhuang: Home):
    simulate(qinzhuang, 1500)
    qinzhuang.now = datetime(2026, 11, 1, 1, tzinfo=UTC)
    curve = block(page(qinzhuang, Kind.MONTH, day=date(2026, 10, 1))[0], "By day")
    assert (len(curve.values), len(curve.before)) == (31, 30)
