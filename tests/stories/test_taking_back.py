"""A reporter who sees that it was nothing says so in plain words, without a reply, and only a reporter may."""

from datetime import timedelta

import pytest

from tests.stories.doubts import WIRE, buildings, heard, pictures, tickets
from tests.stories.town import Town

NOTHING = "哦看错了 是做饭的油烟,误报误报"


@pytest.mark.parametrize("words", ["看错了,误报", NOTHING, "看错了", "误报", "没事了", "false alarm, sorry"])
def test_words_right_after_the_report_take_it_back_without_a_reply(town: Town, words: str):
    (message,) = town.say("小李", "9栋冒烟了!", photos=["corridor"])
    town.wait(minutes=1)
    (said,) = town.say("小李", words)
    assert (tickets(town), town.ticket().state) == (1, "void")
    assert town.reactions(message) == "🙏"
    assert town.reactions(said) == "👌"
    assert town.buttons("老马") == []


def test_nine_minutes_later_they_still_do(town: Town):
    town.say("小李", WIRE)
    town.sleep(minutes=9)
    town.say("小李", NOTHING)
    assert town.ticket().state == "void"


def test_eleven_minutes_later_they_do_not(town: Town):
    town.say("小李", WIRE)
    town.sleep(minutes=11)
    town.say("小李", "看错了,误报")
    assert (tickets(town), town.ticket().state) == (1, "open")


def test_the_ten_minutes_count_from_the_report_and_not_from_what_was_added_since(town: Town):
    town.say("小李", WIRE)
    for _ in range(7):
        town.house.clock.move(timedelta(seconds=100))
        town.say("小李", photos=["flying_wire"])
    town.say("小李", "看错了,误报")
    assert (tickets(town), town.ticket().state) == (1, "open")


@pytest.mark.parametrize(
    "words", ["是不是误报啊我看2单元电梯在动", "误报吧", "看错了吧", "误报误报", "没事了", "虚惊一场"]
)
def test_what_a_bystander_says_does_nothing(town: Town, words: str):
    town.say("小李", "3号楼电梯里困人了!!")
    (said,) = town.say("路人", words)
    assert (tickets(town), town.ticket().state) == (1, "open")
    assert town.reactions(said) == ""


@pytest.mark.parametrize("words", ["不是误报,是左边那部", "误报吗", "没看错,真的困人了", "谁说误报了"])
def test_the_reporter_s_own_denial_or_question_takes_nothing_back(town: Town, words: str):
    town.say("小李", "3号楼电梯里困人了!!")
    town.say("小李", words)
    assert (tickets(town), town.ticket().state) == (1, "open")


@pytest.mark.parametrize("words", ["没问题", "没事", "乌龙茶洒了", "客户取消这单了", "你看错了吧", "订单发错了"])
def test_a_rider_s_chatter_after_a_report_takes_nothing_back(town: Town, words: str):
    town.say("小李", "9栋冒烟了!")
    town.say("小李", words)
    assert town.ticket().state == "open"


@pytest.mark.parametrize("words", ["看错了,是7号楼", "说错了,是7号楼", "看错楼了,应该是7号楼"])
def test_a_correction_that_names_another_building_corrects_and_takes_nothing_back(town: Town, words: str):
    town.say("小李", WIRE)
    town.say("小李", words)
    assert (tickets(town), town.ticket().state, buildings(town, 1)) == (1, "open", ["7"])
    assert town.heard_by("老马")


def test_taking_back_may_name_the_building_that_was_reported(town: Town):
    town.say("小李", "9栋冒烟了!")
    town.say("小李", "9栋那个是误报,看错了")
    assert town.ticket().state == "void"


def test_the_same_words_about_another_building_take_nothing_back(town: Town):
    town.say("小李", "9栋冒烟了!")
    town.say("小李", "7栋那个是误报")
    assert town.ticket().state == "open"


def test_somebody_is_on_it_already_so_they_hear_it_and_decide(town: Town):
    town.say("小李", "5号楼冒烟了!")
    town.tap("王姐", "claim")
    (said,) = town.say("小李", NOTHING)
    assert (town.ticket().state, tickets(town)) == ("claimed", 1)
    assert heard(town, "王姐", "做饭的油烟")
    assert not heard(town, "老赵", "做饭的油烟")
    assert town.reactions(said) == "👌"
    assert "note" in town.events()


def test_the_words_are_kept_with_the_ticket_that_is_void(town: Town):
    town.say("小李", "9栋冒烟了!")
    town.say("小李", NOTHING)
    (row,) = town.rows("SELECT note FROM event WHERE kind = 'void'")
    assert row.note == NOTHING


def test_the_right_one_of_two_reports_is_taken_back(town: Town):
    town.say("小李", WIRE)
    town.say("小李", "9栋冒烟了!")
    town.say("小李", NOTHING)
    assert (town.ticket(1).state, town.ticket(2).state) == ("open", "void")


def test_the_photo_that_follows_the_taking_back_is_not_buried_with_it(town: Town):
    town.say("小李", "9栋冒烟了!")
    town.say("小李", "看错了,误报")
    town.say("小李", photos=["garbage"])
    assert tickets(town) == 2
    assert (town.ticket(2).state, pictures(town, 2)) == ("open", 1)


def test_taken_back_and_then_told_again_it_is_a_ticket_again(town: Town):
    town.say("小李", "9栋冒烟了!")
    town.say("小李", "看错了,误报")
    town.say("小李", "9栋真的冒烟了!快来人")
    assert (tickets(town), town.ticket(2).state) == (2, "open")
    assert town.ticket(2).recurs_of is None
