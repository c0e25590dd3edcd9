"""Who is who: rosters that follow the tables, accounts as they are met, and invites that are good once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.database import open_database
from bot.domain.roster import Purpose, Role
from bot.messages import Sender
from bot.services import invites, people
from bot.services.invites import INVITE_LASTS
from bot.services.people import Found
from tests.services.crowd import crowd, redeem
from tests.services.home import CHIEF, GROUP, MA, RIDER, WANG, Home

NEW = 4001


def roster(home: Home):
    with home.step() as step:
        return people.roster(step, "qinzhuang")


def meet(home: Home, who: int, name: str = "X", language: str | None = None, *, private: bool = False, **more) -> None:
    with home.step() as step:
        people.meet(step, Sender(who, name, language, **more), in_private=private)


def invite(home: Home, role: Role = Role.GRIDWORKER, area: str = "grid-1") -> str:
    with home.step() as step:
        found = people.find_area(step, area)
        assert isinstance(found, Found)
        return invites.invite(step, found.community_id, found.area_id, role)


def take_up(home: Home, code: str, who: int = NEW, name: str = "新人"):
    with home.step() as step:
        return invites.redeem(step, code, Sender(who, name))


def revision(home: Home) -> int:
    return int(home.rows("SELECT revision FROM community")[0].revision)


# --------------------------------------------------------------------------- rosters


def test_a_roster_is_the_community_file_as_values(qinzhuang):
    found = roster(qinzhuang)
    assert (found.name, str(found.zone), found.language) == ("秦庄社区", "Asia/Shanghai", "zh")
    assert found.areas[found.root_id].key == "qinzhuang"
    assert found.areas[found.area_of(("5",), None).id].key == "grid-1"
    assert {found.by_telegram[WANG].name, found.by_telegram[MA].name} == {"王姐", "老马"}
    assert found.roles_of(found.by_telegram[CHIEF]) == {Role.GRID_CHIEF}
    assert [(group.telegram_id, group.purpose) for group in found.groups] == [(GROUP, Purpose.REPORTS)]
    assert "甲5" in found.places.buildings


def test_a_roster_is_built_once_and_again_when_the_community_changed(qinzhuang):
    first = roster(qinzhuang)
    assert roster(qinzhuang) is first
    with qinzhuang.step() as step:
        people.touch(step, "qinzhuang")
    assert roster(qinzhuang) is not first


def test_every_bot_on_the_database_notices_a_change_that_another_one_made(qinzhuang, engine):
    other = Home(engine)
    before = roster(other)
    with qinzhuang.step() as step:
        people.set_reachable(step, WANG, reachable=False)
    assert before.by_telegram[WANG].reachable
    assert not roster(other).by_telegram[WANG].reachable


def test_an_unknown_community_is_said_to_be_unknown(home):
    with home.step() as step, pytest.raises(LookupError, match="nowhere"):
        people.roster(step, "nowhere")


# --------------------------------------------------------------------------- accounts


def test_somebody_who_never_wrote_in_private_may_still_be_reachable(qinzhuang):
    assert roster(qinzhuang).by_telegram[WANG].reachable


def test_who_writes_in_private_can_be_written_to_and_who_writes_in_a_group_perhaps_not(qinzhuang):
    meet(qinzhuang, RIDER, "小李")
    meet(qinzhuang, NEW, "新人", private=True)
    accounts = {row.telegram_id: row.reachable for row in qinzhuang.rows("SELECT * FROM account")}
    assert accounts[RIDER] is None
    assert accounts[NEW] in (True, 1)


def test_who_blocked_us_and_writes_again_can_be_reached_again(qinzhuang):
    with qinzhuang.step() as step:
        people.set_reachable(step, WANG, reachable=False)
    meet(qinzhuang, WANG, "王姐")
    assert not roster(qinzhuang).by_telegram[WANG].reachable
    meet(qinzhuang, WANG, "王姐", private=True)
    assert roster(qinzhuang).by_telegram[WANG].reachable


def test_a_new_name_or_language_is_remembered_and_a_missing_language_forgets_nothing(qinzhuang):
    meet(qinzhuang, WANG, "Wang", "en")
    meet(qinzhuang, WANG, "王姐")
    (row,) = qinzhuang.rows("SELECT name, language FROM account WHERE telegram_id = :id", id=WANG)
    assert tuple(row) == ("王姐", "en")
    assert roster(qinzhuang).by_telegram[WANG].language == "en"


def test_meeting_the_same_person_again_costs_the_roster_nothing(qinzhuang):
    meet(qinzhuang, WANG, "王姐", "zh", private=True)
    before = revision(qinzhuang)
    for _ in range(3):
        meet(qinzhuang, WANG, "王姐", "zh", private=True)
    assert revision(qinzhuang) == before


@pytest.mark.parametrize("sender", [{"anonymous": True}, {"is_bot": True}])
def test_identities_that_are_no_persons_are_not_remembered(qinzhuang, sender):
    meet(qinzhuang, 1087968824, "GroupAnonymousBot", **sender)
    assert qinzhuang.count("account") == 0


def test_one_account_in_two_communities_stands_on_both_rosters(qinzhuang):
    qinzhuang.take_in(SECOND)
    with qinzhuang.step() as step:
        assert set(people.communities_of(step, WANG)) == {"qinzhuang", "jiezi"}
        people.set_reachable(step, WANG, reachable=False)
        for community in ("qinzhuang", "jiezi"):
            assert not people.roster(step, community).by_telegram[WANG].reachable


SECOND = """
[community]
id = "jiezi"
name = "介子路社区"
[[area]]
id = "jiezi"
level = "community"
name = "介子路社区"
[[area]]
id = "grid-1"
level = "grid"
name = "第一网格"
parent = "jiezi"
buildings = ["1-9"]
[[person]]
id = "wang"
name = "王姐"
telegram_id = 1001
[[assignment]]
person = "wang"
role = "grid_chief"
area = "jiezi"
"""


def test_the_same_person_has_a_standing_in_each_community_of_its_own(qinzhuang):
    qinzhuang.take_in(SECOND)
    with qinzhuang.step() as step:
        here, there = (people.roster(step, community) for community in ("qinzhuang", "jiezi"))
        assert people.standing(here, WANG, is_reporter=False).roles == {Role.GRIDWORKER}
        assert people.standing(there, WANG, is_reporter=False).roles == {Role.GRID_CHIEF}
        stranger = people.standing(there, RIDER, is_reporter=True)
    assert (stranger.person_id, stranger.roles, stranger.is_reporter) == (None, frozenset(), True)


# --------------------------------------------------------------------------- invites


def test_an_invite_makes_whoever_takes_it_up_what_it_says(qinzhuang):
    enrolled = take_up(qinzhuang, invite(qinzhuang))
    assert enrolled is not None
    assert (enrolled.community_id, enrolled.area_name, enrolled.role) == ("qinzhuang", "第一网格", Role.GRIDWORKER)
    found = roster(qinzhuang)
    assert found.roles_of(found.by_telegram[NEW]) == {Role.GRIDWORKER}
    assert found.by_telegram[NEW].name == "新人"


def test_an_invite_is_good_once(qinzhuang):
    code = invite(qinzhuang)
    assert take_up(qinzhuang, code)
    assert take_up(qinzhuang, code) is None
    assert take_up(qinzhuang, code, who=NEW + 1) is None
    assert qinzhuang.count("assignment WHERE role = 'gridworker'") == 3


def test_an_invite_is_good_for_a_day(qinzhuang):
    code, other = invite(qinzhuang), invite(qinzhuang)
    qinzhuang.now += INVITE_LASTS - timedelta(seconds=1)
    assert take_up(qinzhuang, code)
    qinzhuang.pass_(seconds=1)
    assert take_up(qinzhuang, other, who=NEW + 1) is None


@pytest.mark.parametrize("code", ["", "x", "a" * 64, "' OR 1=1 --", "前哨"])
def test_a_code_that_nobody_gave_out_opens_nothing(qinzhuang, code):
    invite(qinzhuang)
    assert take_up(qinzhuang, code) is None


def test_an_invite_cannot_be_read_from_the_database(qinzhuang):
    code = invite(qinzhuang)
    (row,) = qinzhuang.rows("SELECT * FROM invite")
    assert code not in str(tuple(row))


def test_a_code_fits_into_a_deep_link_and_cannot_be_guessed(qinzhuang):
    codes = {invite(qinzhuang) for _ in range(5)}
    assert len(codes) == 5
    for code in codes:
        assert 22 <= len(code) <= 64
        assert code.replace("-", "").replace("_", "").isalnum()


def test_somebody_on_the_roster_gets_a_second_role_and_stays_one_person(qinzhuang):
    assert take_up(qinzhuang, invite(qinzhuang, Role.SUPERVISOR, "qinzhuang"), who=WANG, name="王姐")
    found = roster(qinzhuang)
    assert found.roles_of(found.by_telegram[WANG]) == {Role.GRIDWORKER, Role.SUPERVISOR}
    assert qinzhuang.count("person WHERE telegram_id = 1001") == 1


def test_somebody_who_stands_in_the_file_without_an_account_is_enrolled_as_that_person(qinzhuang):
    """The file's 老马 who comes by link does not become a second 老马 beside the one on the wall."""
    qinzhuang.run("UPDATE person SET telegram_id = NULL WHERE key = 'ma'")
    with qinzhuang.step() as step:
        people.touch(step, "qinzhuang")
    assert take_up(qinzhuang, invite(qinzhuang, Role.GRIDWORKER, "grid-2"), who=MA, name="老马")
    found = roster(qinzhuang)
    assert found.by_telegram[MA].key == "ma"


