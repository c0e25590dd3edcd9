"""Duty in chat: leave, cover, swap, who is on duty, and what a new shift is told. It is Friday, 20 November, 17:30."""

from datetime import timedelta

import pytest

from tests.stories.conftest import OpenTown
from tests.stories.qinzhuang import QINZHUANG
from tests.stories.town import Town

WIRE = "5号楼有飞线充电"
SHIFTS = QINZHUANG.replace(
    'person = "wang"\nrole = "gridworker"\narea = "grid-1"',
    'person = "wang"\nrole = "gridworker"\narea = "grid-1"\nhours = "08:00-20:00"\n'
    '[[assignment]]\nperson = "ma"\nrole = "gridworker"\narea = "grid-1"\nhours = "20:00-08:00"',
).replace('person = "zhao"\nrole = "property"\narea = "grid-1"', 'person = "zhao"\nrole = "property"\narea = "grid-2"')


@pytest.fixture
def shifts(open_town: OpenTown) -> Town:
    """Give 秦庄 where 王姐 has the day and 老马 the night in grid 1."""
    return open_town(community=SHIFTS)


def cards(town: Town, who: str) -> int:
    return sum("飞线" in said for said in town.heard_by(who))


def test_who_is_on_leave_gets_no_card_and_their_cover_does(town: Town):
    town.say("王姐", "/leave 今天 to 老马", chat="王姐")
    assert "老马" in town.heard_by("王姐")[-1]
    assert "王姐" in town.heard_by("老马")[-1]
    town.say("小李", WIRE)
    assert (cards(town, "王姐"), cards(town, "老马")) == (0, 1)


def test_the_next_morning_the_duty_is_hers_again(town: Town):
    town.say("王姐", "/leave 今天 to 老马", chat="王姐")
    town.wait(hours=7)
    town.say("小李", WIRE)
    assert (cards(town, "王姐"), cards(town, "老马")) == (1, 0)


def test_a_leave_without_cover_leaves_the_rest_of_the_rung_and_says_so(town: Town):
    town.say("王姐", "/leave 今天", chat="王姐")
    town.say("小李", WIRE)
    assert (cards(town, "王姐"), cards(town, "老赵"), cards(town, "老马")) == (0, 1, 0)


def test_a_colleague_who_offers_to_come_has_to_wait_for_a_yes(town: Town):
    town.say("老马", "/cover 王姐 今天", chat="老马")
    assert "王姐" in town.heard_by("老马")[-1]
    town.say("小李", WIRE)
    assert (cards(town, "王姐"), cards(town, "老马")) == (1, 0)
    town.tap("王姐", "agree")
    assert "老马" in town.heard_by("王姐")[0]
    assert "王姐" in town.heard_by("老马")[-1]
    town.say("小陈", "2号楼有飞线充电")
    assert (cards(town, "王姐"), cards(town, "老马")) == (1, 1)


def test_one_who_says_no_stays_on_duty_and_the_other_hears_it(town: Town):
    town.say("老马", "/cover 王姐 今天", chat="老马")
    before = len(town.heard_by("老马"))
    town.tap("王姐", "refuse")
    assert len(town.heard_by("老马")) == before + 1
    assert town.buttons("王姐") == []
    town.say("小李", WIRE)
    assert (cards(town, "王姐"), cards(town, "老马")) == (1, 0)


def test_a_chief_may_put_somebody_off_duty_and_need_not_ask(town: Town):
    town.say("张网格长", "/leave 王姐 今天 老马", chat="张网格长")
    assert "老马" in town.heard_by("王姐")[-1]
    assert "王姐" in town.heard_by("老马")[-1]
    town.say("小李", WIRE)
    assert (cards(town, "王姐"), cards(town, "老马")) == (0, 1)


def test_a_colleague_may_not(town: Town):
    town.say("老马", "/leave 王姐 今天", chat="老马")
    assert "王姐" in town.heard_by("老马")[-1]
    assert town.heard_by("王姐") == []
    town.say("小李", WIRE)
    assert cards(town, "王姐") == 1


def test_a_cover_who_was_named_can_say_that_they_cannot_come(town: Town):
    town.say("王姐", "/leave 今天 to 老马", chat="王姐")
    town.tap("老马", "decline")
    assert "老马" in town.heard_by("王姐")[-1]
    town.say("小李", WIRE)
    assert (cards(town, "王姐"), cards(town, "老马"), cards(town, "老赵")) == (0, 0, 1)


