"""Somebody takes up an invite: one use, one day, one role; and cards come from then on."""

import pytest

from bot.database import transaction
from bot.domain.roster import Role
from bot.services import invites, people
from tests.stories.test_out_of_reach import without
from tests.stories.town import Town

WIRE = "5号楼有飞线充电"


def invite(town: Town, role: Role, area: str = "grid-1") -> str:
    """Return a fresh code, as the operator's command gives it out."""
    with transaction(town.house.engine) as connection:
        step = town.house.step(connection)
        found = people.find_area(step, area)
        assert not isinstance(found, str)
        return invites.invite(step, found.community_id, found.area_id, role)


def start(town: Town, who: str, code: str = "") -> None:
    town.do(town.sandbox.town.start, town.people[who], code)
    town.settle()


def test_who_opens_the_link_gets_cards_from_then_on(town: Town):
    start(town, "路人", invite(town, Role.GRIDWORKER))
    assert "第一网格" in town.heard_by("路人")[-1]
    town.say("小李", WIRE)
    assert "#1" in town.heard_by("路人")[-1]
    town.reply("路人", "收到")
    assert town.ticket().state == "claimed"


def test_a_code_is_good_once(town: Town):
    code = invite(town, Role.GRIDWORKER)
    start(town, "路人", code)
    start(town, "阿强", code)
    town.say("小李", WIRE)
    assert not [said for said in town.heard_by("阿强") if "#1" in said]
    assert len(town.heard_by("阿强")) == 1


def test_a_code_is_good_for_a_day(town: Town):
    code = invite(town, Role.GRIDWORKER)
    town.wait(hours=25)
    start(town, "路人", code)
    assert len(town.heard_by("路人")) == 1
    town.say("小李", WIRE)
    assert len(town.heard_by("路人")) == 1


def test_a_made_up_code_opens_nothing(town: Town):
    for code in ("x", "A" * 64, "enrol_1", "0"):
        start(town, "路人", code)
    town.say("小李", WIRE)
    assert not [said for said in town.heard_by("路人") if "#1" in said]


def test_a_link_opened_in_a_group_is_not_taken_up_there(town: Town):
    code = invite(town, Role.GRIDWORKER)
    (message,) = town.say("路人", f"/start@qianshao_bot {code}")
    assert town.posts("group")[-1]["reply_to_message"]["message_id"] == message
    start(town, "路人", code)
    town.say("小李", WIRE)
    assert "#1" in town.heard_by("路人")[-1]


def test_one_who_was_listed_without_an_account_becomes_that_person(open_town):
    town = open_town(community=without("wang"))
    start(town, "王姐", invite(town, Role.GRIDWORKER))
    town.say("小李", WIRE)
    town.reply("王姐", "收到")
    assert len(town.rows("SELECT id FROM person WHERE name = '王姐'")) == 1
    assert "王姐" in town.heard_by("group")[0]


def test_a_new_supervisor_gets_the_next_digest(town: Town):
    start(town, "路人", invite(town, Role.SUPERVISOR, "qinzhuang"))
    town.wait(hours=4)
    assert [said for said in town.heard_by("路人") if "📋" in said]


def test_start_and_help_answer_everybody_and_promise_nothing(town: Town):
    start(town, "路人")
    town.say("王姐", "/help", chat="王姐")
    town.say("路人", "/whatisthis", chat="路人")
    assert len(town.heard_by("路人")) == 2
    assert "秦庄社区" in town.heard_by("王姐")[-1]
    assert "秦庄社区" not in town.heard_by("路人")[-1]


def test_help_in_the_group_is_one_answer_in_reply(town: Town):
    (message,) = town.say("小李", "/help")
    (answer,) = town.posts("group")
    assert answer["reply_to_message"]["message_id"] == message


@pytest.mark.parametrize(
    ("name", "told", "untold"),
    [
        ("周督导", ("/digest", "/stats", "/late"), ("/duty", "/award")),
        ("王姐", ("/duty", "/stats", "/my"), ("/late", "/digest", "/award")),
        ("陈书记", ("/digest", "/late", "/award", "/duty"), ()),
        ("小李", ("/report", "/points"), ("/stats", "/digest")),
    ],
)
def test_help_names_what_the_one_who_asks_may_do_and_nothing_else(town: Town, name, told, untold):
    town.say(name, "/help", chat=name)
    said = town.heard_by(name)[-1]
    assert [command for command in told if command not in said] == []
    assert [command for command in untold if command in said] == []
