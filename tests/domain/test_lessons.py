"""Corrections that teach: the same and like words are read as staff put them right, and nothing else is moved by it."""

import json
import random
from pathlib import Path
from time import perf_counter

import pytest

from bot.domain.place import Places
from bot.domain.reading import NO_LESSONS, Lessons, Reader
from bot.vocabulary import lexicon, reader

BOX = "5号楼门口那个铁皮盒子又嗡嗡响了"
"""Staff know that it is the transformer; the shipped reader cannot."""
TRAINING = Path(__file__).parents[2] / "training"


def taught(*pairs: tuple[str, str]) -> Lessons:
    return reader().lessons(pairs)


def category(text: str, lessons: Lessons, *, has_photo: bool = False) -> str | None:
    return reader().read_report(text, has_photo=has_photo, lessons=lessons).category


@pytest.mark.parametrize(
    "text",
    [
        BOX,
        "７号楼门口那个铁皮盒子又嗡嗡响了!!",
        "十二栋2单元门口那个铁皮盒子又嗡嗡响了",
        "门口 那个铁皮盒子,又嗡嗡响了",
        "師傅們,五號樓門口那個鐵皮盒子又嗡嗡響了",
        "麻烦看下7号楼门口那个铁皮盒子又嗡嗡响了,谢谢",
        "门口那个铁盒子又嗡嗡的响了",
    ],
)
def test_the_same_and_like_words_are_read_as_they_were_put_right(text):
    assert category(text, NO_LESSONS) != "power_outage"
    assert category(text, taught((BOX, "power_outage"))) == "power_outage"


def test_it_says_which_lesson_decided_and_nothing_where_none_did():
    lessons = taught((BOX, "power_outage"))
    assert reader().read_report(BOX, lessons=lessons).reasons[0] == "lesson: 门口那个铁皮盒子又嗡嗡响了"
    for text in ("3号楼漏水", "7号楼电梯坏了"):
        assert not any(reason.startswith("lesson:") for reason in reader().read_report(text, lessons=lessons).reasons)
    agreed = reader().read_report("3号楼漏水", lessons=taught(("6号楼漏水", "water_leak")))
    assert agreed.reasons == reader().read_report("3号楼漏水").reasons


def test_neither_numbers_nor_rooms_of_one_report_show_in_the_reasons_of_another():
    lessons = taught(("5号楼2单元301那个铁皮盒子又嗡嗡响了,找我13812345678", "power_outage"))
    shown = reader().read_report("那个铁皮盒子又嗡嗡响了,找我", lessons=lessons).reasons[0]
    assert shown.startswith("lesson: ")
    assert not any(figure in shown for figure in ("301", "138", "5", "2"))


def test_of_the_same_words_the_newest_answer_wins():
    assert category(BOX, taught((BOX, "noise"), (BOX.replace("5", "9"), "power_outage"))) == "power_outage"
    assert category(BOX, taught((BOX, "power_outage"), (BOX, "other"), (BOX, "noise"))) == "noise"


@pytest.mark.parametrize(
    ("lesson", "text", "stays"),
    [
        (("12号楼电闸坏了", "facility_damage"), "12号楼电梯坏了", "elevator_fault"),
        (("东门垃圾溢出", "bulky_waste"), "东门污水溢出", "sewage_overflow"),
        (("楼门玻璃碎了", "door_access_fault"), "楼道灯碎了", "streetlight_fault"),
        (("no light at tower B, unit 2", "other"), "no water at tower B, unit 2", "water_outage"),
        ((BOX, "power_outage"), "5号楼门口垃圾三天没收了", "garbage_pileup"),
    ],
)
def test_texts_alike_in_all_but_the_word_that_counts_are_left_alone(lesson, text, stays):
    before = category(text, NO_LESSONS)
    assert category(text, taught(lesson)) == before
    if stays in lexicon().categories:
        assert before == stays


@pytest.mark.parametrize("text", ["着火了", "5号楼电梯困人了", "3号楼门口井盖没了", "楼道里有煤气味"])
def test_a_plain_emergency_phrase_wins_over_any_lesson(text):
    plain = reader().read_report(text)
    for lessons in (taught((text, "noise")), taught((text, "other"), (f"{text}吗", "noise"))):
        assert reader().read_report(text, lessons=lessons).category == plain.category


def test_words_that_are_merely_alike_take_no_emergency_back():
    text = "3号楼王奶奶躺在单元门口半天起不来了,叫她也不应"
    assert category(text, NO_LESSONS) == "elder_welfare"
    alike = "王奶奶的猫躺在单元门口半天了,叫它也不应,物业管管"
    assert category(text, taught((alike, "stray_animals"))) == "elder_welfare"


@pytest.mark.parametrize(
    "text",
    ["收到", "谢谢师傅", "5号楼301的外卖谁送的", "今天单子爆了", "5号楼2单元", "5号楼的路灯修好了", "不对,是6号楼"],
)
def test_a_lesson_makes_no_report_of_what_is_none(text):
    lessons = taught((text, "fire_or_smoke"), (f"{text}了", "noise"))
    assert reader().read_report(text, lessons=lessons) == reader().read_report(text)


def test_a_picture_of_a_bare_place_stays_open_whatever_it_was_last_time():
    for text in ("5号楼2单元", "3号楼西侧这边"):
        said = reader().read_report(text, has_photo=True, lessons=taught((text, "garbage_pileup")))
        assert (said.is_report, said.category) == (True, None)


