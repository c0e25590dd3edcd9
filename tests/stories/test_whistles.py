"""Whistles: departments are called, come, answer or refuse; the holder hears it, and nobody ends the ticket before."""

import pytest

from tests.stories.qinzhuang import QINZHUANG
from tests.stories.town import Town

HOLE = "7号楼门口路面塌了个坑"
DEPARTMENTS = """
[[department]]
id = "urban_management"
name = "城管委"
aliases = ["城管", "城管局"]
telegram_id = 2001
[[department]]
id = "power"
name = "供电局"
aliases = ["供电所"]
telegram_id = 2002
[[department]]
id = "office"
name = "街道公共管理办"
aliases = ["公共管理办"]
[[department]]
id = "water"
name = "水务局"
telegram_id = -1003
"""


@pytest.fixture
def town(open_town) -> Town:
    town: Town = open_town(
        community=QINZHUANG + DEPARTMENTS, newcomers={"城管委": 2001, "供电局": 2002, "水务甲": 2003, "水务乙": 2004}
    )
    members = [town.people["水务甲"], town.people["水务乙"]]
    town.do(town.sandbox.town.group, -1003, "水务局", members=members, bot_status="administrator")
    town.groups["水务局"] = -1003
    town.say("小李", HOLE)
    town.reply("老马", "收到")
    return town


def slips(town: Town) -> list[tuple[str, str]]:
    rows = town.rows("SELECT d.key, s.state FROM slip s JOIN department d ON d.id = s.department_id ORDER BY s.id")
    return [(row.key, row.state) for row in rows]


def clock(town: Town) -> tuple:
    ticket = town.ticket()
    return ticket.opened_at, ticket.ack_due_at, ticket.resolve_due_at


def test_a_department_is_called_comes_and_answers_and_the_holder_goes_on(town: Town):
    before = clock(town)
    (reply,) = town.reply("老马", "吹哨城管,坑有半米深")
    assert (town.ticket().state, slips(town)) == ("whistled", [("urban_management", "sent")])
    assert town.reactions(reply, "老马") == "👌"
    (slip,) = town.heard_by("城管委")
    assert "#1" in slip
    assert "7号楼" in slip
    assert "坑有半米深" in slip
    assert "小李" not in slip
    town.tap("城管委", f"slip:arrive.{slip_id(town)}")
    assert slips(town) == [("urban_management", "arrived")]
    assert "城管委" in town.heard_by("老马")[-1]
    town.tap("城管委", f"slip:answer.{slip_id(town)}")
    assert (town.ticket().state, slips(town)) == ("claimed", [("urban_management", "answered")])
    assert town.offers("城管委") == []
    assert clock(town) == before
    town.reply("老马", "已处理")
    assert town.ticket().state == "resolved"
    assert town.events() == ["open", "claim", "whistle", "arrive", "answer", "resolve"]


def slip_id(town: Town, which: int = -1) -> int:
    return int(town.rows("SELECT id FROM slip ORDER BY id")[which].id)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("我们报到了", "arrived"),
        ("已到现场", "arrived"),
        ("处理好了", "answered"),
        ("这不归我们管,是区里的路", "refused"),
    ],
)
def test_whatever_the_departments_buttons_do_its_words_do_too(town: Town, said: str, state: str):
    town.reply("老马", "吹哨城管")
    (reply,) = town.reply("城管委", said)
    assert slips(town) == [("urban_management", state)]
    assert town.reactions(reply, "城管委") == "👌"
    row = town.rows("SELECT arrived_at, answered_at, answer, due_at FROM slip")[0]
    if state == "arrived":
        assert (row.arrived_at is not None, row.answered_at, row.due_at is not None) == (True, None, True)
    else:
        assert (row.answer, row.due_at) == (said, None)
        assert "城管委" in town.heard_by("老马")[-1]


def test_a_picture_alone_is_a_receipt_and_reaches_the_holder(town: Town):
    town.reply("老马", "吹哨城管")
    town.reply("城管委", photos=["manhole_fixed"])
    assert slips(town) == [("urban_management", "answered")]
    assert "photo" in town.posts("老马")[-1]
    assert town.rows("SELECT purpose FROM photo")[-1].purpose == "after"


def test_refused_by_button_a_reason_is_asked_for_first_and_the_holder_hears_it(town: Town):
    town.reply("老马", "吹哨城管")
    town.tap("城管委", f"slip:why.{slip_id(town)}")
    assert slips(town) == [("urban_management", "sent")]
    assert f"slip:refuse.{slip_id(town)}.not_ours" in town.offers("城管委")
    town.tap("城管委", f"slip:back.{slip_id(town)}")
    assert f"slip:arrive.{slip_id(town)}" in town.offers("城管委")
    town.tap("城管委", f"slip:why.{slip_id(town)}")
    town.tap("城管委", f"slip:refuse.{slip_id(town)}.other_department")
    (row,) = town.rows("SELECT state, answer FROM slip")
    assert row.state == "refused"
    assert row.answer in town.heard_by("老马")[-1]
    assert town.ticket().state == "claimed"


