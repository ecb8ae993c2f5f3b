"""A TCP proxy that can cut, freeze, delay and refuse. It stands between any two parts of the town."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import math
import time
from collections.abc import Sequence
from pathlib import Path

from tests.ports import Reserved


BLOCK = 65_536
MOMENT = 0.03
"""Seconds."""


class Proxy:
    """Listens on a port of its own and forwards to one of `targets` (ports, or sockets): the next that lets itself be reached."""

    def __init__(self, name: str, targets: Sequence[int | Path]) -> None:
        self.name = name
        self._reserved = Reserved()
        self.port = self._reserved.port()
        self._targets = targets
        self._turn = itertools.count()
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._there, self._back = asyncio.Event(), asyncio.Event()
        self._there.set()
        self._back.set()
        self._delay = 0.0
        self._refuses = False
        self._blocks_left, self._cuts_until = 0, -math.inf
        self._tasks: set[asyncio.Task[None]] = set()

    def __repr__(self) -> str:
        return f"<Proxy {self.name} :{self.port}, {len(self._writers)} ends open>"

    async def start(self) -> None:
        """Begin to listen."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self.port, reuse_address=True)

    async def close(self) -> None:
        """Cut everything, and stop."""
        self.heal()
        while self._tasks:
            self.refuse()
            await asyncio.gather(*self._tasks)
        self.refuse()
        self._reserved.close()

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- faults

    def cut(self) -> None:
        """Reset every connection."""
        for writer in tuple(self._writers):
            writer.transport.abort()

    def freeze(self, *, answers_only: bool = False) -> None:
        """Half-open: every connection stays, and nothing moves in it, or nothing comes back."""
        self._back.clear()
        if not answers_only:
            self._there.clear()

    def cut_at(self, block: int) -> None:
        """Cut everything in the place of passing on the so many-th block from there, and for a moment whoever comes."""
        self._blocks_left = block

    @property
    def will_cut(self) -> bool:
        """That block has not come yet."""
        return self._blocks_left > 0

    def _cut_for_a_moment(self) -> None:
        self._cuts_until = time.monotonic() + MOMENT
        self.cut()

    def delay(self, seconds: float) -> None:
        """Keep every block back for a while."""
        self._delay = seconds

    def refuse(self) -> None:
        """Reset every connection, and let nobody connect."""
        self._refuses = True
        if self._server:
            self._server.close()
        self.cut()

    def heal(self) -> None:
        """No fault any more. What was frozen moves on."""
        self._there.set()
        self._back.set()
        self._delay = 0.0
        if self._refuses:
            self._refuses = False
            self._keep(asyncio.create_task(self.start()))

    # --- forwarding

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if task := asyncio.current_task():
            self._keep(task)
        self._writers.add(writer)
        try:
            upstream = None if time.monotonic() < self._cuts_until else await self._reach()
            if upstream is not None:
                await self._join(reader, writer, *upstream)
        finally:
            self._writers.discard(writer)
            writer.transport.abort()

    async def _reach(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        first = next(self._turn)
        for step in range(len(self._targets)):
            target = self._targets[(first + step) % len(self._targets)]
            with contextlib.suppress(OSError):
                if isinstance(target, Path):
                    return await asyncio.open_unix_connection(target)
                return await asyncio.open_connection("127.0.0.1", target)
        return None

    async def _join(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        far_reader: asyncio.StreamReader,
        far_writer: asyncio.StreamWriter,
    ) -> None:
        self._writers.add(far_writer)
        ways = [
            asyncio.create_task(self._carry(reader, far_writer, self._there)),
            asyncio.create_task(self._carry(far_reader, writer, self._back)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._writers.discard(far_writer)
            far_writer.transport.abort()

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, moving: asyncio.Event
    ) -> None:
        with contextlib.suppress(OSError):
            while block := await reader.read(BLOCK):
                if moving is self._there and self._blocks_left:
                    self._blocks_left -= 1
                    if not self._blocks_left:
                        self._cut_for_a_moment()
                        return
                if self._delay:
                    await asyncio.sleep(self._delay)
                await moving.wait()
                writer.write(block)
                await writer.drain()
        await moving.wait()  # of a half-open line neither side learns that the other has gone
