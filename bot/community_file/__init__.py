"""`community.toml`: what `qianshao import` takes. Read whole and checked whole; every fault is named with its line.

Nothing is stored here; a file that has a single fault yields nothing at all.
"""

import re
import tomllib
from pathlib import Path

from pydantic import ValidationError

from bot.community_file.checks import problems
from bot.community_file.entries import AreaEntry, CommunityFile
from bot.community_file.faults import CommunityFileError, Fault, fault_of, line_of, where

__all__ = ["AreaEntry", "CommunityFile", "CommunityFileError", "Fault", "parse", "read"]


def read(path: Path) -> CommunityFile:
    """Read and check a file. Raise CommunityFileError with every fault found."""
    try:
        return parse(path.read_text("utf-8"), path)
    except FileNotFoundError:
        raise CommunityFileError(path, [Fault(0, "file", "there is no such file")]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CommunityFileError(path, [Fault(0, "file", f"cannot be read: {error}")]) from None


def parse(text: str, path: Path) -> CommunityFile:
    """Check the text of a file; `path` is only for the messages. Raise CommunityFileError."""
    try:
        values = tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise CommunityFileError(path, [Fault(int(found[1]) if found else 0, "TOML", str(error))]) from None
    try:
        file = CommunityFile.model_validate(values)
    except ValidationError as error:
        faults = [fault_of(text, problem["loc"], problem["type"], problem["msg"]) for problem in error.errors()]
        raise CommunityFileError(path, faults) from None
    faults = [
        Fault(line_of(text, table, index, key), where(table, index, key), why)
        for table, index, key, why in problems(file)
    ]
    if faults:
        raise CommunityFileError(path, faults)
    return file
