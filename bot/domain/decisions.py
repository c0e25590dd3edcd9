"""What a meeting decided, as somebody writes it below the week's pack: "#142 周五前换管", one ticket or more a line.

Reads; whose tickets they may decide on is said in `permits`.
"""

import re

_LINE = re.compile(r"^\s*((?:[#＃]\d{1,9}[\s,，、和及&]*)+)[:：\-—]*\s*(.*)$")
_NUMBER = re.compile(r"\d+")
MOST = 30
"""Tickets that one message may be about."""


def read_decisions(text: str) -> tuple[tuple[int, str], ...]:
    """Return the tickets' numbers, each with what was decided; a line without a number goes on with the one before.

    Empty when the first line names no ticket. Numbers without words are left out.
    """
    decided: list[tuple[list[int], str]] = []
    for line in filter(str.strip, text.splitlines()):
        if found := _LINE.match(line):
            decided.append(([int(number) for number in _NUMBER.findall(found[1])], found[2].strip()))
        elif decided:
            numbers, words = decided[-1]
            decided[-1] = numbers, f"{words} {line.strip()}".strip()
        else:
            return ()
    said = {number: words for numbers, words in decided for number in numbers if words}
    return tuple(said.items())[:MOST]