def test_words_that_are_no_deed_are_passed_on_and_change_nothing(town: Town):
    town.reply("老马", "吹哨城管")
    town.reply("城管委", "坑具体在门的哪一边")
    assert slips(town) == [("urban_management", "sent")]
    assert "坑具体在门的哪一边" in town.heard_by("老马")[-1]


def test_several_at_once_and_one_after_the_other_and_no_end_before_the_last_answer(town: Town):
    town.reply("老马", "吹哨城管和供电局")
    assert slips(town) == [("urban_management", "sent"), ("power", "sent")]
    town.reply("供电局", "不归我们管")
    assert town.ticket().state == "whistled"
    town.reply("老马", "吹哨街道公共管理办")
    assert len(slips(town)) == 3
    town.reply("城管委", "处理好了")
    town.reply("老马", "已处理")
    assert town.ticket().state == "whistled"
    town.tap("老马", "slips", message=first_card(town))
    town.tap("老马", f"slip:answer.{slip_id(town)}")
    assert town.ticket().state == "claimed"
    town.reply("老马", "已处理")
    assert town.ticket().state == "resolved"


def first_card(town: Town, who: str = "老马") -> int:
    return int(town.posts(who)[0]["message_id"])


def test_a_department_without_telegram_is_counted_and_the_whistler_is_told_to_ring(town: Town):
    town.reply("老马", "吹哨街道公共管理办")
    assert slips(town) == [("office", "sent")]
    assert "街道公共管理办" in town.heard_by("老马")[-1]
    assert town.rows("SELECT chat_id FROM slip")[0].chat_id is None


def test_by_button_the_departments_of_the_community_are_offered(town: Town):
    town.tap("老马", "more")
    town.tap("老马", "slips")
    power = town.rows("SELECT id FROM department WHERE key = 'power'")[0].id
    town.tap("老马", f"whistle:{power}")
    assert slips(town) == [("power", "sent")]
    assert "#1" in town.heard_by("供电局")[-1]
    assert "供电局" in town.heard_by("老马")[0]
    town.tap("老马", "slips")
    assert f"whistle:{power}" not in town.offers("老马")


def test_called_twice_it_is_asked_once(town: Town):
    town.reply("老马", "吹哨城管")
    (again,) = town.reply("老马", "吹哨城管")
    assert len(slips(town)) == 1
    assert len(town.heard_by("城管委")) == 1
    assert town.posts("老马")[-1]["reply_to_message"]["message_id"] == again


@pytest.mark.parametrize("way", ["words", "button"])
def test_the_holder_may_withdraw_it_by_one_tap_and_the_department_hears(town: Town, way: str):
    town.reply("老马", "吹哨城管")
    if way == "words":
        town.reply("老马", "撤回吹哨")
    else:
        town.tap("老马", f"slip:withdraw.{slip_id(town)}")
    assert (town.ticket().state, slips(town)) == ("claimed", [("urban_management", "withdrawn")])
    assert town.offers("城管委") == []
    assert "#1" in town.heard_by("城管委")[-1]
    assert len(town.heard_by("城管委")) == 2
    town.reply("城管委", "处理好了", to=town.posts("城管委")[0]["message_id"])
    assert slips(town) == [("urban_management", "withdrawn")]


def test_a_false_alarm_withdraws_every_whistle(town: Town):
    town.reply("老马", "吹哨城管、供电局")
    town.reply("老马", "误报", to=first_card(town))
    assert town.ticket().state == "void"
    assert {state for _, state in slips(town)} == {"withdrawn"}
    assert len(town.heard_by("供电局")) == 2


def test_strangers_and_colleagues_cannot_answer_for_a_department(town: Town):
    town.reply("老马", "吹哨城管")
    shown = town.posts("城管委")[0]
    for who in ("小陈", "王姐"):
        town.whisper(
            "callback_query",
            {
                "id": f"77{town.people[who]}",
                "from": {"id": town.people[who], "is_bot": False, "first_name": who},
                "chat_instance": "1",
                "message": {
                    "message_id": 5, "date": shown["date"],
                    "chat": {"id": town.people[who], "type": "private", "first_name": who},
                },
                "data": shown["reply_markup"]["inline_keyboard"][0][0]["callback_data"],
            },
        )  # fmt: skip
    assert slips(town) == [("urban_management", "sent")]


