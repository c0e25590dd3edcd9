"""Finds every listed word in a text at once, overlaps too, in time that grows with the text and not with the list.

Words written in Latin letters match whole words only ("fire" is not in "fired"). Never weighs what it found.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Spot(NamedTuple):
    """One listed word and where it stands: `text[start:end] == word`."""

    start: int
    end: int
    word: str


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


class Spotter:
    """A fixed list of words, ready to be found. Words are in matching form (`wording.tight`)."""

    def __init__(self, words: Iterable[str]) -> None:
        starts: defaultdict[str, set[str]] = defaultdict(set)
        for word in words:
            if word:
                starts[word[:2]].add(word)
        self._starts = {key: tuple(sorted(found, key=len, reverse=True)) for key, found in starts.items()}

    def find(self, text: str) -> Iterator[Spot]:
        """Yield the spots in order of their start, longer ones first."""
        starts = self._starts
        for at, char in enumerate(text):
            listed = starts.get(text[at : at + 2])
            if listed:
                for word in listed:
                    if text.startswith(word, at) and _stands_alone(text, at, at + len(word)):
                        yield Spot(at, at + len(word), word)
            if char in starts and text[at : at + 2] != char:
                for word in starts[char]:
                    if _stands_alone(text, at, at + 1):
                        yield Spot(at, at + 1, word)


def _stands_alone(text: str, start: int, end: int) -> bool:
    first, last = text[start], text[end - 1]
    if _is_latin(first) and start and _is_latin(text[start - 1]):
        return False
    return not (_is_latin(last) and end < len(text) and _is_latin(text[end]))
