"""Groups that belong to nobody yet: one polite line, one question to every admin, and then silence.

an unknown group ──▶ "I stay silent" · each admin: this group asks to join [as reports] [as staff] [refuse]
approved         ──▶ bound to the community's whole area, and the group hears it
refused          ──▶ silence for ever, until an admin says /here in the group
"""

from datetime import UTC, timedelta

from sqlalchemy import select, update

from bot.calls import Button, Buttons, Edit, Say, Style
from bot.domain.permits import Denial, may_bind
from bot.domain.roster import Area, Person, Purpose, Role, Roster
from bot.language import Words, pick
from bot.messages import ChatRef, Press
from bot.services import bindings, cards, groups, outbox, people, texts
from bot.services.outbox import For, Priority
from bot.services.step import Step
from bot.tables import Area as AreaRow
from bot.tables import Assignment, Chat, Posting
from bot.tables import Person as PersonRow

PREFIX = "g1:"
"""How the data of these buttons begins; the others are about tickets."""

# An admin who adds the bot by a link, or says /here at once, needs to be asked nothing.
PATIENCE = timedelta(seconds=5)
MOST_COMMUNITIES = 8
_OFFERED = (Purpose.REPORTS, Purpose.STAFF)


def greet(step: Step, chat: ChatRef, language: str | None) -> None:
    """Say once, and only once, that a group is not bound; ask every admin once what it shall be."""
    if step.connection.execute(select(Chat.id).where(Chat.telegram_id == chat.id)).first() is not None:
        return
    bindings.set_aside(step, chat.id, Purpose.UNKNOWN.value)
    words = Words(pick(language), UTC)
    said = words.say("This group ({id}) belongs to no community yet. I stay silent until the operator adds it.")
    outbox.put(
        step, Say(said.format(id=chat.id)), chat.id, For.NOTICE, Priority.NOTICE, language=words.language,
        key=_key(step, chat.id), delay=PATIENCE,
    )  # fmt: skip
    for person, governed in _admins(step):
        _ask(step, chat, person, governed)


def _key(step: Step, chat_id: int, person_id: int = 0) -> str:
    return f"stranger:{chat_id}:{person_id}:{step.now.timestamp():.0f}"


def _admins(step: Step) -> list[tuple[Person, list[Roster]]]:
    """Return every admin who can be written to, with the communities they govern."""
    found = step.connection.scalars(
        select(PersonRow.community_id)
        .join(Assignment, Assignment.person_id == PersonRow.id)
        .where(Assignment.role == Role.ADMIN.value, PersonRow.telegram_id.is_not(None))
        .distinct()
    ).all()
    governed: dict[int, tuple[Person, list[Roster]]] = {}
    for community in [people.roster(step, one) for one in sorted(found)]:
        for telegram_id, person in community.by_telegram.items():
            if person.reachable and Role.ADMIN in community.roles_of(person):
                governed.setdefault(telegram_id, (person, []))[1].append(community)
    return list(governed.values())


def _ask(step: Step, chat: ChatRef, person: Person, governed: list[Roster]) -> None:
    words = cards.words_for(governed[0], person.language)
    said = words.say("The group “{title}” ({id}) asks to join. What shall it be?")
    said = said.format(title=texts.name(chat.title), id=chat.id)
    outbox.put(
        step, Say(said, _buttons(chat.id, governed, words)), person.telegram_id, For.NOTICE, Priority.NOTICE,
        language=words.language, key=_key(step, chat.id, person.telegram_id or 0), delay=PATIENCE,
    )  # fmt: skip


def _buttons(chat_id: int, governed: list[Roster], words: Words) -> Buttons:
    rows = []
    for community in governed[:MOST_COMMUNITIES]:
        named = f"{community.name} · " if len(governed) > 1 else ""
        drawn = [
            Button(named + purpose_name(purpose, words), f"{PREFIX}{purpose.value}:{chat_id}:{community.root_id}")
            for purpose in _OFFERED
        ]
        rows.append(tuple(drawn))
    return (*rows, (Button(words.say("Refuse"), f"{PREFIX}refuse:{chat_id}:0", Style.DANGER),))


def purpose_name(purpose: Purpose, words: Words) -> str:
    """Return what a group is called that is for that."""
    return {
        Purpose.REPORTS: words.say("report group"),
        Purpose.STAFF: words.say("staff group"),
        Purpose.SUPERVISORS: words.say("supervisors' group"),
        Purpose.UNKNOWN: words.say("unknown group"),
    }[purpose]


def withdraw(step: Step, chat_id: int) -> None:
    """Take back the line and the questions about a group that have not gone out yet: it is no stranger any more."""
    waiting = (Posting.dedup_key.like(f"stranger:{chat_id}:%"), Posting.state == "waiting")
    step.connection.execute(update(Posting.__table__).where(*waiting).values(state="superseded"))


