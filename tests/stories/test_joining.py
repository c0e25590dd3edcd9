"""Groups and people come to a community: links, /here, an unknown group that asks to join, the first admin."""

import re

import pytest

from bot.services import bindings
from tests.stories.qinzhuang import QINZHUANG
from tests.stories.test_enrolment import start
from tests.stories.town import Town

WIRE = "5号楼有飞线充电"
ELSEWHERE = -1009
ADMIN = QINZHUANG + '[[assignment]]\nperson = "secretary"\nrole = "admin"\narea = "qinzhuang"\n'
TWO_ADMINS = ADMIN + '[[assignment]]\nperson = "supervisor"\nrole = "admin"\narea = "qinzhuang"\n'


@pytest.fixture
def town(open_town):
    """Give 秦庄 with 陈书记 as its admin, and a group that nobody has bound."""
    return strange(open_town(community=ADMIN))


def strange(town: Town) -> Town:
    town.groups["elsewhere"] = ELSEWHERE
    members = [1001, 1005, 1007, 3001, 3009]
    town.do(town.sandbox.town.group, ELSEWHERE, "别的群", members=members, bot_status="administrator")
    return town


def link(said: str) -> tuple[str, str]:
    """Return how a link begins and its code."""
    found = re.search(r"https://t\.me/qianshao_bot\?(\w+)=([\w-]+)", said)
    assert found, said
    return found[1], found[2]


def bound(town: Town) -> list[tuple[str, str]]:
    rows = town.rows(
        "SELECT chat.purpose, area.key FROM chat JOIN area ON area.id = chat.area_id "
        f"WHERE telegram_id = {ELSEWHERE} ORDER BY 1"
    )
    return [(row.purpose, row.key) for row in rows]


# --------------------------------------------------------------------------- an unknown group


def test_an_unknown_group_asks_every_admin_once_and_is_bound_by_one_tap(open_town):
    town = strange(open_town(community=TWO_ADMINS))
    for who in ("小李", "路人"):
        town.say(who, WIRE, chat="elsewhere")
    assert len(town.heard_by("elsewhere")) == 1
    for admin in ("陈书记", "周督导"):
        (asked,) = [said for said in town.heard_by(admin) if str(ELSEWHERE) in said]
        assert "别的群" in asked
    town.tap("陈书记", "reports")
    assert bound(town) == [("reports", "qinzhuang")]
    assert "秦庄社区" in town.heard_by("elsewhere")[-1]
    assert town.buttons("陈书记") == []
    town.say("小李", WIRE, chat="elsewhere")
    assert town.ticket().category == "flying_wire_charging"
    town.tap("周督导", "refuse")
    assert bound(town) == [("reports", "qinzhuang")]
    assert "/here" in town.toasts("周督导")[-1]


def test_a_refused_group_hears_nothing_more_for_ever_but_here_still_binds_it(town: Town):
    town.say("小李", "在吗", chat="elsewhere")
    town.tap("陈书记", "refuse")
    heard = len(town.heard_by("elsewhere"))
    town.restart()
    town.do(town.sandbox.town.set_bot_status, ELSEWHERE, "left")
    town.settle()
    town.do(town.sandbox.town.set_bot_status, ELSEWHERE, "member")
    town.settle()
    for words in (WIRE, "@qianshao_bot 在吗", "/who 5号楼", "/board", "/here reports"):
        town.say("小李", words, chat="elsewhere")
    assert len(town.heard_by("elsewhere")) == heard
    assert len([said for said in town.heard_by("陈书记") if str(ELSEWHERE) in said]) == 1
    town.say("陈书记", "/here staff grid-1", chat="elsewhere")
    assert bound(town) == [("staff", "grid-1")]


def test_a_yes_after_another_admin_s_no_is_answered_and_binds_nothing(open_town):
    town = strange(open_town(community=TWO_ADMINS))
    town.say("小李", "在吗", chat="elsewhere")
    town.tap("陈书记", "refuse")
    town.tap("周督导", "staff")
    assert bound(town) == []
    assert "/here" in town.toasts("周督导")[-1]


