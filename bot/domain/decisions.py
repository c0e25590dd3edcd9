"""What a meeting decided, as somebody writes it below the week's pack: "#142 周五前换管", one ticket or more a line.

    #142 周五前换管 · #142 #143 都换 · #142、143 都换 · #142-145 都换 · 周五前换管 #142
    #142 周五前换管；#143 物业清运          two of them on one line

Reads; whose tickets they may decide on is said in `permits`.
"""

import re

_MARKED = r"[#＃]\s?\d{1,9}(?!\d)"
# A bare number goes with the one before it only where nothing else can be meant: "#1 3 天内" is a time.
_BARE = r"\d{1,9}(?=\s*(?:[、，,和及与&:：~～]|$)|\s+\D)"
_NUMBERS = rf"{_MARKED}(?:\s*[,，、和及与&~～\-—至到]?\s*{_MARKED}|(?:\s*[、和及与&~～\-—]\s*|[至到]){_BARE})*"
_MARKER = r"(?:[-*•·]|[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.、．]|[^\s#＃]{1,12}[:：])?\s*"
_HEAD = r"(?:@\w+\s+)?(?:请|关于|工单|编号)?\s*"
_LINE = re.compile(rf"^\s*{_MARKER}{_HEAD}({_NUMBERS})[\s,，、:：\-—>]*(.*)$")
_TRAILING = re.compile(rf"^\s*{_MARKER}([^#＃?？]+?)[\s,，:：]*[(（]?({_NUMBERS})[)）]?[\s。.]*$")
# "并入 #2" and "同 #3" speak of another ticket; what is parted by a mark or a blank and has words of its own does not.
_NEXT = re.compile(r"(?:[;；。,，]\s*|(?<![并入同跟和与见按照])\s+)(?=[#＃]\s?\d{1,9}\D)")
_NUMBER = re.compile(r"(\d{1,9})(?:\s*[~～\-—至到]\s*[#＃]?\s?(\d{1,9}))?")
_ASKED = re.compile(r"(?:[?？]|[吗呢么])[\s。!！]*$")
MOST = 30
"""Tickets that one message may be about."""


def read_decisions(text: str) -> tuple[tuple[int, str], ...]:
    """Return the tickets' numbers, each with what was decided; a line without a number goes on with the one before.

    A ticket may stand on several lines: each is a decision of its own. Empty when no line names a ticket. What is asked
    (#142 什么时候能好？) is not decided. Numbers without words are left out, more than `MOST` at once too; so is a
    heading above the first number.
    """
    decided: list[tuple[tuple[int, ...], str]] = []
    for line in (part for whole in filter(str.strip, text.splitlines()) for part in _parts(whole)):
        if (found := _LINE.match(line)) is not None:
            decided.append((_numbers(found[1]), found[2].strip()))
        elif (found := _TRAILING.match(line)) is not None:
            decided.append((_numbers(found[2]), found[1].strip()))
        elif decided:
            numbers, words = decided[-1]
            decided[-1] = numbers, f"{words} {line.strip()}".strip()
    said = ((number, words) for numbers, words in decided for number in numbers if words and len(numbers) <= MOST)
    return tuple(dict.fromkeys(one for one in said if not _ASKED.search(one[1])))[:MOST]


def names_ticket(text: str) -> bool:
    """Tell whether a ticket's number stands anywhere in a text."""
    return re.search(_MARKED, text) is not None


def asks(text: str) -> int | None:
    """Return the ticket that a text asks about (#142 什么时候能好？), None when it does not ask."""
    found = _LINE.match(text.strip())
    return _numbers(found[1])[0] if found and _ASKED.search(found[2]) else None


def _parts(line: str) -> list[str]:
    """Part a line on which several tickets stand, each with words of its own."""
    parts = _NEXT.split(line)
    whole = all((found := _LINE.match(part)) is not None and found[2].strip() for part in parts)
    return parts if whole else [line]


def _numbers(said: str) -> tuple[int, ...]:
    """Return the numbers of tickets; 3-5 is 3, 4 and 5."""
    numbers: list[int] = []
    for found in _NUMBER.finditer(said):
        first, last = int(found[1]), int(found[2] or found[1])
        numbers += range(first, min(last, first + MOST) + 1)
    return tuple(numbers)
