"""How often a conversation may be called.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit: per bot and conversation, and a channel is
one conversation, whatever the thread. A tenant bears 50 calls a second, by older texts 30: the stricter one counts.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque
from typing import Literal

from tests.fakes.clock import Clock

from .errors import Refused
from .settings import Settings


Scenario = Literal["send", "create", "members", "all bots", "tenant", "presence"]
Window = tuple[float, int]
"""(seconds, calls that may be made in them)."""

WRITING: tuple[Window, ...] = ((1, 7), (2, 8), (30, 60), (3600, 1800))
READING: tuple[Window, ...] = ((1, 14), (2, 16), (30, 120), (3600, 3600))
WINDOWS: dict[Scenario, tuple[Window, ...]] = {
    "send": WRITING,
    "create": WRITING,
    "members": READING,
    "all bots": ((1, 14), (2, 16)),
    "tenant": ((1, 30),),
    "presence": ((30, 1500),),
}


class Buckets:
    """Raises Refused with 429. A call that is refused does not count."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        self._clock, self._settings = clock, settings
        self._calls: dict[tuple[Scenario, str], deque[float]] = defaultdict(deque)

    def admit(self, *scenarios: tuple[Scenario, str]) -> None:
        """Count a call in all of these (scenario, place), or in none of them and raise."""
        if not self._settings.buckets:
            return
        now = self._clock.now()
        if (wait := max(self._wait(key, now) for key in scenarios)) > 0:
            after = max(1, math.ceil(wait)) if self._settings.retry_after else None
            raise Refused("TooManyRequests", "API calls quota exceeded", retry_after=after)
        for key in scenarios:
            self._calls[key].append(now)

    def _wait(self, key: tuple[Scenario, str], now: float) -> float:
        """For how many seconds one more would be too many."""
        calls, windows = self._calls[key], WINDOWS[key[0]]
        while calls and calls[0] < now - windows[-1][0]:
            calls.popleft()
        waits = [
            calls[-most] + seconds - self._settings.grace - now
            for seconds, most in windows
            if len(calls) >= most
        ]
        return max(waits, default=0.0)