def welcome(step: Step, community: Roster, area: Area, chat_id: int, purpose: Purpose) -> None:
    """Say in a group what it is from now on."""
    withdraw(step, chat_id)
    words = cards.words_for(community, None)
    said = {
        Purpose.REPORTS: words.say(
            "This group now reports to {community} ({area}). Post a photo, the place and a few words."
        ),
        Purpose.STAFF: words.say(
            "This is now the staff group of {area} ({community}). Cards come here; reply to them or press the buttons."
        ),
        Purpose.SUPERVISORS: words.say("The daily digest of {area} ({community}) now comes to this group."),
    }[purpose]
    said = said.format(community=texts.name(community.name), area=texts.name(area.name))
    outbox.put(step, Say(said), chat_id, For.NOTICE, Priority.RECEIPT, language=words.language)


def take(step: Step, press: Press) -> str:
    """Take a press on a question about a group; return the toast that answers it."""
    words = Words(pick(press.sender.language), UTC)
    verb, _, rest = press.data.removeprefix(PREFIX).partition(":")
    chat, _, root = rest.partition(":")
    if not chat.lstrip("-").isdecimal() or len(chat) > 18 or not root.isdecimal():
        return words.say("I do not know this button any more.")
    if verb == "refuse":
        return _refuse(step, press, int(chat), words)
    scope = step.connection.scalar(select(AreaRow.scope).where(AreaRow.id == int(root[:18])))
    if not scope or verb not in [purpose.value for purpose in _OFFERED]:
        return words.say("I do not know this button any more.")
    return _approve(step, press, people.roster(step, scope), int(chat), Purpose(verb), words)


def _approve(step: Step, press: Press, community: Roster, chat_id: int, purpose: Purpose, words: Words) -> str:
    roles = people.standing(community, press.sender.id, is_reporter=False).roles
    found = groups.bound(step, chat_id)
    denial = may_bind(roles, community.community_id, found.community_id if found else None)
    if denial is None and bindings.stands_aside(step, chat_id) == bindings.REFUSED:
        denial = Denial.REFUSED_BEFORE
    if denial is not None:
        return denied(denial, words)
    area = community.areas[community.root_id]
    if groups.bind(step, community, area, chat_id, purpose, press.sender.id):
        welcome(step, community, area, chat_id, purpose)
    said = words.say("{chat} is now the {purpose} of {community}.")
    name = texts.name(community.name)
    return _settle(press, step, said.format(chat=chat_id, purpose=purpose_name(purpose, words), community=name), words)


def _refuse(step: Step, press: Press, chat_id: int, words: Words) -> str:
    governs = any(press.sender.id == person.telegram_id for person, _ in _admins(step))
    if not governs:
        return denied(Denial.NOT_ADMIN, words)
    if groups.bound(step, chat_id) is not None:
        return denied(Denial.OF_OTHERS, words)
    bindings.set_aside(step, chat_id, bindings.REFUSED)
    withdraw(step, chat_id)
    return _settle(press, step, words.say("{chat} is refused; it hears nothing more.").format(chat=chat_id), words)


def _settle(press: Press, step: Step, said: str, words: Words) -> str:
    """Put the outcome where the question was; return it for the toast, too."""
    edit = Edit(press.message_id, said)
    outbox.put(step, edit, press.chat.id, For.EDIT, Priority.EDIT, language=words.language)
    return said


def denied(denial: Denial, words: Words) -> str:
    """Return why somebody may not, as a sentence that says what to do instead."""
    return {
        Denial.STRANGER: words.say("This is for those on the roster. Ask an admin for an invite."),
        Denial.NOT_HERE: words.say("Not in this group: ask me in private, or in the staff group."),
        Denial.NOT_ABOVE: words.say(
            "These lists are for grid chiefs and those above. What you hold and what you have reported: /my"
        ),
        Denial.ONLY_OWN: words.say(
            "Lists and figures are for those who answer for an area. How your own reports stand: /my"
        ),
        Denial.NOT_SUPERVISOR: words.say(
            "Supervisors and admins choose this for the group. For yourself, write it to me in a private chat."
        ),
        Denial.NOT_ADMIN: words.say("Only an admin of the community can do that."),
        Denial.NOT_THIS_ROLE: words.say("You cannot invite somebody into this role; an admin can."),
        Denial.IN_PRIVATE_ONLY: words.say("Please ask me in private: an invite is for one person's eyes."),
        Denial.OF_OTHERS: words.say("This group is bound already; say /here off in it first."),
        Denial.REFUSED_BEFORE: words.say("This group was refused; to bind it after all, say /here in it."),
    }[denial]
