"""Visitors who wait for a place, as the core needs them kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple, Protocol

from bot.ids import AgentId, ConversationId


class Waiter(NamedTuple):
    """A visitor in line."""

    conversation: ConversationId
    visitor_name: str
    pools: tuple[str, ...]
    since: int
    """When they began to wait in line, milliseconds since 1970."""
    position: int
    """1 is next."""


Taken = Literal["taken", "gone", "full", "asked_before"]
"""What became of taking a visitor out of the line: no such visitor waits, the agent has no place left, or has been asked."""


class WaitingLine(Protocol):
    """The waiting line of one site. All methods raise `StoreUnavailable`."""

    async def waiting(self) -> Sequence[Waiter]:
        """List who waits, in the order in which they are taken."""

    async def positions(self, conversations: Sequence[ConversationId]) -> Mapping[ConversationId, int]:
        """Say where each stands, 1 is next: one more than are before it in any of its lines. Who does not wait is left out."""

    async def take(self, conversation: ConversationId | None, agent: AgentId) -> Taken:
        """Give a waiting visitor to the agent, who thereby accepts; None is the first who waits for one of their pools."""
