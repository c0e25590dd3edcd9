"""Corrections by button are kept for the community they were made in, and read by from the next message on."""

import pytest

from bot.messages import Picture
from bot.services import lessons, people
from bot.vocabulary import reader
from tests.services.home import RIDER, WANG, Home
from tests.stories.qinzhuang import QINZHUANG

BOX = "5号楼门口那个铁皮盒子又嗡嗡响了,烦死人"
SECOND = QINZHUANG.replace("qinzhuang", "hanzhuang").replace("秦庄", "韩庄").replace("-1001", "-2001")


def of(home: Home, community_id: str = "qinzhuang"):
    with home.step() as step:
        return lessons.of(step, community_id)


def teach(home: Home, field: str, answer: str, words: str = BOX) -> None:
    """Let a lesson be learnt from a ticket with these words."""
    if not home.count("ticket"):
        home.report()
    home.run("UPDATE ticket SET words = :words", words=words)
    (ticket,) = home.rows("SELECT * FROM ticket")
    with home.step() as step:
        lessons.learn(step, ticket, field, answer)


def kept(home: Home) -> list[tuple[str, str, str, str]]:
    rows = home.rows("SELECT community_id, field, words, answer FROM lesson ORDER BY id")
    return [tuple(row) for row in rows]


def test_a_community_that_was_never_corrected_knows_nothing(qinzhuang):
    assert not of(qinzhuang)


def test_a_correction_is_kept_with_its_words_and_weighs_in_from_then_on(qinzhuang):
    ticket = qinzhuang.report(BOX)
    assert ticket.category != "power_outage"
    qinzhuang.press(WANG, f"v1:kind:{ticket.id}:{ticket.version}:power_outage")
    assert kept(qinzhuang) == [("qinzhuang", "category", BOX, "power_outage")]
    assert qinzhuang.report("3号楼门口那个铁皮盒子又嗡嗡响了,烦死人", rider=3009).category == "power_outage"


def test_what_a_rider_answers_teaches_nothing(qinzhuang):
    ticket = qinzhuang.report(BOX)
    qinzhuang.press(RIDER, f"v1:kind:{ticket.id}:{ticket.version}:power_outage")
    assert kept(qinzhuang) == []


def test_the_same_answer_to_the_same_words_is_kept_once_and_another_one_beside_it(qinzhuang):
    for answer in ("noise", "noise", "power_outage", "power_outage", "noise"):
        teach(qinzhuang, "category", answer)
    assert [answer for *_, answer in kept(qinzhuang)] == ["noise", "power_outage", "noise"]
    assert of(qinzhuang).in_force() == ((BOX, "noise"),)


def test_a_ticket_without_words_teaches_nothing(qinzhuang):
    teach(qinzhuang, "category", "noise", " \n")
    assert kept(qinzhuang) == []


def test_nothing_of_one_community_is_known_in_another(qinzhuang):
    qinzhuang.take_in(SECOND)
    teach(qinzhuang, "category", "power_outage")
    teach(qinzhuang, "place", "3", "快递柜旁边一直滴水")
    assert of(qinzhuang).likely_buildings("快递柜旁边又滴水了") == ("3",)
    there = of(qinzhuang, "hanzhuang")
    assert not there
    assert there.likely_buildings("快递柜旁边又滴水了") == ()
    qinzhuang.take(qinzhuang.message(BOX, who=3010, chat=-2001))
    (ticket,) = qinzhuang.rows("SELECT * FROM ticket WHERE community_id = 'hanzhuang'")
    assert ticket.category == reader().read_report(BOX).category != "power_outage"


def test_a_lesson_is_known_at_once_to_the_bot_that_learnt_it_and_to_any_other(qinzhuang, engine):
    other = Home(engine)
    assert not of(other)
    teach(qinzhuang, "category", "power_outage")
    assert of(qinzhuang).in_force() == of(other).in_force() == ((BOX, "power_outage"),)


def test_lessons_are_asked_of_the_database_only_when_the_community_changed(qinzhuang):
    teach(qinzhuang, "category", "power_outage")
    first = of(qinzhuang)
    assert of(qinzhuang) is first
    qinzhuang.run("DELETE FROM lesson")
    assert of(qinzhuang) is first
    with qinzhuang.step() as step:
        people.touch(step, "qinzhuang")
    assert not of(qinzhuang)


