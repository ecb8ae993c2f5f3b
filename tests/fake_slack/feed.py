"""The Events API: envelopes, retries, duplicates, order, the failure ledger."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass

from tests.fakes.changes import Changes
from tests.fakes.clock import Clock
from tests.fakes.deliveries import Deliveries, Delivery
from tests.fakes.outcome import Outcome, Retry

from .ledger import Ledger
from .outcome import Transport
from .settings import Settings
from .world import Channel, Json, Workspace, World


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One try of one event. `number` is 0 for the first."""

    event_id: str
    type: str
    number: int
    reason: str
    at: float
    outcome: Outcome


class EventFeed(Deliveries):
    """`transport` is None while the app is not connected: its events are lost then, as with no request URL."""

    def __init__(self, world: World, clock: Clock, settings: Settings, changes: Changes) -> None:
        super().__init__(clock, settings, changes)
        self._world, self._settings = world, settings
        self.ledger = Ledger(clock, settings)
        self.transport: Transport | None = None
        self.enabled = True
        self.attempts: list[Attempt] = []
        self.lost: list[tuple[str, Json]] = []

    def emit(
        self, team: Workspace, event: Json, channel: Channel | None = None, subscription: str = ""
    ) -> str | None:
        """Send an event on its way, if the app is subscribed to it; its event_id."""
        if (subscription or event["type"]) not in self._settings.subscriptions or team.installed is None:
            return None
        body = self._envelope(team, event, channel)
        self.emitted.append(body)
        if refusal := self._refusal(team):
            self.lost.append((refusal, body))
        else:
            self.send(body)
        self._changes.notify()
        return str(body["event_id"])

    def _refusal(self, team: Workspace) -> str:
        if self.transport is None:
            return "not connected"
        if not self.enabled:
            return "switched off"
        if not self.ledger.over_limit(team.id):
            return ""
        if minute := self.ledger.minute_to_tell(team.id):
            app = {"token": self._world.app.verification_token, "api_app_id": self._world.app.app_id}
            limited = {"type": "app_rate_limited", "team_id": team.id, "minute_rate_limited": minute}
            self._start(Delivery({**app, **limited}, copies=1))
        return "rate limited"

    def _envelope(self, team: Workspace, event: Json, channel: Channel | None) -> Json:
        assert team.installed is not None
        event_id = self._world.ids.new("Ev")
        context = base64.b64encode(f"{team.id}:{event_id}".encode()).decode()
        authorization = {"enterprise_id": None, "team_id": team.id, "user_id": team.installed.bot_user}
        return {
            "token": self._world.app.verification_token,
            "team_id": team.id,
            "context_team_id": team.id,
            "context_enterprise_id": None,
            "api_app_id": self._world.app.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": event_id,
            "event_time": int(self._clock.time_of_day()),
            "authorizations": [{**authorization, "is_bot": True, "is_enterprise_install": False}],
            "is_ext_shared_channel": channel is not None and channel.shared,
            "event_context": f"4-{context}",
        }

    # delivery

    def delays(self) -> Iterable[float]:
        """The documented three, and hourly ones for a day where they are switched on."""
        return (*self._settings.retry_delays, *((3600.0,) * 24 if self._settings.hourly_retries else ()))

    def given_up(self, outcome: Outcome) -> bool:
        """Whether the subscription was switched off meanwhile."""
        return not self.enabled

    def id_of(self, body: Json) -> str:
        """Its event_id."""
        return str(body.get("event_id", ""))

    async def attempt(self, body: Json, retry: Retry | None) -> Outcome:
        """Try once, and note what came of it."""
        at = self._clock.now()
        gone = Outcome(ok=False, reason="connection_failed")
        outcome = await self.transport.send("events_api", body, retry) if self.transport else gone
        event = body.get("event", body)
        self.attempts.append(
            Attempt(
                event_id=self.id_of(body),
                type=str(event["type"]),
                number=retry.number if retry else 0,
                reason=retry.reason if retry else "",
                at=at,
                outcome=outcome,
            )
        )
        self.ledger.note(outcome.ok)
        if self.ledger.hopeless():
            self.enabled = False
        return outcome
