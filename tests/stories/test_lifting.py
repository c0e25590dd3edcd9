"""Up and down by hand: a ticket goes to the subdistrict with its reason, and back down; giving back needs a why."""

from tests.stories.qinzhuang import QINZHUANG
from tests.stories.town import Town

WIRE = "5号楼有飞线充电"
RUNGS = ("张网格长", "陈书记", "林主任")


def counts(town: Town, *names: str) -> tuple[int, ...]:
    return tuple(len(town.heard_by(name)) for name in names)


def rungs(town: Town) -> list[tuple[str, int, int, str]]:
    found = town.rows("SELECT clock, rung, cycle, outcome FROM escalation ORDER BY cycle, rung")
    return [tuple(row) for row in found]


def deadlines(town: Town) -> tuple[object, object]:
    return town.ticket().ack_due_at, town.ticket().resolve_due_at


def test_the_holder_asks_the_subdistrict_for_help_and_it_has_the_card_at_once(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    before = deadlines(town)
    (asked,) = town.reply("王姐", "请街道协调,车库产权有争议")
    assert town.reactions(asked, "王姐") == "👌"
    assert counts(town, *RUNGS) == (0, 0, 1)
    card = town.heard_by("林主任")[-1]
    assert "王姐" in card
    assert "车库产权有争议" in card
    assert "林主任" in town.heard_by("王姐")[-1]
    assert (town.ticket().state, town.ticket().rung) == ("claimed", 3)
    assert deadlines(town) == before
    (event,) = town.rows("SELECT actor_id, note FROM event WHERE kind = 'escalate'")
    assert (event.actor_id, event.note) == (1001, "resolve subdistrict 车库产权有争议")
    assert rungs(town) == [
        ("resolve", 1, 1, "passed"), ("resolve", 2, 1, "passed"), ("resolve", 3, 1, "told"),
    ]  # fmt: skip


def test_what_was_sent_up_by_hand_is_never_told_the_same_rung_by_the_ladder(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "上报社区")
    assert counts(town, *RUNGS) == (0, 1, 0)
    town.wait(minutes=9)
    assert counts(town, *RUNGS) == (0, 1, 0)
    town.wait(minutes=2)
    assert counts(town, *RUNGS) == (0, 1, 1)
    assert [row for row in rungs(town) if row[3] == "told"] == [("ack", 2, 0, "told"), ("ack", 3, 0, "told")]


def test_the_holder_is_still_warned_alone_of_what_was_sent_up_early(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    town.reply("王姐", "上报街道")
    said = counts(town, "王姐", *RUNGS)
    town.wait(minutes=25)
    assert counts(town, "王姐", *RUNGS) == (said[0] + 1, *said[1:])


def test_by_command_with_its_number_and_in_answer_to_a_card(town: Town):
    town.say("小李", WIRE)
    town.say("王姐", "/up #1 街道 要换井盖", chat="王姐")
    assert "要换井盖" in town.heard_by("林主任")[-1]
    town.reply("林主任", "/down", to=town.card("林主任")["message_id"])
    assert town.ticket().rung == 0
    town.reply("王姐", "/上报", to=town.posts("王姐")[0]["message_id"])
    assert town.ticket().rung == 1
    assert "#1" in town.heard_by("张网格长")[-1]
    assert town.events().count("escalate") == 2


def test_an_empty_rung_is_skipped_and_whoever_sent_it_is_told_so(open_town):
    role = '[[assignment]]\nperson = "secretary"\nrole = "community"\narea = "qinzhuang"\n'
    town: Town = open_town(community=QINZHUANG.replace(role, f'{role}hours = "08:00-09:00"\n'))
    town.say("小李", WIRE)
    town.reply("王姐", "上报社区")
    assert counts(town, *RUNGS) == (0, 0, 1)
    assert len(town.heard_by("王姐")[-1].splitlines()) == 2
    assert ("ack", 2, 0, "skipped") in rungs(town)


def test_sent_back_down_the_gridworkers_get_it_again_with_the_reason_and_may_be_passed_over_again(town: Town):
    town.say("小李", WIRE)
    before = deadlines(town)
    town.wait(minutes=26)
    assert town.ticket().rung == 3
    said = counts(town, "王姐", "老赵")
    town.reply("林主任", "退回网格员,先自己剪线")
    assert counts(town, "王姐", "老赵") == (said[0] + 1, said[1] + 1)
    assert "先自己剪线" in town.heard_by("王姐")[-1]
    assert "林主任" in town.heard_by("王姐")[-1]
    assert (town.ticket().rung, town.ticket().state, deadlines(town)) == (0, "open", before)
    assert town.events()[-1] == "lower"
    heard = counts(town, *RUNGS)
    town.wait(minutes=11)
    assert counts(town, *RUNGS) == (heard[0] + 1, *heard[1:])


def test_only_those_at_or_above_the_rung_send_it_down(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "上报街道")
    card = town.posts("王姐")[0]["message_id"]
    town.reply("王姐", "/down", to=card)
    town.say("路人", "/down #1", chat="group")
    assert town.ticket().rung == 3
    assert "lower" not in town.events()
    assert "#1" in town.heard_by("王姐")[-1]


def test_a_chief_who_took_it_sends_it_down_and_has_it_no_more(town: Town):
    town.say("小李", WIRE)
    town.wait(minutes=6)
    town.tap("张网格长", "claim")
    town.reply("张网格长", "退回第一网格 你们去看")
    after = town.ticket()
    assert (after.state, after.holder_id, after.rung) == ("open", None, 0)
    assert "你们去看" in town.heard_by("王姐")[-1]
    assert town.events()[-2:] == ["reassign", "lower"]


def test_sent_down_to_another_grid_it_becomes_that_grid_s(town: Town):
    town.say("小李", "楼道里有飞线充电")
    town.reply("陈书记", "收到")
    town.reply("陈书记", "退回第二网格")
    assert "#1" in town.heard_by("老马")[-1]
    (area,) = town.rows("SELECT a.name FROM area a JOIN ticket t ON t.area_id = a.id")
    assert area.name == "第二网格"


def test_a_rider_s_report_by_a_chinese_command_is_a_report(town: Town):
    town.say("小李", "/上报 5号楼有飞线充电")
    assert town.ticket().category == "flying_wire_charging"
    town.say("小李", "/上报 #1")
    assert (town.ticket().rung, town.events()) == (0, ["open"])


def test_nonsense_and_strangers_get_a_clear_answer(town: Town):
    town.say("小李", WIRE)
    for words in ("/up #77 街道", "/up", "/up #1 网格员", "/down #1", "/up #999999999999 街道"):
        said = len(town.heard_by("王姐"))
        town.say("王姐", words, chat="王姐")
        assert len(town.heard_by("王姐")) == said + 1, words
    assert town.events() == ["open"]


def test_the_history_shows_who_sent_it_where_and_why(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "上报街道,井盖要换")
    town.say("王姐", "/history #1", chat="王姐")
    line = next(one for one in town.heard_by("王姐")[-1].splitlines() if "井盖要换" in one)
    assert "王姐" in line
    assert "ack" not in line


# --------------------------------------------------------------------------- giving back


def test_giving_back_without_a_reason_asks_for_one_and_changes_nothing(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    before = town.ticket()
    town.reply("王姐", "退回")
    after = town.ticket()
    assert (after.state, after.returned, after.version) == (before.state, 0, before.version)
    assert "#1" in town.heard_by("王姐")[-1]
    town.reply("王姐", "退回,不是我这片的", to=town.posts("王姐")[0]["message_id"])
    assert town.ticket().state == "open"


def test_the_second_bounce_brings_the_chief_the_reason(town: Town):
    town.say("小李", WIRE)
    town.reply("王姐", "不归我管,不是我这片")
    town.reply("老赵", "不归我管,不知道谁拉的线")
    assert counts(town, *RUNGS) == (1, 0, 0)
    assert "不知道谁拉的线" in town.heard_by("张网格长")[-1]


# --------------------------------------------------------------------------- inform or hand over


def test_a_rung_that_takes_over_is_asked_to_and_the_first_to_claim_has_it_though_another_held_it(open_town):
    town: Town = open_town(settings={"escalation": {"hand_over": ["community"]}})
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    town.wait(minutes=31)
    town.reply("张网格长", "收到")
    assert town.rows("SELECT p.name FROM ticket t JOIN person p ON p.id = t.holder_id")[0].name == "王姐"
    town.wait(minutes=10)
    asked = town.heard_by("陈书记")[0].splitlines()[1]
    assert "收到" in asked or "got it" in asked
    assert asked not in town.heard_by("张网格长")[0]
    town.reply("陈书记", "收到")
    assert town.rows("SELECT p.name FROM ticket t JOIN person p ON p.id = t.holder_id")[0].name == "陈书记"
    assert "陈书记" in town.heard_by("王姐")[-1]
    assert counts(town, "林主任") == (0,)
    town.wait(minutes=11)
    assert counts(town, "林主任") == (1,)