@pytest.mark.postgres
def test_of_many_who_take_up_one_invite_at_once_one_is_enrolled(postgres_only, postgres_home):
    home = postgres_home
    home.take_in()
    code = invite(home)
    won = crowd(redeem, [(postgres_only, code, NEW + n) for n in range(3)])
    assert sorted(won) == [False, False, True]
    assert home.count("assignment WHERE role = 'gridworker'") == 3


@pytest.mark.postgres
@pytest.mark.parametrize("reached", [True, False])
def test_two_bots_that_meet_somebody_in_the_same_moment_remember_one_account(postgres_only, postgres_home, reached):
    """The other bot's row cannot be seen yet when ours is written; the later of the two becomes a change."""
    other = Home(open_database(postgres_only))

    def later() -> None:
        with other.step() as step:
            if reached:
                people.meet(step, Sender(NEW, "新人", "en"), in_private=True)
            else:
                people.set_reachable(step, NEW, reachable=False)

    with ThreadPoolExecutor(1) as pool:
        with postgres_home.step() as first:
            people.meet(first, Sender(NEW, "新人", "en"))
            waiting = pool.submit(later)
            with pytest.raises(TimeoutError):
                waiting.result(timeout=0.2)
        waiting.result(timeout=5)
    other.engine.dispose()
    assert [tuple(row) for row in postgres_home.rows("SELECT name, language, reachable FROM account")] == [
        ("新人", "en", reached)
    ]


