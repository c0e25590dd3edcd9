"""The list (台账) as a file: tickets, issues, events, and what they add up to by kind, building, holder and reporter.

Reads in small lots and hands each to the book, so that memory does not grow with the list. Changes nothing.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from bot.domain.households import of_building
from bot.domain.roster import Roster
from bot.photo_store import PhotoStore
from bot.services import dossiers, figure_rows, figures, ledger_rows, people, tally_rows
from bot.services.dossiers import Dossier, Wish
from bot.services.ledger_rows import Reader
from bot.services.step import Step
from bot.services.tally_rows import Tallies
from bot.tables import Area, Community
from bot.workbook import Book, Column, open_book
from bot.workbook.thumbnails import thumbnail

MOST_PICTURED = 5000
"""Tickets of a list with pictures: spreadsheet programs grow slow beyond."""


def scope(step: Step, wanted: str) -> Wish | str:
    """Return what the area called `wanted` has below it, else a sentence that says what is wrong.

    `xianying` is the subdistrict with all its communities, `qinzhuang/xianying` only that community's tickets.
    """
    if "/" not in wanted:
        shared = select(Area.id).where(Area.key == wanted, Area.scope == "")
        own = select(Area.id).where(Area.key == wanted, Area.scope != "")
        found = step.connection.scalars(shared).all()
        if len(found) == 1 and not step.connection.scalars(own).all():
            return Wish(area_id=found[0])
    one = people.find_area(step, wanted)
    return one if isinstance(one, str) else Wish(one.community_id, one.area_id)


def write(step: Step, path: Path, wish: Wish, reader: Reader, store: PhotoStore | None = None) -> int:
    """Write the list that goes with a digest: an .xlsx or .csv of its own. Return how many tickets are in it."""
    with open_book(path, step.now) as book:
        return fill(step, book, wish, reader, store)


def fill(
    step: Step,
    book: Book,
    wish: Wish,
    reader: Reader,
    store: PhotoStore | None = None,
    told: Callable[[int], object] | None = None,
) -> int:
    """Write the tickets that were wished for into a book, with thumbnails from `store`. Return how many.

    `told` hears, again and again, how many more tickets are done.
    """
    words, tallies = reader.words, Tallies(min(reader.now, wish.until or reader.now))
    store = store if book.pictured else None
    columns = ledger_rows.ticket_columns(words, pictured=store is not None)
    tickets = book.sheet("tickets", words.say("Tickets"), columns)
    issues = book.sheet("issues", words.say("Issue list"), ledger_rows.issue_columns(words), wide=True)
    events = book.sheet("events", words.say("Events"), ledger_rows.event_columns(words))
    nth = written = earlier = 0
    for lot in dossiers.lots(step, wish, dossiers.PICTURED_LOT if store else dossiers.LOT):
        for dossier in lot:
            written += 1
            pictures = _pictures(dossier, reader, store, book.scratch, written) if store else None
            tickets.add(ledger_rows.ticket_row(dossier, reader, pictures))
            if dossier.ticket.state != "void":
                nth += 1
                issues.add(ledger_rows.issue_row(nth, dossier, reader))
            for row in ledger_rows.event_rows(dossier, reader):
                events.add(row)
            if wish.since is None or dossier.ticket.opened_at >= wish.since:
                tallies.add(dossier, reader)
            else:
                earlier += 1
        if told is not None:
            told(len(lot))
    _add_up(step, book, tallies, reader)
    _figures(step, book, wish, reader, tallies.until)
    _about(step, book, wish, reader, (written, earlier), tallies)
    return written


def _pictures(
    dossier: Dossier, reader: Reader, store: PhotoStore, scratch: Path, nth: int
) -> tuple[Path | None, Path | None]:
    if dossier.ticket.restricted and not reader.within:
        return None, None

    def small(stored: str | None, which: str) -> Path | None:
        return thumbnail(store.path(stored), scratch / f"{nth}-{which}.jpg") if stored else None

    return small(dossier.before, "before"), small(dossier.after, "after")


def _add_up(step: Step, book: Book, tallies: Tallies, reader: Reader) -> None:
    words = reader.words
    tables = (
        ("kinds", words.say("By kind"), tally_rows.kind_columns(words), tally_rows.kind_rows(tallies)),
        (
            "buildings", words.say("By building"), tally_rows.building_columns(words),
            tally_rows.building_rows(tallies, lambda one, *where: of_building(people.roster(step, one), *where)),
        ),
        ("people", words.say("By holder"), tally_rows.person_columns(words), tally_rows.person_rows(tallies)),
        ("reporters", words.say("By reporter"), tally_rows.voice_columns(words), tally_rows.voice_rows(tallies)),
    )  # fmt: skip
    for key, title, columns, rows in tables:
        sheet = book.sheet(key, title, columns)
        for row in rows:
            sheet.add(row)


def _figures(step: Step, book: Book, wish: Wish, reader: Reader, until: datetime) -> None:
    """Write the figures a digest of these days has, which count what is older, too. None of a list without end."""
    community = home(step, wish)
    if community is None or wish.since is None or wish.until is None or until - wish.since > figure_rows.LONGEST:
        return
    area = community.areas.get(wish.area_id or community.root_id)
    if area is None or (wish.area_id is None and wish.community_id is None):
        return
    if wish.community_id is not None and community.areas[community.root_id] not in community.upwards(area.id):
        # One community's part of what lies above it.
        area = community.areas[community.root_id]
    words, found = reader.words, figures.of_area(step, community, area, wish.since, until)
    sheet = book.sheet("figures", words.say("Figures"), figure_rows.columns(words))
    for row in figure_rows.rows(found, wish.since, until, words):
        sheet.add(row)
    if rows := list(figure_rows.company_rows(step, found, wish.since, until, words)):
        sheet = book.sheet("companies", words.say("By property company"), figure_rows.company_columns(words))
        for row in rows:
            sheet.add(row)


def _about(step: Step, book: Book, wish: Wish, reader: Reader, written: tuple[int, int], tallies: Tallies) -> None:
    """Write down what the file is, so that whoever it is passed on to can tell how it was counted."""
    words, whole = reader.words, tallies.whole

    def at(moment: datetime | None) -> str:
        return f"{moment.astimezone(words.zone):%Y-%m-%d %H:%M}" if moment else "—"

    rows: tuple[tuple[str, str], ...] = (
        (words.say("Written at"), at(reader.now)), (words.say("Sums as of"), at(tallies.until)),
        (words.say("Area"), _where(step, wish) or words.say("all")),
        (words.say("Reported from"), at(wish.since)), (words.say("Reported before"), at(wish.until)),
        (words.say("Tickets"), str(written[0])), (words.say("Of these reported earlier, open still"), str(written[1])),
        (words.say("Valid ones of these days"), str(whole.valid)),
        (words.say("False alarms"), str(whole.false_alarms)), (words.say("Duplicates"), str(whole.duplicates)),
        (words.say("How it is counted"), words.say(
            "False alarms and duplicates stand in the list but in no sum. A ticket counts when it was reported."
        )),
        ("", words.say("Duplicates: whoever told of what others had told of before, in a ticket of its own or not.")),
        ("", words.say("Sums add up what was reported in these days. Figures count as a digest does, older ones too.")),
        ("", words.say("Times run from the report; a ticket that nobody answered is late, not missing.")),
        ("", words.say("Due by now: the time to fix it is over. What was suspended when it was is not due.")),
        ("", words.say("A ticket at several buildings counts at each. An empty cell means that there is no data.")),
        ("", words.say("Rooms, telephone numbers and the names of those who reported are not in this file.")),
    )  # fmt: skip
    heads = (Column(words.say("About this list"), width=24), Column("", width=90))
    sheet = book.sheet("about", words.say("About"), heads, wide=True)
    for row in rows:
        sheet.add(row)


def _where(step: Step, wish: Wish) -> str:
    """Return what was asked for is called, nothing when it was everything there is."""
    community = step.connection.scalar(select(Community.name).where(Community.id == wish.community_id))
    area = step.connection.scalar(select(Area.name).where(Area.id == wish.area_id))
    return " · ".join(dict.fromkeys(filter(None, (community, area))))


def home(step: Step, wish: Wish) -> Roster | None:
    """Return the community whose clock and language a list is written by: the one that was named, else the first."""
    first = step.connection.scalars(select(Community.id).order_by(Community.id).limit(1)).first()
    chosen = wish.community_id or first
    known = chosen and step.connection.scalar(select(Community.id).where(Community.id == chosen))
    return people.roster(step, known) if known else None
