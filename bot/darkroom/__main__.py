"""The child: takes orders from stdin until there are none, under limits that the operating system keeps."""

import os
import resource
import sys
from typing import Any

from bot.calls import Poster
from bot.darkroom import bulletins, developing, posters, prints
from bot.darkroom.orders import Stamp, packed, received
from bot.domain.bulletin import unpack

MEMORY_BYTES = 768 * 1024 * 1024


def carry_out(order: dict[str, Any], pictures: list[bytes]) -> tuple[dict[str, Any], bytes]:
    """Do what an order says; whatever goes wrong with a picture is an answer, too."""
    try:
        match order["order"]:
            case "develop":
                done = developing.develop(pictures[0])
                return {
                    "dhash": done.dhash, "width": done.width, "height": done.height,
                    "latitude": done.latitude, "longitude": done.longitude,
                    "taken": done.taken.isoformat() if done.taken else None,
                }, done.content  # fmt: skip
            case "sheet":
                return {}, prints.sheet(pictures, order["captions"])
            case "poster":
                rows = tuple((heading, beside) for heading, beside in order["poster"].pop("rows"))
                return {}, posters.draw(Poster(rows=rows, **order["poster"]))
            case "bulletin":
                return {}, bulletins.draw(unpack(order["page"]), dark=order["dark"])
            case _:
                return {}, prints.pair(pictures[0], pictures[1], Stamp(**order["stamp"]))
    except developing.UnusableError as error:
        return {"error": error.why}, b""
    except MemoryError:
        return {"error": "pixels"}, b""
    except Exception:
        return {"error": "unreadable"}, b""


def main() -> None:
    """Work until the house closes the pipe."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    # It has nothing to write, and when it dies no picture shall lie about in a core file.
    for nothing in (resource.RLIMIT_FSIZE, resource.RLIMIT_CORE):
        resource.setrlimit(nothing, (0, 0))
    # Pictures can wait a moment; tickets and alarms cannot.
    os.nice(10)
    while (asked := received(sys.stdin.buffer.read)) is not None:
        about, picture = carry_out(*asked)
        sys.stdout.buffer.write(packed(about, [picture]))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
