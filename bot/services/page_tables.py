"""The tables of a page: what is overdue and whose it is, property companies, departments that were whistled for.

Of restricted kinds neither place nor words stand here; reporters never do.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from bot.domain.bulletin import Table, Tone
from bot.domain.figures import tally as formulas
from bot.domain.figures.case import Case
from bot.domain.period import Kind
from bot.domain.whereabouts import property_company
from bot.services import texts
from bot.services.page_view import View, plain
from bot.tables import Ticket

MOST_LATE, MOST_COMPANIES, FEW = 5, 15, 2
_ticket = Ticket.__table__


def rows_of(view: View, cases: Sequence[Case]) -> dict[int, Row[Any]]:
    """Return the tickets of a few cases whole, by id."""
    wanted = select(_ticket).where(_ticket.c.id.in_([case.id for case in cases]))
    return {row.id: row for row in view.step.connection.execute(wanted)}


def overdue(view: View) -> Table | None:
    """Return what is overdue, the longest first: kind, place, who holds it, by how much; None when nothing is."""
    words, (_, late, _) = view.words, view.standing
    if not late:
        return None
    shown = late[:MOST_LATE]
    tickets = rows_of(view, shown)
    headings = (
        words.say("Number"), words.say("Kind"), words.say("Place"), words.say("Held by"), words.say("Overdue by"),
    )  # fmt: skip
    rows = tuple(
        (
            _number(view, case),
            view.kind(case.category),
            _place(view, tickets[case.id]),
            _holder(view, tickets[case.id]),
            words.span(formulas.lateness(case, view.until)),
        )
        for case in shown
    )
    left = _left(view, len(late) - len(shown))
    return Table(words.say("Overdue"), headings, rows, left, frozenset({4}), Tone.BAD)


def _left(view: View, more: int) -> str:
    return view.words.plural("and {n} more", "and {n} more", more).format(n=more) if more > 0 else ""


def _number(view: View, case: Case) -> str:
    """Return a ticket's number, with its community where there are several: each of them counts its own."""
    return f"{view.rosters[case.community_id].name} #{case.number}" if view.is_wide else f"#{case.number}"


def _place(view: View, ticket: Row[Any]) -> str:
    return "" if ticket.restricted else plain(texts.place(ticket, view.words, private=False))


def _holder(view: View, ticket: Row[Any]) -> str:
    people = view.rosters[ticket.community_id].people
    return people[ticket.holder_id].name if ticket.holder_id in people else view.words.say("nobody")


# --------------------------------------------------------------------------- property companies


def companies(view: View) -> Table | None:
    """Return the property companies side by side; None where there is none.

    A week shows what each has not settled, a month what each is assessed by: on time, rework, rating, each with its n.
    """
    words = view.words
    found = formulas.grouped(view.found, lambda case: property_company(view.rosters[case.community_id], case.area_id))
    if not any(found):
        return None
    ranked = sorted(found, key=lambda name: (not name, -_new(view, found[name]), name))
    more = _left(view, len(ranked) - MOST_COMPANIES)
    if view.period.kind is Kind.WEEK:
        headings = (
            words.say("Property company"), words.say("New"), words.say("Open"), words.say("Overdue"),
            words.say("Oldest open"),
        )  # fmt: skip
        rows = tuple((_named(name, view), *_unsettled(view, found[name])) for name in ranked[:MOST_COMPANIES])
        return Table(words.say("Unresolved by property company"), headings, rows, more, frozenset({3}))
    headings = (
        words.say("Property company"), words.say("New"), words.say("In time"), words.say("Fixed again"),
        words.say("Mark (of 10)"),
    )  # fmt: skip
    rows = tuple((_named(name, view), *_assessed(view, found[name])) for name in ranked[:MOST_COMPANIES])
    return Table(words.say("Property companies"), headings, rows, more)


def _named(company: str, view: View) -> str:
    return company or view.words.say("no property company")


def _new(view: View, cases: Sequence[Case]) -> int:
    return formulas.tally(cases, view.since, view.until).accepted


def _unsettled(view: View, cases: Sequence[Case]) -> tuple[str, ...]:
    live, late, _ = formulas.standing(cases, view.until)
    oldest = view.words.span(view.until - live[0].opened_at) if live else "—"
    return str(_new(view, cases)), str(len(live)), str(len(late)), oldest


def _assessed(view: View, cases: Sequence[Case]) -> tuple[str, ...]:
    now = formulas.tally(cases, view.since, view.until)
    due, _ = formulas.on_time(cases, view.since, view.until)
    mark = "—" if now.mean_rating is None else f"{now.mean_rating:.1f} ({now.satisfied.whole})"
    return str(now.accepted), str(due), str(now.reworked), mark


# --------------------------------------------------------------------------- departments


def departments(view: View) -> Table | None:
    """Return the whistles by department, answered and settled; None of so few that a note on each says it."""
    words, found = view.words, formulas.whistles(view.found, view.since, view.until)
    if len(found) <= FEW:
        return None
    headings = words.say("Department"), words.say("Whistles"), words.say("Came or answered"), words.say("Settled")
    ranked = sorted(found.items(), key=lambda one: (-one[1][0].whole, one[0]))
    rows = tuple((name, str(answered.whole), str(answered), str(settled)) for name, (answered, settled) in ranked)
    return Table(words.say("Departments whistled for"), headings, rows)
