"""What a group is for, said in the group: /here by an admin, or the code of a link the bot was added by.

Who may bind is decided in `domain.permits`.
"""

from datetime import UTC

from bot.domain.permits import Denial, may_bind
from bot.domain.roster import Roster
from bot.domain.titles import read_purpose
from bot.language import Words, pick
from bot.messages import ChatType, Message
from bot.services import bindings, enrolment, groups, people, strangers, texts
from bot.services.speaking import answer
from bot.services.step import Step

_OFF = frozenset({"off", "none", "关闭", "取消"})


def take(step: Step, message: Message) -> None:
    """Answer `/here reports [area]`, `/here staff grid-1`, `/here off`: what this group is for, said by an admin."""
    words = Words(pick(message.sender.language), UTC)
    if message.chat.type is not ChatType.GROUP:
        answer(step, message, words.say("Say /here in the group that it is about."), words)
        return
    if message.sender.anonymous:
        if bindings.stands_aside(step, message.chat.id) == bindings.REFUSED:
            return
        answer(
            step, message,
            words.say("You write as an anonymous admin, so I cannot tell who you are. Please say it as yourself."),
            words,
        )  # fmt: skip
        return
    bound = groups.bound(step, message.chat.id)
    known = [people.roster(step, one) for one in people.communities_of(step, message.sender.id)]
    governed = [
        one
        for one in known
        if may_bind(people.standing(one, message.sender.id, is_reporter=False).roles, one.community_id, None) is None
    ]
    if not governed:
        _not_an_admin(step, message, bound, words)
        return
    first, _, where = message.text.strip().partition(" ")
    if first.casefold() in _OFF:
        _let_go(step, message, governed, bound, words)
        return
    purpose = read_purpose(first)
    if purpose is None:
        answer(step, message, _what_it_is(step, message, bound, words), words)
        return
    found = enrolment.places(governed, purpose, where.strip())
    if len(found) != 1:
        answer(step, message, enrolment.which(governed, found, where, words), words)
        return
    community, area = found[0]
    if bound is not None and bound.community_id != community.community_id:
        answer(step, message, strangers.denied(Denial.OF_OTHERS, words), words)
    elif groups.bind(step, community, area, message.chat.id, purpose, message.sender.id):
        strangers.welcome(step, community, area, message.chat.id, purpose)
    else:
        answer(step, message, _what_it_is(step, message, bound, words), words)


def _not_an_admin(step: Step, message: Message, bound: groups.Bound | None, words: Words) -> None:
    if bound is None:
        # Whoever is no admin here is a stranger like the rest of the group, and one line was said to them.
        strangers.greet(step, message.chat, message.sender.language)
    else:
        answer(step, message, strangers.denied(Denial.NOT_ADMIN, words), words)


def _let_go(step: Step, message: Message, governed: list[Roster], bound: groups.Bound | None, words: Words) -> None:
    own = next((one for one in governed if bound and one.community_id == bound.community_id), None)
    if own is None:
        answer(step, message, _what_it_is(step, message, bound, words), words)
        return
    groups.unbind(step, own, message.chat.id)
    answer(step, message, words.say("This group is bound to nothing any more. I stay silent here."), words)


def _what_it_is(step: Step, message: Message, bound: groups.Bound | None, words: Words) -> str:
    how = words.say("/here reports, /here staff grid-1, /here supervisors bind it; /here off lets it go.")
    if bound is None:
        return words.say("This group is bound to nothing yet.") + "\n" + how
    community = people.roster(step, bound.community_id)
    mine = [group for group in community.groups if group.telegram_id == message.chat.id]
    named = (
        f"{strangers.purpose_name(group.purpose, words)} · {texts.name(community.areas[group.area_id].name)}"
        for group in mine
    )
    said = words.say("This group belongs to {community}: {purposes}").format(
        community=texts.name(community.name), purposes=texts.listed(named, words)
    )
    return f"{said}\n{how}"


def by_code(step: Step, message: Message, code: str) -> bool:
    """Bind a group by the code of a link it was opened with. Return False when the code is not for a group."""
    taken = groups.redeem(step, code, message.chat.id, message.sender.id)
    if taken is None:
        return False
    community, area, purpose = taken
    strangers.welcome(step, community, area, message.chat.id, purpose)
    return True
