"""Who takes a ticket: exactly one, whoever else tries, and by whatever way."""

import pytest

from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import Town

CROWD = {f"网格员{n}号": 2000 + n for n in range(50)}
ENROLLED = "".join(
    f'[[person]]\nid = "g{n}"\nname = "{name}"\ntelegram_id = {identity}\n'
    f'[[assignment]]\nperson = "g{n}"\nrole = "gridworker"\narea = "grid-1"\n'
    for n, (name, identity) in enumerate(CROWD.items())
)
WIRE = "5号楼有飞线充电"


@pytest.fixture
def crowded(open_town) -> Town:
    """Give 秦庄 with fifty more gridworkers in the first grid, and a ticket that all of them see."""
    town: Town = open_town(community=QINZHUANG + ENROLLED + STAFF_GROUP, newcomers=CROWD)
    town.say("小李", WIRE)
    return town


def holder(town: Town) -> str:
    (row,) = town.rows("SELECT p.name FROM ticket t JOIN person p ON p.id = t.holder_id WHERE t.number = 1")
    return str(row.name)


def test_of_fifty_who_press_at_once_one_gets_it_and_the_others_hear_who(crowded: Town):
    for name in CROWD:
        crowded.tap(name, "claim", settle=False)
    crowded.settle()
    owner = holder(crowded)
    assert owner in CROWD
    assert crowded.ticket().state == "claimed"
    assert crowded.events().count("claim") == 1
    for name in CROWD:
        (toast,) = crowded.toasts(name)
        assert "#1" in toast
        assert (owner in toast) == (name != owner)


def test_of_fifty_who_reply_at_once_one_gets_it_and_the_others_hear_who(crowded: Town):
    for name in CROWD:
        crowded.reply(name, "收到", settle=False)
    crowded.settle()
    owner = holder(crowded)
    assert crowded.events().count("claim") == 1
    for name in CROWD:
        if name == owner:
            assert crowded.reactions(crowded.messages(name)[-1]["message_id"], name) == "👌"
        else:
            refusal = crowded.posts(name)[-1]
            assert "#1" in refusal["text"]
            assert owner in refusal["text"]
            assert refusal["reply_to_message"]["text"] == "收到"


def test_a_race_between_private_chats_and_the_staff_group_has_one_winner_too(crowded: Town):
    names = list(CROWD)
    for name in names[:10]:
        crowded.tap(name, "claim", settle=False)
    for name in names[10:20]:
        crowded.reply(name, "马上到", chat="staff", settle=False)
    for name in names[20:30]:
        crowded.tap(name, "claim", chat="staff", settle=False)
    crowded.settle()
    owner = holder(crowded)
    assert owner in names[:30]
    assert crowded.events().count("claim") + crowded.events().count("on_the_way") == 1
    assert owner in crowded.heard_by("staff")[0]


def test_everybody_s_card_shows_the_owner_and_other_buttons_after_the_claim(town: Town):
    town.say("小李", WIRE)
    town.tap("老赵", "claim")
    for name in ("王姐", "老赵"):
        assert "老赵" in town.heard_by(name)[0]
        assert "claim" not in town.offers(name)
    assert "resolve" in town.offers("老赵")


def test_claiming_what_one_already_holds_changes_nothing(town: Town):
    town.say("小李", WIRE)
    town.tap("王姐", "claim", settle=False)
    town.tap("王姐", "claim", settle=False)
    town.settle()
    town.reply("王姐", "收到")
    assert holder(town) == "王姐"
    assert town.events().count("claim") == 1
    assert len(town.toasts("王姐")) == 2


def test_a_claim_by_button_works_from_a_card_that_is_hours_old(town: Town):
    town.say("小李", WIRE)
    town.wait(hours=5)
    first = town.posts("王姐")[0]["message_id"]
    town.tap("王姐", "claim", message=first)
    assert town.ticket().state == "claimed"
