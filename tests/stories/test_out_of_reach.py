"""Those who should hear of it cannot be reached: the next rung hears at once, and is told why."""

from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import Town

WIRE = "5号楼有飞线充电"


def without(person: str, community: str = QINZHUANG) -> str:
    """Return the community with somebody who never enrolled: on the roster, without a Telegram account."""
    tables = community.split("[[")
    kept = [
        "\n".join(line for line in table.split("\n") if not line.startswith("telegram_id"))
        if table.startswith("person]]") and f'id = "{person}"' in table
        else table
        for table in tables
    ]
    return "[[".join(kept)


def test_all_gridworkers_have_blocked_the_bot_so_the_chief_hears_at_once(town: Town):
    for name in ("王姐", "老赵"):
        town.do(town.sandbox.town.block, town.people[name])
    town.settle()
    town.say("小李", WIRE)
    assert "#1" in town.heard_by("张网格长")[-1]
    assert town.events()[-1] == "escalate"
    assert town.heard_by("陈书记") == []
    receipt = town.heard_by("group")[-1]
    assert "王姐" not in receipt
    assert "老赵" not in receipt


def test_a_block_that_nobody_told_us_of_is_noticed_when_the_card_bounces(town: Town):
    for name in ("王姐", "老赵"):
        town.do(setattr, town.sandbox.town.people[town.people[name]], "blocked_bot", True)
    town.say("小李", WIRE)
    assert "#1" in town.heard_by("张网格长")[-1]
    assert town.rows("SELECT * FROM outbox WHERE state = 'dead' AND purpose = 'card'")


def test_one_of_two_blocked_is_no_reason_to_climb(town: Town):
    town.do(town.sandbox.town.block, town.people["王姐"])
    town.settle()
    town.say("小李", WIRE)
    assert "#1" in town.heard_by("老赵")[-1]
    assert town.heard_by("张网格长") == []


def test_somebody_who_never_pressed_start_is_out_of_reach_too(open_town):
    town = open_town(not_started=("王姐", "老赵"))
    town.say("小李", WIRE)
    assert "#1" in town.heard_by("张网格长")[-1]


def test_who_unblocks_the_bot_gets_the_next_card_again(town: Town):
    town.do(town.sandbox.town.block, town.people["王姐"])
    town.settle()
    town.say("小李", WIRE)
    assert town.posts("王姐") == []
    town.do(town.sandbox.town.block, town.people["王姐"], False)
    town.settle()
    town.say("小陈", "2号楼楼道堆物")
    assert "#2" in town.heard_by("王姐")[-1]


def test_nobody_enrolled_in_the_grid_so_the_chief_hears_at_once_and_the_rider_is_told(open_town):
    town = open_town(community=without("wang", without("zhao")))
    town.say("小李", WIRE)
    assert "#1" in town.heard_by("张网格长")[-1]
    assert "王姐" not in town.heard_by("group")[-1]
    assert "#1" in town.heard_by("group")[-1]
    assert len(town.heard_by("group")) == 1


def test_an_empty_rung_is_skipped_in_the_same_step_and_that_is_said(open_town):
    town = open_town(community=without("wang", without("zhao", without("zhang"))))
    town.say("小李", WIRE)
    head = town.heard_by("陈书记")[-1]
    assert "#1" in head
    outcomes = [(row.rung, row.outcome) for row in town.rows("SELECT rung, outcome FROM escalation ORDER BY rung")]
    assert outcomes == [(1, "skipped"), (2, "told")]


def test_a_rung_that_blocks_the_bot_while_its_card_is_under_way_is_skipped_at_once(town: Town):
    town.say("小李", WIRE)
    town.do(setattr, town.sandbox.town.people[town.people["张网格长"]], "blocked_bot", True)
    for name in ("王姐", "老赵"):
        town.do(town.sandbox.town.block, town.people[name])
    town.settle()
    town.wait(minutes=6)
    assert "#1" in town.heard_by("陈书记")[-1]


def test_nobody_at_all_can_be_reached_and_the_rider_still_gets_a_receipt(open_town):
    town = open_town(not_started=("王姐", "老马", "张网格长", "老赵", "陈书记", "林主任", "周督导"))
    (message,) = town.say("小李", WIRE)
    assert town.reactions(message) == "👀"
    assert "#1" in town.heard_by("group")[-1]
    assert town.ticket().state == "open"
    town.wait(hours=6)
    assert len(town.heard_by("group")) == 1
    assert len(town.rows("SELECT id FROM event")) < 20


def test_the_staff_group_alone_is_somewhere_to_look(open_town):
    """With nobody enrolled, the staff group sees the card and the chief is told all the same."""
    town = open_town(community=without("wang", without("zhao")) + STAFF_GROUP)
    town.say("小李", WIRE)
    assert "#1" in town.heard_by("staff")[-1]
    assert "#1" in town.heard_by("张网格长")[-1]


def test_a_building_in_no_grid_is_the_community_s_own(town: Town):
    town.say("小李", "99号楼有飞线充电")
    assert "#1" in town.heard_by("陈书记")[-1]
    assert town.heard_by("王姐") == []


def test_the_bot_is_thrown_out_of_the_staff_group_and_cards_go_on_in_private(open_town):
    town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.do(town.sandbox.town.set_bot_status, town.chat("staff"), "kicked")
    town.settle()
    town.say("小李", WIRE)
    assert town.heard_by("staff") == []
    assert "#1" in town.heard_by("王姐")[-1]
    town.do(town.sandbox.town.set_bot_status, town.chat("staff"), "administrator")
    town.settle()
    town.say("小陈", "2号楼楼道堆物")
    assert "#2" in town.heard_by("staff")[-1]


def test_the_bot_is_thrown_out_of_the_riders_group_in_the_middle_of_a_ticket(town: Town):
    town.say("小李", WIRE)
    town.do(town.sandbox.town.set_bot_status, town.chat("group"), "kicked")
    town.settle()
    town.reply("王姐", "收到")
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    assert town.ticket().state == "resolved"
    assert town.rows("SELECT id FROM outbox WHERE state IN ('waiting', 'sending')") == []
