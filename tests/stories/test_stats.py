"""People ask in a word: /stats, /open, /late, /my; a count goes with the ticket; a fix is rated."""

import pytest

from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import Town

LAMPS = "5号楼路灯100盏不亮"
BOTH = """
[community]
id = "beizhan"
name = "北站社区"
[[area]]
id = "beizhan"
level = "community"
name = "北站社区"
[[person]]
id = "secretary"
name = "陈书记"
telegram_id = 1005
[[assignment]]
person = "secretary"
role = "community"
area = "beizhan"
"""


@pytest.fixture
def town(open_town):
    """Give 秦庄 with a staff group."""
    return open_town(community=QINZHUANG + STAFF_GROUP)


def ask(town: Town, who: str, words: str, chat: str = "") -> str:
    """Let somebody write; return the last thing that is said there."""
    town.say(who, words, chat=chat or who)
    return town.heard_by(chat or who)[-1]


def fix(town: Town) -> int:
    """Let the gridworker fix the newest ticket; return the message in the group that says so."""
    town.tap("王姐", "claim")
    town.tap("王姐", "resolve")
    return int(town.posts("group")[-1]["message_id"])


def test_a_hundred_lamps_are_one_ticket_and_the_card_says_how_many(town: Town):
    town.say("小李", LAMPS)
    assert (town.ticket().number, town.ticket().quantity) == (1, 100)
    assert "×100" in town.heard_by("王姐")[-1]


def test_one_thing_is_not_counted_out_loud(town: Town):
    town.say("小李", "5号楼2单元3层路灯不亮")
    assert town.ticket().quantity == 1
    assert "×" not in town.heard_by("王姐")[-1]


def test_whoever_counts_later_is_heard(town: Town):
    town.say("小李", "5号楼路灯不亮")
    town.say("阿强", "5号楼路灯3盏不亮")
    assert len(town.rows("SELECT id FROM ticket")) == 1
    assert town.ticket().quantity == 3


def test_a_count_put_right_in_a_reply_is_the_one_that_counts(town: Town):
    (first,) = town.say("小李", LAMPS)
    town.say("小李", "说错了，是12盏", answering=first)
    assert town.ticket().quantity == 12
    town.edit("小李", first, "5号楼路灯10盏不亮")
    assert town.ticket().quantity == 10


def test_of_two_troubles_only_the_counted_one_is_many(town: Town):
    town.say("小李", "5号楼3盏路灯不亮，7号楼垃圾堆成山了")
    counted = {row.category: row.quantity for row in town.rows("SELECT category, quantity FROM ticket")}
    assert counted == {"streetlight_fault": 3, "garbage_pileup": 1}


def test_a_supervisor_asks_for_the_month_s_lamps(town: Town):
    town.say("小李", LAMPS)
    town.wait(minutes=1)
    said = ask(town, "周督导", "/stats 本月 路灯")
    assert "100" in said
    assert "路灯" in said
    assert ask(town, "周督导", "/统计 本月 路灯") == said


def test_a_supervisor_sees_grids_and_buildings_side_by_side(town: Town):
    town.say("小李", LAMPS)
    town.say("小陈", "7号楼门口垃圾堆成山了")
    town.wait(minutes=1)
    lines = ask(town, "周督导", "/stats 本月 各网格").splitlines()
    assert [line.split()[0][:4] for line in lines if "网格" in line] == ["第一网格", "第二网格"]
    assert len([line for line in ask(town, "周督导", "/stats 各楼栋").splitlines() if "号楼" in line]) == 2
    own = ask(town, "王姐", "/stats 各网格")
    assert "第一网格" in own
    assert "第二网格" not in own


@pytest.mark.parametrize("words", ["明天", "明年", "2099年"])
def test_of_days_to_come_nothing_is_counted(town: Town, words: str):
    town.say("小李", LAMPS)
    assert "📊" not in ask(town, "周督导", f"/stats {words}")


@pytest.mark.parametrize("words", ["海底捞", "2月31日", "13月", "😀", "第三网格"])
def test_what_nobody_can_read_is_said_back_and_examples_given(town: Town, words: str):
    said = ask(town, "周督导", f"/stats {words}")
    assert words in said
    assert "/stats" in said


@pytest.mark.parametrize("words", ["/统计今天路灯", "/stats今天路灯", "／统计 今天路灯"])
def test_a_command_needs_no_blank(town: Town, words: str):
    town.say("小李", LAMPS)
    assert ask(town, "周督导", words) == ask(town, "周督导", "/stats 今天 路灯")


def test_who_asks_figures_for_what_is_late_is_told_of_the_lists(town: Town):
    said = ask(town, "周督导", "/stats 超时")
    assert "/late" in said or "/超时" in said


def test_of_several_kinds_no_sum_of_things_is_told(town: Town):
    town.say("小李", LAMPS)
    town.say("小李", "3号楼2单元有飞线充电")
    town.wait(minutes=1)
    assert "101" not in ask(town, "周督导", "/stats 今天")


def test_riders_hear_no_figures_and_strangers_neither(town: Town):
    town.say("小李", LAMPS)
    town.wait(minutes=1)
    assert "📊" not in ask(town, "小李", "/stats 本月", chat="group")
    assert "📊" not in ask(town, "小李", "/stats 本月")


