"""Spreadsheets as rows of plain cells: xlsx and its relatives, csv as people's programs really write it.

Knows nothing of what stands in the cells, and writes none.
"""

import csv
import io
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

MOST_ROWS = 20_000
MOST_BYTES = 20 * 1024 * 1024
BOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet may take for a formula; an apostrophe before it guards it."""
Cell = str | int | float | bool | date | time | datetime | timedelta


class UnreadableSheet(Exception):
    """A file is no spreadsheet that can be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and its rows, the first one first and none left out."""

    name: str
    rows: list[list[Cell]]


def plain(cell: Cell) -> str:
    """Return what a person reads in a cell."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA) else text


def read(path: Path) -> list[Sheet]:
    """Return the sheets of a file. Raise UnreadableSheet."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnreadableSheet(f"is larger than {MOST_BYTES // 1024 // 1024} MB; that is no roster")
        content = path.read_bytes()
    except FileNotFoundError:
        raise UnreadableSheet("there is no such file") from None
    except OSError as error:
        raise UnreadableSheet(f"cannot be read: {error.strerror}") from None
    sheets = _book(content) if path.suffix.lower() in BOOKS else [Sheet(path.stem, _comma_separated(content))]
    if any(len(sheet.rows) > MOST_ROWS for sheet in sheets):
        raise UnreadableSheet(f"has more than {MOST_ROWS} rows; leave out the empty ones")
    return sheets


def _book(content: bytes) -> list[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = [about.name for about in book.sheets_metadata if about.typ == SheetTypeEnum.WorkSheet]
        sheets = [book.get_sheet_by_name(name) for name in names]
        if any(sheet.total_height > MOST_ROWS for sheet in sheets):
            raise UnreadableSheet(f"has more than {MOST_ROWS} rows; leave out the empty ones")
        return [Sheet(sheet.name, sheet.to_python(skip_empty_area=False)) for sheet in sheets]
    except CalamineError as error:
        why = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise UnreadableSheet(f"is no spreadsheet that can be read ({why}); save it as .xlsx or .csv") from None


def _comma_separated(content: bytes) -> list[list[Cell]]:
    text = _decoded(content)
    head = next((line for line in text.splitlines() if line.strip()), "")
    comma = max(",;\t", key=head.count)
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=comma)]
    except csv.Error as error:
        raise UnreadableSheet(f"cannot be read as csv: {error}") from None


def _decoded(content: bytes) -> str:
    """Return the text of a csv file: UTF-8 or, from spreadsheets on Chinese Windows, GB 18030."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    raise UnreadableSheet("is not text in UTF-8 or GB 18030; save it as .xlsx")