@pytest.mark.parametrize("who", ["王姐", "老马"])
def test_either_of_two_takes_an_agreed_cover_back(town: Town, who: str):
    other = {"王姐": "老马", "老马": "王姐"}[who]
    town.say("老马", "/cover 王姐 今天", chat="老马")
    town.tap("王姐", "agree")
    before = len(town.heard_by(other))
    town.say(who, "/cover off", chat=who)
    assert len(town.heard_by(other)) == before + 1
    town.say("小李", WIRE)
    assert (cards(town, "王姐"), cards(town, "老马")) == (1, 0)


def test_taking_back_with_nothing_to_take_back_is_said(town: Town):
    town.say("王姐", "/cover off", chat="王姐")
    assert len(town.heard_by("王姐")) == 1


def test_a_swap_takes_one_day_and_gives_another(shifts: Town):
    """王姐 takes the night that begins on Saturday, 老马 her Sunday."""
    shifts.say("王姐", "/swap 老马 周六 周日", chat="王姐")
    shifts.tap("老马", "agree")
    shifts.wait(hours=27)
    shifts.say("小李", WIRE)
    assert (cards(shifts, "王姐"), cards(shifts, "老马")) == (1, 0)
    shifts.wait(hours=13)
    shifts.say("小陈", "2号楼有飞线充电")
    assert cards(shifts, "老马") == 1 + sum("🔔" in said and "飞线" in said for said in shifts.heard_by("老马"))


def test_an_hour_of_a_day_can_be_covered_alone(shifts: Town):
    shifts.say("王姐", "/leave 今天 18:00-19:00 老马", chat="王姐")
    shifts.say("小李", WIRE)
    assert (cards(shifts, "王姐"), cards(shifts, "老马")) == (1, 0)
    shifts.wait(minutes=31)
    shifts.say("小陈", "2号楼有飞线充电")
    assert any("2" in said and "飞线" in said for said in shifts.heard_by("老马"))
    shifts.wait(hours=1)
    before = cards(shifts, "王姐")
    shifts.say("阿强", "3号楼有飞线充电")
    assert cards(shifts, "王姐") == before + 1


@pytest.mark.parametrize(
    "said",
    [
        "/cover", "/cover 王姐", "/cover 周六", "/cover 赵子龙 周六", "/cover 王姐 昨天", "/cover 王姐 2020-01-01",
        "/cover 王姐 2030-01-01", "/cover 王姐 周六 25:00-26:00", "/cover 老马 周六", "/swap 王姐 周六",
        "/cover 老 周六", "/swap 周六 周日",
        "/leave", "/leave 王姐", "/leave 周六 to 赵子龙", "/leave 周六 to 老马", "/leave 周六 to 周督导",
        "/cover 周督导 周六", "/leave 周六 08:00", "/leave 12月32日", "/leave ;;; <b>", "/duty 火星", "/duty ,,,",
    ],
)  # fmt: skip
def test_what_cannot_be_done_gets_one_clear_answer_and_changes_nothing(town: Town, said: str):
    town.say("老马", said, chat="老马")
    assert len(town.heard_by("老马")) == 1
    assert town.rows("SELECT id FROM absence") == []


@pytest.mark.parametrize("said", ["/cover 王姐 周六", "/leave 周六", "/duty", "/swap 王姐 周六 周日", "/cover off"])
def test_a_rider_is_told_that_duty_is_not_theirs(town: Town, said: str):
    town.say("小李", said)
    assert len(town.heard_by("group")) == 1
    assert town.rows("SELECT id FROM absence") == []


def test_an_anonymous_admin_is_asked_to_write_in_private(town: Town):
    town.say("王姐", "/leave 周六", anonymous=True)
    assert len(town.calls("sendMessage", "group")) == 1
    assert town.rows("SELECT id FROM absence") == []


def test_who_cannot_be_reached_cannot_be_asked(open_town):
    town = open_town(not_started=["王姐"])
    town.say("小李", WIRE)
    town.say("老马", "/cover 王姐 今天", chat="老马")
    assert "/leave" in town.heard_by("老马")[-1]
    assert town.rows("SELECT id FROM absence") == []


