"""Importing a community: once, again, changed; who has left has no role any more, who enrolled by link keeps theirs."""

from pathlib import Path

import pytest

from bot import community_file
from bot.database import transaction
from bot.domain.households import of_building
from bot.domain.roster import Role
from bot.messages import Sender
from bot.services import census, invites, people
from bot.services.step import Step
from tests.services.home import GROUP, MA, STAFF, WANG, Home
from tests.stories.qinzhuang import QINZHUANG

SAMPLE = (Path(__file__).parents[2] / "bot" / "sandbox" / "qinzhuang.toml").read_text("utf-8")


def without(table: str, **values: str) -> str:
    """Return 秦庄 without the tables of that kind that carry all these values."""
    head, *tables = QINZHUANG.split("[[")
    wanted = [f'{key} = "{value}"' for key, value in values.items()]
    kept = [one for one in tables if not (one.startswith(table) and all(line in one for line in wanted))]
    assert len(kept) < len(tables)
    return "[[".join((head, *kept))


def roster(home: Home):
    with home.step() as step:
        return people.roster(step, "qinzhuang")


@pytest.mark.parametrize("text", [QINZHUANG, SAMPLE], ids=["stories", "sample"])
def test_taking_a_file_in_twice_changes_nothing(home, text):
    assert home.take_in(text)["added community"] == 1
    tables = ("community", "area", "person", "assignment", "department", "chat")
    before = {table: home.rows(f"SELECT * FROM {table} ORDER BY 1") for table in tables}
    assert home.take_in(text) == {}
    assert {table: home.rows(f"SELECT * FROM {table} ORDER BY 1") for table in tables} == before


def test_it_says_what_it_did(home):
    assert home.take_in() == {
        "added community": 1,
        "added area": 4,
        "added person": 7,
        "added assignment": 7,
        "added chat": 1,
    }


def test_a_changed_line_changes_that_row_and_no_other(qinzhuang):
    assert qinzhuang.take_in(QINZHUANG.replace("王姐", "王大姐")) == {"changed person": 1}
    assert roster(qinzhuang).by_telegram[WANG].name == "王大姐"


def test_another_time_zone_or_name_reaches_every_roster(qinzhuang):
    roster(qinzhuang)
    qinzhuang.take_in(QINZHUANG.replace('name = "秦庄社区"', 'name = "秦庄"\ntimezone = "Asia/Urumqi"', 1))
    assert (roster(qinzhuang).name, str(roster(qinzhuang).zone)) == ("秦庄", "Asia/Urumqi")


def test_the_numbers_of_a_communitys_tickets_go_on_after_an_import(qinzhuang):
    assert qinzhuang.report().number == 1
    qinzhuang.take_in(QINZHUANG.replace('name = "秦庄社区"', 'name = "秦庄"', 1))
    assert qinzhuang.report("3号楼电梯坏了,有人被困", rider=3002).number == 2


def test_whoever_has_left_the_file_has_no_role_any_more_but_stays_known(qinzhuang):
    ticket = qinzhuang.report()
    qinzhuang.press(WANG, f"v1:claim:{ticket.id}:{ticket.version}")
    left = without("person", id="wang").replace('person = "wang"', 'person = "zhao"')
    changes = qinzhuang.take_in(left)
    assert changes["removed assignment"] == 1
    found = roster(qinzhuang)
    assert WANG not in found.by_telegram or found.roles_of(found.by_telegram[WANG]) == frozenset()
    assert qinzhuang.rows("SELECT holder_id FROM ticket")[0].holder_id is not None


def test_a_person_whose_key_happens_to_begin_like_an_enrolled_ones_leaves_like_everybody_else(home):
    named = QINZHUANG.replace('id = "ma"', 'id = "tguo"').replace('person = "ma"', 'person = "tguo"')
    home.take_in(named)
    left = named.replace('[[assignment]]\nperson = "tguo"\nrole = "gridworker"\narea = "grid-2"\n', "")
    left = left.replace('[[person]]\nid = "tguo"\nname = "老马"\ntelegram_id = 1002\n', "")
    assert home.take_in(left)["removed assignment"] == 1
    assert roster(home).roles_of(roster(home).by_telegram[MA]) == frozenset()


def test_a_removed_assignment_is_gone_and_a_changed_shift_replaces_the_old_one(qinzhuang):
    night = QINZHUANG.replace(
        'role = "gridworker"\narea = "grid-1"', 'role = "gridworker"\narea = "grid-1"\nhours = "20:00-08:00"'
    )
    assert qinzhuang.take_in(night) == {"added assignment": 1, "removed assignment": 1}
    with qinzhuang.step() as step:
        found = people.roster(step, "qinzhuang")
        area = found.area_of(("5",), None).id
        assert found.holders(Role.GRIDWORKER, area, step.now, step.rules.calendar) == ()


