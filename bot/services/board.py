"""The notice board (两长多员公示牌): who answers for an area, as a message and as a page to print with a QR code.

The code leads to the board as it stands then. The page says nothing of who can be reached; the message does.
"""

import base64
from collections.abc import Iterable, Iterator
from datetime import UTC, date, timedelta
from hashlib import sha256
from itertools import groupby

from sqlalchemy import select

from bot.calls import Poster
from bot.domain.board import Board, Post, board_of
from bot.domain.permits import Denial
from bot.domain.roster import FIRST_RUNG, Area, Roster
from bot.domain.rota import DAYS, Shift
from bot.domain.whereabouts import areas_called, way_up
from bot.language import Words, pick
from bot.messages import ChatType, Message
from bot.services import (
    assembly,
    cards,
    enrolment,
    escalation,
    groups,
    hours,
    outbox,
    people,
    speaking,
    strangers,
    texts,
)
from bot.services.outbox import For, Priority
from bot.services.speaking import answer
from bot.services.step import Step
from bot.tables import Area as AreaRow
from bot.tables import Community

LINK = "board-"
"""How the payload of a board's link begins."""
_MONDAY = date(2026, 11, 16)


def show(step: Step, message: Message) -> None:
    """Answer `/board 汇景家园`, `/board grid-1`, `/board`: the board, and a page to print."""
    known = _known(step, message)
    if not known:
        if message.chat.type is ChatType.PRIVATE:
            words = Words(pick(message.sender.language), UTC)
            answer(step, message, strangers.denied(Denial.STRANGER, words), words)
        return
    words = speaking.words_of(known[0], message)
    where = message.text.strip()
    found = [(one, area) for one in known for area in areas_called(one, where)] if where else _default(known, message)
    if len(found) != 1:
        answer(step, message, enrolment.which(list(known), found, where, words), words)
        return
    community, area = found[0]
    board = board_of(community, area, step.now, step.rules.calendar)
    answer(step, message, _text(step, community, board, words, inside=True), words)
    page = _page(step, community, board)
    # The page says nothing of this very hour: the same one need not come twice a day, however often it is asked for.
    key = f"board:{message.chat.id}:{sha256(repr(page).encode()).hexdigest()}"
    outbox.put(step, page, message.chat.id, For.NOTICE, Priority.NOTICE, language=words.language, key=key)


def by_link(step: Step, message: Message, payload: str) -> bool:
    """Answer somebody who scanned a board's code. Return False when it is none, or not of a board of ours."""
    head, _, tag = payload.removeprefix(LINK).partition("-")
    if not payload.startswith(LINK) or not head.isdecimal() or len(head) > 18:
        return False
    scope = step.connection.scalar(select(AreaRow.scope).where(AreaRow.id == int(head)))
    if not scope or tag != _tag(step, scope, int(head)):
        return False
    community = people.roster(step, scope)
    words = cards.words_for(community, message.sender.language)
    board = board_of(community, community.areas[int(head)], step.now, step.rules.calendar)
    answer(step, message, _text(step, community, board, words, inside=False), words)
    return True


def _known(step: Step, message: Message) -> tuple[Roster, ...]:
    known = groups.of_sender(step, message)
    if known or message.chat.type is not ChatType.PRIVATE:
        return known
    return tuple(people.roster(step, one) for one in assembly.communities_of(step, message.sender.id))


def _default(known: tuple[Roster, ...], message: Message) -> list[tuple[Roster, Area]]:
    """Return the area a question is about that names none: the group's own, else the whole community."""
    found = []
    for community in known:
        mine = [group.area_id for group in community.groups if group.telegram_id == message.chat.id]
        found.append((community, community.areas[mine[0] if mine else community.root_id]))
    return found


def _tag(step: Step, community_id: str, area_id: int) -> str:
    """Return what a board's link has to end with, so that nobody finds other boards by counting.

    The moment a community was made, to the microsecond, is known to nobody outside.
    """
    made = step.connection.scalar(select(Community.created_at).where(Community.id == community_id))
    digest = sha256(f"{community_id}/{area_id}/{made.isoformat() if made else ''}".encode()).digest()
    return base64.urlsafe_b64encode(digest)[:12].decode().replace("-", "A")


