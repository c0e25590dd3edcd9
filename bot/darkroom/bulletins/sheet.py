"""A bulletin laid out, before it is painted: which words and shapes stand where, in pixels from the top left corner.

Every line of words knows the cell it must not leave. Knows no colours, only what they are for; draws nothing.
"""

from dataclasses import dataclass, field

from bot.darkroom.lettering import fitted
from bot.darkroom.typeface import width
from bot.domain.bulletin import Tone

LINE = 1.36
"""The height of a line, as a part of the size of its letters."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    def holds(self, other: "Box") -> bool:
        """Tell whether another one lies inside, to the pixel."""
        return (
            self.left <= other.left + 1
            and self.top <= other.top + 1
            and other.right <= self.right + 1
            and other.bottom <= self.bottom + 1
        )


@dataclass(frozen=True, slots=True)
class Words:
    """One line of words around the height `middle`; `cell` is the room it was given."""

    text: str
    left: float
    middle: float
    size: int
    ink: str
    bold: bool
    cell: Box

    @property
    def box(self) -> Box:
        half = self.size * LINE / 2
        return Box(self.left, self.middle - half, self.left + width(self.text, self.size), self.middle + half)


@dataclass(frozen=True, slots=True)
class Slab:
    """A filled rectangle with round corners."""

    box: Box
    ink: str
    radius: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """A sign for a tone, so that colour never says it alone: a tick, a triangle, an exclamation mark on a disc."""

    tone: Tone
    left: float
    middle: float
    size: int


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points; `under` fills what is below it down to the cell's bottom; `dots` marks each point."""

    points: tuple[tuple[float, float], ...]
    ink: str
    thickness: float
    cell: Box
    dashed: bool = False
    under: str = ""
    dots: float = 0


Thing = Words | Slab | Mark | Curve


@dataclass(slots=True)
class Block:
    """Words ready to be set: their size and lines, and how high they stand."""

    size: int
    lines: list[str]

    @property
    def height(self) -> float:
        return self.size * LINE * len(self.lines)

    @property
    def width(self) -> float:
        return max((width(line, self.size) for line in self.lines), default=0)


def block(text: str, size: int, most: float, lines: int = 1, least: int = 20) -> Block:
    """Return words as they fit into a width: smaller, on more lines, at last with an ellipsis. Nothing for no words."""
    found_size, found = fitted(text, size, most, lines, least)
    return Block(found_size, [line for line in found if line])


@dataclass(slots=True)
class Sheet:
    """What was laid out so far."""

    things: list[Thing] = field(default_factory=list)
    height: float = 0

    def put(self, thing: Thing) -> None:
        """Put something on top of what is there."""
        self.things.append(thing)

    def say(self, words: Block, cell: Box, ink: str = "ink", *, bold: bool = False, align: float = 0.0) -> None:
        """Set words from the top of a cell; `align` 0 is its left side, 0.5 its middle, 1 its right side."""
        step = words.size * LINE
        for number, line in enumerate(words.lines):
            spare = cell.width - width(line, words.size)
            left = cell.left + max(0.0, spare) * align
            self.put(Words(line, left, cell.top + (number + 0.5) * step, words.size, ink, bold, cell))

    def words(self) -> list[Words]:
        """Return every line of words."""
        return [thing for thing in self.things if isinstance(thing, Words)]
