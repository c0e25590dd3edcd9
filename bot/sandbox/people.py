"""The people's side over HTTP: what the page shows and what people do there, as plain JSON.

Answers a person's mistake with 400 and one sentence. Takes orders from its own page only, not from other sites.
"""

import json
import mimetypes
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from bot.sandbox import parameters as arguments
from bot.sandbox import scenes
from bot.sandbox.calls import Calls
from bot.sandbox.chats import Json
from bot.sandbox.faults import Faults
from bot.sandbox.parameters import Parameters
from bot.sandbox.refusals import Impossible, Refused
from bot.sandbox.town import Town

PAGE = Path(__file__).parent / "page"
LONGEST_WAIT = 50.0


class PeoplesSide:
    """Routes of the people: state, changes, actions, files, requests, faults and the page itself."""

    def __init__(self, town: Town, calls: Calls, faults: Faults, *, movable: bool) -> None:
        self._town = town
        self._calls = calls
        self._faults = faults
        self._movable = movable
        self._actions: dict[str, Callable[[Parameters], Json]] = {
            "send": self._send,
            "edit": self._edit,
            "press": self._press,
            "react": self._react,
            "delete": self._delete,
            "block": self._block,
            "membership": self._membership,
            "migrate": self._migrate,
            "clock": self._move_clock,
            "fault": self._fault,
        }

    async def handle(self, request: web.BaseRequest, path: str, query: str) -> web.Response:
        """Answer one request of the people's side."""
        try:
            if request.method == "POST" and path.startswith("/people/"):
                return await self._act(request, path.removeprefix("/people/"))
            if request.method in ("GET", "HEAD"):
                return await self._look(path, {name: given[-1] for name, given in parse_qs(query).items()})
        except Impossible as impossible:
            return _json({"error": str(impossible)}, status=400)
        except Refused as refused:
            return _json({"error": refused.description}, status=400)
        return _json({"error": f"{request.method} is not possible here"}, status=405)

    async def _act(self, request: web.BaseRequest, name: str) -> web.Response:
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.headers.get("Host"):
            return _json({"error": "this order comes from another site"}, status=403)
        action = self._actions.get(name)
        if action is None:
            return _json({"error": f"there is no action {name!r}"}, status=404)
        given = arguments.read(request.headers.get("Content-Type", "application/json"), "", await request.read())
        return _json(action(given))

    async def _look(self, path: str, query: dict[str, str]) -> web.Response:
        match path.strip("/").split("/"):
            case [""]:
                return _asset("index.html")
            case ["page", *asset]:
                return _asset("/".join(asset))
            case ["people", "state"]:
                return _json(self._state())
            case ["people", "changes"]:
                return _json(await self._changes(query))
            case ["people", "requests"]:
                return _json({"requests": [call.shown() for call in self._calls.since(_number(query, "since"))]})
            case ["people", "pending"]:
                return _json({"pending": len(self._town.updates), "requests": self._calls.count})
            case ["people", "file", file_id]:
                file = self._town.files.find(file_id)
                if file is not None:
                    return web.Response(body=file.content, headers=_KEPT, content_type=file.mime)
            case ["people", "sample", name] if name.removesuffix(".jpg") in scenes.SCENES:
                picture = scenes.draw(name.removesuffix(".jpg"))
                return web.Response(body=picture, headers=_KEPT, content_type="image/jpeg")
        return _json({"error": f"there is nothing at {path}"}, status=404)

    def _now(self) -> str:
        return self._town.clock.now().isoformat(timespec="seconds")

    def _state(self) -> Json:
        samples = [
            {"name": name, "label": scene.label, "label_en": scene.label_en, "url": f"/people/sample/{name}.jpg"}
            for name, scene in scenes.SCENES.items()
        ]
        bot = {name: self._town.bot[name] for name in ("id", "first_name", "username")}
        return {"now": self._now(), "movable": self._movable, "bot": bot, **self._town.state(), "samples": samples}

    async def _changes(self, query: dict[str, str]) -> Json:
        wait = min(max(_number(query, "wait"), 0), LONGEST_WAIT)
        changes = await self._town.changes.after(_number(query, "since"), wait)
        version = self._town.changes.version
        if changes is None:
            return {"version": version, "now": self._now(), "reset": True}
        return {"version": version, "now": self._now(), "changes": changes}

    def _send(self, given: Parameters) -> Json:
        samples = given.structure("samples") or []
        if not isinstance(samples, list):
            raise Impossible('"samples" must be a list of names')
        unknown = [name for name in samples if name not in scenes.SCENES]
        if unknown:
            raise Impossible(f"there is no sample {unknown[0]!r}; there are: {', '.join(scenes.SCENES)}")
        files = [upload.content for name, upload in given.uploads.items() if name.partition("#")[0] == "file"]
        ids = self._town.say(
            _id(given, "chat"),
            _id(given, "as"),
            given.text("text"),
            reply_to=given.integer("reply_to") or None,
            photos=[*(scenes.draw(name) for name in samples), *files],
            as_file=given.boolean("as_file"),
            location=_place(given.structure("location")),
        )
        return {"message_ids": ids}

    def _edit(self, given: Parameters) -> Json:
        self._town.edit(_id(given, "chat"), _id(given, "as"), _id(given, "message_id"), given.text("text"))
        return {}

    def _press(self, given: Parameters) -> Json:
        message_id, data = _id(given, "message_id"), given.text("data")
        return {"callback_id": self._town.press(_id(given, "chat"), _id(given, "as"), message_id, data)}

    def _react(self, given: Parameters) -> Json:
        self._town.react(_id(given, "chat"), _id(given, "as"), _id(given, "message_id"), given.text("emoji"))
        return {}

    def _delete(self, given: Parameters) -> Json:
        self._town.delete(_id(given, "chat"), _id(given, "as"), _id(given, "message_id"))
        return {}

    def _block(self, given: Parameters) -> Json:
        self._town.block(_id(given, "as"), given.boolean("blocked"))
        return {}

    def _membership(self, given: Parameters) -> Json:
        if given.text("person") == "bot":
            self._town.set_bot_status(_id(given, "chat"), given.text("status"))
        else:
            self._town.set_member(_id(given, "chat"), _id(given, "person"), given.text("status"))
        return {}

    def _migrate(self, given: Parameters) -> Json:
        return {"chat": self._town.migrate(_id(given, "chat"))}

    def _move_clock(self, given: Parameters) -> Json:
        if not self._movable:
            raise Impossible("the clock of this sandbox is the real one and cannot be moved")
        seconds = given.number("seconds")
        if seconds is None or not 0 < seconds <= 366 * 86_400:
            raise Impossible("give the seconds to move the clock forward by, at most a year")
        self._town.clock.move(timedelta(seconds=seconds))
        self._town.changes.add(lambda: {"kind": "world"})
        return {"now": self._now()}

    def _fault(self, given: Parameters) -> Json:
        values = given.values
        self._faults.add(
            given.text("method") or "*",
            times=given.integer("times", 1) if values.get("times", 1) is not None else None,
            status=given.integer("status") or None,
            retry_after=given.integer("retry_after") if values.get("retry_after") is not None else None,
            description=given.text("description") or None,
            delay=given.number("delay") or 0.0,
            drop=given.text("drop") or None,
            chat=given.integer("chat") or None,
        )
        return {}


