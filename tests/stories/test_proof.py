"""Proof: some kinds need a picture of how it is now, another one than the report's; and what a ticket ends as."""

import io

import pytest
from PIL import Image

from bot.sandbox import scenes
from tests.stories.town import Town

WIRE = "5号楼有飞线充电"
LAMP = "5号楼门口路灯坏了"


@pytest.fixture
def town(open_town) -> Town:
    """Give a town in which wires and fire lanes need a picture."""
    found: Town = open_town(settings={"proof": {"required": ("flying_wire_charging", "fire_lane_blocked")}})
    return found


@pytest.fixture
def taken(town: Town) -> Town:
    """Give a town in which 王姐 has taken a flying wire that was reported with a picture."""
    town.say("小李", WIRE, photos=["flying_wire"])
    town.reply("王姐", "收到")
    return town


def smaller(scene: str) -> bytes:
    """Return a scene as somebody would send it on: smaller and pressed harder."""
    out = io.BytesIO()
    Image.open(io.BytesIO(scenes.draw(scene))).resize((800, 600)).save(out, "JPEG", quality=40)
    return out.getvalue()


def notices(town: Town) -> list[str]:
    return [post.get("text") or "" for post in town.posts("group")]


@pytest.mark.parametrize("way", ["words", "button"])
def test_done_without_a_picture_is_answered_with_what_is_missing(taken: Town, way: str):
    if way == "words":
        taken.reply("王姐", "已处理")
        assert "#1" in taken.heard_by("王姐")[-1]
    else:
        taken.tap("王姐", "resolve")
        assert "#1" in taken.toasts("王姐")[-1]
    assert taken.ticket().state == "claimed"
    assert not any("🎉" in said for said in notices(taken))
    assert taken.events() == ["open", "claim", "unproven"]


@pytest.mark.parametrize("answering", [True, False])
def test_the_picture_that_follows_completes_it(taken: Town, answering: bool):
    taken.reply("王姐", "已处理")
    taken.wait(minutes=5)
    if answering:
        taken.reply("王姐", photos=["flying_wire_fixed"])
    else:
        taken.say("王姐", photos=["flying_wire_fixed"], chat="王姐")
    assert taken.ticket().state == "resolved"
    assert "photo" in taken.posts("group")[-1]


def test_a_picture_with_words_that_follows_completes_it_too(taken: Town):
    taken.tap("王姐", "resolve")
    taken.reply("王姐", "照片来了", photos=["flying_wire_fixed"])
    assert taken.ticket().state == "resolved"


def test_a_picture_an_hour_later_is_only_a_picture(taken: Town):
    taken.reply("王姐", "已处理")
    taken.wait(minutes=20)
    taken.reply("王姐", photos=["flying_wire_fixed"])
    assert taken.ticket().state == "claimed"


def test_with_its_picture_it_is_done_at_once(taken: Town):
    taken.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    assert taken.ticket().state == "resolved"


def test_other_kinds_need_no_picture(town: Town):
    town.say("小李", LAMP)
    town.reply("王姐", "收到")
    town.reply("王姐", "已处理")
    assert town.ticket().state == "resolved"


def test_which_kinds_need_one_is_a_setting(open_town):
    town = open_town(settings={"proof": {"required": ["streetlight_fault"]}})
    town.say("小李", LAMP)
    town.reply("王姐", "已处理")
    assert town.ticket().state == "open"
    town.say("小陈", "6号楼有飞线充电")
    card = next(post for post in town.posts("王姐") if "#2" in post["text"])
    town.reply("王姐", "已处理", to=card["message_id"])
    assert town.ticket(2).state == "resolved"


def test_the_picture_of_the_report_proves_nothing(taken: Town):
    before = taken.ticket()
    taken.reply("王姐", "已处理", photos=[smaller("flying_wire")])
    ticket = taken.ticket()
    assert (ticket.state, ticket.resolved_at, ticket.result) == ("claimed", None, None)
    assert (ticket.ack_due_at, ticket.resolve_due_at) == (before.ack_due_at, before.resolve_due_at)
    assert taken.events()[-2:] == ["resolve", "disprove"]
    assert "📷" in taken.heard_by("王姐")[-1]
    assert not any(found.startswith("confirm") for post in taken.posts("group") for found in offers(taken, post))
    taken.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    assert taken.ticket().state == "resolved"


def offers(town: Town, post: dict) -> list[str]:
    return town.offers("group", post["message_id"])