def test_only_an_admin_may_press_whatever_a_button_carries(town: Town):
    town.say("小李", "在吗", chat="elsewhere")
    root = town.rows("SELECT id FROM area WHERE key = 'qinzhuang'")[0].id
    card = town.posts("陈书记")[-1]["message_id"]
    for data in (f"g1:reports:{ELSEWHERE}:{root}", f"g1:refuse:{ELSEWHERE}", "g1:", "g1:x:y:z", f"g1:staff:{10**30}:1"):
        body = {
            "id": f"q{data}", "from": {"id": 1001, "is_bot": False, "first_name": "王姐"}, "chat_instance": "1",
            "data": data,
            "message": {"message_id": card, "date": 1, "chat": {"id": 1001, "type": "private", "first_name": "王姐"}},
        }  # fmt: skip
        town.whisper("callback_query", body)
    assert bound(town) == []
    assert town.rows("SELECT purpose FROM chat WHERE community_id IS NULL")[0].purpose == "unknown"
    assert town.rows("SELECT id FROM inbox WHERE state != 'read'") == []


def test_without_an_admin_an_unknown_group_still_hears_its_line(open_town):
    town = strange(open_town())
    town.say("小李", WIRE, chat="elsewhere")
    assert len(town.heard_by("elsewhere")) == 1
    assert town.rows("SELECT id FROM outbox WHERE chat_id > 0") == []


# --------------------------------------------------------------------------- /here


def test_here_binds_to_the_area_that_is_named_or_to_all(town: Town):
    town.say("陈书记", "/here 工作群 第一网格", chat="elsewhere")
    assert bound(town) == [("staff", "grid-1")]
    assert "第一网格" in town.heard_by("elsewhere")[-1]
    town.say("陈书记", "/here reports", chat="elsewhere")
    assert bound(town) == [("reports", "qinzhuang"), ("staff", "grid-1")]
    town.say("陈书记", "/here", chat="elsewhere")
    assert "秦庄社区" in town.heard_by("elsewhere")[-1]
    town.say("小李", WIRE, chat="elsewhere")
    assert town.ticket().state == "open"


def test_a_group_bound_in_chat_outlives_the_next_import_and_off_lets_it_go(town: Town):
    town.say("陈书记", "/here reports", chat="elsewhere")
    town.take_in(ADMIN)
    assert bound(town) == [("reports", "qinzhuang")]
    town.say("陈书记", "/here off", chat="elsewhere")
    assert bound(town) == []
    heard = len(town.heard_by("elsewhere"))
    town.say("小李", WIRE, chat="elsewhere")
    assert len(town.heard_by("elsewhere")) == heard
    assert town.rows("SELECT id FROM ticket") == []


@pytest.mark.parametrize("words", ["/here reports grid-9", "/here nonsense", "/here reports 第三网格", "/here"])
def test_a_here_that_makes_no_sense_is_answered_and_binds_nothing(town: Town, words):
    (message,) = town.say("陈书记", words, chat="elsewhere")
    assert town.posts("elsewhere")[-1]["reply_to_message"]["message_id"] == message
    assert bound(town) == []


def test_here_of_one_who_is_no_admin_does_nothing(town: Town):
    town.say("王姐", "/here staff", chat="group")
    assert [row.purpose for row in town.rows("SELECT purpose FROM chat")] == ["reports"]
    assert len(town.heard_by("group")) == 1
    town.say("小李", "/here reports", chat="elsewhere")
    assert bound(town) == []
    assert len(town.heard_by("elsewhere")) == 1


def test_an_anonymous_admin_is_asked_to_say_it_as_themselves(town: Town):
    (message,) = town.say("王姐", "/here staff", chat="group", anonymous=True)
    assert [row.purpose for row in town.rows("SELECT purpose FROM chat")] == ["reports"]
    assert town.posts("group")[-1]["reply_to_message"]["message_id"] == message


