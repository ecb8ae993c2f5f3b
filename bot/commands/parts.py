"""What handlers work with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from bot.ids import AgentId, ConversationId, Person
from bot.ports import Clock, Directory, People


Point = tuple[str, bool, str]
"""One point of a check: its name, whether it is well, and what to do if not."""


class Offers(Protocol):
    """The open offers of one site. `Relay` fills this."""

    async def agent_removed(self, agent: AgentId, conversations: Sequence[ConversationId]) -> int:
        """Withdraw the open offers of a removed agent among the conversations that hold a place of theirs.

        Answers how many active chats stay with them until they end. Raises `StoreUnavailable`.
        """


class Health(Protocol):
    """The condition of our own parts."""

    async def check(self) -> list[Point]:
        """Say for the store, the delivery and the like whether each is well, and what to do if not."""


class Parts(NamedTuple):
    """Everything that a handler may use."""

    directory: Directory
    people: Mapping[str, People]
    """By platform."""
    offers: Offers
    health: Health
    clock: Clock
    capacity: int
    """Chats at the same time for a new agent."""

    async def audit(self, who: Person, what: str) -> None:
        """Write to the audit log that `who` did `what`, now."""
        await self.directory.audit(who, what, at=self.clock.now())
