"""Deliveries to the app: retries, duplicates, order.

Each is made by its own task, so nothing that happens on the platform ever waits for the app.
"""

from __future__ import annotations

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from .changes import Changes
from .clock import Clock
from .outcome import Outcome, Retry


Body = dict[str, Any]


class Manner(Protocol):
    """How deliveries are made; a test may change it at any time."""

    event_delay: float
    copies: int
    one_at_a_time: bool


@dataclass(eq=False)
class Delivery:
    body: Body
    copies: int
    tried: asyncio.Event = field(default_factory=asyncio.Event)


class Deliveries(ABC):
    """A platform says how one is tried, and how long it waits before it tries again."""

    def __init__(self, clock: Clock, manner: Manner, changes: Changes) -> None:
        self._clock, self._manner, self._changes = clock, manner, changes
        self.emitted: list[Body] = []
        self._held: list[Delivery] | None = None
        self._running: dict[asyncio.Task[None], Delivery] = {}
        self._turn = asyncio.Lock()

    @abstractmethod
    def delays(self) -> Iterable[float]:
        """The seconds before each retry."""

    @abstractmethod
    def given_up(self, outcome: Outcome) -> bool:
        """Whether nothing is tried any more after this outcome."""

    @abstractmethod
    def id_of(self, body: Body) -> str:
        """What a body is known by."""

    @abstractmethod
    async def attempt(self, body: Body, retry: Retry | None) -> Outcome:
        """Try once."""

    def send(self, body: Body) -> None:
        """Deliver a body, or keep it back while deliveries are held."""
        delivery = Delivery(body, self._manner.copies)
        if self._held is not None:
            self._held.append(delivery)
        else:
            self._start(delivery)

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
        body = next(body for body in self.emitted if self.id_of(body) == event_id)
        for _ in range(times):
            self._start(Delivery(body, copies=1))

    async def all_tried(self) -> None:
        """Every delivery under way has been tried at least once."""
        for delivery in list(self._running.values()):
            await delivery.tried.wait()

    @property
    def busy(self) -> bool:
        """Whether something is under way, or held."""
        return bool(self._running or self._held)

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
        if self._manner.event_delay:
            await self._clock.sleep(self._manner.event_delay)
        turn = self._turn if self._manner.one_at_a_time else contextlib.nullcontext()
        async with turn:
            for _ in range(delivery.copies):
                await self._try_all(delivery)

    async def _try_all(self, delivery: Delivery) -> None:
        retry: Retry | None = None
        for number, delay in enumerate((*self.delays(), None)):
            outcome = await self.attempt(delivery.body, retry)
            delivery.tried.set()
            self._changes.notify()
            if outcome.ok or outcome.no_retry or delay is None or self.given_up(outcome):
                return
            await self._clock.sleep(delay)
            retry = Retry(number=number + 1, reason=outcome.reason)

    async def close(self) -> None:
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
