"""How often a method may be called.

https://docs.slack.dev/apis/web-api/rate-limits: tiers count per method, workspace and app; chat.postMessage takes one
a second and channel, and "several hundred" a minute and workspace. Threads share the second of their channel.
"""

from __future__ import annotations

import math
from collections import defaultdict, deque

from tests.fakes.clock import Clock

from .errors import Throttled
from .settings import Settings


# Tier 1 is documented as one or more a minute with some burst; ten, our reading, lets ten connections be opened.
PER_MINUTE = {1: 10, 2: 20, 3: 50, 4: 100, None: 300}
POSTS_PER_MINUTE = 300


class Limits:
    """Raises Throttled. A refused caller stays refused until the Retry-After it was given has passed."""

    def __init__(self, clock: Clock, settings: Settings) -> None:
        self._clock = clock
        self._settings = settings
        self._calls: dict[tuple[str, str], deque[float]] = defaultdict(deque)
        self._posted: dict[str, float] = {}
        self._blocked: dict[tuple[str, ...], float] = {}

    def call(self, team: str, method: str, tier: int | None) -> None:
        """Count a call of a method, or raise Throttled."""
        limit = PER_MINUTE[tier]
        if (
            method in ("conversations.history", "conversations.replies")
            and self._settings.history_once_a_minute
        ):
            limit = 1
        elif not self._settings.tiers:
            return
        self._window((team, method), limit)

    def post(self, team: str, channel: str) -> None:
        """Count a post to a channel, or raise Throttled."""
        if not self._settings.pace:
            return
        self._refuse_blocked((team, "post", channel))
        now = self._clock.now()
        early = self._posted.get(channel, 0) + 1.0 - now
        if early > self._settings.pace_grace:
            self._refuse((team, "post", channel), early)
        self._window((team, "chat.postMessage of a minute"), POSTS_PER_MINUTE)
        self._posted[channel] = now

    def _window(self, key: tuple[str, str], limit: int) -> None:
        self._refuse_blocked(key)
        now, calls = self._clock.now(), self._calls[key]
        while calls and calls[0] <= now - 60:
            calls.popleft()
        if len(calls) >= limit:
            self._refuse(key, calls[0] + 60 - now)
        calls.append(now)

    def _refuse_blocked(self, key: tuple[str, ...]) -> None:
        left = self._blocked.get(key, 0) - self._clock.now()
        if left > self._settings.pace_grace:
            raise Throttled(math.ceil(left))

    def _refuse(self, key: tuple[str, ...], seconds: float) -> None:
        whole = max(1, math.ceil(seconds))
        self._blocked[key] = self._clock.now() + whole
        raise Throttled(whole)
