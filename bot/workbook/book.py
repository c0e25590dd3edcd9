"""A table file as it grows: sheets are written row by row, so that its size in memory does not depend on its length.

The file is there whole or not at all: it is written beside its place and moved there in the end.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from errno import ENOENT
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from bot.workbook.cells import Cell, Column

SUFFIXES = (".xlsx", ".csv")


class Sheet(Protocol):
    """One table of a book, its headings written."""

    def add(self, row: Sequence[Cell]) -> None:
        """Write the next row: a cell for each column."""
        ...


class Book(Protocol):
    """Several tables in one file. A plain file holds one of them, and drops the rows of the others."""

    scratch: Path
    """A folder for pictures that are to go into the book; it is gone when the book is."""
    pictured: bool
    """Whether pictures can be in it at all."""

    def sheet(self, key: str, title: str, columns: Sequence[Column], *, wide: bool = False) -> Sheet:
        """Begin a sheet. `wide`: rows are as high as their text, for reading on paper rather than for sorting."""
        ...


@contextmanager
def open_book(path: Path, made_at: datetime, chosen: str = "tickets") -> Iterator[Book]:
    """Give a book that is written to `path`, whatever was there before, when the block ends well.

    A plain file holds the sheet whose key is `chosen`. Raise ValueError for a name that ends in neither .xlsx nor
    .csv, OSError when the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ValueError(f"{path}: the file's name has to end in .xlsx or .csv")
    draft = path.with_name(f".{path.name}.part")
    if not path.parent.is_dir():
        raise FileNotFoundError(ENOENT, "there is no such folder; make it first", str(path.parent))
    # Tried before the first row is read: a folder that is not there must not be found out an hour later.
    draft.touch()
    try:
        # Beside the file, for the sheets of a large book can be more than a small /tmp has room for.
        with TemporaryDirectory(prefix=".qianshao-", dir=path.parent) as scratch:
            if suffix == ".csv":
                from bot.workbook.plain import PlainBook

                plain = PlainBook(draft, Path(scratch), chosen)
                try:
                    yield plain
                finally:
                    plain.close()
            else:
                from bot.workbook.spreadsheet import Spreadsheet

                book = Spreadsheet(draft, Path(scratch), made_at)
                try:
                    yield book
                except BaseException:
                    book.abandon()
                    raise
                book.close()
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
