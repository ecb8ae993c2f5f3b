"""Visitors who stay, whatever happens: they come back as the widget does, and say again what was not answered.

``python -m tests.benchmarks.crowd WHAT COUNT PORT...`` where WHAT is ``idle`` (in the dialogue), ``talk`` (with an
agent) or ``bare`` (a connection, and no word). Says "ready" when all are there. Then, for each line that it reads, a
number of monotonic seconds, it waits until all are well again since that moment, and answers one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from typing import Any

import uvloop
from aiohttp import ClientError, ClientSession, ClientWebSocketResponse, TCPConnector, WSMsgType


SHORTEST, LONGEST = 0.5, 30.0
"""Seconds between attempts to connect, as in visitor_gateway/widget/connection.js."""
AT_ONCE = 64
PAUSE = 0.1
"""Seconds between the end of a turn and the next one."""


class Staying:
    """A visitor who comes back."""

    def __init__(self, number: int, ports: list[int], *, talks: bool) -> None:
        self.number = number
        self._ports = ports
        self._dial = number % len(ports)
        self._talks = talks
        self._hello = {"type": "hello", "protocol": 1, "token": None, "conversation": None, "last": 0}
        self._socket: ClientWebSocketResponse | None = None
        self._attempts = 0
        self._here = False
        self._saying: dict[str, Any] | None = None
        self.well = asyncio.Event()
        """Set when what was to happen has happened: a welcome, or an answered turn."""
        self.since = 0.0
        """When they came to be where they are now, or began the turn that was answered last."""
        self.well_at = 0.0
        self.missing = 0

    async def live(self, session: ClientSession) -> None:
        """Connect, again and again."""
        while True:
            port = self._ports[self._dial % len(self._ports)]
            try:
                async with session.ws_connect(f"ws://127.0.0.1:{port}/visitor/main") as socket:
                    self._socket = socket
                    await self._send(self._hello)
                    await self._listen(socket)
            except (ClientError, OSError):
                pass
            self._socket, self._here = None, False
            self._dial += 1
            ceiling = min(LONGEST, SHORTEST * 2**self._attempts)
            self._attempts += 1
            await asyncio.sleep(ceiling * (0.2 + 0.8 * random.random()))  # noqa: S311  no secret

    async def _send(self, frame: dict[str, Any]) -> None:
        if self._socket and not self._socket.closed:
            await self._socket.send_str(json.dumps(frame))

    async def _listen(self, socket: ClientWebSocketResponse) -> None:
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                return
            frame = json.loads(message.data)
            match frame["type"]:
                case "welcome":
                    await self._welcomed(frame)
                case "entries":
                    self._hello["last"] = frame["last"]
                    for entry in frame["entries"]:
                        await self._heard(entry)
                case "refused" if "after" in frame:
                    await asyncio.sleep(frame["after"])
                    if self._saying:
                        await self._send(self._saying)

    async def _welcomed(self, frame: dict[str, Any]) -> None:
        known = self._hello["conversation"]
        if known and (frame["conversation"] != known or frame["last"] < int(str(self._hello["last"]))):
            self.missing += 1
        self._hello |= {name: frame[name] for name in ("token", "conversation", "last")}
        self._attempts, self._here = 0, True
        if not self._talks:
            self._is_well(time.monotonic())
        elif self._saying:
            await self._send(self._saying)
        elif not known:
            values = {"first_name": f"Anna{self.number}", "email": f"anna{self.number}@example.com"}
            await self._send({"type": "answer", "id": "a1", "card": "talk", "answer": "yes"})
            await self._send({"type": "capture", "id": "a2", "card": "who", "values": values})
        for entry in frame["entries"]:
            await self._heard(entry)

    async def _heard(self, entry: dict[str, Any]) -> None:
        if entry["type"] != "agent_wrote":
            return
        wanted = f"re: {self._saying['text']} " if self._saying else "hello"
        if entry["text"].startswith(wanted):
            if self._saying:
                self._is_well(self._began)
                await asyncio.sleep(PAUSE)
            await self._say()

    async def _say(self) -> None:
        name = f"m{time.monotonic_ns()}"
        self._saying = {"type": "message", "id": name, "text": name}
        self._began = time.monotonic()
        await self._send(self._saying)

    def _is_well(self, since: float) -> None:
        self.since, self.well_at = since, time.monotonic()
        self.well.set()

    async def well_since(self, moment: float) -> float:
        """Wait for a turn that began after the moment, or a welcome after it; in how many seconds it was over."""
        while self.since < moment:
            self.well.clear()
            await self.well.wait()
        return self.well_at - moment

    def stayed(self, moment: float) -> bool:
        """Whether nothing happened to them: an idle visitor whose gateway lives."""
        return not self._talks and self._here and self.since < moment


async def gather(session: ClientSession, what: str, count: int, ports: list[int]) -> list[Staying]:
    """Bring all visitors in, some at a time. Keeps their tasks in the session's loop until the process ends."""
    staying = [Staying(number, ports, talks=what == "talk") for number in range(count)]
    for first in range(0, count, AT_ONCE):
        some = staying[first : first + AT_ONCE]
        for visitor in some:
            TASKS.add(asyncio.create_task(visitor.live(session)))
        await asyncio.gather(*(visitor.well.wait() for visitor in some))
    return staying


TASKS: set[asyncio.Task[None]] = set()


async def main(what: str, count: int, ports: list[int]) -> None:
    """Come, and answer how one is."""
    loop = asyncio.get_running_loop()
    async with ClientSession(connector=TCPConnector(limit=0)) as session:
        if what == "bare":
            held = [await session.ws_connect(f"ws://127.0.0.1:{ports[0]}/") for _ in range(count)]
            _print("ready")
            await loop.run_in_executor(None, sys.stdin.readline)
            await asyncio.gather(*(socket.close() for socket in held))
            return
        staying = await gather(session, what, count, ports)
        _print("ready")
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            moment = float(line)
            touched = [visitor for visitor in staying if not visitor.stayed(moment)]
            well = await asyncio.gather(*(visitor.well_since(moment) for visitor in touched))
            _print(json.dumps({"well": well, "missing": sum(visitor.missing for visitor in staying)}))


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], int(sys.argv[2]), [int(port) for port in sys.argv[3:]]))
