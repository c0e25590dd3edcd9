"""The week's and the month's pack: for whom, once, with its list; what a meeting decides; what people wish for."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import text

from bot.database import transaction
from tests.stories.qinzhuang import QINZHUANG
from tests.stories.test_digest import SECOND_COMMUNITY, WIRE, digests, until
from tests.stories.town import Town

SECRETARY, STREET = "陈书记", "林主任"


def wake_at(town: Town, month: int, day: int, hour: int, minute: int = 0) -> None:
    """Let the bot be down until an hour of 秦庄's clock in 2026."""
    left = datetime(2026, month, day, hour, minute, tzinfo=UTC) - town.clock.now()
    town.sleep(minutes=left.total_seconds() / 60 - 8 * 60)


def packs(town: Town, name: str) -> list[dict]:
    return [post for post in town.posts(name) if (post.get("text") or post.get("caption") or "").startswith("📋")]


def files(town: Town, name: str) -> list[str]:
    return [post["document"]["file_name"] for post in town.posts(name) if "document" in post]


def monday_pack(town: Town) -> int:
    """Bring the week's pack to the secretary; return its message."""
    wake_at(town, 11, 23, 8, 31)
    return int(packs(town, SECRETARY)[-1]["message_id"])


@pytest.fixture
def reported(town: Town) -> Town:
    """Give the town with a wire that 王姐 has, and rubbish that nobody took."""
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    town.say("小陈", "7号楼门口垃圾堆成山了")
    return town


def test_the_community_gets_the_week_on_monday_morning_with_picture_and_list_and_once(reported: Town):
    wake_at(reported, 11, 23, 8, 29)
    assert packs(reported, SECRETARY) == []
    reported.wait(minutes=2)
    (pack,) = packs(reported, SECRETARY)
    assert "2026-11-16" in (pack.get("text") or pack["caption"])
    assert [post for post in reported.posts(SECRETARY) if "photo" in post]
    assert [name for name in files(reported, SECRETARY) if name.endswith(".xlsx")] == ["qinzhuang-2026-11-16.xlsx"]
    reported.restart(killed=True)
    until(reported, 12, 0, day=23)
    assert len(packs(reported, SECRETARY)) == 1


def test_the_list_that_comes_with_it_opens_and_has_every_ticket_of_the_week(reported: Town):
    monday_pack(reported)
    documents = [post["document"] for post in reported.posts(SECRETARY) if "document" in post]
    (sent,) = (one for one in documents if one["file_name"].endswith(".xlsx"))
    kept = reported.sandbox.town.files.find(sent["file_id"])
    assert kept is not None
    rows = CalamineWorkbook.from_filelike(BytesIO(kept.content)).get_sheet_by_index(0).to_python()
    assert sorted(row[0] for row in rows[1:]) == [1, 2]


def test_those_above_get_the_month_on_its_first_day(reported: Town):
    wake_at(reported, 12, 1, 8, 29)
    assert packs(reported, STREET) == []
    reported.wait(minutes=2)
    (pack,) = packs(reported, STREET)
    assert "2026年11月" in (pack.get("text") or pack["caption"])
    assert "xianying-2026-11-01.xlsx" in files(reported, STREET)


def test_a_week_without_a_report_is_a_line_without_a_picture(town: Town):
    monday_pack(town)
    (pack,) = packs(town, SECRETARY)
    assert len(pack["text"].split("\n")) <= 2
    assert not [post for post in town.posts(SECRETARY) if "photo" in post or "document" in post]


def test_two_bots_send_one_pack(reported: Town):
    other = reported.replica()
    reported.clock.move(datetime(2026, 11, 23, 0, 31, tzinfo=UTC) - reported.clock.now())
    for _ in range(40):
        reported.call(reported.one_round())
        reported.call(reported.one_round(other))
    reported.settle()
    assert len(packs(reported, SECRETARY)) == 1


# ------------------------------------------------------------------- what was decided


def test_a_decision_is_written_on_its_ticket_and_its_holder_hears_it(reported: Town):
    pack = monday_pack(reported)
    before = len(reported.heard_by("王姐"))
    reported.reply(SECRETARY, "#1 周五前换管", to=pack)
    assert reported.events(1)[-1] == "decision"
    assert "周五前换管" in reported.heard_by("王姐")[-1]
    assert len(reported.heard_by("王姐")) == before + 1
    assert "#1" in reported.heard_by(SECRETARY)[-1]
    assert reported.ticket(1).state == "claimed"


def test_several_decisions_are_several_lines_and_an_unknown_number_is_said_so(reported: Town):
    pack = monday_pack(reported)
    reported.reply(SECRETARY, "#1 周五前换管\n#2：物业今天清运\n#99 再看", to=pack)
    assert [reported.events(number)[-1] for number in (1, 2)] == ["decision", "decision"]
    assert "物业今天清运" in reported.heard_by("老马")[-1]
    assert "#99" in reported.heard_by(SECRETARY)[-1].split("\n")[-1]


