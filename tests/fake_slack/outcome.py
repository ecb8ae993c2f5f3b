"""What a way of reaching the app must offer."""

from __future__ import annotations

from typing import Literal, Protocol

from tests.fakes.outcome import Outcome, Retry

from .world import Json


Kind = Literal["events_api", "slash_commands", "interactive"]


class Transport(Protocol):
    """HTTP or Socket Mode."""

    async def send(self, kind: Kind, body: Json, retry: Retry | None = None) -> Outcome:
        """Deliver once and wait for the answer, within the ack limit. Must not retry: the feed does."""
