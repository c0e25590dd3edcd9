"""Points: riders see what they earned, the community gives and takes, an appeal is heard, and groups hear nothing."""

import pytest

from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import Town

LAMP = "5号楼楼道灯坏了"


@pytest.fixture
def town(open_town):
    """Give 秦庄 with a staff group."""
    return open_town(community=QINZHUANG + STAFF_GROUP)


@pytest.fixture
def paid(town: Town) -> Town:
    """Give 秦庄 where 小李's report was fixed and confirmed."""
    (message,) = town.say("小李", LAMP)
    town.tap("王姐", "claim")
    town.tap("王姐", "resolve")
    town.say("小李", "好了", answering=message)
    assert town.ticket().state == "closed"
    return town


def ask(town: Town, who: str, words: str, chat: str = "") -> str:
    """Let somebody write; return the last thing they hear in private."""
    town.say(who, words, chat=chat or who)
    return town.heard_by(who)[-1]


def ledger(town: Town) -> list[tuple]:
    return [tuple(row) for row in town.rows("SELECT telegram_id, points FROM point_entry ORDER BY id")]


def test_a_rider_sees_balance_place_and_entries(paid: Town):
    said = ask(paid, "小李", "/points")
    assert "秦庄社区" in said
    assert "10" in said
    assert "#1" in said
    assert "2026-11" in said or "2026年11月" in said


def test_the_chinese_command_is_the_same(paid: Town):
    assert ask(paid, "小李", "/积分") == ask(paid, "小李", "/points")


@pytest.mark.parametrize("words", ["积分", "我的积分", "我有多少积分？", "Points"])
def test_in_private_the_bare_word_asks_and_reports_nothing(paid: Town, words: str):
    assert ask(paid, "小李", words) == ask(paid, "小李", "/积分")
    assert len(paid.rows("SELECT id FROM ticket")) == 1


def test_in_a_group_the_bare_word_is_answered_in_private_and_is_no_report(paid: Town):
    paid.say("小李", "/points", chat="小李")
    group, private = paid.heard_by("group"), paid.heard_by("小李")
    paid.say("小李", "积分")
    assert paid.heard_by("group") == group
    assert paid.heard_by("小李") == [*private, private[-1]]
    assert len(paid.rows("SELECT id FROM ticket")) == 1


def test_an_appeal_in_plain_words_is_no_report(paid: Town):
    assert ask(paid, "小李", "申诉 我没有乱停车").startswith("✋")
    assert "我没有乱停车" in paid.heard_by("陈书记")[-1]
    assert len(paid.rows("SELECT id FROM ticket")) == 1


def test_an_appeal_that_names_a_ticket_shows_what_it_brought_however_old(paid: Town):
    for n in range(9):
        paid.say("陈书记", f"给小李加1分 第{n}次", chat="陈书记")
    ask(paid, "小李", "/申诉 #1 少了加急分")
    assert "+10 #1" in paid.heard_by("陈书记")[-1]


def test_who_gives_points_sees_what_somebody_has_and_nobody_else_does(paid: Town):
    said = ask(paid, "陈书记", "/积分 小李")
    assert "小李" in said
    assert "+10 #1" in said
    assert "没人" in ask(paid, "陈书记", "/积分 没人")
    for who in ("周督导", "王姐", "小陈"):
        assert "+10" not in ask(paid, who, "/积分 小李")


def test_the_list_has_a_command_of_its_own_and_days_to_come_have_none(paid: Town):
    assert ask(paid, "陈书记", "/积分榜 今年") == ask(paid, "陈书记", "/积分 榜 今年")
    assert ask(paid, "陈书记", "积分榜") == ask(paid, "陈书记", "/积分 榜")
    assert "🏅" not in ask(paid, "陈书记", "/积分 榜 2099年")


