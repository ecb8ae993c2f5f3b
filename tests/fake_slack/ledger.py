"""Which deliveries failed: too many, and Slack stops delivering.

https://docs.slack.dev/apis/events-api: more than 95 % failures within 60 minutes switch a subscription off, unless the
app gets fewer than 1,000 events an hour; at most 30,000 deliveries an hour and workspace, then `app_rate_limited`.
"""

from __future__ import annotations

from collections import defaultdict, deque

from tests.fakes.clock import Clock

from .settings import Settings


HOUR = 3600.0


class Ledger:
    def __init__(self, clock: Clock, settings: Settings) -> None:
        self._clock = clock
        self._settings = settings
        self._outcomes: deque[tuple[float, bool]] = deque()
        self._failed = 0
        self._emitted: dict[str, deque[float]] = defaultdict(deque)
        self._told: dict[str, int] = {}

    def note(self, ok: bool) -> None:
        self._outcomes.append((self._clock.now(), ok))
        self._failed += not ok

    def forget(self) -> None:
        self._outcomes.clear()
        self._failed = 0

    def hopeless(self) -> bool:
        """Whether the subscription is to be switched off."""
        while self._outcomes and self._outcomes[0][0] < self._clock.now() - HOUR:
            self._failed -= not self._outcomes.popleft()[1]
        enough = len(self._outcomes) >= max(1, self._settings.ledger_minimum)
        return enough and self._failed > 0.95 * len(self._outcomes)

    def over_limit(self, team: str) -> bool:
        """Count an event of a workspace; true if it is one too many for this hour."""
        now, emitted = self._clock.now(), self._emitted[team]
        while emitted and emitted[0] < now - HOUR:
            emitted.popleft()
        if len(emitted) >= self._settings.events_per_hour:
            return True
        emitted.append(now)
        return False

    def minute_to_tell(self, team: str) -> int | None:
        """The minute of which the app must still be told that it was rate limited."""
        minute = int(self._clock.now() // 60 * 60)
        if self._told.get(team) == minute:
            return None
        self._told[team] = minute
        return minute
