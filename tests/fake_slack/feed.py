"""The Events API: envelopes, retries, duplicates, order, the failure ledger.

Every event is delivered by its own task, so nothing that happens in Slack ever waits for the app.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from .changes import Changes
from .clock import Clock
from .ledger import Ledger
from .outcome import Outcome, Retry, Transport
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


@dataclass(eq=False)
class Delivery:
    body: Json
    copies: int
    tried: asyncio.Event = field(default_factory=asyncio.Event)


class EventFeed:
    """`transport` is None while the app is not connected: its events are lost then, as with no request URL."""

    def __init__(self, world: World, clock: Clock, settings: Settings, changes: Changes) -> None:
        self._world, self._clock, self._settings, self._changes = world, clock, settings, changes
        self.ledger = Ledger(clock, settings)
        self.transport: Transport | None = None
        self.enabled = True
        self.attempts: list[Attempt] = []
        self.emitted: list[Json] = []
        self.lost: list[tuple[str, Json]] = []
        self._held: list[Delivery] | None = None
        self._running: dict[asyncio.Task[None], Delivery] = {}
        self._turn = asyncio.Lock()

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
        elif self._held is not None:
            self._held.append(Delivery(body, self._settings.copies))
        else:
            self._start(Delivery(body, self._settings.copies))
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

    # order and duplicates

    def hold(self) -> None:
        """Keep events back until `release`."""
        self._held = self._held or []

    def release(
        self, order: Literal["same", "reversed"] | Sequence[int] = "same", *, waiting: bool = True
    ) -> None:
        """Let the held events go, in this order: one starts after the one before it was tried, unless not `waiting`."""
        held, self._held = self._held or [], None
        match order:
            case "same":
                chosen = held
            case "reversed":
                chosen = held[::-1]
            case _:
                chosen = [held[index] for index in order]
        after: Delivery | None = None
        for delivery in chosen:
            self._start(delivery, after if waiting else None)
            after = delivery

    def repeat(self, event_id: str, times: int = 1) -> None:
        """Deliver an event again under the same id, all copies at the same time."""
        body = next(body for body in self.emitted if body["event_id"] == event_id)
        for _ in range(times):
            self._start(Delivery(body, copies=1))

    async def all_tried(self) -> None:
        """Every delivery under way has been tried at least once."""
        for delivery in list(self._running.values()):
            await delivery.tried.wait()

    @property
    def busy(self) -> bool:
        return bool(self._running)

    # delivery

    def _start(self, delivery: Delivery, after: Delivery | None = None) -> None:
        task = asyncio.create_task(self._deliver(delivery, after))
        self._running[task] = delivery
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        delivery = self._running.pop(task)
        delivery.tried.set()
        self._changes.notify()
        if not task.cancelled():
            task.result()

    async def _deliver(self, delivery: Delivery, after: Delivery | None) -> None:
        if after:
            await after.tried.wait()
        if self._settings.event_delay:
            await self._clock.sleep(self._settings.event_delay)
        turn = self._turn if self._settings.one_at_a_time else contextlib.nullcontext()
        async with turn:
            for _ in range(delivery.copies):
                await self._try_all(delivery)

    async def _try_all(self, delivery: Delivery) -> None:
        hourly = (3600.0,) * 24 if self._settings.hourly_retries else ()
        retry: Retry | None = None
        for number, delay in enumerate((*self._settings.retry_delays, *hourly, None)):
            outcome = await self._try(delivery, retry)
            if outcome.ok or outcome.no_retry or delay is None or not self.enabled:
                return
            await self._clock.sleep(delay)
            retry = Retry(number=number + 1, reason=outcome.reason)

    async def _try(self, delivery: Delivery, retry: Retry | None) -> Outcome:
        body, at = delivery.body, self._clock.now()
        gone = Outcome(ok=False, reason="connection_failed")
        outcome = await self.transport.send("events_api", body, retry) if self.transport else gone
        event = body.get("event", body)
        self.attempts.append(
            Attempt(
                event_id=str(body.get("event_id", "")),
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
        delivery.tried.set()
        self._changes.notify()
        return outcome

    async def close(self) -> None:
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
