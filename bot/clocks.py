"""The wall clock: fills `Clock` of bot/ports/, and says when it was set back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable


LOOK = 1.0
"""Seconds between two looks, and the least by which a clock must have gone back to count."""


class WallClock:
    """Milliseconds since 1970, as this machine tells them."""

    def now(self) -> int:
        """The time now."""
        return time.time_ns() // 1_000_000


async def set_back(
    ahead: Callable[[], float] = lambda: time.time() - time.monotonic(),
) -> AsyncIterator[None]:
    """Yield whenever the wall clock was set back. `ahead` says by how many seconds it is ahead of one that never is."""
    then = ahead()
    while True:
        await asyncio.sleep(LOOK)
        now = ahead()
        if now < then - LOOK:
            yield
        then = now