# --------------------------------------------------------------------------- what stands on it


def _text(step: Step, community: Roster, board: Board, words: Words, *, inside: bool) -> str:
    """Return the board as HTML; `inside`: for those who may know whom the bot does not reach."""
    heading = words.say("Notice board")
    lines = [f"<b>{heading} · {texts.name(board.area.name)}</b>"]
    lines.append(texts.quoted(" › ".join(one.name for one in way_up(community, board.area))))
    row = words.say("{title}: {list}")
    lines += (row.format(title=role, list=texts.quoted(who, 1200)) for role, who in _rows(community, board, words))
    there = dict.fromkeys(post.person for post in board.posts if post.on_duty and post.role in FIRST_RUNG)
    names = texts.persons(tuple(dict.fromkeys((*there, *board.standing_in))), words, 12)
    lines.append(words.say("🟢 On duty now: {names}").format(names=names or words.say("nobody on duty")))
    away = {person.id for person in people.unmet(step, community)}
    if inside and (unreached := [one for one in board.people if one.id in away]):
        said = words.say("⚠️ Unreachable, they have to press Start in a private chat with me: {names}")
        lines.append(said.format(names=texts.persons(unreached, words, 12)))
    return "\n".join(lines)


def _rows(community: Roster, board: Board, words: Words) -> Iterator[tuple[str, str]]:
    """Yield each role and its people, plain text."""
    above = {one.id for one in community.upwards(board.area.id)}
    for role, posts in groupby(board.posts, key=lambda post: post.role):
        heading = escalation.role_name(role, words)
        yield heading, texts.listed(_entries(posts, above, words), words)


def _entries(posts: Iterable[Post], above: set[int], words: Words) -> Iterator[str]:
    for post in posts:
        # Whoever answers for a part of the area stands there with it: 5号楼 刘姨.
        part = "" if post.area.id in above else post.area.name
        when = _when(post.shift, words)
        yield " ".join(filter(None, (part, post.person.name))) + (f"({when})" if when else "")


def _when(shift: Shift, words: Words) -> str:
    """Return when somebody is on duty, empty for always."""
    days = [] if len(shift.weekdays) == len(DAYS) else _days(shift, words)
    clock = "" if shift.whole_day else f"{shift.start:%H:%M}-{shift.end:%H:%M}"
    return " ".join(filter(None, (" ".join(days), clock)))


def _days(shift: Shift, words: Words) -> list[str]:
    chosen = sorted(shift.weekdays)
    names = [hours.weekday(_MONDAY + timedelta(days=day), words) for day in chosen]
    run = len(chosen) > 2 and chosen == list(range(chosen[0], chosen[-1] + 1))
    said = [f"{names[0]}–{names[-1]}"] if run else names
    said += [words.say("workdays")] if shift.workdays else []
    return said + ([words.say("holidays")] if shift.holidays else [])


def _page(step: Step, community: Roster, board: Board) -> Poster:
    """Return the page to print, in the community's language."""
    words = cards.words_for(community, None)
    shared = {one.id for one in community.upwards(community.root_id)} - {community.root_id}
    link = scan = ""
    # For an area that several communities share no single one could answer.
    if board.area.id not in shared:
        tag = _tag(step, community.community_id, board.area.id)
        link = enrolment.person_link(step, f"{LINK}{board.area.id}-{tag}")
        scan = words.say("Scan to see who is on duty now, and to report what is wrong")
    made = f"{step.now.astimezone(community.zone):%Y-%m-%d}"
    note = "\n".join(filter(None, (scan, f"{community.name} · {made}")))
    heading = words.say("Notice board")
    title = f"{board.area.name} {heading}"
    rows = tuple(_rows(community, board, words))
    return Poster(f"board-{board.area.key}.png", title, rows, link, note, words.say("To print and hang up"))
