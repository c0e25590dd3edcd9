"""A conversation full of numbers, doors and telephones, in which there is exactly one report."""

import pytest

from tests.stories.conversation import (
    Conversation,
    buildings,
    holder,
    numbers,
    pictures,
    public,
)

SOUP = "5号楼2单元301的汤洒了,谁有纸"
TRAIN = "5号线堵死了,地铁口都是人"
SHIFT = "12号上午谁替我一下班"
FIVE = "我替,5块一单帮我补点"
CALL = "3楼那个阿姨又不接电话 13800000000"
BOXES = "对了甲5号楼顶楼楼梯间堆了好多纸箱子 都快堵到门了"


def tell(talk: Conversation) -> None:
    talk.lines(
        ("00:00", "骑手A", SOUP),
        ("00:30", "骑手B", TRAIN),
        ("01:00", "骑手A", SHIFT),
        ("01:20", "骑手C", FIVE),
        ("02:00", "骑手B", CALL),
        ("02:40", "骑手C", BOXES),
        ("02:55", "骑手A", "这么多?"),
    )
    talk.line("03:05", "骑手C", photos=["corridor"])
    talk.line("04:00", "吴姨", "那是三楼老孙家的,我去说")


def of_the_boxes(talk: Conversation) -> int:
    (found,) = talk.town.rows("SELECT number FROM ticket WHERE category = 'corridor_clutter'")
    return int(found.number)


@pytest.mark.parametrize(
    ("who", "words"),
    [("骑手A", SOUP), ("骑手B", TRAIN), ("骑手A", SHIFT), ("骑手C", FIVE), ("骑手B", CALL), ("骑手A", "这么多?")],
)
def test_delivery_talk_is_no_report_whatever_numbers_are_in_it(talk: Conversation, who: str, words: str):
    talk.line("00:00", who, words)
    assert numbers(talk.town) == []
    assert talk.unanswered(1)


def test_exactly_one_of_ten_lines_is_a_report(talk: Conversation):
    tell(talk)
    assert len(numbers(talk.town)) == 1


def test_boxes_are_a_ticket_at_their_stairs_and_the_photo_joins_it(talk: Conversation):
    tell(talk)
    number = of_the_boxes(talk)
    assert buildings(talk.town, number) == ["甲5"]
    assert talk.town.ticket(number).landmark in ("楼梯间", "楼顶")
    assert pictures(talk.town, number) == 1
    assert "13800000000" not in public(talk.town)


def test_the_head_of_the_building_goes_to_talk_to_them(talk: Conversation):
    tell(talk)
    number = of_the_boxes(talk)
    assert any(f"#{number}" in said for said in talk.town.heard_by("吴姨"))
    asked = talk.answers(9)[-1]
    talk.town.press("吴姨", f"#{number}", chat="group", message=asked["message_id"])
    assert (talk.town.ticket(number).state, holder(talk.town, number)) == ("claimed", "吴姨")
    before = numbers(talk.town)
    talk.line("04:20", "骑手B", "吴姨威武")
    assert talk.unanswered(10)
    assert numbers(talk.town) == before
