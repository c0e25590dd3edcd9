"""What a question comes to: the cases it admits, counted by `domain.figures` alone.

Reads and counts; says nothing. Of kinds that are not for every ear nobody is told who spoke.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from bot.domain.figures import tally as formulas
from bot.domain.figures.case import Case
from bot.domain.figures.share import Change, Share
from bot.domain.figures.tally import Tally
from bot.domain.period import longer
from bot.domain.question import Question, read_question
from bot.domain.roster import Area, Level, Roster
from bot.domain.whereabouts import below, own_areas
from bot.services import figures, tickets
from bot.services.step import Step
from bot.tables import Report, Ticket

MOST_BUILDINGS = 10
_report, _ticket = Report.__table__.c, Ticket.__table__.c


@dataclass(frozen=True, slots=True)
class Part:
    """The figures of one grid, community or building among those that are wanted side by side.

    `within`: the area a building lies in, when another one has a building of that name; else empty.
    """

    name: str
    accepted: int
    resolved: Share
    late: int
    within: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question comes to. `reporters`: names with how many valid tickets each told of, the most first.

    `open`, `late`: at the end, whenever it was reported; `older`: of the open ones those from before the days.
    `change`: how the valid ones stand to those of the time before. `kinds`: each with how many tickets and things, the
    most first. `riders`: whose alone were counted.
    `last`: the last day that was counted, today when the days asked about are not over.
    `parts`: the areas or buildings side by side, when that was asked.
    """

    question: Question
    last: date
    tally: Tally
    on_time: Share
    suspended: int
    open: int
    older: int
    late: int
    change: Change
    kinds: tuple[tuple[str | None, int, int], ...]
    reporters: tuple[tuple[str, int], ...]
    riders: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


def ask(step: Step, community: Roster, text: str) -> Question:
    """Return what a text asks about a community, as of its own day."""
    return read_question(text, step.now.astimezone(community.zone).date(), community, step.rules.lexicon)


def count(step: Step, community: Roster, areas: Collection[int], question: Question) -> Answer | str:
    """Return the answer for some areas; the first word that is left over and nobody's name, when there is one."""
    since, ends = question.period.bounds(community.zone)
    until = min(step.now, ends)
    before = question.period.previous().bounds(community.zone)[0]
    # Equal lengths are compared: on the tenth, with the first ten days of the month before; whole months by the day.
    then = since if until == ends else min(before + (until - since), since)
    found = [
        case for case in figures.cases(step, community.community_id, areas, before, until) if question.admits(case)
    ]
    names = _names(step, community, areas, found)
    hushed, riders = _hushed(step), dict[int, str]()
    if question.left:
        riders = _riders(step, community, areas, " ".join(question.left))
        if not riders:
            return question.left[0]
        found = [case for case in found if riders.keys() & set(case.reporters) and case.category not in hushed]
    came = [case for case in found if since <= case.opened_at < until]
    live, late, _ = formulas.standing(found, until)
    on_time, suspended = formulas.on_time(found, since, until)
    tally, past = formulas.tally(came, since, until), formulas.tally(found, before, then).accepted
    unheard = not past and figures.born(step, [community.community_id])[community.community_id] >= then
    things = formulas.things(came)
    by_reporter = formulas.by_reporter(case for case in came if case.category not in hushed)
    return Answer(
        question=question,
        last=max(question.period.first, min(question.period.last, step.now.astimezone(community.zone).date())),
        tally=tally,
        on_time=on_time,
        suspended=suspended,
        open=len(live),
        older=sum(case.opened_at < since for case in live),
        late=len(late),
        change=Change(tally.accepted, None if unheard else past, longer(since, until, before, then)),
        kinds=tuple((kind, n, things[kind]) for kind, n in formulas.by_category(came).most_common() if not riders),
        reporters=() if riders else tuple((names.get(who, "—"), n) for who, n in by_reporter.most_common()),
        riders=tuple(dict.fromkeys(riders.values())),
        parts=tuple(_parts(community, areas, question.apart, came, since, until)) if question.apart else (),
    )


def _parts(
    community: Roster, areas: Collection[int], level: Level, came: Sequence[Case], since: datetime, until: datetime
) -> Iterator[Part]:
    """Yield areas in the order of the roster, with those of which there is nothing; of buildings the busiest ones."""
    if level is Level.BUILDING:
        spots = formulas.by_spot(came)
        namesakes = Counter(building for _, building in spots)
        for (area_id, building), _ in spots.most_common(MOST_BUILDINGS):
            found = [case for case in came if (area_id, building) in case.spots]
            within = community.areas[area_id].name if namesakes[building] > 1 else ""
            yield replace(_part(building, found, since, until), within=within)
        return
    for area in own_areas(community):
        if area.level is level and area.id in areas:
            inner = below(community, area)
            yield _part(area.name, [case for case in came if case.area_id in inner], since, until)


def _part(name: str, found: Sequence[Case], since: datetime, until: datetime) -> Part:
    tally = formulas.tally(found, since, until)
    return Part(name, tally.accepted, tally.resolved, len(formulas.standing(found, until)[1]))


def is_understood(step: Step, community: Roster, areas: Collection[int], question: Question) -> bool:
    """Tell whether the words that are left over name somebody who reports there, or none are left."""
    return not question.left or bool(_riders(step, community, areas, " ".join(question.left)))


def inside(community: Roster, area: Area) -> frozenset[int]:
    """Return the ids of an area and of all that lies in it."""
    return below(community, area)


def _hushed(step: Step) -> frozenset[str]:
    """Return the kinds of which nobody is told who spoke."""
    kinds = step.rules.lexicon.categories.values()
    return frozenset(kind.id for kind in kinds if tickets.is_restricted(kind.id, kind.severity))


def _names(step: Step, community: Roster, areas: Collection[int], found: Sequence[Case]) -> dict[int, str]:
    """Return the names under which people told of these cases, the last one of each."""
    if not found:
        return {}
    told = (
        select(_report.sender_id, _report.sender_name)
        .join(Ticket.__table__, _ticket.id == _report.ticket_id)
        .where(
            _ticket.community_id == community.community_id,
            _ticket.area_id.in_(areas),
            _ticket.opened_at >= min(case.opened_at for case in found),
            _report.withdrawn_at.is_(None),
        )
        .order_by(_report.id)
    )
    return {row.sender_id: row.sender_name for row in step.connection.execute(told)}


def _riders(step: Step, community: Roster, areas: Collection[int], wanted: str) -> dict[int, str]:
    """Return everybody who ever reported here under that name; nobody is called so: whose name has it in it."""
    told = (
        select(_report.sender_id, _report.sender_name)
        .join(Ticket.__table__, _ticket.id == _report.ticket_id)
        .where(_ticket.community_id == community.community_id, _ticket.area_id.in_(areas))
        .where(_report.sender_name.icontains(wanted, autoescape=True))
        .order_by(_report.id)
    )
    found = {row.sender_id: row.sender_name for row in step.connection.execute(told)}
    exact = {who: name for who, name in found.items() if name.casefold() == wanted.casefold()}
    return exact or found
