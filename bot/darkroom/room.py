"""The house's side of the darkroom: one child at a time, started when it is needed and again when it died.

Opens no picture itself.
"""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from bot.calls import Poster
from bot.darkroom.orders import HEAD, Developed, Stamp, Unusable, packed

SECONDS = 20.0
REMEMBERED = 8
"""Bulletins that are kept for whoever gets the same one."""


class Darkroom:
    """Orders are worked off one after the other; each has `SECONDS`."""

    def __init__(self) -> None:
        self._child: asyncio.subprocess.Process | None = None
        self._turn = asyncio.Lock()
        self._bulletins: dict[str, bytes] = {}
        self._drawing = asyncio.Lock()

    async def develop(self, content: bytes) -> Developed | Unusable:
        """Return the clean picture, or why there can be none."""
        about, clean = await self._done({"order": "develop"}, [content])
        if "error" in about:
            return Unusable(about["error"])
        taken = about.pop("taken")
        return Developed(clean, **about, taken=datetime.fromisoformat(taken) if taken else None)

    async def sheet(self, pictures: Sequence[bytes], captions: Sequence[str]) -> bytes | None:
        """Return two to ten clean pictures as one JPEG of numbered tiles, None when it cannot be drawn."""
        about, drawn = await self._done({"order": "sheet", "captions": list(captions)}, pictures)
        return None if "error" in about else drawn

    async def pair(self, before: bytes, after: bytes, stamp: Stamp) -> bytes | None:
        """Return two clean pictures side by side with a stamp, as a JPEG; None when it cannot be drawn."""
        about, drawn = await self._done({"order": "pair", "stamp": asdict(stamp)}, [before, after])
        return None if "error" in about else drawn

    async def poster(self, wanted: Poster) -> bytes | None:
        """Return a poster as a PNG, None when it cannot be drawn."""
        about, drawn = await self._done({"order": "poster", "poster": asdict(wanted)}, [])
        return None if "error" in about else drawn

    async def bulletin(self, page: Mapping[str, Any], *, dark: bool = False) -> bytes | None:
        """Return a page of figures, packed, as a PNG; None when it cannot be drawn."""
        order = {"order": "bulletin", "page": page, "dark": dark}
        # The same page goes to several people at once, and to each as a photo and perhaps as a file.
        key = json.dumps(order, sort_keys=True)
        async with self._drawing:
            if key not in self._bulletins:
                about, drawn = await self._done(order, [])
                if "error" in about:
                    return None
                self._bulletins = dict([*self._bulletins.items()][1 - REMEMBERED :]) | {key: drawn}
            return self._bulletins[key]

    async def _done(self, order: dict[str, Any], pictures: Sequence[bytes]) -> tuple[dict[str, Any], bytes]:
        if not all(pictures):
            return {"error": "unreadable"}, b""
        async with self._turn:
            try:
                async with asyncio.timeout(SECONDS):
                    return await self._ask(packed(order | {"pictures": len(pictures)}, pictures))
            except (TimeoutError, OSError, EOFError, asyncio.IncompleteReadError, ValueError):
                await self.close()
                return {"error": "unreadable"}, b""
            except asyncio.CancelledError:
                # The answer to what was given up would be taken for the next one's.
                await self.close()
                raise

    async def _ask(self, order: bytes) -> tuple[dict[str, Any], bytes]:
        child = await self._running()
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(order)
        await child.stdin.drain()
        about = json.loads(await self._frame(child.stdout))
        return about, await self._frame(child.stdout)

    @staticmethod
    async def _frame(stream: asyncio.StreamReader) -> bytes:
        (size,) = HEAD.unpack(await stream.readexactly(HEAD.size))
        return await stream.readexactly(size)

    async def _running(self) -> asyncio.subprocess.Process:
        if self._child is None or self._child.returncode is not None:
            # Whoever takes over a decoder by a picture finds no token and no database address there.
            ours = {name: value for name, value in os.environ.items() if not name.upper().startswith("QIANSHAO_")}
            self._child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot.darkroom", env=ours,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
            )  # fmt: skip
        return self._child

    async def close(self) -> None:
        """End the child."""
        child, self._child = self._child, None
        if child is not None and child.returncode is None:
            child.kill()
            assert child.stdout is not None
            # A child has not ended before the ends of its pipes were seen, and nobody looks behind half an answer.
            with contextlib.suppress(RuntimeError):
                # Unless somebody is reading it still, who comes to the end as well.
                await child.stdout.read()
            await child.wait()
