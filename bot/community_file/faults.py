"""What is wrong in a community file: each fault with its line, its key and what to write instead."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from bot.community_file.entries import (
    AreaEntry,
    AssignmentEntry,
    ChatEntry,
    CommunityEntry,
    CommunityFile,
    DepartmentEntry,
    Entry,
    PersonEntry,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file: `line` counts from 1, 0 when it is about the whole file."""

    line: int
    key: str
    problem: str


class CommunityFileError(Exception):
    """A community file cannot be taken; `faults` says why, in the order of the file."""

    def __init__(self, path: Path, faults: list[Fault]) -> None:
        self.path, self.faults = path, sorted(faults, key=lambda fault: fault.line)
        super().__init__("\n".join(f"{path}:{f.line}: {f.key}: {f.problem}" for f in self.faults))


def fault_of(text: str, loc: tuple[int | str, ...], kind: str, message: str) -> Fault:
    table = str(loc[0]) if loc else ""
    index = loc[1] if len(loc) > 1 and isinstance(loc[1], int) else 0
    key = next((part for part in loc[1:] if isinstance(part, str)), "")
    said = message.removeprefix("Value error, ")
    if kind == "extra_forbidden":
        known = list(_fields(table) if key else CommunityFile.model_fields)
        near = get_close_matches(key or table, known, n=1)
        said = f'unknown key; did you mean "{near[0]}"?' if near else f"unknown key; known here: {', '.join(known)}"
    elif kind == "missing":
        said = "is missing"
    return Fault(line_of(text, table, index, key), where(table, index, key), said)


def _fields(table: str) -> Iterable[str]:
    entries: dict[str, type[Entry]] = {
        "community": CommunityEntry, "area": AreaEntry, "person": PersonEntry, "assignment": AssignmentEntry,
        "department": DepartmentEntry, "chat": ChatEntry,
    }  # fmt: skip
    return entries[table].model_fields if table in entries else ()


def where(table: str, index: int, key: str) -> str:
    place = table if table == "community" or not table else f"{table} {index + 1}"
    return f"{place}, {key}" if key else place or "file"


def line_of(text: str, table: str, index: int, key: str) -> int:
    """Return the line of a key in the `index`-th table of that name, the table's own line when the key is not there."""
    header = re.compile(rf"\s*\[\[?\s*{re.escape(table)}\s*\]\]?")
    wanted = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*=""")
    seen, start = -1, 0
    for number, line in enumerate(text.splitlines(), start=1):
        if header.match(line):
            seen += 1
            start = number if seen == index else start
        elif line.lstrip().startswith("[") and seen == index:
            break
        elif seen == index and key and wanted.match(line):
            return number
    return start
