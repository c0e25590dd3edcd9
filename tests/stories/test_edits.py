"""Messages are edited after they were sent: the ticket follows the words, its clocks stay."""

from datetime import timedelta

from tests.stories.town import Town

WIRE = "5号楼有飞线充电"


def test_an_edited_place_moves_the_ticket_to_the_other_grid_and_leaves_the_clocks(town: Town):
    (message,) = town.say("小李", WIRE)
    before = town.ticket()
    town.wait(minutes=2)
    town.edit("小李", message, "7号楼有飞线充电")
    after = town.ticket()
    assert "7" in after.buildings
    assert "5" not in after.buildings
    assert after.area_id != before.area_id
    assert (after.ack_due_at, after.resolve_due_at) == (before.ack_due_at, before.resolve_due_at)
    assert len(town.rows("SELECT id FROM ticket")) == 1
    (card,) = town.heard_by("老马")
    assert "7号楼" in card
    assert "7" in town.heard_by("group")[0]
    assert len(town.heard_by("group")) == 1


def test_an_edit_that_says_what_is_wrong_answers_the_question(town: Town):
    (message,) = town.say("小李", "5号楼这里要来人看看", photos=["sewage"])
    assert town.ticket().category is None
    assert town.offers("group")
    town.edit("小李", message, "5号楼这里污水冒出来了")
    assert town.ticket().category == "sewage_overflow"
    assert town.offers("group") == []


def test_chatter_that_is_edited_into_a_report_is_a_report(town: Town):
    (message,) = town.say("小李", "师傅们好")
    assert town.rows("SELECT id FROM ticket") == []
    town.edit("小李", message, WIRE)
    assert town.ticket().category == "flying_wire_charging"
    assert town.reactions(message) == "👀"


def test_a_report_that_is_edited_into_chatter_stays_a_ticket(town: Town):
    (message,) = town.say("小李", WIRE)
    town.edit("小李", message, "没事了哈哈")
    assert len(town.rows("SELECT id FROM ticket")) == 1
    assert town.ticket().category == "flying_wire_charging"
    assert town.ticket().state in ("open", "void")


def test_an_edit_without_other_words_changes_nothing(town: Town):
    (message,) = town.say("小李", WIRE)
    before = town.ticket().version
    town.edit("小李", message, WIRE)
    assert town.ticket().version == before
    assert town.calls("editMessageText") == []


def test_an_edit_after_the_claim_reaches_the_one_who_holds_it(town: Town):
    (message,) = town.say("小李", WIRE)
    town.reply("王姐", "收到")
    town.edit("小李", message, "5号楼有飞线充电,在3单元后门")
    assert "3" in str(town.ticket().unit)
    assert "3单元后门" in town.heard_by("王姐")[0]
    assert town.ticket().state == "claimed"


def test_an_edited_reply_of_staff_does_nothing_twice(town: Town):
    town.say("小李", WIRE)
    (reply,) = town.reply("王姐", "收到")
    town.edit("王姐", reply, "收到,马上到", chat="王姐")
    assert town.ticket().state == "claimed"
    assert town.events().count("claim") + town.events().count("on_the_way") == 1


def test_edits_of_one_message_within_a_moment_become_one_edit_of_the_card(town: Town):
    (message,) = town.say("小李", WIRE)
    town.house.clock.move(timedelta(seconds=10))
    for unit in range(1, 9):
        town.do(town.sandbox.town.edit, town.chat("group"), town.people["小李"], message, f"5号楼{unit}单元有飞线充电")
    town.settle()
    assert str(town.ticket().unit) == "8"
    assert "8单元" in town.heard_by("王姐")[0]
    assert len(town.calls("editMessageText", "王姐")) <= 2
