"""A book of sheets for Excel, LibreOffice and WPS, each row written to disk as it comes.

Text is written as text, a moment as a moment: nothing is left for the reader's program to guess.
"""

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from pathlib import Path
from typing import Any

import xlsxwriter

from bot.workbook.cells import Cell, Column, Kind, guarded

MOST_ROWS = 1_048_576
"""Rows of a sheet, its headings included; what comes after goes on in a sheet of its own."""

_PICTURE_POINTS = 93.75
_LINE_POINTS = 15.75
_MOST_LINES = 25
_A4 = 9
_LONGEST_TITLE = 31
_ON_THE_RIGHT = (Kind.NUMBER, Kind.HOURS, Kind.SHARE)
_LEFT = {"align": "left", "indent": 1}
_HEAD = {"bold": True, "bg_color": "#E9EEF3", "bottom": 1, "text_wrap": True, "valign": "vcenter"}
_FORMATS = {Kind.NUMBER: "0", Kind.HOURS: "0.0", Kind.SHARE: "0%", Kind.MOMENT: "yyyy-mm-dd hh:mm"}


class Spreadsheet:
    """An xlsx file. Of its rows only the latest is kept in memory."""

    pictured = True

    def __init__(self, draft: Path, scratch: Path, made_at: datetime) -> None:
        self.scratch = scratch
        options = {
            "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "tmpdir": str(scratch),
        }  # fmt: skip
        self._book: Any = xlsxwriter.Workbook(str(draft), options)
        self._book.set_properties({"title": "前哨 Qianshao", "created": made_at.replace(tzinfo=None)})
        self._sheets: list[SpreadsheetSheet] = []
        self._formats: dict[tuple[object, ...], Any] = {}

    def sheet(self, key: str, title: str, columns: Sequence[Column], *, wide: bool = False) -> "SpreadsheetSheet":
        """Begin a sheet: headings that stay, a filter, columns as wide as they need to be, A4 lying when printed."""
        begun = SpreadsheetSheet(self, title, columns, wide=wide)
        self._sheets.append(begun)
        return begun

    def worksheet(self, title: str) -> Any:
        """Return a new sheet of the file."""
        sheet = self._book.add_worksheet(title[:_LONGEST_TITLE])
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        sheet.set_footer("&L&A&R&P / &N")
        sheet.repeat_rows(0)
        return sheet

    def head(self, kind: Kind) -> Any:
        """Return how a column's heading looks: above its numbers on the right, else on the left."""
        return self._format(**_HEAD, **({"align": "right"} if kind in _ON_THE_RIGHT else _LEFT))

    def body(self, column: Column, *, wide: bool, wrapped: bool) -> Any:
        """Return how a column's cells look."""
        look: dict[str, Any] = {"valign": "top"}
        if column.kind in _FORMATS:
            shown = _FORMATS[column.kind]
            # Nothing is no bad news: only what is more is red.
            look["num_format"] = f"[Red]{shown};-{shown};{shown}" if column.bad else shown
        if column.kind not in _ON_THE_RIGHT:
            look |= _LEFT
        if wrapped and column.kind in (Kind.TEXT, Kind.WORDS):
            look["text_wrap"] = True
        if wide:
            look |= {"bottom": 7, "bottom_color": "#8A94A0"}
        return self._format(**look)

    def _format(self, **look: Any) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]

    def abandon(self) -> None:
        """Let go of what was begun; no file is written."""
        for sheet in self._book.worksheets():
            sheet.row_data_fh.close()

    def close(self) -> None:
        """Write the file."""
        for sheet in self._sheets:
            sheet.end()
        self._book.close()


class SpreadsheetSheet:
    """One table; where it is longer than a sheet can be, it goes on in the next."""

    def __init__(self, book: Spreadsheet, title: str, columns: Sequence[Column], *, wide: bool) -> None:
        self._book, self._title, self._columns = book, title, columns
        self._wide, self._tall = wide, wide or any(column.kind is Kind.PICTURE for column in columns)
        self._looks = [book.body(column, wide=wide, wrapped=self._tall) for column in columns]
        wraps = enumerate(columns) if self._tall else ()
        self._widths = [(index, column.width) for index, column in wraps if column.kind in (Kind.TEXT, Kind.WORDS)]
        self._part = 1
        self._begin()

    def _begin(self) -> None:
        mark = f" {self._part}" if self._part > 1 else ""
        self._sheet = self._book.worksheet(self._title[: _LONGEST_TITLE - len(mark)] + mark)
        self._sheet.freeze_panes(1, 1)
        self._sheet.set_row(0, _LINE_POINTS * max(_lines(column.heading, column.width) for column in self._columns))
        for index, column in enumerate(self._columns):
            self._sheet.set_column(index, index, column.width)
            self._sheet.write_string(0, index, guarded(column.heading), self._book.head(column.kind))
        self._row = 0

    def add(self, row: Sequence[Cell]) -> None:
        """Write a row."""
        if self._row + 1 >= MOST_ROWS:
            self.end()
            self._part += 1
            self._begin()
        self._row += 1
        number, sheet, looks = self._row, self._sheet, self._looks
        if self._tall and (points := self._height(row)) > _LINE_POINTS:
            sheet.set_row(number, points)
        for index, (cell, look) in enumerate(zip(row, looks, strict=True)):
            if cell is None or cell == "":
                if self._wide:
                    sheet.write_blank(number, index, None, look)
            elif isinstance(cell, str):
                sheet.write_string(number, index, guarded(cell), look)
            elif isinstance(cell, datetime):
                sheet.write_datetime(number, index, cell, look)
            elif isinstance(cell, Path):
                # It moves and hides with its row, so that filters hide pictures, too.
                place = {"object_position": 1, "x_offset": 3, "y_offset": 3}
                place["description"] = self._columns[index].heading  # type: ignore[assignment]
                sheet.insert_image(number, index, str(cell), place)
            else:
                sheet.write_number(number, index, round(cell, 4), look)

    def _height(self, row: Sequence[Cell]) -> float:
        """Return how many points high a row has to be: not every program finds that out by itself."""
        lines = max(
            (_lines(cell, width) for index, width in self._widths if isinstance(cell := row[index], str)), default=1
        )
        tall = min(_MOST_LINES, lines) * _LINE_POINTS
        return max(tall, _PICTURE_POINTS) if any(isinstance(cell, Path) for cell in row) else tall

    def end(self) -> None:
        """Lay the filter over the rows there are."""
        self._sheet.autofilter(0, 0, self._row, len(self._columns) - 1)


def _lines(text: str, width: float) -> int:
    """Return on how many lines a text stands in a column so many digits wide; a Chinese character is two of them."""
    room = max(1.0, width - 1.5)
    return sum(max(1, ceil(sum(1 + (letter > "\u2e7f") for letter in line) / room)) for line in text.split("\n"))