def test_decisions_on_one_line_and_under_a_heading_reach_each_its_own(reported: Town):
    pack = monday_pack(reported)
    reported.reply(SECRETARY, "会议纪要：\n1、#1 周五前换管；#2 物业今天清运", to=pack)
    assert "周五前换管" in reported.heard_by("王姐")[-1]
    assert "清运" not in reported.heard_by("王姐")[-1]
    assert "物业今天清运" in reported.heard_by("老马")[-1]


def test_a_decision_below_the_list_that_comes_with_a_pack_is_written_too(reported: Town):
    monday_pack(reported)
    listed = next(post for post in reported.posts(SECRETARY) if "document" in post)
    reported.reply(SECRETARY, "请 #1 周五前换管", to=listed["message_id"])
    assert reported.events(1)[-1] == "decision"
    assert "周五前换管" in reported.heard_by("王姐")[-1]


def test_a_question_below_a_pack_is_no_decision(reported: Town):
    pack = monday_pack(reported)
    heard = len(reported.heard_by("王姐"))
    reported.reply(SECRETARY, "#1 什么时候能好？", to=pack)
    assert "decision" not in reported.events(1)
    assert len(reported.heard_by("王姐")) == heard
    assert "#1" in reported.heard_by(SECRETARY)[-1]


def test_whoever_may_not_decide_is_told_so_and_nothing_is_written(open_town):
    town = open_town(newcomers={"刘督导": 1701})
    town.take_in(SECOND_COMMUNITY)
    town.say("小李", WIRE)
    until(town, 20, 1)
    (foreign,) = packs(town, "刘督导")
    town.reply("刘督导", "#1 周五前换管", to=foreign["message_id"])
    assert "#1" in town.heard_by("刘督导")[-1]
    assert "decision" not in town.events(1)


def test_words_without_a_number_are_nobodys_reply(reported: Town):
    pack = monday_pack(reported)
    state = reported.ticket(2).state
    reported.reply(SECRETARY, "收到", to=pack)
    assert reported.ticket(2).state == state
    assert "#142" in reported.heard_by(SECRETARY)[-1]


def test_the_answer_to_a_decision_is_about_its_ticket(reported: Town):
    pack = monday_pack(reported)
    reported.reply(SECRETARY, "#1 周五前换管", to=pack)
    told = reported.posts("王姐")[-1]["message_id"]
    reported.reply("王姐", "已处理", to=told)
    assert reported.ticket(1).state == "resolved"


# ------------------------------------------------------------------- what somebody wishes for


def test_who_names_an_hour_gets_it_then_and_not_again(reported: Town):
    reported.say("周督导", "/digest 19:30", chat="周督导")
    assert "19:30" in reported.heard_by("周督导")[-1]
    until(reported, 19, 29)
    assert digests(reported) == []
    until(reported, 19, 31)
    assert len(digests(reported)) == 1
    until(reported, 22, 0)
    assert len(digests(reported)) == 1


def test_who_wants_none_gets_none_until_they_want_it_again(reported: Town):
    reported.say("周督导", "/日报 关", chat="周督导")
    until(reported, 20, 1)
    reported.say("周督导", "/digest on", chat="周督导")
    reported.wait(minutes=5)
    assert digests(reported) == []
    wake_at(reported, 11, 21, 20, 1)
    assert len(digests(reported)) == 1


def test_who_chose_english_reads_english(reported: Town):
    reported.say("周督导", "/digest en", chat="周督导")
    assert "daily at 20:00" in reported.heard_by("周督导")[-1]
    until(reported, 20, 1)
    (digest,) = digests(reported)
    assert "Overdue" in digest


@pytest.mark.parametrize("said", ["/digest 25:00", "/digest whenever", "/digest"])
def test_what_cannot_be_read_changes_nothing_and_is_answered(town: Town, said):
    town.say("周督导", said, chat="周督导")
    assert "/digest 19:30" in town.heard_by("周督导")[-1]
    assert "20:00" in town.heard_by("周督导")[-1]


def test_who_gets_none_is_told_so_and_a_stranger_is_helped(town: Town):
    town.say("王姐", "/digest 19:30", chat="王姐")
    assert "/digest" in town.heard_by("王姐")[-1]
    town.say("路人", "/digest", chat="路人")
    assert len(town.heard_by("路人")) == 1


def test_chiefs_get_their_day_where_that_is_wished_for(open_town):
    town = open_town(settings={"digest": {"chiefs": True}}, community=QINZHUANG)
    town.say("小李", WIRE)
    until(town, 20, 1)
    assert len(digests(town, "张网格长")) == 1


def test_figures_that_cannot_be_counted_hold_up_no_other_community_and_come_when_they_can(open_town):
    town = open_town(newcomers={"刘督导": 1701})
    town.take_in(SECOND_COMMUNITY.replace("beizhan", "zhan"))
    town.say("小李", WIRE)
    state = town.ticket().state

    def spoil(said: str) -> None:
        with transaction(town.house.engine) as connection:
            connection.execute(text("UPDATE ticket SET state = :said, due_at = NULL"), {"said": said})

    spoil("nonsense")
    town.sleep(hours=3)
    assert len(digests(town, "刘督导")) == 1
    assert digests(town) == []
    spoil(state)
    town.wait(minutes=11)
    assert len(digests(town)) == 1
