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
        self.invoke: Way | None = None
        """For what somebody pressed, who waits for the answer: once, and never again."""
        self.invokes: list[Json] = []
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
        at = self._clock.now()
        gone = Outcome(ok=False, reason="connection_failed")
        outcome = await self.way(body) if self.way else gone
        number, reason = retry or (0, "")
        self.attempts.append(
            Attempt(
                id=self.id_of(body),
                type=str(body["type"]),
                number=number,
                reason=reason,
                at=at,
                outcome=outcome,
            )
        )
        if not outcome.ok and (self.given_up(outcome) or number == len(tuple(self.delays()))):
            self.lost.append(body)
        return outcome
