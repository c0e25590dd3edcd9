"""Rosters as spreadsheets: columns by their English or Chinese headings, each fault with its sheet, row and column.

A sheet beside it may say how many households the areas have.
The other columns people keep beside (telephone, remarks) are left alone. Knows no community.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from bot.community_file import areas_sheet, sheets
from bot.community_file.faults import CommunityFileError, Fault
from bot.community_file.sheets import FORMULA, Cell, Sheet, UnreadableSheet, plain
from bot.domain.households import Homes
from bot.domain.roll import Line, Wrong
from bot.domain.roster import Role
from bot.domain.titles import ROLE_WORDS, read_role

SUFFIXES = (*sheets.BOOKS, ".csv", ".tsv")
HEADINGS = {
    "person": ("编号", "person", "id", "人员编号", "工号", "person id"),
    "name": ("姓名", "name", "名字", "人员", "full name"),
    "telegram_id": ("telegram_id", "telegram id", "telegram", "telegram编号", "tg"),
    "role": ("角色", "role", "职务", "岗位", "身份"),
    "area": ("区域", "area", "网格", "负责区域", "片区", "区域编号"),
    "days": ("日期", "days", "星期", "值班日", "工作日期"),
    "hours": ("时段", "hours", "时间", "班次", "值班时间", "值班时段"),
}
"""Our columns, each with what it may be called; the first name is how we write it in Chinese."""

_COLUMNS = {heading: column for column, headings in HEADINGS.items() for heading in headings}
_KEY = re.compile(r"[A-Za-z0-9_\-]{1,64}|tg:\d{1,19}")
_SEARCHED = 10
"""Within how many rows from the top the headings have to stand."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What stands in a file: its lines, what is wrong in them, and the letter of each column by sheet and column.

    `has_people`: it has a sheet of people and roles, be it an empty one. `homes` are the lines about households.
    """

    lines: tuple[Line, ...]
    wrong: tuple[Wrong, ...]
    letters: dict[tuple[str, str], str]
    has_people: bool = True
    homes: tuple[Homes, ...] = ()


def read(path: Path) -> Rows:
    """Read a file. Raise CommunityFileError when it is no spreadsheet, or has no sheet that is ours."""
    try:
        found = sheets.read(path)
    except UnreadableSheet as error:
        raise CommunityFileError(path, [Fault(0, "file", str(error))]) from None
    lines: list[Line] = []
    wrong: list[Wrong] = []
    letters: dict[tuple[str, str], str] = {}
    homes: list[Homes] = []
    has_people = has_homes = False
    for sheet in found:
        head = _head(sheet)
        if head is None:
            if (below := _areas_head(sheet)) is not None:
                has_homes = True
                letters |= {(sheet.name, column): _letter(index) for column, index in below[1].items()}
                some, faults = areas_sheet.read(sheet, *below)
                homes, wrong = homes + some, wrong + faults
            continue
        has_people = True
        at, columns = head
        letters |= {(sheet.name, column): _letter(index) for column, index in columns.items()}
        wrong += _misspelt(sheet, at, columns)
        for number, row in enumerate(sheet.rows[at + 1 :], start=at + 2):
            line, faults = _line(sheet.name, number, row, columns)
            wrong += faults
            if line is not None:
                lines.append(line)
    if not (has_people or has_homes):
        advice = "no sheet has the headings name (or person), role and area (姓名、角色、区域) in its first rows"
        raise CommunityFileError(path, [Fault(0, "file", advice)])
    return Rows(tuple(lines), tuple(wrong), letters, has_people, tuple(homes))


def refused(path: Path, rows: Rows, wrong: Iterable[Wrong]) -> CommunityFileError:
    """Return the error that names all that is wrong, by sheet, row and column."""
    faults = []
    for one in dict.fromkeys(wrong):
        letter = rows.letters.get((one.sheet, one.column))
        column = f"column {letter} ({one.column})" if letter else f"column {one.column}"
        faults.append(Fault(one.row, f"sheet {one.sheet}, row {one.row}, {column}", one.problem))
    return CommunityFileError(path, faults)


def _head(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """Return which row has the headings, and where each of our columns stands."""
    for at, row in enumerate(sheet.rows[:_SEARCHED]):
        columns: dict[str, int] = {}
        for index, cell in enumerate(row):
            column = _COLUMNS.get(_heading(cell))
            if column is not None:
                columns.setdefault(column, index)
        if "role" in columns and "area" in columns and columns.keys() & {"name", "person"}:
            return at, columns
    return None


def _areas_head(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """Return which row has the headings of a sheet of areas, and where its columns stand."""
    heads = ((at, areas_sheet.head(row)) for at, row in enumerate(sheet.rows[:_SEARCHED]))
    return next(((at, columns) for at, columns in heads if columns is not None), None)


def _heading(cell: Cell) -> str:
    return " ".join(plain(cell).replace("_", " ").casefold().split()).replace("telegram id", "telegram_id")


def _misspelt(sheet: Sheet, at: int, columns: dict[str, int]) -> list[Wrong]:
    """Return headings that are nearly ours: what stands below them would silently be left out."""
    found = []
    for index, cell in enumerate(sheet.rows[at]):
        heading = _heading(cell)
        near = get_close_matches(heading, [name for name in _COLUMNS if name.isascii()], n=1, cutoff=0.8)
        if near and index not in columns.values() and _COLUMNS[near[0]] not in columns:
            found.append(Wrong(sheet.name, at + 1, _letter(index), f'"{heading}": did you mean "{near[0]}"?'))
    return found


def _line(sheet: str, number: int, row: Sequence[Cell], columns: dict[str, int]) -> tuple[Line | None, list[Wrong]]:
    cells = {column: row[index] if index < len(row) else "" for column, index in columns.items()}
    said = {column: plain(cell) for column, cell in cells.items()}
    if not any(said.values()):
        return None, []
    wrong: list[Wrong] = []

    def fault(column: str, problem: str) -> None:
        wrong.append(Wrong(sheet, number, column, problem))

    person, name = said.get("person", ""), said.get("name", "")
    if person and not _KEY.fullmatch(person):
        fault("person", f'"{person}" is no id; write letters a-z, digits, "-" or "_", at most 64')
    if len(name) > 60 or any(unicodedata.category(letter) in ("Cc", "Zl", "Zp") for letter in name):
        fault("name", "has to be a name on one line, of at most 60 letters")
    role = read_role(said.get("role", "")) if said.get("role") else None
    if said.get("role") and role is None:
        near = " or ".join(f'"{word}"' for word in get_close_matches(said["role"].casefold(), ROLE_WORDS, n=3))
        hint = f"did you mean {near}?" if near else f"write one of: {', '.join(one.value for one in Role)}"
        fault("role", f'"{said["role"]}" is no role; {hint}')
    telegram_id = None
    if said.get("telegram_id"):
        telegram_id = int(said["telegram_id"]) if re.fullmatch(r"[0-9]{1,18}", said["telegram_id"]) else 0
        if telegram_id == 0:
            fault("telegram_id", f'"{said["telegram_id"]}" is no Telegram id; write its digits, in a cell of text')
    for column in ("days", "hours"):
        if not isinstance(cells.get(column, ""), str):
            fault(column, 'is a date, a time or a number; make it a cell of text, e.g. "mon-fri", "08:00-20:00"')
    line = Line(
        sheet, number, person, name, telegram_id, role, said.get("area", ""), said.get("days", ""),
        said.get("hours", ""),
    )  # fmt: skip
    return (None if wrong else line), wrong


def _letter(index: int) -> str:
    """Return what a spreadsheet calls a column: A … Z, AA, AB."""
    letters = ""
    while index >= 0:
        letters = chr(ord("A") + index % 26) + letters
        index = index // 26 - 1
    return letters


# --------------------------------------------------------------------------- the way out


def write(path: Path, titles: tuple[str, str], table: Sequence[Sequence[str]], areas: Sequence[Sequence[str]]) -> None:
    """Write a roster and, into a book, the areas there are; each table begins with its headings.

    Raise CommunityFileError for a name that does not end in .xlsx or .csv, OSError when it cannot be written.
    """
    if path.suffix.lower() == ".csv":
        # With its mark at the beginning, spreadsheet programs see that it is UTF-8.
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows([[_guarded(cell) for cell in row] for row in table])
        return
    if path.suffix.lower() != ".xlsx":
        raise CommunityFileError(path, [Fault(0, "file", "the name has to end in .xlsx or .csv")])
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    try:
        bold, plain = book.add_format({"bold": True, "num_format": "@"}), book.add_format({"num_format": "@"})
        for title, rows in zip(titles, (table, areas), strict=True):
            sheet = book.add_worksheet(title)
            sheet.freeze_panes(1, 0)
            # Cells of text: a telegram id must not turn into 1.0E+10, nor 8-20 into the 20th of August.
            sheet.set_column(0, len(rows[0]) - 1, 18, plain)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    sheet.write_string(number, column, cell, plain if number else bold)
            sheet.autofilter(0, 0, len(rows) - 1, len(rows[0]) - 1)
    finally:
        book.close()


def _guarded(cell: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
