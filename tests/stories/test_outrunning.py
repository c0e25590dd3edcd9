"""People are quicker than our own record: they answer a message before we have written down that we sent it."""

from tests.stories.town import Town

WIRE = "5号楼有飞线充电"


def test_a_claim_that_outruns_our_own_record_is_found_by_its_number(town: Town):
    town.say("小李", WIRE, settle=False)
    town.hear()
    delivered = town.speak()
    assert town.rows("SELECT * FROM post") == []
    card = town.posts("王姐")[0]["message_id"]
    town.reply("王姐", "收到", to=card, settle=False)
    town.hear()
    assert town.ticket().state == "claimed"
    town.write_down(delivered)
    assert len(town.heard_by("王姐")) == 1
    assert "resolve" in town.offers("王姐")
    assert town.events() == ["open", "claim"]


def test_a_press_that_outruns_our_own_record_claims_all_the_same(town: Town):
    town.say("小李", WIRE, settle=False)
    town.hear()
    delivered = town.speak()
    town.tap("王姐", "claim", settle=False)
    town.hear()
    assert town.ticket().state == "claimed"
    town.write_down(delivered)
    assert "#1" in town.toasts("王姐")[0]
    assert "resolve" in town.offers("王姐")


def test_a_reporter_who_answers_the_receipt_before_it_is_recorded_is_understood(town: Town):
    town.say("小李", "路灯坏了", settle=False)
    town.hear()
    delivered = town.speak()
    receipt = town.posts("group")[0]["message_id"]
    town.say("小李", "是6号楼", answering=receipt, settle=False)
    town.hear()
    assert "6" in town.ticket().buildings
    town.write_down(delivered)
    assert len(town.rows("SELECT id FROM ticket")) == 1
    assert len(town.heard_by("group")) == 1


def test_a_number_in_somebody_else_s_message_finds_nothing(town: Town):
    town.say("小李", WIRE)
    (decoy,) = town.say("路人", "#1 是我写的")
    town.say("王姐", "收到", answering=decoy)
    assert town.ticket().state == "open"
