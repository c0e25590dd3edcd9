"""What makes figures lie: old tickets, whistles taken back, buildings in two areas, voices that join, short months."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.figures import tally as formulas
from bot.domain.figures.share import Share
from bot.domain.period import Kind, Period
from bot.domain.question import Question
from bot.services import answers, cards, figures, people
from bot.services import stats as sentences
from tests.services.home import MA, Home
from tests.services.test_export import book_of
from tests.services.test_pages import NEIGHBOUR, block, page
from tests.services.test_slips import called, ids, press, states
from tests.stories.qinzhuang import QINZHUANG

NOVEMBER = Period.holding(Kind.MONTH, date(2026, 11, 20))
LOCAL_NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


def read(home: Home, period: Period = NOVEMBER, *, thin: bool = False) -> tuple[list[Any], datetime, datetime]:
    """Return the cases of 秦庄 that a period is counted from, and its bounds."""
    with home.step() as step:
        community = people.roster(step, "qinzhuang")
        since, until = period.bounds(community.zone)
        area = community.areas[community.root_id]
        return figures.of_area(step, community, area, since, until, thin=thin), since, until


def aged(home: Home, days: int, number: int = 1) -> datetime:
    """Make a ticket as old as that, with its deadlines and history; return when it was reported."""
    opened = home.now - timedelta(days=days)
    home.run(
        "UPDATE ticket SET opened_at = :o, acked_at = :a, ack_due_at = :a, resolve_due_at = :d WHERE number = :n",
        o=home.stored(opened), a=home.stored(opened + timedelta(minutes=5)),
        d=home.stored(opened + timedelta(days=1)), n=number,
    )  # fmt: skip
    return opened


@pytest.mark.parametrize("thin", [False, True])
def test_what_was_set_aside_for_months_and_is_done_now_is_written_off_and_was_open_before(qinzhuang: Home, thin: bool):
    qinzhuang.report()
    opened = aged(qinzhuang, 100)
    for at, before, after in ((1, "claimed", "suspended"), (95, "suspended", "claimed")):
        qinzhuang.run(
            "INSERT INTO event (ticket_id, at, kind, from_state, to_state, note) SELECT id, :at, 'x', :b, :a, '' "
            "FROM ticket WHERE number = 1",
            at=qinzhuang.stored(opened + timedelta(days=at)), b=before, a=after,
        )  # fmt: skip
    done = qinzhuang.stored(opened + timedelta(days=97))
    qinzhuang.run(
        "UPDATE ticket SET state = 'closed', suspensions = 1, resolved_at = :d, closed_at = :d, due_at = NULL", d=done
    )
    found, since, until = read(qinzhuang, thin=thin)
    assert formulas.written_off(found, since, until) == Share(1, 1)
    assert [case.number for case in formulas.standing(found, since + timedelta(days=1))[2]] == [1]


def test_what_was_done_long_before_its_distant_deadline_is_in_time_when_that_comes(qinzhuang: Home):
    qinzhuang.report()
    opened = aged(qinzhuang, 100)
    qinzhuang.run(
        "UPDATE ticket SET state = 'closed', resolved_at = :r, closed_at = :r, resolve_due_at = :d",
        r=qinzhuang.stored(opened + timedelta(days=1)), d=qinzhuang.stored(opened + timedelta(days=99)),
    )  # fmt: skip
    found, since, until = read(qinzhuang)
    assert formulas.on_time(found, since, until) == (Share(1, 1), 0)


@pytest.mark.parametrize(
    ("deed", "shares"),
    [
        ("arrive", {"城管委": (Share(1, 1), Share(0, 1))}),
        ("answer", {"城管委": (Share(1, 1), Share(1, 1))}),
        ("refuse", {"城管委": (Share(1, 1), Share(0, 1))}),
        ("withdraw", {}),
    ],
)
def test_a_whistle_taken_back_was_none_and_one_refused_settles_nothing(home: Home, deed: str, shares: Any):
    whistled = called(home)
    (slip, _) = ids(whistled)
    home.run("DELETE FROM slip WHERE id <> :id", id=slip)
    home.pass_(minutes=5)
    press(home, MA, f"slip:{deed}.{slip}" + (".not_ours" if deed == "refuse" else ""))
    assert states(home) != ["sent"]
    home.pass_(minutes=5)
    found, since, until = read(home)
    assert formulas.whistles(found, since, until) == shares
    assert all(not call.is_waited_for for case in found for call in case.calls) == (deed != "arrive")


def test_a_building_is_one_place_though_a_ticket_at_two_lies_in_the_other_s_grid(qinzhuang: Home, tmp_path: Path):
    for nth, words in enumerate(("5号楼有飞线充电", "7号楼和5号楼楼道堆物", "湘潭东里5号楼门口垃圾堆成山了")):
        qinzhuang.report(words, rider=3001 + nth)
    qinzhuang.run("UPDATE ticket SET estate = '湘潭东里' WHERE number = 3")
    qinzhuang.pass_(minutes=1)
    assert qinzhuang.count("ticket") == 3
    (hot,) = block(page(qinzhuang)[0], "Hot buildings").cells
    assert hot == ("building 5", "3", 1)
    rows = book_of(qinzhuang, tmp_path / "list.xlsx")["By building"]
    assert [(row["Building"], row["Tickets"]) for row in rows] == [("5", 3), ("7", 1)]


def test_a_grid_that_was_divided_since_does_not_part_a_building_s_tickets(qinzhuang: Home):
    qinzhuang.report("5号楼有飞线充电")
    divided = '\n[[area]]\nid = "b5"\nlevel = "building"\nname = "5号楼"\nparent = "grid-1"\nbuildings = ["5"]\n'
    qinzhuang.take_in(QINZHUANG + divided)
    qinzhuang.run("UPDATE area SET households = 50 WHERE key = 'b5'")
    qinzhuang.report("5号楼飞线又充电了,拖了三根线", rider=3055)
    qinzhuang.report("5号楼门口垃圾堆成山了", rider=3056)
    qinzhuang.pass_(minutes=1)
    tickets = qinzhuang.count("ticket")
    (cell,) = block(page(qinzhuang)[0], "Hot buildings").cells
    assert cell[1] == f"{tickets} ({2 * tickets:.1f} per 100 households)"


def test_voices_that_join_a_ticket_are_told_as_duplicates_and_counted_once(qinzhuang: Home, tmp_path: Path):
    for rider in (3001, 3002, 3003):
        qinzhuang.report("5号楼有飞线充电", rider=rider)
        qinzhuang.pass_(minutes=1)
    assert qinzhuang.count("ticket") == 1
    made, _ = page(qinzhuang)
    assert made.tiles[0].value == "1"
    assert any(note.startswith("Duplicates 2 (counted once)") for note in made.notes)
    kinds = book_of(qinzhuang, tmp_path / "list.xlsx")["By kind"]
    assert [(row["Tickets"], row["Duplicates"]) for row in kinds] == [(1, 2)]


def test_whole_months_are_compared_by_the_day_and_a_month_in_progress_with_as_many_days(qinzhuang: Home):
    # Ten a day in October (31 days) and in November (30 days): nothing has changed.
    qinzhuang.report()
    (first,) = qinzhuang.rows("SELECT * FROM ticket")
    copy = ", ".join(name for name in first._mapping if name not in ("id", "number", "opened_at"))
    start = datetime(2026, 9, 30, 16, tzinfo=UTC)
    for nth in range(610):
        qinzhuang.run(
            f"INSERT INTO ticket (number, opened_at, {copy}) SELECT :n, :o, {copy} FROM ticket WHERE number = 1",
            n=nth + 2, o=qinzhuang.stored(start + timedelta(hours=2.4 * nth + 1)),
        )  # fmt: skip
    qinzhuang.run("UPDATE ticket SET state = 'void', result = 'false' WHERE number = 1")
    qinzhuang.now = datetime(2026, 12, 1, 1, tzinfo=UTC)
    assert page(qinzhuang, Kind.MONTH)[0].tiles[0].note == "+0% a day on the period before"
    assert "300" in page(qinzhuang, Kind.MONTH)[0].tiles[0].value
    answer, said = asked(qinzhuang, NOVEMBER)
    assert (answer.change.now, answer.change.before) == (300, 310)
    assert "+0% a day on the period before" in said
    qinzhuang.now = LOCAL_NOON
    assert page(qinzhuang, Kind.MONTH)[0].tiles[0].note == "as many as before"


def test_before_the_bot_came_there_is_no_data_and_an_empty_month_after_it_is_none(qinzhuang: Home):
    qinzhuang.report()
    qinzhuang.pass_(minutes=1)
    assert page(qinzhuang, Kind.MONTH)[0].tiles[0].note == "no data before"
    assert "no data before" in asked(qinzhuang, NOVEMBER)[1]
    qinzhuang.run("UPDATE community SET created_at = :then", then=qinzhuang.stored(LOCAL_NOON - timedelta(days=40)))
    assert page(qinzhuang, Kind.MONTH)[0].tiles[0].note == "none before"
    assert "none before" in asked(qinzhuang, NOVEMBER)[1]


def test_a_year_before_only_those_communities_are_compared_that_were_there(qinzhuang: Home):
    qinzhuang.take_in(NEIGHBOUR)
    there = qinzhuang.rows("SELECT id FROM area WHERE key = 'beizhan'")[0].id
    first = qinzhuang.report()
    copy = ", ".join(name for name in first._mapping if name not in ("id", "number", "opened_at", "community_id"))
    rows = [("qinzhuang", 400 + nth, 365) for nth in range(2)] + [("beizhan", 500 + nth, 0) for nth in range(7)]
    for community, number, days in rows:
        qinzhuang.run(
            f"INSERT INTO ticket (community_id, number, opened_at, {copy}) "
            f"SELECT :c, :n, :o, {copy} FROM ticket WHERE number = 1",
            c=community, n=number, o=qinzhuang.stored(qinzhuang.now - timedelta(days=days)),
        )  # fmt: skip
    qinzhuang.run("UPDATE ticket SET area_id = :there WHERE community_id = 'beizhan'", there=there)
    long_ago = qinzhuang.stored(LOCAL_NOON - timedelta(days=500))
    qinzhuang.run("UPDATE community SET created_at = :then WHERE id = 'qinzhuang'", then=long_ago)
    qinzhuang.pass_(minutes=1)
    made, _ = page(qinzhuang, Kind.MONTH, key="xianying")
    assert made.tiles[0].value == "8"
    assert "A year before: 2 (-1); only the 1 community of then" in made.notes


def asked(home: Home, period: Period) -> tuple[Any, str]:
    """Return the answer about a period of 秦庄, and what is said of it in English."""
    with home.step() as step:
        community = people.roster(step, "qinzhuang")
        area, words = community.areas[community.root_id], cards.words_for(community, "en")
        answer = answers.count(step, community, answers.inside(community, area), Question(period))
        assert isinstance(answer, answers.Answer)
        return answer, "\n".join(sentences.lines(step, answer, (area,), words, whole_names=False))
