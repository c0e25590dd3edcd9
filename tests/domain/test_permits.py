"""Who may look, invite and bind: every role, in every kind of chat."""

import pytest

from bot.domain.permits import Denial, may_bind, may_count, may_invite, may_list, may_look, may_wish
from bot.domain.roster import Purpose, Role

REPORTS, STAFF, SUPERVISORS = (frozenset({one}) for one in (Purpose.REPORTS, Purpose.STAFF, Purpose.SUPERVISORS))


@pytest.mark.parametrize("role", Role)
def test_everybody_on_the_roster_may_look_but_not_before_riders(role):
    roles = frozenset({role})
    assert may_look(roles, None) is None
    assert may_look(roles, STAFF) is may_look(roles, SUPERVISORS) is None
    assert may_look(roles, REPORTS) is Denial.NOT_HERE
    assert may_look(roles, REPORTS | STAFF) is None


@pytest.mark.parametrize("purposes", [None, REPORTS, STAFF, frozenset()])
def test_a_stranger_may_look_nowhere(purposes):
    assert may_look(frozenset(), purposes) is Denial.STRANGER


@pytest.mark.parametrize("role", Role)
def test_the_issues_of_their_own_areas_are_listed_to_those_above_and_to_nobody_before_riders(role):
    held = {role: frozenset({3, 4}), Role.GRIDWORKER: frozenset({9})}
    above = role not in (Role.BUILDING_HEAD, Role.GRIDWORKER, Role.PROPERTY)
    assert may_list(held, None) == may_list(held, STAFF) == (frozenset({3, 4}) if above else Denial.NOT_ABOVE)
    assert may_list(held, REPORTS) is Denial.NOT_HERE
    assert may_list({}, None) is Denial.ONLY_OWN


@pytest.mark.parametrize("role", Role)
def test_whoever_is_on_the_roster_may_count_their_own_areas_but_not_before_riders(role):
    held = {role: frozenset({3, 4}), Role.GRIDWORKER: frozenset({9})}
    held[role] = frozenset({3, 4})
    areas = frozenset().union(*held.values())
    assert may_count(held, None) == may_count(held, STAFF) == may_count(held, SUPERVISORS) == areas
    assert may_count(held, REPORTS) is Denial.NOT_HERE
    assert may_count({}, None) is Denial.ONLY_OWN


@pytest.mark.parametrize("role", Role)
def test_supervisors_and_admins_choose_for_their_group_and_nobody_else(role):
    allowed = role in (Role.SUPERVISOR, Role.ADMIN)
    assert may_wish(frozenset({role, Role.GRIDWORKER})) is (None if allowed else Denial.NOT_SUPERVISOR)
    assert may_wish(frozenset()) is Denial.NOT_SUPERVISOR


@pytest.mark.parametrize("invited", [*Role, Purpose.REPORTS, Purpose.STAFF, Purpose.SUPERVISORS])
def test_an_admin_may_invite_anybody_and_any_group_but_in_private_alone(invited):
    assert may_invite(frozenset({Role.ADMIN}), invited, in_private=True) is None
    assert may_invite(frozenset({Role.ADMIN}), invited, in_private=False) is Denial.IN_PRIVATE_ONLY


def test_a_community_may_invite_those_who_work_for_it_and_nobody_else():
    allowed = {role for role in Role if may_invite(frozenset({Role.COMMUNITY}), role, in_private=True) is None}
    assert allowed == {Role.BUILDING_HEAD, Role.GRIDWORKER, Role.GRID_CHIEF, Role.PROPERTY}
    assert may_invite(frozenset({Role.COMMUNITY}), Purpose.REPORTS, in_private=True) is Denial.NOT_THIS_ROLE


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMIN, Role.COMMUNITY)])
def test_nobody_else_may_invite(role):
    assert may_invite(frozenset({role}), Role.GRIDWORKER, in_private=True) is Denial.NOT_ADMIN


@pytest.mark.parametrize("role", Role)
def test_only_an_admin_binds_and_nobody_takes_another_community_s_group(role):
    roles = frozenset({role})
    assert (may_bind(roles, "a", None) is None) == (role is Role.ADMIN)
    assert may_bind(roles, "a", "b") is (Denial.OF_OTHERS if role is Role.ADMIN else Denial.NOT_ADMIN)
    assert may_bind(frozenset({Role.ADMIN}), "a", "a") is None
