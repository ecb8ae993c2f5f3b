"""A platform's clock: it may run faster than ours, or stand still until it is moved."""

from __future__ import annotations

import asyncio
import time


class Clock:
    """Seconds since 1970, running at `scale` times the speed of real time (0: it only moves by `advance`)."""

    def __init__(self, scale: float = 1.0) -> None:
        self.scale = scale
        self.ahead = 0.0
        """Seconds by which the time of day is ahead of ours, as after an hour that was skipped."""
        self._began = time.monotonic()
        self._start = time.time()
        self._moved = asyncio.Event()

    def now(self) -> float:
        return self._start + (time.monotonic() - self._began) * self.scale

    def time_of_day(self) -> float:
        """Seconds since 1970, as the platform stamps messages and signs requests; it does not move with `advance`."""
        return time.time() + self.ahead

    def advance(self, seconds: float) -> None:
        """Jump ahead; whoever sleeps past that moment wakes.

        Who is not asleep yet sleeps from the new time on: to pass the wait before a retry, first wait until
        `events.attempts` shows the try before it.
        """
        self._start += seconds
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()

    async def sleep(self, seconds: float) -> None:
        due = self.now() + seconds
        while (left := due - self.now()) > 0:
            real = left / self.scale if self.scale else None
            try:
                await asyncio.wait_for(self._moved.wait(), real)
            except TimeoutError:
                return

    def human(self, seconds: float) -> float:
        """A limit on how fast an app must react, in this clock's seconds: real time, however fast the clock runs."""
        return seconds * max(1.0, self.scale)
