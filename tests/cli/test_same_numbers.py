"""One month counted everywhere: page, text, picture, workbook, `/stats` and the command line say the same numbers."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from bot import schema
from bot.calls import Picture
from bot.database import open_database
from bot.domain.bulletin import Page, unpack
from bot.domain.figures.share import Share
from bot.domain.period import Kind, Period
from bot.language import Words
from bot.services import cards, digest, people
from tests.cli.terminal import Terminal
from tests.services.home import SECRETARY, Home
from tests.services.simulated_year import simulate
from tests.services.test_pages import block

OCTOBER = ("--since", "2026-10-01", "--until", "2026-10-31")


@pytest.fixture
def year(terminal: Terminal) -> Iterator[Home]:
    """Give a year of 秦庄, two days after its October has ended: much of what was open then is fixed since."""
    engine = open_database(f"sqlite:///{terminal.folder}/data/qianshao.db")
    schema.upgrade(engine)
    home = Home(engine)
    home.take_in()
    simulate(home)
    home.now = datetime(2026, 11, 3, 1, tzinfo=UTC)
    yield home
    engine.dispose()


def digest_of(home: Home) -> tuple[Page, str, Words, dict[str | None, str]]:
    """Return October's digest as page and text, its words, and the names of kinds."""
    with home.step() as step:
        community = people.roster(step, "qinzhuang")
        area, words = community.areas[community.root_id], cards.words_for(community, "en")
        period = Period.holding(Kind.MONTH, date(2026, 10, 1))
        page, said = digest.page(step, community, area, period, words)
        sent = digest.messages(step, community, area, period, words)
        drawn = [unpack(call.page) for call in sent if isinstance(call, Picture)]
        assert drawn
        assert all(one == page for one in drawn)
        kinds: dict[str | None, str] = {one.id: one.name("en") for one in step.rules.lexicon.categories.values()}
    return page, said, words, kinds | {None: words.say("Kind not known yet")}


def sheets(terminal: Terminal, name: str) -> dict[str, list[dict[str, Any]]]:
    book = CalamineWorkbook.from_path(str(terminal.folder / name))
    tables = {title: book.get_sheet_by_name(title).to_python() for title in book.sheet_names}
    return {
        title: [dict(zip(map(str, rows[0]), row, strict=True)) for row in rows[1:]] for title, rows in tables.items()
    }


def share(said: dict[str, Any]) -> Share:
    return Share(said["part"], said["whole"])


def in_chat(home: Home, words: str) -> str:
    home.take(home.message(words, SECRETARY, SECRETARY, command="stats"))
    payload = home.rows("SELECT payload FROM outbox ORDER BY id DESC LIMIT 1")[0].payload
    return str((json.loads(payload) if isinstance(payload, str) else payload)["text"])