def test_the_same_place_from_the_same_spot_put_right_is_a_proof(open_town):
    """The sandbox's pairs are painted from one spot, and lie nearer to each other than pictures of one trouble may."""
    for scene, words in (("manhole", "5号楼门口井盖没了"), ("flying_wire", WIRE), ("corridor", "5号楼楼道堆物")):
        town = open_town(settings={"proof": {}})
        town.say("小李", words, photos=[scene])
        town.reply("王姐", "已处理", photos=[f"{scene}_fixed"])
        assert town.ticket().state == "resolved", scene


def test_after_it_was_reopened_the_old_picture_is_no_proof_any_more(taken: Town):
    taken.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    taken.say("小李", "没修好", answering=taken.posts("group")[-1]["message_id"])
    taken.reply("王姐", "已处理")
    assert taken.ticket().state == "claimed"
    taken.reply("王姐", photos=["flying_wire_fixed"])
    assert taken.ticket().state == "resolved"


# --------------------------------------------------------------------------- what it ends as


@pytest.mark.parametrize(
    ("said", "state", "result"),
    [
        ("已处理", "resolved", "fixed"),
        ("部分处理了", "resolved", "partly"),
        ("办结:确实无法解决", "resolved", "cannot"),
        ("处理结果:不归我们管", "resolved", "not_ours"),
        ("误报", "void", "false"),
        ("重复了,跟前面那条是一个事", "void", "duplicate"),
        ("没法处理", "open", None),
    ],
)
def test_what_people_say_says_what_came_of_it(town: Town, said: str, state: str, result: str | None):
    town.say("小李", LAMP)
    town.reply("王姐", "收到")
    town.reply("王姐", said)
    assert (town.ticket().state, town.ticket().result) == (state, result)


def test_one_above_who_has_it_and_can_do_nothing_ends_it_so(town: Town):
    town.say("小李", LAMP)
    town.wait(minutes=25)
    town.reply("陈书记", "我来")
    town.reply("陈书记", "没法处理")
    assert (town.ticket().state, town.ticket().result) == ("resolved", "cannot")
    assert "🎉" not in town.heard_by("group")[-1]


@pytest.mark.parametrize(
    ("choice", "state"), [("partly", "resolved"), ("cannot", "resolved"), ("duplicate", "void"), ("false", "void")]
)
def test_by_button_the_result_is_chosen(town: Town, choice: str, state: str):
    town.say("小李", LAMP)
    town.tap("王姐", "claim")
    town.tap("王姐", "more")
    town.tap("王姐", "results")
    town.tap("王姐", f"result:{choice}")
    assert (town.ticket().state, town.ticket().result) == (state, choice)


def test_partly_fixed_needs_its_picture_and_cannot_be_fixed_needs_none(taken: Town):
    taken.reply("王姐", "部分处理了")
    assert taken.ticket().state == "claimed"
    taken.reply("王姐", photos=["flying_wire_fixed"])
    assert (taken.ticket().state, taken.ticket().result) == ("resolved", "partly")


def test_what_cannot_be_fixed_the_reporter_may_still_contradict(taken: Town):
    taken.reply("王姐", "办结:无法整改")
    assert taken.ticket().result == "cannot"
    taken.tap("小李", "reopen", chat="group")
    assert (taken.ticket().state, taken.ticket().result) == ("claimed", None)


# --------------------------------------------------------------------------- the write-off


def test_the_community_writes_off_what_is_fixed_and_proved(taken: Town):
    taken.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    taken.wait(hours=1)
    write_off(taken, "陈书记")
    assert (taken.ticket().state, bool(taken.ticket().confirmed)) == ("closed", True)
    assert taken.events()[-1] == "confirm"


def test_who_fixed_it_does_not_write_it_off(taken: Town):
    taken.reply("王姐", "已处理", photos=["flying_wire_fixed"])
    write_off(taken, "王姐")
    assert taken.ticket().state == "resolved"


def test_what_is_not_fixed_is_not_written_off(taken: Town):
    write_off(taken, "陈书记")
    assert taken.ticket().state == "claimed"


def test_without_its_proof_nobody_writes_it_off(town: Town):
    town.say("小李", LAMP, photos=["street_lamp"])
    town.reply("王姐", "已处理")
    town.wait(minutes=1)
    with_kind(town, "fire_lane_blocked")
    write_off(town, "陈书记")
    assert town.ticket().state == "resolved"


def with_kind(town: Town, kind: str) -> None:
    from sqlalchemy import text

    from bot.database import transaction

    with transaction(town.house.engine) as connection:
        connection.execute(text("UPDATE ticket SET category = :kind"), {"kind": kind})


def write_off(town: Town, who: str) -> None:
    """Let somebody say 销号 to what the group was told last."""
    town.say(who, "销号", answering=town.posts("group")[0]["message_id"])