def test_duty_shows_the_day_with_its_shifts_and_who_comes_instead(shifts: Town):
    shifts.say("王姐", "/leave 明天 to 老赵", chat="王姐")
    shifts.say("王姐", "/duty 明天", chat="王姐")
    said = shifts.heard_by("王姐")[-1]
    lines = [line for line in said.splitlines() if "老赵" in line]
    assert lines
    assert "08:00–20:00" in lines[0]
    assert "王姐" in lines[0]
    assert any("老马" in line and "20:00–" in line for line in said.splitlines())


def test_duty_names_the_hours_in_which_nobody_comes(shifts: Town):
    shifts.say("王姐", "/leave 明天", chat="王姐")
    shifts.say("张网格长", "/duty 明天 第一网格", chat="张网格长")
    assert any("08:00–20:00" in line and "⚠️" in line for line in shifts.heard_by("张网格长")[-1].splitlines())


def test_a_chief_sees_every_grid_below(town: Town):
    town.say("张网格长", "/duty", chat="张网格长")
    said = town.heard_by("张网格长")[-1]
    assert all(name in said for name in ("第一网格", "王姐", "第二网格", "老马", "陈书记"))


def test_duty_comes_as_a_calendar_file(shifts: Town):
    shifts.say("王姐", "/duty ics", chat="王姐")
    document = shifts.posts("王姐")[-1]["document"]
    assert document["file_name"] == "duty.ics"
    content = shifts.do(shifts.sandbox.town.files.find, document["file_id"]).content
    assert content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert content.decode().count("老马") >= 28


# ------------------------------------------------------------------- hand-over


def handovers(town: Town, who: str) -> list[str]:
    return [said for said in town.heard_by(who) if "🔔" in said]


def test_a_new_shift_hears_what_is_open_and_can_take_it(shifts: Town):
    shifts.say("小李", WIRE)
    shifts.say("小陈", "2号楼楼道堆物")
    shifts.reply("王姐", "收到")
    shifts.wait(hours=2, minutes=29)
    assert handovers(shifts, "老马") == []
    shifts.wait(minutes=2)
    (said,) = handovers(shifts, "老马")
    assert "#1" in said
    assert "#2" in said
    assert "王姐" in said
    shifts.tap("老马", "claim")
    assert shifts.ticket(1).holder_id != shifts.ticket(2).holder_id


def test_a_shift_is_told_once_whatever_restarts(shifts: Town):
    shifts.say("小李", WIRE)
    shifts.wait(hours=2, minutes=31)
    shifts.restart()
    shifts.settle()
    shifts.restart(killed=True)
    shifts.wait(minutes=5)
    assert len(handovers(shifts, "老马")) == 1


def test_a_shift_that_began_while_the_bot_was_down_is_told_when_it_is_back(shifts: Town):
    shifts.say("小李", WIRE)
    shifts.sleep(hours=4)
    assert len(handovers(shifts, "老马")) == 1


def test_two_bots_tell_a_shift_once(shifts: Town):
    shifts.say("小李", WIRE)
    other = shifts.replica()
    shifts.wait(hours=2, minutes=29)
    shifts.clock.move(timedelta(minutes=2))
    shifts.call(shifts.one_round(other))
    shifts.settle()
    shifts.call(shifts.one_round(other))
    shifts.settle()
    assert len(handovers(shifts, "老马")) == 1


def test_with_nothing_open_a_shift_begins_in_silence(shifts: Town):
    shifts.wait(hours=3)
    assert shifts.heard_by("老马") == []
    shifts.say("小李", WIRE)
    shifts.wait(minutes=3)
    assert handovers(shifts, "老马") == []


def test_who_is_always_on_duty_is_never_told_of_a_shift(town: Town):
    town.say("小李", WIRE)
    town.wait(days=2)
    assert handovers(town, "王姐") == []
    assert handovers(town, "老赵") == []


def test_a_cover_is_told_what_they_take_over(shifts: Town):
    shifts.say("小李", WIRE)
    shifts.say("老马", "/leave 今天 to 老赵", chat="老马")
    shifts.wait(hours=3)
    assert len(handovers(shifts, "老赵")) == 1
    assert handovers(shifts, "老马") == []


def test_another_grid_s_tickets_are_not_handed_over(shifts: Town):
    shifts.say("小李", "8号楼有飞线充电")
    shifts.wait(hours=3)
    assert handovers(shifts, "老马") == []
