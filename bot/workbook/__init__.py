"""Tables for people to work on: a book of sheets (.xlsx), or one of its sheets as plain text (.csv).

Knows headings, rows and small pictures; nothing of tickets, of the database or of who may read what.
"""

from bot.workbook.book import Book, Sheet, open_book
from bot.workbook.cells import Cell, Column, Kind, guarded

__all__ = ["Book", "Cell", "Column", "Kind", "Sheet", "guarded", "open_book"]