# --------------------------------------------------------------------------- areas by name


@pytest.mark.parametrize(
    ("wanted", "key"),
    [("grid-1", "grid-1"), ("qinzhuang/grid-2", "grid-2"), ("qinzhuang", "qinzhuang"), ("xianying", "xianying")],
)
def test_an_area_is_found_by_its_name(qinzhuang, wanted, key):
    with qinzhuang.step() as step:
        found = people.find_area(step, wanted)
        assert isinstance(found, Found)
        assert people.roster(step, "qinzhuang").areas[found.area_id].key == key


@pytest.mark.parametrize(
    ("wanted", "said"), [("grid1", "grid-1"), ("nowhere", "nowhere"), ("other/grid-1", "other/grid-1"), ("", "")]
)
def test_an_area_that_is_not_there_is_answered_with_a_sentence(qinzhuang, wanted, said):
    with qinzhuang.step() as step:
        found = people.find_area(step, wanted)
    assert isinstance(found, str)
    assert said in found


def test_a_name_that_two_communities_have_is_asked_back(qinzhuang):
    qinzhuang.take_in(SECOND)
    with qinzhuang.step() as step:
        found = people.find_area(step, "grid-1")
        assert isinstance(found, str)
        assert "qinzhuang/grid-1" in found
        assert "jiezi/grid-1" in found
        assert isinstance(people.find_area(step, "jiezi/grid-1"), Found)
