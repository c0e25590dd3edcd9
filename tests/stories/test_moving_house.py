"""A group becomes a supergroup: it has a new id, old message ids mean nothing, and nothing that is open gets lost."""

from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import Town

WIRE = "5号楼有飞线充电"


def migrate(town: Town, name: str) -> int:
    """Let a group move; from now on `name` is the new one."""
    new = town.do(town.sandbox.town.migrate, town.chat(name))
    town.groups[name] = new
    return int(new)


def test_the_riders_group_moves_and_the_next_report_works(town: Town):
    town.say("小李", WIRE)
    new = migrate(town, "group")
    town.settle()
    assert town.rows(f"SELECT id FROM chat WHERE telegram_id = {new}")
    (message,) = town.say("小陈", "7号楼门口垃圾堆成山了")
    assert town.reactions(message) == "👀"
    assert "#2" in town.heard_by("group")[-1]


def test_what_was_reported_before_the_move_is_answered_in_the_new_group(town: Town):
    town.say("小李", WIRE)
    migrate(town, "group")
    town.settle()
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    result = town.posts("group")[-1]
    assert "#1" in result["caption"]
    assert result["photo"]
    town.tap("小李", "confirm", chat="group")
    assert town.ticket().state == "closed"


def test_the_staff_group_moves_and_gets_its_open_cards_again(open_town):
    town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.say("小李", WIRE)
    town.say("小陈", "2号楼楼道堆物")
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"], to=town.posts("王姐")[0]["message_id"])
    migrate(town, "staff")
    town.settle()
    (card,) = town.heard_by("staff")
    assert "#2" in card
    town.tap("王姐", "claim", chat="staff")
    assert town.ticket(2).state == "claimed"
    town.reply("王姐", "已处理", photos=["flying_wire_fixed"], chat="staff")
    assert town.ticket(2).state == "resolved"
    town.say("阿强", "3号楼楼道漏水了")
    assert "#3" in town.heard_by("staff")[-1]


def test_the_move_is_noticed_at_a_send_when_its_announcement_was_lost(open_town):
    town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.say("小李", WIRE)
    town.do(town.sandbox.updates.allow, ["callback_query"])
    new = migrate(town, "staff")
    town.do(town.sandbox.updates.allow, [])
    assert town.sandbox.pending_updates == 0
    town.say("小陈", "2号楼楼道堆物")
    assert town.rows(f"SELECT id FROM chat WHERE telegram_id = {new}")
    heard = town.heard_by("staff")
    assert len([card for card in heard if "#1" in card]) == 1
    assert len([card for card in heard if "#2" in card]) == 1
    town.tap("王姐", "claim", chat="staff")
    assert town.rows("SELECT id FROM outbox WHERE state IN ('waiting', 'sending')") == []


def test_the_riders_group_moves_unannounced_while_a_receipt_waits(town: Town):
    town.say("小李", WIRE, settle=False)
    town.hear()
    town.do(town.sandbox.updates.allow, ["callback_query"])
    migrate(town, "group")
    town.do(town.sandbox.updates.allow, [])
    town.settle()
    assert "#1" in town.heard_by("group")[-1]
    (message,) = town.say("小陈", "7号楼门口垃圾堆成山了")
    assert town.reactions(message) == "👀"
    assert len(town.rows("SELECT id FROM ticket")) == 2


def test_the_move_heard_twice_posts_the_open_cards_once(open_town):
    town = open_town(community=QINZHUANG + STAFF_GROUP)
    town.say("小李", WIRE)
    old = town.chat("staff")
    migrate(town, "staff")
    town.settle()
    body = {
        "message_id": 900,
        "date": int(town.clock.now().timestamp()),
        "chat": {"id": old, "type": "group", "title": "秦庄网格群"},
        "from": {"id": 1001, "is_bot": False, "first_name": "王姐"},
        "migrate_to_chat_id": town.chat("staff"),
    }
    town.whisper("message", body)
    assert len(town.heard_by("staff")) == 1
