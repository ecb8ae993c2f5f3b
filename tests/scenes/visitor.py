"""A scripted visitor: a browser's part of docs/protocol.md, on a real WebSocket."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Coroutine
from types import TracebackType
from typing import Any

import aiohttp

from tests.scenes.reading import words
from tests.waiting import until


Entry = dict[str, Any]

KNOCK_AGAIN = 0.03
"""Seconds between two attempts to connect."""
AGAIN = ("too_fast", "unavailable")
PAGE = {"url": "https://shop.example/prices", "title": "Prices", "referrer": ""}


class Visitor:
    """Sends each wish under its id until it is answered, and keeps the view by the rules of the protocol.

    One wish is under way at a time, as in the widget, so that nothing overtakes what has to be said again.
    `prefix` begins the ids: two tabs of one visitor must not choose the same ones.
    """

    def __init__(
        self, address: str, *, token: str | None = None, name: str = "Vera", prefix: str = "w"
    ) -> None:
        self.address = address
        self.name = name
        self.token = token
        self.conversation: str | None = None
        self.last = 0
        self.view: list[Entry] = []
        self.accepted: dict[str, int] = {}
        self.refused: dict[str, Entry] = {}
        self.put_off: list[str] = []
        """Why wishes were to be sent again."""
        self.place = 0
        """Where they stand in line, as they were told last."""
        self.typing: list[str] = []
        """The agents of whom it was said that they type, once for each time."""
        self.errors: list[str] = []
        self.mistakes: list[str] = []
        """What the gateway must not do, and did."""
        self.welcomes = 0
        self._pending: dict[str, Entry] = {}
        self._ids = (f"{prefix}{n}" for n in itertools.count(1))
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def __repr__(self) -> str:
        return f"<Visitor {self.name} up to {self.last}, {len(self._pending)} unanswered>"

    async def __aenter__(self) -> Visitor:
        self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def open(self) -> None:
        """Connect, and come back whenever the connection is lost."""
        self._spawn(self._stay())

    async def close(self) -> None:
        """Hang up, as a tab that is closed."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- the connection

    async def _stay(self) -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                with contextlib.suppress(aiohttp.ClientError, OSError):
                    async with session.ws_connect(self.address) as socket:
                        await self._converse(socket)
                self._socket = None
                await asyncio.sleep(KNOCK_AGAIN)

    async def _converse(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        await self._greet(socket)
        async for message in socket:
            await self._take(message.json(), socket)

    async def _greet(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        hello = {"type": "hello", "protocol": 1, "token": self.token, "page": PAGE, "locale": "en"}
        await socket.send_json({**hello, "conversation": self.conversation, "last": self.last})

    async def _take(self, frame: Entry, socket: aiohttp.ClientWebSocketResponse) -> None:
        match frame:
            case {"type": "welcome"}:
                await self._welcomed(frame, socket)
            case {"type": "entries"}:
                self._show(frame)
            case {"type": "accepted", "id": name, "n": number}:
                if self.accepted.setdefault(name, number) != number:
                    self.mistakes.append(f"{name} was accepted as {self.accepted[name]} and as {number}")
                await self._done(name)
            case {"type": "refused", "code": code} if code in AGAIN:
                self.put_off.append(code)
                self._spawn(self._send(after=frame.get("after", 0)))
            case {"type": "refused", "id": name}:
                self.refused[name] = frame
                await self._done(name)
            case {"type": "queue", "position": place}:
                self.place = place
            case {"type": "agent_typing", "agent": agent}:
                self.typing.append(agent["name"])
            case {"type": "error", "code": code}:
                self.errors.append(code)
            case _:
                self.mistakes.append(f"an unknown frame: {frame}")

    async def _welcomed(self, frame: Entry, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.token = frame["token"]
        if frame["conversation"] != self.conversation:
            self.conversation, self.last, self.view = frame["conversation"], 0, []
        self._show(frame)
        self.welcomes += 1
        self._socket = socket
        await self._send()

    # --- the view

    def _show(self, frame: Entry) -> None:
        for entry in frame["entries"]:
            if entry["n"] <= self.last:
                self.mistakes.append(f"entry {entry['n']} came after {self.last}")
            self.last = entry["n"]
            self._place(entry)
        self.last = max(self.last, frame["last"])

    def _place(self, entry: Entry) -> None:
        """By `n`; an agent's messages among themselves go by `sent`."""
        place = len(self.view)
        if entry["type"] == "agent_wrote":
            later = (
                index
                for index, shown in enumerate(self.view)
                if shown["type"] == "agent_wrote"
                and shown["agent"]["id"] == entry["agent"]["id"]
                and shown["sent"] > entry["sent"]
            )
            place = next(later, place)
        self.view.insert(place, entry)

    @property
    def words(self) -> list[str]:
        """The view as lines."""
        return words(self.view, self.name, self.place)

    @property
    def heard(self) -> list[str]:
        """What agents wrote to this visitor."""
        return [entry["text"] for entry in self.view if entry["type"] == "agent_wrote"]

    async def sees(self, line: str, *, seconds: float = 8.0) -> None:
        """Wait for a line of `words`. Raises AssertionError that shows the view."""

        async def look() -> bool:
            return line in self.words

        try:
            await until(look, seconds=seconds)
        except AssertionError:
            shown = "\n".join(self.words)
            raise AssertionError(f"{self.name} does not see {line!r}, but:\n{shown}") from None

    # --- wishes

    @property
    def waiting(self) -> bool:
        """Whether something that was sent is neither accepted nor refused yet."""
        return bool(self._pending)

    async def sends(self, kind: str, **fields: object) -> str:
        """Send a wish, and again over every new connection until it is answered. Answers its id, at once."""
        name = next(self._ids)
        self._pending[name] = {"type": kind, "id": name, **fields}
        if len(self._pending) == 1:
            await self._send()
        return name

    async def signals(self, kind: str, **fields: object) -> None:
        """Say how the visitor is: a frame that is not answered."""
        if self._socket:
            await self._socket.send_json({"type": kind, **fields})

    async def _done(self, name: str) -> None:
        if self._pending.pop(name, None):
            await self._send()

    async def _send(self, *, after: float = 0) -> None:
        """Send the oldest wish."""
        if after:
            await asyncio.sleep(after)  # as long as the gateway asked for
        wish, socket = next(iter(self._pending.values()), None), self._socket
        if wish and socket:
            with contextlib.suppress(ConnectionError, aiohttp.ClientError):
                await socket.send_json(wish)

    async def answered(self, name: str, *, seconds: float = 8.0) -> int:
        """Wait until the wish is accepted, and answer its number. Raises AssertionError if it is refused."""

        async def look() -> bool:
            return name not in self._pending

        await until(look, seconds=seconds)
        assert name in self.accepted, f"refused: {self.refused[name]}"
        return self.accepted[name]

    async def writes(self, text: str) -> int:
        """Write a message; returns when it is accepted."""
        return await self.answered(await self.sends("message", text=text))

    async def asks_for_a_person(self, *, email: str = "vera@example.com") -> None:
        """Go through the welcome dialogue, up to the live chat."""
        await self.sees("* Would you like to talk to one of us? [Yes, please] [No, just looking]")
        await self.answered(await self.sends("answer", card="talk", answer="Yes, please"))
        values = {"first_name": self.name, "email": email}
        await self.answered(await self.sends("capture", card="who", values=values))
