"""Riders report for people without a telephone: who it is for is known to those who handle it, and to nobody else."""

import pytest

from tests.stories.qinzhuang import QINZHUANG, STAFF_GROUP
from tests.stories.town import Town

SAID = "代5号楼王奶奶报:厨房漏水"


@pytest.fixture
def staffed(open_town) -> Town:
    """Give 秦庄 with its staff group."""
    town: Town = open_town(community=QINZHUANG + STAFF_GROUP)
    return town


def in_groups(town: Town) -> str:
    return "\n".join(town.heard_by("group") + town.heard_by("staff"))


def buildings(town: Town, number: int = 1) -> str:
    return str(town.ticket(number).buildings)


@pytest.mark.parametrize("said", [SAID, "代5号楼王奶奶报：厨房漏水", "帮5号楼王奶奶报修一下，厨房漏水"])
def test_the_resident_the_words_and_the_place_are_told_apart(town: Town, said: str):
    town.say("小李", said)
    ticket = town.ticket()
    assert (ticket.resident, ticket.words, ticket.category) == ("5号楼王奶奶", "厨房漏水", "water_leak")
    assert "5" in buildings(town)


def test_who_it_is_for_stands_on_private_cards(town: Town):
    town.say("小李", SAID)
    for name in ("王姐", "老赵"):
        assert "5号楼王奶奶" in town.heard_by(name)[0]
        assert "厨房漏水" in town.heard_by(name)[0]


def test_who_it_is_for_stands_in_no_group(staffed: Town):
    staffed.say("小李", SAID)
    assert "王奶奶" in staffed.heard_by("王姐")[0]
    assert "厨房漏水" in in_groups(staffed)
    assert "王奶奶" not in in_groups(staffed)


def test_not_even_when_it_is_claimed_escalated_and_fixed(staffed: Town):
    staffed.say("小李", SAID)
    staffed.wait(minutes=10)
    staffed.reply("王姐", "收到")
    staffed.reply("王姐", "已处理")
    assert staffed.ticket().state == "resolved"
    assert "王奶奶" not in in_groups(staffed)


def test_an_edit_does_not_bring_it_into_the_group(staffed: Town):
    (message,) = staffed.say("小李", SAID)
    staffed.edit("小李", message, "代5号楼王奶奶报:厨房漏水,水都流到楼道了")
    ticket = staffed.ticket()
    assert "水都流到楼道了" in ticket.words
    assert ticket.resident == "5号楼王奶奶"
    assert "王奶奶" not in in_groups(staffed)


def test_words_that_join_do_not_bring_it_into_the_group(staffed: Town):
    staffed.say("小李", photos=["sewage"])
    staffed.say("小李", SAID)
    ticket = staffed.ticket()
    assert (len(staffed.rows("SELECT id FROM ticket")), ticket.resident) == (1, "5号楼王奶奶")
    assert "王奶奶" not in in_groups(staffed)


def test_a_voice_for_somebody_else_that_joins_does_not_bring_it_into_the_group(staffed: Town):
    staffed.say("小陈", "5号楼厨房漏水")
    staffed.say("小李", SAID)
    assert len(staffed.rows("SELECT id FROM ticket")) == 1
    assert [said for said in staffed.heard_by("王姐") if "王奶奶" in said]
    assert "王奶奶" not in in_groups(staffed)


def test_set_apart_it_is_still_for_the_same_resident(staffed: Town):
    staffed.say("小陈", "5号楼厨房漏水")
    staffed.say("小李", SAID)
    own = staffed.rows("SELECT id FROM report WHERE sender_id = 3001")[0].id
    staffed.tap("小李", f"apart:{own}", chat="group")
    ticket = staffed.ticket(2)
    assert (ticket.resident, ticket.words) == ("5号楼王奶奶", "厨房漏水")
    assert "王奶奶" not in in_groups(staffed)


def test_two_troubles_for_one_resident_are_both_for_them(staffed: Town):
    staffed.say("小李", "代5号楼王奶奶报:5号楼垃圾没人清,路灯也不亮")
    rows = staffed.rows("SELECT resident FROM ticket ORDER BY number")
    assert {row.resident for row in rows} == {"5号楼王奶奶"}
    assert len(rows) == 2
    assert "王奶奶" not in in_groups(staffed)


def test_merged_by_later_words_it_does_not_come_into_the_group(staffed: Town):
    staffed.say("小陈", "5号楼厨房漏水")
    staffed.say("小李", photos=["sewage"])
    staffed.say("小李", SAID)
    assert staffed.ticket(2).state == "void"
    assert "王奶奶" not in in_groups(staffed)


def test_the_rider_s_own_words_are_for_the_rider(town: Town):
    town.say("小李", "帮我报一下:5号楼厨房漏水")
    assert town.ticket().resident is None


def test_markup_in_a_resident_s_name_is_only_text(town: Town):
    town.say("小李", "代5号楼<b>王&奶奶</b>报:厨房漏水")
    assert "<b>王&奶奶</b>" in town.heard_by("王姐")[0]


def test_after_a_command_it_works_as_well(staffed: Town):
    staffed.say("小李", f"/report {SAID}")
    assert (staffed.ticket().resident, staffed.ticket().words) == ("5号楼王奶奶", "厨房漏水")
    assert "王奶奶" not in in_groups(staffed)
