"""Scripted visitors, in a process of their own: closed loops of "say something, wait for the reply to it".

``python -m tests.benchmarks.visitors KIND PORT VISITORS CHANNELS SECONDS PAUSE_MS`` prints one line of JSON: how many
turns were begun and finished, and the milliseconds of each way of every turn, to Slack (`out`) and from it (`back`).
"""

from __future__ import annotations

import asyncio
import gc
import json
import random
import sys
import time
from typing import Any

import uvloop
from aiohttp import ClientSession, ClientWebSocketResponse, TCPConnector


AT_ONCE = 64
"""Visitors who begin at the same time."""
PATIENCE = 30.0
"""Seconds after the end in which the last turns must be finished."""


class Ears:
    """One end of a connection that is always read: pings are answered as by a browser, whatever its visitor does."""

    def __init__(self, socket: ClientWebSocketResponse) -> None:
        self.socket = socket
        self._frames: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        self._listening = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for message in self.socket:
            self._frames.put_nowait(json.loads(message.data))
        self._frames.put_nowait(None)

    async def next(self) -> dict[str, Any]:
        """The next frame. Raises `RuntimeError` when the connection was closed."""
        frame = await self._frames.get()
        if frame is None:
            raise RuntimeError(f"the bridge hung up, with {self.socket.close_code}")
        return frame

    async def say(self, frame: dict[str, Any]) -> None:
        """Send a frame."""
        await self.socket.send_str(json.dumps(frame))


class FloorVisitor:
    """Speaks with the floor."""

    def __init__(self, number: int, channels: int) -> None:
        self.number = number
        self._channel = f"DA{number % channels}"

    async def connect(self, session: ClientSession, port: int) -> None:
        """Open the connection; its thread is made by the bridge."""
        self.ears = Ears(await session.ws_connect(f"ws://127.0.0.1:{port}/?channel={self._channel}"))

    async def ready(self) -> None:
        """Be in a conversation."""
        await self.heard("hello")

    async def say(self, text: str) -> None:
        """Send a message."""
        await self.ears.say({"text": text})

    async def heard(self, beginning: str) -> str:
        """Wait for the agent to say something that begins like this."""
        while not (text := str((await self.ears.next())["text"])).startswith(beginning):
            pass
        return text


class OurVisitor:
    """Speaks docs/protocol.md."""

    def __init__(self, number: int, channels: int) -> None:
        self.number = number
        self._sent = 0

    async def connect(self, session: ClientSession, port: int) -> None:
        """Open the connection and walk through the sample dialogue."""
        self.ears = Ears(await session.ws_connect(f"ws://127.0.0.1:{port}/visitor/main"))
        await self.ears.say({"type": "hello", "protocol": 1, "token": None, "conversation": None, "last": 0})
        await self._next("welcome")
        await self.ears.say({"type": "answer", "id": "a1", "card": "talk", "answer": "yes"})
        values = {"first_name": f"Anna{self.number}", "email": f"anna{self.number}@example.com"}
        await self.ears.say({"type": "capture", "id": "a2", "card": "who", "values": values})

    async def ready(self) -> None:
        """Be in a conversation."""
        await self.heard("hello")

    async def say(self, text: str) -> None:
        """Send a message."""
        self._sent += 1
        await self.ears.say({"type": "message", "id": f"m{self._sent}", "text": text})

    async def heard(self, beginning: str) -> str:
        """Wait for the agent to say something that begins like this."""
        while True:
            frame = await self._next("entries")
            for entry in frame["entries"]:
                if entry["type"] == "agent_wrote" and entry["text"].startswith(beginning):
                    return str(entry["text"])

    async def _next(self, kind: str) -> dict[str, Any]:
        while True:
            frame = await self.ears.next()
            if frame["type"] in ("refused", "error"):
                raise RuntimeError(str(frame))
            if frame["type"] == kind:
                return frame


KINDS: dict[str, type[FloorVisitor] | type[OurVisitor]] = {"floor": FloorVisitor, "ours": OurVisitor}


class Turns:
    """What was measured."""

    def __init__(self) -> None:
        self.begun = 0
        self.out: list[float] = []
        self.back: list[float] = []

    async def take(self, visitor: FloorVisitor | OurVisitor, until: float, pause: float) -> None:
        """Turn after turn. Visitors who pause do not all begin at the same moment."""
        spread = min(pause, until - time.monotonic())
        await asyncio.sleep(spread * random.random())  # noqa: S311  no secret
        turn = 0
        while time.monotonic() < until:
            turn += 1
            self.begun += 1
            text, began = f"m{visitor.number}x{turn}", time.monotonic_ns() // 1000
            await visitor.say(text)
            heard = await visitor.heard(f"re: {text} ")
            now = time.monotonic_ns() // 1000
            *_, arrived, left = heard.split(" ")
            self.out.append((int(arrived) - began) / 1000)
            self.back.append((now - int(left)) / 1000)
            if pause:
                await asyncio.sleep(pause)


async def in_conversation(visitor: FloorVisitor | OurVisitor, session: ClientSession, port: int) -> None:
    """Connect, and wait for an agent."""
    await visitor.connect(session, port)
    await visitor.ready()


def settle() -> None:
    """Keep the collector of this process out of what it measures: among 9,000 visitors one pass takes half a second."""
    gc.collect()
    gc.freeze()
    gc.disable()


async def main(kind: str, port: int, count: int, channels: int, seconds: float, pause_ms: float) -> None:
    """Connect everybody, say "ready", wait for a line, and measure."""
    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        visitors = [KINDS[kind](number, channels) for number in range(count)]
        for first in range(0, count, AT_ONCE):
            some = visitors[first : first + AT_ONCE]
            await asyncio.gather(*(in_conversation(visitor, session, port) for visitor in some))
        settle()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
        turns = Turns()
        until = time.monotonic() + seconds
        talks = [asyncio.create_task(turns.take(visitor, until, pause_ms / 1000)) for visitor in visitors]
        ended, late = await asyncio.wait(talks, timeout=seconds + PATIENCE)
        for talk in late:  # what they wait for counts as lost
            talk.cancel()
        await asyncio.gather(*ended)
        sys.stdout.write(json.dumps({"begun": turns.begun, "out": turns.out, "back": turns.back}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _, kind, port, count, channels, seconds, pause_ms = sys.argv
    uvloop.run(main(kind, int(port), int(count), int(channels), float(seconds), float(pause_ms)))