_KEPT = {"Cache-Control": "private, max-age=3600"}


def _id(given: Parameters, name: str) -> int:
    number = given.integer(name)
    if number == 0:
        raise Impossible(f'"{name}" must be a number')
    return number


def _place(given: Any) -> tuple[float, float] | None:
    if not given:
        return None
    try:
        return float(given["latitude"]), float(given["longitude"])
    except (KeyError, TypeError, ValueError):
        raise Impossible('"location" needs the numbers latitude and longitude') from None


def _number(query: dict[str, str], name: str) -> int:
    try:
        return int(float(query.get(name, "0")))
    except (ValueError, OverflowError):
        raise Impossible(f'"{name}" must be a number') from None


def _json(body: Any, status: int = 200) -> web.Response:
    packed = json.dumps(body, ensure_ascii=False).encode()
    return web.Response(
        body=packed, status=status, content_type="application/json", headers={"Cache-Control": "no-store"}
    )


def _asset(name: str) -> web.Response:
    """Return a file of the page; nothing outside its folder."""
    asset = (PAGE / name).resolve()
    if not asset.is_relative_to(PAGE) or not asset.is_file():
        return _json({"error": f"the page has no {name}"}, status=404)
    kind = mimetypes.guess_type(asset.name)[0] or "application/octet-stream"
    return web.Response(
        body=asset.read_bytes(),
        content_type=kind,
        charset="utf-8" if kind.startswith("text/") else None,
        headers={"Cache-Control": "no-cache"},
    )
