"""Cases as they come from a real database, and the page that is made of them."""

from datetime import UTC, date, datetime, timedelta

from bot.domain.figures import Share, tally
from bot.domain.period import Kind, Period
from bot.services import cards, figures, pages, people
from tests.services.home import Home

DAY = Period.holding(Kind.DAY, date(2026, 11, 20))


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


def test_a_page_shows_the_new_one_and_that_it_is_late_and_an_empty_day_is_one_note(qinzhuang: Home):
    with qinzhuang.step() as step:
        community = people.roster(step, "qinzhuang")
        area, words = community.areas[community.root_id], cards.words_for(community, "en")
        empty = pages.page(step, community, area, DAY, words)
    assert (empty.tiles, empty.blocks, len(empty.notes)) == ((), (), 1)
    qinzhuang.report()
    qinzhuang.pass_(hours=3)
    with qinzhuang.step() as step:
        full = pages.page(step, community, area, DAY, words)
    assert [tile.value for tile in full.tiles] == ["1", "0", "—", "1"]
    assert full.blocks[-1].rows[0][0] == "#1"