def test_a_departments_group_answers_and_is_no_strangers_group(town: Town):
    town.reply("老马", "吹哨水务局")
    (slip,) = town.posts("水务局")
    town.say("水务甲", "大家看一下", chat="水务局")
    assert len(town.heard_by("水务局")) == 1
    town.say("水务乙", "已处理完毕", chat="水务局", answering=slip["message_id"])
    assert slips(town) == [("water", "answered")]


def test_in_a_departments_private_chat_the_only_slip_need_not_be_replied_to(town: Town):
    town.reply("老马", "吹哨城管")
    town.say("城管委", "已经修好了", chat="城管委")
    assert slips(town) == [("urban_management", "answered")]


def test_while_whistled_the_ladder_of_the_community_stands_and_goes_on_after_the_answer(open_town):
    town = open_town(
        community=QINZHUANG + DEPARTMENTS,
        newcomers={"城管委": 2001, "供电局": 2002},
        settings={"escalation": {"resolve": {"normal": "2h"}}},
    )
    town.say("小李", HOLE)
    town.reply("老马", "收到")
    town.reply("老马", "吹哨城管")
    town.wait(hours=5)
    assert town.heard_by("张网格长") == []
    town.reply("城管委", "处理好了")
    assert town.heard_by("张网格长") == []
    town.wait(minutes=11)
    assert "#1" in town.heard_by("张网格长")[-1]
    assert len(town.heard_by("陈书记")) == 0


def test_late_the_department_is_reminded_once_and_holder_and_community_hear_at_the_floor(open_town):
    town = open_town(
        community=QINZHUANG + DEPARTMENTS,
        newcomers={"城管委": 2001, "供电局": 2002},
        settings={"escalation": {"whistle": "2h", "top_every": "1h", "top_times": 2}},
    )
    town.say("小李", HOLE)
    town.reply("老马", "收到")
    town.reply("老马", "吹哨城管")
    holder = len(town.heard_by("老马"))
    town.wait(minutes=119)
    assert (len(town.heard_by("老马")), len(town.heard_by("陈书记"))) == (holder, 0)
    town.wait(minutes=2)
    assert (len(town.heard_by("城管委")), len(town.heard_by("老马")), len(town.heard_by("陈书记"))) == (
        2,
        holder + 1,
        1,
    )
    assert "城管委" in town.heard_by("陈书记")[-1]
    town.wait(hours=6)
    assert (len(town.heard_by("城管委")), len(town.heard_by("老马")), len(town.heard_by("陈书记"))) == (
        2,
        holder + 3,
        3,
    )
    assert town.rows("SELECT due_at, chased FROM slip")[0] == (None, 3)
    assert town.heard_by("张网格长") == []
    town.reply("城管委", "处理好了")
    assert town.ticket().state == "claimed"


def test_a_department_that_cannot_be_reached_the_holder_hears_at_once(town: Town):
    town.do(town.sandbox.town.block, town.people["城管委"])
    town.settle()
    town.reply("老马", "吹哨城管")
    assert "城管委" in town.heard_by("老马")[-1]
    assert slips(town) == [("urban_management", "sent")]


def test_given_back_while_a_department_is_called_whoever_takes_it_waits_for_it_too(town: Town):
    town.reply("老马", "吹哨城管")
    town.reply("老马", "我休息了,退回", to=first_card(town))
    assert town.ticket().state == "open"
    assert town.heard_by("张网格长")
    town.reply("张网格长", "我来")
    assert town.ticket().state == "whistled"
    town.reply("城管委", "处理好了")
    assert town.ticket().state == "claimed"


def test_whistling_before_anybody_took_it_takes_it(town: Town):
    town.say("小陈", "8号楼停电了")
    card = next(post for post in reversed(town.posts("老马")) if "#2" in (post.get("text") or post.get("caption")))
    town.reply("老马", "吹哨供电局", to=card["message_id"])
    assert town.ticket(2).state == "whistled"
    assert town.ticket(2).acked_at is not None


def test_nobody_knows_that_department_and_those_that_are_known_are_offered(town: Town):
    (reply,) = town.reply("老马", "吹哨园林局")
    assert slips(town) == []
    answer = town.posts("老马")[-1]
    assert answer["reply_to_message"]["message_id"] == reply
    assert any(found.startswith("whistle:") for found in town.offers("老马"))


def test_telling_that_one_has_rung_a_department_calls_nobody(town: Town):
    town.reply("老马", "给城管打过电话了")
    assert slips(town) == []
    assert town.ticket().state == "claimed"
