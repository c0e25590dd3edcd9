"""One sheet as plain text: UTF-8 with its mark, so that spreadsheet programs see what it is; text always in quotes.

In quotes, because some programs part columns by semicolons: an unquoted one would begin a cell of its own.
"""

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from bot.workbook.cells import Cell, Column, Kind, guarded


class PlainBook:
    """A file of comma-separated values."""

    pictured = False

    def __init__(self, draft: Path, scratch: Path, chosen: str) -> None:
        self.scratch = scratch
        self._chosen = chosen
        self._file: IO[str] = draft.open("w", encoding="utf-8-sig", newline="")

    def sheet(self, key: str, title: str, columns: Sequence[Column], *, wide: bool = False) -> "PlainSheet":
        """Begin a sheet; of any but the chosen one nothing is written."""
        return PlainSheet(self._file if key == self._chosen else None, columns)

    def close(self) -> None:
        """End the file."""
        self._file.close()


class PlainSheet:
    """Lines of values, or nothing at all."""

    def __init__(self, file: IO[str] | None, columns: Sequence[Column]) -> None:
        self._columns = [column.kind is not Kind.PICTURE for column in columns]
        self._writer: Any = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC) if file else None
        if self._writer is not None:
            shown = zip(columns, self._columns, strict=True)
            self._writer.writerow([guarded(column.heading) for column, kept in shown if kept])

    def add(self, row: Sequence[Cell]) -> None:
        """Write a line."""
        if self._writer is not None:
            kept = zip(row, self._columns, strict=True)
            self._writer.writerow([_plain(cell) for cell, shown in kept if shown])


def _plain(cell: Cell) -> str | int | float:
    match cell:
        case int():
            return cell
        case float():
            return round(cell, 4)
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M}"
        case None:
            return ""
        case _:
            return guarded(str(cell))