def test_a_month_is_the_same_on_the_page_in_the_text_in_the_book_in_chat_and_on_the_command_line(
    terminal: Terminal, year: Home
):
    told = json.loads(terminal.run("stats", *OCTOBER, "--area", "qinzhuang", "--json").out)
    terminal.run("tickets", "export", "list.xlsx", *OCTOBER, "--area", "qinzhuang", "--language", "en")
    book = sheets(terminal, "list.xlsx")
    page, said, words, kinds = digest_of(year)

    # The page and the command line.
    tiles = {tile.label: tile for tile in page.tiles}
    assert tiles["New"].value == str(told["accepted"])
    assert f"{told['change']:+.0%} a day" in tiles["New"].note
    for label, key in (("Fixed in time", "on_time"),):
        assert (tiles[label].value, tiles[label].note.split(" ")[0]) == (
            share(told[key]).percent, f"{share(told[key]).part}/{share(told[key]).whole}",
        )  # fmt: skip
    assert tiles["First answer"].value == words.span(timedelta(seconds=told["median_response_seconds"]))
    assert f"{share(told['timely']).percent} in time" in tiles["First answer"].note
    assert (tiles["Open"].value, tiles["Overdue"].value) == (str(told["open"]), str(told["late"]))
    notes = "\n".join(page.notes)
    assert f"False alarms {told['void']} (not counted)" in notes
    assert f"Duplicates {told['duplicates']} (counted once)" in notes
    assert f"{told['accepted']} reports about {told['things']} things" in notes
    bars = block(page, "Kinds (new / fixed)")
    by_kind = {kinds[one["kind"]]: one["accepted"] for one in told["by_kind"]}
    assert {row.label: row.length for row in bars.rows} == by_kind
    assert sum(row.part for row in bars.rows) == told["fixed"]["part"]

    # The text says all that the picture shows.
    for tile in page.tiles:
        assert f"{tile.label} <b>{tile.value}</b>" in said
    for row in bars.rows:
        assert f"{row.label} {row.value}" in said

    # The book: the digest's figures, and sums over the same tickets.
    figures = {row["Figure"]: row for row in book["Figures"]}
    for label, key in (
        ("New (valid)", "accepted"), ("Reports", "reports"), ("Things", "things"), ("Duplicates", "duplicates"),
        ("Open at the end", "open"), ("Overdue at the end", "late"),
        ("Suspended when it fell due", "suspended_when_due"),
    ):  # fmt: skip
        assert figures[label]["Count"] == told[key], label
    for label, key in (
        ("Fixed in time, of what fell due", "on_time"), ("Fixed so far", "fixed"), ("Answered in time", "timely"),
        ("False alarms", "false_alarms"), ("Fixed again", "reworked"), ("Ever given back", "returned"),
        ("Satisfied", "satisfied"), ("Gave a mark", "gave_a_mark"),
    ):  # fmt: skip
        row = figures[label]
        assert (row["Count"], row["Of"], pytest.approx(row["Share"], abs=1e-4)) == tuple(told[key].values()), label
    for label in ("Satisfied", "Fixed again", "Came back within 30 days"):
        row = figures[label]
        assert f"{row['Count']:.0f}/{row['Of']:.0f}" in tiles[label].note, label
    assert figures["Median minutes to answer"]["Minutes"] == pytest.approx(
        told["median_response_seconds"] / 60, abs=1e-3
    )
    for name in ("By kind", "By holder"):
        for heading, expected in (
            ("Tickets", told["accepted"]), ("Things", told["things"]), ("Duplicates", told["duplicates"]),
            ("Fixed so far", told["fixed"]["part"]), ("Answered in time", told["timely"]["part"]),
            ("False alarms", told["void"]), ("Still open", told["open"] - told["open_from_before"]),
        ):  # fmt: skip
            assert sum(row[heading] for row in book[name]) == expected, (name, heading)
    assert {row["Kind"]: row["Tickets"] for row in book["By kind"] if row["Tickets"]} == by_kind
    # What companies are assessed by.
    assessed = [
        (
            row["Property company"], f"{row['New']:.0f}", str(Share(int(row["In time"]), int(row["Due"]))),
            str(Share(int(row["Fixed again"]), int(row["Fixed so far"]))),
            f"{row['Mark (of 10)']:.1f} ({row['Marks']:.0f})",
        )
        for row in book["By property company"]
    ]  # fmt: skip
    assert assessed == list(block(page, "Property companies").rows)
    hot = block(page, "Hot buildings")
    tickets = {f"building {row['Building']}": row["Tickets"] for row in book["By building"]}
    restricted = year.count("ticket WHERE restricted")
    assert all(int(n) <= tickets[label] <= int(n) + restricted for label, n, _ in hot.cells)

    # In chat, in Chinese.
    answer = in_chat(year, "上个月")
    assert f"{told['accepted']}" in answer.splitlines()[1]
    assert str(share(told["fixed"])) in answer.splitlines()[2]
    assert str(share(told["on_time"])) in answer.splitlines()[2]
    assert str(share(told["timely"])) in answer
    for number in (told["open"], told["late"], told["suspended_when_due"], told["duplicates"]):
        assert f"{number} 件" in answer
