"""One after the other where order matters, and all finished before we go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine, Hashable, Iterator
from contextlib import asynccontextmanager, contextmanager

import structlog


log = structlog.get_logger(__name__)


class Turns:
    """A waiting line for each key: whoever comes first is first, and different keys don't wait for each other."""

    def __init__(self) -> None:
        self._lines: dict[Hashable, tuple[asyncio.Lock, list[None]]] = {}

    def __repr__(self) -> str:
        return f"<Turns, {len(self._lines)} lines>"

    @asynccontextmanager
    async def of(self, key: Hashable) -> AsyncIterator[None]:
        """Wait for one's turn, and have it. An asyncio.Lock is fair; a line that nobody stands in is dropped."""
        lock, waiting = self._lines.setdefault(key, (asyncio.Lock(), []))
        waiting.append(None)
        try:
            async with lock:
                yield
        finally:
            waiting.pop()
            if not waiting:
                del self._lines[key]


class InFlight:
    """What has begun and is not done. `closing` tells newcomers that they come too late."""

    def __init__(self) -> None:
        self.closing = False
        self._count = 0
        self._none = asyncio.Event()
        self._none.set()
        self._tasks: set[asyncio.Task[None]] = set()

    def __repr__(self) -> str:
        return f"<InFlight {self._count}{', closing' if self.closing else ''}>"

    @contextmanager
    def one(self) -> Iterator[None]:
        """Count something while it is done."""
        self._begin()
        try:
            yield
        finally:
            self._end()

    def spawn(self, work: Coroutine[None, None, None]) -> None:
        """Do something that nobody waits for, except when we close. It must say itself what goes wrong."""
        self._begin()
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: self._end())

    def _begin(self) -> None:
        self._count += 1
        self._none.clear()

    def _end(self) -> None:
        self._count -= 1
        if not self._count:
            self._none.set()

    async def settle(self, patience: float) -> bool:
        """Take nothing new, and wait at most `patience` seconds for the rest. Says whether all of it was done."""
        self.closing = True
        try:
            async with asyncio.timeout(patience):
                await self._none.wait()
        except TimeoutError:
            log.warning("slack_left_unfinished", count=self._count)
            for task in self._tasks:
                task.cancel()
            if self._tasks:
                await asyncio.wait(set(self._tasks))
            return False
        return True
