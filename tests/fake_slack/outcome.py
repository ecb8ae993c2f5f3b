"""How the app answered, and what a way of reaching it must offer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from .world import Json


Kind = Literal["events_api", "slash_commands", "interactive"]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`reason` is what the next retry says: http_timeout, too_many_redirects, connection_failed, http_error."""

    ok: bool
    status: int = 0
    reason: str = ""
    no_retry: bool = False
    body: Json | None = None
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Retry:
    number: int
    reason: str


class Transport(Protocol):
    """HTTP or Socket Mode."""

    async def send(self, kind: Kind, body: Json, retry: Retry | None = None) -> Outcome:
        """Deliver once and wait for the answer, within the ack limit. Must not retry: the feed does."""