def test_half_points_and_several_people_at_once_are_asked_for_again(paid: Town):
    paid.say("小陈", "9号楼电梯坏了")
    for words in ("/award 小李 3.5 帮忙", "给小李和小陈各加5分 清扫", "/award 小李、小陈 5 清扫"):
        assert ask(paid, "陈书记", words)
    assert ledger(paid) == [(3001, 10)]
    ask(paid, "陈书记", "小李+5分 清扫")
    assert ledger(paid)[-1] == (3001, 5)


def test_a_newcomer_hears_how_points_come_about(town: Town):
    town.say("小李", LAMP)
    said = ask(town, "小李", "/points")
    assert "0" in said
    assert "#" not in said


def test_groups_hear_nothing_of_points(paid: Town):
    paid.say("小李", "/points", chat="小李")
    before, private = paid.heard_by("group"), len(paid.heard_by("小李"))
    paid.say("小李", "/points")
    paid.say("陈书记", "/points 榜", chat="陈书记")
    assert paid.heard_by("group") == before
    assert len(paid.heard_by("小李")) == private + 1


def test_whom_no_private_chat_reaches_is_told_to_come_there_and_nothing_else(paid: Town):
    paid.say("小李", "/points")
    said = paid.heard_by("group")[-1]
    assert "10" not in said
    assert paid.heard_by("小李") == []


def test_the_list_is_for_staff_and_its_names_are_masked(paid: Town):
    said = ask(paid, "周督导", "/points 榜")
    assert "小*" in said
    assert "小李" not in said
    assert "2026-12-07" in said
    assert "小*" not in ask(paid, "小李", "/points 榜")
    assert "小*" in ask(paid, "陈书记", "/points board 2026")
    assert "小*" not in ask(paid, "陈书记", "/points 榜 上月")
    assert "2026-10" in ask(paid, "陈书记", "/points 榜 随便")


def test_the_community_gives_points_in_plain_words_and_the_rider_hears_why(paid: Town):
    paid.say("小李", "/points", chat="小李")
    said = ask(paid, "陈书记", "给小李加5分 帮忙清理楼道")
    assert "15" in said
    assert ledger(paid) == [(3001, 10), (3001, 5)]
    assert "帮忙清理楼道" in paid.heard_by("小李")[-1]


def test_in_the_staff_group_it_is_understood_and_answered_in_private(paid: Town):
    before = paid.heard_by("staff")
    paid.say("陈书记", "/points", chat="陈书记")
    paid.say("陈书记", "扣小李3分 乱停车", chat="staff")
    assert ledger(paid)[-1] == (3001, -3)
    assert "7" in paid.heard_by("陈书记")[-1]
    assert paid.heard_by("staff") == before


def test_in_the_riders_group_it_is_only_talk(paid: Town):
    paid.say("陈书记", "给小李加5分 辛苦了")
    assert ledger(paid) == [(3001, 10)]


def test_a_message_is_answered_with_an_award(paid: Town):
    (message,) = paid.say("小陈", "我把垃圾捡走了")
    paid.say("陈书记", "/award 5 捡垃圾", answering=message)
    assert ledger(paid)[-1] == (3002, 5)


def test_nobody_else_gives_points_and_nobody_to_themselves(paid: Town):
    for who in ("小陈", "王姐", "张网格长", "周督导"):
        paid.say(who, "/award 小李 5 因为", chat=who)
        paid.say(who, "给小李加5分 因为", chat=who)
    ask(paid, "陈书记", "/award 陈书记 5 因为")
    assert ledger(paid) == [(3001, 10)]


@pytest.mark.parametrize("words", ["/award", "/award 小李", "/award 小李 5", "/award 小李 500 多", "给小李加积分"])
def test_what_is_lacking_is_asked_for(paid: Town, words):
    heard = len(paid.heard_by("陈书记"))
    ask(paid, "陈书记", words)
    assert len(paid.heard_by("陈书记")) == heard + 1
    assert ledger(paid) == [(3001, 10)]


