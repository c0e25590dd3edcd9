"""The lists of honours (积分榜): a month's or a year's points of everybody, as text for staff and as rows for a file.

Names are masked here, once for all: a list is made to be published. Writes nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, not_, or_, select

from bot.domain import points as tariffs
from bot.domain.bulletin import Page, Table
from bot.domain.honours import Place, masked, ranked
from bot.domain.points import Cause, Term
from bot.domain.roster import Roster
from bot.domain.rota import moment
from bot.language import Words
from bot.services import texts
from bot.services.step import Step
from bot.tables import PointEntry, Ticket

MOST_SHOWN = 20
_entry = PointEntry.__table__
_first = _entry.alias("first")
_is_award = _entry.c.cause == Cause.AWARD.value


@dataclass(frozen=True)
class Board:
    """A list: who has any points for a month or a year. `final_on`: the local day from which it changes no more.

    `reports` counts the tickets each was paid for and kept.
    """

    term: Term
    final_on: date
    today: date
    places: tuple[Place, ...]
    names: dict[int, str] = field(default_factory=dict)
    reports: dict[int, int] = field(default_factory=dict)

    @property
    def provisional(self) -> bool:
        """Tell whether it may still be put right."""
        return self.today < self.final_on


def board(step: Step, community: Roster, term: Term) -> Board:
    """Return the list of a month or a year. Only who has more than nothing is on it: nobody is put to shame."""
    balances: dict[int, int] = {}
    names: dict[int, str] = {}
    reports: dict[int, set[int]] = {}
    for row in entries(step, community, term):
        names[row.telegram_id] = row.name
        balances[row.telegram_id] = balances.get(row.telegram_id, 0) + row.points
        kept = reports.setdefault(row.telegram_id, set())
        if row.cause == Cause.REPORT.value and row.points:
            kept.add(row.ticket_id)
        elif row.cause == Cause.REPORT_BACK.value:
            kept.discard(row.ticket_id)
    places = ranked({who: points for who, points in balances.items() if points > 0})
    today = step.now.astimezone(community.zone).date()
    counts = {who: len(kept) for who, kept in reports.items()}
    return Board(term, tariffs.final_on(term, step.rules.tariff), today, places, names, counts)


def places(step: Step, community: Roster, term: Term) -> tuple[Place, ...]:
    """Return the places of a list and nothing else of it; a year's entries are added up by the database."""
    zone, corrects = community.zone, or_(_entry.c.reverses.is_not(None), and_(_is_award, _entry.c.cycle != 0))
    sums = (
        select(_entry.c.telegram_id, func.sum(_entry.c.points).label("points"))
        .where(
            _entry.c.community_id == community.community_id,
            _entry.c.at >= moment(term.first, time(0), zone),
            _entry.c.at < moment(term.last + timedelta(days=1), time(0), zone),
            not_(corrects),
        )
        .group_by(_entry.c.telegram_id)
    )
    balances = {row.telegram_id: int(row.points) for row in step.connection.execute(sums)}
    # Which month these are for depends on when that month's list became final.
    for row in entries(step, community, term, corrects):
        balances[row.telegram_id] = balances.get(row.telegram_id, 0) + row.points
    return ranked({who: points for who, points in balances.items() if points > 0})


def entries(step: Step, community: Roster, term: Term, *only: ColumnElement[bool]) -> Iterator[Row[Any]]:
    """Yield the entries that count for a month or a year, the first one first, each with its ticket's `number`."""
    tariff, zone = step.rules.tariff, community.zone
    query = (
        select(_entry, _first.c.at.label("corrected_at"), Ticket.number)
        .outerjoin(_first, _first.c.id == _entry.c.reverses)
        .outerjoin(Ticket, Ticket.id == _entry.c.ticket_id)
        .where(
            _entry.c.community_id == community.community_id,
            _entry.c.at >= moment(term.first, time(0), zone),
            _entry.c.at < moment(tariffs.final_on(term, tariff), time(0), zone),
            *only,
        )
        .order_by(_entry.c.id)
    )
    for row in step.connection.execute(query):
        corrects = None
        if row.corrected_at is not None:
            corrects = row.corrected_at.astimezone(zone).date()
        elif row.cause == Cause.AWARD.value and row.cycle:
            corrects = date(row.cycle // 100, row.cycle % 100, 1)
        if term.first <= tariffs.counts_on(row.at.astimezone(zone).date(), corrects, tariff) <= term.last:
            yield row


def term_name(term: Term, words: Words) -> str:
    """Return what a month or a year is called: 2026年11月, 2026-11."""
    if term.is_year:
        return words.say("year {year}").format(year=term.first.year)
    return words.say("{year}-{month}").format(year=term.first.year, month=f"{term.first.month:02}")


def standing(found: Board, words: Words) -> str:
    """Return whether a list is final, as a sentence."""
    if not found.provisional:
        return words.say("Final since {day}.").format(day=found.final_on.isoformat())
    last = found.final_on - timedelta(days=1)
    return words.say("Provisional until {day}: appeals with /appeal.").format(day=last.isoformat())


def text(community: Roster, found: Board, words: Words) -> str:
    """Return a list as HTML, names masked; the first places, with all who share the last one shown."""
    title = words.say("Points of {community}, {term}").format(
        community=texts.name(community.name), term=term_name(found.term, words)
    )
    lines = [f"🏅 <b>{title}</b>", standing(found, words)]
    shown = [place for place in found.places if place.rank <= MOST_SHOWN][: 2 * MOST_SHOWN]
    for place in shown:
        line = words.say("{rank}. {name}: {points} points, {count} reports")
        if found.reports.get(place.telegram_id) == 1:
            line = words.say("{rank}. {name}: {points} points, 1 report")
        name = texts.name(masked(found.names[place.telegram_id]))
        count = found.reports.get(place.telegram_id, 0)
        lines.append(line.format(rank=place.rank, name=name, points=place.points, count=count))
    if not shown:
        lines.append(words.say("Nobody has any points yet."))
    if more := len(found.places) - len(shown):
        lines.append(words.say("and {count} more").format(count=more))
    return "\n".join(lines)


def headings(words: Words) -> tuple[str, ...]:
    """Return the headings of a list's rows."""
    return words.say("Rank"), words.say("Name"), words.say("Points"), words.say("Reports"), words.say("Standing")


def rows(found: Board, words: Words, *, whole_names: bool = False) -> Iterator[tuple[int | str, ...]]:
    """Yield a list's rows. `whole_names`: for handing out what was earned, never for publication."""
    said = words.say("provisional") if found.provisional else words.say("final")
    for place in found.places:
        name = found.names[place.telegram_id]
        count = found.reports.get(place.telegram_id, 0)
        yield place.rank, name if whole_names else masked(name), place.points, count, said


def notice(community: Roster, found: Board, words: Words) -> Page:
    """Return a list as a page to draw and to post up (公示): names masked, and until when one may appeal."""
    term = term_name(found.term, words)
    title = words.say("Points of {community}, {term}").format(community=community.name, term=term)
    table = Table("", headings(words)[:-1], tuple(tuple(map(str, row[:-1])) for row in rows(found, words)))
    if not found.places:
        return Page(title, standing(found, words), notes=(words.say("Nobody has any points yet."),))
    footer = words.say("A report brings points once it was fixed and confirmed.")
    return Page(title, standing(found, words), blocks=(table,), footer=footer)
