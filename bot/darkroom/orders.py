"""What goes between the house and its darkroom: orders there, pictures back, as frames of length and bytes.

An order is a line of JSON and its pictures; an answer is a line of JSON and one picture. Opens no picture.
"""

import json
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

HEAD = struct.Struct("!I")
MOST_ON_A_SHEET = 10


@dataclass(frozen=True, slots=True)
class Developed:
    """A clean picture. `dhash` is 64 bits in hex; position in WGS-84 degrees and `taken` as the file said.

    `taken` has no time zone when the camera named none: it is then the clock of the place.
    """

    content: bytes
    dhash: str
    width: int
    height: int
    latitude: float | None
    longitude: float | None
    taken: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unusable:
    """A picture that cannot be taken.

    `why`: `format` it is one of a kind that is not read, `pixels` it has too many of them, `truncated` its end is
    missing, `unreadable` it is no picture at all.
    """

    why: str


@dataclass(frozen=True, slots=True)
class Stamp:
    """What stands below a pair: a line about the ticket, and one below each picture."""

    title: str
    before: str
    after: str


def packed(about: dict[str, Any], pictures: Sequence[bytes]) -> bytes:
    """Return an order or an answer as frames."""
    frames = (json.dumps(about).encode(), *pictures)
    return b"".join(part for frame in frames for part in (HEAD.pack(len(frame)), frame))


def received(read: Callable[[int], bytes]) -> tuple[dict[str, Any], list[bytes]] | None:
    """Return the next order and its pictures, None when there is none any more.

    The order says how many `pictures` follow it.
    """
    line = _frame(read)
    if line is None:
        return None
    order = json.loads(line)
    return order, [_frame(read) or b"" for _ in range(order["pictures"])]


def _frame(read: Callable[[int], bytes]) -> bytes | None:
    head = read(HEAD.size)
    return read(HEAD.unpack(head)[0]) if len(head) == HEAD.size else None
