"""What is on its way to the app: activities, and what becomes of them.

No answer within 15 s, and the same activity comes again, and later perhaps a third time; then it is lost.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from tests.fakes.changes import Changes
from tests.fakes.clock import Clock
from tests.fakes.deliveries import Deliveries
from tests.fakes.outcome import Outcome, Retry

from .settings import Settings
from .world import Json


Way = Callable[[Json], Awaitable[Outcome]]
"""Delivers once, and waits for the answer. Must not retry: the feed does."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One try of one activity. `number` is 0 for the first."""

    activity: Json
    id: str
    type: str
    number: int
    reason: str
    at: float
    outcome: Outcome


class Feed(Deliveries):
    """`way` is None while the app has no messaging endpoint: its activities are lost then."""

    def __init__(self, clock: Clock, settings: Settings, changes: Changes) -> None:
        super().__init__(clock, settings, changes)
        self._settings = settings
        self.way: Way | None = None
        self.pressing: Way | None = None
        """For what somebody pressed, who waits for the answer."""
        self.invokes: list[Attempt] = []
        self.attempts: list[Attempt] = []
        self.lost: list[Json] = []
        """What the app never answered for, after all retries."""

    def emit(self, activity: Json) -> str:
        """Send an activity on its way; its id."""
        self.emitted.append(activity)
        if self.way is None:
            self.lost.append(activity)
        else:
            self.send(activity)
        self._changes.notify()
        return self.id_of(activity)

    def delays(self) -> Iterable[float]:
        """As the settings say."""
        return self._settings.retry_delays

    def given_up(self, outcome: Outcome) -> bool:
        """Whether the app said what it will always say."""
        return 400 <= outcome.status < 500 and outcome.status not in (408, 429)

    def id_of(self, body: Json) -> str:
        """Its id, which is that of the message; of what has none, the one it goes by."""
        return str(body.get("id", ""))

    async def attempt(self, body: Json, retry: Retry | None) -> Outcome:
        """Try once, and note what came of it."""
        number, reason = retry or (0, "")
        tried = await self._tried(self.way, body, number, reason)
        self.attempts.append(tried)
        if not tried.outcome.ok and (self.given_up(tried.outcome) or number == len(tuple(self.delays()))):
            self.lost.append(body)
        return tried.outcome

    async def invoke(self, activity: Json) -> Outcome:
        """Ask the app, once and never again."""
        tried = await self._tried(self.pressing, activity, 0, "")
        self.invokes.append(tried)
        self._changes.notify()
        return tried.outcome

    async def _tried(self, way: Way | None, activity: Json, number: int, reason: str) -> Attempt:
        at = self._clock.now()
        outcome = await way(activity) if way else Outcome(ok=False, reason="connection_failed")
        return Attempt(
            activity=activity,
            id=self.id_of(activity),
            type=str(activity["type"]),
            number=number,
            reason=reason,
            at=at,
            outcome=outcome,
        )