def test_a_revision_that_grew_for_another_reason_costs_no_new_look(qinzhuang):
    teach(qinzhuang, "category", "power_outage")
    first = of(qinzhuang)
    with qinzhuang.step() as step:
        people.touch(step, "qinzhuang")
    assert of(qinzhuang) is first


def test_what_was_undone_was_not_learnt(qinzhuang):
    ticket = qinzhuang.report(BOX)

    def learn_and_fail() -> None:
        with qinzhuang.step() as step:
            lessons.learn(step, ticket, "category", "power_outage")
            assert lessons.of(step, "qinzhuang")
            raise RuntimeError("undone")

    with pytest.raises(RuntimeError, match="undone"):
        learn_and_fail()
    qinzhuang.rules.memory.clear()
    assert not of(qinzhuang)


def test_only_the_newest_lessons_are_used_the_oldest_of_them_first(qinzhuang):
    for words in ("甲方又来拆墙", "楼顶鸽子成灾", "配电室嗡嗡响"):
        teach(qinzhuang, "category", "noise", words)
    with qinzhuang.step() as step:
        assert [row.words for row in lessons.newest(step, "qinzhuang", 2)] == ["楼顶鸽子成灾", "配电室嗡嗡响"]


def test_a_category_that_the_lexicon_lost_is_not_read_any_more(qinzhuang):
    teach(qinzhuang, "category", "no_such_thing")
    teach(qinzhuang, "category", "noise", "配电室嗡嗡响")
    assert of(qinzhuang).in_force() == (("配电室嗡嗡响", "noise"),)


# --------------------------------------------------------------------------- what was learnt, told


def learnt(home: Home, community_id: str = "qinzhuang"):
    with home.step() as step:
        notes = lessons.notebook(step, community_id, "秦庄社区")
    return lessons.learnt(reader(), notes)


def test_what_was_learnt_is_counted_with_and_without_lessons_and_by_the_others_alone(qinzhuang):
    teach(qinzhuang, "category", "power_outage")
    teach(qinzhuang, "category", "power_outage", f"麻烦看下{BOX}")
    teach(qinzhuang, "category", "noise", "楼顶鸽子成灾")
    teach(qinzhuang, "category", "water_leak", "3号楼水管爆裂漏水")
    teach(qinzhuang, "place", "3", "快递柜旁边一直滴水")
    told = learnt(qinzhuang)
    assert (told.kinds, told.places, told.in_force) == (4, 1, 4)
    assert (told.alone, told.taught, told.by_others) == (1, 4, 3)
    first = told.corrections[0]
    assert (first.said, first.answer, first.times) == (reader().read_report(BOX).category, "power_outage", 2)
    assert sum(one.times for one in told.corrections) == 3


@pytest.mark.parametrize(
    ("words", "hidden"),
    [
        ("5-2-301王奶奶家门锁坏了,电话13812345678", ("301", "王", "138")),
        ("我叫赵小明,身份证370802199001011234,楼道灯不亮", ("赵小明", "3708")),
        ("Mr Li in room 502 keeps a dog, call @lishifu", ("Li", "502", "lishifu")),
    ],
)
def test_examples_name_nobody_and_no_door(words, hidden):
    said = lessons.shown(words, reader().read_report(words).room)
    assert len(said) <= 30
    assert [one for one in hidden if one in said] == []


def test_a_picture_that_came_with_the_words_is_remembered_when_they_are_read_again(qinzhuang):
    teach(qinzhuang, "category", "other")
    with qinzhuang.step() as step:
        assert lessons.notebook(step, "qinzhuang", "").pictured == frozenset()
    picture = Picture("file", "unique")
    qinzhuang.take(qinzhuang.message("9号楼2单元这儿", who=3020, picture=picture))
    ticket = qinzhuang.rows("SELECT * FROM ticket ORDER BY id DESC LIMIT 1")[0]
    with qinzhuang.step() as step:
        lessons.learn(step, ticket, "category", "other")
        assert lessons.notebook(step, "qinzhuang", "").pictured == {ticket.id}
