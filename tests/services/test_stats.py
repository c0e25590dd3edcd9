"""What /stats counts, for whom, and where; and that the command line counts the same."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.question import Question
from bot.services import answers, people
from tests.services.home import CHIEF, GROUP, RIDER, SECRETARY, STAFF, SUPERVISOR, WANG, ZHAO, Home
from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP

OTHER = 3002


@pytest.fixture
def town(home: Home) -> Home:
    """Give 秦庄 with a staff group and five tickets: 100 lamps and one, a fixed wire, a false and a hushed one."""
    home.take_in(QINZHUANG + STAFF_GROUP)
    home.report("5号楼路灯100盏不亮")
    home.report("7号楼门口路灯坏了", OTHER)
    home.report("3号楼2单元有飞线充电")
    home.report("1号楼垃圾堆成山了", OTHER)
    home.report("1号楼有位居民咨询自己收到的信息是不是诈骗的", OTHER)
    home.pass_(minutes=5)
    home.run(
        "UPDATE ticket SET state = 'resolved', acked_at = :now, resolved_at = :now WHERE number = 3",
        now=home.stored(home.now),
    )
    home.run("UPDATE ticket SET state = 'void', result = 'false' WHERE number = 4")
    return home


def asked(home: Home, who: int, words: str = "", chat: int | None = None) -> str:
    """Let somebody ask; return the bot's answer, empty when there is none."""
    before = home.count("outbox")
    home.take(home.message(words, who, chat or who, command="stats"))
    said = home.rows("SELECT payload FROM outbox WHERE chat_id = :chat ORDER BY id DESC LIMIT 1", chat=chat or who)
    if home.count("outbox") == before:
        return ""
    payload: Any = said[0].payload
    return str((json.loads(payload) if isinstance(payload, str) else payload)["text"])


def test_lamps_are_found_as_tickets_and_as_lamps(town: Home):
    answer = asked(town, SECRETARY, "本月 路灯")
    assert "2026-11-01 – 2026-11-20" in answer
    assert "2" in answer
    assert "101" in answer


def test_what_nobody_reported_is_no_data_and_no_percentage(town: Home):
    answer = asked(town, SECRETARY, "上月 电梯")
    assert "%" not in answer
    assert len(answer.splitlines()) == 2


def test_small_numbers_are_fractions_and_false_alarms_stand_beside(town: Home):
    answer = asked(town, SECRETARY, "今天")
    assert "1/4" in answer  # fixed, of the valid ones
    assert "1/5" in answer  # false, of all
    assert "%" not in answer


@pytest.mark.parametrize(("words", "found"), [("5号楼", 1), ("第一网格", 3), ("第二网格", 1), ("7号楼 路灯", 1)])
def test_places_are_counted_apart(town: Home, words: str, found: int):
    with town.step() as step:
        roster = people.roster(step, "qinzhuang")
        question = answers.ask(step, roster, words)
        area = question.area or roster.areas[roster.root_id]
        answer = answers.count(step, roster, answers.inside(roster, area), question)
    assert isinstance(answer, answers.Answer)
    assert answer.tally.accepted == found


def test_a_rider_is_named_in_private_and_masked_in_groups(town: Home):
    assert "P3001" in asked(town, SECRETARY, "今天")
    in_group = asked(town, SECRETARY, "今天", STAFF)
    assert "P3001" not in in_group
    assert "P" in in_group


def test_one_rider_may_be_asked_about_but_not_who_sought_advice(town: Home):
    with town.step() as step:
        roster = people.roster(step, "qinzhuang")
        answer = answers.count(step, roster, roster.areas, answers.ask(step, roster, f"今天 P{OTHER}"))
        hushed = answers.count(step, roster, roster.areas, answers.ask(step, roster, f"今天 诈骗咨询 P{OTHER}"))
        alone = answers.count(step, roster, roster.areas, answers.ask(step, roster, "今天 诈骗咨询"))
    assert isinstance(answer, answers.Answer)
    assert isinstance(hushed, answers.Answer)
    assert isinstance(alone, answers.Answer)
    assert (answer.tally.accepted, answer.tally.void) == (1, 1)
    assert hushed.tally.reports == 0
    assert (alone.tally.accepted, alone.reporters) == (1, ())


def test_restricted_ones_are_at_no_building(town: Home):
    assert "1" not in asked(town, SECRETARY, "今天 1号楼 诈骗").splitlines()[1]


def test_the_parts_add_up_to_the_whole(town: Home):
    with town.step() as step:
        roster = people.roster(step, "qinzhuang")
        whole = answers.count(step, roster, roster.areas, answers.ask(step, roster, "今天"))
        assert isinstance(whole, answers.Answer)
        parts = [
            answers.count(step, roster, roster.areas, Question(whole.question.period, frozenset({kind})))
            for kind, _, _ in whole.kinds
            if kind
        ]
    assert sum(part.tally.accepted for part in parts if isinstance(part, answers.Answer)) == whole.tally.accepted


@pytest.mark.parametrize("who", [WANG, CHIEF, SECRETARY, SUPERVISOR, ZHAO])
def test_staff_may_ask_in_private(town: Home, who: int):
    assert asked(town, who, "本月").startswith("📊")


@pytest.mark.parametrize(("who", "chat"), [(RIDER, None), (4711, None), (SECRETARY, GROUP), (RIDER, GROUP)])
def test_riders_and_their_group_are_shown_no_figures(town: Home, who: int, chat: int | None):
    assert "📊" not in asked(town, who, "本月", chat)


def test_a_gridworker_is_counted_the_own_grid_and_told_what_else_is_not_theirs(town: Home):
    assert "第一网格" in asked(town, WANG, "今天").splitlines()[0]
    refused = asked(town, WANG, "今天 第二网格")
    assert "📊" not in refused
    assert "第一网格" in refused


def test_strange_words_and_days_ahead_are_answered(town: Home):
    assert "海底" in asked(town, SECRETARY, "海底")
    assert "2027-01-01" in asked(town, SECRETARY, "2027年")


def test_equally_long_times_are_compared(town: Home):
    assert "+" not in asked(town, SECRETARY, "今天")
    for number, hours in ((1, 25), (2, 20)):
        moment = town.stored(town.now - timedelta(hours=hours))
        town.run("UPDATE ticket SET opened_at = :moment WHERE number = :number", moment=moment, number=number)
    # Of the day before only what had come by this hour is held against today's two.
    assert "+1" in asked(town, SECRETARY, "今天")


def test_side_by_side_a_ticket_at_buildings_of_two_grids_counts_at_both(home: Home):
    home.take_in(QINZHUANG)
    home.report("5号楼和7号楼的路灯都坏了")
    home.pass_(minutes=5)
    with home.step() as step:
        roster = people.roster(step, "qinzhuang")
        found = answers.count(step, roster, roster.areas, answers.ask(step, roster, "今天 各楼栋"))
    assert isinstance(found, answers.Answer)
    assert {part.name: part.accepted for part in found.parts} == {"5": 1, "7": 1}


def test_a_kind_that_the_lexicon_has_no_more_goes_by_its_id(town: Home):
    town.run("UPDATE ticket SET category = 'gone' WHERE number = 2")
    assert "gone 1" in asked(town, SECRETARY, "今天")