def test_open_and_late_are_parts_of_the_issue_list(town: Town):
    town.say("小李", LAMPS)
    town.say("小李", "3号楼2单元有飞线充电")
    fix(town)
    assert [("#2" in ask(town, "陈书记", words)) for words in ("/list", "/open", "/在办")] == [True, False, False]
    assert "#1" in ask(town, "陈书记", "/open")
    assert "#" not in ask(town, "陈书记", "/late")
    town.wait(minutes=30)
    assert "#1" in ask(town, "陈书记", "/超时")
    assert "#1" not in ask(town, "小李", "/late")


@pytest.mark.parametrize(("words", "command"), [("在办", "/在办"), ("超时", "/超时"), ("统计 今天", "/统计 今天")])
def test_in_private_the_bare_word_is_enough(town: Town, words: str, command: str):
    town.say("小李", LAMPS)
    town.wait(minutes=30)
    assert ask(town, "陈书记", words) == ask(town, "陈书记", command)


def test_my_own_reports_with_their_state(town: Town):
    town.say("小李", LAMPS)
    fix(town)
    town.say("小李", "/我的", chat="小李")
    said = town.heard_by("小李")[-1]
    assert "✅" in said
    assert "#1" in said
    assert "#1" not in ask(town, "阿强", "/my")


def test_a_gridworker_s_own_are_what_they_hold(town: Town):
    town.say("小李", LAMPS)
    assert "#1" not in ask(town, "王姐", "/my")
    town.tap("王姐", "claim")
    assert "#1" in ask(town, "王姐", "/my")


def test_my_own_are_told_to_myself_alone(town: Town):
    town.say("小李", LAMPS)
    before = len(town.heard_by("小李"))
    group = town.heard_by("group")
    town.say("小李", "/my", chat="小李")
    town.say("小李", "/my")
    assert len(town.heard_by("小李")) == before + 2
    assert town.heard_by("group") == group


@pytest.mark.parametrize(("words", "rating"), [("10分", 10), ("打9分", 9), ("8", 8)])
def test_a_reply_to_the_result_rates_the_fix(town: Town, words: str, rating: int):
    town.say("小李", LAMPS)
    message = fix(town)
    (said,) = town.say("小李", words, answering=message)
    assert town.ticket().rating == rating
    assert town.ticket().state == "resolved"
    assert town.rows("SELECT note FROM event WHERE kind = 'rating'")[0].note == str(rating)
    assert town.reactions(said) == "❤"


def test_the_last_rating_counts_and_others_rate_nothing(town: Town):
    town.say("小李", LAMPS)
    message = fix(town)
    for who, words in (("小李", "3分"), ("小李", "9分"), ("阿强", "1分"), ("小李", "11分")):
        town.say(who, words, answering=message)
    assert town.ticket().rating == 9


@pytest.mark.parametrize(
    ("words", "rating"), [("给满分", 10), ("⭐⭐⭐⭐", 8), ("9分，修得快", 9), ("8分吧 慢了点", 8)]
)
def test_a_rating_may_be_said_in_many_ways(town: Town, words: str, rating: int):
    (first,) = town.say("小李", LAMPS)
    fix(town)
    town.say("小李", words, answering=first)
    assert town.ticket().rating == rating
    assert town.ticket().state == "resolved"


def test_who_is_satisfied_confirms_and_gives_no_points(town: Town):
    town.say("小李", LAMPS)
    town.say("小李", "很满意", answering=fix(town))
    assert (town.ticket().state, town.ticket().rating) == ("closed", None)


def test_who_is_not_satisfied_reopens_and_the_points_given_before_are_gone(town: Town):
    town.say("小李", LAMPS)
    message = fix(town)
    town.say("小李", "9分", answering=message)
    town.say("小李", "2分，还没修好", answering=message)
    assert (town.ticket().state, town.ticket().rating) == ("claimed", None)
    town.say("小李", "10分", answering=message)
    assert "#1" in town.heard_by("group")[-1]
    assert town.ticket().rating is None
    assert "10分" not in town.ticket().words


@pytest.mark.parametrize("words", ["100分", "0分", "9.5分"])
def test_points_on_another_scale_are_asked_for_again(town: Town, words: str):
    town.say("小李", LAMPS)
    town.say("小李", words, answering=fix(town))
    assert "1" in town.heard_by("group")[-1]
    assert "10" in town.heard_by("group")[-1]
    assert town.ticket().rating is None


def test_a_bare_number_in_answer_to_anything_else_is_no_rating(town: Town):
    (first,) = town.say("小李", LAMPS)
    fix(town)
    town.say("小李", "8", answering=first)
    assert town.ticket().rating is None


@pytest.mark.parametrize("ask_rating", [True, False])
def test_points_are_asked_for_only_where_the_operator_wants_it(open_town, ask_rating: bool):
    town = open_town(settings={"reports": {"ask_rating": ask_rating}})
    town.say("小李", LAMPS)
    fix(town)
    assert ("10" in town.heard_by("group")[-1]) == ask_rating


def test_whoever_has_two_communities_hears_of_a_rider_where_they_report_and_of_nonsense_once(open_town):
    town = open_town()
    town.take_in(BOTH)
    town.say("小李", LAMPS)
    town.wait(minutes=1)
    for words, heard in (("/stats", 2), ("/stats 小李", 1), ("/stats 海底捞", 1)):
        before = len(town.heard_by("陈书记"))
        town.say("陈书记", words, chat="陈书记")
        assert len(town.heard_by("陈书记")) == before + heard, words