def test_of_two_with_one_name_neither_is_taken_for_the_other(paid: Town):
    paid.say("小陈", "9号楼电梯坏了")
    said = ask(paid, "陈书记", "/award 小 5 热心")
    assert "#1" in said
    assert "#2" in said
    assert "30" not in said
    ask(paid, "陈书记", "/award #2 5 热心")
    assert ledger(paid)[-1] == (3002, 5)
    assert "没人" in (said := ask(paid, "陈书记", "/award 没人 5 x"))
    assert "#99" in ask(paid, "陈书记", "/award #99 5 x")


def test_an_appeal_reaches_the_community_alone_and_stays_in_the_ledger(paid: Town):
    heard = {who: len(paid.heard_by(who)) for who in ("王姐", "张网格长", "group", "staff")}
    said = ask(paid, "小李", "/appeal #1 我和<b>小陈</b>一起报的")
    assert said.startswith("✋")
    told = paid.heard_by("陈书记")[-1]
    assert "小李" in told
    assert "我和<b>小陈</b>一起报的" in told
    assert "+10 #1" in told
    assert {who: len(paid.heard_by(who)) for who in heard} == heard
    assert ledger(paid) == [(3001, 10), (3001, 0)]


def test_an_appeal_without_words_or_once_too_often_is_answered_and_not_passed_on(paid: Town):
    ask(paid, "小李", "/申诉")
    assert paid.heard_by("陈书记") == []
    for n in range(5):
        ask(paid, "小李", f"/申诉 不对 {n}")
    assert len(paid.heard_by("陈书记")) == 3


def test_not_fixed_after_all_takes_the_points_back(paid: Town):
    paid.say("小李", "没修好", answering=1)
    assert paid.ticket().state == "claimed"
    said = ask(paid, "小李", "/points")
    assert "-10" in said
    assert ledger(paid) == [(3001, 10), (3001, -10)]


def test_whoever_takes_a_new_name_is_one_on_the_list_and_found_by_both(paid: Town):
    paid.do(paid.sandbox.town.people[3001].user.update, {"first_name": "李大力"})
    (message,) = paid.say("小李", "3号楼楼道灯坏了")
    paid.tap("王姐", "claim")
    paid.tap("王姐", "resolve")
    paid.say("小李", "好了", answering=message)
    said = ask(paid, "陈书记", "/points 榜")
    assert "李*力" in said
    assert "小*" not in said
    for name in ("小李", "李大力"):
        ask(paid, "陈书记", f"/award {name} 5 热心")
    assert ledger(paid) == [(3001, 10), (3001, 10), (3001, 5), (3001, 5)]


def test_whoever_has_left_keeps_what_they_earned_and_may_still_be_given_points(paid: Town):
    paid.do(paid.sandbox.town.block, 3001)
    paid.settle()
    assert "15" in ask(paid, "陈书记", "给小李加5分 走之前帮忙清理楼道")
    assert "小*" in ask(paid, "陈书记", "/points 榜")


def test_what_comes_after_the_list_is_final_changes_the_present_month_alone(paid: Town):
    paid.say("小李", "/points", chat="小李")
    paid.sleep(days=18)
    before = ask(paid, "陈书记", "/points 榜 11月")
    assert "12-08" in before
    ask(paid, "陈书记", "/award 小李 -4 上月 重复计分")
    assert len(ledger(paid)) == 1
    ask(paid, "陈书记", "/award 小李 -4 重复计分")
    assert ask(paid, "陈书记", "/points 榜 11月") == before
    assert "6" in paid.heard_by("小李")[-1]


def test_a_stranger_is_helped_and_told_no_points(town: Town):
    town.say("路人", "/points", chat="路人")
    town.say("路人", "/award 小李 5 x", chat="路人")
    town.say("路人", "/appeal x", chat="路人")
    assert len(town.heard_by("路人")) == 3
    assert ledger(town) == []