# --------------------------------------------------------------------------- /invite


def test_an_invite_comes_in_private_as_link_and_picture_and_enrols_once(town: Town):
    town.say("陈书记", "/invite 网格员 grid-1", chat="陈书记")
    shown = town.posts("陈书记")[-1]
    assert shown["photo"]
    how, code = link(shown["caption"])
    assert how == "start"
    start(town, "路人", code)
    start(town, "阿强", code)
    town.say("小李", WIRE)
    assert "#1" in town.heard_by("路人")[-1]
    assert not [said for said in town.heard_by("阿强") if "#1" in said]


def test_an_invite_asked_for_in_a_group_is_not_given_there(town: Town):
    town.say("陈书记", "/invite gridworker grid-1", chat="group")
    assert "t.me" not in town.heard_by("group")[-1]
    assert town.rows("SELECT * FROM invite") == []


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("陈书记", "/invite"),
        ("陈书记", "/invite gridwroker grid-1"),
        ("陈书记", "/invite gridworker"),
        ("陈书记", "/invite gridworker grid-9"),
        ("陈书记", "/invite 网格员 海底"),
        ("王姐", "/invite gridworker grid-1"),
        ("路人", "/invite gridworker grid-1"),
    ],
)
def test_an_invite_that_cannot_be_is_answered_with_what_to_do(town: Town, who, words):
    town.say(who, words, chat=who)
    assert len(town.heard_by(who)) == 1
    assert "t.me" not in town.heard_by(who)[0]
    assert town.rows("SELECT * FROM invite") == []


def test_a_link_for_a_group_binds_it_and_the_polite_line_is_never_said(town: Town):
    town.say("陈书记", "/invite staff grid-1", chat="陈书记")
    how, code = link(town.heard_by("陈书记")[-1])
    assert how == "startgroup"
    town.do(town.sandbox.town.set_bot_status, ELSEWHERE, "left")
    town.settle()
    town.do(town.sandbox.town.set_bot_status, ELSEWHERE, "member")
    town.say("路人", f"/start@qianshao_bot {code}", chat="elsewhere")
    assert bound(town) == [("staff", "grid-1")]
    (line,) = town.heard_by("elsewhere")
    assert "第一网格" in line
    assert not [said for said in town.heard_by("陈书记") if str(ELSEWHERE) in said]
    town.say("小李", WIRE)
    assert "#1" in town.heard_by("elsewhere")[-1]


def test_a_link_for_a_group_makes_nobody_a_gridworker_and_is_good_once(town: Town):
    town.say("陈书记", "/invite reports", chat="陈书记")
    _, code = link(town.heard_by("陈书记")[-1])
    start(town, "路人", code)
    assert town.rows("SELECT * FROM person WHERE telegram_id = 3009") == []
    town.say("路人", f"/start@qianshao_bot {code}", chat="elsewhere")
    assert bound(town) == [("reports", "qinzhuang")]
    town.say("陈书记", "/here off", chat="elsewhere")
    town.say("路人", f"/start@qianshao_bot {code}", chat="elsewhere")
    assert bound(town) == []


def test_a_supergroup_stays_bound_after_the_next_import(town: Town):
    town.say("陈书记", "/here reports", chat="elsewhere")
    town.do(town.sandbox.town.migrate, ELSEWHERE)
    town.settle()
    town.take_in(ADMIN)
    (row,) = town.rows(f"SELECT telegram_id FROM chat WHERE telegram_id NOT IN (-1001, {ELSEWHERE})")
    assert row.telegram_id < ELSEWHERE


def test_the_sign_of_a_binding_is_no_code(town: Town):
    town.say("陈书记", "/here reports", chat="elsewhere")
    start(town, "路人", bindings._sign(ELSEWHERE, "reports"))
    assert town.rows("SELECT * FROM person WHERE telegram_id = 3009") == []
