"""The areas of a community as a spreadsheet: how many households live in each, by an id or name beside the number.

The other columns are for people to find their way; they are read by nobody. Knows no community.
"""

import re

from bot.community_file.sheets import Cell, Sheet, plain
from bot.domain.households import Homes
from bot.domain.roll import Wrong

HEADINGS = {
    "area": ("编号", "id", "区域编号", "area", "area id", "区域", "网格", "楼栋", "楼号", "building", "名称", "name"),
    "households": ("户数", "households", "总户数", "居民户数", "住户数"),
}
"""Our columns, each with what it may be called, the surest name of an area first."""

MOST_HOUSEHOLDS = 100_000


def head(row: list[Cell]) -> dict[str, int] | None:
    """Return where the two columns stand in a row of headings, None when it is none."""
    names = [" ".join(plain(cell).casefold().split()) for cell in row]
    columns = {
        column: names.index(found)
        for column, known in HEADINGS.items()
        if (found := next((name for name in known if name in names), None)) is not None
    }
    return columns if len(columns) == len(HEADINGS) else None


def read(sheet: Sheet, at: int, columns: dict[str, int]) -> tuple[list[Homes], list[Wrong]]:
    """Return what stands below the row of headings `at` (from 0), and what is wrong in it."""
    lines, wrong = [], []
    for number, row in enumerate(sheet.rows[at + 1 :], start=at + 2):
        area, homes = (plain(row[index]) if index < len(row) else "" for index in columns.values())
        if not area and not homes:
            continue
        if not area:
            wrong.append(Wrong(sheet.name, number, "area", "say where: an area's id or name"))
        elif homes and not (re.fullmatch(r"[0-9]{1,6}", homes) and int(homes) <= MOST_HOUSEHOLDS):
            problem = f'"{homes}" is no number of households; write digits alone, like 48'
            wrong.append(Wrong(sheet.name, number, "households", problem))
        else:
            lines.append(Homes(sheet.name, number, area, int(homes or 0) or None))
    return lines, wrong
