"""A conversation in which one text tells of two troubles, is edited, and a third one turns out to be nothing."""

import pytest

from tests.stories.conversation import Conversation, buildings, notes, numbers, pictures

BOTH = "5、6号楼之间垃圾三天没拉了,5-7号楼都没暖气"
EDITED = "5、6号楼之间垃圾三天没拉了,5到8号楼都没暖气,屋里才14度"


def report_both(talk: Conversation) -> None:
    talk.line("00:00", "小丁", BOTH)
    talk.until("00:30")
    talk.town.edit("小丁", talk.said[1], EDITED)
    talk.said.append(talk.said[1])


def tell(talk: Conversation) -> None:
    report_both(talk)
    talk.line("01:00", "小孟", "垃圾我找环卫,暖气报供热公司")
    talk.line("02:00", "小丁", photos=["garbage"], location=(39.1234, 117.2345))
    talk.line("04:00", "大刘", "9栋冒烟了!", photos=["corridor"])
    talk.line("04:20", "大刘", "哦看错了 是做饭的油烟,误报误报")
    talk.line("04:40", "老赵", "吓我一跳")
    talk.line("05:00", "老赵", "以后看准点😂 但宁可错报")


def of_kind(talk: Conversation, category: str) -> int:
    found = talk.town.rows(f"SELECT min(number) AS number FROM ticket WHERE category = '{category}'")
    return int(found[0].number)


def test_one_text_with_two_troubles_makes_two_tickets_with_a_receipt_each(talk: Conversation):
    talk.line("00:00", "小丁", BOTH)
    assert numbers(talk.town) == [1, 2]
    assert buildings(talk.town, of_kind(talk, "garbage_pileup")) == ["5", "6"]
    assert buildings(talk.town, of_kind(talk, "no_heating")) == ["5", "6", "7"]
    assert [post["text"].split()[0] for post in talk.answers(1)] == ["#1", "#2"]


def test_an_edit_goes_to_the_trouble_it_is_about_and_makes_no_third(talk: Conversation):
    talk.line("00:00", "小丁", BOTH)
    before = [(talk.town.ticket(n).ack_due_at, talk.town.ticket(n).resolve_due_at) for n in (1, 2)]
    talk.until("00:30")
    talk.town.edit("小丁", talk.said[1], EDITED)
    assert numbers(talk.town) == [1, 2]
    assert buildings(talk.town, of_kind(talk, "garbage_pileup")) == ["5", "6"]
    assert buildings(talk.town, of_kind(talk, "no_heating")) == ["5", "6", "7", "8"]
    assert all("14度" in talk.town.ticket(number).words for number in (1, 2))
    assert [(talk.town.ticket(n).ack_due_at, talk.town.ticket(n).resolve_due_at) for n in (1, 2)] == before
    assert len(talk.answers(1)) == 2


def test_a_photo_and_a_pin_after_it_go_with_both(talk: Conversation):
    tell(talk)
    garbage, heating = of_kind(talk, "garbage_pileup"), of_kind(talk, "no_heating")
    assert (pictures(talk.town, garbage), pictures(talk.town, heating)) == (1, 1)
    for number in (garbage, heating):
        assert talk.town.ticket(number).latitude == pytest.approx(39.1234, abs=1e-4)


def test_what_staff_mean_to_do_about_both_is_no_third_trouble(talk: Conversation):
    report_both(talk)
    talk.line("01:00", "小孟", "垃圾我找环卫,暖气报供热公司")
    assert numbers(talk.town) == [1, 2]


@pytest.mark.parametrize(
    ("words", "category"),
    [("垃圾我找环卫", "garbage_pileup"), ("暖气报供热公司", "no_heating")],
)
def test_half_of_what_staff_say_goes_to_the_trouble_it_names(talk: Conversation, words: str, category: str):
    report_both(talk)
    talk.line("01:00", "小孟", words, answering=talk.said[1])
    other = ({1, 2} - {of_kind(talk, category)}).pop()
    heard = [post["text"] for post in talk.answers(3)]
    assert words in notes(talk.town, of_kind(talk, category))
    assert words not in notes(talk.town, other)
    assert not any(f"#{other}" in said for said in heard)


def test_smoke_is_called_at_once_and_void_as_soon_as_its_reporter_sees_the_pan(talk: Conversation):
    report_both(talk)
    talk.line("04:00", "大刘", "9栋冒烟了!", photos=["corridor"])
    number = of_kind(talk, "fire_or_smoke")
    assert (buildings(talk.town, number), talk.town.ticket(number).severity) == (["9"], "emergency")
    for name in ("老马", "老赵"):
        assert any(f"#{number}" in said for said in talk.town.heard_by(name))
    talk.line("04:20", "大刘", "哦看错了 是做饭的油烟,误报误报")
    assert talk.town.ticket(number).state == "void"
    assert talk.town.reactions(talk.said[3]) == "🙏"
    assert "哦看错了 是做饭的油烟,误报误报" in notes(talk.town, number)


def test_a_misfire_of_one_rider_leaves_the_others_reports_alone(talk: Conversation):
    tell(talk)
    states = {talk.town.ticket(of_kind(talk, kind)).state for kind in ("garbage_pileup", "no_heating")}
    assert states == {"open"}
    assert talk.unanswered(7, 8)


def test_a_street_cleaner_s_and_a_resident_s_words_days_later_are_no_reports(talk: Conversation):
    report_both(talk)
    talk.line("20:00", "老韩", "清走了", photos=["garbage_fixed"])
    talk.line("2000:00", "小孟", "供热公司说明天恢复,先挂账")
    talk.line("3500:00", "何", "暖气热了 谢谢")
    assert numbers(talk.town) == [1, 2]