def test_the_same_assignment_twice_in_the_file_is_kept_as_it_stands(home):
    twice = QINZHUANG + '[[assignment]]\nperson = "wang"\nrole = "gridworker"\narea = "grid-1"\n'
    assert home.take_in(twice)["added assignment"] == 8
    assert home.take_in(twice) == {}


def test_a_removed_area_gets_no_new_tickets_and_keeps_its_old_ones(qinzhuang):
    ticket = qinzhuang.report()
    gone = without("area", id="grid-1").replace('area = "grid-1"', 'area = "grid-2"')
    assert qinzhuang.take_in(gone)["removed area"] == 1
    assert roster(qinzhuang).area_of(("5",), None).key == "qinzhuang"
    assert qinzhuang.rows("SELECT area_id FROM ticket")[0].area_id == ticket.area_id
    assert qinzhuang.take_in(gone) == {}


def test_an_area_that_comes_back_has_its_buildings_again(qinzhuang):
    qinzhuang.take_in(without("area", id="grid-1").replace('area = "grid-1"', 'area = "grid-2"'))
    qinzhuang.take_in()
    assert roster(qinzhuang).area_of(("5",), None).key == "grid-1"


def test_who_enrolled_by_link_keeps_account_and_role_through_an_import(qinzhuang):
    with qinzhuang.step() as step:
        found = people.find_area(step, "grid-1")
        assert isinstance(found, people.Found)
        code = invites.invite(step, "qinzhuang", found.area_id, Role.GRIDWORKER)
        invites.redeem(step, code, Sender(4001, "新人"))
    assert qinzhuang.take_in() == {}
    now = roster(qinzhuang)
    assert now.roles_of(now.by_telegram[4001]) == {Role.GRIDWORKER}


def test_somebody_in_the_file_without_an_account_keeps_the_one_that_enrolled(home):
    nameless = QINZHUANG.replace('id = "ma"\nname = "老马"\ntelegram_id = 1002\n', 'id = "ma"\nname = "老马"\n')
    home.take_in(nameless)
    home.run("UPDATE person SET telegram_id = 1002 WHERE key = 'ma'")
    assert home.take_in(nameless) == {}
    assert MA in roster(home).by_telegram


def test_two_communities_under_one_subdistrict_share_it_and_nothing_else(qinzhuang):
    second = QINZHUANG.replace("qinzhuang", "hanzhuang").replace("秦庄", "韩庄").replace("-1001", "-2001")
    qinzhuang.take_in(second)
    assert qinzhuang.count("area WHERE key = 'xianying'") == 1
    assert qinzhuang.count("area WHERE key = 'grid-1'") == 2
    with qinzhuang.step() as step:
        here, there = (people.roster(step, key) for key in ("qinzhuang", "hanzhuang"))
    assert not set(here.people) & set(there.people)
    assert {area.key for area in here.areas.values()} == {"xianying", "qinzhuang", "grid-1", "grid-2"}


def test_a_group_that_met_us_before_it_was_bound_is_no_stranger_any_more(home):
    home.take(home.message("hello", chat=GROUP))
    assert home.count("chat WHERE community_id IS NULL") == 1
    home.take_in()
    assert home.rows("SELECT community_id, purpose FROM chat") == [("qinzhuang", "reports")]


def test_a_group_with_two_purposes_is_kept_twice_and_a_removed_one_is_forgotten(qinzhuang):
    both = QINZHUANG + '[[chat]]\ntelegram_id = -1001\npurpose = "staff"\narea = "qinzhuang"\n'
    assert qinzhuang.take_in(both) == {"added chat": 1}
    assert qinzhuang.take_in() == {"removed chat": 1}
    assert [(group.telegram_id, group.purpose.value) for group in roster(qinzhuang).groups] == [(GROUP, "reports")]


def test_a_groups_reachability_is_not_the_files_to_say(qinzhuang):
    qinzhuang.run("UPDATE chat SET reachable = :no", no=False)
    assert qinzhuang.take_in() == {}
    assert not roster(qinzhuang).groups[0].reachable


def test_a_file_that_cannot_be_taken_whole_is_not_taken_at_all(home, engine):
    """Two people's rows may not be written when the third one cannot be: an import is one transaction."""
    home.take_in()
    bad = community_file.parse(QINZHUANG.replace("-1001", str(STAFF)), Path("x.toml"))
    before = home.rows("SELECT * FROM chat")

    def interrupted() -> None:
        with transaction(engine) as connection:
            census.take(Step(connection, home.now, home.rules), bad)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert home.rows("SELECT * FROM chat") == before


BUILDING = """
[[area]]
id = "b5"
level = "building"
name = "5号楼"
parent = "grid-1"
buildings = ["5"]
"""


def test_households_are_what_was_said_last_and_silence_says_nothing(home):
    for text, known in (("households = 48", 48), ("", 48), ("households = 50", 50), ("households = 0", None)):
        home.take_in(QINZHUANG + BUILDING + text)
        assert of_building(roster(home), "5", None) == known
