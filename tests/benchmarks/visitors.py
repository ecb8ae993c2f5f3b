"""Scripted visitors, in a process of their own: closed loops of "say something, wait for the reply to it".

``python -m tests.benchmarks.visitors KIND PORT VISITORS SECONDS PAUSE_MS`` prints one line of JSON: turns, and the
latency of every turn in milliseconds.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

import uvloop
from aiohttp import ClientSession, ClientWebSocketResponse, TCPConnector


class FloorVisitor:
    """Speaks with the floor."""

    def __init__(self, number: int) -> None:
        self.number = number

    async def connect(self, session: ClientSession, port: int) -> None:
        """Open the connection; its thread is made by the bridge."""
        self.socket = await session.ws_connect(f"ws://127.0.0.1:{port}/?channel=DA{self.number % 16}")

    async def ready(self) -> None:
        """Be in a conversation."""
        await self.heard("hello")

    async def say(self, text: str) -> None:
        """Send a message."""
        await self.socket.send_str(json.dumps({"text": text}))

    async def heard(self, text: str) -> None:
        """Wait for the agent to say this."""
        while json.loads((await self.socket.receive()).data)["text"] != text:
            pass


class OurVisitor:
    """Speaks docs/protocol.md."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.socket: ClientWebSocketResponse
        self._sent = 0

    async def connect(self, session: ClientSession, port: int) -> None:
        """Open the connection and walk through the sample dialogue."""
        self.socket = await session.ws_connect(f"ws://127.0.0.1:{port}/visitor/main")
        await self._send({"type": "hello", "protocol": 1, "token": None, "conversation": None, "last": 0})
        await self._until(lambda frame: frame["type"] == "welcome")
        await self._send({"type": "answer", "id": "a1", "card": "talk", "answer": "yes"})
        values = {"first_name": f"Anna{self.number}", "email": f"anna{self.number}@example.com"}
        await self._send({"type": "capture", "id": "a2", "card": "who", "values": values})

    async def ready(self) -> None:
        """Be in a conversation."""
        await self.heard("hello")

    async def say(self, text: str) -> None:
        """Send a message."""
        self._sent += 1
        await self._send({"type": "message", "id": f"m{self._sent}", "text": text})

    async def heard(self, text: str) -> None:
        """Wait for the agent to say this."""
        await self._until(
            lambda frame: (
                frame["type"] == "entries"
                and any(e["type"] == "agent_wrote" and e["text"] == text for e in frame["entries"])
            )
        )

    async def _send(self, frame: dict[str, Any]) -> None:
        await self.socket.send_str(json.dumps(frame))

    async def _until(self, wanted: Any) -> None:
        while True:
            message = await self.socket.receive()
            frame = json.loads(message.data)
            if frame["type"] in ("refused", "error"):
                raise RuntimeError(str(frame))
            if wanted(frame):
                return


KINDS: dict[str, type[FloorVisitor] | type[OurVisitor]] = {"floor": FloorVisitor, "ours": OurVisitor}


async def one(visitor: FloorVisitor | OurVisitor, until: float, pause: float, took: list[float]) -> None:
    """Turn after turn."""
    turn = 0
    while time.perf_counter() < until:
        turn += 1
        text, began = f"m{visitor.number}x{turn}", time.perf_counter()
        await visitor.say(text)
        await visitor.heard(f"re: {text}")
        took.append((time.perf_counter() - began) * 1000)
        if pause:
            await asyncio.sleep(pause)


async def main(kind: str, port: int, count: int, seconds: float, pause_ms: float) -> None:
    """Connect everybody, say "ready", wait for a line, and measure."""
    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        visitors = [KINDS[kind](number) for number in range(count)]
        for visitor in visitors:
            await visitor.connect(session, port)
        await asyncio.gather(*(visitor.ready() for visitor in visitors))
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
        took: list[float] = []
        until = time.perf_counter() + seconds
        await asyncio.gather(*(one(visitor, until, pause_ms / 1000, took) for visitor in visitors))
        sys.stdout.write(json.dumps({"turns": len(took), "took": took}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), float(sys.argv[5])))
