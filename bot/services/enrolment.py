"""How people come to a community: /invite, the first admin's code, and who has not pressed Start yet.

A code is good once and for a day. Who may invite whom is decided in `domain.permits`.
"""

from dataclasses import dataclass
from datetime import UTC
from difflib import get_close_matches

from sqlalchemy import select

from bot.calls import Poster
from bot.domain.permits import Denial, may_invite
from bot.domain.roster import Area, Level, Purpose, Role, Roster
from bot.domain.titles import PURPOSE_WORDS, ROLE_WORDS, read_purpose, read_role
from bot.domain.whereabouts import areas_called, own_areas
from bot.language import Words, pick
from bot.messages import ChatType, Message
from bot.services import bindings, cards, escalation, groups, invites, outbox, people, strangers, texts
from bot.services.outbox import For, Priority
from bot.services.speaking import answer
from bot.services.step import Step
from bot.tables import Community

_SOMEWHERE_ABOVE = {Role.SUBDISTRICT: Level.SUBDISTRICT, Role.DISTRICT: Level.DISTRICT}
_OF_THE_WHOLE = frozenset({Role.ADMIN, Role.COMMUNITY, Role.SUPERVISOR, *Purpose})


@dataclass(frozen=True, slots=True)
class FirstAdmin:
    """A community that nobody can administer in chat yet, with the code that changes this."""

    community: str
    code: str


def first_admins(step: Step) -> list[FirstAdmin]:
    """Make a code for the first admin of every community that has none who can be written to."""
    made = []
    for community_id in step.connection.scalars(select(Community.id).order_by(Community.id)).all():
        community = people.roster(step, community_id)
        if lacks_admin(step, community):
            code = invites.invite(step, community_id, community.root_id, Role.ADMIN)
            made.append(FirstAdmin(community.name, code))
    return made


def lacks_admin(step: Step, community: Roster) -> bool:
    """Tell whether there is no admin who can be written to."""
    waiting = {person.id for person in people.unmet(step, community)}
    return all(one.id in waiting for one in community.people.values() if Role.ADMIN in community.roles_of(one))


def person_link(step: Step, code: str) -> str:
    """Return the link that enrols a person."""
    return f"https://t.me/{step.rules.bot_name}?start={code}"


def group_link(step: Step, code: str) -> str:
    """Return the link that adds the bot to a group and binds it."""
    return f"https://t.me/{step.rules.bot_name}?startgroup={code}"


# --------------------------------------------------------------------------- /invite


def invite(step: Step, message: Message) -> None:
    """Answer `/invite gridworker grid-1`, `/invite staff grid-1`: a link and a code to scan, in private only."""
    words = Words(pick(message.sender.language), UTC)
    known = groups.of_sender(step, message)
    roles = {one.community_id: people.standing(one, message.sender.id, is_reporter=False).roles for one in known}
    wanted, where = _first_words(message.text)
    private = message.chat.type is ChatType.PRIVATE
    denials = [may_invite(roles[one.community_id], wanted or Role.GRIDWORKER, in_private=private) for one in known]
    governed = [one for one, denial in zip(known, denials, strict=True) if denial is None]
    if not governed:
        answer(step, message, strangers.denied(next(filter(None, denials), Denial.STRANGER), words), words)
        return
    words = cards.words_for(governed[0], message.sender.language)
    if wanted is None:
        answer(step, message, _how_to_invite(governed, message.text, words), words)
        return
    found = places(governed, wanted, where)
    if len(found) != 1:
        answer(step, message, which(governed, found, where, words), words)
        return
    _hand_out(step, message, *found[0], wanted, words)


def _first_words(text: str) -> tuple[Role | Purpose | None, str]:
    """Return what is to be enrolled and the rest of the words: `grid chief qinzhuang` has two words for the role."""
    said = text.split()
    for count in (2, 1):
        role = " ".join(said[:count])
        if said[:count] and (found := read_role(role) or read_purpose(role)):
            return found, " ".join(said[count:])
    return None, text


def places(governed: list[Roster], wanted: Role | Purpose, where: str) -> list[tuple[Roster, Area]]:
    """Return the areas that may be meant by words, each with its community; without words what it is usually for."""
    community_id, slash, name = where.partition("/")
    if slash:
        governed, where = [one for one in governed if one.community_id == community_id.strip()], name
    if where.strip():
        return [(one, area) for one in governed for area in areas_called(one, where)]
    if wanted in _OF_THE_WHOLE:
        return [(one, one.areas[one.root_id]) for one in governed]
    level = _SOMEWHERE_ABOVE.get(wanted) if isinstance(wanted, Role) else None
    return [(one, area) for one in governed for area in one.upwards(one.root_id) if area.level is level]


def which(governed: list[Roster], found: list[tuple[Roster, Area]], where: str, words: Words) -> str:
    """Return what one hears who named an area that is not there, or that several are called."""
    if found:
        named = texts.listed((f"{one.community_id}/{area.key}" for one, area in found), words)
        return words.say("Say which: {areas}").format(areas=named)
    return _no_such_area(governed, where, words)


def _no_such_area(governed: list[Roster], where: str, words: Words) -> str:
    named = {name: area.key for one in governed for area in own_areas(one) for name in (area.key, area.name)}
    near = get_close_matches(where.rpartition("/")[2], named, n=1)
    if near:
        said = words.say("There is no area “{area}”. Did you mean {near}?")
        return said.format(area=texts.name(where), near=texts.name(near[0]))
    shown = [f"{area.key} {area.name}" for one in governed for area in own_areas(one)][:30]
    said = words.say("Say the area as well, one of: {areas}")
    return said.format(areas=texts.listed(map(texts.name, shown), words))


def _how_to_invite(governed: list[Roster], said: str, words: Words) -> str:
    first, _, _ = said.strip().partition(" ")
    near = get_close_matches(first.casefold(), [*ROLE_WORDS, *PURPOSE_WORDS], n=1) if first else []
    if near:
        line = words.say("“{word}” is no role. Did you mean {near}?")
        return line.format(word=texts.name(first), near=texts.name(near[0]))
    grid = next((area.key for one in governed for area in own_areas(one) if area.level is Level.GRID), "grid-1")
    roles = texts.listed((f"{role.value} {escalation.role_name(role, words)}" for role in Role), words)
    how = words.say(
        "Say who and where: /invite gridworker {grid}, or for a group /invite staff {grid}, /invite reports.\n"
        "Roles: {roles}"
    )
    return how.format(grid=texts.name(grid), roles=roles)


def _hand_out(
    step: Step, message: Message, community: Roster, area: Area, wanted: Role | Purpose, words: Words
) -> None:
    for_group = isinstance(wanted, Purpose)
    role = bindings.role_of(wanted) if isinstance(wanted, Purpose) else wanted.value
    code = invites.invite(step, community.community_id, area.id, role)
    link = group_link(step, code) if for_group else person_link(step, code)
    title = (
        strangers.purpose_name(wanted, words) if isinstance(wanted, Purpose) else escalation.role_name(wanted, words)
    )
    if for_group:
        how = words.say("Open it and choose the group: I join it and bind it. Good once, for a day.")
    else:
        how = words.say("Send it to that person alone, or let them scan it. Good once, for a day.")
    title = f"{title} · {area.name}"
    poster = Poster("invite.png", title, (), link, community.name, f"{title}\n{link}\n{how}", sheet=False)
    outbox.put(step, poster, message.chat.id, For.NOTICE, Priority.RECEIPT, language=words.language)