def test_a_text_with_several_troubles_is_not_put_down_to_one():
    text = "垃圾三天没拉了,5-7号楼都没暖气"
    plain = reader().read_report(text)
    assert len(plain.issues) == 2
    assert reader().read_report(text, lessons=taught((text, "other"))) == plain


def test_a_lesson_changes_what_it_is_and_neither_where_nor_how_pressing():
    text = "5-2-301那个铁皮盒子又嗡嗡响了,赶紧来人"
    plain, said = reader().read_report(text), reader().read_report(text, lessons=taught((BOX, "power_outage")))
    assert (plain.category, said.category) != (said.category, plain.category)
    for name in ("is_report", "buildings", "unit", "floor", "room", "estate", "urgent", "amends"):
        assert getattr(said, name) == getattr(plain, name)


def test_without_weights_lessons_weigh_too():
    plain = Reader(lexicon())
    lessons = plain.lessons([("12号楼电闸坏了,垃圾桶边上", "facility_damage")])
    text = "7号楼电闸坏了,垃圾桶边上"
    assert plain.read_report(text, lessons=lessons).category == "facility_damage"
    assert plain.read_report("着火了", lessons=plain.lessons([("着火了", "noise")])).category == "fire_or_smoke"
    assert not plain.read_report("收到", lessons=plain.lessons([("收到", "noise")])).is_report


@pytest.mark.parametrize("text", ["", " ", "5号楼", "5-2-301", "!!!", "13812345678", "\ud800", "漏", "a"])
def test_words_that_say_nothing_teach_nothing(text):
    lessons = reader().lessons([(text, "noise")], [(text, "5")])
    assert not lessons
    assert lessons.leanings({"漏", "^ 漏"}) == {}
    assert lessons.likely_buildings("漏水了") == ()


def test_one_lesson_can_be_left_out_to_see_what_the_others_teach():
    lessons = taught((BOX, "power_outage"), ("甲楼那帮人又在楼下甩鞭子了", "noise"), (BOX, "facility_damage"))
    assert dict(lessons.in_force()) == {BOX: "facility_damage", "甲楼那帮人又在楼下甩鞭子了": "noise"}
    assert category(BOX, lessons.without(BOX)) == category(BOX, NO_LESSONS)
    assert category("甲楼那帮人又在楼下甩鞭子了", lessons.without(BOX)) == "noise"


# --------------------------------------------------------------------------- places


def test_buildings_chosen_for_the_same_spot_or_words_come_first():
    lessons = reader().lessons(
        [], [("快递柜旁边有垃圾", "7"), ("快递柜那边灯坏了", "3"), ("快递柜旁边漏水", "3"), ("变压器又响了", "9")]
    )
    assert lessons.likely_buildings("快递柜那儿有人吵架") == ("3", "7")
    assert lessons.likely_buildings("变压器响得厉害,又响了")[0] == "9"
    assert lessons.likely_buildings("没暖气") == ()


def test_a_building_the_community_no_longer_has_is_not_offered():
    lessons = reader().lessons([], [("快递柜旁边有垃圾", "7"), ("快递柜那边灯坏了", "3")])
    assert lessons.likely_buildings("快递柜漏水", Places(buildings=frozenset({"7", "8"}))) == ("7",)


def test_a_likely_building_is_never_filled_in():
    lessons = reader().lessons([], [("快递柜旁边漏水", "3")])
    assert reader().read_report("快递柜旁边漏水", lessons=lessons).buildings == ()


# --------------------------------------------------------------------------- measured


def corpus() -> list[dict]:
    paths = sorted(TRAINING.glob("corpus_[a-d].jsonl"))
    rows = [json.loads(line) for path in paths for line in path.read_text("utf-8").splitlines()]
    return [row for row in rows if row["category"]]


def test_hundreds_of_lessons_leave_unrelated_texts_alone():
    rows, ids, chance = corpus(), sorted(lexicon().categories), random.Random(7)
    chance.shuffle(rows)
    # Answers at random are the worst there is: whatever they move, they move wrongly.
    lessons = taught(*((row["text"], chance.choice(ids)) for row in rows[:500]))
    moved = sum(category(row["text"], NO_LESSONS) != category(row["text"], lessons) for row in rows[500:])
    assert len(rows) - 500 > 800
    assert moved / (len(rows) - 500) < 0.005


def test_five_hundred_lessons_cost_a_message_next_to_nothing():
    from bot.domain.reading.survey import Surveyor, message_features

    rows, surveyor = corpus(), Surveyor(lexicon())
    lessons = taught(*((row["text"], row["category"]) for row in rows[:500]))
    seen = [message_features(surveyor.look(row["text"]), has_photo=False) for row in rows[500:900]]

    def spent(known: Lessons) -> float:
        started = perf_counter()
        for features in seen:
            known.leanings(features)
        return (perf_counter() - started) / len(seen)

    # The target is 20 µs; four times that leaves room for a busy machine.
    assert min(spent(lessons) for _ in range(5)) < 80e-6


def test_what_was_looked_through_once_is_not_looked_through_again():
    rows = corpus()[:300]
    pairs = [(row["text"], row["category"]) for row in rows]
    first = reader().lessons(pairs)
    started = perf_counter()
    fresh = reader().lessons(pairs)
    alone = perf_counter() - started
    started = perf_counter()
    more = reader().lessons([*pairs, (BOX, "power_outage")], (), first)
    assert perf_counter() - started < alone / 2
    assert fresh.tells(pairs, [])
    assert not more.tells(pairs, [])
    assert category(BOX, more) == "power_outage"
