"""Visitors whose network lets no WebSocket through: they are told by server-sent events, and speak by POST.

A stream is one connection, with the frames of any other. What is posted may reach another process than the one that
holds the stream, as nothing makes a proxy send both to the same one: the bus carries it there.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Protocol

from aiohttp import WSCloseCode, WSMessage, WSMsgType, web

from visitor_gateway.tokens import StreamNames
from visitor_gateway.wire import LONGEST_FRAME


ALIVE = 15.0
"""Seconds between signs of life: proxies close what is silent for a minute, and a write finds out who is gone."""
QUIET = 150.0
"""Seconds without a word of the client after which its stream ends. It speaks every 30; a hidden page may do so once a minute."""
UNREAD = 64
"""Frames that wait to be read. A client has one act under way at a time."""
UNREAD_LENGTH = 2 * LONGEST_FRAME
"""Characters of them, beyond which only the first waits: whoever speaks and does not listen fills no memory."""
LISTENING = 10.0
"""Seconds in which the bus must listen for a new stream."""

HEADERS = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering
}


class Bus(Protocol):
    """What streams need of the store's bus."""

    async def subscribe(self, topic: str, listener: Callable[[bytes | None], None]) -> None:
        """Have `listener` called with each message, and with None whenever it may have missed some."""

    async def unsubscribe(self, topic: str, listener: Callable[[bytes | None], None]) -> None:
        """Stop calling it."""

    async def publish(self, topic: str, message: bytes) -> int:
        """Speak on a topic. Answers how many processes listen. Raises `StoreUnavailable`."""


class Stream:
    """One visitor's stream. `Connection` uses it as it would a WebSocket."""

    def __init__(self, response: web.StreamResponse) -> None:
        self.closed = False
        self._response = response
        self._heard: asyncio.Queue[str | None] = asyncio.Queue()
        self._unread = 0

    def __repr__(self) -> str:
        return f"<Stream {'CLOSED' if self.closed else 'OPEN'}, {self._heard.qsize()} unread>"

    def hears(self, frame: str) -> bool:
        """Take in what was posted. False: too much of it is unread already."""
        waiting = self._heard.qsize()
        if self.closed or waiting >= UNREAD or (waiting and self._unread + len(frame) > UNREAD_LENGTH):
            return False
        self._unread += len(frame)
        self._heard.put_nowait(frame)
        return True

    async def receive(self, timeout: float | None = None) -> WSMessage:
        """The next frame, or that it is over. Raises `TimeoutError`; without a timeout a long silence is the end."""
        try:
            async with asyncio.timeout(timeout or QUIET):
                frame = await self._heard.get()
                self._unread -= len(frame or "")
        except TimeoutError:
            if timeout:
                raise
            await self.close(code=WSCloseCode.GOING_AWAY)
            frame = None
        return WSMessage(WSMsgType.CLOSED if frame is None else WSMsgType.TEXT, frame, None)

    async def send_str(self, data: str) -> None:
        """Say a frame: JSON without line breaks. Raises `ConnectionResetError`."""
        await self._response.write(f"data: {data}\n\n".encode())

    async def names(self, name: str) -> None:
        """Say under which name the client speaks."""
        await self._response.write(f"event: line\ndata: {name}\n\n".encode())

    async def close(self, *, code: int = WSCloseCode.OK, message: bytes = b"") -> bool:
        """End it, and say with which code. False: it was over."""
        if self.closed:
            return False
        self._over()
        with suppress(ConnectionResetError):  # the visitor is gone, which is all we want
            await self._response.write(f"event: close\ndata: {code}\n\n".encode())
            await self._response.write_eof()
        return True

    async def stay_alive(self) -> None:
        """Show proxies that somebody is there, and notice when nobody is."""
        with suppress(ConnectionResetError):
            while not self.closed:
                await asyncio.sleep(ALIVE)
                await self._response.write(b":\n\n")
        self._over()

    def _over(self) -> None:
        self.closed = True
        self._heard.put_nowait(None)


class Streams:
    """The streams of one process, and the way to those of others."""

    def __init__(self, bus: Bus, names: StreamNames) -> None:
        self._bus = bus
        self._names = names
        self._here: dict[str, Stream] = {}

    def __repr__(self) -> str:
        return f"<Streams {len(self._here)} here>"

    @asynccontextmanager
    async def named(self, stream: Stream) -> AsyncIterator[str]:
        """Give a stream a name under which it hears what is posted anywhere. Raises `TimeoutError` while the bus is away."""
        name = self._names.new()
        listening = asyncio.Event()

        def heard(message: bytes | None) -> None:
            if message is None:
                listening.set()
            else:
                stream.hears(message.decode())

        await self._bus.subscribe(_topic(name), heard)
        self._here[name] = stream
        try:
            async with asyncio.timeout(LISTENING):
                await listening.wait()
            yield name
        finally:
            del self._here[name]
            await self._bus.unsubscribe(_topic(name), heard)

    async def carry(self, name: str, frame: str) -> bool:
        """Bring a frame to its stream, wherever that is. False: it is over, or never was. Raises `StoreUnavailable`."""
        if not self._names.is_ours(name):
            return False
        if stream := self._here.get(name):
            return stream.hears(frame)
        return await self._bus.publish(_topic(name), frame.encode()) > 0


def _topic(name: str) -> str:
    return f"stream:{name}"
