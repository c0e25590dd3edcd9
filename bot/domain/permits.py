"""Who may ask, invite and bind: everything people arrange that is not about one ticket.

    look      who would get it · a ticket's history      staff and supervisors, never in a riders' group
    list      the issue list of their areas              grid chiefs and those above, never in a riders' group
    count     figures of their areas                     staff and supervisors, never in a riders' group
    wish      when and how digests come to a group       supervisors and admins, in that group
    board     the notice board                           anybody in a bound group, anybody on the roster
    invite    a person                                   admin: anybody; community: those who work for it
    bind      a group                                    admins of that community alone

Decides; it neither reads nor writes.
"""

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.roster import STAFF, UPPER_RUNGS, Purpose, Role

LISTED_TO = frozenset(UPPER_RUNGS) | {Role.SUPERVISOR, Role.ADMIN}
INVITED_BY_COMMUNITY = frozenset({Role.BUILDING_HEAD, Role.GRIDWORKER, Role.GRID_CHIEF, Role.PROPERTY})


class Denial(StrEnum):
    """Why not. Each becomes a sentence."""

    STRANGER = "stranger"
    NOT_HERE = "not_here"
    NOT_ABOVE = "not_above"
    ONLY_OWN = "only_own"
    NOT_SUPERVISOR = "not_supervisor"
    NOT_ADMIN = "not_admin"
    NOT_THIS_ROLE = "not_this_role"
    IN_PRIVATE_ONLY = "in_private_only"
    OF_OTHERS = "of_others"
    REFUSED_BEFORE = "refused_before"


def may_look(roles: frozenset[Role], purposes: frozenset[Purpose] | None) -> Denial | None:
    """Say whether somebody may look into duty and history there; `purposes` None is a private chat."""
    if not roles & (STAFF | {Role.SUPERVISOR}):
        return Denial.STRANGER
    if purposes is not None and not purposes & {Purpose.STAFF, Purpose.SUPERVISORS}:
        return Denial.NOT_HERE
    return None


def may_list(held: Mapping[Role, frozenset[int]], purposes: frozenset[Purpose] | None) -> frozenset[int] | Denial:
    """Return the areas whose issues somebody may see listed there, with all that lies in them; else say why not.

    `held`: their roles, each with the ids of the areas they hold it in; `purposes` None is a private chat.
    """
    denied = may_look(frozenset(held), purposes)
    if denied is not None:
        return Denial.ONLY_OWN if denied is Denial.STRANGER else denied
    areas = frozenset[int]().union(*(held[role] for role in held.keys() & LISTED_TO))
    return areas or Denial.NOT_ABOVE


def may_count(held: Mapping[Role, frozenset[int]], purposes: frozenset[Purpose] | None) -> frozenset[int] | Denial:
    """Return the areas whose figures somebody may ask for there, with all that lies in them; else say why not."""
    denied = may_look(frozenset(held), purposes)
    if denied is not None:
        return Denial.ONLY_OWN if denied is Denial.STRANGER else denied
    return frozenset[int]().union(*held.values())


def may_wish(roles: frozenset[Role]) -> Denial | None:
    """Say whether somebody may choose when and how digests come to a supervisors' group of their community."""
    return None if roles & {Role.SUPERVISOR, Role.ADMIN} else Denial.NOT_SUPERVISOR


def may_invite(roles: frozenset[Role], invited: Role | Purpose, *, in_private: bool) -> Denial | None:
    """Say whether somebody with these roles may invite one who becomes `invited`, or a group for that purpose."""
    if not roles & {Role.ADMIN, Role.COMMUNITY}:
        return Denial.NOT_ADMIN
    if not in_private:
        return Denial.IN_PRIVATE_ONLY
    if Role.ADMIN in roles or invited in INVITED_BY_COMMUNITY:
        return None
    return Denial.NOT_THIS_ROLE


def may_bind(roles: frozenset[Role], community_id: str, bound_to: str | None) -> Denial | None:
    """Say whether somebody with these roles in a community may bind a group to it that is bound to `bound_to` now."""
    if Role.ADMIN not in roles:
        return Denial.NOT_ADMIN
    return Denial.OF_OTHERS if bound_to not in (None, community_id) else None
