"""One after the other where order matters, and all finished before we go: for listeners of platforms."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Hashable

import structlog


log = structlog.get_logger(__name__)


class Turns:
    """A waiting line for each key: whoever comes first is first, and different keys don't wait for each other."""

    def __init__(self) -> None:
        self._lines: dict[Hashable, _Line] = {}

    def __repr__(self) -> str:
        return f"<Turns, {len(self._lines)} lines>"

    def of(self, key: Hashable) -> _Turn:
        """Wait for one's turn, and have it while the block lasts. A line that nobody stands in is dropped."""
        return _Turn(self._lines, key)


class _Turn:
    """One turn. A class, because a generator costs as much as what is done in it."""

    __slots__ = ("_key", "_line", "_lines")

    def __init__(self, lines: dict[Hashable, _Line], key: Hashable) -> None:
        self._lines = lines
        self._key = key

    async def __aenter__(self) -> None:
        """Stand in line; an asyncio.Lock is fair."""
        self._line = self._lines.setdefault(self._key, _Line())
        self._line.waiting += 1
        try:
            await self._line.lock.acquire()
        except BaseException:
            self._leave()
            raise

    async def __aexit__(self, *_: object) -> None:
        """Let the next one in."""
        self._line.lock.release()
        self._leave()

    def _leave(self) -> None:
        self._line.waiting -= 1
        if not self._line.waiting:
            del self._lines[self._key]


class _Line:
    """Who waits, and who is in."""

    __slots__ = ("lock", "waiting")

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.waiting = 0


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

    def __enter__(self) -> None:
        """Count something while it is done."""
        self._begin()

    def __exit__(self, *_: object) -> None:
        """It is done."""
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
            log.warning("left_unfinished", count=self._count)
            for task in self._tasks:
                task.cancel()
            if self._tasks:
                await asyncio.wait(set(self._tasks))
            return False
        return True
