"""Keeping something alive while a block lasts, and ending the block when it cannot be kept."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import TracebackType


class Keeping:
    """Calls `keep` every `seconds` while the block lasts; what it raises ends the block, and is raised there.

    Most blocks are shorter: they cost a timer, and no task. Use once.
    """

    __slots__ = ("_failed", "_keep", "_keeper", "_seconds", "_task", "_timer")

    def __init__(self, keep: Callable[[], Awaitable[None]], seconds: float) -> None:
        self._keep = keep
        self._seconds = seconds
        self._failed: Exception | None = None
        self._keeper: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        loop = asyncio.get_running_loop()
        self._task = asyncio.current_task(loop)
        self._timer = loop.call_later(self._seconds, self._begin)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self._keeper:
            self._keeper.cancel()
        if self._failed and self._task:
            others = self._task.uncancel()  # who wants us to end as well, and is not to be denied
            if isinstance(error, asyncio.CancelledError) and not others:
                raise self._failed from error

    def _begin(self) -> None:
        self._keeper = asyncio.create_task(self._keep_on())

    async def _keep_on(self) -> None:
        try:
            while True:
                await self._keep()
                await asyncio.sleep(self._seconds)
        except Exception as failed:
            self._failed = failed
            if self._task:
                self._task.cancel()
