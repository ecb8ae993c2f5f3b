"""A server that speaks docs/protocol.md as a test tells it to: it keeps what it accepts, and misbehaves on request."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from functools import partial
from pathlib import Path
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.listening import listening
from tests.waiting import until
from visitor_gateway.widget import served


Frame = dict[str, Any]

STRICT = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'"
ABOUT = "<!doctype html><html lang=en><meta name=viewport content='width=device-width'><title>A page</title><main><h1>A page</h1>"
EMBED = "<script type=module src=/widget/threadline-chat.js></script><threadline-chat site=main></threadline-chat>"
PAGES = {
    "/page": ABOUT + EMBED,
    "/pricing/{any}": ABOUT + EMBED,
    "/long": f"{ABOUT}<svg height=5000></svg>{EMBED}",
    "/plain": ABOUT + EMBED.replace("/widget/", "/source/"),
    "/empty": ABOUT,
}
DOT = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#7a5cc0" d="M0 0h8v8H0z"/>'
    '<circle cx="4" cy="3" r="2" fill="#fff"/></svg>'
)
SIGNED = "t1"
NOON = 1_767_262_000_000
PATIENCE = 15.0
"""Seconds for a page to say what a test waits for."""


class ScriptedGateway:
    """What a test sees of the gateway: what it heard, and levers to make it say or fail."""

    def __init__(self) -> None:
        self.heard: list[Frame] = []
        self.fetched: list[str] = []
        self.origin = ""
        self.silent = False
        """Takes everything and says nothing, as a line that died without a sign."""
        self.down = False
        """Answers no upgrade."""
        self.drop_on: Callable[[Frame], str] = lambda _: ""
        """Hang up on this frame: "before" it is stored, "after" it, or not at all ("")."""
        self.answers: list[Frame] = []
        """Said instead of accepting, one for each act; `id` is filled in."""
        self.unwelcome: list[Frame] = []
        """Said instead of `welcome`, one for each `hello`."""
        self.page = 1_000
        """Entries in one frame."""
        self.rules: list[Frame] = []
        """Which dialogues speak up."""
        self.asked_for_rules: list[str] = []
        self.largest = 0
        """How many bytes a file of the visitor may have; 0 where none are taken."""
        self.uploaded: list[tuple[str, str, int]] = []
        """The id, name and size of every file that came, whatever was answered."""
        self.erased: list[str] = []
        """The tokens of those who were forgotten."""
        self.asked: list[dict[str, Any]] = []
        """The wishes for one's own data."""
        self.doubts = False
        """Whether no word of the website's is believed."""
        self.upload_answers: list[tuple[int, Frame] | None] = []
        """Said instead of storing a file; None hangs up."""
        self.odd = ("", "")
        """A page of the test's making, and its policy, at ``/odd``."""
        self.rating = False
        """Whether a visitor who ends is asked how it was."""
        self.conversation = "c1"
        self._logs: dict[str, list[Frame]] = {"c1": []}
        self._lines: set[web.WebSocketResponse] = set()
        self._news = asyncio.Condition()

    @property
    def entries(self) -> list[Frame]:
        """The log of the conversation as it is now."""
        return self._logs[self.conversation]

    async def say(self, kind: str, /, **fields: Any) -> Frame:
        """Append an entry and send it to everybody connected."""
        entry = self._append(kind, fields)
        await self._send({"type": "entries", "entries": [entry], "last": entry["n"]})
        return entry

    async def send(self, frame: Frame) -> None:
        """Send a frame as it is."""
        await self._send(frame)

    def prepare(self, conversation: str) -> None:
        """Begin another conversation, and tell nobody."""
        self.conversation = conversation
        self._logs[conversation] = []

    async def begin(self, conversation: str) -> None:
        """Begin another conversation and welcome everybody to it."""
        self.prepare(conversation)
        for frame in self._welcome(None, 0):
            await self._send(frame)

    async def hears(self, kind: str, count: int = 1) -> list[Frame]:
        """Wait until so many frames of a type came, and return all that came. Raises AssertionError that shows what came."""
        await self._until(lambda: len(self.of(kind)) >= count, f"{count} x {kind}")
        return self.of(kind)

    async def gets_files(self, count: int) -> None:
        """Wait until so many files came."""
        await self._until(lambda: len(self.uploaded) >= count, f"{count} files")

    async def _until(self, holds: Callable[[], bool], wanted: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE), self._news:
                await self._news.wait_for(holds)
        except TimeoutError:
            raise AssertionError(f"no {wanted} in {PATIENCE:g} s, but {self.heard}") from None

    def of(self, kind: str) -> list[Frame]:
        """The frames of a type that came so far."""
        return [frame for frame in self.heard if frame["type"] == kind]

    @property
    def connected(self) -> int:
        """How many lines were welcomed and are open."""
        return len(self._lines)

    async def has_connected(self, count: int) -> None:
        """Wait until so many lines are open."""
        await until(lambda: self._is_connected(count))

    async def _is_connected(self, count: int) -> bool:
        return self.connected == count

    async def hang_up(self, code: int = WSCloseCode.GOING_AWAY) -> None:
        """Close every line."""
        for line in list(self._lines):
            await line.close(code=code)

    async def _send(self, frame: Frame) -> None:
        for line in list(self._lines):
            await line.send_json(frame)

    def _append(self, kind: str, fields: Frame) -> Frame:
        # Numbers have gaps: the log also has entries that are not for visitors.
        number = self.entries[-1]["n"] + 2 if self.entries else 1
        entry = {"n": number, "at": NOON + number * 1000, "type": kind, **fields}
        self.entries.append(entry)
        return entry

    def _welcome(self, named: str | None, last: int) -> list[Frame]:
        """The frames with which a client is brought up to date."""
        seen = last if named == self.conversation else 0
        fresh = [entry for entry in self.entries if entry["n"] > seen]
        first, *more = [fresh[at : at + self.page] for at in range(0, len(fresh), self.page)] or [[]]
        past = {} if seen else {"past": True}
        return [
            {
                "type": "welcome",
                "token": SIGNED,
                "conversation": self.conversation,
                "last": first[-1]["n"] if first else seen,
                "entries": first,
                "files": self.largest,
            },
            *({"type": "entries", "entries": page, "last": page[-1]["n"], **past} for page in more),
        ]

    async def _visit(self, request: web.Request) -> web.StreamResponse:
        if self.down:
            raise web.HTTPServiceUnavailable
        line = web.WebSocketResponse()
        await line.prepare(request)
        try:
            async for message in line:
                if message.type is WSMsgType.TEXT:
                    await self._take(line, message.json())
        finally:
            self._lines.discard(line)
        return line

    async def _take(self, line: web.WebSocketResponse, frame: Frame) -> None:
        async with self._news:
            self.heard.append(frame)
            self._news.notify_all()
        if self.silent:
            return
        match frame["type"]:
            case "hello" if self.unwelcome:
                await line.send_json(self.unwelcome.pop(0))
            case "hello":
                self._lines.add(line)
                for said in self._welcome(frame["conversation"], frame["last"]):
                    await line.send_json(said)
            case "typing" | "seen" | "page":
                pass
            case "ping":
                await line.send_json({"type": "pong"})
            case _:
                await self._act(line, frame)

    async def _act(self, line: web.WebSocketResponse, frame: Frame) -> None:
        drop = self.drop_on(frame)
        if drop == "before":
            await line.close()
            return
        if self.answers:
            await line.send_json({**self.answers.pop(0), "id": frame["id"]})
            return
        entry = next((e for e in self.entries if e.get("id") == frame["id"]), None)
        fresh = entry is None
        entry = entry or self._append(*_entry(frame, rating=self.rating))
        if drop == "after":
            await line.close()
            return
        await line.send_json({"type": "accepted", "id": frame["id"], "n": entry["n"]})
        if fresh and entry["type"] != "link_opened":  # which is not for visitors
            await self._send({"type": "entries", "entries": [entry], "last": entry["n"]})

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        about = request.query
        body = await request.read()
        assert request.headers["Authorization"] == f"Bearer {SIGNED}"
        assert request.match_info["conversation"] == self.conversation
        async with self._news:
            self.uploaded.append((about["id"], about["name"], len(body)))
            self._news.notify_all()
        if self.upload_answers:
            answer = self.upload_answers.pop(0)
            if answer is None:
                assert request.transport is not None
                request.transport.abort()
                return web.Response()
            return web.json_response(answer[1], status=answer[0])
        file = {"id": "f", "name": about["name"], "type": "text/plain", "size": len(body), "address": "/f"}
        entry = await self.say("visitor_sent_file", id=about["id"], file=file)
        return web.json_response({"type": "accepted", "id": about["id"], "n": entry["n"]})

    async def _own(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self.asked.append(asked)
        if asked.get("identity") and self.doubts:
            return web.Response(status=401)
        if "token" in asked and request.path.endswith("/erase"):
            self.erased.append(asked["token"])
            return web.Response(status=204)
        return web.json_response({"all": "of it"})

    async def _serve(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        file = served.found(name)
        if file is None:
            raise web.HTTPNotFound
        name = file.name
        self.fetched.append(name)
        watches = name == served.LAUNCHER and self.rules
        asset = served.watching_launcher() if watches else file.asset
        return web.Response(body=asset.body, content_type=asset.content_type, charset="utf-8")

    async def _odd(self, _: web.Request) -> web.Response:
        html, policy = self.odd
        return web.Response(text=html, content_type="text/html", headers={"Content-Security-Policy": policy})

    async def _targeting(self, request: web.Request) -> web.Response:
        self.asked_for_rules.append(request.query_string)
        return web.json_response(self.rules)

    def app(self) -> web.Application:
        """The server: the protocol, the widget, and pages that have it."""
        app = web.Application()
        app.on_response_prepare.append(_to_any_origin)
        for path, html in {"/": served.assets()["sample.html"].body.decode(), **PAGES}.items():
            app.router.add_get(path, partial(_page, html))
        app.router.add_get("/odd", self._odd)
        app.router.add_get("/targeting/main", self._targeting)
        app.router.add_get("/avatar/ann", _avatar)
        app.router.add_get("/visitor/main", self._visit)
        app.router.add_post("/visitor/main/{what:data|erase}", self._own)
        app.router.add_post("/files/main/{conversation}", self._upload)
        app.router.add_get("/widget/{name:.+}", self._serve)
        app.router.add_get("/source/{name:.+}", _source)
        app.router.add_static("/scripted", Path(__file__).parent)
        return app


async def _page(html: str, _: web.Request) -> web.Response:
    return web.Response(text=html, content_type="text/html", headers={"Content-Security-Policy": STRICT})


async def _avatar(_: web.Request) -> web.Response:
    return web.Response(text=DOT, content_type="image/svg+xml")


async def _source(request: web.Request) -> web.FileResponse:
    return web.FileResponse(served.HERE / request.match_info["name"])


async def _to_any_origin(_: web.Request, response: web.StreamResponse) -> None:
    """Websites are at another address than the gateway."""
    response.headers["Access-Control-Allow-Origin"] = "*"


def _entry(frame: Frame, *, rating: bool) -> tuple[str, Frame]:
    """What the log says of an act."""
    match frame["type"]:
        case "message":
            return "visitor_wrote", {"id": frame["id"], "text": frame["text"]}
        case "answer":
            return "visitor_answered", {"id": frame["id"], "card": frame["card"], "text": frame["answer"]}
        case "capture":
            words = ", ".join(frame["values"].values())
            return "visitor_answered", {"id": frame["id"], "card": frame["card"], "text": words}
        case "open":
            return "link_opened", {"id": frame["id"], "card": frame["card"]}
        case "rate":
            return "visitor_rated", {name: frame[name] for name in ("id", "score", "comment")}
        case "end":
            return "conversation_ended", {"by": "visitor", "reason": "visitor_ended", "rating": rating}
        case other:
            raise AssertionError(f"the protocol has no act {other!r}")


@contextlib.asynccontextmanager
async def scripted_gateway() -> AsyncIterator[ScriptedGateway]:
    """A gateway on a free port of this machine."""
    gateway = ScriptedGateway()
    async with listening(gateway.app()) as gateway.origin:
        try:
            yield gateway
        finally:
            await gateway.hang_up()
